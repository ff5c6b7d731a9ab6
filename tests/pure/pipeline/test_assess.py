"""Assessing lists: what the tables do not know is held for a person, and nothing is raised."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yizhan.pipeline.assess import assess_lists, over_limit, remarked
from yizhan.services.tax.rules import Treatment
from yizhan.sim.goods import DOUBTFUL_CODE, UNKNOWN_CODE, articles
from yizhan.store.bulk import DECIMAL, Schema

INSIDE = date(2026, 11, 20)
HEADS: Schema = {
    "id": pl.Int64,
    "day": pl.Date,
    "freight": DECIMAL,
    "insured_fee": DECIMAL,
    "gross_weight": DECIMAL,
    "net_weight": DECIMAL,
}
LINES: Schema = {
    "document": pl.Int64,
    "gnum": pl.Int64,
    "gcode": pl.String,
    "gname": pl.String,
    "total_price": DECIMAL,
    "price": DECIMAL,
    "qty": DECIMAL,
    "qty1": DECIMAL,
    "unit1": pl.String,
    "country": pl.String,
}
Line = dict[str, Any]


def line(**changes: Any) -> Line:  # noqa: ANN401 -- any value of a line
    """One piece of an ordinary article for 100 yuan."""
    article = articles()[0]
    plain = {
        "document": 1,
        "gnum": 1,
        "gcode": article.hs10,
        "gname": article.name,
        "total_price": Decimal(100),
        "price": Decimal(100),
        "qty": Decimal(1),
        "qty1": Decimal(1),
        "unit1": article.unit1,
        "country": article.country,
    }
    return {**plain, **changes}


def assessed(
    lines: list[Line], day: date = INSIDE, **head: Decimal
) -> tuple[dict[str, Any], list[str], int]:
    """The facts of a list, the codes of its remarks, and how many bills were written."""
    weights = {"gross_weight": Decimal("1.2"), "net_weight": Decimal(1)}
    whole = {
        "id": 1,
        "day": day,
        "freight": Decimal(0),
        "insured_fee": Decimal(0),
        **weights,
        **head,
    }
    found = assess_lists(
        pl.DataFrame([whole], schema=HEADS, orient="row"),
        pl.DataFrame(lines, schema=LINES, orient="row"),
    )
    [facts] = found.facts.rows(named=True)
    return facts, [remark.code.value for remark in remarked(facts)], found.bills.height


def test_an_ordinary_list_is_taxed_and_nothing_is_remarked() -> None:
    facts, codes, bills = assessed([line()])
    assert (facts["list_value"], codes, bills) == (Decimal(100), [], 1)
    assert facts["list_treatment"] == Treatment.PREFERENTIAL
    assert facts["list_tax"] > 0


@pytest.mark.parametrize(
    ("what", "gcode", "code"),
    [
        ("no such commodity", UNKNOWN_CODE, "T103"),
        ("a tax partly by quantity", DOUBTFUL_CODE, "T104"),
        ("no code at all", "", "T103"),
        ("letters", "ABCDEFGHIJ", "T103"),
    ],
)
def test_goods_the_tariff_cannot_tell_are_held(what: str, gcode: str, code: str) -> None:
    facts, codes, bills = assessed([line(gcode=gcode), line(gnum=2)])
    assert (codes, bills) == ([code], 0), what
    assert facts["list_value"] == Decimal(200)


@pytest.mark.parametrize(
    "day", [date(1999, 1, 1), date(2016, 4, 7), date(2025, 12, 31), date(2027, 1, 1), date.max]
)
def test_a_day_outside_the_tables_is_held(day: date) -> None:
    facts, codes, bills = assessed([line()], day)
    assert codes
    assert set(codes) == {"T103"}
    assert bills == 0
    assert facts["list_value"] == Decimal(100)


amounts = st.decimals(min_value=0, max_value=10**9, places=5)
codes10 = st.one_of(
    st.text("0123456789", min_size=10, max_size=10),
    st.sampled_from([article.hs10 for article in articles()[:40]]),
    st.text(max_size=12),
)
lines_of = st.builds(
    line,
    gcode=codes10,
    gname=st.text(max_size=20),
    total_price=amounts,
    price=amounts,
    qty=amounts,
    qty1=amounts,
    unit1=st.sampled_from(["007", "035", "011", "", "999"]),
    country=st.sampled_from(["142", "502", "116", "", "999"]),
)


@given(
    lines=st.lists(lines_of, min_size=1, max_size=4),
    day=st.dates(),
    freight=amounts,
    insured=amounts,
)
@example(lines=[line(total_price=Decimal(0), qty=Decimal(0))], day=INSIDE, freight=Decimal(0),
         insured=Decimal(0))  # fmt: skip
def test_nothing_is_ever_raised(
    lines: list[Line], day: date, freight: Decimal, insured: Decimal
) -> None:
    numbered = [{**each, "gnum": place} for place, each in enumerate(lines, 1)]
    facts, codes, bills = assessed(numbered, day, freight=freight, insured_fee=insured)
    total = sum((each["total_price"] for each in lines), Decimal(0))
    assert facts["list_goods"] == total
    assert facts["list_value"] == total + freight + insured
    if any(code.startswith("T10") for code in codes):
        assert bills == 0
    elif facts["list_treatment"] != Treatment.GENERAL_TRADE:
        assert bills == 1
    json.dumps(facts, default=str)


@pytest.mark.parametrize(
    ("what", "pieces", "price", "treatment"),
    [
        ("at the single limit", 2, "2500", Treatment.PREFERENTIAL),
        ("a fen above it, two pieces", 2, "2500.005", Treatment.GENERAL_TRADE),
        ("above it, one piece", 1, "5000.01", Treatment.FULL_TAX),
        ("one piece below the year's limit", 1, "25999.99", Treatment.FULL_TAX),
        ("one piece at the year's limit", 1, "26000", Treatment.GENERAL_TRADE),
    ],
)
def test_treatment_at_the_limits(what: str, pieces: int, price: str, treatment: Treatment) -> None:
    one = line(qty=Decimal(pieces), price=Decimal(price), total_price=Decimal(price) * pieces)
    facts, _, _ = assessed([one])
    assert facts["list_treatment"] == treatment, what


@pytest.mark.parametrize(
    ("value", "treatment", "code"),
    [
        ("6000", Treatment.GENERAL_TRADE, "T101"),
        ("26000.01", Treatment.GENERAL_TRADE, "T102"),
        ("3000", Treatment.PREFERENTIAL, "T102"),
    ],
)
def test_which_limit_is_said_to_be_passed(value: str, treatment: Treatment, code: str) -> None:
    row = {"list_day": INSIDE, "list_value": Decimal(value), "list_treatment": treatment}
    found, (zh, en) = over_limit(row)
    assert found.value == code
    assert f"{Decimal(value):,.2f}" in zh
    assert f"{Decimal(value):,.2f}" in en
