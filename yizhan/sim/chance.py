"""Chance that can be repeated: the same seed gives the same day."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance(random.Random):
    """A source of chance named by its seed and by what it is for. Never for secrets."""

    def __init__(self, *names: object) -> None:
        super().__init__("/".join(str(name) for name in names))

    def one_of(self, things: Sequence[T]) -> T:
        """Any of `things`; quicker than `choice`, which loops."""
        return things[int(self.random() * len(things))]

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + int(self.random() * (high - low + 1))

    def happens(self, share: float) -> bool:
        """Whether something that happens in `share` of the cases happens now."""
        return self.random() < share

    def guid(self) -> str:
        """36 characters in the shape of an upper-case UUID."""
        text = f"{self.getrandbits(128):032X}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
