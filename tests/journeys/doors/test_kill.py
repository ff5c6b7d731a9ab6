"""kill -9 of any process at any moment: nothing acknowledged is lost, nothing is applied twice."""

import os
import random
import signal
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from psycopg import Connection

from tests.journeys.doors.conftest import LOOKS, ZONE, ZONE_CODE, Station
from tests.station import Connect
from yizhan.cli.station import Outgoing as Parcel
from yizhan.cli.station import Station as Caller
from yizhan.ops.supervisor import Supervisor
from yizhan.pipeline.quota import RESERVED
from yizhan.services.trade.states import State
from yizhan.sim.sample import Outgoing, Sample, Wish
from yizhan.site.demo import evidence
from yizhan.site.demo.enrol import Enrolled
from yizhan.site.demo.traffic import Acknowledged
from yizhan.store.database import Role, tenant

KILLS = 10
SENDERS = 3
TRADES = 300


def send(
    messages: Sequence[Outgoing], url: str, enrolled: Enrolled, stop: threading.Event
) -> list[Acknowledged]:
    """The ledger of one client: all messages once, then again and again until told to stop."""
    ledger: list[Acknowledged] = []
    with ExitStack() as opened:
        stations = {
            code: opened.enter_context(Caller(url, key, patience_seconds=120))
            for code, key in enrolled.keys.items()
        }
        turn = 0
        while not (stop.is_set() and turn >= len(messages)):
            one = messages[turn % len(messages)]
            turn += 1
            [receipt] = stations[one.sender.customs_code].post([Parcel(one.name, one.body)])
            number, status = int(receipt["id"]), int(receipt["status"])
            ledger.append(Acknowledged(one.name, number, one.documents, status))
    return ledger


def victims(supervisor: Supervisor) -> list[int]:
    """Every process of the station, and the server's own children."""
    found = []
    for child in supervisor.children:
        if child.process is not None and child.alive:
            found.append(child.process.pid)
            task = Path(f"/proc/{child.process.pid}/task/{child.process.pid}/children")
            found += [int(pid) for pid in task.read_text().split()] if task.exists() else []
    return found


def test_nothing_is_lost_or_done_twice(station: Station, connected: Connect) -> None:
    supervisor, url, enrolled = station.supervisor, station.url, station.enrolled
    seed = int.from_bytes(os.urandom(4), "big")
    print("seed", seed)  # noqa: T201 -- shown when it fails
    chance = random.Random(seed)  # noqa: S311 -- not a secret
    sample = Sample(Wish(ZONE_CODE, TRADES, seed=9, on=date(2026, 11, 20), batch=4))
    messages = list(sample.messages())
    stop = threading.Event()
    with ThreadPoolExecutor(SENDERS) as threads:
        shares = [messages[start::SENDERS] for start in range(SENDERS)]
        clients = [threads.submit(send, share, url, enrolled, stop) for share in shares]
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.1, 1.5))
            running = victims(supervisor)
            if running:
                os.kill(chance.choice(running), signal.SIGKILL)
        stop.set()
        ledger = [line for client in clients for line in client.result(timeout=300)]
    assert {line.name for line in ledger} == {one.name for one in messages}
    assert len({(line.name, line.message) for line in ledger}) == len(messages)
    jobs = connected(Role.JOBS)
    once = list({line.message: line for line in ledger}.values())
    for _ in range(LOOKS):
        found = evidence.find(jobs, ZONE, once)
        if set(found.states.values()) == {State.READY} and len(found.judged) == len(messages):
            break
        time.sleep(0.1)
    assert list(found.states.values()) == [State.READY] * TRADES
    assert evidence.prove(jobs, ZONE, once) == evidence.Proof(lost=0, twice=0)
    assert effects(jobs) == (TRADES, TRADES, TRADES, True)
    assert sum(child.starts for child in supervisor.children) > len(supervisor.children)


def effects(jobs: Connection[Any]) -> tuple[int, int, int, bool]:
    """Lists counted to buyers, lists queued for customs, trades queued; quota fits the trades."""
    with tenant(jobs, ZONE) as cursor:
        row = cursor.execute(
            "SELECT (SELECT sum(lists) FROM purchase_tally WHERE zone = %(z)s)::int,"
            " count(*), count(DISTINCT trade),"
            " (SELECT sum(amount) FROM ledger_balance WHERE zone = %(z)s AND account = %(a)s)"
            " = (SELECT sum(reserved) FROM trade WHERE zone = %(z)s)"
            " FROM release_queue WHERE zone = %(z)s",
            {"z": ZONE, "a": RESERVED},
        ).fetchone()
    assert row
    counted, lists, trades, fits = row
    return counted, lists, trades, fits
