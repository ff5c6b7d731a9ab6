"""The states of a trade, in the order of its life, and what people call them."""

from enum import IntEnum


class State(IntEnum):
    """Where a trade stands. From READY on its documents can no longer change (D8)."""

    WAITING = 10
    HELD = 20
    REFUSED = 30
    READY = 40
    SENT = 50
    ACCEPTED = 60
    REVIEWED = 65
    RELEASED = 70
    CLOSED = 75
    RETURNED = 80  # 海关退单
    WITHDRAWN = 90
