"""Receipts as the official messages: CEB312, 412, 512, 622 … and CEB900 for what was unreadable."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from psycopg import Cursor, sql

from yizhan import ceb
from yizhan.ceb.registry import MESSAGES
from yizhan.kernel.ids import instant_of
from yizhan.pipeline.documents.tables import head_table

ENVELOPE: Final = "urn:yizhan:receipts"
DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
UNREADABLE: Final = "CEB900Message"
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
COP_NO_MAX: Final = 20
_SPACE: Final = uuid.UUID("6d0ea3a5-5f3c-5f0e-9d0d-0d8a4f2f4b11")  # of the guids made here
# What only the receipt says; all else it repeats from the document.
_OF_RECEIPT: Final = frozenset({"return_status", "return_time", "return_info", "pre_no", "invt_no"})

Row = Mapping[str, Any]


def page(cursor: Cursor[Any], zone: int, rows: Sequence[Row], mark: str, *, more: bool) -> bytes:
    """All receipts of a page, each a whole official message, under one root of ours."""
    head = f'<yz:Receipts xmlns:yz="{ENVELOPE}" cursor="{mark}" more="{str(more).lower()}">'
    # Each stands as it would alone, but for its declaration.
    inside = [message(cursor, zone, row).partition(b"?>")[2] for row in rows]
    return b"".join((DECLARATION, head.encode(), *inside, b"\n</yz:Receipts>\n"))


def message(cursor: Cursor[Any], zone: int, row: Row) -> bytes:
    """The official message of one receipt; the same every time it is asked for."""
    guid = str(uuid.uuid5(_SPACE, f"{zone}/{row['id']}")).upper()
    if row["kind"] == UNREADABLE:
        return ceb.write(UNREADABLE, [_unreadable(row, guid)], guid=guid)
    said = {
        "return_status": row["status"],
        "return_time": _moment(row["at"]),
        "return_info": _info(row)[:1000],
    }
    documents = [
        ceb.Document({**head, **said})
        for head in _heads(cursor, zone, row["kind"], row["documents"])
    ]
    # A message rejected as a whole left no document whose keys could be quoted.
    if not documents:
        return ceb.write(UNREADABLE, [_unreadable(row, guid)], guid=guid)
    return ceb.write(row["kind"], documents, guid=guid)


def _heads(
    cursor: Cursor[Any], zone: int, kind: str, documents: Sequence[int]
) -> list[dict[str, Any]]:
    """What the receipt repeats of each document."""
    receipt = MESSAGES[kind]
    request = MESSAGES[receipt.answers]
    shared = [
        name
        for name in receipt.head.columns
        if name in request.head.columns and name not in _OF_RECEIPT
    ]
    cursor.execute(
        sql.SQL(
            "SELECT id, {names} FROM {table} WHERE zone = %s AND id = ANY(%s) ORDER BY id"
        ).format(
            names=sql.SQL(", ").join(map(sql.Identifier, shared)),
            table=sql.Identifier(head_table(receipt.answers)),
        ),
        (zone, list(documents)),
    )
    found = []
    for number, *values in cursor.fetchall():
        head = dict(zip(shared, values, strict=True))
        if "pre_no" in receipt.head.columns:
            head["pre_no"] = _own_number(number)
        if "cop_no" in receipt.head.columns:
            head["cop_no"] = head.get("cop_no") or f"YZ{number:018X}"[:COP_NO_MAX]
        found.append(head)
    return found


def _own_number(document: int) -> str:
    """A preNo of the station's own, where the schema wants one and customs gave none."""
    on = instant_of(document).astimezone(SHANGHAI)
    return f"B{on:%Y%m%d}{document % 1_000_000_000:09d}"


def _unreadable(row: Row, guid: str) -> ceb.Document:
    answered = MESSAGES[row["kind"]].answers
    return ceb.Document(
        {
            "guid": guid,
            "return_status": row["status"],
            "return_info": _info(row)[:5000],
            "return_time": _moment(row["at"]),
            "ori_cop_msg_id": str(row["message"]),
            "ori_message_type": answered or "Unknown",
        }
    )


def _info(row: Row) -> str:
    """The sentence as receipts of customs write it; theirs come with their code already."""
    said: str = row["zh"]
    return (
        said
        if not row["code"] or said.startswith("[Code:")
        else f"[Code:{row['code']};Desc:{said}]"
    )


def _moment(at: datetime) -> str:
    """17 digits to the millisecond, in Shanghai's time."""
    local = at.astimezone(SHANGHAI)
    return f"{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03d}"
