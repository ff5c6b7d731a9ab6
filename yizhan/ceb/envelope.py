"""The envelope of a message: DxpMsg, the DxpMsgSv around it, and the business XML inside."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from yizhan.ceb import safe_xml, schemas
from yizhan.kernel.faults import Fault, FaultCode

DXP: Final = "http://www.chinaport.gov.cn/dxp"
CUSTOMS_IMPORT: Final = "DXPEDCCEB0000002"
CUSTOMS_EXPORT: Final = "DXPEDCCEB0000003"
_ENVELOPES: Final = frozenset({"DxpMsg", "DxpMsgSv"})
_ROOT: Final = re.compile(rb"<(?:[\w.-]{1,64}:)?([\w.-]{1,64})([^>]{0,4000})")
_GUID: Final = re.compile(rb"""\sguid\s*=\s*(?:"([^"]{0,255})"|'([^']{0,255})')""")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an envelope says of the message it carries. `created` is the sender's own text."""

    cop_msg_id: str
    sender: str
    receivers: tuple[str, ...]
    created: str
    msg_type: str
    inner: bytes


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one message from another before it is read (D4).

    `message_id` is the CopMsgId, else the root's guid, else empty. `inner` is the business XML;
    None where none can be found, and then `problem` says why.
    """

    type: str
    message_id: str
    inner: bytes | None
    wrapped: bool
    problem: Fault | None
    raw: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of the business XML, or of the raw bytes where there is none."""
        return hashlib.sha256(self.raw if self.inner is None else self.inner).digest()


def identity(xml: bytes) -> Identity:
    """Who `xml` is. Cheap for a bare message; never raises."""
    prepared = safe_xml.prepare(xml, bytes_max=safe_xml.ENVELOPE_BYTES_MAX)
    if isinstance(prepared, Fault):
        return Identity("", "", None, wrapped=False, problem=prepared, raw=xml)
    root = _ROOT.match(prepared, safe_xml.skip_prolog(prepared))
    if not root:
        not_xml = ("文件不是 XML 报文。", "The file is not an XML message.")
        broken = Fault(FaultCode.XML_BROKEN, "/", not_xml, line=1)
        return Identity("", "", None, wrapped=False, problem=broken, raw=xml)
    name = root[1].decode("utf-8", "replace")
    if name in _ENVELOPES:
        return _wrapped(xml)
    guid = _GUID.search(root[2])
    message_id = (guid[1] or guid[2] or b"").decode("utf-8", "replace") if guid else ""
    problem = too_large(len(xml))
    return Identity(
        name, message_id, None if problem else xml, wrapped=False, problem=problem, raw=xml
    )


def _wrapped(xml: bytes) -> Identity:
    found = unwrap(xml)
    if isinstance(found, Fault):
        return Identity("", "", None, wrapped=True, problem=found, raw=xml)
    inside = identity(found.inner) if not _enveloped(found.inner) else None
    if inside is None:
        nested = _wrong(
            "信封内不能再有信封。", "There is an envelope in the envelope.", "DxpMsg/Data"
        )
        return Identity("", found.cop_msg_id, None, wrapped=True, problem=nested, raw=xml)
    return Identity(
        inside.type,
        found.cop_msg_id,
        inside.inner,
        wrapped=True,
        problem=inside.problem,
        raw=xml,
    )


def _enveloped(inner: bytes) -> bool:
    prepared = safe_xml.prepare(inner)
    if isinstance(prepared, Fault):
        return False
    root = _ROOT.match(prepared, safe_xml.skip_prolog(prepared))
    return root is not None and root[1].decode("utf-8", "replace") in _ENVELOPES


def too_large(size: int) -> Fault | None:
    """The fault of a business message of `size` bytes, if that is over the limit (D5)."""
    if size <= safe_xml.MESSAGE_BYTES_MAX:
        return None
    return Fault(
        FaultCode.XML_SIZE,
        "/",
        (
            f"报文 {size} 字节,超过上限 {safe_xml.MESSAGE_BYTES_MAX} 字节,请拆分后重新报送。",
            f"The message has {size} bytes, the limit is {safe_xml.MESSAGE_BYTES_MAX}; split it.",
        ),
    )


def unwrap(xml: bytes) -> Envelope | Fault:
    """The envelope of `xml`, official schema checked, its Base64 undone."""
    root = safe_xml.parse(xml, envelope=True)
    if isinstance(root, Fault):
        return root
    schema = schemas.envelope()
    if not schema.validate(root):
        return _broken(schema.error_log)
    message = root if root.tag == f"{{{DXP}}}DxpMsg" else root.find(f"{{{DXP}}}DxpMsg")
    if message is None:
        return _wrong("信封不是 DxpMsg。", "The envelope is not a DxpMsg.")
    try:
        inner = base64.b64decode("".join(_text(message, "Data").split()), validate=True)
    except (binascii.Error, ValueError):
        return _wrong("Data 不是有效的 Base64。", "Data is not valid Base64.", "DxpMsg/Data")
    problem = too_large(len(inner))
    if problem:
        return problem
    return Envelope(
        cop_msg_id=_text(message, "TransInfo/CopMsgId"),
        sender=_text(message, "TransInfo/SenderId"),
        receivers=tuple(
            each.text or "" for each in message.iterfind(_path("TransInfo/ReceiverIds/ReceiverId"))
        ),
        created=_text(message, "TransInfo/CreatTime"),
        msg_type=_text(message, "TransInfo/MsgType"),
        inner=inner,
    )


def wrap(
    inner: bytes,
    *,
    cop_msg_id: str,
    sender: str,
    receivers: Sequence[str],
    at: datetime,
) -> bytes:
    """A DxpMsg around `inner`, which stays byte for byte as it is."""
    msg_type = identity(inner).type
    root = etree.Element(f"{{{DXP}}}DxpMsg", nsmap={"dxp": DXP}, ver="1.0")
    info = _add(root, "TransInfo")
    _add(info, "CopMsgId", cop_msg_id)
    _add(info, "SenderId", sender)
    ids = _add(info, "ReceiverIds")
    for receiver in receivers:
        _add(ids, "ReceiverId", receiver)
    _add(info, "CreatTime", at.isoformat(timespec="milliseconds"))
    _add(info, "MsgType", msg_type)
    _add(root, "Data", base64.b64encode(inner).decode("ascii"))
    addition = _add(root, "AddInfo")
    _add(addition, "FileName", f"{msg_type}_{cop_msg_id}.xml"[:255])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{DXP}}}{name}")
    child.text = text
    return child


def _path(path: str) -> str:
    return "/".join(f"{{{DXP}}}{step}" for step in path.split("/"))


def _text(message: etree._Element, path: str) -> str:
    return message.findtext(_path(path)) or ""


def _broken(log: etree._ListErrorLog) -> Fault:
    first = log[0]
    name = (first.path or "/").rsplit("/", 1)[-1]
    return _wrong(
        f"信封不符合官方格式(第 {first.line} 行 {name}),请核对 DxpMsg 的字段与次序。",
        f"The envelope is against the official schema at line {first.line}, {name}.",
        name,
        line=first.line,
    )


def _wrong(zh: str, en: str, where: str = "DxpMsg", *, line: int = 0) -> Fault:
    return Fault(FaultCode.XML_ENVELOPE, where, (zh, en), line=line)
