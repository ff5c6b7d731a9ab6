"""A batch: many messages of one zone, claimed, judged and written in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl
from psycopg import Cursor

from yizhan.ceb import Columns
from yizhan.kernel.faults import SPECS, Fault, Outcome
from yizhan.pipeline.parties import Parties
from yizhan.store.bulk import Bulk
from yizhan.store.database import new_ids
from yizhan.store.hashing import Hasher
from yizhan.store.sealing import Sealer, message_place

DOCUMENTS_AIM = 9600
MESSAGES_MAX = 2000
BYTES_MAX = 32 * 1024 * 1024  # of a batch's messages; one message alone may have more


class Claimed(NamedTuple):
    """A message taken from the queue: its bytes opened, and how often it was tried before."""

    id: int
    sender: int
    body: bytes
    attempts: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What a zone's profile says of the pipeline; see `kit/zones/profiles`."""

    patience_hours: int
    orderless_carriers: tuple[str, ...] = ()  # customs codes (D7)


@dataclass(slots=True)
class Batch:
    """What the stages share: the messages, the transaction, and what has been found so far."""

    bulk: Bulk
    at: datetime
    claimed: Sequence[Claimed]
    hasher: Hasher
    rules: Rules
    parties: Parties
    columns: Columns
    faults: list["Found"] = field(default_factory=list)
    alone: bool = False  # one message tried by itself: nothing else may make it fail

    def ids(self, count: int) -> list[int]:
        """`count` new ids of this instant."""
        return new_ids(self.bulk.cursor, self.at, count)


class Found(NamedTuple):
    """A fault of a document, by its message's place in the batch and its place in the message."""

    message: int
    position: int
    fault: Fault

    @property
    def rejects(self) -> bool:
        """Whether the document goes no further."""
        return SPECS[self.fault.code].outcome is Outcome.REJECT


def claim(
    cursor: Cursor[Any], zone: int, limit: int, at: datetime, only: int | None = None
) -> list[tuple[int, int]]:
    """Lock up to `limit` messages of the queue, oldest first: their ids and earlier attempts.

    `only` asks for one message and no other.

    The lock is the claim. It ends with the transaction, so a killed worker's messages are free
    at once and nothing needs to be taken back.
    """
    cursor.execute(
        "SELECT message, attempts FROM inbox WHERE zone = %(zone)s AND not_before <= %(at)s"
        " AND (%(only)s::bigint IS NULL OR message = %(only)s)"
        " ORDER BY message LIMIT %(limit)s FOR UPDATE SKIP LOCKED",
        {"zone": zone, "at": at, "only": only, "limit": limit},
    )
    return cursor.fetchall()


def load(
    cursor: Cursor[Any], zone: int, taken: Sequence[tuple[int, int]], sealer: Sealer
) -> list[Claimed]:
    """The claimed messages with their bytes, as many as fit in memory; the others wait."""
    attempts = dict(taken)
    cursor.execute(
        "SELECT id, sender, sealed FROM (SELECT id, sender, sealed,"
        " sum(size) OVER (ORDER BY id) - size AS before FROM message"
        " WHERE zone = %s AND id = ANY(%s)) m WHERE before < %s ORDER BY id",
        (zone, list(attempts), BYTES_MAX),
    )
    return [
        Claimed(number, sender, _opened(sealer, zone, number, sealed), attempts[number])
        for number, sender, sealed in cursor
    ]


def finish(cursor: Cursor[Any], zone: int, messages: Sequence[int]) -> None:
    """Take messages out of the queue; what they became is committed with this."""
    cursor.execute(
        "DELETE FROM inbox WHERE zone = %s AND message = ANY(%s)", (zone, list(messages))
    )


def marks(found: Sequence[Found], keep: Callable[[Found], bool]) -> pl.DataFrame:
    """The places (message, position) of the faults that `keep` wants, once each."""
    places = {(each.message, each.position) for each in found if keep(each)}
    return pl.DataFrame(
        list(places), schema={"message": pl.Int64, "position": pl.Int64}, orient="row"
    )


def _opened(sealer: Sealer, zone: int, message: int, sealed: bytes) -> bytes:
    return sealer.open(sealed, aad=message_place(zone, message))
