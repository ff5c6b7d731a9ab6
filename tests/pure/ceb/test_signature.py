"""Signatures of the customs profile: made, verified, and every way to cheat refused (S-31)."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

from tests.pure.ceb import made
from yizhan import ceb
from yizhan.ceb import signature, sm2
from yizhan.ceb.declare import DSIG
from yizhan.ceb.registry import MESSAGES

AT = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
KAT = json.loads(
    (Path(__file__).parents[2] / "samples/ceb/kat-sm2-signedinfo.json").read_text("utf-8")
)
POINT = bytes.fromhex(KAT["sm2_public_key_hex_xy"])


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    return certify(key)


def certify(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(4660)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )


@pytest.fixture(scope="module")
def signed(key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> bytes:
    return signature.sign(made.message("CEB621Message"), key, certificate)


@pytest.mark.parametrize(
    "type_", [name for name, message in MESSAGES.items() if "Signature" in message.tail]
)
def test_what_we_sign_verifies_and_is_valid_by_the_schema(
    type_: str, key: rsa.RSAPrivateKey, certificate: x509.Certificate
) -> None:
    xml = signature.sign(made.message(type_), key, certificate)
    verdict = signature.verify(xml)
    assert verdict.status == "valid"
    assert verdict.certificate == certificate.public_bytes(Encoding.DER)
    judged = ceb.check(xml, at=AT)
    assert (judged.signature, judged.schema, judged.verdict) == ("valid", "valid", "accepted")


def test_the_station_accepts_a_signed_list_whole(signed: bytes) -> None:
    assert ceb.read_columns([signed]).reads[0].signed
    assert b"<ds:KeyName>1234</ds:KeyName>" in signed
    assert not re.search(rb"\s<ds:Signature", signed)


def test_no_signature() -> None:
    assert signature.verify(made.message("CEB311Message")).status == "none"


def test_signing_twice_or_a_stranger(
    signed: bytes, key: rsa.RSAPrivateKey, certificate: x509.Certificate
) -> None:
    for xml in (signed, b"<a/>", b"<broken"):
        with pytest.raises(ValueError, match=r"."):
            signature.sign(xml, key, certificate)


def test_a_receiver_may_write_it_differently(signed: bytes) -> None:
    spaced = signed.replace(b"</ceb:BaseTransfer><ds:", b"</ceb:BaseTransfer>\n<ds:")
    assert signature.verify(spaced).status == "valid"
    single = signed.replace(b'version="1.0"', b"version='1.0'", 2)
    assert signature.verify(single).status == "valid"
    commented = signed.replace("某orderNo".encode(), "某<!-- x -->orderNo".encode())
    assert signature.verify(commented).status == "valid"
    assert ceb.read(commented)[0].head["order_no"] == "某orderNo"


C14N_WITH = b"http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
CHEATS: dict[str, Callable[[bytes], bytes]] = {
    "a value changed": lambda xml: xml.replace(b">868<", b">1<", 1),
    "a blank added": lambda xml: (
        xml.replace(b"<ceb:OrderHead>", b"<ceb:OrderHead> ")
        if b"<ceb:OrderHead>" in xml
        else xml.replace(b"<ceb:InventoryHead>", b"<ceb:InventoryHead> ")
    ),
    "a document added": lambda xml: xml.replace(
        b"<ceb:Inventory>", b"<ceb:Inventory>" + inventory(xml) + b"</ceb:Inventory><ceb:Inventory>"
    ),
    "a text after the root's last": lambda xml: xml.replace(
        b"</ceb:CEB621Message>", b"x</ceb:CEB621Message>"
    ),
    "guid of the root": lambda xml: xml.replace(made.GUID.encode(), made.GUID[::-1].encode(), 1),
    "an id to a part": lambda xml: xml.replace(b'URI=""', b'URI="#x"'),
    "no URI": lambda xml: xml.replace(b' URI=""', b""),
    "two references": lambda xml: re.sub(rb"(<ds:Reference.*</ds:Reference>)", rb"\1\1", xml),
    "no transform": lambda xml: re.sub(rb"<ds:Transform [^>]*/>", b"", xml),
    "another transform": lambda xml: xml.replace(
        signature.ENVELOPED.encode(), b"http://www.w3.org/TR/1999/REC-xpath-19991116"
    ),
    "two transforms": lambda xml: re.sub(rb"(<ds:Transform [^>]*/>)", rb"\1\1", xml),
    "parameters of a transform": lambda xml: re.sub(
        rb"(<ds:Transform [^>]*)/>", rb"\1><ds:XPath>1</ds:XPath></ds:Transform>", xml
    ),
    "a second signature": lambda xml: re.sub(rb"(<ds:Signature .*</ds:Signature>)", rb"\1\1", xml),
    "the signature wrapped away": lambda xml: re.sub(
        rb"(<ds:Signature .*</ds:Signature>)",
        rb"<ceb:ExtendMessage><ceb:name>x</ceb:name><ceb:version>1</ceb:version>"
        rb"<ceb:Message>\1</ceb:Message></ceb:ExtendMessage>",
        xml,
    ),
    "value empty": lambda xml: re.sub(
        rb"<ds:SignatureValue>.*</ds:SignatureValue>", b"<ds:SignatureValue/>", xml
    ),
    "value no Base64": lambda xml: xml.replace(b"<ds:SignatureValue>", b"<ds:SignatureValue>!"),
    "no certificate": lambda xml: re.sub(rb"<ds:KeyInfo>.*</ds:KeyInfo>", b"", xml),
    "certificate cut": lambda xml: re.sub(
        rb"(<ds:X509Certificate>).*(</ds:X509Certificate>)", rb"\1MIIB\2", xml
    ),
    "digest of nothing": lambda xml: re.sub(
        rb"<ds:DigestValue>.*</ds:DigestValue>",
        b"<ds:DigestValue>" + b64encode(sha1(b"").digest()) + b"</ds:DigestValue>",  # noqa: S324 - the profile's
        xml,
    ),
}


def inventory(xml: bytes) -> bytes:
    found = re.search(rb"<ceb:Inventory>(.*?)</ceb:Inventory>", xml)
    assert found
    return found[1]


@pytest.mark.parametrize("name", CHEATS)
def test_cheats(name: str, signed: bytes) -> None:
    cheated = CHEATS[name](signed)
    assert cheated != signed
    verdict = signature.verify(cheated)
    assert verdict.status == "invalid", verdict
    assert all(verdict.why)
    assert ceb.check(cheated, at=AT).verdict == "rejected"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (signature.RSA_SHA1, "http://www.w3.org/2000/09/xmldsig#hmac-sha1"),
        (signature.RSA_SHA1, "http://www.w3.org/2000/09/xmldsig#dsa-sha1"),
        (signature.RSA_SHA1, "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"),
        (f'{signature.SHA1}"', 'http://www.w3.org/2001/04/xmldsig-more#md5"'),
        (f'{signature.C14N}"', f'{C14N_WITH.decode()}"'),
    ],
)
def test_other_algorithms_are_never_taken_for_valid(before: str, after: str, signed: bytes) -> None:
    assert signature.verify(made.swap(signed, {before: after})).status == "unsupported"


def test_another_certificate(signed: bytes) -> None:
    other = rsa.generate_private_key(65537, 2048)
    der = b64encode(certify(other).public_bytes(Encoding.DER)).decode()
    swapped = re.sub(
        r"(<ds:X509Certificate>)[^<]*", lambda found: found[1] + der, signed.decode()
    ).encode()
    assert signature.verify(swapped).status == "invalid"
    curve = certify(ec.generate_private_key(ec.SECP256R1()))
    der = b64encode(curve.public_bytes(Encoding.DER)).decode()
    swapped = re.sub(
        r"(<ds:X509Certificate>)[^<]*", lambda found: found[1] + der, signed.decode()
    ).encode()
    assert signature.verify(swapped).status == "unsupported"


def test_the_signed_info_carries_the_namespaces_of_the_root(
    signed: bytes, key: rsa.RSAPrivateKey
) -> None:
    """Checked by hand against the form that customs' keys sign (specification §7)."""
    root = etree.fromstring(signed)
    info = re.search(rb"<ds:SignedInfo>.*</ds:SignedInfo>", signed)
    value = root.findtext(".//{*}SignatureValue")
    assert info
    assert value
    expanded = re.sub(rb"<(ds:\w+)([^>]*)/>", rb"<\1\2></\1>", info[0])
    declared = (
        b'<ds:SignedInfo xmlns:ceb="http://www.chinaport.gov.cn/ceb" '
        b'xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
    )
    form = expanded.replace(b"<ds:SignedInfo>", declared)
    key.public_key().verify(b64decode(value), form, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - D12


# SM2


def test_known_answer_of_a_real_key() -> None:
    data, value = KAT["signed_info_c14n"].encode(), b64decode(KAT["signature_value_base64"])
    assert sm2.available()
    assert sm2.verify(POINT, data, value)
    assert not sm2.verify(POINT, data + b" ", value)
    assert not sm2.verify(POINT, data, value[:-1] + bytes([value[-1] ^ 1]))
    assert not sm2.verify(POINT, data, b"")
    with pytest.raises(ValueError, match="SM2"):
        sm2.verify(b"\1" * 64, data, value)


# The generator is the public point of the secret 1 (GB/T 32918.5): a key for tests alone.
GENERATOR = bytes.fromhex(
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)
ONE = sm2.Secret(1, GENERATOR)
CERTIFICATE_OF_ONE = b64decode(
    "MIIBgzCCASmgAwIBAgICEjQwCgYIKoEcz1UBg3UwHzEdMBsGA1UEAwwUVGVzdCBvZiB0aGUgc2VjcmV0IDEwIBcNMj"
    "YxMTIxMTkzODUyWhgPMjEyNjEwMjgxOTM4NTJaMB8xHTAbBgNVBAMMFFRlc3Qgb2YgdGhlIHNlY3JldCAxMFkwEwYH"
    "KoZIzj0CAQYIKoEcz1UBgi0DQgAEMsSuLB8ZgRlfmQRGajnJlI/jC7/yZgvhcVpFiTNMdMe8Nzai9PZ3nFm9zuNraS"
    "FT0KmHfMYqR0AC3zLlITnwoKNTMFEwHQYDVR0OBBYEFFQBn8TZIbCp9/TQ2bSnROueiA/dMB8GA1UdIwQYMBaAFFQB"
    "n8TZIbCp9/TQ2bSnROueiA/dMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoEcz1UBg3UDSAAwRQIhANytmzKVl+CgYPtwls"
    "342v8WVMg6tH74r78eK2WHiVYDAiAMrgcLBdKbUb6Bn4W1FOBo3S8roGFrNTeud4TlxWE7ZQ=="
)


def test_sm2_signs_what_it_verifies() -> None:
    value = sm2.sign(ONE, b"data")
    assert sm2.verify(GENERATOR, b"data", value)
    assert not sm2.verify(GENERATOR, b"Data", value)
    assert not sm2.verify(POINT, b"data", value)


def test_messages_signed_with_sm2() -> None:
    certificate = x509.load_der_x509_certificate(CERTIFICATE_OF_ONE)
    xml = signature.sign(made.message("CEB621Message"), ONE, certificate)
    assert signature.verify(xml).status == "valid"
    assert ceb.check(xml, at=AT).verdict == "accepted"
    assert signature.verify(xml.replace(b">868<", b">1<", 1)).status == "invalid"
    in_the_field = made.swap(xml, {signature.SM2_SM3: f"{DSIG}sm2-sm3"})
    assert signature.verify(in_the_field).status == "invalid"  # the method itself is signed


def test_certificates_of_other_keys_have_no_sm2_point(certificate: x509.Certificate) -> None:
    assert sm2.public_key(certificate.public_bytes(Encoding.DER)) is None
    assert sm2.public_key(b"nonsense") is None
