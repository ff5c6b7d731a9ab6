"""Receive: sealed, keyed and committed before anybody is answered (S-01, S-03, D4, D5)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import hashes
from psycopg import Connection, Cursor
from psycopg.types.json import Jsonb

from yizhan.ceb import identity
from yizhan.kernel.faults import Fault
from yizhan.kernel.ids import instant_of
from yizhan.store.database import new_ids, tenant
from yizhan.store.sealing import Sealer, message_place


class Incoming(NamedTuple):
    """A message at the door: its bytes, and the id its sender gave the request, if any."""

    body: bytes
    key: str | None = None


class Stored(NamedTuple):
    """What is on record of a message; `fresh` when it was not there before."""

    message: int
    key: str
    digest: bytes
    received_at: datetime
    fresh: bool


class Clash(NamedTuple):
    """The id was used before, for other content: 409, nothing stored."""

    key: str
    digest: bytes
    code: str = "ID_REUSED"


class TooLarge(NamedTuple):
    """Beyond the limits of a message: 413, nothing stored."""

    key: str
    fault: Fault


Answer = Stored | Clash | TooLarge


class _Item(NamedTuple):
    place: int
    key: str
    digest: bytes
    body: bytes
    kind: str
    wrapped: bool


def receive(  # noqa: PLR0913 - who, what, where and when
    connection: Connection[Any],
    sealer: Sealer,
    zone: int,
    sender: int,
    items: Sequence[Incoming],
    *,
    door: str,
    at: datetime,
) -> list[Answer]:
    """Store what is new among `items`; one answer each, in order, committed when this returns.

    The same content again, under whatever id, gets its first receipt; a known id with other
    content is a `Clash`. A malformed message is stored like any other: its verdict follows.
    """
    answers: dict[int, Answer] = {}
    wanted = []
    for place, incoming in enumerate(items):
        known = identity(incoming.body)
        digest = known.digest
        key = incoming.key or known.message_id or digest.hex()
        if known.problem is not None and known.problem.code in TOO_LARGE:
            answers[place] = TooLarge(key, known.problem)
        else:
            wanted.append(_Item(place, key, digest, incoming.body, known.type, known.wrapped))
    # In key order, so that two requests with the same keys never wait for each other in a circle.
    wanted.sort(key=lambda item: (item.key, item.digest))
    with tenant(connection, zone) as cursor:
        fresh = _claim_keys(cursor, zone, sender, wanted, at)
        _store(
            cursor,
            zone,
            sender,
            [(fresh[i.place], i) for i in wanted if i.place in fresh],
            sealer=sealer,
            door=door,
        )
        known_ones = _known(cursor, zone, sender, [i for i in wanted if i.place not in fresh])
        _note_clashes(cursor, zone, sender, known_ones.values(), at)
        answers |= known_ones
    for item in wanted:
        if item.place in fresh:
            answers[item.place] = Stored(fresh[item.place], item.key, item.digest, at, fresh=True)
    return [answers[place] for place in range(len(items))]


TOO_LARGE = frozenset({"X005"})


def _claim_keys(
    cursor: Cursor[Any], zone: int, sender: int, wanted: Sequence[_Item], at: datetime
) -> dict[int, int]:
    """Ids of the messages that are new, by their place in the request."""
    ids = dict(zip(new_ids(cursor, at, len(wanted)), wanted, strict=True))
    cursor.execute(
        "INSERT INTO message_key (zone, sender, key, digest, message)"
        " SELECT %s, %s, * FROM unnest(%s::text[], %s::bytea[], %s::bigint[])"
        " ON CONFLICT DO NOTHING RETURNING message",
        (
            zone,
            sender,
            [item.key for item in wanted],
            [item.digest for item in wanted],
            list(ids),
        ),
    )
    return {ids[message].place: message for (message,) in cursor}


def _store(  # noqa: PLR0913 - who, what and where
    cursor: Cursor[Any],
    zone: int,
    sender: int,
    fresh: Sequence[tuple[int, _Item]],
    *,
    sealer: Sealer,
    door: str,
) -> None:
    if not fresh:
        return
    cursor.execute(
        "INSERT INTO message (zone, id, sender, door, key, digest, sm3, kind, wrapped, size,"
        " sealed) SELECT %s, id, %s, %s, key, digest, sm3, kind, wrapped, size, sealed FROM unnest("
        "%s::bigint[], %s::text[], %s::bytea[], %s::bytea[], %s::text[], %s::boolean[],"
        " %s::integer[], %s::bytea[])"
        " AS t (id, key, digest, sm3, kind, wrapped, size, sealed)",
        (
            zone,
            sender,
            door,
            [message for message, _ in fresh],
            [item.key for _, item in fresh],
            [item.digest for _, item in fresh],
            [_sm3(item.body) for _, item in fresh],
            [item.kind for _, item in fresh],
            [item.wrapped for _, item in fresh],
            [len(item.body) for _, item in fresh],
            # XML shrinks to a sixth: less to write before the answer, and far less to keep.
            [
                sealer.seal(item.body, aad=message_place(zone, message), compress=True)
                for message, item in fresh
            ],
        ),
    )
    cursor.execute(
        "INSERT INTO inbox (zone, message) SELECT %s, unnest(%s::bigint[])",
        (zone, [message for message, _ in fresh]),
    )


def _note_clashes(
    cursor: Cursor[Any], zone: int, sender: int, answers: Iterable[Answer], at: datetime
) -> None:
    """An id used again for other content goes on the audit trail (S-03)."""
    clashes = [answer for answer in answers if isinstance(answer, Clash)]
    ids = new_ids(cursor, at, len(clashes))
    cursor.executemany(
        "INSERT INTO audit (zone, id, at, subject, act, object, detail)"
        " VALUES (%s, %s, %s, %s, 'message.send', %s, %s)",
        [
            (
                zone,
                number,
                at,
                f"organisation:{sender}",
                clash.key[:200],
                Jsonb({"code": clash.code, "digest": clash.digest.hex()}),
            )
            for number, clash in zip(ids, clashes, strict=True)
        ],
    )


def _sm3(body: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(body)
    return digest.finalize()


def _known(
    cursor: Cursor[Any], zone: int, sender: int, again: Sequence[_Item]
) -> dict[int, Answer]:
    """What is on record for messages that are not new."""
    if not again:
        return {}
    cursor.execute(
        "SELECT key, digest, message FROM message_key WHERE zone = %(zone)s"
        " AND sender = %(sender)s AND key = ANY(%(keys)s) UNION"
        " SELECT key, digest, message FROM message_key WHERE zone = %(zone)s"
        " AND sender = %(sender)s AND digest = ANY(%(digests)s)",
        {
            "zone": zone,
            "sender": sender,
            "keys": [item.key for item in again],
            "digests": [item.digest for item in again],
        },
    )
    rows = cursor.fetchall()
    by_digest = {digest: (key, message) for key, digest, message in rows}
    found: dict[int, Answer] = {}
    for item in again:
        if item.digest in by_digest:
            key, message = by_digest[item.digest]
            found[item.place] = Stored(message, key, item.digest, instant_of(message), fresh=False)
        else:
            found[item.place] = Clash(item.key, item.digest)
    return found
