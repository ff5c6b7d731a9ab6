"""The station's own signature on the lists it packs (D11): a key and certificate of the home.

Customs issues both for real work, to be put at `keys/sign-<zone>.key` and `.crt` (PEM). Where
there are none they are made, self-signed: good for the simulated customs, and no other.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from yizhan.ceb.signature import sign
from yizhan.store.errors import StoreUnavailable
from yizhan.store.home import folder, keep

BITS: Final = 2048
VALID: Final = timedelta(days=3650)


def signer(zone: str, at: datetime) -> Callable[[bytes], bytes]:
    """Signs messages for `zone`. Raises StoreUnavailable when the key is not one for it."""
    key = _key(zone)
    certificate = _certificate(zone, key, at)
    return lambda xml: sign(xml, key, certificate)


def _key(zone: str) -> rsa.RSAPrivateKey:
    path = folder("keys") / f"sign-{zone}.key"
    if not path.exists():
        made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        keep(path.name, pem.decode("ascii"))
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise StoreUnavailable(f"keys/{path.name} is no RSA key.")
    return key


def _certificate(zone: str, key: rsa.RSAPrivateKey, at: datetime) -> x509.Certificate:
    path = folder("keys") / f"sign-{zone}.crt"
    if not path.exists():
        keep(path.name, _self_signed(zone, key, at).public_bytes(Encoding.PEM).decode("ascii"))
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    if certificate.public_key() != key.public_key():
        raise StoreUnavailable(f"keys/{path.name} does not belong to the key beside it.")
    return certificate


def _self_signed(zone: str, key: rsa.RSAPrivateKey, at: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"yizhan {zone}")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + VALID)
        .sign(key, hashes.SHA256())
    )
