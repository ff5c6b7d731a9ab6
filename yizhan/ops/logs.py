"""Logs: every process writes lines to stderr; who started it keeps them in files.

No line holds a message's body, a name or a number of a person: ids and codes only.
"""

import logging
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, Final

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
FILE_BYTES: Final = 10 * 1024 * 1024
FILES_KEPT: Final = 5
LINE_BYTES_MAX: Final = 64 * 1024
CLOSE_SECONDS: Final = 2.0


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
        self._thread: threading.Thread | None = None

    def keep(self, lines: IO[bytes]) -> None:
        """Keep `lines` until they end, in a thread of its own."""
        self._thread = threading.Thread(target=self._keep, args=(lines,), name="log", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Keep what is still to come, as long as that takes little, and close the file."""
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)
        self._file.close()

    def _keep(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                text = line[:LINE_BYTES_MAX].decode("utf-8", "replace").rstrip("\n")
                self._file.handle(logging.makeLogRecord({"msg": "%s", "args": (text,)}))
