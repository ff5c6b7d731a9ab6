"""Keyed hashes: one person, however spelled; nobody else's, nor another zone's."""

import hashlib
import hmac

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.store import hashing
from yizhan.store.hashing import Hasher, Kind, masks

digits = st.text("0123456789", min_size=17, max_size=17)
last = st.sampled_from("0123456789Xx")
spaces = st.sampled_from(["", " ", "\u3000", "\u00a0", "\t", " \n "])


def wide(text: str) -> str:
    """The full-width form of ASCII text."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@given(head=digits, tail=last, gap=spaces)
def test_an_id_number_matches_in_every_spelling(head: str, tail: str, gap: str) -> None:
    hasher = Hasher.for_zone(1)
    plain = hasher.person_id(head + tail.upper())
    for spelled in (
        head + tail.lower(),
        wide(head + tail),
        f"{gap}{head[:6]}{gap}{head[6:]}{tail}{gap}",
    ):
        assert hasher.person_id(spelled) == plain


@pytest.mark.parametrize(
    "spelled",
    [
        "+86 138 0013 8000",
        "0086-13800138000",
        "8613800138000",
        "138-0013-8000",
        "(+86)13800138000",
    ],
)
def test_a_phone_matches_with_and_without_its_dialling_code(spelled: str) -> None:
    hasher = Hasher.for_zone(1)
    assert hasher.phone(spelled) == hasher.phone("13800138000")


@pytest.mark.parametrize(
    "one", ["买买提•吐尔逊", "买买提.吐尔逊", "买买提 ·吐尔逊", "买买提\uff0e吐尔逊"]
)
def test_a_name_of_several_parts_matches_with_any_dot(one: str) -> None:
    hasher = Hasher.for_zone(1)
    assert hasher.name(one) == hasher.name("买买提·吐尔逊")


def test_a_phone_without_digits_is_still_told_from_another() -> None:
    hasher = Hasher.for_zone(1)
    assert hasher.phone("无") != hasher.phone("不详")


@given(st.lists(st.one_of(st.none(), st.text("王小明李 Xx19\u3000", max_size=8)), max_size=20))
def test_many_agree_with_one_by_one(values: list[str | None]) -> None:
    hasher = Hasher.for_zone(1)
    for kind in Kind:
        found = hasher.many(kind, values)
        assert found == [hasher.many(kind, [value])[0] for value in values]


@given(digits, digits)
def test_different_people_differ(one: str, other: str) -> None:
    hasher = Hasher.for_zone(1)
    assert (hasher.person_id(one) == hasher.person_id(other)) == (one == other)


def test_every_kind_and_zone_has_a_key_of_its_own() -> None:
    found = {
        Hasher.for_zone(zone).many(kind, ["13800138000"])[0] for zone in (1, 2) for kind in Kind
    }
    assert len(found) == 2 * len(Kind)


def test_it_is_hmac_sha_256() -> None:
    keyed = hashing._Keyed(b"k" * 32)  # noqa: SLF001 -- the sum itself, beside the library's
    (found,) = keyed.digests(["王小明"])
    assert found == hmac.digest(b"k" * 32, "王小明".encode(), hashlib.sha256)[: hashing.SIZE]


@pytest.mark.parametrize("blank", ["", " ", "\u3000"])
def test_a_blank_has_no_hash(blank: str) -> None:
    hasher = Hasher.for_zone(1)
    assert hasher.many(Kind.NAME, [blank, None]) == [None, None]
    with pytest.raises(ValueError, match="empty"):
        hasher.name(blank)


@given(st.text(min_size=1, max_size=40))
def test_a_mask_never_shows_all(text: str) -> None:
    for kind in (Kind.PERSON_ID, Kind.PHONE, Kind.ADDRESS):
        (shown,) = masks(kind, pl.Series([text])).to_list()
        assert shown != text or set(text) == {"*"}
        assert sum(letter != "*" for letter in shown) <= max(8, len(text) // 2)
