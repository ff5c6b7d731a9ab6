"""Why a message fails the official schema, in words: every fault of it, not only the first.

libxml2 decides whether a document is valid; it stops at the first element out of place, so
that the words come from a walk of our own over the declaration. Values of personal fields
are never quoted.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from lxml import etree

from yizhan.ceb.declare import DSIG, NAMESPACE, Entity, Field, Message
from yizhan.ceb.schemas import Variant
from yizhan.ceb.transfer import AROUND
from yizhan.ceb.values import NESTED, quoted, value_fault
from yizhan.kernel.faults import Fault, FaultCode

FAULTS_MAX: Final = 1000
_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_SEGMENT: Final = re.compile(r"/[^/]+/([^/\[]+)(?:\[(\d+)\])?")

Say = tuple[str, str]


def explain(
    root: etree._Element, message: Message, log: etree._ListErrorLog, variant: Variant
) -> list[Fault]:
    """Every fault of the invalid message under `root`.

    A fault with document 0 rejects the message as a whole; else the document at that position
    alone. Each document that libxml2 refused has at least one.
    """
    faults = list(islice(_root_faults(root, message, variant), FAULTS_MAX))
    whole = bool(faults)
    documents = [child for child in root if child.tag == _qualified(message.document)]
    refused = _refused(root, message, log)
    # After an element out of place at the root libxml2 looks no further, so we look at all.
    everything = whole or len({child.prefix for child in root}) > 1
    for position, document in enumerate(documents, 1):
        if not everything and position not in refused:
            continue
        # Past the bound a bad document still has one: without any it would count as good.
        most = max(FAULTS_MAX - len(faults), 1)
        found = list(islice(_document_faults(document, message, position, variant), most))
        if not found and not whole and position in refused:
            found = [_verbatim(refused[position], position)]
        faults += found
    if not faults or (0 in refused and not whole):
        faults.append(_verbatim(refused.get(0) or log[0], 0))
    return faults


def _refused(
    root: etree._Element, message: Message, log: etree._ListErrorLog
) -> dict[int, etree._LogEntry]:
    """The first complaint of libxml2 about each document; under 0 about anything else."""
    found: dict[int, etree._LogEntry] = {}
    for entry in log:
        segment = _SEGMENT.match(entry.path or "")
        position = 0
        if segment:
            number = int(segment[2] or 1)
            if segment[1] == "*":
                inside = number <= len(root) and root[number - 1].tag == _qualified(
                    message.document
                )
            else:
                inside = segment[1].rsplit(":", 1)[-1] == message.document
            position = number if inside else 0
        found.setdefault(position, entry)
    return found


def _verbatim(entry: etree._LogEntry, document: int) -> Fault:
    name = (entry.path or "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1] or "/"
    # The parser's own words would quote the value, which may name a person.
    return Fault(
        FaultCode.XML_SCHEMA,
        name,
        (
            f"第 {entry.line} 行 {name} 处不符合官方报文格式,请对照报文说明核对。",
            f"Line {entry.line}, at {name}, is against the official schema.",
        ),
        document,
        entry.line,
    )


def _qualified(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _at(element: etree._Element) -> int:
    return int(getattr(element, "sourceline", None) or 0)


# The message as a whole


def _root_faults(root: etree._Element, message: Message, variant: Variant) -> Iterator[Fault]:
    yield from _attributes(root)
    allowed = {_qualified(message.document): 0}
    for rank, name in enumerate(message.tail, 1):
        allowed[f"{{{DSIG}}}Signature" if name == "Signature" else _qualified(name)] = rank
    highest, counts = 0, dict.fromkeys(allowed, 0)
    parts = ", ".join((message.document, *message.tail))
    for child in root:
        tag, name = str(child.tag), _local(child)
        if tag not in allowed:
            yield _unknown(child, name, tuple(each.rsplit("}", 1)[-1] for each in allowed), "", 0)
            continue
        counts[tag] += 1
        if allowed[tag] < highest:
            yield _fault(
                FaultCode.FIELD_ORDER,
                name,
                (
                    f"{name} 的位置不对,各部分须依次为:{parts}。",
                    f"{name} is out of place; the order is: {parts}.",
                ),
                child,
            )
        highest = max(highest, allowed[tag])
        if name in AROUND:
            yield from _entity_faults(child, AROUND[name], name, 0, frozenset())
    yield from _counts(root, message, variant, counts)


def _counts(
    root: etree._Element, message: Message, variant: Variant, counts: dict[str, int]
) -> Iterator[Fault]:
    documents = counts[_qualified(message.document)]
    most = message.documents_max
    if not documents or (most is not None and documents > most):
        limit = "1" if most == 1 else f"1–{most or ''}"
        yield _fault(
            FaultCode.XML_DOCUMENTS,
            message.document,
            (
                f"报文含 {documents} 份单证,每个报文限 {limit} 份,请拆分后重新报送。",
                f"The message holds {documents} documents; {limit} are allowed. Split it.",
            ),
            root,
        )
    for name in message.tail:
        tag = f"{{{DSIG}}}Signature" if name == "Signature" else _qualified(name)
        allowed = 5 if name == "BaseSubscribe" else 1
        if counts[tag] > allowed:
            yield _fault(
                FaultCode.FIELD_UNKNOWN,
                name,
                (
                    f"{name} 出现 {counts[tag]} 次,最多 {allowed} 次,请删除多余的。",
                    f"{name} stands {counts[tag]} times; at most {allowed}. Remove the rest.",
                ),
                root,
            )
    if message.tail and not counts[_qualified("BaseTransfer")]:
        yield _fault(
            FaultCode.FIELD_MISSING,
            "BaseTransfer",
            (
                "缺少 BaseTransfer(传输企业信息),请在单证之后补上。",
                "BaseTransfer is missing; add it after the documents.",
            ),
            root,
        )
    if (
        message.signature
        and Variant.STATION_SIGNS not in variant
        and not counts.get(f"{{{DSIG}}}Signature")
    ):
        yield _signature_missing(message)


def _signature_missing(message: Message) -> Fault:
    """The fault of a message that must be signed and is not."""
    return Fault(
        FaultCode.SIGNATURE_MISSING,
        "Signature",
        (
            f"{message.zh}须有电子签名,请用申报企业的证书签名后报送,或委托本站签名。",
            "This type must be signed: sign it, or mandate the station to sign.",
        ),
    )


def _attributes(root: etree._Element) -> Iterator[Fault]:
    bounds = {"guid": (36, 36), "version": (1, 10)}
    for name, (least, most) in bounds.items():
        value = root.get(name)
        if value is None:
            yield _fault(
                FaultCode.FIELD_MISSING,
                f"@{name}",
                (f"根元素缺少属性 {name}。", f"The root has no attribute {name}."),
                root,
            )
        elif not least <= len(value) <= most:
            size = f"{most}" if least == most else f"{least}–{most}"
            yield _fault(
                FaultCode.FIELD_LENGTH,
                f"@{name}",
                (
                    f"根元素的属性 {name} 长 {len(value)} 位,应为 {size} 位。",
                    f"The root's attribute {name} has {len(value)} characters, not {size}.",
                ),
                root,
            )
    for attribute in map(str, root.attrib):
        if attribute not in bounds and not attribute.startswith(_XSI):
            say = (
                f"根元素不应有属性 {quoted(attribute)}。",
                f"The root has no attribute {quoted(attribute)}.",
            )
            yield _fault(FaultCode.FIELD_UNKNOWN, f"@{quoted(attribute)}", say, root)


# One document


def _document_faults(
    document: etree._Element, message: Message, position: int, variant: Variant
) -> Iterator[Fault]:
    optional = (
        frozenset({"orderNo"})
        if Variant.WAYBILL_ORDER_OPTIONAL in variant and message.type == "CEB511Message"
        else frozenset()
    )
    if not message.nested:
        yield from _entity_faults(document, message.head, message.head.name, position, optional)
        return
    heads, lines, out_of_order = 0, 0, False
    parts = (message.head.name, *([message.lines.name] if message.lines else []))
    for child in document:
        name = _local(child)
        if child.tag == _qualified(message.head.name):
            heads += 1
            out_of_order |= lines > 0
            yield from _entity_faults(child, message.head, name, position, optional)
        elif message.lines and child.tag == _qualified(message.lines.name):
            lines += 1
            where = f"{name}[{lines}]"
            yield from _entity_faults(child, message.lines, where, position, frozenset())
        else:
            yield _unknown(child, name, parts, message.document, position)
    if heads != 1 or out_of_order:
        yield _head_misplaced(document, message, position, heads)
    yield from _line_count(document, message, position, lines)


def _head_misplaced(document: etree._Element, message: Message, position: int, heads: int) -> Fault:
    code = FaultCode.FIELD_ORDER if heads == 1 else FaultCode.FIELD_MISSING
    return _fault(
        code if heads < 2 else FaultCode.FIELD_UNKNOWN,  # noqa: PLR2004 - one head, and it is first
        message.head.name,
        (
            f"每份单证须恰有一个表头 {message.head.name},并位于最前;现有 {heads} 个。",
            f"Each document has exactly one {message.head.name}, first; here are {heads}.",
        ),
        document,
        position,
    )


def _line_count(
    document: etree._Element, message: Message, position: int, lines: int
) -> Iterator[Fault]:
    most = message.lines_max
    if lines < message.lines_min:
        say = ("单证没有商品表体,至少须有一行。", "The document has no lines; it needs one.")
        yield _fault(FaultCode.FIELD_MISSING, message.lines_name, say, document, position)
    elif message.lines and most is not None and lines > most:
        say = (
            f"单证有 {lines} 行表体,超过上限 {most} 行,请拆分。",
            f"The document has {lines} lines, at most {most} are allowed; split it.",
        )
        yield _fault(FaultCode.XML_DOCUMENTS, message.lines_name, say, document, position)


def _entity_faults(
    element: etree._Element,
    entity: Entity,
    where: str,
    position: int,
    optional: frozenset[str],
) -> Iterator[Fault]:
    names = [field.name for field in entity.fields]
    highest, seen = -1, set[str]()
    for child in element:
        name = _local(child)
        field = entity.by_name.get(name)
        if field is None or child.tag != _qualified(name):
            meant = _alike(name, names)
            seen.update([meant] if meant else [])
            yield _unknown(child, name, names, where, position)
            continue
        rank = names.index(name)
        if name in seen:
            yield _repeated(child, field, where, position)
        elif rank < highest:
            yield _misplaced(child, field, names[highest], where, position)
        highest = max(highest, rank)
        seen.add(name)
        wrong = value_fault(child.text or "", field) if not len(child) else NESTED
        if wrong:
            code, zh, en = wrong
            say = (f"{field.zh}({name}){zh}", f"{field.en} ({name}) {en}")
            yield _fault(code, f"{where}/{name}", say, child, position)
    for field in entity.fields:
        if field.required and field.name not in seen and field.name not in optional:
            say = (
                f"缺少必填项{field.zh}({field.name}),请补充后重新报送。",
                f"{field.en} ({field.name}) is missing; add it and send again.",
            )
            yield _fault(FaultCode.FIELD_MISSING, f"{where}/{field.name}", say, element, position)


def _alike(name: str, names: Sequence[str]) -> str:
    return next((each for each in names if each.lower() == name.lower()), "")


def _unknown(
    child: etree._Element,
    name: str,
    names: Sequence[str],
    where: str,
    document: int,
) -> Fault:
    meant = _alike(name, names)
    shown = quoted(name)
    place = where or "报文"
    if meant == name:
        say = (
            f"{shown} 的命名空间不对,应为 {NAMESPACE}。",
            f"{shown} is in the wrong namespace; it must be {NAMESPACE}.",
        )
    elif meant:
        say = (
            f"{place} 中没有字段 {shown},应写作 {meant}(区分大小写)。",
            f"{where or 'The message'} has no field {shown}; write {meant} (case matters).",
        )
    else:
        say = (
            f"{place} 中没有字段 {shown},请删除后重新报送。",
            f"{where or 'The message'} has no field {shown}; remove it and send again.",
        )
    path = f"{where}/{shown}" if where else shown
    return _fault(FaultCode.FIELD_UNKNOWN, path, say, child, document)


def _repeated(child: etree._Element, field: Field, where: str, document: int) -> Fault:
    say = (
        f"{field.zh}({field.name})重复出现,请只保留一个。",
        f"{field.en} ({field.name}) stands twice; keep one.",
    )
    return _fault(FaultCode.FIELD_UNKNOWN, f"{where}/{field.name}", say, child, document)


def _misplaced(child: etree._Element, field: Field, after: str, where: str, document: int) -> Fault:
    say = (
        f"{field.zh}({field.name})的次序不对,应在 {after} 之前。",
        f"{field.en} ({field.name}) is out of order; it belongs before {after}.",
    )
    return _fault(FaultCode.FIELD_ORDER, f"{where}/{field.name}", say, child, document)


def _fault(
    code: FaultCode, where: str, say: Say, element: etree._Element, document: int = 0
) -> Fault:
    return Fault(code, where, say, document, _at(element))
