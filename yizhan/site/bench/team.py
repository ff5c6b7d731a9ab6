"""Worker processes that begin together, and how long until the last is done.

This module imports nothing of the station: a fresh process reads it before Django is set up.
"""

import importlib
import multiprocessing
import resource
import time
from datetime import date
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

START_SECONDS_MAX: Final = 120


def timed(work: str, zone: int, workers: int) -> tuple[float, float]:
    """Seconds from the moment all workers stand ready, and the largest one's memory in MB.

    `work` is `module:function`, called with the zone. Raises RuntimeError when a worker fails.
    """
    context = multiprocessing.get_context("spawn")
    barrier, done = context.Barrier(workers + 1), context.Queue()
    team = [
        context.Process(target=labour, args=(work, zone, barrier, done)) for _ in range(workers)
    ]
    for each in team:
        each.start()
    barrier.wait(START_SECONDS_MAX)
    began = time.monotonic()
    answers = [done.get() for _ in team]
    seconds = time.monotonic() - began
    for each in team:
        each.join()
    if failed := [answer for answer in answers if isinstance(answer, str)]:
        raise RuntimeError(failed[0])
    return seconds, max(answers)


def labour(work: str, zone: int, barrier: "Barrier", done: "Queue[Any]") -> None:
    """One worker's life: get ready, wait for the others, work, tell the memory it took."""
    try:
        import django  # noqa: PLC0415 -- only now, in the new process

        django.setup()
        module, _, name = work.partition(":")
        function = getattr(importlib.import_module(module), name)
        _warm_up()
    except BaseException:
        barrier.abort()
        raise
    barrier.wait(START_SECONDS_MAX)
    try:
        function(zone)
    except Exception as error:  # noqa: BLE001 -- told to the parent, which raises it
        done.put(f"{type(error).__name__}: {error}")
    else:
        done.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _warm_up() -> None:
    """Read what a worker reads once in its life: schemas and the tariff."""
    from yizhan.ceb import read_columns  # noqa: PLC0415 -- it is what takes the time
    from yizhan.services.tax import tariff  # noqa: PLC0415

    read_columns([b"<x/>"])
    tariff.frame(date(2026, 11, 21))
