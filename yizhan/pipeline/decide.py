"""Stages 2 to 4 together on complete trades: compare, assess, screen; then write what follows."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from yizhan.kernel.faults import FaultCode
from yizhan.pipeline import quota
from yizhan.pipeline.assess import remarked
from yizhan.pipeline.batches import Batch
from yizhan.pipeline.compare import Check, broken
from yizhan.pipeline.match import Matched
from yizhan.pipeline.screen import screen
from yizhan.pipeline.verdicts import Finding, Verdict
from yizhan.services.trade.bulk import update_trades
from yizhan.services.trade.states import State
from yizhan.store.bulk import DECIMAL, Schema, frame_of

NOTHING = Decimal(0)
NEEDED = (
    *("id", "ebp_code", "order_no", "due_at"),
    *("reserved", "reserved_holder", "reserved_period"),
    *("order_id", "order_sender", "order_message"),
    *("payment_id", "payment_sender", "payment_message"),
    *("way_waybill_id", "way_sender", "way_message"),
    *("list_id", "list_sender", "list_message", "list_position", "list_signed", "list_day"),
    *("list_value", "list_treatment", "list_buyer", "list_codes"),
)
"""What a decision needs of a trade's row; the compared facts only where they differ."""
REOPENED = ("id", "list_id", "reserved", "reserved_holder", "reserved_period")
UNJUDGED = FaultCode.POSITIVE_LIST_UNJUDGED.value


def decide(batch: Batch, matched: Matched) -> list[Verdict]:
    """A verdict for each complete trade, written with its faults and its place in the queue."""
    rows = matched.complete.sort("ebp_code", "order_no")
    reopened = matched.reopened.select(REOPENED).rows(named=True)
    if rows.is_empty() and not reopened:
        return []
    failing = broken(rows)
    verdicts = []
    for place, row in enumerate(rows.select(NEEDED).iter_rows(named=True)):
        whole = rows.row(place, named=True) if failing[place] else row
        differs = [_differs(check, whole) for check in failing[place]]
        verdicts.append(Verdict(row, [*differs, *_remarked(row)]))
    quota.reserve(batch, verdicts, reopened)
    screen(batch, verdicts)
    _write(batch, verdicts)
    _wait_again(batch, matched.reopened)
    return verdicts


def _wait_again(batch: Batch, reopened: pl.DataFrame) -> None:
    """Trades that were decided, and of which a document was withdrawn since."""
    due = batch.at + timedelta(hours=batch.rules.patience_hours)
    update_trades(
        batch.bulk,
        reopened.select(
            "ebp_code",
            "order_no",
            state=pl.lit(State.WAITING.value, pl.Int64),
            state_at=pl.lit(batch.at),
            due_at=pl.lit(due.isoformat()),
            codes=pl.lit([], pl.List(pl.String)),
            reserved=pl.lit(NOTHING).cast(DECIMAL),
            reserved_holder=pl.lit(None, pl.String),
            reserved_period=pl.lit(None, pl.Int64),
        ).sort("ebp_code", "order_no"),
        "reopened",
    )
    batch.bulk.cursor.execute(
        "DELETE FROM release_queue WHERE zone = %s AND trade = ANY(%s)",
        (batch.bulk.zone, reopened["id"].to_list()),
    )


def _differs(check: Check, row: dict[str, Any]) -> Finding:
    return Finding(check.code, check.where, check.say(row))


def _remarked(row: dict[str, Any]) -> Iterator[Finding]:
    for each in remarked(row):
        yield Finding(each.code, each.where, each.say)


def _write(batch: Batch, verdicts: Sequence[Verdict]) -> None:
    decided = frame_of(
        [
            (
                verdict.row["ebp_code"],
                verdict.row["order_no"],
                verdict.state.value,
                batch.at,
                None if verdict.state is State.READY else verdict.row["due_at"],
                [*verdict.codes, UNJUDGED],
                verdict.row["way_waybill_id"],
                *_reservation(verdict),
            )
            for verdict in verdicts
        ],
        _DECIDED,
    )
    update_trades(batch.bulk, decided, "decided")
    _queue(batch, verdicts)


def _queue(batch: Batch, verdicts: Sequence[Verdict]) -> None:
    """Lists that may go stand in the queue; of signed messages the others too, for they go whole.

    From the first verdict on any of its lists a signed message's patience runs (D11).
    """
    going = [v for v in verdicts if v.state is State.READY or v.row["list_signed"]]
    queued = pl.DataFrame(
        [
            (
                row["id"],
                row["list_id"],
                row["list_message"],
                row["list_position"],
                row["list_sender"],
                row["list_signed"],
                verdict.state is State.READY,
                batch.at,
            )
            for verdict in going
            for row in [verdict.row]
        ],
        schema=_QUEUED,
        orient="row",
    )
    batch.bulk.insert("release_queue", queued, AGAIN)


def _reservation(verdict: Verdict) -> tuple[Decimal, str | None, int | None]:
    """What the trade now holds of whose year; refused and unassessed ones hold nothing."""
    if verdict.refused or not verdict.assessed:
        return NOTHING, None, None
    row = verdict.row
    return row["list_value"], row["list_buyer"], row["list_day"].year


AGAIN = (
    "ON CONFLICT (zone, trade) DO UPDATE SET list = EXCLUDED.list, message = EXCLUDED.message,"
    " position = EXCLUDED.position, sender = EXCLUDED.sender, signed = EXCLUDED.signed,"
    " ready = EXCLUDED.ready"
)
"""A list of a signed message that did not pass stands there already when it is judged again."""
_DECIDED: Schema = {
    "ebp_code": pl.String,
    "order_no": pl.String,
    "state": pl.Int64,
    "state_at": pl.Datetime("us", "UTC"),
    "due_at": pl.String,
    "codes": pl.List(pl.String),
    "waybill_id": pl.Int64,
    "reserved": DECIMAL,
    "reserved_holder": pl.String,
    "reserved_period": pl.Int64,
}
_QUEUED: Schema = {
    "trade": pl.Int64,
    "list": pl.Int64,
    "message": pl.Int64,
    "position": pl.Int64,
    "sender": pl.Int64,
    "signed": pl.Boolean,
    "ready": pl.Boolean,
    "since": pl.Datetime("us", "UTC"),
}
