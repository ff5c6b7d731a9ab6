"""Where the documents of a trade meet (D2, D7): rows locked in key order, read and written whole.

Locks are taken in one order by every worker, so that none waits in a circle: payment numbers,
then new trades, then trades that are there, then waybills likewise, each by key. Reads go from the
keys asked for to the rows (LATERAL), never the other way, whatever the planner thinks of sizes.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl
from psycopg import Cursor, sql

from yizhan.kernel.errors import YizhanError
from yizhan.store.bulk import DECIMAL, Bulk, Schema, columns, on

TEXT, NUMBER, BOOL, DAY = pl.String, pl.Int64, pl.Boolean, pl.Date
KEY = ("ebp_code", "order_no")
WAY_KEY = ("logistics_code", "logistics_no")

ORDER: Schema = {
    "order_id": NUMBER,
    "order_app_time": TEXT,
    "order_ebc": TEXT,
    "order_pay_code": TEXT,
    "order_pay_number": TEXT,
    "order_paid": DECIMAL,
    "order_goods": DECIMAL,
    "order_freight": DECIMAL,
    "order_discount": DECIMAL,
    "order_tax": DECIMAL,
    "order_buyer": TEXT,
    "order_buyer_name": TEXT,
    "order_consignee": TEXT,
    "order_phone": TEXT,
    "order_address": TEXT,
    "order_lines": NUMBER,
    "order_sender": NUMBER,
    "order_message": NUMBER,
}
PAYMENT: Schema = {
    "payment_id": NUMBER,
    "payment_app_time": TEXT,
    "payment_pay_code": TEXT,
    "payment_number": TEXT,
    "payment_paid": DECIMAL,
    "payment_payer": TEXT,
    "payment_payer_name": TEXT,
    "payment_sender": NUMBER,
    "payment_message": NUMBER,
}
LIST: Schema = {
    "list_id": NUMBER,
    "list_app_time": TEXT,
    "list_ebc": TEXT,
    "list_agent": TEXT,
    "list_logistics_code": TEXT,
    "list_logistics_no": TEXT,
    "list_buyer": TEXT,
    "list_buyer_name": TEXT,
    "list_address": TEXT,
    "list_lines": NUMBER,
    "list_goods": DECIMAL,
    "list_value": DECIMAL,
    "list_tax": DECIMAL,
    "list_treatment": NUMBER,
    "list_pieces": DECIMAL,
    "list_gross": DECIMAL,
    "list_freight": DECIMAL,
    "list_insured": DECIMAL,
    "list_day": DAY,
    "list_codes": TEXT,
    "list_signed": BOOL,
    "list_sender": NUMBER,
    "list_message": NUMBER,
    "list_position": NUMBER,
    "trade_mode": TEXT,
    "customs_code": TEXT,
}
FACTS: dict[str, Schema] = {"order": ORDER, "payment": PAYMENT, "list": LIST}
TRADE: Schema = {
    **dict.fromkeys(KEY, TEXT),
    "id": NUMBER,
    "state": NUMBER,
    "waybill_id": NUMBER,
    "due_at": TEXT,
    "reserved": DECIMAL,
    "reserved_holder": TEXT,
    "reserved_period": NUMBER,
    **ORDER,
    **PAYMENT,
    **LIST,
}
WAYBILL: Schema = {
    "waybill_id": NUMBER,
    "app_time": TEXT,
    "order_no": TEXT,
    "consignee": TEXT,
    "phone": TEXT,
    "address": TEXT,
    "weight": DECIMAL,
    "freight": DECIMAL,
    "insured": DECIMAL,
    "sender": NUMBER,
    "message": NUMBER,
}
NAMED: Schema = {"list_ebp": TEXT, "list_order": TEXT}
WAY: Schema = {**dict.fromkeys(WAY_KEY, TEXT), **WAYBILL, **NAMED}


class Raced(YizhanError):
    """Another worker changed what we had judged by; the batch is done again."""

    code = "RACED"


def claim_payment_numbers(bulk: Bulk, wanted: pl.DataFrame) -> pl.DataFrame:
    """Give each payment number to one order for ever.

    `wanted` has pay_code, payment_number, ebp_code, order_no. Returns those rows of it whose
    number belongs to another order.
    """
    if wanted.is_empty():
        return wanted
    twin, zone = bulk.put("payment_key", wanted, "claim"), sql.Literal(bulk.zone)
    bulk.cursor.execute(
        sql.SQL(
            "INSERT INTO payment_key (zone, pay_code, payment_number, ebp_code, order_no)"
            " SELECT DISTINCT ON (pay_code, payment_number)"
            " {zone}, pay_code, payment_number, ebp_code, order_no FROM {twin}"
            " ORDER BY pay_code, payment_number ON CONFLICT DO NOTHING"
        ).format(twin=twin, zone=zone)
    )
    if bulk.cursor.rowcount == wanted.height:
        return wanted.clear()
    return bulk.fetch(
        sql.SQL(
            "SELECT t.pay_code, t.payment_number, t.ebp_code, t.order_no FROM {twin} t"
            " CROSS JOIN LATERAL (SELECT ebp_code, order_no FROM payment_key k"
            " WHERE k.zone = {zone} AND {on} OFFSET 0) k"
            " WHERE (t.ebp_code, t.order_no) <> (k.ebp_code, k.order_no)"
        ).format(twin=twin, zone=zone, on=on(("pay_code", "payment_number"))),
        dict.fromkeys(wanted.columns, TEXT),
    )


def named_by(bulk: Bulk, ways: pl.DataFrame) -> pl.DataFrame:
    """The trades whose lists name these waybills, as committed by now: ebp_code, order_no."""
    if ways.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(KEY, TEXT))
    return bulk.fetch(
        sql.SQL(
            "SELECT k.list_ebp, k.list_order FROM {twin} t CROSS JOIN LATERAL"
            " (SELECT list_ebp, list_order FROM waybill_key k WHERE k.zone = {zone} AND {on}"
            " AND k.list_order IS NOT NULL UNION ALL"
            " SELECT list_ebp, list_order FROM waybill_rival k WHERE k.zone = {zone} AND {on}"
            " OFFSET 0) k"
        ).format(
            twin=bulk.put("waybill_key", ways.select(WAY_KEY), "named"),
            zone=sql.Literal(bulk.zone),
            on=on(WAY_KEY),
        ),
        dict.fromkeys(KEY, TEXT),
    )


def rivals(bulk: Bulk, ways: pl.DataFrame) -> pl.DataFrame:
    """Which lists name these waybills beside the first that did; the waybills are locked."""
    if ways.is_empty():
        return pl.DataFrame(schema=dict.fromkeys((*WAY_KEY, *NAMED), TEXT))
    return bulk.fetch(
        sql.SQL(
            "SELECT k.logistics_code, k.logistics_no, k.list_ebp, k.list_order FROM {twin} t"
            " CROSS JOIN LATERAL (SELECT * FROM waybill_rival k WHERE k.zone = {zone} AND {on}"
            " OFFSET 0) k"
        ).format(
            twin=bulk.put("waybill_key", ways.select(WAY_KEY), "rivals"),
            zone=sql.Literal(bulk.zone),
            on=on(WAY_KEY),
        ),
        dict.fromkeys((*WAY_KEY, *NAMED), TEXT),
    )


def absent(bulk: Bulk, table: str, keys: pl.DataFrame) -> pl.DataFrame:
    """Those of `keys` that have no row yet."""
    if keys.is_empty():
        return keys
    return bulk.fetch(
        sql.SQL(
            "SELECT {keys} FROM {twin} t WHERE NOT EXISTS"
            " (SELECT FROM {table} k WHERE k.zone = {zone} AND {on} OFFSET 0)"
        ).format(
            keys=columns(keys.columns),
            table=sql.Identifier(table),
            twin=bulk.put(table, keys, "absent"),
            zone=sql.Literal(bulk.zone),
            on=on(keys.columns),
        ),
        dict.fromkeys(keys.columns, TEXT),
    )


def insert_new(bulk: Bulk, table: str, keys: Sequence[str], rows: pl.DataFrame) -> pl.DataFrame:
    """Write rows whose keys were absent a moment ago; `rows` come sorted by key.

    Where another worker writes the same key we wait for its commit. Returns the rows written;
    the others are there now, and are to be locked.
    """
    if bulk.insert(table, rows, "ON CONFLICT DO NOTHING RETURNING " + ", ".join(keys)) == (
        rows.height
    ):
        return rows
    written = pl.DataFrame(bulk.cursor.fetchall(), schema=dict.fromkeys(keys, TEXT), orient="row")
    return rows.join(written, on=list(keys), how="semi", maintain_order="left")


def lock_trades(bulk: Bulk, keys: pl.DataFrame) -> pl.DataFrame:
    """The trades of `keys` that exist, whole, locked until the transaction ends."""
    return _read(bulk, "trade", keys.select(KEY), TRADE, lock=True)


def lock_ways(bulk: Bulk, keys: pl.DataFrame) -> pl.DataFrame:
    """The waybill rows of `keys` that exist, whole, locked until the transaction ends."""
    return _read(bulk, "waybill_key", keys.select(WAY_KEY), WAY, lock=True)


def read_ways(bulk: Bulk, keys: pl.DataFrame) -> pl.DataFrame:
    """The waybill rows of `keys`, unlocked: safe once the trades that name them are locked."""
    return _read(bulk, "waybill_key", keys.select(WAY_KEY), WAY, lock=False)


def update_trades(bulk: Bulk, rows: pl.DataFrame, purpose: str) -> None:
    """Set the columns of `rows` on trades that are locked."""
    needed = {"id": "0", "state": "0", "state_at": "now()"}
    spare = {name: value for name, value in needed.items() if name not in rows.columns}
    bulk.update("trade", KEY, rows, purpose, needed=spare)


def revisit(bulk: Bulk, keys: pl.DataFrame) -> None:
    """Have these trades looked at again by a later batch, which can lock them in order."""
    bulk.insert("revisit", keys.select(KEY).unique().sort(KEY), "ON CONFLICT DO NOTHING")


def has_revisits(cursor: Cursor[Any], zone: int) -> bool:
    """Whether trades of `zone` are to be looked at again."""
    cursor.execute("SELECT FROM revisit WHERE zone = %s LIMIT 1", (zone,))
    return cursor.rowcount > 0


def take_revisits(bulk: Bulk, limit: int) -> pl.DataFrame:
    """Trades to look at again, taken off the list: ebp_code, order_no."""
    bulk.cursor.execute(
        "DELETE FROM revisit WHERE zone = %(zone)s AND (ebp_code, order_no) IN (SELECT ebp_code,"
        " order_no FROM revisit WHERE zone = %(zone)s ORDER BY 1, 2 LIMIT %(limit)s"
        " FOR UPDATE SKIP LOCKED) RETURNING ebp_code, order_no",
        {"zone": bulk.zone, "limit": limit},
    )
    return pl.DataFrame(bulk.cursor.fetchall(), schema=dict.fromkeys(KEY, TEXT), orient="row")


def _read(
    bulk: Bulk, table: str, keys: pl.DataFrame, schema: Schema, *, lock: bool
) -> pl.DataFrame:
    if keys.is_empty():
        return pl.DataFrame(schema=schema)
    return bulk.fetch(
        sql.SQL(
            "SELECT {columns} FROM (SELECT DISTINCT {keys} FROM {twin} ORDER BY {keys}) t"
            " CROSS JOIN LATERAL (SELECT * FROM {table} k WHERE k.zone = {zone} AND {on} {tail}) k"
        ).format(
            columns=columns(list(schema), "k"),
            keys=columns(keys.columns),
            table=sql.Identifier(table),
            twin=bulk.put(table, keys, "lock" if lock else "read"),
            zone=sql.Literal(bulk.zone),
            on=on(keys.columns),
            tail=sql.SQL("FOR UPDATE" if lock else "OFFSET 0"),
        ),
        schema,
    )
