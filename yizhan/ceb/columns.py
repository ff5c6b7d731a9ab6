"""Many messages at once, as columns: the way the data plane reads (D24).

A document is read only when the official schema found it valid; how its texts become rows
stands in `rows`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl
from lxml import etree

from yizhan.ceb import safe_xml, schemas
from yizhan.ceb.declare import DSIG, NAMESPACE, Message
from yizhan.ceb.envelope import identity
from yizhan.ceb.explain import explain
from yizhan.ceb.registry import MESSAGES
from yizhan.ceb.rows import Table
from yizhan.ceb.schemas import Variant
from yizhan.kernel.faults import Fault, FaultCode

_TYPES: Final = {f"{{{NAMESPACE}}}{name}": message for name, message in MESSAGES.items()}
_SIGNATURE: Final = f"{{{DSIG}}}Signature"
_OPEN_ENDED: Final = (_SIGNATURE, f"{{{NAMESPACE}}}ExtendMessage")
_TRANSFER: Final = f"{{{NAMESPACE}}}BaseTransfer"


@dataclass(slots=True)
class Read:
    """What one message turned out to be.

    `documents` counts those it holds, good or bad. A fault with document 0 rejects the message
    as a whole: then no row of it appears; else the document at that position alone.
    """

    type: str = ""
    wrapped: bool = False
    cop_msg_id: str = ""
    guid: str = ""
    cop_code: str = ""
    cop_name: str = ""
    dxp_id: str = ""
    documents: int = 0
    signed: bool = False
    faults: list[Fault] = field(default_factory=list)
    inner: bytes = b""

    @property
    def rejected(self) -> bool:
        """Whether the message failed as a whole."""
        return any(fault.document == 0 for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Columns:
    """A batch of messages: one `Read` each, and one frame of heads and of lines per type.

    Frames have `message` (index in the batch), `position` (of the document, from 1), lines also
    `line` (from 1), then every field under its column: text as String, numbers as
    Decimal(24, 5), counts as Int64. An empty element reads as null. Personal fields are raw.
    """

    reads: list[Read]
    heads: dict[str, pl.DataFrame]
    lines: dict[str, pl.DataFrame]


def read_columns(
    messages: Sequence[bytes], *, variants: Sequence[Variant] | None = None
) -> Columns:
    """Everything in `messages`, bare or wrapped; `variants` are the senders', one a message."""
    allowed = variants or [Variant.OFFICIAL] * len(messages)
    tables: dict[str, Table] = {}
    reads = [
        _read(index, xml, variant, tables)
        for index, (xml, variant) in enumerate(zip(messages, allowed, strict=True))
    ]
    heads, lines = {}, {}
    for name, table in tables.items():
        heads[name] = table.heads.frame()
        if table.lines is not None and len(table.lines):
            lines[name] = table.lines.frame()
    return Columns(reads, heads, lines)


def _read(index: int, xml: bytes, variant: Variant, tables: dict[str, Table]) -> Read:
    who = identity(xml)
    read = Read(
        type=who.type,
        wrapped=who.wrapped,
        cop_msg_id=who.message_id if who.wrapped else "",
        inner=who.inner or b"",
    )
    prepared = who.problem or safe_xml.prepare(read.inner)
    root = prepared if isinstance(prepared, Fault) else safe_xml.tree(prepared)
    if isinstance(prepared, Fault) or isinstance(root, Fault):
        read.faults += [each for each in (prepared, root) if isinstance(each, Fault)][:1]
        return read
    message = _TYPES.get(str(root.tag))
    if message is None:
        read.faults.append(unknown_type(root))
        return read
    read.type = message.type
    _surroundings(read, root)
    read.faults = _schema_faults(root, message, variant)
    documents = root.findall(f"{{{NAMESPACE}}}{message.document}")
    read.documents = len(documents)
    bad = frozenset(fault.document for fault in read.faults)
    if not read.rejected and len(bad) < len(documents):
        table = tables.get(message.type) or tables.setdefault(message.type, Table(message))
        if bad or not table.match(index, documents, prepared.decode()):
            table.take(index, documents, bad)
    return read


def _schema_faults(root: etree._Element, message: Message, variant: Variant) -> list[Fault]:
    schema = schemas.messages(message.direction, variant)
    valid = schema.validate(root)
    # Inside a valid document nothing can be deep; elsewhere the schema lets anything stand.
    if not valid or any(root.find(tag) is not None for tag in _OPEN_ENDED):
        deep = safe_xml.too_deep(root.getroottree())
        if deep:
            return [deep]
    return [] if valid else explain(root, message, schema.error_log, variant)


def unknown_type(root: etree._Element) -> Fault:
    """The fault of a root that is none of our messages."""
    name = etree.QName(root)
    if name.localname in MESSAGES:
        say = (
            f"根元素 {name.localname} 的命名空间应为 {NAMESPACE}。",
            f"The namespace of {name.localname} must be {NAMESPACE}.",
        )
    else:
        say = (
            f"不认识报文类型 {name.localname[:40]},请核对根元素名称。",
            f"There is no message type {name.localname[:40]}; check the name of the root.",
        )
    return Fault(FaultCode.XML_TYPE, "/", say, line=1)


def _surroundings(read: Read, root: etree._Element) -> None:
    read.guid = str(root.get("guid") or "")
    read.signed = root.find(_SIGNATURE) is not None
    transfer = root.find(_TRANSFER)
    if transfer is not None:
        read.cop_code = transfer.findtext(f"{{{NAMESPACE}}}copCode") or ""
        read.cop_name = transfer.findtext(f"{{{NAMESPACE}}}copName") or ""
        read.dxp_id = transfer.findtext(f"{{{NAMESPACE}}}dxpId") or ""
