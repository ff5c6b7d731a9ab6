"""Signatures in messages: enveloped XML-DSig after the profile of customs (D12, S-31).

One reference to the whole document (`URI=""`), one enveloped transform, inclusive C14N, and
RSA-SHA1 or SM2/SM3, whichever the signature names; nothing else is taken. The certificate is
the one inside; whom it belongs to and who trusts it is for the caller to ask.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Final, Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from yizhan.ceb import safe_xml, sm2
from yizhan.ceb.declare import DSIG, NAMESPACE, Direction
from yizhan.ceb.registry import MESSAGES
from yizhan.kernel.faults import Fault

Status = Literal["none", "valid", "invalid", "unsupported"]
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED: Final = f"{DSIG}enveloped-signature"
RSA_SHA1: Final = f"{DSIG}rsa-sha1"
SHA1: Final = f"{DSIG}sha1"
_CUSTOMS: Final = "http://www.chinaport.gov.cn/2022/04/xmldsig#"
SM2_SM3: Final = f"{_CUSTOMS}sm2-sm3"
SM3: Final = f"{_CUSTOMS}sm3"
_SM2_METHODS: Final = frozenset({SM2_SM3, f"{DSIG}sm2-sm3"})  # the second is seen in the field
_RSA_BITS_MIN: Final = 1024
_SIGNATURE: Final = f"{{{DSIG}}}Signature"
_TEMPLATE: Final = (
    f'<ds:Signature xmlns:ds="{DSIG}"><ds:SignedInfo>'
    f'<ds:CanonicalizationMethod Algorithm="{C14N}"/>'
    '<ds:SignatureMethod/><ds:Reference URI=""><ds:Transforms>'
    f'<ds:Transform Algorithm="{ENVELOPED}"/></ds:Transforms>'
    "<ds:DigestMethod/><ds:DigestValue/></ds:Reference></ds:SignedInfo>"
    "<ds:SignatureValue/><ds:KeyInfo><ds:KeyName/><ds:X509Data><ds:X509Certificate/>"
    "</ds:X509Data></ds:KeyInfo></ds:Signature>"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a signature. `why` says so in both languages when it is not valid."""

    status: Status
    certificate: bytes = b""
    why: tuple[str, str] = ("", "")


def sign(xml: bytes, key: rsa.RSAPrivateKey | sm2.Secret, certificate: x509.Certificate) -> bytes:
    """`xml` with a signature of RSA-SHA1, or SM2 with SM3, put in without a blank added.

    Raises ValueError when `xml` cannot be read, is no message of ours, or is signed already.
    """
    root = safe_xml.parse(xml)
    if isinstance(root, Fault):
        raise ValueError(root.say[1])  # noqa: TRY004 - the value is bad XML, not a bad type
    name = etree.QName(root).localname
    if name not in MESSAGES or root.find(_SIGNATURE) is not None:
        raise ValueError(f"{name} cannot be signed here")
    signature = safe_xml.tree(_TEMPLATE.encode())
    if isinstance(signature, Fault):
        raise TypeError(signature.say[1])
    national = isinstance(key, sm2.Secret)
    method, digest = (SM2_SM3, SM3) if national else (RSA_SHA1, SHA1)
    _find(signature, "SignedInfo/SignatureMethod").set("Algorithm", method)
    _find(signature, "SignedInfo/Reference/DigestMethod").set("Algorithm", digest)
    value = (_sm3 if national else _sha1)(_c14n(root))
    _find(signature, "SignedInfo/Reference/DigestValue").text = base64.b64encode(value).decode()
    _insert(root, signature, MESSAGES[name].direction)
    value = _value_by(key, _c14n(_find(signature, "SignedInfo")))
    _find(signature, "SignatureValue").text = base64.b64encode(value).decode("ascii")
    _find(signature, "KeyInfo/KeyName").text = f"{certificate.serial_number:x}"
    der = certificate.public_bytes(Encoding.DER)
    _find(signature, "KeyInfo/X509Data/X509Certificate").text = base64.b64encode(der).decode()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _value_by(key: rsa.RSAPrivateKey | sm2.Secret, data: bytes) -> bytes:
    if isinstance(key, sm2.Secret):
        return sm2.sign(key, data)
    return key.sign(data, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - D12


def verify(xml: bytes) -> Verdict:
    """Whether the signature inside `xml`, if any, is one of customs' profile and holds."""
    root = safe_xml.parse(xml)
    if isinstance(root, Fault):
        return Verdict("invalid", why=root.say)
    signatures = list(root.iter(_SIGNATURE))
    if not signatures:
        return Verdict("none")
    if len(signatures) > 1 or signatures[0].getparent() is not root:
        return _invalid("签名须恰有一个,且直接位于根元素之下", "exactly one, right under the root")
    try:
        return _verify(root, signatures[0])
    except (_Wrong, ValueError, binascii.Error) as wrong:
        say = wrong.args if isinstance(wrong, _Wrong) else ("签名内容无法读取", "unreadable")
        return _invalid(str(say[0]), str(say[1]))
    except (UnsupportedAlgorithm, sm2.Unavailable):
        return _unsupported("证书算法", "the certificate's algorithm")


class _Wrong(Exception):
    """What of the signature is not as the profile wants it: zh, en."""


def _verify(root: etree._Element, signature: etree._Element) -> Verdict:
    signed_info = _only(signature, "SignedInfo")
    if _algorithm(_only(signed_info, "CanonicalizationMethod")) != C14N:
        return _unsupported("规范化算法", "the canonicalisation")
    method = _algorithm(_only(signed_info, "SignatureMethod"))
    reference = _only(signed_info, "Reference")
    if reference.get("URI") != "":
        raise _Wrong("Reference 的 URI 须为空", "the reference must be to the whole document")
    transforms = _only(reference, "Transforms")
    if [_algorithm(each) for each in transforms] != [ENVELOPED]:
        raise _Wrong("只允许一个 enveloped 变换", "one transform, enveloped, is allowed")
    digest = _digest(_algorithm(_only(reference, "DigestMethod")))
    if digest is None:
        return _unsupported("摘要算法", "the digest")
    certificate = _certificate(signature)
    checked = _signed_by(certificate, method, _c14n(signed_info), _value(signature))
    if checked is None:
        return _unsupported("签名算法或证书", "the algorithm or the certificate")
    if not checked:
        raise _Wrong("签名值与证书不符", "the value does not fit the certificate")
    wanted = base64.b64decode("".join(_text(_only(reference, "DigestValue")).split()))
    if wanted not in {digest(each) for each in _without(root, signature)}:
        raise _Wrong("内容在签名之后被改动", "the content was changed after it was signed")
    return Verdict("valid", certificate)


def _signed_by(certificate: bytes, method: str, data: bytes, value: bytes) -> bool | None:
    """Whether `value` signs `data`; None for an algorithm or key we do not take."""
    if method in _SM2_METHODS:
        point = sm2.public_key(certificate)
        return None if point is None else sm2.verify(point, data, value)
    if method != RSA_SHA1:
        return None
    key = x509.load_der_x509_certificate(certificate).public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _RSA_BITS_MIN:
        return None
    try:
        key.verify(value, data, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - D12
    except InvalidSignature:
        return False
    return True


def _without(root: etree._Element, signature: etree._Element) -> list[bytes]:
    """The document as signed: without the signature, and without the blank before it too.

    Some senders digest before they insert the signature with a new line in front (spec §7).
    """
    before = signature.getprevious()
    tail, signature.tail = signature.tail or "", None
    blank = (before.tail if before is not None else root.text) or ""
    root.remove(signature)
    forms = []
    for text in (blank + tail, tail) if not blank.strip() else (blank + tail,):
        if before is not None:
            before.tail = text
        else:
            root.text = text
        forms.append(_c14n(root))
    return forms


def _digest(algorithm: str) -> Callable[[bytes], bytes] | None:
    return {SHA1: _sha1, SM3: _sm3}.get(algorithm)


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data).digest()  # noqa: S324 - the customs profile fixes it (D12)


def _sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _c14n(element: etree._Element) -> bytes:
    """Inclusive C14N of `element` with every namespace in scope, which lxml alone would lose."""
    apex = element
    if element.getparent() is not None:
        attributes = {str(name): str(value) for name, value in element.attrib.items()}
        # lxml takes None for the default namespace; its stubs do not know.
        apex = etree.Element(element.tag, attributes, element.nsmap)  # type: ignore[arg-type]
        apex.text = element.text
        apex.extend(deepcopy(child) for child in element)
    return etree.tostring(apex, method="c14n", exclusive=False, with_comments=False)


def _insert(root: etree._Element, signature: etree._Element, direction: Direction) -> None:
    """Put `signature` where the schema of `direction` wants it, with no blank around it."""
    extension = root.find(f"{{{NAMESPACE}}}ExtendMessage")
    if direction == "export" and extension is not None:
        root.insert(root.index(extension), signature)
    else:
        root.append(signature)


def _find(signature: etree._Element, path: str) -> etree._Element:
    found = signature.find("/".join(f"{{{DSIG}}}{step}" for step in path.split("/")))
    if found is None:
        raise LookupError(path)
    return found


def _only(parent: etree._Element, name: str) -> etree._Element:
    found = parent.findall(f"{{{DSIG}}}{name}")
    if len(found) != 1:
        raise _Wrong(f"签名中 {name} 须恰有一个", f"exactly one {name} is wanted")
    return found[0]


def _algorithm(element: etree._Element) -> str:
    if len(element):
        raise _Wrong("签名算法不能带参数", "algorithms take no parameters")
    return str(element.get("Algorithm") or "")


def _certificate(signature: etree._Element) -> bytes:
    data = _only(_only(signature, "KeyInfo"), "X509Data")
    return base64.b64decode("".join(_text(_only(data, "X509Certificate")).split()), validate=True)


def _value(signature: etree._Element) -> bytes:
    text = "".join(_text(_only(signature, "SignatureValue")).split())
    return base64.b64decode(text, validate=True)


def _text(element: etree._Element) -> str:
    return element.text or ""


def _invalid(zh: str, en: str) -> Verdict:
    return Verdict("invalid", why=(f"电子签名无效:{zh}。", f"The signature is not valid: {en}."))


def _unsupported(zh: str, en: str) -> Verdict:
    return Verdict(
        "unsupported",
        why=(f"本站尚不能验证此签名的{zh}。", f"We cannot verify this signature yet: {en}."),
    )
