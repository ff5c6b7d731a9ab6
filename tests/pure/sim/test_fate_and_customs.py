"""The simulated customs without its process: fate, answers, order of receipts, restart."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from yizhan.sim.cast import CUSTOMS_DXP_ID, cast
from yizhan.sim.chance import Chance
from yizhan.sim.customs import DECLARED_ALREADY, SIMULATED, Customs, Due
from yizhan.sim.fate import Course, fate
from yizhan.sim.journal import Journal
from yizhan.sim.papers import LIST, Document, write_down
from yizhan.sim.receipts import receipts
from yizhan.sim.render import Envelope, message, wrapped
from yizhan.sim.signing import Signer, verifies
from yizhan.sim.trades import buy
from yizhan.sim.wire import DXP, Unreadable, read, read_import, unwrap

ZONE = cast("chongqing")
SEED, DAY = 2, date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
NEVER = NOON + timedelta(days=1)
SIGNER = Signer.new(ZONE.agents[0], NOON)


def _lists(count: int, start: int = 0) -> list[Document]:
    return [
        write_down(buy(ZONE, SEED, index, DAY), ZONE, Chance(index)).documents[LIST]
        for index in range(start, start + count)
    ]


def _message(lists: list[Document]) -> bytes:
    return SIGNER.sign(message(LIST, lists, ZONE.agents[0], Chance(len(lists)).guid()))


def _envelope(inner: bytes, ident: str = "A1") -> bytes:
    return wrapped(inner, LIST, Envelope(ident, "DXPSTATION000001", CUSTOMS_DXP_ID, NOON))


def _code(reply: bytes) -> str:
    found = etree.fromstring(reply).findtext(f".//{{{DXP}}}ResponseCode")
    assert found
    return found


def _all(customs: Customs) -> list[Due]:
    return customs.due(NEVER, 1_000_000)


def test_fates_are_shared_out_as_said() -> None:
    courses = Counter(fate(1, "5001969001", f"N{index}").course for index in range(20_000))
    assert set(courses) == set(Course)
    assert courses[Course.PLAIN] > 18_000
    assert all(100 <= courses[each] < 700 for each in set(Course) - {Course.PLAIN})


def test_fate_hangs_on_all_it_is_given() -> None:
    def many(seed: int, ebp: str) -> list[object]:
        return [fate(seed, ebp, f"N{index}") for index in range(300)]

    assert many(1, "a") == many(1, "a")
    assert many(1, "a") != many(2, "a")
    assert many(1, "a") != many(1, "b")


def test_every_fate_ends_where_it_says() -> None:
    last = {"released": "899", "refused": "100", "review": "600"}
    for index in range(3000):
        one = fate(4, "e", str(index))
        assert one.steps[-1].status == last[one.final]
        seconds = [step.seconds for step in one.steps]
        assert seconds == sorted(set(seconds))
        assert -1 <= one.swapped < len(one.steps) - 1
        assert -1 <= one.repeated < len(one.steps)


def test_receipts_follow_the_official_schema_and_the_fate() -> None:
    customs = Customs(SEED, 1000, CUSTOMS_DXP_ID)
    lists = _lists(100)
    reply = customs.take(_envelope(_message(lists)), NOON)
    assert _code(reply) == "0000"
    due = _all(customs)
    read_import(receipts([one.receipt for one in due[:100]], Chance("g").guid()))
    for one in lists:
        mine = [each.receipt for each in due if each.receipt.guid == one.head["guid"]]
        destiny = fate(SEED, one.head["ebpCode"], one.head["orderNo"])
        told = [each.status for each in sorted(mine, key=lambda each: each.happened_at)]
        assert list(dict.fromkeys(told)) == [step.status for step in destiny.steps]
        assert len(told) == len(destiny.steps) + (destiny.repeated >= 0)
        assert len({each.pre_no for each in mine}) == 1
        assert all(each.info.endswith(SIMULATED) for each in mine)
        assert all(len(each.invt_no) in {0, 18} for each in mine)


def test_some_receipts_come_out_of_order() -> None:
    customs = Customs(SEED, 1000, CUSTOMS_DXP_ID)
    lists = _lists(100)
    customs.take(_envelope(_message(lists)), NOON)
    by_list: dict[str, list[datetime]] = {}
    for one in _all(customs):
        by_list.setdefault(one.receipt.guid, []).append(one.receipt.happened_at)
    mixed = {guid for guid, times in by_list.items() if times != sorted(times)}
    swapped = {
        one.head["guid"]
        for one in lists
        if fate(SEED, one.head["ebpCode"], one.head["orderNo"]).swapped >= 0
    }
    assert swapped <= mixed
    assert len(mixed) < 10


def test_the_same_envelope_is_taken_once() -> None:
    customs = Customs(SEED, 1000, CUSTOMS_DXP_ID)
    envelope = _envelope(_message(_lists(5)))
    assert customs.take(envelope, NOON) == customs.take(envelope, NOON + timedelta(hours=1))
    assert (customs.lists, customs.twice, customs.messages) == (5, 0, 1)


def test_a_list_declared_twice_is_told_so() -> None:
    customs = Customs(SEED, 1000, CUSTOMS_DXP_ID)
    passing = [
        one
        for one in _lists(20)
        if fate(SEED, one.head["ebpCode"], one.head["orderNo"]).course is Course.PLAIN
    ]
    customs.take(_envelope(_message(passing[:3]), "A1"), NOON)
    _all(customs)
    customs.take(_envelope(_message(passing[:3]), "A2"), NOON)
    assert {one.receipt.status for one in _all(customs)} == {DECLARED_ALREADY}
    assert customs.twice == 3


def test_what_is_wrong_is_answered_and_not_declared() -> None:
    customs = Customs(SEED, 1000, CUSTOMS_DXP_ID)
    inner = _message(_lists(2))
    unsigned = message(LIST, _lists(2), ZONE.agents[0], Chance(7).guid())
    altered = inner.replace(b"<ceb:packNo>1<", b"<ceb:packNo>2<", 1)
    assert _code(customs.take(_envelope(unsigned, "B1"), NOON)) == "0002"
    assert _code(customs.take(_envelope(altered, "B2"), NOON)) == "1001"
    assert customs.lists == 0
    # A message that was refused may come again under its id, mended.
    assert _code(customs.take(_envelope(inner, "B1"), NOON)) == "0000"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no xml",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<a/>",
        b'<DxpMsg xmlns="http://www.chinaport.gov.cn/dxp" ver="1.0"/>',
        _envelope(b"<a/>").replace(b"<dxp:Data>", b"<dxp:Data>*"),
    ],
)
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        Customs(SEED, 1, CUSTOMS_DXP_ID).take(body, NOON)


def test_a_restart_goes_on(tmp_path: Path) -> None:
    envelope = _envelope(_message(_lists(10)))
    first = Customs(SEED, 1000, CUSTOMS_DXP_ID, Journal(tmp_path / "j"))
    first.take(envelope, NOON)
    sent = first.due(NEVER, 12)
    first.delivered(sent)
    rest = {(one.key, one.receipt) for one in _all(first)}
    with (tmp_path / "j").open("a") as lines:
        lines.write('\n{"deliv')  # killed while writing
    second = Customs(SEED, 1000, CUSTOMS_DXP_ID, Journal(tmp_path / "j"))
    assert {(one.key, one.receipt) for one in _all(second)} == rest
    assert _code(second.take(envelope, NOON)) == "0000"
    assert second.lists == 10
    names = {one.head["buyerName"] for one in _lists(10)}
    assert not any(name in (tmp_path / "j").read_text(encoding="utf-8") for name in names)


@pytest.mark.parametrize("prefix", ["ceb:", ""])
def test_a_signature_holds_until_anything_changes(prefix: str) -> None:
    body = message(LIST, _lists(2), ZONE.agents[0], Chance(8).guid(), prefix)
    signed = SIGNER.sign(body)
    read_import(signed)
    assert verifies(read(signed))
    assert not verifies(read(signed.replace(b"gnum>1<", b"gnum>2<", 1)))
    assert not verifies(read(body))


def test_an_envelope_comes_apart_as_it_was_put_together() -> None:
    head, inner = unwrap(_envelope(b"<a/>"))
    assert (head.cop_msg_id, head.sender_id, head.receiver_id, inner) == (
        "A1",
        "DXPSTATION000001",
        CUSTOMS_DXP_ID,
        b"<a/>",
    )
