"""A home of its own for the demonstration: nothing of another station is touched."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

PASSABLE: Final = 0o711  # the database of root runs as a user of its own
FOREIGN: Final = ("YIZHAN_DATABASE_URL", "YIZHAN_ROLE_SUFFIX", "YIZHAN_ZONES")


@contextmanager
def fresh_home(wanted: Path | None) -> Iterator[Path]:
    """Make `wanted`, else a folder that is removed afterwards, the home of all processes."""
    path = wanted or Path(tempfile.mkdtemp(prefix="yizhan-demo-"))
    if wanted is None and os.geteuid() == 0:
        path.chmod(PASSABLE)
    # A demonstration must never write into a database somebody works with.
    for name in list(os.environ):
        if name.startswith(FOREIGN):
            del os.environ[name]
    os.environ["YIZHAN_HOME"] = str(path)
    try:
        yield path
    finally:
        _leave_database(path)
        if wanted is None:
            shutil.rmtree(path, ignore_errors=True)


def _leave_database(path: Path) -> None:
    """Close our connections and stop the server, if we are the last."""
    from django.db import connections  # noqa: PLC0415 -- after the home is known

    from yizhan.store import embedded  # noqa: PLC0415 -- the same

    connections.close_all()
    embedded.leave(path)


def free_port(wanted: int) -> int:
    """`wanted` if nobody listens there, else another that is free."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")
