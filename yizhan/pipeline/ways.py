"""Waybills wait under their own number until a list names them (D7)."""

import polars as pl

from yizhan.pipeline.batches import Batch
from yizhan.pipeline.facts import WAY_KEY
from yizhan.pipeline.versions import admitted
from yizhan.services.trade import bulk as trades

NAMES = list(trades.NAMED)
FACTS = list(trades.WAYBILL)
_NONE = {
    **dict.fromkeys(WAY_KEY, pl.String),
    "state": pl.Int64,
    "held": pl.String,
    "held_order": pl.String,
}


def met(
    batch: Batch, waybills: pl.DataFrame, lists: pl.DataFrame, current: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Write waybills, and which list names which.

    `current` are the trades this batch has locked. Returns the rows touched as they are now, and
    the keys of the waybills that entered, or are `gone`.
    """
    every = _naming(lists)
    naming = every.unique(WAY_KEY, keep="first")
    wanted = pl.concat([waybills.select(WAY_KEY), naming.select(WAY_KEY)]).unique()
    new = trades.absent(batch.bulk, "waybill_key", wanted)
    first = admitted(
        batch, "app_time", waybills.join(new, on=WAY_KEY, how="semi"), pl.DataFrame(schema=_NONE)
    )
    made = trades.insert_new(batch.bulk, "waybill_key", WAY_KEY, _fresh(first, naming, new))
    known = trades.lock_ways(batch.bulk, wanted.join(made, on=WAY_KEY, how="anti"))
    _look_again(batch, known.join(waybills, on=WAY_KEY, how="semi"), current)
    again = admitted(
        batch,
        "app_time",
        waybills.join(known, on=WAY_KEY, how="semi"),
        _held(known, current),
    )
    news = _emptied(again)
    named = naming.join(known.filter(pl.col("list_order").is_null()), on=WAY_KEY, how="semi")
    batch.bulk.update("waybill_key", WAY_KEY, news, "facts")
    batch.bulk.update("waybill_key", WAY_KEY, named, "naming")
    now = _patched(_patched(known, news, FACTS), named, NAMES)
    entered = pl.concat([rows.select(*WAY_KEY, "gone") for rows in (first, again)])
    rows = pl.concat([now, made.select(now.columns)], how="vertical_relaxed")
    _note_rivals(batch, every, rows)
    return rows, entered


def _naming(lists: pl.DataFrame) -> pl.DataFrame:
    return lists.filter(~pl.col("gone")).select(
        logistics_code="list_logistics_code",
        logistics_no="list_logistics_no",
        list_ebp="ebp_code",
        list_order="order_no",
    )


def _note_rivals(batch: Batch, every: pl.DataFrame, rows: pl.DataFrame) -> None:
    """Lists that name a waybill after another did: by mistake, and they too must be judged."""
    late = every.join(rows.select(*WAY_KEY, *NAMES), on=[*WAY_KEY, *NAMES], how="anti")
    batch.bulk.insert("waybill_rival", late.sort(WAY_KEY), "ON CONFLICT DO NOTHING")


def _fresh(first: pl.DataFrame, naming: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Rows for numbers never seen, sorted by key."""
    return (
        first.select(*WAY_KEY, *FACTS)
        .join(naming.join(new, on=WAY_KEY, how="semi"), on=WAY_KEY, how="full", coalesce=True)
        .sort(WAY_KEY)
    )


def _look_again(batch: Batch, known: pl.DataFrame, current: pl.DataFrame) -> None:
    """A list that named one of these waybills since we looked is of a trade we did not lock.

    To lock it now could make two workers wait for each other, so a later batch looks at it. Only
    a waybill that was there already, and might have been declared with its trade, needs us to
    judge the whole batch again.
    """
    named = known.filter(pl.col("list_order").is_not_null()).select(*WAY_KEY, *NAMES)
    others = (
        pl.concat([named, trades.rivals(batch.bulk, known)])
        .join(current, left_on=NAMES, right_on=list(trades.KEY), how="anti")
        .join(known.select(*WAY_KEY, "waybill_id"), on=WAY_KEY)
    )
    if others["waybill_id"].is_not_null().any():
        raise trades.Raced("waybill_key")
    trades.revisit(batch.bulk, others.select(ebp_code="list_ebp", order_no="list_order"))


def _held(known: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """What is held under each number: appTime, order, and how far a trade that names it is."""
    states = current.group_by(
        logistics_code="list_logistics_code", logistics_no="list_logistics_no"
    ).agg(pl.col("state").max())
    return known.join(states, on=WAY_KEY, how="left").select(
        *WAY_KEY, "state", held="app_time", held_order="order_no"
    )


def _emptied(rows: pl.DataFrame) -> pl.DataFrame:
    """The facts to write; those of a withdrawn waybill are empty."""
    return rows.select(
        *WAY_KEY, *(pl.when(~pl.col("gone")).then(pl.col(name)).alias(name) for name in FACTS)
    )


def _patched(rows: pl.DataFrame, news: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    joined = rows.join(
        news.select(*WAY_KEY, *names, is_new=pl.lit(value=True)),
        on=WAY_KEY,
        how="left",
        suffix="_new",
        maintain_order="left",
    )
    return joined.select(
        pl.when("is_new").then(pl.col(f"{name}_new")).otherwise(pl.col(name)).alias(name)
        if name in names
        else pl.col(name)
        for name in rows.columns
    )
