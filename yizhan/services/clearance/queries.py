"""Questions about messages, receipts, faults and customs' answers, answered with plain values."""
# ruff: noqa: S608 -- every text put into a statement is one of ours; values are parameters

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from yizhan.kernel.ids import instant_of
from yizhan.services.trade.queries import END_OF_IDS, PAGE_ROWS, Record, Scope, records

CHINA: Final = timezone(timedelta(hours=8))
STRETCH: Final = 20_000  # messages looked through for one page that passes some over
REJECTED_STRETCH: Final = 3_000  # fewer: the verdict of each is looked up
FAULTS_AT_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Message:
    """One message and its verdict; `documents` is None while it waits in the queue."""

    id: int
    sender: int
    sender_name: tuple[str, str]
    door: str
    key: str
    kind: str
    wrapped: bool
    size: int
    digest: bytes
    documents: int | None
    accepted: int
    rejected: int
    judged_at: datetime | None
    faults: Sequence[Mapping[str, Any]]

    @property
    def received_at(self) -> datetime:
        return instant_of(self.id)


@dataclass(frozen=True, slots=True)
class Messages:
    """A page of messages; `before` asks for the next, `looked_to` is how far this one looked."""

    rows: Sequence[Message]
    before: int | None
    looked_to: datetime | None = None


_COLUMNS: Final = """message.id, message.sender, message.door, message.key, message.kind,
    message.wrapped, message.size, message.digest, result.documents, result.accepted,
    result.rejected, result.at, coalesce(organisation.name, '') AS sender_name,
    coalesce(nullif(organisation.name_en, ''), organisation.name, '') AS sender_name_en"""

_JOINED: Final = """LEFT JOIN message_result AS result
        ON result.zone = message.zone AND result.message = message.id
    LEFT JOIN organisation AS organisation
        ON organisation.zone = message.zone AND organisation.id = message.sender"""

_PAGE: Final = f"""WITH stretch AS MATERIALIZED (
        SELECT zone, id, sender, door, key, kind, wrapped, size, digest FROM message
        WHERE zone = %s AND id < %s ORDER BY id DESC LIMIT %s),
    found AS MATERIALIZED (
        SELECT * FROM stretch
        WHERE (%s::int IS NULL OR sender = %s) AND (%s::text[] IS NULL OR kind = ANY(%s::text[]))
          AND (NOT %s OR (SELECT rejected > 0 OR documents = 0 FROM message_result AS result
                WHERE result.zone = stretch.zone AND result.message = stretch.id))
        ORDER BY id DESC LIMIT %s)
    SELECT {_COLUMNS}, looked.low, looked.many
    FROM (SELECT min(id) AS low, count(*) AS many FROM stretch) AS looked
    LEFT JOIN found AS message ON true
    {_JOINED} ORDER BY message.id DESC"""

_ONE: Final = f"""SELECT {_COLUMNS}, result.faults FROM message {_JOINED}
    WHERE message.zone = %s AND message.id = %s"""


def _json(text: str) -> Any:  # noqa: ANN401 - whatever stands in the column
    """A jsonb column: Django's connection hands it on as text."""
    return json.loads(text)


def _message(found: Record) -> Message:
    return Message(
        id=found["id"],
        sender=found["sender"],
        sender_name=(found["sender_name"], found["sender_name_en"]),
        door=found["door"],
        key=found["key"],
        kind=found["kind"],
        wrapped=found["wrapped"],
        size=found["size"],
        digest=bytes(found["digest"]),
        documents=found["documents"],
        accepted=found["accepted"] or 0,
        rejected=found["rejected"] or 0,
        judged_at=found["at"],
        faults=_json(found.get("faults") or "[]"),
    )


def messages(
    scope: Scope,
    *,
    kinds: Sequence[str] = (),
    rejected: bool = False,
    before: int | None = None,
) -> Messages:
    """A page of messages, newest first: the zone's for an office, a firm's own otherwise."""
    rows = PAGE_ROWS
    narrows = bool(kinds or rejected or scope.firm is not None)
    depth = (REJECTED_STRETCH if rejected else STRETCH) if narrows else rows + 1
    wanted = list(kinds) or None
    high = END_OF_IDS if before is None else before
    values: list[object] = [scope.zone, high, depth, scope.firm, scope.firm, wanted, wanted]
    found = records(_PAGE, [*values, rejected, rows + 1])
    shown = [_message(one) for one in found if one["id"] is not None]
    if len(shown) > rows:
        return Messages(shown[:rows], shown[rows - 1].id)
    if narrows and found[0]["many"] == depth:
        return Messages(shown, found[0]["low"], instant_of(found[0]["low"]))
    return Messages(shown, None)


def message(zone: int, number: int) -> Message | None:
    """One message that the reader may see, with its faults."""
    found = records(_ONE, [zone, number])
    return _message(found[0]) if found else None


def sealed(zone: int, number: int) -> bytes | None:
    """The sealed bytes of a message, as stored."""
    found = records("SELECT sealed FROM message WHERE zone = %s AND id = %s", [zone, number])
    return bytes(found[0]["sealed"]) if found else None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a sender was told."""

    id: int
    at: datetime
    kind: str
    message: int
    status: str
    code: str
    say: tuple[str, str]
    documents: Sequence[int]


def receipts(zone: int, of: Sequence[int], documents: Sequence[int] = ()) -> list[Receipt]:
    """Receipts of these messages, oldest first; of these documents alone when any are given.

    A receipt is made after its message, so the ids bound the months looked at.
    """
    if not of:
        return []
    found = records(
        "SELECT id, at, kind, message, status, code, zh, en, documents FROM receipt"
        " WHERE zone = %s AND message = ANY(%s) AND id >= %s"
        " AND (%s::bigint[] IS NULL OR documents = '{}' OR documents && %s::bigint[])"
        " ORDER BY id LIMIT %s",
        [zone, list(of), min(of), list(documents) or None, list(documents), FAULTS_AT_MOST],
    )
    return [
        Receipt(
            id=one["id"],
            at=one["at"],
            kind=one["kind"],
            message=one["message"],
            status=one["status"],
            code=one["code"],
            say=(one["zh"], one["en"]),
            documents=one["documents"],
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Found:
    """One fault as it was found, with the values compared."""

    id: int
    message: int
    sender: int
    position: int
    code: str
    place: str
    say: tuple[str, str]
    rule: str
    compared: Mapping[str, Any]


def faults_of_trade(zone: int, trade: int) -> list[Found]:
    """Faults ever found in a trade, newest first."""
    found = records(
        "SELECT id, message, sender, position, code, place, zh, en, rule, compared FROM fault"
        " WHERE zone = %s AND trade = %s ORDER BY id DESC LIMIT %s",
        [zone, trade, FAULTS_AT_MOST],
    )
    return [
        Found(
            id=one["id"],
            message=one["message"],
            sender=one["sender"],
            position=one["position"],
            code=one["code"],
            place=one["place"],
            say=(one["zh"], one["en"]),
            rule=one["rule"],
            compared=_json(one["compared"]),
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of customs; `said_at` is customs' own time where it can be read."""

    id: int
    status: str
    said_at: datetime
    code: str
    info: str
    invt_no: str | None


def moment(digits: str) -> datetime | None:
    """The instant of customs' 14 or 17 digits, China time; None when it is none.

    >>> moment("20261121091540123").isoformat()
    '2026-11-21T01:15:40.123000+00:00'
    """
    try:
        second = datetime.strptime(digits[:14], "%Y%m%d%H%M%S").replace(tzinfo=CHINA)
        milli = int(digits[14:17] or 0)
    except ValueError:
        return None
    return (second + timedelta(milliseconds=milli)).astimezone(UTC)


def answers(zone: int, trade: int) -> list[Answer]:
    """Customs' answers to a trade's list, in customs' own order (they arrive in any)."""
    found = records(
        "SELECT id, status, return_time, code, info, invt_no FROM customs_answer"
        " WHERE zone = %s AND trade = %s AND id >= %s LIMIT %s",
        [zone, trade, trade, FAULTS_AT_MOST],
    )
    listed = [
        Answer(
            id=one["id"],
            status=one["status"],
            said_at=moment(one["return_time"]) or instant_of(one["id"]),
            code=one["code"],
            info=one["info"],
            invt_no=one["invt_no"],
        )
        for one in found
    ]
    return sorted(listed, key=lambda answer: (answer.said_at, answer.id))


_PARTS: Final = ("order", "payment", "list")


def seen_by_trade(zone: int, firm: int, number: int) -> bool:
    """Whether this message brought a document to one of the firm's newest trades.

    Only for telling "not yours" from "not there"; bounded, so an old one is "not there".
    """
    columns = " OR ".join(f"trade.{part}_message = %s" for part in _PARTS)
    found = records(
        f"SELECT 1 FROM (SELECT zone, trade FROM trade_party WHERE zone = %s AND firm = %s"
        " ORDER BY trade DESC LIMIT %s) AS party JOIN trade"
        f" ON trade.zone = party.zone AND trade.id = party.trade WHERE {columns} LIMIT 1",
        [zone, firm, PAGE_ROWS * 100, *(3 * [number])],
    )
    return bool(found)
