"""What the station's own tables say: the trades, and whether anything was lost or done twice."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg import Connection, Cursor

from yizhan.kernel.faults import SPECS, FaultCode, Outcome
from yizhan.services.trade.states import State
from yizhan.site.demo.comparison import Found, Key, Place
from yizhan.site.demo.traffic import Acknowledged
from yizhan.store.database import tenant

DOCUMENTS: Final = ("ceb311_order", "ceb411_payment", "ceb511_waybill", "ceb621_inventory")
TRADES: Final = "SELECT ebp_code, order_no, state, codes FROM trade WHERE zone = %s"
FAULTS: Final = """
SELECT DISTINCT trade.ebp_code, trade.order_no, fault.code
FROM fault JOIN trade ON trade.zone = fault.zone AND trade.id = fault.trade
WHERE fault.zone = %s
"""
RESULTS: Final = """
SELECT message, documents, accepted, faults FROM message_result
WHERE zone = %s AND message = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """Acknowledged documents that are not there, and documents that are there twice."""

    lost: int
    twice: int


def judged(connection: Connection[Any], zone: int, taken: Sequence[Acknowledged]) -> int:
    """How many of the acknowledged messages have their verdict."""
    numbers = list({one.message for one in taken})
    with tenant(connection, zone) as cursor:
        cursor.execute(
            "SELECT count(*) FROM message_result WHERE zone = %s AND message = ANY(%s)",
            (zone, numbers),
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def find(connection: Connection[Any], zone: int, taken: Sequence[Acknowledged]) -> Found:
    """Where every trade stands, and what was said of every document."""
    names = {one.message: one.name for one in taken if one.documents}
    with tenant(connection, zone) as cursor:
        states: dict[Key, State] = {}
        codes: dict[Key, set[str]] = defaultdict(set)
        for ebp_code, order_no, state, in_force in cursor.execute(TRADES, (zone,)):
            states[ebp_code, order_no] = State(state)
            codes[ebp_code, order_no].update(in_force or ())
        for ebp_code, order_no, code in cursor.execute(FAULTS, (zone,)):
            codes[ebp_code, order_no].add(code)
        rejected: dict[Place, set[str]] = defaultdict(set)
        judged_files = set()
        for message, _, _, faults in cursor.execute(RESULTS, (zone, list(names))):
            judged_files.add(names[message])
            for fault in faults:
                if SPECS[FaultCode(fault["code"])].outcome is Outcome.REJECT:
                    rejected[names[message], fault["document"]].add(fault["code"])
    return Found(
        states,
        {key: frozenset(found) for key, found in codes.items()},
        {place: frozenset(found) for place, found in rejected.items()},
        frozenset(judged_files),
    )


def prove(connection: Connection[Any], zone: int, taken: Sequence[Acknowledged]) -> Proof:
    """Count every acknowledged document: in the tables once, or rejected with a reason."""
    by_message = {one.message: one for one in taken if one.documents}
    with tenant(connection, zone) as cursor:
        stored = _stored(cursor, zone, list(by_message))
        cursor.execute(RESULTS, (zone, list(by_message)))
        results = {message: (documents, accepted) for message, documents, accepted, _ in cursor}
        cursor.execute(
            "SELECT id FROM message WHERE zone = %s AND id = ANY(%s)", (zone, list(by_message))
        )
        kept = {number for (number,) in cursor}
        repeated = _repeated(cursor, zone)
    lost = twice = 0
    for number, one in by_message.items():
        documents, accepted = results.get(number, (0, 0))
        here, places = stored.get(number, (0, 0))
        twice += here - places
        if number not in kept or number not in results:
            lost += one.documents
        elif documents:
            lost += max(accepted - places, 0)
    return Proof(lost, twice + repeated)


def _stored(cursor: Cursor[Any], zone: int, messages: list[int]) -> dict[int, tuple[int, int]]:
    """Documents in the tables, and distinct places among them, by message."""
    found: dict[int, tuple[int, int]] = {}
    for table in DOCUMENTS:
        cursor.execute(
            f"SELECT message, count(*), count(DISTINCT position) FROM {table}"  # noqa: S608 -- our own names
            " WHERE zone = %s AND message = ANY(%s) GROUP BY message",
            (zone, messages),
        )
        found |= {message: (here, places) for message, here, places in cursor}
    return found


def _repeated(cursor: Cursor[Any], zone: int) -> int:
    """Messages stored again under another id, and lists that went to customs more than once."""
    cursor.execute(
        "SELECT"
        " (SELECT count(*) - count(DISTINCT (sender, digest)) FROM message WHERE zone = %(z)s)"
        " + (SELECT count(*) - count(DISTINCT list) FROM dxp_item WHERE zone = %(z)s)",
        {"z": zone},
    )
    row = cursor.fetchone()
    return int(row[0]) if row else 0
