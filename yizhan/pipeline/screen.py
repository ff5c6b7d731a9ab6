"""Stage 4: what makes a person look. Rules are in `services/risk/rules.py`; facts are read here."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
from psycopg import sql

from yizhan.kernel.faults import FaultCode
from yizhan.pipeline.batches import Batch
from yizhan.pipeline.verdicts import Finding, Verdict
from yizhan.services.risk import rules
from yizhan.services.tax import params
from yizhan.store.bulk import DECIMAL, Schema, frame_of

NOTHING = Decimal(0)
# Everybody in the trade reads these, the carrier too: why a buyer is listed and what they bought
# elsewhere is for offices, who see the list and the tally themselves.
LISTED = (
    "订购人在关注名单内,需人工审核。审核结果会通知您;如认为有误,可申请复核。",
    "The buyer is on a watch list, so a person looks. You will be told; you may ask for a review.",
)
SPLIT = (
    ("同一订购人当日单数较多,合计超过单次限值,疑似拆单,需人工审核。如属正常购买,请等待审核结果。"),
    (
        "This buyer has many lists today, together above the single limit. It looks like one order"
        " split up, so a person looks. If it is not, wait for the result."
    ),
)
TALLY: Schema = {"holder": pl.String, "day": pl.Date, "lists": pl.Int64, "yuan": DECIMAL}


def screen(batch: Batch, verdicts: Sequence[Verdict]) -> None:
    """Add to each verdict that is not refused what the risk rules say of its people."""
    standing = [verdict for verdict in verdicts if not verdict.refused]
    if not standing:
        return
    _listed(batch, standing)
    _split(batch, [verdict for verdict in standing if verdict.assessed])


def _listed(batch: Batch, standing: Sequence[Verdict]) -> None:
    holders = {verdict.row["list_buyer"]: verdict.row["list_day"] for verdict in standing}
    found = batch.bulk.fetch(
        sql.SQL(
            "SELECT holder, since, until FROM listed_party"
            " WHERE zone = {} AND kind = 'person' AND holder = ANY(%s::bytea[])"
        ).format(sql.Literal(batch.bulk.zone)),
        {
            "holder": pl.String,
            "since": pl.Date,
            "until": pl.Date,
        },
        (list(holders),),
    )
    days = {holder: (since, until) for holder, since, until in found.rows()}
    for verdict in standing:
        hit = days.get(verdict.row["list_buyer"])
        if hit is None:
            continue
        since, until = hit
        if since <= verdict.row["list_day"] and (until is None or verdict.row["list_day"] <= until):
            finding = Finding(FaultCode.LISTED_PARTY, "inventory/buyerIdNumber", LISTED)
            verdict.findings.append(finding)


def _split(batch: Batch, standing: Sequence[Verdict]) -> None:
    bought = frame_of(
        [
            (v.row["list_buyer"], v.row["list_day"], 1, v.row["list_value"])
            for v in standing
            # A trade judged again was counted the first time.
            if not v.row["reserved"]
        ],
        TALLY,
    )
    if bought.is_empty():
        return
    sums = (
        bought.group_by("holder", "day")
        .agg(pl.col("lists").sum(), pl.col("yuan").sum())
        .sort("holder", "day")
    )
    twin = batch.bulk.put("purchase_tally", sums, "count")
    batch.bulk.cursor.execute(
        sql.SQL(
            "INSERT INTO purchase_tally AS k (zone, holder, day, lists, yuan)"
            " SELECT {zone}, holder, day, lists, yuan FROM {twin} ORDER BY holder, day"
            " ON CONFLICT (zone, holder, day) DO UPDATE"
            " SET lists = k.lists + EXCLUDED.lists, yuan = k.yuan + EXCLUDED.yuan"
            " RETURNING '\\x' || encode(holder, 'hex'), day, lists, yuan"
        ).format(zone=sql.Literal(batch.bulk.zone), twin=twin)
    )
    tally = {(holder, day): (lists, yuan) for holder, day, lists, yuan in batch.bulk.cursor}
    for verdict in standing:
        day = verdict.row["list_day"]
        lists, yuan = tally.get((verdict.row["list_buyer"], day), (0, NOTHING))
        single = params.law(day).single
        if rules.looks_split(lists=lists, yuan=yuan, single_limit=single, on=day):
            verdict.findings.append(Finding(FaultCode.SPLIT_ORDERS, "inventory", SPLIT))
