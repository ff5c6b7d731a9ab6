"""What each document adds to its trade: the few facts compared, under the trade's own names."""

from collections.abc import Mapping
from hashlib import blake2b

import polars as pl

from yizhan.pipeline.assess import Assessed, assess_lists
from yizhan.pipeline.batches import Batch
from yizhan.pipeline.validate import Checked
from yizhan.services.trade import bulk as trades

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


def _good(checked: Checked, kind: str) -> pl.DataFrame | None:
    """Good documents of a type that are declared, not only stashed; None when there are none."""
    frame = checked.heads.get(kind)
    if frame is None:
        return None
    good = frame.filter(pl.col("good") & (pl.col("app_status") == DECLARE))
    return None if good.is_empty() else good


def facts_of(batch: Batch, checked: Checked, prefix: str, names: Mapping[str, str]) -> pl.DataFrame:
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


def order_facts(batch: Batch, checked: Checked) -> pl.DataFrame:
    """The facts of orders, with one number for their goods."""
    made = facts_of(batch, checked, "order", ORDER)
    if made.is_empty():
        return made
    prints = _fingerprints(checked.lines["CEB311Message"], "item_name")
    return made.join(
        prints.rename({"document": "order_id", "print": "order_lines"}), on="order_id", how="left"
    )


def list_facts(batch: Batch, checked: Checked, assessed: Assessed) -> pl.DataFrame:
    """The facts of lists, with their assessment and one number for their goods."""
    made = facts_of(batch, checked, "list", LIST)
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


def assessed_lists(checked: Checked) -> Assessed:
    """The assessment of every good list of the batch."""
    frame = _good(checked, "CEB621Message")
    if frame is None:
        return Assessed(pl.DataFrame(), pl.DataFrame())
    return assess_lists(
        frame.with_columns(day=_day(frame)),
        checked.lines["CEB621Message"].filter(pl.col("document").is_in(frame["id"].implode())),
    )


def way_facts(batch: Batch, checked: Checked) -> pl.DataFrame:
    """The facts of waybills, under the names of their own row."""
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
