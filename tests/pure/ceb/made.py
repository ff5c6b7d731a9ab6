"""Messages for the tests, made by our own writer from values that are right in every check."""

from collections.abc import Mapping
from decimal import Decimal

from yizhan.ceb import Document, Transfer, write
from yizhan.ceb.declare import Entity, Field
from yizhan.ceb.registry import MESSAGES
from yizhan.ceb.write import Value

GUID = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94"
TRANSFER = Transfer(cop_code="5006967ABC", cop_name="试用", dxp_id="DXPENT0000000001")
ID_CARD = "110101190001010014"

_VALUES: dict[str, Value] = {
    "guid": GUID,
    "app_type": "1",
    "app_time": "20260301083000",
    "app_status": "2",
    "pay_time": "20260301082900",
    "buyer_id_type": "1",
    "payer_id_type": "1",
    "buyer_id_number": ID_CARD,
    "payer_id_number": ID_CARD,
    "pack_no": 1,
    "decl_time": "20260301",
    "ie_date": "20260301",
    "goods_value": Decimal("868.00"),
    "freight": Decimal(0),
    "discount": Decimal(0),
    "tax_total": Decimal("0.40"),
    "actural_paid": Decimal("868.40"),
    "amount_paid": Decimal("868.40"),
    "price": Decimal("434.00"),
    "qty": Decimal(2),
    "total_price": Decimal("868.00"),
    "net_weight": Decimal("0.9"),
    "gnum": 1,
    "trade_mode": "1210",
    "gcode": "3304990039",
}
_CALENDAR = {"second14": "20260301083000", "day8": "20260301", "milli17": "20260301083000123"}
_CODES: dict[str, str] = {
    "unit": "007",
    "country": "142",
    "currency": "142",
    "yuan": "142",
    "customs": "0200",
    "transport": "4",
    "wrap": "2",
    "firm": "5006967ABC",
    "district": "500103",
    "trade_mode": "1210",
}


def document(
    type_: str,
    changes: Mapping[str, Value] | None = None,
    /,
    *,
    lines: int = 1,
    **more: Value,
) -> Document:
    """A full document of `type_`; changes go to the head, or under `line__` to every line."""
    entries = {**(changes or {}), **more}
    message = MESSAGES[type_]
    of_line = {
        name.removeprefix("line__"): value
        for name, value in entries.items()
        if name.startswith("line__")
    }
    head = {name: value for name, value in entries.items() if not name.startswith("line__")}
    made_lines = []
    if message.lines:
        made_lines = [
            {**values(message.lines), "gnum": line, **of_line}
            if "gnum" in message.lines.columns
            else {**values(message.lines), **of_line}
            for line in range(1, lines + 1)
        ]
    return Document({**values(message.head), **head}, made_lines)


def values(entity: Entity) -> dict[str, Value]:
    return {field.column: value(field) for field in entity.fields}


def value(field: Field) -> Value:
    if field.column in _VALUES:
        return _VALUES[field.column]
    if field.calendar:
        return _CALENDAR[field.calendar]
    if field.kind == "decimal":
        return Decimal("1.25")
    if field.kind == "int":
        return int(field.values[0]) if field.values else 1
    if field.codes or field.values:
        return _CODES[field.codes] if field.codes else field.values[0]
    return "1" * field.length if field.length is not None else f"某{field.name}"[: field.max]


def message(type_: str, count: int = 1, *, lines: int = 1, **changes: Value) -> bytes:
    """A message of `count` full documents."""
    return of(type_, [document(type_, changes, lines=lines) for _ in range(count)])


def of(type_: str, documents: list[Document]) -> bytes:
    transfer = TRANSFER if MESSAGES[type_].request else None
    return write(type_, documents, guid=GUID, transfer=transfer)


def swap(xml: bytes, changes: Mapping[str, str], *, times: int = 1) -> bytes:
    """`xml` with each text replaced, which must be there."""
    text = xml.decode()
    for before, after in changes.items():
        assert before in text, before
        text = text.replace(before, after, times)
    return text.encode()
