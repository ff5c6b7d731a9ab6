"""Batches of messages as columns."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.pure.ceb import made
from yizhan import ceb
from yizhan.ceb import rows
from yizhan.ceb.registry import MESSAGES
from yizhan.kernel.faults import FaultCode

SAMPLES = sorted((Path(__file__).parents[2] / "samples/ceb").glob("*.xml"))
ALL = [ceb.Variant.STATION_SIGNS]


def both(*messages: bytes) -> tuple[ceb.Columns, ceb.Columns]:
    """The same messages as everybody reads them, the quick way first, and the plain way."""
    variants = [ceb.Variant.STATION_SIGNS] * len(messages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows.Table, "match", lambda *_: False)
        plain = ceb.read_columns(messages, variants=variants)
    return ceb.read_columns(messages, variants=variants), plain


def assert_same(quick: ceb.Columns, plain: ceb.Columns) -> None:
    assert quick.heads.keys() == plain.heads.keys()
    for mine, other in ((quick.heads, plain.heads), (quick.lines, plain.lines)):
        for type_, frame in mine.items():
            assert_frame_equal(frame, other[type_])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_official_samples_are_valid_and_read_alike_both_ways(path: Path) -> None:
    xml = path.read_bytes()
    quick, plain = both(xml, xml)
    assert [read.faults for read in quick.reads] == [[], []]
    assert_same(quick, plain)
    type_ = quick.reads[0].type
    assert quick.heads[type_].height == 2 * quick.reads[0].documents


@pytest.mark.parametrize("type_", sorted(MESSAGES))
def test_every_type_reads_alike_both_ways(type_: str) -> None:
    assert_same(*both(made.message(type_), made.message(type_)))


OPTIONAL = [field.column for field in MESSAGES["CEB621Message"].head.fields if not field.required]


@settings(max_examples=40)
@given(
    absent=st.lists(st.frozensets(st.sampled_from(OPTIONAL)), min_size=1, max_size=6),
    name=st.text(st.sampled_from("<&>\"' ab中"), min_size=1, max_size=20),
)
def test_any_shape_reads_alike_both_ways(absent: list[frozenset[str]], name: str) -> None:
    documents = [
        made.document("CEB621Message", {"note": name, **dict.fromkeys(each)}) for each in absent
    ]
    quick, plain = both(made.of("CEB621Message", documents))
    assert_same(quick, plain)
    notes = quick.heads["CEB621Message"]["note"].to_list()
    assert notes == [None if "note" in each else name for each in absent]


TRICKS = {
    "comment in a text": {"某buyerName": "某buyer<!-- x -->Name"},
    "CDATA": {"某buyerName": "<![CDATA[某buyerName]]>"},
    "instruction": {"某buyerName": "某buyer<?x y?>Name"},
    "reference": {"某buyerName": "&#x67D0;buyer&#78;ame"},
    "space in the tag": {"<ceb:buyerName>": "<ceb:buyerName >"},
    "attribute of another namespace": {
        "<ceb:buyerName>": '<ceb:buyerName xmlns:ceb="http://www.chinaport.gov.cn/ceb">'
    },
    "other prefix inside": {
        "<ceb:buyerName>某buyerName</ceb:buyerName>": (
            '<x:buyerName xmlns:x="http://www.chinaport.gov.cn/ceb">某buyerName</x:buyerName>'
        )
    },
    "blank between": {"<ceb:buyerName>": "\n\t <ceb:buyerName>"},
    "carriage return between": {"<ceb:buyerName>": "\r\n<ceb:buyerName>"},
    "head with an attribute": {
        "<ceb:OrderHead>": '<ceb:OrderHead xmlns:y="http://example.invalid">'
    },
    "head in the extension": {
        "</ceb:BaseTransfer>": (
            "</ceb:BaseTransfer><ceb:ExtendMessage><ceb:name>x</ceb:name>"
            "<ceb:version>1</ceb:version><ceb:Message><ceb:OrderHead><ceb:guid>1</ceb:guid>"
            "</ceb:OrderHead></ceb:Message></ceb:ExtendMessage>"
        )
    },
}


@pytest.mark.parametrize("trick", TRICKS)
def test_no_way_of_writing_changes_what_is_read(trick: str) -> None:
    xml = made.message("CEB311Message", 3)
    twisted = made.swap(xml, TRICKS[trick], times=1)
    assert_same(*both(twisted))
    expected = ceb.read_columns([xml])
    found = ceb.read_columns([twisted])
    assert found.reads[0].faults == []
    assert_same(found, expected)


def test_empty_elements_are_null_and_self_closed_ones_too() -> None:
    xml = made.swap(
        made.message("CEB311Message", 2), {"<ceb:note>某note</ceb:note>": "<ceb:note/>"}, times=1
    )
    quick, plain = both(xml)
    assert_same(quick, plain)
    assert quick.heads["CEB311Message"]["note"].to_list() == [None, "某note"]
    fixed = made.swap(made.message("CEB411Message"), {">142<": "><"})
    assert ceb.read_columns([fixed]).heads["CEB411Message"]["currency"].to_list() == ["142"]


def test_numbers_in_every_form_xml_allows() -> None:
    forms = {" 5 ": "5", "+5": "5", ".5": "0.5", "5.": "5", "-0": "0", "1.500000": "1.5"}
    documents = [made.document("CEB411Message") for _ in forms]
    xml = made.of("CEB411Message", documents)
    for form in forms:
        xml = made.swap(xml, {">868.4<": f">{form}<"})
    frame = ceb.read_columns([xml]).heads["CEB411Message"]
    assert frame["amount_paid"].to_list() == [Decimal(each) for each in forms.values()]
    assert frame.schema["amount_paid"] == pl.Decimal(24, 5)
    order = made.swap(made.message("CEB311Message"), {"<ceb:gnum>1<": "<ceb:gnum> +01\n<"})
    assert ceb.read_columns([order]).lines["CEB311Message"]["gnum"].to_list() == [1]


def test_neighbours_of_a_bad_document_and_of_a_bad_message_are_read() -> None:
    good, bad = made.document("CEB311Message"), made.document("CEB311Message")
    xml = made.of("CEB311Message", [good, bad, good])
    head, middle, tail = xml.split(b"<ceb:Order>", 2)[0], *xml.split(b"<ceb:Order>", 2)[1:]
    second = tail.replace("某orderNo".encode(), b"", 1)
    xml = b"<ceb:Order>".join([head, middle, second])
    columns = ceb.read_columns([b"<broken", xml, made.message("CEB411Message")])
    assert [fault.document for fault in columns.reads[1].faults] == [2]
    assert columns.heads["CEB311Message"]["position"].to_list() == [1, 3]
    assert set(columns.heads["CEB311Message"]["message"].to_list()) == {1}
    assert columns.reads[0].faults[0].code == FaultCode.XML_BROKEN
    assert columns.heads["CEB411Message"]["message"].to_list() == [2]


def test_messages_of_two_prefixes_in_one_batch_keep_their_order() -> None:
    prefixed = made.message("CEB312Message", 2)
    other = prefixed.replace(b"<OrderReturn>", b'<OrderReturn xmlns:z="http://z.invalid">')
    columns = ceb.read_columns([prefixed, other, prefixed])
    assert columns.heads["CEB312Message"]["message"].to_list() == [0, 0, 1, 1, 2, 2]


def test_plain_messages_go_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows.Table, "take", lambda *_: pytest.fail("the plain way"))
    for type_ in MESSAGES:
        xml = made.message(type_)
        ceb.read_columns([xml, xml.replace(b"><", b">\n  <")], variants=[*ALL, *ALL])
    for path in SAMPLES:
        if b"\r" not in path.read_bytes():
            ceb.read_columns([path.read_bytes()], variants=ALL)


def test_any_prefix_is_read() -> None:
    xml = made.message("CEB311Message", 2)
    other = xml.replace(b"<ceb:", b"<n1.x:").replace(b"</ceb:", b"</n1.x:")
    other = other.replace(b"xmlns:ceb=", b"xmlns:n1.x=")
    assert_same(ceb.read_columns([other]), ceb.read_columns([xml]))


def test_what_a_message_says_of_itself() -> None:
    read = ceb.read_columns([made.message("CEB311Message", 2)]).reads[0]
    assert (read.type, read.guid, read.documents) == ("CEB311Message", made.GUID, 2)
    assert (read.cop_code, read.dxp_id) == ("5006967ABC", "DXPENT0000000001")
    assert not read.wrapped
    assert not read.signed
    assert not read.cop_msg_id


def test_an_empty_batch() -> None:
    columns = ceb.read_columns([])
    assert (columns.reads, columns.heads, columns.lines) == ([], {}, {})
