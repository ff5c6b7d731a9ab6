"""Chores by the clock: one leader, others wait, and a broken chore stops nobody."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from psycopg import Connection

from tests.journeys.doors.conftest import ZONE, ZONE_CODE, Doors, clear
from tests.station import Connect
from yizhan.ops import chores
from yizhan.ops.chores import LEADER, Chore, hold_overdue, make_partitions, run
from yizhan.services.trade.states import State
from yizhan.sim.sample import Outgoing
from yizhan.store.database import Role, tenant

LOOKS = 300


def until(holds: Callable[[], bool]) -> bool:
    for _ in range(LOOKS):
        if holds():
            return True
        time.sleep(0.05)
    return False


def background(chosen: Sequence[Chore]) -> tuple[threading.Event, threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(["chongqing"], stop, chosen))
    thread.start()
    return stop, thread


def test_partitions_of_the_months_ahead_are_made(connected: Connect) -> None:
    jobs = connected(Role.JOBS, autocommit=True)
    make_partitions(jobs, ["chongqing"])
    row = jobs.execute(
        "select count(*) from pg_inherits where inhparent = 'message'::regclass"
    ).fetchone()
    assert row
    assert row[0] >= 4
    make_partitions(jobs, ["chongqing"])


def test_a_failing_chore_does_not_stop_its_neighbour(database: str) -> None:
    assert database
    done: list[float] = []

    def fail(_connection: Connection[Any], _zones: Sequence[str]) -> None:
        raise ValueError("on purpose")

    def work(connection: Connection[Any], zones: Sequence[str]) -> None:
        connection.execute("select 1")
        assert zones == ["chongqing"]
        done.append(time.monotonic())

    stop, thread = background([Chore("fails", 0.1, fail), Chore("works", 0.1, work)])
    try:
        assert until(lambda: len(done) >= 2)
    finally:
        stop.set()
        thread.join()


def test_one_leads_and_the_next_takes_over(
    connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = connected(Role.JOBS, autocommit=True)
    holder.execute("select pg_advisory_lock(%s)", (LEADER,))
    done: list[int] = []
    monkeypatch.setattr(chores, "PAUSE_SECONDS", 0.1)  # the test need not wait
    stop, thread = background([Chore("works", 0.1, lambda *_: done.append(1))])
    try:
        time.sleep(1.5)
        assert not done
        holder.close()
        assert until(lambda: bool(done))
    finally:
        stop.set()
        thread.join()


def test_what_waited_too_long_is_held_and_told(
    doors: Doors, messages: list[Outgoing], connected: Connect
) -> None:
    order = next(one for one in messages if one.kind == "CEB311Message")
    key = {"authorization": f"Bearer {doors.key(order)}"}
    sent = doors.client.post(
        "/api/v1/messages", order.body, content_type="application/xml", headers=key
    )
    assert sent.status_code == 202
    clear(connected)
    jobs = connected(Role.JOBS, autocommit=True)
    hold_overdue(jobs, [ZONE_CODE])
    assert states(jobs) == {State.WAITING}
    with tenant(jobs, ZONE) as cursor:
        cursor.execute("UPDATE trade SET due_at = now() - interval '1 s' WHERE zone = %s", (ZONE,))
    hold_overdue(jobs, [ZONE_CODE])
    assert states(jobs) == {State.HELD}
    hold_overdue(jobs, [ZONE_CODE])
    receipts = doors.client.get("/api/v1/receipts", headers=key).json()["receipts"]
    assert [one["code"] for one in receipts].count("W102") == 1
    held = receipts[-1]
    assert (held["code"], held["status"], len(held["documents"])) == (
        "W102",
        "300",
        order.documents,
    )


def states(jobs: Connection[Any]) -> set[State]:
    with tenant(jobs, ZONE) as cursor:
        rows = cursor.execute("SELECT DISTINCT state FROM trade WHERE zone = %s", (ZONE,))
        return {State(state) for (state,) in rows}
