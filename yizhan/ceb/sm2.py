"""SM2 signatures with SM3 by libcrypto of OpenSSL 3: no wheel is good enough (D31).

Points are 64 bytes x‖y, signatures 64 bytes r‖s, the signer's id the default of the standard.
"""

import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

_ID: Final = b"1234567812345678"
_HALF: Final = 32
_UNCOMPRESSED: Final = b"\4"
_PUBLIC_ONLY: Final = 0x86  # EVP_PKEY_PUBLIC_KEY
_KEY_PAIR: Final = 0x87  # EVP_PKEY_KEYPAIR
_UNSIGNED, _UTF8, _OCTETS = 2, 4, 5  # OSSL_PARAM types


class _Param(ctypes.Structure):
    _fields_ = [
        ("key", ctypes.c_char_p),
        ("type", ctypes.c_uint),
        ("data", ctypes.c_void_p),
        ("size", ctypes.c_size_t),
        ("returned", ctypes.c_size_t),
    ]


@dataclass(frozen=True, slots=True)
class Secret:
    """A private key: its number, and the point that is its public half."""

    number: int = field(repr=False)
    point: bytes


class Unavailable(Exception):
    """There is no libcrypto of OpenSSL 3 with SM2 here."""


def available() -> bool:
    """Whether SM2 can be had on this machine."""
    try:
        return bool(_crypto().EVP_sm3())
    except Unavailable:
        return False


def verify(point: bytes, data: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of the owner of `point` over `data`. Raises Unavailable."""
    if len(signature) != 2 * _HALF or len(point) != 2 * _HALF:
        return False
    r, s = signature[:_HALF], signature[_HALF:]
    der = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    with _key(point) as key, _context(key) as context:
        crypto = _crypto()
        if crypto.EVP_DigestVerifyInit(context, None, crypto.EVP_sm3(), None, key) != 1:
            return False
        return bool(crypto.EVP_DigestVerify(context, der, len(der), data, len(data)) == 1)


def sign(secret: Secret, data: bytes) -> bytes:
    """The signature of `secret` over `data`. Raises Unavailable."""
    with _key(secret.point, secret.number) as key, _context(key) as context:
        crypto = _crypto()
        size = ctypes.c_size_t(128)
        der = ctypes.create_string_buffer(size.value)
        begun = crypto.EVP_DigestSignInit(context, None, crypto.EVP_sm3(), None, key)
        if (
            begun != 1
            or crypto.EVP_DigestSign(context, der, ctypes.byref(size), data, len(data)) != 1
        ):
            raise Unavailable("libcrypto did not sign")
    r, s = decode_dss_signature(der.raw[: size.value])
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def public_key(certificate: bytes) -> bytes | None:
    """The point of an SM2 certificate (DER), None when its key is of another kind."""
    crypto = _crypto()
    start = ctypes.c_char_p(certificate)
    x509 = crypto.d2i_X509(None, ctypes.byref(start), ctypes.c_long(len(certificate)))
    if not x509:
        return None
    try:
        key = crypto.X509_get0_pubkey(x509)
        if not key or crypto.EVP_PKEY_is_a(key, b"SM2") != 1:
            return None
        return _point(key)
    finally:
        crypto.X509_free(x509)


def _point(key: int) -> bytes | None:
    encoded, size = ctypes.create_string_buffer(1 + 2 * _HALF), ctypes.c_size_t()
    found = _crypto().EVP_PKEY_get_octet_string_param(
        key, b"encoded-pub-key", encoded, len(encoded), ctypes.byref(size)
    )
    uncompressed = found == 1 and size.value == len(encoded) and encoded.raw[:1] == _UNCOMPRESSED
    return encoded.raw[1:] if uncompressed else None


@contextmanager
def _key(point: bytes, secret: int | None = None) -> Iterator[int]:
    crypto = _crypto()
    group, encoded = b"SM2", _UNCOMPRESSED + point
    private = b"" if secret is None else secret.to_bytes(_HALF, "little")  # numbers are native
    parts = [(b"group", _UTF8, group), (b"pub", _OCTETS, encoded)]
    if private:
        parts.append((b"priv", _UNSIGNED, private))
    params = (_Param * (len(parts) + 1))()
    for param, (name, kind, data) in zip(params, parts, strict=False):
        pointer = ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p)
        param.key, param.type, param.data, param.size = name, kind, pointer, len(data)
    context = crypto.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
    key = ctypes.c_void_p()
    selection = _KEY_PAIR if private else _PUBLIC_ONLY
    try:
        made = (
            crypto.EVP_PKEY_fromdata_init(context) == 1
            and crypto.EVP_PKEY_fromdata(context, ctypes.byref(key), selection, params) == 1
        )
        if not made or key.value is None:
            raise ValueError("not a point of the SM2 curve")
        yield key.value
    finally:
        crypto.EVP_PKEY_free(key)
        crypto.EVP_PKEY_CTX_free(context)


@contextmanager
def _context(key: int) -> Iterator[int]:
    """A digest context that knows the signer's id, which goes into what is signed."""
    crypto = _crypto()
    digest = crypto.EVP_MD_CTX_new()
    own = crypto.EVP_PKEY_CTX_new(key, None)
    try:
        crypto.EVP_PKEY_CTX_set1_id(own, _ID, ctypes.c_int(len(_ID)))
        crypto.EVP_MD_CTX_set_pkey_ctx(digest, own)
        yield digest
    finally:
        crypto.EVP_MD_CTX_free(digest)
        crypto.EVP_PKEY_CTX_free(own)


@cache
def _crypto() -> ctypes.CDLL:
    for name in ("libcrypto.so.3", ctypes.util.find_library("crypto")):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library is not None and hasattr(library, "EVP_PKEY_CTX_new_from_name"):
            return _typed(library)
    raise Unavailable("no libcrypto of OpenSSL 3")


def _typed(library: ctypes.CDLL) -> ctypes.CDLL:
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    returning: tuple[tuple[str, list[Any]], ...] = (
        ("EVP_sm3", []),
        ("EVP_MD_CTX_new", []),
        ("EVP_PKEY_CTX_new", [pointer, pointer]),
        ("EVP_PKEY_CTX_new_from_name", [pointer, ctypes.c_char_p, ctypes.c_char_p]),
        ("d2i_X509", [pointer, pointer, ctypes.c_long]),
        ("X509_get0_pubkey", [pointer]),
    )
    for name, arguments in returning:
        function = getattr(library, name)
        function.restype, function.argtypes = pointer, arguments
    text = ctypes.c_char_p
    answering: tuple[tuple[str, list[Any]], ...] = (
        ("EVP_PKEY_fromdata_init", [pointer]),
        ("EVP_PKEY_fromdata", [pointer, pointer, ctypes.c_int, pointer]),
        ("EVP_PKEY_CTX_set1_id", [pointer, text, ctypes.c_int]),
        ("EVP_PKEY_is_a", [pointer, text]),
        ("EVP_PKEY_get_octet_string_param", [pointer, text, pointer, size, pointer]),
        ("EVP_DigestVerifyInit", [pointer, pointer, pointer, pointer, pointer]),
        ("EVP_DigestVerify", [pointer, text, size, text, size]),
        ("EVP_DigestSignInit", [pointer, pointer, pointer, pointer, pointer]),
        ("EVP_DigestSign", [pointer, pointer, pointer, text, size]),
        ("EVP_MD_CTX_set_pkey_ctx", [pointer, pointer]),
        ("EVP_MD_CTX_free", [pointer]),
        ("EVP_PKEY_CTX_free", [pointer]),
        ("EVP_PKEY_free", [pointer]),
        ("X509_free", [pointer]),
    )
    for name, arguments in answering:
        getattr(library, name).argtypes = arguments
    return library
