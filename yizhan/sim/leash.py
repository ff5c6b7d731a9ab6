"""A simulator ends with the process that began it, when that one asks for it.

The sign is the one of `yizhan up`: the parent's number in an environment variable.
"""

import os
import signal
import threading
import time
from typing import Final

LEASH: Final = "YIZHAN_LEASH"
LOOK_EVERY_SECONDS: Final = 0.5


def follow_parent() -> None:
    """Watch the parent that leashed us; without one do nothing."""
    named = os.environ.pop(LEASH, "")
    if named:
        threading.Thread(target=_watch, args=(int(named),), name="leash", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
