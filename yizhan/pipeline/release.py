"""Stage 6: lists that passed go to customs over DXP (D11, D15).

Packed and signed for those who let the station sign, whole and byte for byte for the others.

A list leaves the queue in the transaction that makes its message; a message is sent again until
customs' gateway says it has it. Sending twice is harmless there: CopMsgId names the message.
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg import Connection, Cursor

from yizhan.ceb import envelope, identity
from yizhan.ceb.repack import Pick, pack
from yizhan.kernel.faults import FaultCode
from yizhan.kernel.ids import SERIAL_BITS, SERIAL_MASK
from yizhan.pipeline.receipt import HELD, Told, answer_kind, write_told
from yizhan.services.trade.states import State
from yizhan.store.bulk import Bulk, Staging
from yizhan.store.database import new_ids, tenant
from yizhan.store.errors import SealBroken
from yizhan.store.sealing import Sealer, message_place, place

log = logging.getLogger(__name__)
UNPACKABLE = (ValueError, KeyError, SealBroken)
PER_MESSAGE = 100
PER_ROUND = 1000
SENDERS_MAX = 16  # who may send at once
BACK_OFF_SECONDS = (1, 2, 5, 10, 30, 60, 120, 300)
LIST = "CEB621Message"


class Refusal(NamedTuple):
    """The gateway has the message and will not take it: nothing to gain by sending again."""

    note: str


Post = Callable[[bytes], Refusal | None]
"""Hands a DxpMsg to customs; returns when they have it. Raises OSError when they did not answer."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What releasing needs of a zone: who we are there, and how we sign."""

    zone: int
    dxp_id: str
    customs_dxp_id: str
    signed_patience: timedelta
    sealer: Sealer
    sign: Callable[[bytes], bytes]


class Waiting(NamedTuple):
    """A list in the queue."""

    trade: int
    list: int
    message: int
    position: int
    sender: int


def pack_due(connection: Connection[Any], desk: Desk, at: datetime) -> int:
    """Make messages to customs of what may go now; returns the lists that left the queue."""
    with tenant(connection, desk.zone) as cursor:
        return _pack_unsigned(cursor, desk, at) + _pack_signed(cursor, desk, at)


def _pack_unsigned(cursor: Cursor[Any], desk: Desk, at: datetime) -> int:
    rows = _claim(cursor, desk.zone)
    by_sender: dict[int, list[Waiting]] = defaultdict(list)
    for row in rows:
        by_sender[row.sender].append(row)
    for lists in by_sender.values():
        for start in range(0, len(lists), PER_MESSAGE):
            part = lists[start : start + PER_MESSAGE]
            try:
                with cursor.connection.transaction():
                    _make(cursor, desk, part, at)
            except UNPACKABLE as error:
                _set_aside(cursor, desk.zone, part, error, at)
    return len(rows)


def _set_aside(
    cursor: Cursor[Any], zone: int, lists: Sequence[Waiting], error: Exception, at: datetime
) -> None:
    """Lists we cannot pack stand in nobody's way: a person looks at their trades."""
    log.error("zone %s: %s lists cannot be packed: %s", zone, len(lists), type(error).__name__)
    cursor.execute(
        "UPDATE trade SET state = %s, state_at = %s, codes = %s WHERE zone = %s AND id = ANY(%s)",
        (State.HELD, at, [FaultCode.POISON.value], zone, [each.trade for each in lists]),
    )


def _make(cursor: Cursor[Any], desk: Desk, lists: Sequence[Waiting], at: datetime) -> None:
    raw = _opened(cursor, desk, [each.message for each in lists])
    by_message: dict[int, list[Waiting]] = defaultdict(list)
    for each in lists:
        by_message[each.message].append(each)
    picks = [
        Pick(raw[message], [each.position for each in of], [_number(each.list) for each in of])
        for message, of in by_message.items()
    ]
    ordered = [each for of in by_message.values() for each in of]
    guid = str(uuid.uuid4()).upper()
    _queue(cursor, desk, desk.sign(pack(picks, guid=guid)), guid, ordered, at)


def _pack_signed(cursor: Cursor[Any], desk: Desk, at: datetime) -> int:
    """A message its declarant signed, whole (D11); one at a time, for it locks its trades."""
    due = _due_whole(cursor, desk, at)
    if due is None:
        return 0
    message, one = due
    lists = _all_lists(cursor, desk.zone, message, one)
    cursor.execute(
        "DELETE FROM release_queue WHERE zone = %s AND message = %s", (desk.zone, message)
    )
    gone = cursor.rowcount
    if gone:  # else another was first
        try:
            with cursor.connection.transaction():
                _freeze(cursor, desk.zone, lists, at)
                raw = _opened(cursor, desk, [message])[message]
                inner = identity(raw).inner or raw
                _queue(cursor, desk, inner, str(uuid.uuid4()).upper(), lists, at)
        except UNPACKABLE as error:
            _set_aside(cursor, desk.zone, lists, error, at)
    return gone


def _due_whole(cursor: Cursor[Any], desk: Desk, at: datetime) -> tuple[int, int] | None:
    """A signed message whose lists all passed, or with which patience is over; one of its lists."""
    cursor.execute(
        "SELECT q.message, min(q.list) FROM release_queue q JOIN message_result r"
        " ON r.zone = q.zone AND r.message = q.message WHERE q.zone = %s AND q.signed"
        " GROUP BY q.message, r.documents"
        " HAVING count(*) FILTER (WHERE q.ready) >= r.documents OR min(q.since) <= %s"
        " ORDER BY min(q.since), q.message LIMIT 1",
        (desk.zone, at - desk.signed_patience),
    )
    return cursor.fetchone()


def _freeze(cursor: Cursor[Any], zone: int, lists: Sequence[Waiting], at: datetime) -> None:
    """From here on no document of these trades may change: their lists are on their way (D8).

    Mended now, one that did not pass would be sent a second time.
    """
    cursor.execute(
        "UPDATE trade SET state = %(ready)s, state_at = %(at)s, due_at = NULL"
        " WHERE zone = %(zone)s AND id = ANY(%(trades)s) AND state < %(ready)s",
        {"ready": State.READY, "at": at, "zone": zone, "trades": [each.trade for each in lists]},
    )


def _claim(cursor: Cursor[Any], zone: int) -> list[Waiting]:
    """Unsigned lists, taken from the queue."""
    cursor.execute(
        "SELECT trade FROM release_queue WHERE zone = %s AND NOT signed"
        " ORDER BY trade LIMIT %s FOR UPDATE SKIP LOCKED",
        (zone, PER_ROUND),
    )
    trades = [trade for (trade,) in cursor.fetchall()]
    cursor.execute(
        "DELETE FROM release_queue WHERE zone = %s AND trade = ANY(%s)"
        " RETURNING trade, list, message, position, sender",
        (zone, trades),
    )
    return sorted(Waiting(*row) for row in cursor)


def _all_lists(cursor: Cursor[Any], zone: int, message: int, one: int) -> list[Waiting]:
    """Every list of a signed message that stands in a trade: all go, passed or not.

    `one` of them tells where to look: a batch makes the ids of its documents in one millisecond.
    Their trades are locked, in the order in which workers lock them.
    """
    cursor.execute(
        "SELECT t.id, t.list_id, t.list_message, t.list_position, t.list_sender"
        " FROM ceb621_inventory d JOIN trade t ON t.zone = d.zone"
        " AND t.ebp_code = d.ebp_code AND t.order_no = d.order_no AND t.list_id = d.id"
        " WHERE d.zone = %s AND d.message = %s AND d.id BETWEEN %s AND %s"
        " ORDER BY t.ebp_code, t.order_no FOR UPDATE OF t",
        (zone, message, one >> SERIAL_BITS << SERIAL_BITS, one | SERIAL_MASK),
    )
    return sorted((Waiting(*row) for row in cursor), key=lambda each: each.position)


def _opened(cursor: Cursor[Any], desk: Desk, messages: Sequence[int]) -> dict[int, bytes]:
    cursor.execute(
        "SELECT id, sealed FROM message WHERE zone = %s AND id = ANY(%s)",
        (desk.zone, list(set(messages))),
    )
    return {
        number: desk.sealer.open(sealed, aad=message_place(desk.zone, number))
        for number, sealed in cursor
    }


def _queue(  # noqa: PLR0913, PLR0917 - the parts of a message
    cursor: Cursor[Any],
    desk: Desk,
    inner: bytes,
    cop_msg_id: str,
    lists: Sequence[Waiting],
    at: datetime,
) -> None:
    """Write the DxpMsg, what stands in it, and the numbers by which customs will answer."""
    (number,) = new_ids(cursor, at, 1)
    sealed = desk.sealer.seal(
        envelope.wrap(
            inner,
            cop_msg_id=cop_msg_id,
            sender=desk.dxp_id,
            receivers=[desk.customs_dxp_id],
            at=at,
        ),
        aad=place("dxp_message", "sealed", desk.zone, number),
    )
    cursor.execute(
        "INSERT INTO dxp_message"
        " (zone, id, direction, cop_msg_id, kind, sealed, state, next_at)"
        " VALUES (%s, %s, 'out', %s, %s, %s, 'queued', %s)",
        (desk.zone, number, cop_msg_id, LIST, sealed, at),
    )
    cursor.execute(
        "INSERT INTO dxp_key (zone, direction, cop_msg_id, dxp) VALUES (%s, 'out', %s, %s)",
        (desk.zone, cop_msg_id, number),
    )
    cursor.execute(
        "INSERT INTO dxp_item (zone, dxp, position, trade, list)"
        " SELECT %s, %s, * FROM unnest(%s::smallint[], %s::bigint[], %s::bigint[])",
        (
            desk.zone,
            number,
            list(range(1, len(lists) + 1)),
            [each.trade for each in lists],
            [each.list for each in lists],
        ),
    )
    _expect(cursor, desk.zone, lists)


def _expect(cursor: Cursor[Any], zone: int, lists: Sequence[Waiting]) -> None:
    """Note under which agent and number customs will speak of each list.

    A number that stands for another trade already goes on doing so: what customs says of that
    trade must not move this one.
    """
    cursor.execute(
        "SELECT id, agent_code, cop_no FROM ceb621_inventory WHERE zone = %s AND id = ANY(%s)",
        (zone, [each.list for each in lists]),
    )
    trades = {each.list: each.trade for each in lists}
    rows: dict[tuple[str, str], tuple[int, int]] = {}
    for document, agent, cop_no in sorted(cursor):
        rows.setdefault((agent, cop_no or _number(document)), (trades[document], document))
    keyed = [(*key, *row) for key, row in sorted(rows.items())]
    cursor.execute(
        "INSERT INTO list_key (zone, agent_code, cop_no, trade, list)"
        " SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[])"
        " ON CONFLICT (zone, agent_code, cop_no) DO UPDATE SET list = EXCLUDED.list"
        " WHERE list_key.trade = EXCLUDED.trade",
        (zone, *(list(column) for column in zip(*keyed, strict=True))),
    )


def _number(document: int) -> str:
    """A copNo of ours for a list that has none: at most 20 characters."""
    return f"YZ{document:018X}"[:20]


def send_due(connection: Connection[Any], desk: Desk, post: Post, at: datetime) -> int:
    """Send one message that is due; returns how many were taken by customs (0 or 1).

    The message is ours alone while it is on its way. When we die there, it is sent again.
    """
    with tenant(connection, desk.zone) as cursor:
        row = _claim_due(cursor, desk.zone, at)
        if row is None:
            return 0
        number, sealed, attempts = row
        try:
            body = desk.sealer.open(sealed, aad=place("dxp_message", "sealed", desk.zone, number))
            refusal = post(body)
        except SealBroken:
            log.error("dxp message %s does not open; put aside", number)  # noqa: TRY400 -- says it all
            cursor.execute(
                "UPDATE dxp_message SET state = 'broken', next_at = NULL"
                " WHERE zone = %s AND id = %s",
                (desk.zone, number),
            )
            return 0
        except OSError as error:
            _later(cursor, desk.zone, number, attempts, at, str(error))
            return 0
        _sent(cursor, desk.zone, number, refusal, at)
        return 1


def _claim_due(cursor: Cursor[Any], zone: int, at: datetime) -> tuple[int, bytes, int] | None:
    """A message that is due and nobody else sends: its number, bytes and attempts.

    By an advisory lock: one on the row would give this transaction a number, and receipts younger
    than the oldest number still open are shown to nobody (`api/receipts`), however long customs
    takes to answer.
    """
    cursor.execute(
        "SELECT id FROM (SELECT id FROM dxp_message WHERE zone = %s AND next_at <= %s"
        " ORDER BY next_at LIMIT %s) due WHERE pg_try_advisory_xact_lock(id) LIMIT 1",
        (zone, at, SENDERS_MAX),
    )
    found = cursor.fetchone()
    if found is None:
        return None
    # Asked again under the lock: whoever had it may have sent the message meanwhile.
    cursor.execute(
        "SELECT id, sealed, attempts FROM dxp_message"
        " WHERE zone = %s AND id = %s AND next_at <= %s",
        (zone, found[0], at),
    )
    return cursor.fetchone()


def _later(  # noqa: PLR0913, PLR0917 - the row and why
    cursor: Cursor[Any], zone: int, number: int, attempts: int, at: datetime, note: str
) -> None:
    wait = BACK_OFF_SECONDS[min(attempts, len(BACK_OFF_SECONDS) - 1)]
    cursor.execute(
        "UPDATE dxp_message SET attempts = attempts + 1, next_at = %s, note = %s"
        " WHERE zone = %s AND id = %s",
        (at + timedelta(seconds=wait), note[:200], zone, number),
    )


def _sent(
    cursor: Cursor[Any], zone: int, number: int, refusal: Refusal | None, at: datetime
) -> None:
    cursor.execute(
        "UPDATE dxp_message SET attempts = attempts + 1, next_at = NULL, state = %s, note = %s"
        " WHERE zone = %s AND id = %s",
        (
            "refused" if refusal else "sent",
            refusal.note[:200] if refusal else "",
            zone,
            number,
        ),
    )
    # Customs may have answered faster than we get here: then their word stands. A list that we
    # had held goes with its signed message, and its findings are kept beside (D11).
    cursor.execute(
        "UPDATE trade t SET state = %s, state_at = %s, due_at = NULL FROM dxp_item i"
        " WHERE i.zone = %s AND i.dxp = %s AND t.zone = i.zone AND t.id = i.trade"
        " AND t.state <= %s RETURNING t.list_sender, t.list_message, t.list_id",
        (State.HELD if refusal else State.SENT, at, zone, number, State.READY),
    )
    if refusal:
        _tell_refused(cursor, zone, refusal, at)


def _tell_refused(cursor: Cursor[Any], zone: int, refusal: Refusal, at: datetime) -> None:
    """Tell the declarants of the lists at `cursor` that customs' gateway did not take them."""
    said = (
        (
            f"海关没有收下报文({refusal.note[:200]}),清单已转人工。"
            "您可以等待处理;如需更正,请用更晚的报送时间重发。"
        ),
        (
            f"Customs did not take the message ({refusal.note[:200]}), so a person looks at the"
            " list. You may wait; to correct it, send it again with a later appTime."
        ),
    )
    told: dict[Told, list[int]] = defaultdict(list)
    for sender, message, document in cursor.fetchall():
        told[Told(sender, message, answer_kind(LIST), HELD, "", said)].append(document)
    write_told(Bulk(cursor, zone, Staging()), at, told, "refused")
