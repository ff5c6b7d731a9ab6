"""Where one message stands: asked by its sender, at once or after a bounded wait."""

import json
import threading
import time
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from yizhan.access.operations import Sender
from yizhan.api.pool import pool
from yizhan.api.problems import ProblemCode, Refused
from yizhan.api.requests import sender_of
from yizhan.kernel.faults import SPECS, FaultCode
from yizhan.kernel.ids import instant_of
from yizhan.store.database import tenant

LOOK_EVERY_SECONDS: Final = 0.1
# A waiting request holds a thread of the server; beyond these the answer is given at once.
WAITERS: Final = threading.BoundedSemaphore(4)
PENDING, HELD = "pending", "held"
_SPEC: Final = SPECS[FaultCode.POISON]
POISON: Final = {
    "code": FaultCode.POISON.value,
    "where": "/",
    "zh": f"{_SPEC.zh}。您无需重发。",
    "en": f"{_SPEC.en}. There is no need to send it again.",
    "document": 0,
    "line": 0,
}
QUERY: Final = """
SELECT message.id, message.key, coalesce(result.kind, message.kind) AS kind, message.digest,
       result.at, result.documents, result.accepted, result.rejected, result.faults,
       EXISTS (SELECT FROM inbox WHERE inbox.zone = message.zone AND inbox.message = message.id
               AND inbox.not_before = 'infinity') AS put_aside
FROM message LEFT JOIN message_result AS result
  ON result.zone = message.zone AND result.message = message.id
WHERE message.zone = %(zone)s AND message.id = %(id)s AND message.sender = %(sender)s
"""


def state(request: HttpRequest, number: str, wait_seconds: int) -> HttpResponse:
    """State, verdict and faults; of a message of somebody else, 404."""
    sender = sender_of(request)
    found = _find(sender, number)
    if wait_seconds and found["verdict"] == PENDING and WAITERS.acquire(blocking=False):
        try:
            found = _wait(sender, number, time.monotonic() + wait_seconds)
        finally:
            WAITERS.release()
    return HttpResponse(json.dumps(found, ensure_ascii=False), content_type="application/json")


def _wait(sender: Sender, number: str, until: float) -> dict[str, Any]:
    while True:
        found = _find(sender, number)
        if found["verdict"] != PENDING or time.monotonic() > until:
            return found
        time.sleep(LOOK_EVERY_SECONDS)


def _find(sender: Sender, number: str) -> dict[str, Any]:
    if not number.isdecimal() or len(number) > 19:  # noqa: PLR2004 -- digits of a 64-bit id
        raise Refused(ProblemCode.NOT_FOUND)
    wanted = {"zone": sender.zone, "id": int(number), "sender": sender.organisation}
    with (
        pool().connection() as connection,
        tenant(connection, sender.zone, firm=sender.organisation) as cursor,
    ):
        row = cursor.execute(QUERY, wanted).fetchone()
    if row is None:
        raise Refused(ProblemCode.NOT_FOUND)
    return _plain(row)


def _plain(row: tuple[Any, ...]) -> dict[str, Any]:
    number, key, kind, digest, at, documents, accepted, rejected, faults, put_aside = row
    found: dict[str, Any] = {
        "id": str(number),
        "message": key,
        "kind": kind,
        "digest": bytes(digest).hex(),
        "received_at": instant_of(number).isoformat(timespec="milliseconds"),
        "verdict": PENDING,
        "faults": faults or [],
    }
    if at is not None:
        counts = {"documents": documents, "accepted": accepted, "rejected": rejected}
        found |= {"verdict": verdict(accepted, rejected, faults), "judged_at": at.isoformat()}
        found |= counts
    if put_aside:
        # We failed on it (S-05): a person looks, and the sender need do nothing.
        found |= {"verdict": HELD, "faults": [POISON]}
    return found


def verdict(accepted: int, rejected: int, faults: list[dict[str, Any]]) -> str:
    """`accepted` when every document was, `rejected` when none was, else `mixed`.

    >>> verdict(2, 0, []), verdict(0, 1, []), verdict(1, 1, []), verdict(0, 0, [{}])
    ('accepted', 'rejected', 'mixed', 'rejected')
    """
    if accepted and rejected:
        return "mixed"
    return "accepted" if accepted or not (rejected or faults) else "rejected"
