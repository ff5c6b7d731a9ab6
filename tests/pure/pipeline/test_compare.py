"""What must agree between the documents of a trade: each check alone, and against plain Python."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.faults import SPECS, FaultCode, Outcome
from yizhan.pipeline.compare import CHECKS, broken

Row = Mapping[str, Any]
AMOUNT = pl.Decimal(38, 5)

AGREED: dict[str, Any] = {
    "order_no": "YX1",
    "order_ebc": "5001966003",
    "order_pay_code": "5001966007",
    "order_pay_number": "P1",
    "order_paid": Decimal("109.10"),
    "order_goods": Decimal(90),
    "order_freight": Decimal(10),
    "order_buyer": "\\x01",
    "order_buyer_name": "\\x02",
    "order_consignee": "\\x03",
    "order_phone": "\\x04",
    "order_address": "\\x05",
    "order_lines": 77,
    "payment_pay_code": "5001966007",
    "payment_number": "P1",
    "payment_paid": Decimal("109.10"),
    "payment_payer": "\\x01",
    "payment_payer_name": "\\x02",
    "list_ebc": "5001966003",
    "list_buyer": "\\x01",
    "list_buyer_name": "\\x02",
    "list_address": "\\x05",
    "list_lines": 77,
    "list_goods": Decimal(90),
    "list_gross": Decimal("1.25"),
    "list_freight": Decimal(10),
    "list_insured": Decimal(0),
    "way_order_no": "YX1",
    "way_consignee": "\\x03",
    "way_phone": "\\x04",
    "way_address": "\\x05",
    "way_weight": Decimal("1.25"),
    "way_freight": Decimal(10),
    "way_insured": Decimal(0),
}
KINDS: dict[str, Any] = {
    name: pl.Int64 if isinstance(value, int) else pl.String if isinstance(value, str) else AMOUNT
    for name, value in AGREED.items()
}
ALONE: list[tuple[str, str]] = [
    ("M101", "payment_paid"),
    ("M101", "order_paid"),
    ("M102", "payment_pay_code"),
    ("M102", "order_pay_code"),
    ("M103", "payment_payer"),
    ("M103", "payment_payer_name"),
    ("M104", "payment_number"),
    ("M104", "order_pay_number"),
    ("M105", "list_buyer"),
    ("M105", "list_buyer_name"),
    ("M106", "way_consignee"),
    ("M106", "way_phone"),
    ("M106", "order_consignee"),
    ("M106", "order_phone"),
    ("M107", "way_order_no"),
    ("M108", "list_ebc"),
    ("M108", "order_ebc"),
    ("M109", "order_freight"),
    ("M109", "way_freight"),
    ("M109", "list_freight"),
    ("M110", "list_lines"),
    ("M110", "order_lines"),
    ("M111", "way_weight"),
    ("M111", "list_gross"),
    ("M112", "way_address"),
    ("M112", "list_address"),
    ("M112", "order_address"),
    ("M113", "list_goods"),
    ("M113", "order_goods"),
    ("M114", "way_insured"),
    ("M114", "list_insured"),
]


def codes(row: Row) -> list[str]:
    [found] = broken(pl.DataFrame([row], schema=KINDS, orient="row"))
    return [check.code.value for check in found]


def other(name: str) -> object:
    value = AGREED[name]
    return f"{value}9" if isinstance(value, str) else value + 1


def test_documents_that_agree_break_nothing() -> None:
    assert codes(AGREED) == []


@pytest.mark.parametrize(("code", "column"), ALONE)
def test_each_difference_alone_has_its_own_code(code: str, column: str) -> None:
    assert codes({**AGREED, column: other(column)}) == [code]


def test_every_code_of_matching_is_tried() -> None:
    known = {code.value for code in FaultCode if code.startswith("M")}
    assert {code for code, _ in ALONE} == known == {check.code.value for check in CHECKS}
    assert {SPECS[check.code].outcome for check in CHECKS} == {Outcome.REFUSE}


@pytest.mark.parametrize("column", ["order_pay_code", "order_pay_number"])
def test_an_order_that_does_not_name_its_payment_is_no_difference(column: str) -> None:
    for nothing in ("", None):
        assert codes({**AGREED, column: nothing}) == []


@pytest.mark.parametrize(("_code", "column"), ALONE)
def test_a_check_that_cannot_tell_is_not_broken(_code: str, column: str) -> None:
    assert codes({**AGREED, column: None}) == []


def test_a_fen_is_a_difference() -> None:
    assert codes({**AGREED, "payment_paid": Decimal("109.11")}) == ["M101"]
    assert codes({**AGREED, "payment_paid": Decimal("109.10000")}) == []
    assert codes({**AGREED, "way_weight": Decimal("1.25001")}) == ["M111"]


@pytest.mark.parametrize("check", CHECKS, ids=[check.code.value for check in CHECKS])
def test_what_is_said_names_both_values_in_both_languages(check: Any) -> None:  # noqa: ANN401 -- a check
    differing = {name: other(name) for name in AGREED if name.startswith(("order", "list"))}
    row = {**AGREED, **differing}
    zh, en = check.say(row)
    assert any("一" <= letter <= "鿿" for letter in zh)
    assert en.isascii()
    assert not any(mark in zh + en for mark in ("\\x", "None", "Decimal"))
    personal = [value for value in row.values() if str(value).startswith("\\x")]
    assert not any(str(value) in zh + en for value in personal)


def plain(row: Row) -> set[str]:
    """The same rules in plain Python."""

    def differs(*pairs: tuple[str, str]) -> bool:
        """Any pair unequal; of several, as SQL and polars have it, unknown values do not count."""
        return any(
            row[left] is not None and row[right] is not None and row[left] != row[right]
            for left, right in pairs
        )

    named = {name: row[name] for name in ("order_pay_code", "order_pay_number")}
    rules = {
        "M101": differs(("payment_paid", "order_paid")),
        "M102": named["order_pay_code"] != "" and differs(("payment_pay_code", "order_pay_code")),
        "M103": differs(
            ("payment_payer", "order_buyer"), ("payment_payer_name", "order_buyer_name")
        ),
        "M104": named["order_pay_number"] != "" and differs(("payment_number", "order_pay_number")),
        "M105": differs(("list_buyer", "order_buyer"), ("list_buyer_name", "order_buyer_name")),
        "M106": differs(("way_consignee", "order_consignee"), ("way_phone", "order_phone")),
        "M107": differs(("way_order_no", "order_no")),
        "M108": differs(("list_ebc", "order_ebc")),
        "M109": differs(("list_freight", "order_freight"), ("way_freight", "list_freight")),
        "M110": differs(("list_lines", "order_lines")),
        "M111": differs(("way_weight", "list_gross")),
        "M112": differs(("way_address", "order_address"), ("list_address", "order_address")),
        "M113": differs(("list_goods", "order_goods")),
        "M114": differs(("way_insured", "list_insured")),
    }
    return {code for code, differing in rules.items() if differing}


def values(name: str) -> st.SearchStrategy[Any]:
    """Few values, so that they are often equal; now and then nothing."""
    kind = KINDS[name]
    if kind == pl.Int64:
        return st.sampled_from([1, 2, None])
    if kind == pl.String:
        return st.sampled_from(["a", "b", "", None])
    return st.sampled_from([Decimal(1), Decimal("1.00001"), Decimal("1.00"), None])


rows = st.fixed_dictionaries({name: values(name) for name in AGREED})


@given(st.lists(rows, min_size=1, max_size=6))
def test_columns_and_plain_python_judge_alike(trades: list[Row]) -> None:
    frame = pl.DataFrame(list(trades), schema=KINDS, orient="row")
    found = [{check.code.value for check in each} for each in broken(frame)]
    assert found == [plain(row) for row in trades]


def test_no_trades_no_findings() -> None:
    assert broken(pl.DataFrame(schema=KINDS)) == []
