"""The risk rules at their limits: what is caught, and what just passes (R1.18)."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from yizhan.kernel.faults import SPECS, Outcome
from yizhan.services.risk import rules

ON = date(2026, 11, 20)
LAW = rules.limits(ON)
FEN = Decimal("0.01")
FOOD, OTHER = "1901101000", "3304990039"
DRINK = "2202100000"
PRICE, WEIGHT = "K102", "K103"
PLAIN: dict[str, Any] = {
    "price": Decimal(100),
    "gcode": OTHER,
    "gross_weight": Decimal(2),
    "net_weight": Decimal(1),
    "pieces": Decimal(1),
}


def caught(**changes: Any) -> list[str]:  # noqa: ANN401 -- any value of a line
    row = {**PLAIN, **changes}
    kinds = {name: pl.String if name == "gcode" else pl.Decimal(38, 5) for name in row}
    frame = pl.DataFrame([row], schema=kinds, orient="row")
    return [rule.code.value for rule in rules.line_rules(ON) if not frame.select(rule.holds).item()]


@pytest.mark.parametrize(
    ("what", "changes", "codes"),
    [
        ("plain goods", {}, []),
        ("a gift", {"price": Decimal(0)}, []),
        ("the lowest price", {"price": LAW.price_low}, []),
        ("just below it", {"price": LAW.price_low - FEN}, [PRICE]),
        ("the highest price", {"price": LAW.price_high}, []),
        ("just above it", {"price": LAW.price_high + FEN}, [PRICE]),
        ("the highest price of food", {"price": LAW.price_high_food, "gcode": FOOD}, []),
        ("just above it", {"price": LAW.price_high_food + FEN, "gcode": FOOD}, [PRICE]),
        ("drinks are food", {"price": LAW.price_high_food + FEN, "gcode": DRINK}, [PRICE]),
        ("salt is not", {"price": LAW.price_high_food + FEN, "gcode": "2501001100"}, []),
        ("the heaviest parcel", {"gross_weight": LAW.parcel_kg_max}, []),
        ("just heavier", {"gross_weight": LAW.parcel_kg_max + FEN}, [WEIGHT]),
        ("the heaviest piece", {"net_weight": LAW.piece_kg_max}, []),
        ("just heavier", {"net_weight": LAW.piece_kg_max + FEN}, [WEIGHT]),
        ("two such pieces", {"net_weight": LAW.piece_kg_max + FEN, "pieces": Decimal(2)}, []),
        ("both", {"price": FEN, "gross_weight": Decimal(9999)}, [PRICE, WEIGHT]),
    ],
)
def test_line_rules(what: str, changes: dict[str, Any], codes: list[str]) -> None:
    assert caught(**changes) == codes, what


def test_rules_hold_and_never_refuse() -> None:
    assert {SPECS[rule.code].outcome for rule in rules.line_rules(ON)} == {Outcome.HOLD}


@pytest.mark.parametrize(
    ("what", "more", "yuan", "looks"),
    [
        ("as many as a person may, and dear", 0, "5000.01", False),
        ("one more, at the limit", 1, "5000", False),
        ("one more, above the limit", 1, "5000.01", True),
        ("many for little", 50, "100", False),
    ],
)
def test_splitting(what: str, more: int, yuan: str, looks: bool) -> None:  # noqa: FBT001 -- expected
    lists = int(LAW.split_lists_a_day) + more
    found = rules.looks_split(lists=lists, yuan=Decimal(yuan), single_limit=Decimal(5000), on=ON)
    assert found is looks, what


def test_what_is_said_fills_in_the_values() -> None:
    row = {**PLAIN, "gnum": 3}
    for rule in rules.line_rules(ON):
        zh, en = (text.format(**row) for text in rule.say)
        assert "{" not in zh + en
        assert "3" in zh + en or "100" in zh + en or "2" in zh + en
