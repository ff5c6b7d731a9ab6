"""What is kept of what arrives, and who may send it (D4, D5, D6)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.db.pipeline.yard import TODAY, ZONE, Post, Yard, drain, guid, papers, post, together
from tests.station import NOW
from yizhan.pipeline.receive import Answer, Clash, Incoming, Stored, TooLarge, receive
from yizhan.pipeline.run import Worker
from yizhan.services.trade.states import State
from yizhan.sim.papers import LIST, ORDER, PAYMENT, WAYBILL, Document
from yizhan.sim.render import Envelope, message, wrapped
from yizhan.sim.sample import STATION_DXP_ID
from yizhan.sim.signing import Signer

SENDERS = {
    ORDER: ("platforms", "sellers"),
    PAYMENT: ("payments",),
    WAYBILL: ("carriers",),
    LIST: ("sellers", "agents"),
}


@pytest.fixture
def order(empty: Yard) -> Document:
    return empty.trade(empty.scene(61)).documents[ORDER]


def count(yard: Yard) -> tuple[int, int, int]:
    """Messages, their keys, and what is in the queue."""
    found = yard.one(
        "SELECT (SELECT count(*) FROM message) AS messages,"
        " (SELECT count(*) FROM message_key) AS keys, (SELECT count(*) FROM inbox) AS queue"
    )
    return found["messages"], found["keys"], found["queue"]


def stored(answers: Sequence[Answer]) -> list[Stored]:
    found = [answer for answer in answers if isinstance(answer, Stored)]
    assert len(found) == len(answers)
    return found


def test_bare_and_wrapped_are_one_message(empty: Yard, worker: Worker, order: Document) -> None:
    bare = post(order)
    envelope = Envelope(guid(), order.sender.dxp_id, STATION_DXP_ID, NOW)
    first, second = stored(
        empty.send([bare, Post(bare.sender, wrapped(bare.body, ORDER, envelope))])
    )
    assert (first.fresh, second.fresh) == (True, False)
    assert second == first._replace(fresh=False, received_at=second.received_at)
    assert abs(second.received_at - first.received_at) < timedelta(milliseconds=1)
    assert count(empty) == (1, 1, 1)
    drain(worker)
    assert empty.one("SELECT count(*) AS orders FROM ceb311_order")["orders"] == 1


def test_the_same_content_under_any_key_is_the_first_message(empty: Yard, order: Document) -> None:
    one = post(order)
    answers = [empty.send([one], key=key) for key in ("mine", None, "yours")]
    numbers = {found.message for answer in answers for found in stored(answer)}
    assert len(numbers) == 1
    assert {found.key for answer in answers for found in stored(answer)} == {"mine"}
    assert count(empty) == (1, 1, 1)


@pytest.mark.parametrize("key", [None, "mine"])
def test_a_known_id_with_other_content_is_a_clash(
    empty: Yard, order: Document, key: str | None
) -> None:
    body = message(ORDER, [order], order.sender, guid())
    other = body.replace("样例".encode(), "样品".encode(), 1)
    assert other != body
    [first] = stored(empty.send([Post(order.sender, body)], key=key))
    [second] = empty.send([Post(order.sender, other)], key=key)
    assert isinstance(second, Clash)
    assert (second.key, second.code) == (first.key, "ID_REUSED")
    assert count(empty) == (1, 1, 1)


def test_another_sender_may_use_the_same_id(empty: Yard, order: Document) -> None:
    senders = empty.cast.platforms
    answers = [
        empty.send([Post(sender, message(ORDER, [order], sender, guid()))], key="1")
        for sender in senders
    ]
    assert [found.fresh for answer in answers for found in stored(answer)] == [True, True]


def test_equal_requests_at_one_instant_make_one_row(empty: Yard, order: Document) -> None:
    one = post(order)
    connections = [empty.connection() for _ in range(4)]
    answers: list[Answer] = []

    def ask(place: int) -> None:
        answers.extend(
            receive(
                connections[place],
                empty.sealer,
                ZONE,
                empty.firm(one.sender),
                [Incoming(one.body)],
                door="test",
                at=NOW,
            )
        )

    together(*(lambda place=place: ask(place) for place in range(4)))
    found = stored(answers)
    assert sorted(each.fresh for each in found) == [False, False, False, True]
    assert len({each.message for each in found}) == 1
    assert count(empty) == (1, 1, 1)


def test_requests_with_the_same_messages_in_turned_order_do_not_block(
    empty: Yard, order: Document
) -> None:
    items = [
        Incoming(message(ORDER, [order], order.sender, guid()), f"k{place}") for place in range(20)
    ]
    connections = [empty.connection() for _ in range(2)]

    def ask(place: int) -> None:
        turned = items if place else items[::-1]
        answers = receive(
            connections[place],
            empty.sealer,
            ZONE,
            empty.firm(order.sender),
            turned,
            door="test",
            at=NOW,
        )
        assert [answer.key for answer in stored(answers)] == [item.key for item in turned]

    together(lambda: ask(0), lambda: ask(1))
    assert count(empty) == (20, 20, 20)


@pytest.mark.parametrize(
    "body", [b"hello", b"\x00\xff", b"<CEB999Message/>", b"<!DOCTYPE a><CEB311Message/>"]
)
def test_what_cannot_be_read_is_kept_and_told(empty: Yard, worker: Worker, body: bytes) -> None:
    sender = empty.cast.platforms[0]
    [first] = stored(empty.send([Post(sender, body)]))
    drain(worker)
    result = empty.one("SELECT * FROM message_result WHERE message = %s", first.message)
    assert [fault["code"][0] for fault in result["faults"]] == ["X"]
    told = empty.one("SELECT status, code FROM receipt WHERE message = %s", first.message)
    assert (told["status"], told["code"]) == ("100", result["faults"][0]["code"])


def test_a_message_over_the_limit_is_not_kept(empty: Yard) -> None:
    sender = empty.cast.platforms[0]
    [answer] = empty.send([Post(sender, b"<CEB311Message>" + b" " * 8 * 2**20)])
    assert isinstance(answer, TooLarge)
    assert count(empty) == (0, 0, 0)


def test_what_is_kept_is_sealed(empty: Yard, order: Document) -> None:
    one = post(order)
    empty.send([one])
    kept = bytes(empty.one("SELECT sealed FROM message")["sealed"])
    assert one.body[:60] not in kept
    assert "样例".encode() not in kept


def test_nobody_sends_under_anothers_code(empty: Yard, worker: Worker, order: Document) -> None:
    mine, other = empty.cast.platforms
    body = message(ORDER, [order], mine, guid())
    [number] = [found.message for found in stored(empty.send([Post(other, body)]))]
    drain(worker)
    assert "S101" in empty.codes_of([number])[0]
    assert empty.rows("SELECT FROM trade") == []


@pytest.mark.parametrize("kind", SENDERS)
def test_only_those_concerned_may_send(empty: Yard, worker: Worker, kind: str) -> None:
    """A stranger of each trade is told so, under their own copCode; the firm itself is heard."""
    document = empty.trade(empty.scene(62)).documents[kind]
    heard = {name for names in SENDERS[kind] for name in names.split()}
    everybody = {
        "platforms": empty.cast.platforms[0],
        "sellers": empty.cast.sellers[0],
        "payments": empty.cast.payments[0],
        "carriers": empty.cast.carriers[0],
        "agents": empty.cast.agents[1],
        "area": empty.cast.area,
        "customs": empty.cast.customs,
    }
    strangers = [party for name, party in everybody.items() if name not in heard]
    body = [message(kind, [document], party, guid()) for party in strangers]
    if kind == LIST:
        body = [
            Signer.new(party, NOW).sign(one) for party, one in zip(strangers, body, strict=True)
        ]
    sent = [Post(party, one) for party, one in zip(strangers, body, strict=True)]
    numbers = [found.message for found in stored(empty.send(sent))]
    drain(worker)
    for party, codes in zip(strangers, empty.codes_of(numbers), strict=True):
        assert "S102" in codes, party.name_en
    assert empty.rows("SELECT FROM trade") == []
    assert empty.rows("SELECT FROM waybill_key") == []


def test_customs_receipts_come_from_customs_alone(empty: Yard, worker: Worker) -> None:
    said = empty.says([])
    trade = empty.trade(empty.scene(63))
    empty.take(worker, papers(trade))
    from_stranger = replace(said, sender=empty.cast.agents[0])
    [found] = stored(empty.send([from_stranger]))
    drain(worker)
    assert empty.codes_of([found.message])[0] != []
    assert empty.state(trade)["state"] == State.READY


def test_a_delegation_entitles_from_its_first_to_its_last_day(empty: Yard, worker: Worker) -> None:
    owner, sender = empty.cast.payments[0], empty.cast.carriers[0]
    scene = empty.scene(64)
    empty.change(
        "INSERT INTO delegation (zone, sender_id, owner_id, types, valid_from, valid_to)"
        " VALUES (1, %s, %s, %s, %s, %s)",
        empty.firm(sender), empty.firm(owner), [PAYMENT], TODAY, TODAY,
    )  # fmt: skip
    codes = []
    for back, first in ((0, 0), (0, 1), (2, -1)):
        empty.change(
            "UPDATE delegation SET valid_from = %s, valid_to = %s",
            TODAY + timedelta(days=first), TODAY - timedelta(days=back) if back else None,
        )  # fmt: skip
        document = next(
            trade.documents[PAYMENT]
            for trade in (empty.trade(scene) for _ in range(100))
            if trade.bought.payment is owner
        )
        sent = Post(sender, message(PAYMENT, [document], sender, guid()))
        [found] = stored(empty.send([sent]))
        drain(worker)
        codes += empty.codes_of([found.message])
    empty.change("DELETE FROM delegation")
    assert codes == [[], ["S102"], ["S102"]]


def test_a_carrier_that_does_not_know_the_order_may_leave_it_out(empty: Yard) -> None:
    """Which carriers may is for the profile to say (D7)."""
    strict = empty.worker()
    trades = [empty.trade(empty.scene(seed)) for seed in (65, 66)]
    for trade in trades:
        del trade.documents[WAYBILL].head["orderNo"]
    carriers = tuple({trade.documents[WAYBILL].sender.customs_code for trade in trades})
    tools = strict.tools[ZONE]
    rules = replace(tools.rules, orderless_carriers=carriers)
    lenient = Worker(empty.connection(), {ZONE: tools._replace(rules=rules)}, strict.clock)
    empty.take(strict, papers(trades[0]))
    empty.take(lenient, papers(trades[1]))
    assert [empty.state(trade)["state"] for trade in trades] == [State.WAITING, State.READY]
