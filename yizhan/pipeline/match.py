"""Stage 2: documents meet in their trade, in any order, twice or hours apart (D2, D7, D8).

What a document adds stands in `facts`, which version counts in `versions`, the locks and rows in
`services/trade/bulk.py`. Everything that needs no lock is done before the first one is taken:
from there to the commit, other workers with partners of these documents wait.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from yizhan.kernel.faults import Fault, FaultCode
from yizhan.pipeline import facts, ways
from yizhan.pipeline.assess import Assessed
from yizhan.pipeline.batches import Batch, Found
from yizhan.pipeline.facts import KEY
from yizhan.pipeline.validate import Checked
from yizhan.pipeline.versions import PLACES, admitted, latest
from yizhan.services.trade import bulk as trades
from yizhan.services.trade.states import State
from yizhan.store.bulk import DECIMAL

REVISITS_MAX = 2000
DECIDED = (State.HELD.value, State.REFUSED.value)


@dataclass(slots=True)
class Matched:
    """The trades a batch touched, as they are after it.

    `trades` has the columns of the table and what each `awaits`; `complete` are those that can
    be decided, because something entered them, `reopened` those that were decided and have lost
    a document. All are joined with their waybill's facts (`way_…`).
    """

    arrived: Mapping[str, pl.DataFrame]
    trades: pl.DataFrame
    complete: pl.DataFrame
    reopened: pl.DataFrame
    assessed: Assessed


def match(batch: Batch, checked: Checked) -> Matched:
    """Put the batch's documents where they belong; what cannot be put there gets its fault."""
    assessed = facts.assessed_lists(checked)
    arrived = {
        "order": facts.order_facts(batch, checked),
        "payment": facts.facts_of(batch, checked, "payment", facts.PAYMENT),
        "list": facts.list_facts(batch, checked, assessed),
    }
    arrived = {
        prefix: latest(batch, f"{prefix}_app_time", rows, KEY) for prefix, rows in arrived.items()
    }
    waybills = latest(batch, "app_time", facts.way_facts(batch, checked), facts.WAY_KEY)
    arrived["payment"] = _numbers_claimed(batch, arrived["payment"])
    revisits = trades.take_revisits(batch.bulk, 0 if batch.alone else REVISITS_MAX)
    also = pl.concat([trades.named_by(batch.bulk, waybills), revisits])
    arrived, current = _met(batch, arrived, also)
    ways_now, ways_in = ways.met(batch, waybills, arrived["list"], current)
    joined = _joined(batch, current, ways_now)
    _note_waybills(batch, joined)
    complete = joined.filter((pl.col("awaits") == 0) & (pl.col("state") < State.READY))
    news = pl.concat([revisits, *(rows.select(KEY) for rows in arrived.values())])
    decided = joined.filter((pl.col("awaits") > 0) & pl.col("state").is_in(DECIDED))
    gone = pl.concat([rows.filter("gone").select(KEY) for rows in arrived.values()])
    return Matched(
        arrived,
        joined,
        _changed(complete, news, ways_in),
        _changed(decided, gone, ways_in.filter("gone")),
        assessed,
    )


def _changed(complete: pl.DataFrame, news: pl.DataFrame, ways_in: pl.DataFrame) -> pl.DataFrame:
    """The trades that something entered: a copy that changes nothing is no reason to judge."""
    by_key = complete.join(news, on=KEY, how="semi")
    by_way = complete.join(
        ways_in,
        left_on=["list_logistics_code", "list_logistics_no"],
        right_on=facts.WAY_KEY,
        how="semi",
    )
    return pl.concat([by_key, by_way]).unique("id")


def _numbers_claimed(batch: Batch, payments: pl.DataFrame) -> pl.DataFrame:
    asked = payments.select("payment_pay_code", "payment_number", *KEY).rename(
        {"payment_pay_code": "pay_code"}
    )
    taken = trades.claim_payment_numbers(batch.bulk, asked)
    if taken.is_empty():
        return payments
    lost = payments.join(
        taken,
        left_on=["payment_pay_code", "payment_number", *KEY],
        right_on=["pay_code", "payment_number", *KEY],
        how="semi",
    )
    for message, position, number in lost.select(
        "at_message", "position", "payment_number"
    ).iter_rows():
        say = (
            f"支付交易编号 {number} 已用于另一笔订单。请核对编号后重发支付单。",
            f"Payment number {number} belongs to another order. Check it and send again.",
        )
        fault = Fault(FaultCode.PAYMENT_NUMBER_TAKEN, "payTransactionId", say)
        batch.faults.append(Found(message, position, fault))
    return payments.join(lost, on=PLACES, how="anti")


def _met(
    batch: Batch, arrived: Mapping[str, pl.DataFrame], also: pl.DataFrame
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Write what arrived into its trades, and lock those of `also`.

    Returns the documents that entered, and the trades touched as they are now.
    """
    wanted = pl.concat([rows.select(KEY) for rows in arrived.values()]).unique()
    new = trades.absent(batch.bulk, "trade", wanted)
    nothing_held = {**dict.fromkeys(KEY, pl.String), "held": pl.String, "state": pl.Int64}
    first = {
        prefix: admitted(
            batch,
            f"{prefix}_app_time",
            rows.join(new, on=KEY, how="semi", maintain_order="left"),
            pl.DataFrame(schema=nothing_held),
        )
        for prefix, rows in arrived.items()
    }
    made = trades.insert_new(batch.bulk, "trade", KEY, _fresh(batch, first))
    known = trades.lock_trades(
        batch.bulk, pl.concat([wanted, also]).unique().join(made, on=KEY, how="anti")
    )
    entered = {}
    current = known
    for prefix, rows in arrived.items():
        held = known.select(*KEY, "state", pl.col(f"{prefix}_app_time").alias("held"))
        again = admitted(batch, f"{prefix}_app_time", rows.join(known, on=KEY, how="semi"), held)
        news = _emptied(again, prefix)
        trades.update_trades(batch.bulk, news, f"{prefix}_facts")
        current = _overlaid(current, news, prefix)
        # A trade that another worker made meanwhile was judged as new above, and as known here.
        entered[prefix] = pl.concat([first[prefix].join(made, on=KEY, how="semi"), again])
    return entered, pl.concat([current, made.select(current.columns)], how="vertical_relaxed")


def _emptied(rows: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """The facts to write; those of a withdrawn document are empty."""
    facts = list(trades.FACTS[prefix])
    if not rows["gone"].any():
        return rows.select(*KEY, *facts)
    return rows.select(
        *KEY, *(pl.when(~pl.col("gone")).then(pl.col(name)).alias(name) for name in facts)
    )


def _overlaid(known: pl.DataFrame, news: pl.DataFrame, prefix: str) -> pl.DataFrame:
    if news.is_empty():
        return known
    facts = list(trades.FACTS[prefix])
    joined = known.join(
        news.with_columns(is_new=pl.lit(value=True)),
        on=KEY,
        how="left",
        suffix="_new",
        maintain_order="left",
    )
    return joined.select(
        pl.when("is_new").then(pl.col(f"{name}_new")).otherwise(pl.col(name)).alias(name)
        if name in facts
        else pl.col(name)
        for name in known.columns
    )


def _fresh(batch: Batch, first: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """New trades with all that this batch knows of them, sorted by key."""
    keys = pl.concat([rows.select(KEY) for rows in first.values()]).unique().sort(KEY)
    for prefix, rows in first.items():
        keys = keys.join(
            rows.select(*KEY, *trades.FACTS[prefix]), on=KEY, how="left", maintain_order="left"
        )
    due = (batch.at + timedelta(hours=batch.rules.patience_hours)).isoformat()
    return keys.with_columns(
        id=pl.Series(batch.ids(keys.height), dtype=pl.Int64),
        state=pl.lit(State.WAITING.value, pl.Int64),
        reserved=pl.lit(0).cast(DECIMAL),
        reserved_holder=pl.lit(None, pl.String),
        reserved_period=pl.lit(None, pl.Int64),
        waybill_id=pl.lit(None, pl.Int64),
        state_at=pl.lit(batch.at),
        due_at=pl.lit(due),
    )


def _joined(batch: Batch, current: pl.DataFrame, ways_now: pl.DataFrame) -> pl.DataFrame:
    """The trades with their waybill's facts and what each still awaits, as bits."""
    open_ones = current.filter(pl.col("list_id").is_not_null() & (pl.col("state") < State.READY))
    wanted = open_ones.select(
        logistics_code="list_logistics_code", logistics_no="list_logistics_no"
    ).unique()
    unread = wanted.join(ways_now, on=facts.WAY_KEY, how="anti")
    read = pl.concat(
        [ways_now, trades.read_ways(batch.bulk, unread)], how="vertical_relaxed"
    ).rename({name: f"way_{name}" for name in trades.WAYBILL})
    return current.join(
        read,
        left_on=["list_logistics_code", "list_logistics_no"],
        right_on=facts.WAY_KEY,
        how="left",
        maintain_order="left",
    ).with_columns(
        awaits=_bit("order_id", 1)
        + _bit("payment_id", 2)
        + _bit("way_waybill_id", 4)
        + _bit("list_id", 8)
    )


def _note_waybills(batch: Batch, joined: pl.DataFrame) -> None:
    """A trade that still waits says which waybill it has: people ask what is missing."""
    waiting = joined.filter(
        (pl.col("awaits") > 0)
        & (pl.col("state") < State.READY)
        & pl.col("waybill_id").ne_missing(pl.col("way_waybill_id"))
    )
    trades.update_trades(
        batch.bulk, waiting.select(*KEY, waybill_id="way_waybill_id"), "has_waybill"
    )


def _bit(column: str, value: int) -> pl.Expr:
    return pl.when(pl.col(column).is_null()).then(value).otherwise(0)
