"""The way to customs: messages that are due go out by HTTP, and go again until they are taken."""

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import httpx
import psycopg
from psycopg import Connection

from yizhan.ceb import safe_xml
from yizhan.ceb.envelope import DXP
from yizhan.kernel.errors import YizhanError
from yizhan.kernel.faults import Fault
from yizhan.pipeline.release import Desk, Post, Refusal, pack_due, send_due
from yizhan.store.database import Role, connect

TAKEN: Final = "0000"
CALL_SECONDS: Final = 30.0
ANSWER_BYTES_MAX: Final = 1024 * 1024
IDLE_SECONDS: Final = 0.1
AWAY_SECONDS: Final = 1.0
# What sending the same again may well help: too slow, too often; and what speaks of the way
# there, a wrong address or a gate that is shut, and not of the message.
PASSING: Final = frozenset({401, 403, 404, 407, 408, 425, 429})
_log = logging.getLogger(__name__)


class Unanswered(OSError):
    """Customs' gateway was not reached, or did not say whether it has the message."""


def poster(url: str) -> Post:
    """Posts DxpMsg to the gateway at `url`. No redirect is followed."""
    client = httpx.Client(
        headers={"Content-Type": "application/xml"}, timeout=CALL_SECONDS, follow_redirects=False
    )

    def post(body: bytes) -> Refusal | None:
        try:
            response = client.post(url, content=body)
        except httpx.RequestError as error:
            raise Unanswered(type(error).__name__) from error
        return judge(response.status_code, response.content)

    return post


def judge(status: int, body: bytes) -> Refusal | None:
    """What an answer of the gateway means: None, taken; a Refusal, never to be taken.

    Raises Unanswered when it may be sent again.
    """
    if status in PASSING or not (
        httpx.codes.is_success(status) or httpx.codes.is_client_error(status)
    ):
        raise Unanswered(f"HTTP {status}")
    if not httpx.codes.is_success(status):
        return Refusal(f"HTTP {status}")
    root = safe_xml.parse(body[:ANSWER_BYTES_MAX])
    if isinstance(root, Fault) or root.tag != f"{{{DXP}}}DxpRep":
        raise Unanswered("no DxpRep")
    code = root.findtext(f"{{{DXP}}}Response/{{{DXP}}}ResponseCode") or ""
    if code == TAKEN:
        return None
    info = root.findtext(f"{{{DXP}}}Response/{{{DXP}}}ResponseInfo") or ""
    return Refusal(f"{code} {info}".strip())


def run(desks: Sequence[tuple[Desk, Post]], stop: threading.Event) -> None:
    """Release what is due, in every zone, until told to stop; a lost database is waited for."""
    while not stop.is_set():
        try:
            with connect(Role.PIPELINE) as connection:
                while not stop.is_set():
                    if not sum(_round(connection, desk, post, stop) for desk, post in desks):
                        stop.wait(IDLE_SECONDS)
        except (psycopg.OperationalError, YizhanError) as error:
            _log.warning("release waits: %s", type(error).__name__)
            stop.wait(AWAY_SECONDS)


def _round(connection: Connection[Any], desk: Desk, post: Post, stop: threading.Event) -> int:
    """Pack what may go, send what is due; returns how much was done."""
    done = pack_due(connection, desk, datetime.now(UTC))
    while not stop.is_set() and send_due(connection, desk, post, datetime.now(UTC)):
        done += 1
    return done
