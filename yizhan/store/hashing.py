"""Keyed hashes and masks of personal data (D14, S-62, S-63).

Two documents name the same person when the hashes are equal. Without the key, which never
enters the database, not even the few million numbers of one county can be tried out.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

import polars as pl

from yizhan.store.home import secret

try:  # CPython's own SHA-256: copying a begun hash costs a third less than with OpenSSL
    from _sha2 import sha256  # type: ignore[import-not-found, unused-ignore]
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        from hashlib import sha256

SIZE: Final = 16  # bytes kept of each hash
NORMALISATION: Final = 1  # raised when `normalised` changes: hashes of before no longer compare
_BLOCK: Final = 64  # bytes of a SHA-256 block
_STAR: Final = "*"


class Kind(StrEnum):
    """A kind of personal datum; each has a key of its own."""

    PERSON_ID = "person_id"
    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"


NUMBERS: Final = {Kind.PERSON_ID: 1, Kind.NAME: 2, Kind.PHONE: 3, Kind.ADDRESS: 4}
"""How the vault's table writes a kind."""


def normalised(kind: str, values: pl.Series) -> pl.Series:
    """One spelling of each value: width, spaces, letter case, dots and dialling code aside."""
    plain = values.str.normalize("NFKC").str.replace_all(r"\s+", "")
    match Kind(kind):
        case Kind.PERSON_ID:
            return plain.str.to_uppercase()
        case Kind.NAME:
            # Names of several parts are written with one of many dots.
            return plain.str.to_uppercase().str.replace_all("[.•‧∙⋅・]", "·")
        case Kind.PHONE:
            digits = plain.str.replace_all(r"[^0-9]", "")
            local = digits.str.replace(r"^(?:00)?86(\d{11,})$", "${1}")
            return local.zip_with(local != "", plain)
        case Kind.ADDRESS:
            return plain


class _Keyed:
    """HMAC-SHA-256 of one key, with both key blocks hashed beforehand."""

    def __init__(self, key: bytes) -> None:
        block = key.ljust(_BLOCK, b"\0")
        self.inner = sha256(bytes(byte ^ 0x36 for byte in block))
        self.outer = sha256(bytes(byte ^ 0x5C for byte in block))

    def digests(self, texts: Sequence[str | None]) -> list[bytes | None]:
        """The shortened hash of each text, None of None."""
        begin, end = self.inner.copy, self.outer.copy
        found: list[bytes | None] = []
        for text in texts:
            if text is None:
                found.append(None)
                continue
            inner, outer = begin(), end()
            inner.update(text.encode())
            outer.update(inner.digest())
            found.append(outer.digest()[:SIZE])
        return found


@dataclass(frozen=True, slots=True)
class Hasher:
    """The hashes of one zone. An empty value has none: two blanks are not the same person."""

    zone: int
    keyed: dict[str, _Keyed]

    @classmethod
    def for_zone(cls, zone: int) -> Self:
        """With the keys of this home, made at first use."""
        master = bytes.fromhex(secret(f"hash-{zone}"))
        return cls(zone, {kind: _Keyed(_derived(master, zone, kind)) for kind in Kind})

    def many(self, kind: str, values: Sequence[str | None] | pl.Series) -> list[bytes | None]:
        """The hash of each value, in order."""
        column = values if isinstance(values, pl.Series) else pl.Series(values, dtype=pl.String)
        plain = normalised(kind, column)
        return self.keyed[kind].digests(plain.set(plain == "", None).to_list())

    def person_id(self, text: str) -> bytes:
        return self._one(Kind.PERSON_ID, text)

    def name(self, text: str) -> bytes:
        return self._one(Kind.NAME, text)

    def phone(self, text: str) -> bytes:
        return self._one(Kind.PHONE, text)

    def address(self, text: str) -> bytes:
        return self._one(Kind.ADDRESS, text)

    def _one(self, kind: Kind, text: str) -> bytes:
        (found,) = self.many(kind, [text])
        if found is None:
            raise ValueError(f"an empty {kind} has no hash")
        return found


def _derived(master: bytes, zone: int, kind: str) -> bytes:
    """The key of a kind: knowing one tells nothing of the others."""
    purpose = f"yizhan|hash|{zone}|{kind}|{NORMALISATION}".encode()
    return hmac.digest(master, purpose, hashlib.sha256)


def mask_name(name: str) -> str:
    """The family name alone.

    >>> mask_name("王小明"), mask_name("王明"), mask_name("")
    ('王**', '王*', '')
    """
    return name[:1] + _STAR * max(len(name) - 1, 0)


def mask_id(number: str) -> str:
    """First and last four; a shorter number shows less.

    >>> mask_id("500103199001010021"), mask_id("E1234567")
    ('5001**********0021', 'E1****67')
    """
    return _middle(number, 4, 4)


def mask_phone(number: str) -> str:
    """First three and last four.

    >>> mask_phone("13800138000"), mask_phone("12345")
    ('138****8000', '1***5')
    """
    return _middle(number, 3, 4)


def mask_address(address: str) -> str:
    """Province and city at most.

    >>> mask_address("重庆市渝北区金开大道1号")
    '重庆市渝北区***'
    """
    shown = min(6, len(address) // 2)
    return address[:shown] + _STAR * 3 if address else ""


def _middle(text: str, head: int, tail: int) -> str:
    """Stars in the middle, and never fewer hidden than a third of the text."""
    if len(text) < head + tail + 4:
        head = tail = len(text) // 4
    return text[:head] + _STAR * (len(text) - head - tail) + text[len(text) - tail :]


def masks(kind: str, values: pl.Series) -> pl.Series:
    """The mask of each value, in columns: what `mask_name` and its sisters give."""
    mask = _MASKS[Kind(kind)]
    shown = [None if text is None else mask(text) for text in values.to_list()]
    return pl.Series(values.name, shown, dtype=pl.String)


_MASKS: Final = {
    Kind.PERSON_ID: mask_id,
    Kind.NAME: mask_name,
    Kind.PHONE: mask_phone,
    Kind.ADDRESS: mask_address,
}
