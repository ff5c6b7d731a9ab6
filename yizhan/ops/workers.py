"""A worker process: one loop of the pipeline for each zone it serves."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from yizhan.kit.zones import profiles
from yizhan.pipeline.run import make_worker, work
from yizhan.store.database import Role, connect


def run(zones: Sequence[str], stop: threading.Event) -> None:
    """Clear the messages of `zones` until told to stop; when one loop fails, all end."""
    loops = [threading.Thread(target=_loop, args=(code, stop), name=code) for code in zones[1:]]
    for loop in loops:
        loop.start()
    _loop(zones[0], stop)
    for loop in loops:
        loop.join()


def _loop(code: str, stop: threading.Event) -> None:
    try:
        with connect(Role.PIPELINE) as connection:
            worker = make_worker(connection, [code], lambda: datetime.now(UTC))
            work([profiles.load(code).id], worker, stop)
    finally:
        stop.set()
