"""Keeps the processes of a station running: start, watch, start again, stop."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from yizhan.ops.leash import leash
from yizhan.ops.logs import Keeper

FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 30.0
SETTLED_SECONDS: Final = 60.0  # a process that lived this long starts anew without a pause
GRACE_SECONDS: Final = 25.0
LOOK_EVERY_SECONDS: Final = 0.2
_log = logging.getLogger(__name__)


@dataclass
class Child:
    """One process to keep running: its name and the arguments of `yizhan`."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    starts: int = 0
    again_at: float = 0.0
    pause_seconds: float = FIRST_PAUSE_SECONDS
    keeper: Keeper | None = field(default=None, repr=False)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def note_death(self, now: float) -> None:
        """Set when to start again: each death soon after a start doubles the pause."""
        code = self.process.returncode if self.process else None
        _log.warning("%s ended with %s; starting it again", self.name, code)
        if now - self.began > SETTLED_SECONDS:
            self.pause_seconds = FIRST_PAUSE_SECONDS
        self.process = None
        self.again_at = now + self.pause_seconds
        self.pause_seconds = min(self.pause_seconds * 2, LONGEST_PAUSE_SECONDS)


class Supervisor:
    """A set of children; use as a context, so that none outlives it."""

    def __init__(
        self, children: Sequence[Child], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.children = list(children)
        self._log = log
        self._environment = {**os.environ, **(environment or {}), **leash()}

    def __enter__(self) -> Self:
        for child in self.children:
            self._start(child)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def watch(self, stop: threading.Event) -> None:
        """Start again whatever dies, until `stop` is set."""
        while not stop.wait(LOOK_EVERY_SECONDS):
            self.look()

    def look(self) -> None:
        """One round: note the dead, start those whose pause is over."""
        now = time.monotonic()
        for child in self.children:
            if child.alive:
                continue
            if child.process is not None:
                child.note_death(now)
            if now >= child.again_at:
                self._start(child)

    def stop(self) -> None:
        """Ask all to end, wait, then end those that did not."""
        alive = [child.process for child in self.children if child.process and child.alive]
        for process in alive:
            process.send_signal(signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        for process in alive:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for child in self.children:
            if child.keeper is not None:
                child.keeper.close()

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603 -- ourselves, no shell
            [sys.executable, "-m", "yizhan", *child.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._environment,
            # A Ctrl-C at the terminal reaches us alone; we end the children in order.
            start_new_session=True,
        )
        child.began = time.monotonic()
        child.starts += 1
        if child.keeper is None:
            child.keeper = Keeper(self._log / f"{child.name}.log")
        if child.process.stdout is not None:
            child.keeper.keep(child.process.stdout)
