"""Lists on their way to customs: packed or whole, each once, whatever dies meanwhile (D11, D15)."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from lxml import etree

from tests.db.pipeline.yard import Post, Said, Yard, drain, guid, later, papers, posts, together
from tests.station import NOW
from yizhan.ceb import envelope
from yizhan.ceb.declare import NAMESPACE
from yizhan.pipeline.release import Desk, Refusal, pack_due, send_due
from yizhan.pipeline.run import Worker
from yizhan.services.trade.states import State
from yizhan.sim.papers import LIST, WAYBILL, Trade
from yizhan.sim.render import Envelope, message, wrapped
from yizhan.sim.sample import STATION_DXP_ID
from yizhan.sim.signing import Signer, verifies

HOUR = timedelta(hours=1)
COP_NO = f"{{{NAMESPACE}}}copNo"


@dataclass
class Gateway:
    """Customs' gateway: keeps what it is given, and does what it is told to."""

    taken: list[bytes] = field(default_factory=list)
    then: Callable[[], Refusal | None] = lambda: None

    def __call__(self, body: bytes) -> Refusal | None:
        self.taken.append(body)
        return self.then()

    def envelopes(self) -> list[envelope.Envelope]:
        found = [envelope.unwrap(body) for body in self.taken]
        return [one for one in found if isinstance(one, envelope.Envelope)]

    def roots(self) -> list[etree._Element]:
        return [etree.fromstring(one.inner) for one in self.envelopes()]

    def numbers(self) -> list[list[str]]:
        """The copNo of each list, by message."""
        return [[one.text or "" for one in root.iter(COP_NO)] for root in self.roots()]


@pytest.fixture(scope="module")
def desk(yard: Yard) -> Desk:
    return yard.desk()


@pytest.fixture(scope="module")
def connection(yard: Yard) -> psycopg.Connection[Any]:
    return yard.connection()


def ready(yard: Yard, worker: Worker, seed: int, trades: int) -> list[Trade]:
    """Trades whose lists may go, unsigned."""
    scene = yard.scene(seed)
    made = [yard.trade(scene) for _ in range(trades)]
    yard.take(worker, papers(*made))
    assert len(yard.rows("SELECT FROM release_queue")) == trades
    return made


def send_all(
    connection: psycopg.Connection[Any], desk: Desk, gateway: Gateway, times: int = 20
) -> None:
    for _ in range(times):
        if not send_due(connection, desk, gateway, NOW):
            return


def test_unsigned_lists_go_by_the_hundred_under_our_signature(
    empty: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    trades = ready(empty, worker, 91, 230)
    assert pack_due(connection, desk, NOW) == len(trades)
    assert pack_due(connection, desk, NOW) == 0
    gateway = Gateway()
    send_all(connection, desk, gateway)
    numbers = gateway.numbers()
    assert sorted(map(len, numbers)) == [30, 100, 100]
    sent = sorted(number for some in numbers for number in some)
    assert sent == sorted(trade.documents[LIST].head["copNo"] for trade in trades)
    assert all(map(verifies, gateway.roots()))
    assert len({one.cop_msg_id for one in gateway.envelopes()}) == len(numbers)
    assert {row["state"] for row in empty.rows("SELECT state FROM trade")} == {State.SENT}
    items = empty.one("SELECT count(*) AS items, count(DISTINCT list) AS lists FROM dxp_item")
    assert (items["items"], items["lists"]) == (230, 230)


def test_lists_of_two_senders_never_share_a_message(
    empty: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    scene = empty.scene(92)
    trades = [empty.trade(scene) for _ in range(2)]
    seller = trades[1].bought.seller
    trades[1].documents[LIST].sender = seller
    empty.take(worker, papers(*trades))
    assert pack_due(connection, desk, NOW) == 2
    gateway = Gateway()
    send_all(connection, desk, gateway)
    assert sorted(map(len, gateway.numbers())) == [1, 1]


def test_a_number_used_twice_stops_nobody_and_stays_with_the_first(
    empty: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    scene = empty.scene(103)
    trades = [empty.trade(scene) for _ in range(3)]
    for trade in trades:
        trade.documents[LIST].head |= {"copNo": "SAME", "agentCode": scene.cast.agents[0].code}
    empty.take(worker, papers(*trades[:2]))
    assert pack_due(connection, desk, NOW) == 2
    first = empty.one("SELECT trade FROM list_key WHERE cop_no = 'SAME'")
    empty.take(worker, papers(trades[2]))
    assert pack_due(connection, desk, NOW) == 1
    assert empty.one("SELECT trade FROM list_key WHERE cop_no = 'SAME'") == first


def test_a_list_without_a_number_gets_one_and_is_answered_by_it(
    empty: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    trade = empty.trade(empty.scene(93))
    head = trade.documents[LIST].head
    del head["copNo"]
    empty.take(worker, papers(trade))
    assert pack_due(connection, desk, NOW) == 1
    gateway = Gateway()
    send_all(connection, desk, gateway)
    [[number]] = gateway.numbers()
    assert number.startswith("YZ")
    assert len(number) <= 20
    head["copNo"] = number
    empty.send([empty.says([Said(trade, "800", 1)])])
    drain(worker)
    assert empty.state(trade)["state"] == State.RELEASED


@dataclass(frozen=True)
class Whole:
    """Three trades whose lists stand in one message that their broker signed."""

    trades: Sequence[Trade]
    body: bytes
    missing: Post


@pytest.fixture(params=["bare", "wrapped"])
def whole(empty: Yard, worker: Worker, request: pytest.FixtureRequest) -> Whole:
    """All is there but one waybill."""
    scene, broker = empty.scene(94), empty.cast.agents[1]
    trades = [empty.trade(scene) for _ in range(3)]
    lists = [trade.documents[LIST] for trade in trades]
    for one in lists:
        one.head |= {"agentCode": broker.code, "agentName": broker.name}
    body = Signer.new(broker, NOW).sign(message(LIST, lists, broker, guid()))
    sent = body
    if request.param == "wrapped":
        sent = wrapped(body, LIST, Envelope(guid(), broker.dxp_id, STATION_DXP_ID, NOW))
    late = trades[2].documents[WAYBILL]
    others = [one for one in papers(*trades) if one.kind != LIST and one is not late]
    empty.send([*posts(others), Post(broker, sent)])
    drain(worker)
    assert [empty.state(trade)["state"] for trade in trades] == [
        State.READY,
        State.READY,
        State.WAITING,
    ]
    return Whole(trades, body, posts([late])[0])


def test_a_signed_message_waits_for_all_and_goes_as_it_came(
    yard: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any], whole: Whole
) -> None:
    assert pack_due(connection, desk, NOW) == 0
    yard.send([whole.missing])
    drain(worker)
    assert pack_due(connection, desk, NOW) == 3
    gateway = Gateway()
    send_all(connection, desk, gateway)
    [one] = gateway.envelopes()
    assert one.inner == whole.body
    assert all(map(verifies, gateway.roots()))
    assert [yard.state(trade)["state"] for trade in whole.trades] == [State.SENT] * 3


def test_patience_ends_and_the_message_goes_unchanged_with_what_we_found(
    yard: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any], whole: Whole
) -> None:
    wrong = later(whole.trades[2].documents[WAYBILL], 0, weight="99.000")
    yard.take(worker, [wrong])
    assert yard.state(whole.trades[2])["state"] == State.REFUSED
    found = yard.rows("SELECT trade, code FROM fault ORDER BY id")
    assert pack_due(connection, desk, NOW + HOUR - timedelta(seconds=1)) == 0
    assert pack_due(connection, desk, NOW + HOUR) == 3
    gateway = Gateway()
    assert send_due(connection, desk, gateway, NOW + HOUR) == 1
    [one] = gateway.envelopes()
    assert one.inner == whole.body
    assert [yard.state(trade)["state"] for trade in whole.trades] == [State.SENT] * 3
    assert "M111" in yard.state(whole.trades[2])["codes"]
    assert yard.rows("SELECT trade, code FROM fault ORDER BY id") == found
    said = [Said(trade, "800", 1) for trade in whole.trades]
    yard.send([yard.says(said)])
    drain(worker)
    assert [yard.state(trade)["state"] for trade in whole.trades] == [State.RELEASED] * 3


def test_what_went_whole_is_not_sent_again_when_it_is_mended_on_the_way(
    yard: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any], whole: Whole
) -> None:
    yard.take(worker, [later(whole.trades[2].documents[WAYBILL], 0, weight="99.000")])
    assert pack_due(connection, desk, NOW + HOUR) == 3
    late = yard.take(worker, [later(whole.trades[2].documents[WAYBILL])])
    assert yard.codes_of(late) == [["D103"]]
    assert pack_due(connection, desk, NOW + 3 * HOUR) == 0
    gateway = Gateway()
    for _ in range(2):
        send_due(connection, desk, gateway, NOW + 3 * HOUR)
    assert [one.inner for one in gateway.envelopes()] == [whole.body]
    assert [yard.state(trade)["state"] for trade in whole.trades] == [State.SENT] * 3


def test_who_dies_after_customs_took_it_sends_the_same_again(
    empty: Yard, worker: Worker, desk: Desk
) -> None:
    ready(empty, worker, 95, 2)
    first = empty.connection()
    assert pack_due(first, desk, NOW) == 2

    def die() -> Refusal | None:
        first.close()
        return None

    gateway = Gateway(then=die)
    with pytest.raises(psycopg.Error):
        send_due(first, desk, gateway, NOW)
    assert {row["state"] for row in empty.rows("SELECT state FROM trade")} == {State.READY}
    gateway.then = lambda: None
    assert send_due(empty.connection(), desk, gateway, NOW) == 1
    once, again = gateway.taken
    assert once == again
    assert {row["state"] for row in empty.rows("SELECT state FROM trade")} == {State.SENT}


def test_who_dies_while_packing_loses_nothing(empty: Yard, worker: Worker, desk: Desk) -> None:
    ready(empty, worker, 96, 3)
    first, second = empty.connection(), empty.connection()

    def die(body: bytes) -> bytes:
        first.close()
        return desk.sign(body)

    dying = Desk(
        desk.zone, desk.dxp_id, desk.customs_dxp_id, desk.signed_patience, desk.sealer, die
    )
    with pytest.raises(psycopg.Error):
        pack_due(first, dying, NOW)
    assert pack_due(second, desk, NOW) == 3
    assert empty.one("SELECT count(*) AS items FROM dxp_item")["items"] == 3


def test_two_who_pack_at_once_share_the_work(empty: Yard, worker: Worker, desk: Desk) -> None:
    ready(empty, worker, 97, 40)
    two = [empty.connection() for _ in range(2)]
    together(*(lambda one=one: pack_due(one, desk, NOW) for one in two))
    items = empty.one("SELECT count(*) AS items, count(DISTINCT list) AS lists FROM dxp_item")
    assert (items["items"], items["lists"]) == (40, 40)
    assert empty.rows("SELECT FROM release_queue") == []


def test_what_the_gateway_refuses_is_held_and_not_sent_again(
    empty: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    [trade] = ready(empty, worker, 98, 1)
    pack_due(connection, desk, NOW)
    gateway = Gateway(then=lambda: Refusal("1001 signature"))
    send_all(connection, desk, gateway)
    assert len(gateway.taken) == 1
    assert empty.state(trade)["state"] == State.HELD
    row = empty.one("SELECT state, note, next_at FROM dxp_message")
    assert (row["state"], row["note"], row["next_at"]) == ("refused", "1001 signature", None)
    [told] = empty.rows("SELECT kind, zh, documents FROM receipt WHERE status = '300'")
    [one] = empty.rows("SELECT id FROM ceb621_inventory")
    assert (told["kind"], told["documents"]) == ("CEB622Message", [one["id"]])
    assert "1001 signature" in told["zh"]


def test_a_silent_gateway_is_asked_again_later_and_later(
    empty: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    [trade] = ready(empty, worker, 99, 1)
    pack_due(connection, desk, NOW)

    def silent() -> Refusal | None:
        raise ConnectionError("no answer")

    gateway = Gateway(then=silent)
    waits, at = [], NOW
    for _ in range(4):
        assert send_due(connection, desk, gateway, at) == 0
        due = empty.one("SELECT next_at FROM dxp_message")["next_at"]
        waits.append((due - at).total_seconds())
        assert send_due(connection, desk, gateway, due - timedelta(milliseconds=1)) == 0
        at = due
    assert waits == sorted(waits)
    assert waits[-1] > waits[0] > 0
    assert len(gateway.taken) == len(waits)
    assert empty.state(trade)["state"] == State.READY
    gateway.then = lambda: None
    assert send_due(connection, desk, gateway, at) == 1
    assert len(set(gateway.taken)) == 1
    assert empty.state(trade)["state"] == State.SENT


def test_a_message_on_its_way_is_sent_by_one_and_holds_nobody_up(
    empty: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    """Receipts of others are shown while customs takes its time."""
    [trade] = ready(empty, worker, 100, 1)
    pack_due(connection, desk, NOW)
    other, seen = empty.connection(), []
    hidden = "SELECT FROM receipt WHERE tx >= pg_snapshot_xmin(pg_current_snapshot())"

    def slow() -> Refusal | None:
        seen.append(send_due(other, desk, gateway, NOW))
        empty.take(worker, [trade.documents[WAYBILL]])
        for _ in range(100):  # the server's own housekeeping may hold them up for a moment
            if not empty.rows(hidden):
                seen.append(len(empty.rows("SELECT FROM receipt WHERE code = 'D101'")))
                break
            time.sleep(0.05)
        return None

    gateway = Gateway(then=slow)
    assert send_due(connection, desk, gateway, NOW) == 1
    assert seen == [0, 1]
    assert len(gateway.taken) == 1


def test_an_answer_faster_than_our_own_note_stands(
    empty: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    [trade] = ready(empty, worker, 100, 1)
    pack_due(connection, desk, NOW)
    other = empty.worker()

    def answered() -> Refusal | None:
        empty.send([empty.says([Said(trade, "800", 1)])])
        drain(other)
        return None

    assert send_due(connection, desk, Gateway(then=answered), NOW) == 1
    assert empty.state(trade)["state"] == State.RELEASED


def test_a_signed_message_goes_in_the_end_though_none_of_its_lists_passed(
    empty: Yard, worker: Worker, desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    broker = empty.cast.agents[1]
    trade = empty.trade(empty.scene(101))
    one = trade.documents[LIST]
    one.head |= {"agentCode": broker.code, "agentName": broker.name}
    trade.documents[WAYBILL].head["weight"] = "59.000"
    body = Signer.new(broker, NOW).sign(message(LIST, [one], broker, guid()))
    others = [paper for paper in papers(trade) if paper is not one]
    empty.send([*posts(others), Post(broker, body)])
    drain(worker)
    assert empty.state(trade)["state"] == State.REFUSED
    assert pack_due(connection, desk, NOW) == 0
    pack_due(connection, desk, NOW + HOUR)
    gateway = Gateway()
    send_due(connection, desk, gateway, NOW + HOUR)
    assert [each.inner for each in gateway.envelopes()] == [body]
