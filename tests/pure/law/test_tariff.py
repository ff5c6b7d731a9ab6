"""Rates by code and day: a row that cannot be trusted is a doubt, never a guess (R1.13)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.faults import FaultCode
from yizhan.services.tax import params, tariff
from yizhan.services.tax.rules import Rates
from yizhan.services.tax.tariff import Doubt, Goods
from yizhan.services.tax.tariff.table import table

DAY = date(2026, 5, 1)
COFFEE = "0901210000"
WATCH, CREAM_BY_WEIGHT, CREAM_BY_VOLUME, MASKS = (
    "9102110000",
    "3304990029",
    "3304990039",
    "3304990049",
)
PLAIN = Goods(Decimal(100))


def goods(value: str, quantity: str = "0", unit: str = "", origin: str = "") -> Goods:
    return Goods(Decimal(value), Decimal(quantity), unit, origin)


def test_a_plain_row() -> None:
    found = tariff.rates(COFFEE, DAY, PLAIN)
    assert isinstance(found, Rates)
    assert (found.duty, found.vat, found.consumption) == (
        Decimal("0.15"),
        Decimal("0.13"),
        Decimal(0),
    )


def test_the_table_is_whole() -> None:
    rows = table(2026)
    assert rows is not None
    assert len(rows) == 12_030
    assert all(len(code) == 10 and code.isdigit() for code in rows)


def test_provisional_duty_replaces_the_other() -> None:
    found = tariff.rates("3702422900", DAY, PLAIN)
    assert isinstance(found, Rates)
    assert found.duty == Decimal("0.01")


@pytest.mark.parametrize(
    ("what", "code", "on"),
    [
        ("no such code", "1234567890", DAY),
        ("eight digits are not ten", "09012100", DAY),
        ("the year before the table", COFFEE, date(2025, 12, 31)),
        ("the year after it", COFFEE, date(2027, 1, 1)),
    ],
)
def test_unknown_is_held(what: str, code: str, on: date) -> None:
    found = tariff.rates(code, on, PLAIN)
    assert isinstance(found, Doubt), what
    assert found.code is FaultCode.TARIFF_UNKNOWN
    assert all(found.say)


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2026, 12, 31)])
def test_the_whole_year_is_known(on: date) -> None:
    assert isinstance(tariff.rates(COFFEE, on, PLAIN), Rates)


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("beer, by the tonne", "2203000000"),
        ("yellow wine, by the tonne", "2206001000"),
        ("whisky, partly by weight", "2208300000"),
        ("cigarettes, compound", "2402200000"),
        ("lubricating oil, by the litre", "2710199100"),
        ("no retail goods", "9801009000"),
    ],
)
def test_rows_known_to_be_wrong_are_held(what: str, code: str) -> None:
    found = tariff.rates(code, DAY, PLAIN)
    assert isinstance(found, Doubt), what
    assert found.code is FaultCode.TARIFF_DOUBTFUL
    assert code in found.say[0]
    assert code in found.say[1]


@pytest.mark.parametrize("code", ["0207141100", "3702410000", "4901990000"])
def test_a_duty_of_zero_is_doubted_only_where_duty_is_collected(code: str) -> None:
    assert isinstance(tariff.rates(code, DAY, PLAIN), Rates)
    full = tariff.rates(code, DAY, goods("6000"), full=True)
    assert isinstance(full, Doubt)
    assert full.code is FaultCode.TARIFF_DOUBTFUL


def test_additional_duties_are_doubted_only_where_duty_is_collected() -> None:
    phone = "8517130000"
    assert isinstance(tariff.rates(phone, DAY, goods("4000", origin="502")), Rates)
    assert isinstance(tariff.rates(phone, DAY, goods("6000", origin="502"), full=True), Doubt)
    assert isinstance(tariff.rates(phone, DAY, goods("6000", origin="116"), full=True), Rates)


@pytest.mark.parametrize(
    ("what", "code", "line", "due"),
    [
        ("a line below one dear watch", WATCH, goods("9999.99"), False),
        ("one dear watch", WATCH, goods("10000", "1", "008"), True),
        ("two watches that are not dear", WATCH, goods("12000", "2", "008"), False),
        ("dear, but how many?", WATCH, goods("12000", "1", "120"), None),
        ("30 g for 300 yuan: ten a gram", CREAM_BY_WEIGHT, goods("300", "0.03", "035"), True),
        ("30 g for less", CREAM_BY_WEIGHT, goods("299.99", "30", "036"), False),
        ("by weight, declared in bottles", CREAM_BY_WEIGHT, goods("300", "1", "142"), None),
        ("by volume, declared by weight", CREAM_BY_VOLUME, goods("300", "0.03", "035"), None),
        ("30 ml for 300 yuan", CREAM_BY_VOLUME, goods("300", "30", "096"), True),
        ("ten masks for 149", MASKS, goods("149", "10", "020"), False),
        ("ten masks for 150", MASKS, goods("150", "10", "020"), True),
        ("no quantity", MASKS, goods("150", "0", "020"), None),
        ("a package of another kind", "3304990099", goods("150", "1", "035"), None),
    ],
)
def test_consumption_tax_from_a_unit_price_on(
    what: str,
    code: str,
    line: Goods,
    due: bool | None,  # noqa: FBT001 - a column
) -> None:
    found = tariff.rates(code, DAY, line)
    if due is None:
        assert isinstance(found, Doubt), what
        assert found.code is FaultCode.TARIFF_DOUBTFUL
    else:
        assert isinstance(found, Rates), what
        assert bool(found.consumption) is due, what


def test_the_columns_say_what_the_rows_say() -> None:
    frame = tariff.frame(DAY)
    rows = table(2026)
    assert rows is not None
    assert frame.height == len(rows)
    for code, vat, consumption, duty, doubt, duty_doubt in frame.iter_rows():
        row = rows[code]
        assert (duty, vat, consumption) == row.rates[:3]
        assert (doubt is None) == (tariff.reason_of(code, DAY) is None)
        assert duty_doubt is row.duty_doubt
    assert tariff.frame(date(2027, 1, 1)).is_empty()


def test_vat_rates_are_those_of_the_law() -> None:
    """13 and 9 %; 3 % for listed medicines; 0 for gold, contraceptives and what is no goods."""
    lawful = {
        params.BOOK["vat.rate.standard"].on(DAY),
        params.BOOK["vat.rate.reduced_goods"].on(DAY),
        Decimal("0.03"),
        Decimal(0),
    }
    assert set(tariff.frame(DAY)["vat"].unique()) == lawful


@given(st.text(max_size=12), st.dates())
def test_whatever_is_asked_gets_rates_or_a_reason(code: str, on: date) -> None:
    found = tariff.rates(code, on, PLAIN)
    assert isinstance(found, Rates) or all(found.say)
