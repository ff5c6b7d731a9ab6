"""XML as the other sides read it: a small safe reader of their own, and the official schema.

Apart from the station's reader on purpose: a bug must not pass on both sides (D15).
"""

import base64
import binascii
import functools
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from lxml import etree

from yizhan.kernel.errors import YizhanError

CEB: Final = "http://www.chinaport.gov.cn/ceb"
DXP: Final = "http://www.chinaport.gov.cn/dxp"
BYTES_MAX: Final = 12 * 1024 * 1024  # an envelope around 8 MiB


class Unreadable(YizhanError):
    """What came is no XML, or not of its schema."""

    code = "UNREADABLE"
    say = ("模拟海关无法读取该报文。", "The simulated customs cannot read this.")


@dataclass(frozen=True, slots=True)
class Head:
    """The routing head of a DxpMsg, its values as they came."""

    cop_msg_id: str
    sender_id: str
    receiver_id: str
    made_at: str
    kind: str


def read(body: bytes) -> etree._Element:
    """The root of a small, plain document. Raises Unreadable."""
    if len(body) > BYTES_MAX:
        raise Unreadable(f"{len(body)} bytes")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Unreadable("a DOCTYPE")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,  # a signed message in Base64 is one text of megabytes; bounded above
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(str(error)) from None


def unwrap(body: bytes) -> tuple[Head, bytes]:
    """Head and inner message of a DxpMsg. Raises Unreadable."""
    root = read(body)
    if root.tag != f"{{{DXP}}}DxpMsg":
        raise Unreadable("no DxpMsg")
    _validate(root, "dxp.xsd")
    if not root.findtext(_dxp("Data")):
        raise Unreadable("no data")
    try:
        inner = base64.b64decode(
            "".join((root.findtext(_dxp("Data")) or "").split()), validate=True
        )
    except binascii.Error:
        raise Unreadable("the data are not Base64") from None
    info = root.find(_dxp("TransInfo"))
    if info is None:
        raise Unreadable("no TransInfo")
    names = ("CopMsgId", "SenderId", "ReceiverIds/ReceiverId", "CreatTime", "MsgType")
    paths = ("/".join(_dxp(part) for part in name.split("/")) for name in names)
    return Head(*((info.findtext(path) or "").strip() for path in paths)), inner


def read_import(inner: bytes) -> etree._Element:
    """The root of a business message of the import system, by its schema. Raises Unreadable."""
    root = read(inner)
    _validate(root, "imp.xsd")
    return root


def texts(element: etree._Element) -> dict[str, str]:
    """Local names and texts of the children."""
    return {str(child.tag).rpartition("}")[2]: child.text or "" for child in element}


def _validate(root: etree._Element, name: str) -> None:
    schema = _schema(name)
    if not schema.validate(root):
        log: Any = schema.error_log
        # The parser's own words would quote values, which may name a person.
        raise Unreadable(f"{name}, line {log[0].line}: {log[0].type_name}")


@functools.cache
def _schema(name: str) -> etree.XMLSchema:
    with resources.as_file(resources.files("yizhan.ceb") / "schemas") as folder:
        return etree.XMLSchema(etree.parse(folder / name))


def _dxp(name: str) -> str:
    return f"{{{DXP}}}{name}"
