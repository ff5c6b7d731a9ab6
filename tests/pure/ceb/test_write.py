"""What we write is valid by the official schema, and reads back as it was."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pure.ceb import made
from yizhan import ceb
from yizhan.ceb import schemas
from yizhan.ceb.registry import MESSAGES
from yizhan.ceb.safe_xml import parse
from yizhan.kernel.faults import Fault

XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=60
)
MONEY = st.decimals(0, Decimal("99999999999999.99999"), places=5)


@pytest.mark.parametrize("type_", sorted(MESSAGES))
def test_every_type_reads_back(type_: str) -> None:
    document = made.document(type_)
    xml = made.of(type_, [document])
    columns = ceb.read_columns([xml], variants=[ceb.Variant.STATION_SIGNS])
    assert columns.reads[0].faults == []
    assert columns.heads[type_].drop("message", "position").to_dicts() == [document.head]
    if MESSAGES[type_].lines:
        lines = columns.lines[type_].drop("message", "position", "line")
        assert lines.to_dicts() == list(document.lines)


@pytest.mark.parametrize("type_", sorted(MESSAGES))
def test_optional_values_may_be_absent(type_: str) -> None:
    full = made.document(type_)
    message = MESSAGES[type_]
    head = {f.column: full.head[f.column] for f in message.head.fields if f.required}
    lines = [
        {
            f.column: line[f.column]
            for f in (message.lines.fields if message.lines else ())
            if f.required
        }
        for line in full.lines
    ]
    xml = made.of(type_, [ceb.Document(head, lines)])
    assert ceb.read_columns([xml], variants=[ceb.Variant.STATION_SIGNS]).reads[0].faults == []


@settings(max_examples=30)
@given(name=XML_TEXT, note=XML_TEXT, paid=MONEY)
def test_any_text_and_number_survives(name: str, note: str, paid: Decimal) -> None:
    document = made.document("CEB311Message", buyer_name=name, note=note, actural_paid=paid)
    (read,) = ceb.read(made.of("CEB311Message", [document]))
    assert (read.head["buyer_name"], read.head["note"]) == (name, note)
    assert read.head["actural_paid"] == paid


def test_receipts_stand_in_the_default_namespace_and_requests_bear_the_prefix() -> None:
    assert b"<OrderReturn>" in made.message("CEB312Message")
    assert b"<ceb:OrderHead>" in made.message("CEB311Message")


def test_what_cannot_be_written() -> None:
    document = made.document("CEB411Message")
    with pytest.raises(ValueError, match="needs a transfer"):
        ceb.write("CEB411Message", [document], guid=made.GUID)
    with pytest.raises(ValueError, match="needs order_no"):
        made.of("CEB411Message", [ceb.Document({**document.head, "order_no": None})])
    with pytest.raises(ValueError, match="has no"):
        made.of("CEB411Message", [ceb.Document({**document.head, "stranger": "1"})])


def test_variants_loosen_nothing_else() -> None:
    xml = made.message("CEB621Message")
    root = parse(xml)
    assert not isinstance(root, Fault)
    assert not schemas.messages("import").validate(root)
    assert schemas.messages("import", ceb.Variant.STATION_SIGNS).validate(root)
    waybill = made.swap(made.message("CEB511Message"), {"<ceb:orderNo>某orderNo</ceb:orderNo>": ""})
    assert ceb.read_columns([waybill]).reads[0].faults
    free = ceb.Variant.WAYBILL_ORDER_OPTIONAL
    assert not ceb.read_columns([waybill], variants=[free]).reads[0].faults
    order = made.swap(made.message("CEB311Message"), {"<ceb:orderNo>某orderNo</ceb:orderNo>": ""})
    assert ceb.read_columns([order], variants=[free]).reads[0].faults
