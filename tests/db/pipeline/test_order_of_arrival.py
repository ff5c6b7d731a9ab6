"""Documents may come in any order, over batches and workers, twice: the end is the same (D2)."""

import itertools
from collections.abc import Sequence
from functools import partial
from random import Random
from typing import Any

import pytest

from tests.db.pipeline.yard import Yard, drain, later, papers, post, posts, together
from yizhan.pipeline.run import Worker
from yizhan.services.trade.states import State
from yizhan.sim.cases import Scene
from yizhan.sim.papers import KINDS, LIST, WAYBILL, Document
from yizhan.sim.unequal import DIFFERENCES, ODDITIES, differing, odd

WAY = ("logisticsNo", "logisticsCode", "logisticsName")


def several(scene: Scene) -> list[Document]:
    """The documents of a trade that passes, one that is refused and one that is held."""
    cases = [
        differing(DIFFERENCES[0], scene),
        odd(next(one for one in ODDITIES if one.name == "tariff_unknown"), scene),
    ]
    return papers(scene.write_down(scene.buy())) + [
        posting.document for case in cases for posting in case.postings
    ]


@pytest.fixture(scope="module")
def three(yard: Yard, worker: Worker) -> tuple[list[Document], dict[str, Any]]:
    """Three trades, and what becomes of them when all comes in one batch."""
    yard.empty()
    documents = several(yard.scene(11))
    yard.send(posts(documents))
    drain(worker)
    picture = yard.picture()
    assert sorted(row["state"] for row in picture["trades"]) == [
        State.HELD,
        State.REFUSED,
        State.READY,
    ]
    assert yard.left_over() == 0
    return documents, picture


def same(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    for name, rows in wanted.items():
        assert found[name] == rows, name


def test_every_order_of_four_documents_over_four_batches(empty: Yard, worker: Worker) -> None:
    """One trade for each order; the first batch holds everybody's first document, and so on."""
    scene = empty.scene(12)
    orders = list(itertools.permutations(KINDS))
    bought = [empty.trade(scene) for _ in orders]
    empty.take(worker, papers(*bought))
    wanted = empty.picture()
    assert {row["state"] for row in wanted["trades"]} == {State.READY}
    empty.empty()
    for step in range(len(KINDS)):
        firsts = [trade.documents[order[step]] for trade, order in zip(bought, orders, strict=True)]
        empty.take(worker, firsts)
    same(empty.picture(), wanted)
    assert empty.left_over() == 0


@pytest.mark.parametrize("turn", range(4))
def test_any_order_any_batches_each_twice(
    empty: Yard, worker: Worker, three: tuple[list[Document], dict[str, Any]], turn: int
) -> None:
    documents, wanted = three
    chance = Random(turn)  # noqa: S311 -- shuffles
    order = [*documents, *documents]
    chance.shuffle(order)
    empty.send([post(document) for document in order])
    drain(worker, chance.randint(1, 9))
    same(empty.picture(), wanted)
    assert empty.left_over() == 0
    said = empty.one("SELECT count(*) AS times FROM fault WHERE trade IS NULL AND code = 'D101'")
    assert said["times"] == len(documents)


def many(scene: Scene) -> list[Document]:
    """The documents of trades that pass, are refused and are held."""
    cases = [differing(one, scene) for one in DIFFERENCES[::4]]
    cases += [odd(one, scene) for one in ODDITIES[:4]]
    clean = [scene.write_down(scene.buy()) for _ in range(10)]
    return papers(*clean) + [posting.document for case in cases for posting in case.postings]


def _lanes(yard: Yard, documents: Sequence[Document], seed: int) -> None:
    chance = Random(seed)  # noqa: S311 -- shuffles
    shuffled = list(documents)
    chance.shuffle(shuffled)
    sent = posts(shuffled, size=4)
    chance.shuffle(sent)
    yard.send(sent)


def test_two_workers_at_once_leave_what_one_leaves(yard: Yard) -> None:
    documents = many(yard.scene(23))
    one, two = yard.worker(), yard.worker()
    yard.empty()
    yard.send(posts(documents))
    drain(one)
    wanted = yard.picture()
    assert len(wanted["trades"]) == len(documents) // len(KINDS)
    for turn in range(5):
        yard.empty()
        _lanes(yard, documents, turn)
        together(partial(drain, one, 3), partial(drain, two, 5))
        assert yard.left_over() == 0, turn
        same(yard.picture(), wanted)
        once = yard.one(
            "SELECT (SELECT count(*) FROM ceb621_inventory) AS lists,"
            " (SELECT count(*) FROM assessment) AS assessments,"
            " (SELECT count(DISTINCT list) FROM assessment) AS assessed,"
            " (SELECT count(*) FROM message_result) AS results,"
            " (SELECT count(*) FROM message) AS messages"
        )
        assert once["lists"] == len(wanted["trades"])
        assert once["assessments"] == once["assessed"]
        assert once["results"] == once["messages"]


@pytest.mark.parametrize("turn", range(2))
def test_two_workers_and_lists_that_name_the_same_waybills(empty: Yard, turn: int) -> None:
    """Of three lists that name one waybill, that of its order goes on, whoever comes when."""
    scene = empty.scene(24)
    trades = [empty.trade(scene) for _ in range(12)]
    right = trades[::3]
    for place, trade in enumerate(trades):
        named = right[place // 3].documents[WAYBILL].head
        trade.documents[LIST].head |= {name: named[name] for name in WAY}
    sent = [post(each) for each in papers(*trades)]
    Random(turn).shuffle(sent)  # noqa: S311 -- shuffles
    empty.send(sent)
    one, two = empty.worker(), empty.worker()
    together(partial(drain, one, 2), partial(drain, two, 3))
    assert empty.left_over() == 0
    states = [(empty.state(trade)["state"], trade in right) for trade in trades]
    assert set(states) == {(State.READY, True), (State.REFUSED, False)}
    # A list that is mended, and names its own waybill, goes on too.
    mended = []
    for trade in trades:
        if trade not in right:
            own = trade.documents[WAYBILL].head
            mended.append(later(trade.documents[LIST], **{name: own[name] for name in WAY}))
    empty.send([post(each) for each in mended])
    together(partial(drain, one, 2), partial(drain, two, 3))
    assert {empty.state(trade)["state"] for trade in trades} == {State.READY}
