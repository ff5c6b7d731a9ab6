"""What customs says moves the trade, in whatever order it comes; their word always wins (R0.7).

Receipts reach us like any message: stored, keyed, then claimed by a worker. The newest returnTime
tells where a list stands; every answer is kept, each once.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from psycopg import sql

from yizhan.kit.ledgers.bulk import Wish
from yizhan.pipeline import quota
from yizhan.pipeline.batches import Batch
from yizhan.pipeline.receipt import IN_HAND, Told, write_told
from yizhan.pipeline.validate import Checked
from yizhan.services.trade.bulk import update_trades
from yizhan.services.trade.states import State
from yizhan.store.bulk import DECIMAL, Schema, columns

RECEIPT = "CEB622Message"
LIST_KEY = ("agent_code", "cop_no")
_CODE = re.compile(r"\[Code:(\w+);")
_STATES: Mapping[str, State] = {
    "1": State.SENT,
    "2": State.SENT,
    "3": State.SENT,
    "4": State.SENT,
    "120": State.ACCEPTED,
    "399": State.ACCEPTED,
    "300": State.REVIEWED,
    "500": State.REVIEWED,
    "501": State.REVIEWED,
    "502": State.REVIEWED,
    "503": State.REVIEWED,
    "599": State.REVIEWED,
    "600": State.REVIEWED,
    "700": State.RETURNED,
    "800": State.RELEASED,
    "899": State.CLOSED,
    "100": State.RETURNED,
}
"""Where a status of customs puts a trade (spec §9); one below zero is an error at their side."""

_ACCOUNTS: Mapping[State, int] = {
    State.RELEASED: quota.USED,
    State.CLOSED: quota.USED,
    State.RETURNED: quota.AVAILABLE,
}
"""Where a list's value stands in its buyer's year; reserved in every other state (D9)."""


def state_of(status: str) -> State:
    """Where `status` puts a trade; one we do not know is looked at by a person.

    >>> state_of("800"), state_of("-621001")
    (<State.RELEASED: 70>, <State.REVIEWED: 65>)
    """
    return _STATES.get(status, State.REVIEWED)


def take(batch: Batch, checked: Checked) -> None:
    """Apply the customs receipts among the batch's documents."""
    frame = checked.heads.get(RECEIPT)
    if frame is None:
        return
    found = _matched(batch, frame.filter("good"))
    new = _kept(batch, found)
    if new.is_empty():
        return
    latest = new.sort("return_time", "id").unique("trade", keep="last", maintain_order=True)
    rows = _locked(batch, latest).join(
        latest.rename({"trade": "id", "id": "answer"}), on="id", how="inner"
    )
    moved = rows.filter(
        pl.col("customs_time").is_null() | (pl.col("return_time") >= pl.col("customs_time"))
    ).sort("ebp_code", "order_no")
    _settle_quota(batch, moved)
    _write(batch, moved)
    _tell(batch, new, rows)


def _matched(batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
    """The answers with the trade and list each speaks of; those of nobody are left out."""
    asked = frame.select(LIST_KEY).drop_nulls().unique()
    if asked.is_empty():
        return frame.clear()
    keys = batch.bulk.fetch(
        sql.SQL(
            "SELECT t.agent_code, t.cop_no, k.trade, k.list FROM {twin} t CROSS JOIN LATERAL"
            " (SELECT trade, list FROM list_key k WHERE k.zone = {zone}"
            " AND k.agent_code = t.agent_code AND k.cop_no = t.cop_no OFFSET 0) k"
        ).format(
            twin=batch.bulk.put("list_key", asked, "asked"), zone=sql.Literal(batch.bulk.zone)
        ),
        {"agent_code": pl.String, "cop_no": pl.String, "trade": pl.Int64, "list": pl.Int64},
    )
    return frame.join(keys, on=LIST_KEY, how="inner")


def _kept(batch: Batch, found: pl.DataFrame) -> pl.DataFrame:
    """Store answers not seen before; returns those."""
    if found.is_empty():
        return found
    once = found.unique(["list", "return_status", "return_time"], keep="first").sort("list", "id")
    keyed = once.select("list", status="return_status", return_time="return_time", answer="id")
    twin = batch.bulk.put("customs_answer_key", keyed, "new")
    batch.bulk.cursor.execute(
        sql.SQL(
            "INSERT INTO customs_answer_key (zone, list, status, return_time, answer)"
            " SELECT {zone}, list, status, return_time, answer FROM {twin}"
            " ORDER BY list, status, return_time ON CONFLICT DO NOTHING RETURNING answer"
        ).format(zone=sql.Literal(batch.bulk.zone), twin=twin)
    )
    fresh = {answer for (answer,) in batch.bulk.cursor}
    new = once.filter(pl.col("id").is_in(list(fresh)))
    messages = pl.Series([each.id for each in batch.claimed], dtype=pl.Int64)
    batch.bulk.insert(
        "customs_answer",
        new.select(
            "id",
            "trade",
            "list",
            "return_time",
            "pre_no",
            "invt_no",
            status="return_status",
            code=pl.col("return_info").str.extract(_CODE.pattern).fill_null(""),
            info="return_info",
            dxp=messages.gather(new["message"].cast(pl.UInt32)),
        ),
    )
    return new


_ROW: Schema = {
    "ebp_code": pl.String,
    "order_no": pl.String,
    "id": pl.Int64,
    "state": pl.Int64,
    "customs_time": pl.String,
    "reserved": DECIMAL,
    "reserved_holder": pl.String,
    "reserved_period": pl.Int64,
    "list_id": pl.Int64,
    "order_id": pl.Int64,
    "payment_id": pl.Int64,
    "waybill_id": pl.Int64,
    "order_sender": pl.Int64,
    "payment_sender": pl.Int64,
    "list_sender": pl.Int64,
    "order_message": pl.Int64,
    "payment_message": pl.Int64,
    "list_message": pl.Int64,
}


def _locked(batch: Batch, latest: pl.DataFrame) -> pl.DataFrame:
    return batch.bulk.fetch(
        sql.SQL(
            "SELECT {columns} FROM trade k WHERE k.zone = {zone} AND k.id = ANY(%s)"
            " ORDER BY k.ebp_code, k.order_no FOR UPDATE OF k"
        ).format(columns=columns(list(_ROW), "k"), zone=sql.Literal(batch.bulk.zone)),
        _ROW,
        (latest["trade"].to_list(),),
    )


def _settle_quota(batch: Batch, moved: pl.DataFrame) -> None:
    """Reserved becomes used at release, and free again when customs sends the list back."""
    moves: dict[tuple[int, int], list[Wish]] = {}
    for row in moved.filter(pl.col("reserved") > 0).iter_rows(named=True):
        was = _ACCOUNTS.get(State(row["state"]), quota.RESERVED)
        now = _ACCOUNTS.get(state_of(row["return_status"]), quota.RESERVED)
        if was != now:
            wish = Wish(
                row["reserved_holder"], row["reserved_period"], row["reserved"], row["list_id"]
            )
            moves.setdefault((was, now), []).append(wish)
    quota.move_all(batch, moves)


def _write(batch: Batch, moved: pl.DataFrame) -> None:
    states = [state_of(status).value for status in moved["return_status"]]
    update_trades(
        batch.bulk,
        moved.select(
            "ebp_code",
            "order_no",
            pl.Series("state", states, dtype=pl.Int64),
            state_at=pl.lit(batch.at),
            due_at=pl.lit(None, pl.String),
            customs_status="return_status",
            customs_time="return_time",
            invt_no="invt_no",
        ),
        "answered",
    )


def _tell(batch: Batch, new: pl.DataFrame, rows: pl.DataFrame) -> None:
    """Pass every answer on to the declarant, and acceptance or refusal to the other senders."""
    told: dict[Told, list[int]] = {}
    by_trade = {row["id"]: row for row in rows.iter_rows(named=True)}
    for answer in new.iter_rows(named=True):
        row = by_trade[answer["trade"]]
        code = _CODE.search(answer["return_info"])
        said = (
            answer["return_status"],
            code[1] if code else "",
            (answer["return_info"], answer["return_info"]),
        )
        for told_to, document in _hearers(row, answer["return_status"], said):
            told.setdefault(told_to, []).append(document)
    write_told(batch.bulk, batch.at, told, "answers")


def _hearers(
    row: Mapping[str, Any], status: str, said: tuple[str, str, tuple[str, str]]
) -> Sequence[tuple[Told, int]]:
    heard = [(Told(row["list_sender"], row["list_message"], RECEIPT, *said), row["list_id"])]
    if status != IN_HAND and state_of(status) in {State.ACCEPTED, State.RETURNED}:
        for prefix, kind in (("order", "CEB312Message"), ("payment", "CEB412Message")):
            sender, message = row[f"{prefix}_sender"], row[f"{prefix}_message"]
            if row[f"{prefix}_id"]:
                heard.append((Told(sender, message, kind, *said), row[f"{prefix}_id"]))
    return heard
