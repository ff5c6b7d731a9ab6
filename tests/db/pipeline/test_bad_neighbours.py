"""A bad document, message or row is told or put aside; what stands beside it goes on."""

import pytest

from tests.db.pipeline.yard import (
    Post,
    Yard,
    drain,
    guid,
    later,
    papers,
    post,
    posts,
    together,
)
from yizhan.pipeline.receive import Stored
from yizhan.pipeline.run import Worker
from yizhan.services.trade.states import State
from yizhan.sim.cast import Party
from yizhan.sim.papers import KINDS, LIST, ORDER, PAYMENT, WAYBILL, Document, Trade
from yizhan.sim.render import message

OTHERS = {
    ORDER: ("platform", {"orderType": "9"}),
    PAYMENT: ("payment", {"payerIdType": "9"}),
    WAYBILL: ("carrier", {"weight": "-1"}),
    LIST: ("agent", {"currency": "502"}),
}


def hundred(yard: Yard, kind: str) -> tuple[Party, list[Document]]:
    """A hundred documents of one type and one sender."""
    scene = yard.scene(71)
    made: list[Document] = []
    first = yard.trade(scene).documents[kind]
    while len(made) < 100:
        document = yard.trade(scene).documents[kind]
        if document.sender is first.sender:
            made.append(document)
    return first.sender, made


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_hundred_the_ninety_good_ones_go_on(empty: Yard, worker: Worker, kind: str) -> None:
    sender, documents = hundred(empty, kind)
    _, wrong = OTHERS[kind]
    for document in documents[9::10]:
        document.head |= wrong
    [answer] = empty.send([Post(sender, message(kind, documents, sender, guid()))])
    assert isinstance(answer, Stored)
    drain(worker)
    result = empty.one("SELECT * FROM message_result")
    assert (result["documents"], result["accepted"], result["rejected"]) == (100, 90, 10)
    assert {fault["document"] for fault in result["faults"]} == set(range(10, 101, 10))
    table = {LIST: "trade", ORDER: "trade", PAYMENT: "trade", WAYBILL: "waybill_key"}[kind]
    assert empty.one(f"SELECT count(*) AS rows FROM {table}")["rows"] == 90  # noqa: S608 -- ours
    told = empty.rows(
        "SELECT status, sum(cardinality(documents)) AS documents FROM receipt"
        " GROUP BY status ORDER BY status"
    )
    assert {row["status"]: row["documents"] for row in told} == {"100": 10, "2": 90}


@pytest.mark.parametrize("kind", [ORDER, LIST])
def test_a_message_without_one_good_document_is_told_so(
    empty: Yard, worker: Worker, kind: str
) -> None:
    trade = empty.trade(empty.scene(72))
    trade.documents[kind].head |= OTHERS[kind][1]
    empty.take(worker, [trade.documents[kind]])
    assert empty.left_over() == 0
    result = empty.one("SELECT documents, rejected FROM message_result")
    assert (result["documents"], result["rejected"]) == (1, 1)


def test_unreadable_messages_among_good_ones(empty: Yard, worker: Worker) -> None:
    trades = [empty.trade(empty.scene(73)) for _ in range(1)]
    sender = empty.cast.platforms[0]
    bad = [b"<CEB311Message><Order>", b"\xff\xfe\x00", b"<!DOCTYPE a><a/>", b"", b"<a/>" * 3]
    good = posts(papers(*trades))
    mixed = [
        one for pair in zip(good, bad, strict=False) for one in (pair[0], Post(sender, pair[1]))
    ]
    empty.send(mixed)
    drain(worker)
    assert empty.left_over() == 0
    assert empty.state(trades[0])["state"] == State.READY
    refused = empty.one("SELECT count(*) AS bad FROM message_result WHERE accepted = 0")
    assert refused["bad"] == len(good)


def aside(yard: Yard) -> list[int]:
    """Messages put aside for a person."""
    rows = yard.rows("SELECT message FROM inbox WHERE not_before = 'infinity'")
    return [row["message"] for row in rows]


@pytest.fixture
def twelve(empty: Yard) -> tuple[list[Trade], list[int]]:
    """Three trades, one document a message, none cleared yet."""
    scene = empty.scene(74)
    trades = [empty.trade(scene) for _ in range(3)]
    answers = empty.send([post(document) for document in papers(*trades)])
    return trades, [answer.message for answer in answers if isinstance(answer, Stored)]


def test_a_body_that_does_not_open_is_put_aside(
    empty: Yard, worker: Worker, twelve: tuple[list[Trade], list[int]]
) -> None:
    trades, messages = twelve
    empty.change(
        "UPDATE message SET sealed = overlay(sealed placing '\\x00'::bytea from 40) WHERE id = %s",
        messages[0],
    )
    drain(worker)
    assert aside(empty) == [messages[0]]
    assert [empty.state(trade)["state"] for trade in trades] == [
        State.WAITING,
        State.READY,
        State.READY,
    ]
    attempts = empty.one("SELECT attempts FROM inbox")["attempts"]
    assert attempts == 1


def test_what_the_database_will_not_take_is_put_aside(
    empty: Yard, worker: Worker, twelve: tuple[list[Trade], list[int]]
) -> None:
    """A rule of the database that nobody foresaw stops one trade, and no other."""
    trades, messages = twelve
    empty.change(
        "ALTER TABLE ceb411_payment ADD CONSTRAINT poison CHECK (order_no <> '"
        + trades[1].bought.number
        + "')"
    )
    try:
        drain(worker)
        payment = messages[4 + KINDS.index(PAYMENT)]
        assert aside(empty) == [payment]
        assert [empty.state(trade)["state"] for trade in trades] == [
            State.READY,
            State.WAITING,
            State.READY,
        ]
        assert empty.rows("SELECT FROM fault WHERE message = %s", payment) == []
    finally:
        empty.change("ALTER TABLE ceb411_payment DROP CONSTRAINT poison")
    empty.change("UPDATE inbox SET not_before = '-infinity'")
    drain(worker)
    assert empty.left_over() == 0
    assert empty.state(trades[1])["state"] == State.READY


def test_two_workers_put_a_bad_message_aside_once(
    empty: Yard, twelve: tuple[list[Trade], list[int]]
) -> None:
    trades, messages = twelve
    empty.change("UPDATE message SET sealed = '\\x010001'::bytea WHERE id = %s", messages[5])
    workers = [empty.worker() for _ in range(2)]
    together(*(lambda worker=worker: drain(worker) for worker in workers))
    assert aside(empty) == [messages[5]]
    assert empty.state(trades[0])["state"] == State.READY
    assert empty.state(trades[2])["state"] == State.READY


def test_a_sender_of_nothing_good_leaves_others_alone(empty: Yard, worker: Worker) -> None:
    """Documents of a stranger in somebody's trade do not enter it."""
    trade = empty.trade(empty.scene(75))
    empty.take(worker, papers(trade)[:3])
    before = empty.picture()
    stranger = empty.cast.area
    forged = later(trade.documents[PAYMENT], 5, amountPaid="1.00")
    empty.send([Post(stranger, message(PAYMENT, [forged], stranger, guid()))])
    drain(worker)
    after = empty.picture()
    assert after.pop("vault") != []
    before.pop("vault")
    assert after == before
