"""Logs: every process writes lines to stderr; who started it keeps them in files.

No line holds a message's body, a name or a number of a person: ids and codes only.
"""

import logging
import threading
from collections.abc import Iterable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
FILE_BYTES: Final = 10 * 1024 * 1024
FILES_KEPT: Final = 5
LINE_BYTES_MAX: Final = 64 * 1024


def configure(level: int = logging.INFO) -> None:
    """Write this process's lines to stderr."""
    logging.basicConfig(level=level, format=FORMAT, force=True)
    # One line a request would drown the rest, and addresses may hold what a person asked for.
    for chatty in ("httpx", "httpcore", "django.request", "_granian"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


class Keeper:
    """Keeps the lines of one process in a file that is turned over when it is full."""

    def __init__(self, path: Path) -> None:
        self._file = RotatingFileHandler(
            path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8"
        )
        self._file.setFormatter(logging.Formatter("%(message)s"))

    def keep(self, lines: Iterable[bytes]) -> None:
        """Keep `lines` until they end, in a thread of its own."""
        threading.Thread(target=self._keep, args=(lines,), name="log", daemon=True).start()

    def _keep(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            text = line[:LINE_BYTES_MAX].decode("utf-8", "replace").rstrip("\n")
            self._file.handle(logging.makeLogRecord({"msg": "%s", "args": (text,)}))
