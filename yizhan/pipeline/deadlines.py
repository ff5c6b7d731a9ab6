"""Trades whose partners did not come in time are held, and everybody concerned is told (D2)."""

from datetime import datetime
from typing import Any

import polars as pl
from psycopg import Connection

from yizhan.kernel.faults import SPECS, FaultCode
from yizhan.pipeline.receipt import AWAITED, HELD, TOUCHED, Told, answer_kind, write_told
from yizhan.services.trade.states import State
from yizhan.store.bulk import Bulk, Staging
from yizhan.store.database import new_ids, tenant

AT_ONCE = 1000
_ROW = (
    "id", "order_id", "order_sender", "order_message", "payment_id", "payment_sender",
    "payment_message", "list_id", "list_sender", "list_message", "waybill",
)  # fmt: skip


def expire(connection: Connection[Any], zone: int, at: datetime) -> int:
    """Hold up to a thousand trades of `zone` that have waited too long; returns how many.

    A document that comes later is still welcome: the trade is then judged as usual.
    """
    with tenant(connection, zone) as cursor:
        cursor.execute(
            "UPDATE trade SET state = %(held)s, state_at = %(at)s, due_at = NULL,"
            " codes = ARRAY[%(code)s] WHERE zone = %(zone)s AND id = ANY(ARRAY(SELECT id FROM trade"
            " WHERE zone = %(zone)s AND due_at <= %(at)s AND state = %(waiting)s"
            " ORDER BY ebp_code, order_no LIMIT %(limit)s FOR UPDATE SKIP LOCKED))"
            " RETURNING id, order_id, order_sender, order_message, payment_id, payment_sender,"
            " payment_message, list_id, list_sender, list_message, (SELECT w.waybill_id"
            " FROM waybill_key w WHERE w.zone = trade.zone"
            " AND w.logistics_code = trade.list_logistics_code"
            " AND w.logistics_no = trade.list_logistics_no)",
            {
                "held": State.HELD.value,
                "waiting": State.WAITING.value,
                "code": FaultCode.OVERDUE.value,
                "zone": zone,
                "at": at,
                "limit": AT_ONCE,
            },
        )
        rows = [dict(zip(_ROW, row, strict=True)) for row in cursor]
        if rows:
            _tell(Bulk(cursor, zone, Staging()), rows, at)
    return len(rows)


def say(row: dict[str, Any]) -> tuple[str, str]:
    """What is missing, and the way out."""
    there = (row["order_id"], row["payment_id"], row["waybill"], row["list_id"])
    missing = [names for names, found in zip(AWAITED.values(), there, strict=True) if found is None]
    return (
        (
            f"等待超时,仍缺{'、'.join(zh for zh, _ in missing)},已转人工。"
            "请相关企业补报,到齐后自动继续;如不再办理,请撤回单证。"
        ),
        (
            f"Waited too long: the {', '.join(en for _, en in missing)} did not come, so a person"
            " looks. Let it be sent and the trade goes on by itself; or withdraw the documents."
        ),
    )


def _tell(bulk: Bulk, rows: list[dict[str, Any]], at: datetime) -> None:
    told: dict[Told, list[int]] = {}
    faults = []
    for row in rows:
        sentence = say(row)
        for prefix, kind in TOUCHED.items():
            if row[f"{prefix}_id"] is not None:
                sender, message = row[f"{prefix}_sender"], row[f"{prefix}_message"]
                code = FaultCode.OVERDUE.value
                key = Told(sender, message, answer_kind(kind), HELD, code, sentence)
                told.setdefault(key, []).append(row[f"{prefix}_id"])
                faults.append((message, row[f"{prefix}_id"], row["id"], sender, *sentence))
    write_told(bulk, at, told)
    frame = pl.DataFrame(faults, schema=_FAULT, orient="row").unique("trade", keep="first")
    bulk.insert(
        "fault",
        frame.with_columns(
            id=pl.Series(new_ids(bulk.cursor, at, frame.height), dtype=pl.Int64),
            position=pl.lit(0),
            code=pl.lit(FaultCode.OVERDUE.value),
            place=pl.lit("trade"),
            rule=pl.lit(SPECS[FaultCode.OVERDUE].rule),
            compared=pl.lit("{}"),
        ),
    )


_FAULT = {
    "message": pl.Int64,
    "document": pl.Int64,
    "trade": pl.Int64,
    "sender": pl.Int64,
    "zh": pl.String,
    "en": pl.String,
}
