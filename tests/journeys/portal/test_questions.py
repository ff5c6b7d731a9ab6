"""What a page asks does not grow with history: bounded stretches, keys, no hashing of all (D21)."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.journeys.portal import data
from tests.journeys.portal.conftest import ZONE, Portal
from yizhan.services.trade import queries
from yizhan.services.trade.queries import Scope, Wanted
from yizhan.store.tenancy import acting

pytestmark = pytest.mark.parametrize("server", ["embedded"], indirect=True, scope="session")


def collected(scope: Scope, wanted: Wanted, rows: int) -> list[str]:
    """The order numbers of all pages, one after the other."""
    found: list[str] = []
    before = None
    for _ in range(100):
        page = queries.listing(scope, wanted, before=before, rows=rows)
        found += [row.order_no for row in page.rows]
        before = page.before
        if before is None:
            return found
    raise AssertionError("the list does not end")


@pytest.mark.parametrize("rows", [1, 3, 50])
@pytest.mark.parametrize("firm", [None, data.SELLER])
def test_pages_follow_one_another_without_gap_or_repeat(
    portal: Portal, firm: int | None, rows: int
) -> None:
    with acting(ZONE, firm=firm, office=firm is None):
        found = collected(Scope(ZONE, firm), Wanted(), rows)
    assert sorted(found) == sorted(portal.writer.trades)


def test_a_short_stretch_goes_on_where_it_stopped(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "OFFICE_STRETCH", 2)
    with acting(ZONE, office=True):
        scope = Scope(ZONE)
        first = queries.listing(scope, Wanted(state=(70,)), rows=1)
        found = collected(scope, Wanted(state=(70,)), 1)
    assert first.looked_to is not None
    assert first.before is not None
    released = [number for number in portal.writer.trades if number < "DD20261121-0003"]
    assert sorted(found) == sorted(released)


def test_a_firm_is_tested_by_key_alone(portal: Portal) -> None:
    """A hashed subplan would read every trade a firm ever had."""
    number = next(iter(portal.writer.trades.values()))
    statements = [
        f"SELECT * FROM trade WHERE zone = 1 AND id = {number}",  # noqa: S608 - an id of ours
        "SELECT count(*) FROM trade WHERE zone = 1 AND id > 0",
        "SELECT count(*) FROM customs_answer WHERE zone = 1 AND id > 0",
        "SELECT count(*) FROM assessment WHERE zone = 1 AND list > 0",
        "SELECT count(*) FROM fault WHERE zone = 1 AND id > 0",
        "SELECT * FROM payment_key WHERE zone = 1",
        "SELECT * FROM waybill_key WHERE zone = 1",
    ]
    with acting(ZONE, firm=data.SELLER), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "SubPlan" in plan, statement
            assert "hashed SubPlan" not in plan, statement


def test_the_day_is_counted_alike_for_an_office_and_a_party_to_all(portal: Portal) -> None:
    assert portal.writer.trades
    now = data.now()
    span = (now - timedelta(hours=2), now + timedelta(minutes=1), now - timedelta(hours=2))
    with acting(ZONE, office=True):
        office = queries.day(Scope(ZONE), *span)
    with acting(ZONE, firm=data.SELLER):
        firm = queries.day(Scope(ZONE, data.SELLER), *span)
    with acting(ZONE, firm=data.STRANGER):
        stranger = queries.day(Scope(ZONE, data.STRANGER), *span)
    assert office == firm
    assert office.total == len(portal.writer.trades)
    assert sum(office.released.values()) == 15
    assert stranger.total == 0
