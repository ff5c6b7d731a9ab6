"""Filters come from the address; what we do not know is refused (S-36)."""

from datetime import UTC, datetime

import pytest

from yizhan.web.trade.filters import UnknownFilter, read


def test_a_day_is_a_day_of_people() -> None:
    wanted = read({"day": "2026-11-21", "state": "held", "code": "m101"}).wanted
    assert wanted.since == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert wanted.until == datetime(2026, 11, 21, 16, tzinfo=UTC)
    assert wanted.state == (20, 65)
    assert wanted.code == "M101"
    assert wanted.narrows


@pytest.mark.parametrize(
    "query",
    [
        {"state": "30"},
        {"code": "M1' OR 1=1"},
        {"mode": "9999"},
        {"platform": "a;b"},
        {"day": "2026-02-30"},
        {"before": "-1"},
        {"before": "1" * 20},
    ],
)
def test_unknown_values_are_refused(query: dict[str, str]) -> None:
    with pytest.raises(UnknownFilter) as caught:
        read(query)
    assert str(caught.value) == next(iter(query))


def test_a_number_is_bounded() -> None:
    assert len(read({"q": "x" * 500}).number) == 80
    assert read({"q": "a\x00b"}).number == "ab"
    assert not read({}).wanted.narrows
