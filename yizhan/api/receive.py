"""Messages in: authenticate, bound, hand over, answer. Nothing is read here (S-04)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Final

from django.http import HttpRequest, HttpResponse

from yizhan.access.operations import Sender
from yizhan.api.durability import ensure_durable
from yizhan.api.parts import cut
from yizhan.api.pool import pool
from yizhan.api.problems import ProblemCode, Refused
from yizhan.api.problems import body_of as problem_body
from yizhan.api.requests import body_of, id_of, sender_of
from yizhan.pipeline.receive import Answer, Clash, Incoming, Stored, TooLarge, receive
from yizhan.store.sealing import Sealer

DOOR: Final = "https"
ACCEPTED, COPIES, MIXED = 202, 200, 207


@cache
def sealer(zone: int) -> Sealer:
    """What seals the messages of `zone`; one a process."""
    return Sealer.for_zone(zone)


def take(request: HttpRequest) -> HttpResponse:
    """Store the request's messages and answer with a receipt for each, in order."""
    parts = cut(
        body_of(request),
        request.headers.get("Content-Type", ""),
        request.headers.get("Idempotency-Key"),
    )
    items = [Incoming(part.body, part.key) for part in parts]
    return receipts_of(request, store(sender_of(request), items, DOOR, datetime.now(UTC)))


def receipts_of(request: HttpRequest, taken: Sequence[Answer]) -> HttpResponse:
    """The answer to a request whose messages became `taken`.

    202 when all are kept and one of them is new; 200 when all are copies of what we hold,
    with the first receipts; 207 when some of several were turned away; the refusal itself
    when the only one was.
    """
    refusals = [refusal_of(one) for one in taken]
    if len(taken) == 1 and refusals[0] is not None:
        raise refusals[0]
    request_id = id_of(request)
    receipts = [_receipt(one, no, request_id) for one, no in zip(taken, refusals, strict=True)]
    return HttpResponse(
        json.dumps({"request_id": request_id, "receipts": receipts}, ensure_ascii=False),
        content_type="application/json",
        status=_status(taken),
    )


def store(sender: Sender, items: Sequence[Incoming], door: str, at: datetime) -> list[Answer]:
    """Keep messages of `sender`; on disk when this returns."""
    ensure_durable()
    with pool().connection() as connection:
        return receive(
            connection,
            sealer(sender.zone),
            sender.zone,
            sender.organisation,
            items,
            door=door,
            at=at,
        )


def refusal_of(taken: Answer) -> Refused | None:
    """Why a message was not kept; None when it was."""
    match taken:
        case Clash():
            return Refused(ProblemCode.ID_REUSED, taken.key)
        case TooLarge():
            return Refused(ProblemCode.MESSAGE_TOO_LARGE, " · ".join(taken.fault.say))
        case Stored():
            return None


def _receipt(taken: Answer, refusal: Refused | None, request_id: str) -> dict[str, object]:
    """The receipt of a kept message: the same however often it is sent. Else the problem."""
    if refusal is not None or not isinstance(taken, Stored):
        return problem_body(refusal or Refused(ProblemCode.INTERNAL), request_id)
    return {
        "status": ACCEPTED if taken.fresh else COPIES,
        "message": taken.key,
        "id": str(taken.message),
        "digest": taken.digest.hex(),
        "received_at": taken.received_at.isoformat(timespec="milliseconds"),
        "verdict": "pending",
        "follow": f"/api/v1/messages/{taken.message}",
    }


def _status(taken: Sequence[Answer]) -> int:
    kept = [one for one in taken if isinstance(one, Stored)]
    if len(kept) < len(taken):
        return MIXED
    return ACCEPTED if any(one.fresh for one in kept) else COPIES
