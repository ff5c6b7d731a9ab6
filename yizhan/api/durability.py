"""Acknowledged means on disk: look at the database's promises before we make ours (S-01)."""

import logging
import threading
import time
from typing import Final

from psycopg_pool import ConnectionPool

from yizhan.api.pool import pool
from yizhan.api.problems import ProblemCode, Refused

LOOK_EVERY_SECONDS: Final = 60.0
PROMISES: Final = ("fsync", "full_page_writes", "synchronous_commit")
_log = logging.getLogger(__name__)


class Durability:
    """Whether the database writes what it says it wrote, asked at first and each minute."""

    def __init__(self, connections: ConnectionPool | None = None) -> None:
        self._connections = connections
        self._lock = threading.Lock()
        self._looked: float | None = None
        self._broken: tuple[str, ...] = ()

    def broken(self) -> tuple[str, ...]:
        """The promises that are switched off for our role; none is good."""
        with self._lock:
            now = time.monotonic()
            if self._looked is None or self._broken or now - self._looked > LOOK_EVERY_SECONDS:
                self._broken = self._look()
                self._looked = now
            return self._broken

    def _look(self) -> tuple[str, ...]:
        with (self._connections or pool()).connection() as connection:
            row = connection.execute(
                "select " + ", ".join(f"current_setting('{name}')" for name in PROMISES)
            ).fetchone()
        settings = dict(zip(PROMISES, row or ("off",) * len(PROMISES), strict=True))
        # remote_write and remote_apply wait for the local flush as well; local is the flush.
        off = tuple(name for name, value in settings.items() if value == "off")
        if off:
            _log.error("refusing to accept messages: %s switched off", ", ".join(off))
        return off


DURABILITY: Final = Durability()


def ensure_durable() -> None:
    """Raise Refused (503) while the database does not promise to keep what it commits."""
    if broken := DURABILITY.broken():
        raise Refused(ProblemCode.STORE_UNAVAILABLE, f"{', '.join(broken)} = off")
