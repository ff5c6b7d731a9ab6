"""Where the documents of a trade meet (D2, D7): rows locked in key order, read and written whole.

Order of locks, the same for every worker, so that none waits in a circle: payment numbers, then
trades that exist, then new trades, then waybills that exist, then new waybills, each by key.
A row that appears between two steps means another worker was first: `Raced`, and the batch is
done again, now seeing what the other committed.
"""

import polars as pl
from psycopg import sql

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
    """Another worker made a row first; the batch is done again."""

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
            " JOIN payment_key k ON k.zone = {zone} AND {on}"
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
            "SELECT k.list_ebp, k.list_order FROM {twin} t JOIN waybill_key k"
            " ON k.zone = {zone} AND {on} WHERE k.list_order IS NOT NULL"
        ).format(
            twin=bulk.put("waybill_key", ways.select(WAY_KEY), "named"),
            zone=sql.Literal(bulk.zone),
            on=on(WAY_KEY),
        ),
        dict.fromkeys(KEY, TEXT),
    )


def lock_trades(bulk: Bulk, keys: pl.DataFrame) -> pl.DataFrame:
    """The trades of `keys` that exist, whole, locked until the transaction ends."""
    return _read(bulk, "trade", keys.select(KEY), TRADE, lock=True)


def lock_ways(bulk: Bulk, keys: pl.DataFrame) -> pl.DataFrame:
    """The waybill rows of `keys` that exist, whole, locked until the transaction ends."""
    return _read(bulk, "waybill_key", keys.select(WAY_KEY), WAY, lock=True)


def read_ways(bulk: Bulk, keys: pl.DataFrame) -> pl.DataFrame:
    """The waybill rows of `keys`, unlocked: safe once the trades that name them are locked."""
    return _read(bulk, "waybill_key", keys.select(WAY_KEY), WAY, lock=False)


def insert_new(bulk: Bulk, table: str, rows: pl.DataFrame) -> None:
    """Write rows whose keys were absent a moment ago; `rows` come sorted by key."""
    if bulk.insert(table, rows, "ON CONFLICT DO NOTHING") != rows.height:
        raise Raced(table)


def _read(
    bulk: Bulk, table: str, keys: pl.DataFrame, schema: Schema, *, lock: bool
) -> pl.DataFrame:
    if keys.is_empty():
        return pl.DataFrame(schema=schema)
    tail = sql.SQL("ORDER BY {} FOR UPDATE OF k").format(columns(keys.columns, "k"))
    return bulk.fetch(
        sql.SQL(
            "SELECT {columns} FROM {table} k JOIN (SELECT DISTINCT {keys} FROM {twin}) t"
            " ON k.zone = {zone} AND {on} {tail}"
        ).format(
            columns=columns(list(schema), "k"),
            keys=columns(keys.columns),
            table=sql.Identifier(table),
            twin=bulk.put(table, keys, "lock" if lock else "read"),
            zone=sql.Literal(bulk.zone),
            on=on(keys.columns),
            tail=tail if lock else sql.SQL(""),
        ),
        schema,
    )
