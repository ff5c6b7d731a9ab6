"""Trades as they are judged whole: each difference by its code, each receipt to its hearer."""

import itertools
from collections.abc import Mapping

import pytest

from tests.db.pipeline.yard import Yard, later, papers
from yizhan.pipeline.run import Worker
from yizhan.services.trade.states import State
from yizhan.sim.papers import KINDS, LIST, ORDER, PAYMENT, WAYBILL, Trade
from yizhan.sim.people import person

UNJUDGED = "T105"
# Waybill, my list, the other's list; the rest comes first or last.
ORDERS = [
    whole
    for three in map("".join, itertools.permutations("wmo"))
    for whole in (f"r{three}", f"{three}r")
]
OTHER = person("somebody else", 1)
BROKEN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "M101": (PAYMENT, {"amountPaid": "1.00"}),
    "M103": (PAYMENT, {"payerName": OTHER.name}),
    "M104": (PAYMENT, {"payTransactionId": "PX1"}),
    "M105": (LIST, {"buyerIdNumber": OTHER.id_number}),
    "M106": (WAYBILL, {"consigneeTelephone": OTHER.phone}),
    "M107": (WAYBILL, {"orderNo": "YX0"}),
    "M110": (LIST, {}),
    "M111": (WAYBILL, {"weight": "59.000"}),
    "M112": (WAYBILL, {"consigneeAddress": OTHER.address}),
}


def differing(yard: Yard, code: str, seed: int) -> Trade:
    """A trade one of whose documents differs in one thing."""
    trade = yard.trade(yard.scene(seed))
    kind, changes = BROKEN[code]
    trade.documents[kind].head |= changes
    if code == "M110":
        trade.documents[LIST].lines[0]["gname"] = "样例 另一种商品"
    return trade


def test_each_difference_alone_refuses_with_its_code(empty: Yard, worker: Worker) -> None:
    trades = {code: differing(empty, code, 401 + place) for place, code in enumerate(BROKEN)}
    empty.take(worker, papers(*trades.values()))
    found = {code: empty.state(trade) for code, trade in trades.items()}
    assert {code: row["codes"] for code, row in found.items()} == {
        code: [code, UNJUDGED] for code in BROKEN
    }
    assert {row["state"] for row in found.values()} == {State.REFUSED}


@pytest.mark.parametrize("code", ["M101", "M111"])
def test_everybody_concerned_is_told_the_same(empty: Yard, worker: Worker, code: str) -> None:
    trade = differing(empty, code, 421)
    empty.take(worker, papers(trade))
    told = empty.rows(
        "SELECT kind, zh, en, sender FROM receipt WHERE code = %s ORDER BY kind", code
    )
    assert [row["kind"] for row in told] == [
        "CEB312Message",
        "CEB412Message",
        "CEB512Message",
        "CEB622Message",
    ]
    assert len({(row["zh"], row["en"]) for row in told}) == 1
    assert [row["sender"] for row in told] == [
        empty.firm(trade.documents[kind].sender) for kind in KINDS
    ]


def test_who_waits_is_told_for_whom(empty: Yard, worker: Worker) -> None:
    trade = empty.trade(empty.scene(422))
    awaited = []
    for kind in KINDS:
        [number] = empty.take(worker, [trade.documents[kind]])
        awaited.append(empty.one("SELECT zh FROM receipt WHERE message = %s", number)["zh"])
    assert awaited[0] == "已受理,等待支付单、运单、清单。"
    assert awaited[1] == "已受理,等待运单、清单。"
    assert awaited[3] == "已受理。"


def test_a_payment_number_serves_one_order(empty: Yard, worker: Worker) -> None:
    scene = empty.scene(423)
    first = empty.trade(scene)
    second = next(
        trade
        for trade in (empty.trade(scene) for _ in range(50))
        if trade.bought.payment is first.bought.payment
    )
    payment = second.documents[PAYMENT]
    payment.head["payTransactionId"] = first.documents[PAYMENT].head["payTransactionId"]
    empty.take(worker, [first.documents[PAYMENT]])
    [number] = empty.take(worker, [payment])
    assert empty.codes_of([number]) == [["D105"]]
    again = later(payment, payTransactionId="PANOTHER1")
    [number] = empty.take(worker, [again])
    assert empty.codes_of([number]) == [[]]


@pytest.mark.parametrize("order", ORDERS)
def test_two_lists_that_name_one_waybill(empty: Yard, worker: Worker, order: str) -> None:
    """The one whose order the waybill names goes on, the other is refused: whoever comes first."""
    scene = empty.scene(424)
    mine = empty.trade(scene)
    other = next(
        trade
        for trade in (empty.trade(scene) for _ in range(50))
        if trade.bought.carrier is mine.bought.carrier
    )
    number = mine.documents[WAYBILL].head["logisticsNo"]
    other.documents[LIST].head["logisticsNo"] = number
    steps = {
        "w": [mine.documents[WAYBILL]],
        "m": [mine.documents[LIST]],
        "o": [other.documents[LIST]],
        "r": [trade.documents[kind] for trade in (mine, other) for kind in (ORDER, PAYMENT)],
    }
    for step in order:
        empty.take(worker, steps[step])
    assert empty.state(mine)["state"] == State.READY
    row = empty.state(other)
    assert row["state"] == State.REFUSED
    assert "M107" in row["codes"]
