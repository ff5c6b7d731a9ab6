"""Quota, returns, payment, guarantee: clocks and balances (R1.14, R1.15, R1.17, R1.20)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.dated import NotInForce
from yizhan.services.tax import rules
from yizhan.services.tax.rules import Quota

TODAY = date(2026, 11, 21)
RELEASED = date(2026, 3, 1)
values = st.decimals(min_value="0.01", max_value=9000, places=2)


@given(st.lists(values, max_size=12))
def test_reservations_never_pass_the_yearly_limit(orders: list[Decimal]) -> None:
    quota, accepted = Quota(), Decimal(0)
    for order in orders:
        held = rules.reserve(quota, order, on=TODAY)
        assert (held is None) == (quota.counted + order > 26_000)
        if held is not None:
            quota, accepted = held, accepted + order
    assert quota.reserved == accepted <= 26_000


@given(values, values)
def test_every_way_back_leads_to_where_it_came_from(before: Decimal, value: Decimal) -> None:
    start = Quota(used=before)
    held = rules.reserve(start, value, on=TODAY)
    assert held is not None
    assert rules.free(held, value) == start
    assert rules.restore(rules.use(held, value), value) == start


@pytest.mark.parametrize("way_back", [rules.use, rules.free, rules.restore])
def test_nothing_falls_below_zero(way_back: object) -> None:
    assert callable(way_back)
    for value in (Decimal("100.01"), Decimal(-1)):
        with pytest.raises(ValueError, match="balance"):
            way_back(Quota(Decimal(100), Decimal(100)), value)


@pytest.mark.parametrize(
    ("what", "applied", "arrived", "granted"),
    [
        ("both on the last day", 30, 45, True),
        ("applied a day late", 31, 40, False),
        ("applied in time, arrived a day late", 20, 46, False),
        ("not back yet", 5, None, False),
        ("the very day", 0, 0, True),
    ],
)
def test_return_clocks(
    what: str,
    applied: int,
    arrived: int | None,
    granted: bool,  # noqa: FBT001 - a column
) -> None:
    relief = rules.return_relief(
        released=RELEASED,
        applied=RELEASED + timedelta(days=applied),
        arrived=None if arrived is None else RELEASED + timedelta(days=arrived),
    )
    assert relief.granted is granted, what
    assert (relief.apply_by, relief.arrive_by) == (date(2026, 3, 31), date(2026, 4, 15))


def test_no_clock_before_the_notice() -> None:
    with pytest.raises(NotInForce):
        rules.return_relief(released=date(2020, 3, 27), applied=date(2020, 3, 28), arrived=None)


def test_payment_window_is_the_31st_to_the_45th_day() -> None:
    assert rules.payment_window(RELEASED) == (date(2026, 4, 1), date(2026, 4, 15))


@pytest.mark.parametrize(
    ("what", "new", "accept", "short"),
    [
        ("exactly covered", "50", True, "0"),
        ("a fen short", "50.01", False, "0.01"),
        ("ten yuan short", "60", False, "10"),
    ],
)
def test_guarantee(what: str, new: str, accept: bool, short: str) -> None:  # noqa: FBT001 - a column
    gate = rules.guarantee_gate(Decimal(100_000), outstanding=Decimal(99_950), new=Decimal(new))
    assert gate == (accept, Decimal(short)), what


def test_late_fee_is_rounded_half_up_and_begins_with_its_law() -> None:
    assert rules.late_fee(Decimal(100_000), days=12, on=TODAY) == Decimal("600.00")
    assert rules.late_fee(Decimal(10), days=1, on=TODAY) == Decimal("0.01")
    with pytest.raises(NotInForce):
        rules.late_fee(Decimal(1), days=1, on=date(2024, 11, 30))
