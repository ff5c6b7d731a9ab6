"""Seals: what was sealed comes back, at its own place and unchanged, or not at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.store import sealing
from yizhan.store.errors import SealBroken, StoreUnavailable
from yizhan.store.sealing import Sealer, message_place, vault_place

PLACE = message_place(1, 42)


@given(st.binary(max_size=300), st.booleans())
def test_what_was_sealed_comes_back(data: bytes, compress: bool) -> None:  # noqa: FBT001 -- drawn
    sealer = Sealer.for_zone(1)
    sealed = sealer.seal(data, aad=PLACE, compress=compress)
    assert len(data) < 8 or data not in sealed
    assert sealer.open(sealed, aad=PLACE) == data


@given(st.binary(max_size=40), st.data())
def test_any_flipped_bit_breaks_the_seal(data: bytes, drawn: st.DataObject) -> None:
    sealer = Sealer.for_zone(1)
    sealed = bytearray(sealer.seal(data, aad=PLACE))
    bit = drawn.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        sealer.open(bytes(sealed), aad=PLACE)


@given(st.binary(max_size=40), st.data())
def test_a_shortened_value_breaks_the_seal(data: bytes, drawn: st.DataObject) -> None:
    sealer = Sealer.for_zone(1)
    sealed = sealer.seal(data, aad=PLACE)
    with pytest.raises(SealBroken):
        sealer.open(sealed[: drawn.draw(st.integers(0, len(sealed) - 1))], aad=PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        message_place(1, 43),
        message_place(2, 42),
        vault_place(1, 1, b"\0" * 16),
        b"message|sealed|1|4",
    ],
)
def test_a_value_opens_only_where_it_stood(elsewhere: bytes) -> None:
    sealer = Sealer.for_zone(1)
    sealed = sealer.seal("王小明".encode(), aad=PLACE)
    with pytest.raises(SealBroken) as broken:
        sealer.open(sealed, aad=elsewhere)
    assert elsewhere.decode() in str(broken.value)


def test_the_same_value_is_never_sealed_alike() -> None:
    sealer = Sealer.for_zone(1)
    assert len(set(sealer.seal_many([b"x"] * 500, [PLACE] * 500))) == 500


def test_another_zone_cannot_open_it() -> None:
    sealed = Sealer.for_zone(1).seal(b"x", aad=PLACE)
    with pytest.raises(SealBroken):
        Sealer.for_zone(2).open(sealed, aad=PLACE)


def test_after_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    before = Sealer.for_zone(3)
    old = before.seal(b"x", aad=PLACE)
    number = sealing.rotate(3)
    after = Sealer.for_zone(3)
    assert (before.key_id, after.key_id) == (1, number)
    assert after.open(old, aad=PLACE) == b"x"
    with pytest.raises(SealBroken):
        before.open(after.seal(b"x", aad=PLACE), aad=PLACE)


def test_keys_are_private_files_and_wrapped(own_home: Path) -> None:
    Sealer.for_zone(1)
    keys = own_home / "keys"
    assert keys.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in keys.iterdir()} == {0o600}


def test_a_lost_wrapping_key_is_told(own_home: Path) -> None:
    Sealer.for_zone(4)
    kept = (own_home / "keys" / "seal").read_text()
    try:
        (own_home / "keys" / "seal").write_text("00" * 32)
        with pytest.raises(StoreUnavailable):
            Sealer.for_zone(4)
    finally:
        (own_home / "keys" / "seal").write_text(kept)
