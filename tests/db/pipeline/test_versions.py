"""Which version of a document counts, and what can still be taken back (D8)."""

from decimal import Decimal

import pytest

from tests.db.pipeline.yard import Yard, later, papers
from yizhan.pipeline.run import Worker
from yizhan.services.trade.states import State
from yizhan.sim.papers import KINDS, LIST, ORDER, PAYMENT, WAYBILL, Trade
from yizhan.sim.unequal import ODDITIES

NOTHING = Decimal(0)
HELD_CODE = "K101"


@pytest.fixture
def waiting(empty: Yard, worker: Worker) -> Trade:
    """A trade whose list has not come."""
    trade = empty.trade(empty.scene(31))
    empty.take(worker, [trade.documents[kind] for kind in KINDS if kind != LIST])
    assert empty.state(trade)["state"] == State.WAITING
    return trade


@pytest.fixture
def held(empty: Yard, worker: Worker) -> Trade:
    """A complete trade that a person must look at, with its value reserved."""
    scene = empty.scene(32)
    listed = next(one for one in ODDITIES if one.name == "listed_party")
    trade = scene.write_down(listed.rebuy(scene.buy(), scene))
    empty.change(
        "INSERT INTO listed_party VALUES (1, %s, 'person', '测试', 'test', 'test', '2020-01-01')",
        empty.hasher.person_id(trade.bought.buyer.id_number),
    )
    empty.take(worker, papers(trade))
    row = empty.state(trade)
    assert row["state"] == State.HELD
    assert HELD_CODE in row["codes"]
    assert row["reserved"] == row["list_value"] > 0
    return trade


def test_a_newer_payment_mends_a_refused_trade(empty: Yard, worker: Worker) -> None:
    trade = empty.trade(empty.scene(33))
    right = trade.documents[PAYMENT]
    wrong = later(right, 0, amountPaid="1.00")
    trade.documents[PAYMENT] = wrong
    empty.take(worker, papers(trade))
    row = empty.state(trade)
    assert (row["state"], row["codes"][0], row["reserved"]) == (State.REFUSED, "M101", NOTHING)
    empty.take(worker, [later(right, 1)])
    row = empty.state(trade)
    assert row["state"] == State.READY
    assert "M101" not in row["codes"]
    assert row["reserved"] == row["list_value"]


def test_a_newer_list_replaces_the_reservation(yard: Yard, worker: Worker, held: Trade) -> None:
    value = yard.state(held)["list_value"]
    buyer = held.bought.buyer
    before = yard.balances(buyer)
    yard.take(worker, [later(held.documents[LIST], insuredFee="5.00")])
    row = yard.state(held)
    assert (row["state"], row["codes"][0], row["reserved"]) == (State.REFUSED, "M114", NOTHING)
    assert yard.balances(buyer)[2] == NOTHING
    yard.take(worker, [later(held.documents[WAYBILL], insuredFee="5.00")])
    row = yard.state(held)
    assert (row["state"], row["reserved"]) == (State.HELD, value + 5)
    after = yard.balances(buyer)
    assert after == {1: before[1] - 5, 2: value + 5}


@pytest.mark.parametrize("kind", KINDS)
def test_older_and_equal_versions_change_nothing(
    empty: Yard, worker: Worker, held: Trade, kind: str
) -> None:
    before = empty.picture()
    again, older = later(held.documents[kind], 0), later(held.documents[kind], -1)
    [first] = empty.take(worker, [again])
    [second] = empty.take(worker, [older])
    assert empty.codes_of([first, second]) == [["D101"], ["D102"]]
    assert empty.picture() == before


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_can_change_once_the_list_may_go(empty: Yard, worker: Worker, kind: str) -> None:
    trade = empty.trade(empty.scene(34))
    empty.take(worker, papers(trade))
    before = empty.picture()
    assert empty.state(trade)["state"] == State.READY
    [newer] = empty.take(worker, [later(trade.documents[kind], 5)])
    [gone] = empty.take(worker, [later(trade.documents[kind], 6, appType="3")])
    assert empty.codes_of([newer, gone]) == [["D103"], ["D103"]]
    assert empty.picture() == before


def test_of_two_versions_in_one_message_the_newer_counts(empty: Yard, worker: Worker) -> None:
    trade = empty.trade(empty.scene(35))
    order = trade.documents[ORDER]
    wrong, right = later(order, 0, payTransactionId="P0"), later(order, 1)
    [number] = empty.take(worker, [right, wrong])
    assert empty.codes_of([number]) == [["D102"]]
    empty.take(worker, [trade.documents[kind] for kind in KINDS if kind != ORDER])
    assert empty.state(trade)["state"] == State.READY


@pytest.mark.parametrize("kind", [ORDER, PAYMENT, WAYBILL])
def test_a_withdrawn_document_is_awaited_again(
    yard: Yard, worker: Worker, waiting: Trade, kind: str
) -> None:
    document = waiting.documents[kind]
    yard.take(worker, [later(document, 1, appType="3")])
    yard.take(worker, [waiting.documents[LIST]])
    assert yard.state(waiting)["state"] == State.WAITING
    yard.take(worker, [later(document, 2)])
    assert yard.state(waiting)["state"] == State.READY


@pytest.mark.parametrize("kind", KINDS)
def test_withdrawing_gives_the_reservation_back(
    yard: Yard, worker: Worker, held: Trade, kind: str
) -> None:
    yard.take(worker, [later(held.documents[kind], 1, appType="3")])
    row = yard.state(held)
    assert (row["state"], row["codes"], row["reserved"]) == (State.WAITING, [], NOTHING)
    assert row["due_at"] is not None
    assert yard.balances(held.bought.buyer)[2] == NOTHING
    yard.take(worker, [later(held.documents[kind], 2)])
    row = yard.state(held)
    assert (row["state"], row["reserved"]) == (State.HELD, row["list_value"])
    assert yard.balances(held.bought.buyer)[2] == row["list_value"]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_can_be_withdrawn_that_is_not_there(empty: Yard, worker: Worker, kind: str) -> None:
    trade = empty.trade(empty.scene(36))
    [number] = empty.take(worker, [later(trade.documents[kind], 0, appType="3")])
    assert empty.codes_of([number]) == [["D104"]]
    assert empty.rows("SELECT FROM trade") == []
    assert empty.rows("SELECT FROM waybill_key") == []
