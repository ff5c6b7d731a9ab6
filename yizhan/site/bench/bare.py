"""The ceiling: the least that has to happen to a trade, with no rule, policy, vault or receipt.

Claim, parse, official schema, extract, COPY into plain tables, match by SQL (D13). A trade whose
last two partners are committed at the same instant is found by one statement at the end.
"""

import time
from io import BytesIO
from typing import Any, Final

import polars as pl
from psycopg import Connection, Cursor, sql

from yizhan.ceb import Variant, read_columns
from yizhan.ceb.registry import MESSAGES
from yizhan.pipeline.documents.tables import TYPES
from yizhan.pipeline.run import without_gc
from yizhan.store.database import Role, connect
from yizhan.store.sealing import Sealer, message_place

MESSAGES_AT_ONCE: Final = 32
TABLES: Final = {
    "CEB311Message": "bare_order",
    "CEB411Message": "bare_payment",
    "CEB511Message": "bare_waybill",
    "CEB621Message": "bare_list",
}
INDEXES: Final = (
    "CREATE INDEX ON bare_order (ebp_code, order_no)",
    "CREATE INDEX ON bare_payment (ebp_code, order_no)",
    "CREATE INDEX ON bare_waybill (logistics_code, logistics_no)",
    "CREATE INDEX ON bare_list (ebp_code, order_no)",
    "CREATE INDEX ON bare_list (logistics_code, logistics_no)",
    "CREATE TABLE bare_trade (ebp_code text, order_no text, PRIMARY KEY (ebp_code, order_no))",
)
MATCH: Final = """
INSERT INTO bare_trade
SELECT l.ebp_code, l.order_no
FROM ({touched}) l
CROSS JOIN LATERAL (SELECT FROM bare_order o
    WHERE o.ebp_code = l.ebp_code AND o.order_no = l.order_no LIMIT 1) o
CROSS JOIN LATERAL (SELECT FROM bare_payment p
    WHERE p.ebp_code = l.ebp_code AND p.order_no = l.order_no LIMIT 1) p
CROSS JOIN LATERAL (SELECT FROM bare_waybill w
    WHERE w.logistics_code = l.logistics_code AND w.logistics_no = l.logistics_no LIMIT 1) w
ORDER BY 1, 2
ON CONFLICT DO NOTHING
"""
# From the keys of the batch to the rows, whatever the planner thinks of tables just filled.
BY_KEY: Final = (
    "SELECT l.* FROM bare_touched t CROSS JOIN LATERAL"
    " (SELECT ebp_code, order_no, logistics_code, logistics_no FROM bare_list x"
    " WHERE x.ebp_code = t.ebp_code AND x.order_no = t.order_no OFFSET 0) l"
)
BY_WAYBILL: Final = (
    "SELECT l.* FROM bare_ways t CROSS JOIN LATERAL"
    " (SELECT ebp_code, order_no, logistics_code, logistics_no FROM bare_list x"
    " WHERE x.logistics_code = t.logistics_code AND x.logistics_no = t.logistics_no OFFSET 0) l"
)
EVERY: Final = "SELECT ebp_code, order_no, logistics_code, logistics_no FROM bare_list"
PLANS: Final = "SET statement_timeout = 0; SET jit = off"


def prepare(zone: int) -> None:
    """Plain tables, and a copy of the queue."""
    with connect(Role.OWNER) as connection:
        connection.execute("SET statement_timeout = 0")
        connection.execute("SELECT set_config('yizhan.zone', %s, true)", (str(zone),))
        connection.execute("CREATE TABLE bare_inbox AS SELECT message FROM inbox")
        connection.execute("ALTER TABLE bare_inbox ADD PRIMARY KEY (message)")
        for kind, table in TABLES.items():
            message = MESSAGES[kind]
            for name, entity in ((table, message.head), (f"{table}_line", message.lines)):
                if entity is not None:
                    fields = ", ".join(f'"{f.column}" {TYPES[f.kind]}' for f in entity.fields)
                    connection.execute(
                        sql.SQL("CREATE TABLE {} (message bigint, position int, {})").format(
                            sql.Identifier(name), sql.SQL(fields)
                        )
                    )
        for statement in INDEXES:
            connection.execute(statement)


def settle() -> float:
    """One last statement for trades that two workers missed together; the seconds it took."""
    began = time.monotonic()
    with connect(Role.OWNER) as connection:
        connection.execute("SET statement_timeout = 0")
        connection.execute(MATCH.format(touched=EVERY))
    return time.monotonic() - began


def decided() -> int:
    """Trades matched."""
    with connect(Role.OWNER) as connection:
        row = connection.execute("SELECT count(*) FROM bare_trade").fetchone()
        return int(row[0]) if row else 0


def drain(zone: int) -> int:
    """One worker's whole work: until the queue is empty."""
    sealer = Sealer.for_zone(zone)
    done = 0
    with connect(Role.OWNER) as connection:
        connection.execute(PLANS)
        connection.execute(
            "CREATE TEMP TABLE bare_touched (ebp_code text, order_no text) ON COMMIT DELETE ROWS;"
            "CREATE TEMP TABLE bare_ways (logistics_code text, logistics_no text)"
            " ON COMMIT DELETE ROWS"
        )
        connection.commit()
        while count := _batch(connection, zone, sealer):
            done += count
    return done


def _batch(connection: Connection[Any], zone: int, sealer: Sealer) -> int:
    with without_gc(), connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('yizhan.zone', %s, true)", (str(zone),))
        cursor.execute(
            "SELECT message FROM bare_inbox ORDER BY message LIMIT %s FOR UPDATE SKIP LOCKED",
            (MESSAGES_AT_ONCE,),
        )
        taken = [message for (message,) in cursor]
        if not taken:
            return 0
        cursor.execute(
            "SELECT id, sealed FROM message WHERE zone = %s AND id = ANY(%s)", (zone, taken)
        )
        bodies = [sealer.open(sealed, aad=message_place(zone, number)) for number, sealed in cursor]
        columns = read_columns(bodies, variants=[Variant.STATION_SIGNS] * len(bodies))
        for kind, frame in columns.heads.items():
            _copy(cursor, TABLES[kind], frame)
        for kind, frame in columns.lines.items():
            _copy(cursor, f"{TABLES[kind]}_line", frame.drop("line"))
        _match(cursor, columns.heads)
        cursor.execute("DELETE FROM bare_inbox WHERE message = ANY(%s)", (taken,))
    return len(taken)


def _match(cursor: Cursor[Any], heads: dict[str, pl.DataFrame]) -> None:
    keys = [
        frame.select("ebp_code", "order_no")
        for kind, frame in heads.items()
        if kind != "CEB511Message"
    ]
    if keys:
        _copy(cursor, "bare_touched", pl.concat(keys).unique())
        cursor.execute(MATCH.format(touched=BY_KEY))
    if (ways := heads.get("CEB511Message")) is not None:
        _copy(cursor, "bare_ways", ways.select("logistics_code", "logistics_no").unique())
        cursor.execute(MATCH.format(touched=BY_WAYBILL))


def _copy(cursor: Cursor[Any], table: str, frame: pl.DataFrame) -> None:
    buffer = BytesIO()
    frame.write_csv(buffer, include_header=False, null_value="\\N")
    names = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    wire = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL '\\N')")
    with cursor.copy(wire.format(sql.Identifier(table), names)) as copy:
        copy.write(buffer.getbuffer())
