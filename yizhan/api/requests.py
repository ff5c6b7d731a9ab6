"""What every view here asks of a request: its id, its sender, its bounded body."""

import uuid
from typing import cast

from django.http import HttpRequest

from yizhan.access.operations import Sender
from yizhan.api.parts import REQUEST_LIMIT
from yizhan.api.problems import ProblemCode, Refused

_ID = "yizhan.request_id"


def id_of(request: HttpRequest) -> str:
    """The request's id, made when first asked for; answers and logs quote it."""
    found = request.META.get(_ID)
    if found is None:
        found = request.META[_ID] = uuid.uuid4().hex
    return str(found)


def sender_of(request: HttpRequest) -> Sender:
    """The sender `senders.ApiKey` let in; ninja keeps it on the request."""
    return cast("Sender", request.auth)  # type: ignore[attr-defined]  # set by ninja


def body_of(request: HttpRequest) -> bytes:
    """The whole body, never more than `REQUEST_LIMIT` bytes of it in memory.

    Read from the stream: `request.body` would meet Django's own, smaller limit.
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            raise Refused(ProblemCode.LENGTH_REQUIRED)
        return b""
    if int(length) > REQUEST_LIMIT:
        raise Refused(ProblemCode.REQUEST_TOO_LARGE)
    body = request.read(REQUEST_LIMIT)
    # A sender that broke off: kept, its key would stand for half a message for ever.
    if len(body) != int(length):
        raise Refused(ProblemCode.BODY_SHORT)
    return body
