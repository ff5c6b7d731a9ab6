"""Messages out of values: the unsigned XML of a type, in the order its declaration fixes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from yizhan.ceb.declare import NAMESPACE, Entity, Message
from yizhan.ceb.registry import MESSAGES
from yizhan.ceb.transfer import BASE_TRANSFER

Value = str | int | Decimal | None
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Document:
    """One document as values under their columns: `{"order_no": "DD1", "qty": Decimal(2), …}`."""

    head: Values
    lines: Sequence[Values] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Who transmits a request (BaseTransfer)."""

    cop_code: str
    cop_name: str
    dxp_id: str
    dxp_mode: str = "DXP"
    note: str = ""


def write(
    type_: str,
    documents: Sequence[Document],
    *,
    guid: str,
    transfer: Transfer | None = None,
    version: str = "1.0",
) -> bytes:
    """The XML of a message of `type_`, without signature.

    Requests carry the prefix `ceb:` and need a `transfer`; receipts stand in the default
    namespace, as customs writes them. An optional value that is None or empty is left out.
    Raises ValueError for a required value that is missing, a column the type does not have, or
    a request without `transfer`.
    """
    message = MESSAGES[type_]
    prefix = "ceb" if message.request else None
    root = etree.Element(_name(type_), nsmap=_nsmap(prefix))
    root.set("guid", guid)
    root.set("version", version)
    for document in documents:
        _append(root, message, document)
    if message.request:
        if transfer is None:
            raise ValueError(f"{type_} needs a transfer")
        _fill(etree.SubElement(root, _name("BaseTransfer")), BASE_TRANSFER, _values(transfer))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _append(root: etree._Element, message: Message, document: Document) -> None:
    element = etree.SubElement(root, _name(message.document))
    if not message.nested:
        _fill(element, message.head, document.head)
        return
    _fill(etree.SubElement(element, _name(message.head.name)), message.head, document.head)
    if document.lines and message.lines is None:
        raise ValueError(f"{message.type} has no lines")
    for line in document.lines if message.lines else ():
        _fill(etree.SubElement(element, _name(message.lines_name)), message.lines, line)


def _fill(element: etree._Element, entity: Entity | None, values: Values) -> None:
    if entity is None:
        return
    strangers = values.keys() - set(entity.columns)
    if strangers:
        raise ValueError(f"{entity.name} has no {sorted(strangers)}")
    for name, text in _texts(entity, values):
        etree.SubElement(element, _name(name)).text = text


def _texts(entity: Entity, values: Values) -> Iterator[tuple[str, str]]:
    for field_ in entity.fields:
        value = values.get(field_.column)
        text = _text(value) if value is not None else field_.fallback
        if text or (field_.required and field_.min == 0 and field_.kind == "text"):
            yield field_.name, text
        elif field_.required:
            raise ValueError(f"{entity.name} needs {field_.column}")


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "" if value is None else str(value)


def _values(transfer: Transfer) -> Values:
    return {
        "cop_code": transfer.cop_code,
        "cop_name": transfer.cop_name,
        "dxp_mode": transfer.dxp_mode,
        "dxp_id": transfer.dxp_id,
        "note": transfer.note,
    }


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _nsmap(prefix: str | None) -> dict[str, str]:
    # lxml takes None for the default namespace; its stubs do not know.
    return {prefix: NAMESPACE}  # type: ignore[dict-item]
