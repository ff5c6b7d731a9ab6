"""Signatures as the other sides make and check them: enveloped, RSA with SHA-1 (spec §7).

Apart from the station's own on purpose: what one side signs the other must verify (D15).
SHA-1 is what the official format says; it is used nowhere else.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from yizhan.sim.cast import Party
from yizhan.sim.wire import Unreadable, read

DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_KEY_BITS: Final = 2048


@dataclass(frozen=True, slots=True)
class Signer:
    """A firm with a key and a certificate that it gave itself, for this sample alone."""

    party: Party
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def new(cls, party: Party, at: datetime) -> Self:
        """A fresh key; the certificate names the firm and its code."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, party.name),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, party.code),
            ]
        )
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(at - timedelta(days=1))
            .not_valid_after(at + timedelta(days=365))
            .sign(key, hashes.SHA256())
        )
        return cls(party, key, certificate)

    @property
    def certificate_pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def sign(self, body: bytes) -> bytes:
        """The message with its signature as the last child, nothing else changed."""
        digest = base64.b64encode(_digest(read(body))).decode()
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        end = body.rstrip().rindex(b"</")
        unsigned = body[:end] + _shell(digest, base64.b64encode(der).decode()) + body[end:]
        info = _canonical_info(read(unsigned))
        value = self.key.sign(info, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 -- the official format
        return unsigned.replace(
            b"<ds:SignatureValue>",
            b"<ds:SignatureValue>" + base64.b64encode(value),
            1,
        )


def verifies(root: etree._Element) -> bool:
    """Whether the message under `root` carries one signature, and that is right."""
    found = root.findall(f"{{{DSIG}}}Signature")
    if len(found) != 1:
        return False
    digest = root.findtext(f".//{{{DSIG}}}DigestValue") or ""
    value = root.findtext(f".//{{{DSIG}}}SignatureValue") or ""
    certificate = root.findtext(f".//{{{DSIG}}}X509Certificate") or ""
    try:
        key = x509.load_der_x509_certificate(base64.b64decode(certificate)).public_key()
        if base64.b64decode(digest) != _digest(root) or not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(
            base64.b64decode(value),
            _canonical_info(root),
            padding.PKCS1v15(),
            hashes.SHA1(),  # noqa: S303 -- the official format
        )
    except (InvalidSignature, ValueError, Unreadable):
        return False
    return True


def _digest(root: etree._Element) -> bytes:
    """SHA-1 of the canonical document without its signature.

    In canonical form every element has an end tag, so that the signature can be cut out as text.
    """
    canonical = etree.tostring(root, method="c14n")
    signature = root.find(f"{{{DSIG}}}Signature")
    if signature is not None:
        name = (f"{signature.prefix}:Signature" if signature.prefix else "Signature").encode()
        start, end = canonical.index(b"<" + name), b"</" + name + b">"
        canonical = canonical[:start] + canonical[canonical.index(end, start) + len(end) :]
    return hashlib.sha1(canonical).digest()  # noqa: S324 -- the official format


def _canonical_info(root: etree._Element) -> bytes:
    """Canonical SignedInfo with every namespace in scope at its place."""
    info = root.find(f"{{{DSIG}}}Signature/{{{DSIG}}}SignedInfo")
    if info is None:
        raise Unreadable("no SignedInfo")
    return etree.tostring(info, method="c14n")


def _shell(digest: str, certificate: str) -> bytes:
    """The signature but for its value, without a space that could be mistaken for content."""
    return (
        f'<ds:Signature xmlns:ds="{DSIG}"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{C14N}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{DSIG}rsa-sha1"></ds:SignatureMethod>'
        f'<ds:Reference URI=""><ds:Transforms>'
        f'<ds:Transform Algorithm="{DSIG}enveloped-signature"></ds:Transform></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{DSIG}sha1"></ds:DigestMethod>'
        f"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
        f"<ds:SignatureValue></ds:SignatureValue><ds:KeyInfo><ds:KeyName>0001</ds:KeyName>"
        f"<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data>"
        f"</ds:KeyInfo></ds:Signature>"
    ).encode()
