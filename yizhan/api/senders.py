"""Who calls: API keys, remembered for a few seconds."""

import threading
import time
from collections import OrderedDict
from typing import Final

from django.http import HttpRequest
from ninja.security import HttpBearer

from yizhan.access.errors import UnknownSender
from yizhan.access.operations import Sender, authenticate_key
from yizhan.api.problems import ProblemCode, Refused

REMEMBERED_SECONDS: Final = 5.0  # a revoked key works this long at most
REMEMBERED_KEYS: Final = 10_000


class KnownSenders:
    """The senders of recent keys, each for `REMEMBERED_SECONDS`; wrong keys are not kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._senders: OrderedDict[str, tuple[float, Sender]] = OrderedDict()

    def find(self, key: str) -> Sender:
        """The sender of `key`. Raises UnknownSender."""
        now = time.monotonic()
        with self._lock:
            until, sender = self._senders.get(key, (0.0, None))
        if sender is not None and now < until:
            return sender
        sender = authenticate_key(key)
        with self._lock:
            self._senders[key] = (now + REMEMBERED_SECONDS, sender)
            self._senders.move_to_end(key)
            if len(self._senders) > REMEMBERED_KEYS:
                self._senders.popitem(last=False)
        return sender

    def forget(self) -> None:
        """Ask anew for every key."""
        with self._lock:
            self._senders.clear()


KNOWN: Final = KnownSenders()


class ApiKey(HttpBearer):
    """`Authorization: Bearer yz-<zone>-<prefix>-<secret>`."""

    def __call__(self, request: HttpRequest) -> Sender:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            raise Refused(ProblemCode.UNAUTHENTICATED)
        return self.authenticate(request, key.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Sender:
        del request
        try:
            return KNOWN.find(token)
        except UnknownSender:
            raise Refused(ProblemCode.UNAUTHENTICATED) from None
