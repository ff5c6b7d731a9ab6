"""A child ends with its parent, however the parent ended."""

import os
import signal
import threading
import time
from typing import Final

LEASH: Final = "YIZHAN_LEASH"
LOOK_EVERY_SECONDS: Final = 0.5
GRACE_SECONDS: Final = 20.0


def leash() -> dict[str, str]:
    """What to add to a child's environment, so that `follow_parent` there follows us."""
    return {LEASH: str(os.getpid())}


def follow_parent(parent: int | None = None) -> None:
    """Watch `parent`, by default the process that leashed us; without one do nothing."""
    if parent is None:
        # Taken off, so that our own children do not think they are the ones meant.
        named = os.environ.pop(LEASH, "")
        if not named:
            return
        parent = int(named)
    threading.Thread(target=_watch, args=(parent,), name="leash", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
