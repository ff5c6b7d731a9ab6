"""Broken messages: every fault is told, at its place, in words (specification §1.4, §11)."""

import re

import pytest

from tests.pure.ceb import made
from yizhan import ceb
from yizhan.ceb import explain, schemas
from yizhan.ceb.declare import Field
from yizhan.ceb.registry import MESSAGES
from yizhan.ceb.safe_xml import parse
from yizhan.ceb.values import value_fault
from yizhan.kernel.faults import Fault

ORDER, LIST = "CEB311Message", "CEB621Message"
STATION = ceb.Variant.STATION_SIGNS
TRANSFER = "<ceb:BaseTransfer><ceb:copCode>5006967ABC</ceb:copCode><ceb:copName>试用</ceb:copName>"


def faults(xml: bytes, variant: ceb.Variant = STATION) -> list[Fault]:
    return ceb.read_columns([xml], variants=[variant]).reads[0].faults


def brief(found: list[Fault]) -> list[tuple[str, str, int]]:
    return [(str(fault.code), fault.where, fault.document) for fault in found]


VARIANTS: dict[str, tuple[str, dict[str, str], list[tuple[str, str, int]]]] = {
    "gModel for gmodel": (
        ORDER,
        {"<ceb:gmodel>某gmodel</ceb:gmodel>": "<ceb:gModel>x</ceb:gModel>"},
        [("X024", "OrderList[1]/gModel", 1)],
    ),
    "Chinese unit": (
        ORDER,
        {"<ceb:unit>007<": "<ceb:unit>千克<"},
        [("X022", "OrderList[1]/unit", 1)],
    ),
    "unit2 empty": (
        LIST,
        {"<ceb:unit2>007<": "<ceb:unit2><"},
        [("X021", "InventoryList[1]/unit2", 1)],
    ),
    "consigneeDistrict empty": (
        ORDER,
        {"<ceb:consigneeDistrict>500103<": "<ceb:consigneeDistrict><"},
        [("X021", "OrderHead/consigneeDistrict", 1)],
    ),
    "qty2 empty": (
        LIST,
        {"<ceb:qty2>1.25<": "<ceb:qty2><"},
        [("X021", "InventoryList[1]/qty2", 1)],
    ),
    "fields swapped": (
        ORDER,
        {
            "<ceb:freight>0</ceb:freight><ceb:discount>0</ceb:discount>": (
                "<ceb:discount>0</ceb:discount><ceb:freight>0</ceb:freight>"
            )
        },
        [("X025", "OrderHead/freight", 1)],
    ),
    "a mandatory field missing": (
        ORDER,
        {"<ceb:orderNo>某orderNo</ceb:orderNo>": ""},
        [("X020", "OrderHead/orderNo", 1)],
    ),
    "a mandatory field empty": (
        ORDER,
        {"<ceb:orderNo>某orderNo<": "<ceb:orderNo><"},
        [("X021", "OrderHead/orderNo", 1)],
    ),
    "a number with a unit": (
        ORDER,
        {"<ceb:price>434<": "<ceb:price>434元<"},
        [("X023", "OrderList[1]/price", 1)],
    ),
    "thousands": (
        ORDER,
        {"<ceb:price>434<": "<ceb:price>1,434<"},
        [("X023", "OrderList[1]/price", 1)],
    ),
    "six decimals": (
        ORDER,
        {"<ceb:price>434<": "<ceb:price>434.000001<"},
        [("X023", "OrderList[1]/price", 1)],
    ),
    "line number too large": (
        ORDER,
        {"<ceb:gnum>1<": "<ceb:gnum>4000000000<"},
        [("X023", "OrderList[1]/gnum", 1)],
    ),
    "a field twice": (
        ORDER,
        {"<ceb:orderType>I</ceb:orderType>": "<ceb:orderType>I</ceb:orderType>" * 2},
        [("X024", "OrderHead/orderType", 1)],
    ),
    "local extra fields after the note": (
        ORDER,
        {
            "</ceb:note></ceb:OrderHead>": (
                "</ceb:note><ceb:sortlineId>1</ceb:sortlineId><ceb:orgCode>2</ceb:orgCode>"
                "</ceb:OrderHead>"
            )
        },
        [("X024", "OrderHead/sortlineId", 1), ("X024", "OrderHead/orgCode", 1)],
    ),
    "currency not yuan": (
        ORDER,
        {"<ceb:currency>142<": "<ceb:currency>502<"},
        [("C105", "OrderHead/currency", 1)],
    ),
    "no lines": (
        ORDER,
        {"<ceb:OrderList>": "<ceb:Nothing>", "</ceb:OrderList>": "</ceb:Nothing>"},
        [("X024", "Order/Nothing", 1), ("X020", "OrderList", 1)],
    ),
    "an element inside a field": (
        ORDER,
        {"某buyerName": "<ceb:b>某</ceb:b>"},
        [("X024", "OrderHead/buyerName", 1)],
    ),
    "wrong namespace inside": (
        ORDER,
        {"<ceb:orderNo>": '<orderNo xmlns="http://other.invalid">', "</ceb:orderNo>": "</orderNo>"},
        [("X024", "OrderHead/orderNo", 1)],
    ),
    "guid of the root short": (ORDER, {f'guid="{made.GUID}"': 'guid="1"'}, [("X022", "@guid", 0)]),
    "guid of the root absent": (ORDER, {f'guid="{made.GUID}"': ""}, [("X020", "@guid", 0)]),
    "version too long": (
        ORDER,
        {'version="1.0"': 'version="1.0000000000"'},
        [("X022", "@version", 0)],
    ),
    "unknown attribute": (ORDER, {'version="1.0"': 'version="1.0" a="b"'}, [("X024", "@a", 0)]),
    "second BaseTransfer": (
        ORDER,
        {
            "<ceb:BaseTransfer>": TRANSFER
            + "<ceb:dxpMode>DXP</ceb:dxpMode><ceb:dxpId>1</ceb:dxpId>"
            "</ceb:BaseTransfer><ceb:BaseTransfer>"
        },
        [("X024", "BaseTransfer", 0)],
    ),
    "copCode empty": (
        ORDER,
        {"<ceb:copCode>5006967ABC<": "<ceb:copCode><"},
        [("X021", "BaseTransfer/copCode", 0)],
    ),
    "an unknown part": (
        ORDER,
        {"<ceb:BaseTransfer>": "<ceb:Stranger/><ceb:BaseTransfer>"},
        [("X024", "Stranger", 0)],
    ),
    "no documents": (
        ORDER,
        {"<ceb:Order>": "<ceb:order>", "</ceb:Order>": "</ceb:order>"},
        [("X024", "order", 0), ("X009", "Order", 0)],
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_variants(name: str) -> None:
    type_, changes, expected = VARIANTS[name]
    found = faults(made.swap(made.message(type_), changes))
    assert brief(found) == expected
    for fault in found:
        zh, en = fault.say
        assert re.search(r"[\u4e00-\u9fff]", zh)
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"“[^”]*”", "", en)), en
        assert fault.line


def test_the_whole_message_falls_with_its_transfer() -> None:
    xml = made.message(ORDER, 2)
    cut = re.sub(rb"<ceb:BaseTransfer>.*</ceb:BaseTransfer>", b"", xml)
    columns = ceb.read_columns([cut])
    assert brief(columns.reads[0].faults) == [("X020", "BaseTransfer", 0)]
    assert columns.heads == {}


def test_documents_before_and_after_their_place() -> None:
    order = made.message(ORDER).decode().split("<ceb:BaseTransfer>")[0]
    order = order[order.index("<ceb:Order>") :]
    late = made.swap(made.message(ORDER), {"</ceb:BaseTransfer>": f"</ceb:BaseTransfer>{order}"})
    assert brief(faults(late)) == [("X025", "Order", 0)]


@pytest.mark.parametrize(("count", "code"), [(100, None), (101, "X009")])
def test_documents_of_a_message(count: int, code: str | None) -> None:
    found = faults(made.message("CEB411Message", count))
    assert [str(fault.code) for fault in found] == ([code] if code else [])


@pytest.mark.parametrize(("count", "code"), [(99, None), (100, "X009")])
def test_lines_of_a_document(count: int, code: str | None) -> None:
    found = faults(made.message(ORDER, lines=count))
    assert brief(found) == ([(code, "OrderList", 1)] if code else [])


def test_the_largest_message_there_can_be() -> None:
    xml = made.message(LIST, 100, lines=99)
    columns = ceb.read_columns([xml], variants=[STATION])
    assert columns.reads[0].faults == []
    assert columns.lines[LIST].height == 9_900


def test_a_delivery_has_one_document() -> None:
    assert brief(faults(made.message("CEB711Message", 2))) == [("X009", "Delivery", 0)]


def test_signature_missing() -> None:
    official = ceb.Variant.OFFICIAL
    for type_ in ("CEB621Message", "CEB623Message", "CEB625Message", "CEB711Message"):
        assert brief(faults(made.message(type_), official)) == [("X011", "Signature", 0)]
        assert faults(made.message(type_), STATION) == []
    assert faults(made.message("CEB603Message"), official) == []


def test_every_fault_is_told_not_only_the_first() -> None:
    xml = made.swap(
        made.message(LIST, 3),
        {
            "<ceb:orderNo>某orderNo</ceb:orderNo>": "",
            "<ceb:freight>0<": "<ceb:freight>免<",
            "<ceb:portCode>0200<": "<ceb:portCode>02<",
            "<ceb:qty>2<": "<ceb:qty><",
            "<ceb:unit1>007<": "<ceb:unit1>个<",
        },
    )
    assert brief(faults(xml)) == [
        ("X022", "InventoryHead/portCode", 1),
        ("X023", "InventoryHead/freight", 1),
        ("X020", "InventoryHead/orderNo", 1),
        ("X021", "InventoryList[1]/qty", 1),
        ("X022", "InventoryList[1]/unit1", 1),
    ]


def test_neighbours_in_the_default_namespace() -> None:
    xml = made.swap(
        made.message("CEB312Message", 3), {"<returnStatus>": "<returnStatus></returnStatus><x>"}
    )
    xml = made.swap(xml, {"</returnStatus><returnTime>": "</x><returnTime>"})
    columns = ceb.read_columns([xml])
    assert {fault.document for fault in columns.reads[0].faults} == {1}
    assert columns.heads["CEB312Message"]["position"].to_list() == [2, 3]


def test_documents_of_two_prefixes_are_told_apart() -> None:
    xml = made.message("CEB312Message", 3).decode()
    first, second, third = (f"<OrderReturn>{part}" for part in xml.split("<OrderReturn>")[1:])
    other = re.sub(r"<(/?)(\w)", r"<\1y:\2", second)
    other = other.replace(
        "<y:OrderReturn>", '<y:OrderReturn xmlns:y="http://www.chinaport.gov.cn/ceb">'
    )
    bad = third.replace("<orderNo>某orderNo</orderNo>", "")
    whole = xml.split("<OrderReturn>")[0] + first + other + bad
    columns = ceb.read_columns([whole.encode()])
    assert brief(columns.reads[0].faults) == [("X020", "OrderReturn/orderNo", 3)]
    assert columns.heads["CEB312Message"]["position"].to_list() == [1, 2]


def test_people_are_never_quoted() -> None:
    secrets = {
        "某buyerName": "王" * 61,
        "某consignee<": "赵" * 101 + "<",
        "某buyerTelephone": "1" * 31,
        "110101190001010014": "9" * 61,
        "某consigneeAddress": "路" * 201,
    }
    found = faults(made.swap(made.message(ORDER), secrets))
    assert len(found) == len(secrets)
    told = "".join("".join(fault.say) for fault in found)
    assert not re.search("王王|赵赵|1111|9999|路路", told)


def test_unknown_types() -> None:
    wrong = made.message(ORDER).replace(b"CEB311Message", b"CEB999Message")
    assert brief(faults(wrong)) == [("X006", "/", 0)]
    elsewhere = made.swap(made.message(ORDER), {"www.chinaport.gov.cn/ceb": "other.invalid"})
    assert brief(faults(elsewhere)) == [("X006", "/", 0)]
    head_alone = b'<OrderHead xmlns="http://www.chinaport.gov.cn/ceb"/>'
    assert brief(faults(head_alone)) == [("X006", "/", 0)]


def test_strangers_without_number_are_told_within_the_bound() -> None:
    many = "<ceb:stranger/>" * 100_000
    xml = made.swap(made.message(ORDER), {"<ceb:OrderHead>": f"<ceb:OrderHead>{many}"})
    assert len(faults(xml)) == explain.FAULTS_MAX


def test_faults_are_bounded_and_every_bad_document_keeps_one() -> None:
    xml = made.message(LIST, 40, lines=50).replace(b"<ceb:qty>2<", b"<ceb:qty>x<")
    columns = ceb.read_columns([xml], variants=[STATION])
    found = columns.reads[0].faults
    assert explain.FAULTS_MAX <= len(found) < explain.FAULTS_MAX + 40
    assert {fault.document for fault in found} == set(range(1, 41))
    assert columns.heads == {}


@pytest.mark.parametrize("type_", sorted(MESSAGES))
def test_our_words_and_the_schema_judge_values_alike(type_: str) -> None:
    """For each field of each type: what libxml2 refuses we can name, and nothing else."""
    message = MESSAGES[type_]
    xml = made.message(type_).decode()
    for entity in filter(None, (message.head, message.lines)):
        for field in entity.fields:
            for text in tries(field):
                changed = with_text(xml, entity.name, field.name, text)
                root = parse(changed.encode())
                assert not isinstance(root, Fault)
                schema = schemas.messages(message.direction, STATION)
                valid = schema.validate(root)
                assert valid == (value_fault(text, field) is None), (field.name, text)


def tries(field: Field) -> list[str]:
    edges = {field.min, field.min - 1, *([field.max, field.max + 1] if field.max else [])}
    texts = ["中" * size for size in edges if size >= 0]
    numbers = ["", " 7 ", "+7", ".5", "5.", "-3", "1e3", "abc", "1 2", "0.000001", "1" * 14]
    long = ["1" * 15 + ".12345", "9" * 10, "2147483647", "2147483648", "-2147483648", "0" * 30]
    return [*texts, "142", "3", *(numbers + long if field.kind != "text" else [" 7 "])]


def with_text(xml: str, entity: str, field: str, text: str) -> str:
    start = re.search(rf"<(?:ceb:)?{entity}>", xml)
    assert start
    pattern = re.compile(rf"(<(?:ceb:)?{field}>)[^<]*(</)")
    return xml[: start.end()] + pattern.sub(rf"\g<1>{text}\g<2>", xml[start.end() :], count=1)
