"""Stage 2: documents meet in their trade, in any order, twice or hours apart (D2, D7, D8).

What each document adds to its trade is a few compared facts; `services/trade/bulk.py` tells which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

import polars as pl

from yizhan.kernel.faults import Fault, FaultCode
from yizhan.pipeline.assess import Assessed, assess_lists
from yizhan.pipeline.batches import Batch, Found
from yizhan.pipeline.validate import Checked
from yizhan.services.trade import bulk as trades
from yizhan.services.trade.states import State
from yizhan.store.bulk import DECIMAL

KEY = list(trades.KEY)
WAY_KEY = list(trades.WAY_KEY)
DECLARE, DELETE = "2", "3"

ORDER = {
    "order_ebc": "ebc_code",
    "order_pay_code": "pay_code",
    "order_pay_number": "pay_transaction_id",
    "order_paid": "actural_paid",
    "order_goods": "goods_value",
    "order_freight": "freight",
    "order_discount": "discount",
    "order_tax": "tax_total",
    "order_buyer": "buyer_id_number_hash",
    "order_buyer_name": "buyer_name_hash",
    "order_consignee": "consignee_hash",
    "order_phone": "consignee_telephone_hash",
    "order_address": "consignee_address_hash",
}
PAYMENT = {
    "payment_pay_code": "pay_code",
    "payment_number": "pay_transaction_id",
    "payment_paid": "amount_paid",
    "payment_payer": "payer_id_number_hash",
    "payment_payer_name": "payer_name_hash",
}
LIST = {
    "list_ebc": "ebc_code",
    "list_agent": "agent_code",
    "list_logistics_code": "logistics_code",
    "list_logistics_no": "logistics_no",
    "list_buyer": "buyer_id_number_hash",
    "list_buyer_name": "buyer_name_hash",
    "list_address": "consignee_address_hash",
    "list_gross": "gross_weight",
    "list_freight": "freight",
    "list_insured": "insured_fee",
    "list_position": "position",
    "trade_mode": "trade_mode",
    "customs_code": "customs_code",
}
WAYBILL = {
    "order_no": "order_no",
    "consignee": "consignee_hash",
    "phone": "consignee_telephone_hash",
    "address": "consignee_address_hash",
    "weight": "weight",
    "freight": "freight",
    "insured": "insured_fee",
}
TYPES = {"order": "CEB311Message", "payment": "CEB411Message", "list": "CEB621Message"}
WAYBILL_TYPE = "CEB511Message"


@dataclass(slots=True)
class Matched:
    """The trades a batch touched, as they are after it.

    `trades` has the columns of the table and what each `awaits`; `complete` are those that can
    be decided. Both are joined with their waybill's facts (`way_…`).
    """

    arrived: Mapping[str, pl.DataFrame]
    ways: pl.DataFrame
    trades: pl.DataFrame
    complete: pl.DataFrame
    assessed: Assessed


def match(batch: Batch, checked: Checked) -> Matched:
    """Put the batch's documents where they belong; what cannot be put there gets its fault."""
    assessed = _assessed(checked)
    arrived = {
        "order": _order_facts(batch, checked),
        "payment": _facts(batch, checked, "payment", PAYMENT),
        "list": _list_facts(batch, checked, assessed),
    }
    ways = _way_facts(batch, checked)
    arrived = {prefix: _latest(batch, prefix, rows, KEY) for prefix, rows in arrived.items()}
    ways = _latest(batch, "waybill", ways, WAY_KEY)
    arrived["payment"] = _numbers_claimed(batch, arrived["payment"])
    named = trades.named_by(batch.bulk, ways)
    keys = pl.concat([*(rows.select(KEY) for rows in arrived.values()), named]).unique()
    known = trades.lock_trades(batch.bulk, keys)
    arrived = {prefix: _admitted(batch, prefix, rows, known) for prefix, rows in arrived.items()}
    current = _written(batch, arrived, known)
    ways_now, ways = _ways_written(batch, ways, arrived["list"], current)
    return Matched(arrived, ways, *_complete(batch, current, ways_now), assessed)


def _good(checked: Checked, kind: str) -> pl.DataFrame | None:
    """Good documents of a type that are declared, not only stashed."""
    frame = checked.heads.get(kind)
    if frame is None:
        return None
    return frame.filter(pl.col("good") & (pl.col("app_status") == DECLARE))


def _facts(batch: Batch, checked: Checked, prefix: str, names: Mapping[str, str]) -> pl.DataFrame:
    """The facts of a type's documents under the trade's names, with key and place.

    A withdrawal (appType 3) keeps its key and has no facts, so that it empties the row.
    """
    columns = trades.FACTS[prefix]
    frame = _good(checked, TYPES[prefix])
    if frame is None:
        schema = {**dict.fromkeys(KEY, pl.String), **columns}
        places = {"at_message": pl.Int64, "position": pl.Int64, "gone": pl.Boolean}
        return pl.DataFrame(schema={**schema, **places})
    return frame.select(
        *KEY,
        pl.col("id").alias(f"{prefix}_id"),
        pl.col("app_time").alias(f"{prefix}_app_time"),
        *(pl.col(source).alias(name) for name, source in names.items()),
        pl.col("sender").alias(f"{prefix}_sender"),
        _message_ids(batch, frame).alias(f"{prefix}_message"),
        at_message=pl.col("message"),
        position=pl.col("position"),
        gone=pl.col("app_type") == DELETE,
    )


def _message_ids(batch: Batch, frame: pl.DataFrame) -> pl.Series:
    ids = pl.Series([claimed.id for claimed in batch.claimed], dtype=pl.Int64)
    return ids.gather(frame["message"].cast(pl.UInt32))


def _order_facts(batch: Batch, checked: Checked) -> pl.DataFrame:
    made = _facts(batch, checked, "order", ORDER)
    if made.is_empty():
        return made
    prints = _fingerprints(checked.lines["CEB311Message"], "item_name")
    return made.join(
        prints.rename({"document": "order_id", "print": "order_lines"}), on="order_id", how="left"
    )


def _list_facts(batch: Batch, checked: Checked, assessed: Assessed) -> pl.DataFrame:
    made = _facts(batch, checked, "list", LIST)
    if made.is_empty():
        return made
    prints = _fingerprints(checked.lines["CEB621Message"], "gname")
    frame = _good(checked, "CEB621Message")
    signed = pl.Series([read.signed for read in batch.columns.reads], dtype=pl.Boolean)
    return (
        made.with_columns(
            list_day=_day(frame), list_signed=signed.gather(made["at_message"].cast(pl.UInt32))
        )
        .join(
            prints.rename({"document": "list_id", "print": "list_lines"}), on="list_id", how="left"
        )
        .join(assessed.facts, on="list_id", how="left")
    )


def _day(frame: pl.DataFrame | None) -> pl.Series:
    return frame["decl_time"].str.to_date("%Y%m%d") if frame is not None else pl.Series()


def _fingerprints(lines: pl.DataFrame, name: str) -> pl.DataFrame:
    """One number for a document's goods: line numbers, names and quantities."""
    texts = (
        lines.sort("document", "gnum")
        .group_by("document", maintain_order=True)
        .agg(pl.concat_str("gnum", name, "qty", separator="|").str.join("\n").alias("text"))
    )
    prints = [
        int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True)
        for text in texts["text"]
    ]
    return texts.select("document", pl.Series("print", prints, dtype=pl.Int64))


def _assessed(checked: Checked) -> Assessed:
    frame = _good(checked, "CEB621Message")
    if frame is None or frame.is_empty():
        return Assessed(*(pl.DataFrame(),) * 2, {})
    return assess_lists(
        frame.with_columns(day=_day(frame)),
        checked.lines["CEB621Message"].filter(pl.col("document").is_in(frame["id"].implode())),
    )


def _way_facts(batch: Batch, checked: Checked) -> pl.DataFrame:
    frame = _good(checked, WAYBILL_TYPE)
    if frame is None:
        places = {"at_message": pl.Int64, "position": pl.Int64, "gone": pl.Boolean}
        keys = dict.fromkeys(WAY_KEY, pl.String)
        return pl.DataFrame(schema={**keys, **trades.WAYBILL, **places})
    return frame.select(
        *WAY_KEY,
        pl.col("id").alias("waybill_id"),
        "app_time",
        *(pl.col(source).alias(name) for name, source in WAYBILL.items()),
        "sender",
        _message_ids(batch, frame).alias("message"),
        at_message=pl.col("message"),
        position=pl.col("position"),
        gone=pl.col("app_type") == DELETE,
    )


def _latest(batch: Batch, prefix: str, rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Of several documents for one key in this batch, the newest; the others are told so."""
    if not rows.height or not rows.select(key).is_duplicated().any():
        return rows
    time = "app_time" if prefix == "waybill" else f"{prefix}_app_time"
    ordered = rows.sort(pl.col(time), "at_message", "position", descending=[True, False, False])
    kept = ordered.unique(key, keep="first", maintain_order=True)
    lost = ordered.join(kept, on=["at_message", "position"], how="anti")
    newest = {row[:-1]: row[-1] for row in kept.select(*key, time).rows()}
    for row in lost.select("at_message", "position", time, *key).rows():
        _refuse_version(batch, row[0], row[1], mine=row[2], held=newest[row[3:]])
    return kept


def _refuse_version(batch: Batch, message: int, position: int, *, mine: str, held: str) -> None:
    if mine == held:
        code, say = (
            FaultCode.DUPLICATE,
            (
                "同一单证已经收到,报送时间相同,本份不再处理。如要更正,请用更晚的报送时间重发。",
                (
                    "We hold this document already, with the same appTime; this copy changes nothing."
                    " To correct it, send again with a later appTime."
                ),
            ),
        )
    else:
        code, say = (
            FaultCode.OLDER,
            (
                f"报送时间 {mine} 早于已有单证的 {held},本份不采用。如要更正,请用更晚的报送时间重发。",
                (
                    f"Its appTime {mine} is older than {held} of the one we hold, so it is not used."
                    " To correct, send again with a later appTime."
                ),
            ),
        )
    batch.faults.append(Found(message, position, Fault(code, "appTime", say)))


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
    return payments.join(lost, on=["at_message", "position"], how="anti")


def _admitted(batch: Batch, prefix: str, rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Documents that may enter their trade: newer than what it holds, and not declared yet."""
    held = known.select(*KEY, "state", pl.col(f"{prefix}_app_time").alias("held"))
    joined = rows.join(held, on=KEY, how="left", maintain_order="left")
    declared = (pl.col("state") >= State.READY) & pl.col("held").is_not_null()
    stale = pl.col("held").is_not_null() & (pl.col(f"{prefix}_app_time") <= pl.col("held"))
    nothing = pl.col("gone") & pl.col("held").is_null()
    stopped = joined.filter((declared | stale | nothing).fill_null(value=False))
    if stopped.is_empty():
        return rows
    for row in stopped.iter_rows(named=True):
        _refuse_entry(batch, row, mine=row[f"{prefix}_app_time"])
    return rows.join(stopped, on=["at_message", "position"], how="anti")


def _refuse_entry(batch: Batch, row: dict[str, object], *, mine: str) -> None:
    message, position, held = int(str(row["at_message"])), int(str(row["position"])), row["held"]
    if row["gone"] and held is None:
        say = ("没有找到要撤回的单证。", "There is no document to withdraw.")
        fault = Fault(FaultCode.NOTHING_TO_CHANGE, "appType", say)
    elif mine <= str(held) or row["state"] is None:
        _refuse_version(batch, message, position, mine=mine, held=str(held))
        return
    else:
        say = (
            (
                "这笔交易的清单已报送海关,订单、支付单、运单和清单都不能再改。"
                "如需处理,请在放行前申请撤销清单,或在放行后申请退货。"
            ),
            (
                "The list of this trade has gone to customs, so its documents can no longer change."
                " Ask to cancel the list before release, or return the goods after it."
            ),
        )
        fault = Fault(FaultCode.DECLARED_ALREADY, "appTime", say)
    batch.faults.append(Found(message, position, fault))


def _written(
    batch: Batch, arrived: Mapping[str, pl.DataFrame], known: pl.DataFrame
) -> pl.DataFrame:
    """Write what arrived into its trades; returns the touched trades as they are now."""
    changed = known
    for prefix, rows in arrived.items():
        news = _emptied(rows, prefix)
        update = news.join(known.select(KEY), on=KEY, how="semi")
        batch.bulk.update("trade", KEY, update, f"{prefix}_facts")
        changed = _overlaid(changed, update, prefix)
    fresh = _fresh(batch, arrived, known)
    if fresh.is_empty():
        return changed
    columns = [name for name in fresh.columns if not fresh[name].is_null().all()]
    trades.insert_new(batch.bulk, "trade", fresh.select(columns))
    return pl.concat([changed, fresh.select(changed.columns)], how="vertical_relaxed")


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


def _fresh(batch: Batch, arrived: Mapping[str, pl.DataFrame], known: pl.DataFrame) -> pl.DataFrame:
    """New trades with all that this batch knows of them, sorted by key."""
    news = {
        prefix: rows.select(*KEY, *trades.FACTS[prefix]).join(known.select(KEY), on=KEY, how="anti")
        for prefix, rows in arrived.items()
    }
    keys = pl.concat([rows.select(KEY) for rows in news.values()]).unique().sort(KEY)
    for rows in news.values():
        keys = keys.join(rows, on=KEY, how="left", maintain_order="left")
    due = (batch.at + timedelta(hours=batch.rules.patience_hours)).isoformat()
    return keys.with_columns(
        id=pl.Series(batch.ids(keys.height), dtype=pl.Int64),
        state=pl.lit(State.WAITING.value, pl.Int64),
        reserved=pl.lit(0).cast(DECIMAL),
        reserved_holder=pl.lit(None, pl.String),
        reserved_period=pl.lit(None, pl.Int64),
        state_at=pl.lit(batch.at),
        due_at=pl.lit(due),
    )


def _ways_written(
    batch: Batch, ways: pl.DataFrame, lists: pl.DataFrame, current: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Write waybills and which list names them; returns the rows touched, and the waybills kept."""
    naming = (
        lists.filter(~pl.col("gone"))
        .select(
            pl.col("list_logistics_code").alias("logistics_code"),
            pl.col("list_logistics_no").alias("logistics_no"),
            pl.col("ebp_code").alias("list_ebp"),
            pl.col("order_no").alias("list_order"),
        )
        .unique(WAY_KEY, keep="first")
    )
    known = trades.lock_ways(
        batch.bulk, pl.concat([ways.select(WAY_KEY), naming.select(WAY_KEY)]).unique()
    )
    _all_locked(known, current)
    ways = _ways_admitted(batch, ways, known, current)
    naming = naming.join(known.filter(pl.col("list_order").is_not_null()), on=WAY_KEY, how="anti")
    facts = list(trades.WAYBILL)
    news = ways.select(
        *WAY_KEY, *(pl.when(~pl.col("gone")).then(pl.col(name)).alias(name) for name in facts)
    )
    batch.bulk.update("waybill_key", WAY_KEY, news.join(known, on=WAY_KEY, how="semi"), "facts")
    batch.bulk.update("waybill_key", WAY_KEY, naming.join(known, on=WAY_KEY, how="semi"), "naming")
    fresh = (
        news.join(known, on=WAY_KEY, how="anti")
        .join(naming.join(known, on=WAY_KEY, how="anti"), on=WAY_KEY, how="full", coalesce=True)
        .sort(WAY_KEY)
    )
    trades.insert_new(batch.bulk, "waybill_key", fresh)
    touched = pl.concat([known.select(WAY_KEY), fresh.select(WAY_KEY)])
    now = touched.join(
        known.select(*WAY_KEY, *trades.WAYBILL, *trades.NAMED), on=WAY_KEY, how="left"
    )
    now = _patched(now, news, list(trades.WAYBILL))
    return _patched(now, naming, list(trades.NAMED)), ways


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


def _all_locked(ways: pl.DataFrame, current: pl.DataFrame) -> None:
    """A list that named one of these waybills since we looked belongs to a trade not locked."""
    named = ways.filter(pl.col("list_order").is_not_null()).select(
        pl.col("list_ebp").alias("ebp_code"), pl.col("list_order").alias("order_no")
    )
    if named.join(current, on=KEY, how="anti").height:
        raise trades.Raced("waybill_key")


def _ways_admitted(
    batch: Batch, ways: pl.DataFrame, known: pl.DataFrame, current: pl.DataFrame
) -> pl.DataFrame:
    held = known.select(
        *WAY_KEY,
        pl.col("app_time").alias("held"),
        pl.col("order_no").alias("held_order"),
        ebp_code="list_ebp",
        named="list_order",
    ).join(
        current.select("ebp_code", "state", named="order_no"), on=["ebp_code", "named"], how="left"
    )
    joined = ways.join(held, on=WAY_KEY, how="left", maintain_order="left")
    declared = (pl.col("state") >= State.READY) & pl.col("held").is_not_null()
    stale = pl.col("held").is_not_null() & (pl.col("app_time") <= pl.col("held"))
    nothing = pl.col("gone") & pl.col("held").is_null()
    stopped = joined.filter((declared | stale | nothing).fill_null(value=False))
    if stopped.is_empty():
        return ways
    for row in stopped.iter_rows(named=True):
        if row["held_order"] not in {None, row["order_no"]}:
            say = (
                f"运单号 {row['logistics_no']} 已用于另一笔订单,六个月内不能重复使用。请核对运单号。",
                (
                    f"Waybill number {row['logistics_no']} is used for another order and cannot be"
                    " used again within six months. Check it."
                ),
            )
            fault = Fault(FaultCode.WAYBILL_NUMBER_TAKEN, "waybill/logisticsNo", say)
            batch.faults.append(Found(row["at_message"], row["position"], fault))
        else:
            _refuse_entry(batch, row, mine=row["app_time"])
    return ways.join(stopped, on=["at_message", "position"], how="anti")


def _complete(
    batch: Batch, current: pl.DataFrame, ways_now: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The touched trades with what each awaits, and those that can be decided."""
    three = current.filter(pl.col("list_id").is_not_null() & (pl.col("state") < State.READY))
    wanted = three.select(
        logistics_code="list_logistics_code", logistics_no="list_logistics_no"
    ).unique()
    unread = wanted.join(ways_now, on=WAY_KEY, how="anti")
    ways = pl.concat(
        [ways_now.select(list(trades.WAY)), trades.read_ways(batch.bulk, unread)],
        how="vertical_relaxed",
    ).rename({name: f"way_{name}" for name in trades.WAYBILL})
    joined = current.join(
        ways,
        left_on=["list_logistics_code", "list_logistics_no"],
        right_on=WAY_KEY,
        how="left",
        maintain_order="left",
    ).with_columns(
        awaits=pl.when(pl.col("order_id").is_null()).then(1).otherwise(0)
        + pl.when(pl.col("payment_id").is_null()).then(2).otherwise(0)
        + pl.when(pl.col("list_id").is_null()).then(8).otherwise(0)
        + pl.when(pl.col("way_waybill_id").is_null()).then(4).otherwise(0)
    )
    return joined, joined.filter((pl.col("awaits") == 0) & (pl.col("state") < State.READY))
