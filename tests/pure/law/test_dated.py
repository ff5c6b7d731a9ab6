"""Dated values: what holds on a day, and nothing before the first or in a gap (R0.2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.dated import BadPeriods, Dated, Entry, NotInForce, read

LIMIT = """
[[law.limit]]
from = 2016-04-08
to = 2018-12-31
yuan = "2000"
source = "first"
[[law.limit]]
from = 2019-01-01
yuan = "5000"
source = "second"
"""


def entry(value: int, since: date, to: date | None) -> Entry[int]:
    return Entry(value, since, to, source="test")


def test_both_ends_of_a_period_belong_to_it() -> None:
    limit = read(LIMIT)["law.limit"]
    assert limit.on(date(2018, 12, 31)) == Decimal(2000)
    assert limit.on(date(2019, 1, 1)) == Decimal(5000)
    assert limit.entry(date(2026, 1, 1)).source == "second"


@pytest.mark.parametrize("day", [date(2016, 4, 7), date(2000, 1, 1)])
def test_before_the_first_period_nothing_is_guessed(day: date) -> None:
    with pytest.raises(NotInForce, match="2016-04-08") as caught:
        read(LIMIT)["law.limit"].on(day)
    assert caught.value.on == day


def test_a_gap_and_the_time_after_the_last_end_are_unknown() -> None:
    dated = Dated(
        "gap",
        [
            entry(1, date(2020, 1, 1), date(2020, 6, 30)),
            entry(2, date(2021, 1, 1), date(2021, 12, 31)),
        ],
    )
    for day in (date(2020, 7, 1), date(2022, 1, 1)):
        with pytest.raises(NotInForce):
            dated.on(day)


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([], id="none"),
        pytest.param([(1, date(2020, 1, 2), date(2020, 1, 1))], id="ends before it begins"),
        pytest.param(
            [(1, date(2020, 1, 1), date(2020, 6, 30)), (2, date(2020, 6, 30), None)], id="overlap"
        ),
        pytest.param([(1, date(2020, 1, 1), None), (2, date(2021, 1, 1), None)], id="open twice"),
    ],
)
def test_periods_that_contradict_are_found_at_start(
    entries: list[tuple[int, date, date | None]],
) -> None:
    with pytest.raises(BadPeriods):
        Dated("bad", [entry(*one) for one in entries])


@pytest.mark.parametrize(
    "row",
    [
        'yuan = "1"\nsource = "x"',
        'from = 2020-01-01\nyuan = "1"',
        'from = 2020-01-01\nyuan = "1"\nshare = "2"\nsource = "x"',
    ],
)
def test_an_entry_needs_a_day_a_source_and_one_value(row: str) -> None:
    with pytest.raises(BadPeriods):
        read(f"[[a.b]]\n{row}")


@given(st.lists(st.integers(min_value=1, max_value=400), min_size=1, max_size=8), st.data())
def test_every_day_of_a_period_has_its_value(lengths: list[int], data: st.DataObject) -> None:
    start, entries = date(2016, 4, 8), []
    for value, length in enumerate(lengths):
        end = start + timedelta(days=length - 1)
        entries.append(entry(value, start, end))
        start = end + timedelta(days=1)
    dated = Dated("runs", reversed(entries))
    one = data.draw(st.sampled_from(entries))
    assert one.to is not None
    day = data.draw(st.dates(one.since, one.to))
    assert dated.on(day) == one.value
