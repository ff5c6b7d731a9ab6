"""A batch takes as many statements as a single trade, however large it is (house.md, B)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Cursor

from tests.db.pipeline.yard import ZONE, Said, Yard, drain, papers, posts
from tests.station import NOW
from yizhan.pipeline.receive import Incoming, receive
from yizhan.pipeline.release import pack_due
from yizhan.pipeline.run import Worker
from yizhan.services.trade.states import State
from yizhan.sim.papers import Document

LARGE = 250
said: list[str] = []


class Counting(Cursor[Any]):
    """Notes every statement it is asked to run."""

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- psycopg's own
        said.append(str(query))
        return super().execute(query, *args, **kwargs)

    def executemany(self, query: Any, params_seq: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- psycopg's own
        rows = list(params_seq)
        said.extend([str(query)] * len(rows))
        super().executemany(query, rows, **kwargs)

    @contextmanager
    def copy(self, statement: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:  # noqa: ANN401 -- psycopg's own
        said.append(str(statement))
        with super().copy(statement, *args, **kwargs) as copied:
            yield copied


def counted(connection: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    connection.cursor_factory = Counting
    return connection


def statements_of(worker: Worker) -> int:
    """The statements of one batch that takes all there is."""
    worker.per_message = 0
    said.clear()
    done = worker.clear(ZONE)
    assert done
    return len(said)


def bought(yard: Yard, seed: int, trades: int) -> list[Document]:
    scene = yard.scene(seed)
    return papers(*(yard.trade(scene) for _ in range(trades)))


def test_one_trade_and_a_thousand_documents_cost_equally_many(empty: Yard) -> None:
    worker = empty.worker()
    counted(worker.connection)
    sizes = {}
    for seed, trades in enumerate((1, 1, LARGE), 81):
        empty.send(posts(bought(empty, seed, trades)))
        sizes[trades] = statements_of(worker)  # the first makes the temporary tables
        assert empty.left_over() == 0
    assert sizes[LARGE] == sizes[1]
    ready = empty.one("SELECT count(*) AS ready FROM trade WHERE state = %s", State.READY)
    assert ready["ready"] > LARGE


def test_a_thousand_versions_cost_no_more_than_one(empty: Yard) -> None:
    worker = empty.worker()
    counted(worker.connection)
    sizes = {}
    for seed, trades in enumerate((1, 1, LARGE), 84):
        documents = bought(empty, seed, trades)
        empty.send(posts(documents))
        drain(worker)
        empty.send(posts(documents))  # all are declared, none may change
        sizes[trades] = statements_of(worker)
    assert sizes[LARGE] == sizes[1]


def test_a_hundred_messages_are_received_like_one(empty: Yard) -> None:
    connection = counted(empty.connection())
    sender = empty.cast.platforms[0]
    sizes = []
    for count in (1, 100):
        items = [Incoming(b"<a>%d of %d</a>" % (place, count)) for place in range(count)]
        said.clear()
        receive(connection, empty.sealer, ZONE, empty.firm(sender), items, door="test", at=NOW)
        sizes.append(len(said))
    assert sizes[0] == sizes[1]


def answers(yard: Yard, seed: int, trades: int) -> Sequence[Said]:
    scene = yard.scene(seed)
    made = [yard.trade(scene) for _ in range(trades)]
    yard.take(yard.worker(), papers(*made))
    while pack_due(yard.connection(), yard.desk(), NOW):
        pass
    return [Said(trade, "800", 1) for trade in made]


def test_many_answers_of_customs_cost_no_more_than_one(empty: Yard) -> None:
    worker = empty.worker()
    counted(worker.connection)
    sizes = {}
    for seed, trades in enumerate((1, 1, 100), 88):
        empty.send([empty.says(answers(empty, seed, trades))])
        sizes[trades] = statements_of(worker)
    assert sizes[100] == sizes[1]
    released = empty.one("SELECT count(*) AS n FROM trade WHERE state = %s", State.RELEASED)
    assert released["n"] == 102
