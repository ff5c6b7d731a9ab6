"""Acknowledged means on disk: look at the database's promises before we make ours (S-01)."""

import logging
import threading
import time
from typing import Final

from yizhan.api.pool import pool
from yizhan.api.problems import ProblemCode, Refused
from yizhan.store import durability

LOOK_EVERY_SECONDS: Final = 60.0
_log = logging.getLogger(__name__)


class Durability:
    """Whether the database writes what it says it wrote, asked at first and each minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked: float | None = None
        self._broken: tuple[str, ...] = ()

    def broken(self) -> tuple[str, ...]:
        """The settings that would let it forget; none is good, and one is asked about each time."""
        with self._lock:
            now = time.monotonic()
            if self._looked is None or self._broken or now - self._looked > LOOK_EVERY_SECONDS:
                self._broken = self._look()
                self._looked = now
            return self._broken

    def _look(self) -> tuple[str, ...]:
        with pool().connection() as connection:
            broken = durability.broken(connection)
        if broken:
            _log.error("refusing to accept messages: %s", ", ".join(broken))
        return broken


DURABILITY: Final = Durability()


def ensure_durable() -> None:
    """Raise Refused (503) while the database does not promise to keep what it commits."""
    if broken := DURABILITY.broken():
        raise Refused(ProblemCode.STORE_UNAVAILABLE, ", ".join(broken))
