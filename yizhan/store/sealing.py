"""Sealed values: AES-256-GCM, bound to the place where they stand (S-60, S-61).

A value opens only in the table, column, zone and row it was sealed for. The key of a zone's
data lies wrapped in the home's `keys`; what wraps it comes from a provider.
"""

import os
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from yizhan.store.errors import SealBroken, StoreUnavailable
from yizhan.store.home import home, keep, secret

PLAIN: Final = 1  # algorithm: AES-256-GCM
PACKED: Final = 2  # algorithm: AES-256-GCM of a zlib stream
_NONCE: Final = 12
_HEAD: Final = 3  # algorithm, key id (2)
_KEY: Final = 32


class KeyProvider(Protocol):
    """What wraps the data keys: a file here, an SDF or PKCS#11 device elsewhere."""

    def wrap(self, key: bytes) -> bytes:
        """The key, fit to be kept on disk."""
        ...

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key again. Raises StoreUnavailable when it cannot be had."""
        ...


class FileProvider:
    """The wrapping key as a file of the home."""

    def wrap(self, key: bytes) -> bytes:
        return aes_key_wrap(self._key(), key)

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self._key(), wrapped)
        except InvalidUnwrap as error:
            raise StoreUnavailable("keys/seal does not fit the wrapped data keys.") from error

    def _key(self) -> bytes:
        return bytes.fromhex(secret("seal"))


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals with the newest data key of a zone, opens with any of them."""

    key_id: int
    ciphers: dict[int, AESGCM]

    @classmethod
    def for_zone(cls, zone: int, provider: KeyProvider | None = None) -> Self:
        """With the keys of this home; the first key is made when there is none."""
        keys = _data_keys(zone, provider or FileProvider())
        return cls(max(keys), {number: AESGCM(key) for number, key in keys.items()})

    def seal(self, data: bytes, *, aad: bytes, compress: bool = False) -> bytes:
        """`data`, readable only with the key and at the place `aad`."""
        return self._seal(data, aad, os.urandom(_NONCE), PACKED if compress else PLAIN)

    def seal_many(self, values: Sequence[bytes], places: Sequence[bytes]) -> list[bytes]:
        """Each value for its place; one call for all nonces."""
        noise = os.urandom(_NONCE * len(values))
        return [
            self._seal(value, place, noise[step * _NONCE : (step + 1) * _NONCE], PLAIN)
            for step, (value, place) in enumerate(zip(values, places, strict=True))
        ]

    def _seal(self, data: bytes, aad: bytes, nonce: bytes, algorithm: int) -> bytes:
        head = bytes((algorithm,)) + self.key_id.to_bytes(2, "big")
        body = zlib.compress(data, 1) if algorithm == PACKED else data
        return head + nonce + self.ciphers[self.key_id].encrypt(nonce, body, aad + b"|" + head)

    def open(self, sealed: bytes, *, aad: bytes) -> bytes:
        """The value again. Raises SealBroken when a bit, the place or the key differs."""
        head, nonce = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE]
        cipher = self.ciphers.get(int.from_bytes(head[1:], "big"))
        if cipher is None or len(nonce) < _NONCE or head[0] not in {PLAIN, PACKED}:
            raise SealBroken(f"unknown key or algorithm at {_shown(aad)}")
        try:
            body = cipher.decrypt(nonce, sealed[_HEAD + _NONCE :], aad + b"|" + head)
        except InvalidTag as error:
            raise SealBroken(f"does not open at {_shown(aad)}") from error
        return zlib.decompress(body) if head[0] == PACKED else body


def place(table: str, column: str, zone: int, row: object) -> bytes:
    """Where a value stands, as its seal is bound to it.

    >>> place("message", "sealed", 1, 42)
    b'message|sealed|1|42'
    """
    return f"{table}|{column}|{zone}|{row}".encode()


def message_place(zone: int, message: int) -> bytes:
    """The place of a message's bytes."""
    return place("message", "sealed", zone, message)


def vault_place(zone: int, kind: int, hashed: bytes) -> bytes:
    """The place of a person's datum in the vault."""
    return place("vault", "sealed", zone, f"{kind}:{hashed.hex()}")


def rotate(zone: int, provider: KeyProvider | None = None) -> int:
    """Make a new data key of `zone` and return its number; older keys still open."""
    given = provider or FileProvider()
    number = max(_data_keys(zone, given)) + 1
    _make_key(zone, number, given)
    return number


def _data_keys(zone: int, provider: KeyProvider) -> dict[int, bytes]:
    folder = home() / "keys"
    files = sorted(folder.glob(f"data-{zone}-*"))
    if not files:
        _make_key(zone, 1, provider)
        files = sorted(folder.glob(f"data-{zone}-*"))
    numbers = {int(file.name.rpartition("-")[2]): file for file in files}
    return {
        number: provider.unwrap(bytes.fromhex(file.read_text("ascii")))
        for number, file in numbers.items()
    }


def _make_key(zone: int, number: int, provider: KeyProvider) -> None:
    keep(f"data-{zone}-{number}", provider.wrap(secrets.token_bytes(_KEY)).hex())


def _shown(aad: bytes) -> str:
    return aad.decode(errors="replace")
