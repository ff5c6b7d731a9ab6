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


def follow_parent() -> None:
    """Watch the process that leashed us; without one do nothing."""
    # Taken off, so that our own children do not think they are the ones meant.
    named = os.environ.pop(LEASH, "")
    if named:
        threading.Thread(target=_watch, args=(int(named),), name="leash", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
