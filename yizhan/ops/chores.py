"""What must happen by the clock, done by one scheduler however many run.

A chore looks at the database and does what is due: it carries nothing from one run to the
next, so a killed scheduler owes nothing and another goes on.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
from psycopg import Connection

from yizhan.kernel.errors import YizhanError
from yizhan.kit.zones import profiles
from yizhan.pipeline import deadlines
from yizhan.store import durability
from yizhan.store.database import Role, connect

LEADER: Final = 7_011_503  # of advisory locks: the scheduler that works
STEP_SECONDS: Final = 1.0
PAUSE_SECONDS: Final = 5.0
MONTHS_AHEAD: Final = 2
ROUNDS_MAX: Final = 50  # of a thousand trades; the next turn goes on
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every so often, on the scheduler's own connection."""

    name: str
    every_seconds: float
    do: Callable[[Connection[Any], Sequence[str]], None]


def make_partitions(connection: Connection[Any], _zones: Sequence[str]) -> None:
    """Make the tables of the months to come, long before their first row."""
    connection.execute("select yizhan_make_partitions(%s)", (MONTHS_AHEAD,))


def look_at_durability(connection: Connection[Any], _zones: Sequence[str]) -> None:
    """Say so loudly when the database may forget; each door refuses by itself (S-01)."""
    if broken := durability.broken(connection):
        _log.error("the database may lose what it acknowledges: %s", ", ".join(broken))


def hold_overdue(connection: Connection[Any], zones: Sequence[str]) -> None:
    """Hold trades whose partners did not come in time, and tell everybody concerned (D2)."""
    for code in zones:
        zone = profiles.load(code).id
        for _ in range(ROUNDS_MAX):
            if not deadlines.expire(connection, zone, datetime.now(UTC)):
                break


CHORES: Final = (
    Chore("deadlines", 10.0, hold_overdue),
    Chore("partitions", 3600.0, make_partitions),
    Chore("durability", 60.0, look_at_durability),
)


def run(zones: Sequence[str], stop: threading.Event, chores: Sequence[Chore] = CHORES) -> None:
    """Do the chores of `zones` until `stop`; a lost database is waited for."""
    while not stop.is_set():
        try:
            with connect(Role.JOBS, autocommit=True) as connection:
                _lead(connection, zones, stop, chores)
        except (psycopg.OperationalError, YizhanError) as error:
            _log.warning("the database is away: %s", type(error).__name__)
        stop.wait(PAUSE_SECONDS)


def _lead(
    connection: Connection[Any],
    zones: Sequence[str],
    stop: threading.Event,
    chores: Sequence[Chore],
) -> None:
    """Wait to be the one that works, then work until the connection or the day ends."""
    while not _is_leader(connection):
        if stop.wait(PAUSE_SECONDS):
            return
    due = {chore.name: 0.0 for chore in chores}
    while not stop.wait(STEP_SECONDS):
        now = time.monotonic()
        for chore in chores:
            if now >= due[chore.name]:
                due[chore.name] = now + chore.every_seconds
                _do(chore, connection, zones)


def _is_leader(connection: Connection[Any]) -> bool:
    row = connection.execute("select pg_try_advisory_lock(%s)", (LEADER,)).fetchone()
    return bool(row and row[0])


def _do(chore: Chore, connection: Connection[Any], zones: Sequence[str]) -> None:
    """One chore; what goes wrong in it is told, and the others go on."""
    try:
        chore.do(connection, zones)
    except psycopg.OperationalError:
        raise
    except Exception:  # noqa: BLE001 -- a bug in one chore must not stop the others
        _log.error("chore %s failed", chore.name, exc_info=True)
