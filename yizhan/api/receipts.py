"""Receipts out: pulled by their sender with a cursor, each once, oldest first."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from yizhan.api import official
from yizhan.api.pool import pool
from yizhan.api.problems import ProblemCode, Refused, Where
from yizhan.api.requests import sender_of
from yizhan.store.database import tenant

_CURSOR: Final = re.compile(r"(\d{1,19})\.(\d{1,19})")
# A transaction that began earlier may commit later: what is younger than the oldest one still
# running is not shown yet, or the cursor would step over rows that are not there so far.
XML: Final = "application/xml"
NAMES: Final = ["id", "kind", "message", "at", "status", "code", "zh", "en", "documents", "tx"]
QUERY: Final = """
SELECT id, kind, message, at, status, code, zh, en, documents, tx::text
FROM receipt
WHERE zone = %(zone)s AND sender = %(sender)s
  AND (tx, id) > (%(tx)s::xid8, %(id)s) AND tx < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY tx, id LIMIT %(limit)s
"""


def page(request: HttpRequest, cursor: str, limit: int) -> HttpResponse:
    """Receipts after `cursor`; the new cursor is the old one when there are none."""
    sender = sender_of(request)
    tx, number = _read(cursor)
    wanted = {
        "zone": sender.zone,
        "sender": sender.organisation,
        "tx": tx,
        "id": int(number),
        "limit": limit + 1,
    }
    with (
        pool().connection() as connection,
        tenant(connection, sender.zone, firm=sender.organisation) as database,
    ):
        rows = [
            dict(zip(NAMES, row, strict=True)) for row in database.execute(QUERY, wanted).fetchall()
        ]
        shown, more = rows[:limit], len(rows) > limit
        mark = f"{shown[-1]['tx']}.{shown[-1]['id']}" if shown else cursor
        if XML in request.headers.get("Accept", ""):
            body = official.page(database, sender.zone, shown, mark, more=more)
            return HttpResponse(body, content_type=XML)
    answer = {"receipts": [_plain(row) for row in shown], "cursor": mark, "more": more}
    return HttpResponse(json.dumps(answer, ensure_ascii=False), content_type="application/json")


def _read(cursor: str) -> tuple[str, str]:
    """Transaction and id of a cursor; of none, those before all. Raises Refused."""
    if not cursor:
        return "0", "0"
    found = _CURSOR.fullmatch(cursor)
    if not found:
        place = Where("query.cursor", "PARAMETER", "用上一次答复中的 cursor · the last answer's")
        raise Refused(ProblemCode.PARAMETER, where=[place])
    return found[1], found[2]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A receipt as JSON writes it: ids as text."""
    said = {name: row[name] for name in ("kind", "status", "code", "zh", "en")}
    return {
        "id": str(row["id"]),
        "message": str(row["message"]),
        "at": row["at"].isoformat(timespec="milliseconds"),
        "documents": [str(document) for document in row["documents"]],
        **said,
    }
