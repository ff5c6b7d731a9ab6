"""What waits too long is held, everybody concerned is told, and late partners are welcome (D2)."""

from datetime import timedelta

import pytest

from tests.db.pipeline.yard import ZONE, Yard, later, papers
from tests.station import NOW
from yizhan.kit.zones import profiles
from yizhan.pipeline.deadlines import expire
from yizhan.pipeline.run import Worker
from yizhan.services.trade.states import State
from yizhan.sim.papers import KINDS, LIST, ORDER, PAYMENT, WAYBILL, Trade

PATIENCE = timedelta(hours=profiles.load("chongqing").pipeline.patience_hours)
OVERDUE = "W102"


@pytest.fixture(params=[ORDER, PAYMENT, WAYBILL, LIST])
def lacking(empty: Yard, worker: Worker, request: pytest.FixtureRequest) -> tuple[Trade, str]:
    """A trade one of whose documents does not come."""
    trade = empty.trade(empty.scene(501))
    missing = str(request.param)
    empty.take(worker, [trade.documents[kind] for kind in KINDS if kind != missing])
    return trade, missing


def test_too_long_a_wait_ends_with_a_person_and_all_are_told(
    yard: Yard, lacking: tuple[Trade, str]
) -> None:
    trade, missing = lacking
    connection = yard.connection()
    assert expire(connection, ZONE, NOW + PATIENCE - timedelta(seconds=1)) == 0
    assert yard.state(trade)["state"] == State.WAITING
    assert expire(connection, ZONE, NOW + PATIENCE) == 1
    assert expire(connection, ZONE, NOW + PATIENCE) == 0
    row = yard.state(trade)
    assert (row["state"], row["codes"], row["due_at"]) == (State.HELD, [OVERDUE], None)
    told = yard.rows("SELECT kind, sender, zh FROM receipt WHERE code = %s", OVERDUE)
    heard = {row["sender"] for row in told}
    # A waybill hangs on its own number until a list names it; only then is its sender known.
    there = [kind for kind in KINDS if kind not in {missing, WAYBILL}]
    assert {yard.firm(trade.documents[kind].sender) for kind in there} <= heard
    assert len({row["zh"] for row in told}) == 1
    faults = yard.one("SELECT count(*) AS times FROM fault WHERE code = %s", OVERDUE)
    assert faults["times"] == 1


def test_who_comes_late_is_welcome(yard: Yard, worker: Worker, lacking: tuple[Trade, str]) -> None:
    trade, missing = lacking
    assert expire(yard.connection(), ZONE, NOW + PATIENCE) == 1
    yard.take(worker, [trade.documents[missing]])
    row = yard.state(trade)
    assert row["state"] == State.READY
    assert OVERDUE not in row["codes"]


def test_a_decided_trade_is_not_overdue(empty: Yard, worker: Worker) -> None:
    trade = empty.trade(empty.scene(502))
    trade.documents[PAYMENT].head["amountPaid"] = "1.00"
    empty.take(worker, papers(trade))
    assert expire(empty.connection(), ZONE, NOW + 2 * PATIENCE) == 0
    assert empty.state(trade)["state"] == State.REFUSED


def test_a_document_withdrawn_from_an_overdue_trade_starts_the_wait_anew(
    empty: Yard, worker: Worker
) -> None:
    trade = empty.trade(empty.scene(503))
    empty.take(worker, [trade.documents[ORDER], trade.documents[PAYMENT]])
    assert expire(empty.connection(), ZONE, NOW + PATIENCE) == 1
    empty.take(worker, [later(trade.documents[PAYMENT], appType="3")])
    row = empty.state(trade)
    assert (row["state"], row["codes"]) == (State.WAITING, [])
    assert row["due_at"] == NOW + PATIENCE
