"""Codes, calendar and arithmetic: each check, and the expressions against plain Python."""

import re
import string
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pure.ceb import made
from yizhan import ceb
from yizhan.ceb import checks
from yizhan.ceb.checks import expressions
from yizhan.ceb.registry import MESSAGES
from yizhan.ceb.rows import DECIMAL
from yizhan.ceb.write import Value
from yizhan.kernel.faults import SPECS, Fault, Outcome
from yizhan.kernel.parties import firm_code_shape, valid_id_card

AT = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)  # 09:00 in China
ORDER, PAYMENT, WAYBILL, LIST = "CEB311Message", "CEB411Message", "CEB511Message", "CEB621Message"
D = Decimal


def judge(type_: str, *documents: ceb.Document, at: datetime = AT) -> list[tuple[int, Fault]]:
    columns = ceb.read_columns(
        [made.of(type_, list(documents))], variants=[ceb.Variant.STATION_SIGNS]
    )
    assert columns.reads[0].faults == []
    return [(position, fault) for _, position, fault in checks.judge(columns, at)]


@pytest.mark.parametrize("type_", sorted(MESSAGES))
def test_a_right_document_of_any_type_has_no_fault(type_: str) -> None:
    assert judge(type_, made.document(type_)) == []


@pytest.mark.parametrize("type_", sorted(MESSAGES))
def test_what_is_absent_breaks_no_check(type_: str) -> None:
    """But for the fields that a bonded list needs."""
    message, full = MESSAGES[type_], made.document(type_)
    head = {f.column: full.head[f.column] for f in message.head.fields if f.required}
    fields = message.lines.fields if message.lines else ()
    lines = [{f.column: line[f.column] for f in fields if f.required} for line in full.lines]
    codes = {str(fault.code) for _, fault in judge(type_, ceb.Document(head, lines))}
    assert codes == ({"C117"} if type_ == LIST else set())


DIRECT = {"trade_mode": "9610", "country": "502"}
BROKEN: list[tuple[str, dict[str, Value], str, str]] = [
    (ORDER, {"actural_paid": D("868.41")}, "A101", "OrderHead/acturalPaid"),
    (
        ORDER,
        {
            "line__total_price": D("868.01"),
            "goods_value": D("868.01"),
            "actural_paid": D("868.41"),
        },
        "A102",
        "OrderList[1]/totalPrice",
    ),
    (ORDER, {"goods_value": D(867), "actural_paid": D("867.40")}, "A103", "OrderHead/goodsValue"),
    (ORDER, {"line__gnum": 2}, "A104", "OrderList/gnum"),
    (ORDER, {"line__unit": "999"}, "C103", "OrderList[1]/unit"),
    (ORDER, {"line__country": "000"}, "C104", "OrderList[1]/country"),
    (ORDER, {"buyer_id_type": "2"}, "C109", "OrderHead/buyerIdType"),
    (ORDER, {"buyer_id_number": "110101190001010015"}, "C110", "OrderHead/buyerIdNumber"),
    (ORDER, {"app_time": "20260230083000"}, "C101", "OrderHead/appTime"),
    (ORDER, {"app_time": "20260301092000"}, "C120", "OrderHead/appTime"),
    (ORDER, {"order_type": "E"}, "C112", "OrderHead/orderType"),
    (ORDER, {"ebc_code": "12345"}, "C111", "OrderHead/ebcCode"),
    (ORDER, {"guid": made.GUID.lower()}, "C115", "OrderHead/guid"),
    (ORDER, {"consignee_district": "072750"}, "C116", "OrderHead/consigneeDistrict"),
    (PAYMENT, {"pay_time": "20260301082960"}, "C101", "PaymentHead/payTime"),
    (PAYMENT, {"amount_paid": D(-1)}, "A105", "PaymentHead/amountPaid"),
    (PAYMENT, {"payer_id_type": "3"}, "C109", "PaymentHead/payerIdType"),
    (PAYMENT, {"payer_id_number": "1"}, "C110", "PaymentHead/payerIdNumber"),
    (WAYBILL, {"pack_no": 2}, "C114", "LogisticsHead/packNo"),
    (WAYBILL, {"weight": D(0)}, "A110", "LogisticsHead/weight"),
    (LIST, {"decl_time": "20261301"}, "C102", "InventoryHead/declTime"),
    (LIST, {"customs_code": "0001"}, "C106", "InventoryHead/customsCode"),
    (LIST, {"trade_mode": "9710"}, "C107", "InventoryHead/tradeMode"),
    (LIST, {"traf_mode": "Q"}, "C108", "InventoryHead/trafMode"),
    (LIST, {"wrap_type": "9"}, "C113", "InventoryHead/wrapType"),
    (LIST, {"assure_code": "5006967ABD"}, "C119", "InventoryHead/assureCode"),
    (LIST, {"net_weight": D("1.26")}, "A106", "InventoryHead/netWeight"),
    (LIST, {"country": "502"}, "C122", "InventoryHead/country"),
    (LIST, {"ems_no": None}, "C117", "InventoryHead/emsNo"),
    (LIST, {"area_code": None}, "C117", "InventoryHead/areaCode"),
    (LIST, {"trade_mode": "1239", "area_name": None}, "C117", "InventoryHead/areaName"),
    (LIST, {"line__item_record_no": None}, "C117", "InventoryList[1]/itemRecordNo"),
    (LIST, {**DIRECT, "traf_no": None}, "C118", "InventoryHead/trafNo"),
    (LIST, {**DIRECT, "voyage_no": None}, "C118", "InventoryHead/voyageNo"),
    (LIST, {**DIRECT, "bill_no": None}, "C118", "InventoryHead/billNo"),
    (LIST, {"line__qty1": D(0)}, "A107", "InventoryList[1]/qty1"),
    (LIST, {"line__unit2": None}, "A108", "InventoryList[1]/qty2"),
    (LIST, {"line__qty2": None}, "A108", "InventoryList[1]/qty2"),
    ("CEB303Message", {"currency": "ABC"}, "C121", "OrderHead/currency"),
    ("CEB603Message", {"trade_mode": "0110"}, "C107", "InventoryHead/tradeMode"),
]


@pytest.mark.parametrize(("type_", "changes", "code", "where"), BROKEN)
def test_each_check(type_: str, changes: dict[str, Value], code: str, where: str) -> None:
    good, bad = made.document(type_), made.document(type_, changes)
    found = judge(type_, good, bad, good)
    assert [(position, str(fault.code), fault.where) for position, fault in found] == [
        (2, code, where)
    ]
    (zh, en) = found[0][1].say
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert "{" not in zh + en
    assert found[0][1].document == 2


OPEN: list[tuple[str, dict[str, Value]]] = [
    (
        ORDER,
        {
            "line__price": D(0),
            "line__total_price": D(0),
            "goods_value": D(0),
            "actural_paid": D("0.40"),
        },
    ),  # a gift
    (
        ORDER,
        {
            "line__price": D("12.304"),
            "line__qty": D(1),
            "line__total_price": D("12.30"),
            "goods_value": D("12.30"),
            "actural_paid": D("12.70"),
        },
    ),
    (ORDER, {"app_time": "20260301091000"}),  # ten minutes ahead: clocks differ
    (ORDER, {"line__country": "JPN"}),
    (LIST, {**DIRECT, "ems_no": None, "area_code": None, "line__item_record_no": None}),
    (LIST, {"traf_no": None, "voyage_no": None, "bill_no": None}),
    (LIST, {"line__qty2": None, "line__unit2": None}),
    (LIST, {"buyer_id_number": "11010119000101009x"}),
    ("CEB303Message", {"ebp_code": "无"}),
    ("CEB603Message", {"owner_code": "NO"}),
    ("CEB303Message", {"currency": "999"}),  # the table of currencies is incomplete
]


@pytest.mark.parametrize(("type_", "changes"), OPEN)
def test_what_must_pass(type_: str, changes: dict[str, Value]) -> None:
    assert judge(type_, made.document(type_, changes)) == []


def test_line_numbers_may_come_in_any_order_but_once_each() -> None:
    def order(*numbers: int) -> ceb.Document:
        full = made.document(
            ORDER,
            goods_value=D(868) * len(numbers),
            tax_total=D(0),
            actural_paid=D(868) * len(numbers),
        )
        return ceb.Document(full.head, [{**full.lines[0], "gnum": each} for each in numbers])

    assert judge(ORDER, order(2, 1, 3)) == []
    found = judge(ORDER, order(1, 1), order(1, 3), order(1, 2), order(0, 1))
    assert [(position, fault.code) for position, fault in found] == [
        (1, "A104"), (2, "A104"), (4, "A104")
    ]  # fmt: skip
    back = made.document("CEB625Message", line__gnum=7)
    assert judge("CEB625Message", back) == []


def test_the_sentence_gives_both_values_and_the_difference() -> None:
    ((_, fault),) = judge(ORDER, made.document(ORDER, actural_paid=D("868.44")))
    assert "868.44 元" in fault.say[0]
    assert "= 868.40 元" in fault.say[0]
    assert "相差 0.04 元" in fault.say[0]


def test_every_broken_document_is_found_in_a_batch_of_many() -> None:
    bad = {3, 50, 77}
    documents = [
        made.document(PAYMENT, amount_paid=D(-5) if number in bad else D(5))
        for number in range(1, 101)
    ]
    found = judge(PAYMENT, *documents)
    assert {position for position, _ in found} == bad
    all_bad = [made.document(LIST, lines=50, line__unit="999") for _ in range(100)]
    found = judge(LIST, *all_bad)
    assert {position for position, _ in found} == set(range(1, 101))


def test_checks_quote_no_person_and_have_codes_of_their_own() -> None:
    for type_, message in MESSAGES.items():
        people = {
            field.column
            for entity in filter(None, (message.head, message.lines))
            for field in entity.fields
            if field.personal
        }
        for check in checks.checks_of(type_):
            for sentence in check.say:
                quoted = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
                assert not quoted & people, check
            assert SPECS[check.code].outcome in {Outcome.REJECT, Outcome.NOTE}
        if not message.request:
            assert checks.checks_of(type_) == ()


# The expressions against plain Python

amounts = st.decimals(D("-99999999999999.99999"), D("99999999999999.99999"), places=5)
small = st.decimals(D(0), D(9999), places=5)


def holds(expression: pl.Expr, **values: object) -> object:
    series = {
        name: pl.Series([value], dtype=DECIMAL if isinstance(value, Decimal) else None)
        for name, value in values.items()
    }
    return pl.DataFrame(series).select(expression.alias("holds")).item()


@given(amounts, amounts)
def test_products_lose_no_digit(price: Decimal, qty: Decimal) -> None:
    found = holds(expressions.product("a", "b"), a=price, b=qty)
    with_room = price * qty if abs(price * qty) < D(10) ** 17 else None
    assert isinstance(found, Decimal)
    if with_room is not None:
        assert found == with_room
    exact = (int(price.scaleb(5)) * int(qty.scaleb(5)), 10)
    assert int(found.scaleb(10).to_integral_exact()) == exact[0] or len(str(exact[0])) > 28


@given(small, small, st.integers(0, 5), st.sampled_from([D(0), D("0.01"), D("0.00001")]))
def test_line_totals_round_half_up(price: Decimal, qty: Decimal, places: int, off: Decimal) -> None:
    exact = price * qty
    given_total = exact.quantize(D(1).scaleb(-places), ROUND_HALF_UP) + off
    expected = (
        any(
            exact.quantize(D(1).scaleb(-each), ROUND_HALF_UP) == given_total
            for each in (2, 3, 4, 5)
        )
        or exact == given_total
    )
    rule = expressions.rounds_to(expressions.product("a", "b"), pl.col("c"))
    assert holds(rule, a=price, b=qty, c=given_total) == expected


@given(small, small, small, small, st.sampled_from([D(0), D("0.00001"), D("-0.01")]))
def test_paid_sum(
    goods: Decimal, freight: Decimal, tax: Decimal, less: Decimal, off: Decimal
) -> None:
    paid = goods + freight + tax - less + off
    rule = next(check for check in checks.checks_of(ORDER) if check.code == "A101")
    found = holds(
        rule.holds,
        actural_paid=paid,
        goods_value=goods,
        freight=freight,
        tax_total=tax,
        discount=less,
    )
    assert found == (off == 0)


@given(st.text(st.sampled_from("0123456789Xx +-１"), min_size=17, max_size=19))
def test_id_cards_of_any_text(number: str) -> None:
    assert holds(expressions.id_card(pl.col("a")), a=number) == valid_id_card(number)


@given(
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
    st.sampled_from("0123456789X"),
)
def test_id_cards_of_people(born: date, serial: int, last: str) -> None:
    number = f"110101{born:%Y%m%d}{serial:03}{last}"
    assert holds(expressions.id_card(pl.col("a")), a=number) == valid_id_card(number)


@given(st.text(st.sampled_from("0123456789ABIOSVZab"), min_size=8, max_size=19))
def test_firm_codes(code: str) -> None:
    assert holds(expressions.firm_code(pl.col("a")), a=code) == firm_code_shape(code)


@pytest.mark.parametrize("code", ["91320100MA7Q2W3T80", "5006967ABC", "9132010OMA7Q2W3T80", "无"])
def test_known_firm_codes(code: str) -> None:
    assert holds(expressions.firm_code(pl.col("a")), a=code) == firm_code_shape(code)


@given(
    st.from_regex(
        r"(19|20|00)[0-9]{2}[01][0-9][0-3][0-9][0-2][0-9][0-6][0-9][0-6][0-9]", fullmatch=True
    )
)
def test_calendar(text: str) -> None:
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        right = True
    except ValueError:
        right = False
    if text.startswith("0000") or text[12:] >= "60":
        return
    assert holds(expressions.second14(pl.col("a")), a=text) == right
    assert holds(expressions.milli17(pl.col("a")), a=f"{text}000") == right


@pytest.mark.parametrize(
    "text",
    [
        "2026030108300x",
        "20260301083060",
        "+2026030108300",
        "2026 301083000",
        "２０２６０３０１０８３０００",
    ],
)
def test_no_times(text: str) -> None:
    assert holds(expressions.second14(pl.col("a")), a=text) is False


def test_a_time_is_ahead_only_beyond_the_skew() -> None:
    document = made.document(PAYMENT, app_time="20260301091500")
    assert judge(PAYMENT, document) == []
    earlier = AT - timedelta(seconds=1)
    assert [fault.code for _, fault in judge(PAYMENT, document, at=earlier)] == ["C120"]
