"""Which version of a document counts (D8): the newest, and none once the list is declared."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from yizhan.kernel.faults import Fault, FaultCode
from yizhan.pipeline.batches import Batch, Found
from yizhan.services.trade.states import State

PLACES = ["at_message", "position"]


def latest(batch: Batch, time: str, rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Of several documents for one key in this batch, the newest; the others are told so.

    `time` is the column of the appTime.
    """
    if not rows.height or not rows.select(key).is_duplicated().any():
        return rows
    ordered = rows.sort(pl.col(time), *PLACES, descending=[True, False, False])
    kept = ordered.unique(key, keep="first", maintain_order=True)
    lost = ordered.join(kept, on=PLACES, how="anti")
    newest = {row[:-1]: row[-1] for row in kept.select(*key, time).rows()}
    for message, position, mine, *its in lost.select(*PLACES, time, *key).rows():
        _refuse_version(batch, message, position, mine=mine, held=newest[tuple(its)])
    return kept


def admitted(batch: Batch, time: str, rows: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The documents of `rows` that may enter: newer than what is held, and not declared yet.

    `held` has their key, the `held` appTime and the `state` of the trade. A document whose key is
    not there has nothing against it, but that a withdrawal needs something to withdraw.
    """
    key = [name for name in held.columns if name in rows.columns]
    joined = rows.join(held, on=key, how="left", maintain_order="left")
    known = pl.col("held").is_not_null()
    stopped = joined.filter(
        (
            ((pl.col("state") >= State.READY) & known)
            | (known & (pl.col(time) <= pl.col("held")))
            | (pl.col("gone") & ~known)
        ).fill_null(value=False)
    )
    if stopped.is_empty():
        return rows
    for row in stopped.iter_rows(named=True):
        _refuse_entry(batch, row, mine=row[time])
    return rows.join(stopped, on=PLACES, how="anti", maintain_order="left")


def _refuse_entry(batch: Batch, row: Mapping[str, Any], *, mine: str) -> None:
    message, position, held = row["at_message"], row["position"], row["held"]
    if held is None:
        say = ("没有找到要撤回的单证。", "There is no document to withdraw.")
        fault = Fault(FaultCode.NOTHING_TO_CHANGE, "appType", say)
    elif "logistics_no" in row and row["held_order"] not in {None, row["order_no"]}:
        say = (
            f"运单号 {row['logistics_no']} 已用于另一笔订单,六个月内不能重复使用。请核对运单号。",
            (
                f"Waybill number {row['logistics_no']} is used for another order and cannot be"
                " used again within six months. Check it."
            ),
        )
        fault = Fault(FaultCode.WAYBILL_NUMBER_TAKEN, "waybill/logisticsNo", say)
    elif mine <= held:
        _refuse_version(batch, message, position, mine=mine, held=held)
        return
    else:
        say = (
            (
                "这笔交易的清单已报送海关,订单、支付单、运单和清单都不能再改。"
                "如需处理,请在放行前申请撤销清单,或在放行后申请退货。"
            ),
            (
                "The list of this trade has gone to customs, so its documents can no longer"
                " change. Ask to cancel the list before release, or return the goods after it."
            ),
        )
        fault = Fault(FaultCode.DECLARED_ALREADY, "appTime", say)
    batch.faults.append(Found(message, position, fault))


def _refuse_version(batch: Batch, message: int, position: int, *, mine: str, held: str) -> None:
    if mine == held:
        code = FaultCode.DUPLICATE
        say = (
            ("同一单证已经收到,报送时间相同,本份不再处理。如要更正,请用更晚的报送时间重发。"),
            (
                "We hold this document already, with the same appTime; this copy changes nothing."
                " To correct it, send again with a later appTime."
            ),
        )
    else:
        code = FaultCode.OLDER
        say = (
            (
                f"报送时间 {mine} 早于已有单证的 {held},本份不采用。"
                "如要更正,请用更晚的报送时间重发。"
            ),
            (
                f"Its appTime {mine} is older than {held} of the one we hold, so it is not used."
                " To correct, send again with a later appTime."
            ),
        )
    batch.faults.append(Found(message, position, Fault(code, "appTime", say)))
