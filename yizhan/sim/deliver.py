"""Receipts on their way to the station: packed, posted, and posted again until it answers."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import httpx

from yizhan.sim.cast import CUSTOMS_DXP_ID
from yizhan.sim.chance import Chance
from yizhan.sim.customs import Customs, Due
from yizhan.sim.receipts import receipts
from yizhan.sim.render import Envelope, wrapped

BATCH: Final = 100
TICK_SECONDS: Final = 0.1
WAIT_FIRST_SECONDS: Final = 0.2
WAIT_MOST_SECONDS: Final = 15.0
# What sending again cannot help: not understood, known already, too large, refused.
HOPELESS: Final = frozenset({400, 409, 413, 415, 422})
LOG = logging.getLogger(__name__)

Post = Callable[[bytes], int]
"""Posts an envelope to the station; the HTTP status, or 0 when nobody answered."""


@dataclass(slots=True)
class Delivery:
    """Takes what is due at the desk and sees it through to the station."""

    customs: Customs
    post: Post
    seed: int
    messages: int = 0
    receipts: int = 0
    refused: int = 0

    def run(self, stop: threading.Event) -> None:
        """Deliver until told to stop."""
        while not stop.is_set():
            if not self.once(datetime.now(UTC), stop):
                stop.wait(TICK_SECONDS)

    def once(self, now: datetime, stop: threading.Event) -> bool:
        """Deliver what is due, at most one message for each station; whether there was any."""
        ready = self.customs.due(now, BATCH)
        for station in dict.fromkeys(one.receipt.station for one in ready):
            self._see_through([one for one in ready if one.receipt.station == station], now, stop)
        return bool(ready)

    def _see_through(self, ready: list[Due], now: datetime, stop: threading.Event) -> None:
        body = self._pack(ready, now)
        wait = WAIT_FIRST_SECONDS
        while not stop.is_set():
            status = self.post(body)
            if httpx.codes.is_success(status) or status in HOPELESS:
                self._note(ready, status)
                return
            LOG.info("驿站未接收(%s),%.1f 秒后重试 · not taken, trying again", status, wait)
            stop.wait(wait)
            wait = min(wait * 2, WAIT_MOST_SECONDS)

    def _pack(self, ready: Sequence[Due], now: datetime) -> bytes:
        # Named by what is inside: packed again after a restart it is another message.
        chance = Chance(self.seed, *(one.key for one in ready), now.isoformat())
        inner = receipts([one.receipt for one in ready], chance.guid())
        station = ready[0].receipt.station
        envelope = Envelope(chance.guid(), CUSTOMS_DXP_ID, station, now)
        return wrapped(inner, "CEB622Message", envelope)

    def _note(self, ready: list[Due], status: int) -> None:
        self.messages += 1
        if status in HOPELESS:
            self.refused += len(ready)
            LOG.warning("驿站拒收回执 · receipts refused: %s", status)
        else:
            self.receipts += len(ready)
        self.customs.delivered(ready)


def poster(url: str, key: str, ca: str) -> Post:
    """Posts to the station's `/dxp` under the API key of the customs organisation."""
    import ssl  # noqa: PLC0415 -- only where a socket is opened

    verify: ssl.SSLContext | bool = ssl.create_default_context(cafile=ca) if ca else True
    headers = {"Content-Type": "application/xml"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    client = httpx.Client(headers=headers, timeout=30.0, verify=verify)

    def post(body: bytes) -> int:
        try:
            return client.post(url, content=body).status_code
        except httpx.TransportError:
            return 0

    return post
