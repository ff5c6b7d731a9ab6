"""Stage 5: every document's sender is told: what was accepted, what is wrong, what is awaited.

A row of `receipt` tells one thing of many documents of one message; `pull` makes the official
receipts of them. Our own statuses: 1 stashed, 2 accepted and in hand, 100 not passed (by this
station's checks, with our code), 300 held for a person. All others are customs' own words.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl

from yizhan.ceb.registry import MESSAGES
from yizhan.kernel.faults import SPECS, FaultCode
from yizhan.pipeline.batches import Batch, Found
from yizhan.pipeline.match import Matched
from yizhan.pipeline.validate import Checked
from yizhan.pipeline.verdicts import Verdict
from yizhan.services.trade.states import State
from yizhan.store.bulk import Bulk, Schema
from yizhan.store.database import new_ids

STASHED, IN_HAND, NOT_PASSED, HELD = "1", "2", "100", "300"
AWAITED = {
    1: ("订单", "order"),
    2: ("支付单", "payment"),
    4: ("运单", "waybill"),
    8: ("清单", "list"),
}
TOUCHED = {"order": "CEB311Message", "payment": "CEB411Message", "list": "CEB621Message"}


class Told(NamedTuple):
    """What is told, to whom, of which message's documents."""

    sender: int
    message: int
    kind: str
    status: str
    code: str
    say: tuple[str, str]


def tell(batch: Batch, checked: Checked, matched: Matched, verdicts: Sequence[Verdict]) -> None:
    """Write results of messages, faults, and the receipts of everybody concerned."""
    faults = _by_place(batch.faults)
    ids = {
        (message, position): document
        for frame in checked.heads.values()
        for message, position, document in frame.select("message", "position", "id").rows()
    }
    batch.bulk.insert("message_result", _results(batch, faults), NEWEST)
    batch.bulk.insert("fault", _fault_rows(batch, ids, verdicts))
    told: dict[Told, list[int]] = defaultdict(list)
    for key, document in _of_unread(batch, ids, faults):
        told[key].append(document)
    for key, document in _of_documents(batch, checked, matched, faults):
        told[key].append(document)
    for key, document in _of_verdicts(verdicts):
        told[key].append(document)
    write_told(batch.bulk, batch.at, told)


def tell_put_aside(bulk: Bulk, message: int, at: datetime) -> None:
    """Tell the sender of a message we failed on that a person looks (S-05)."""
    code = FaultCode.POISON
    say = (
        f"{SPECS[code].zh}。报文已保存,您无需重发;处理后会另发回执。",
        f"{SPECS[code].en}. It is kept, so do not send it again; a receipt will follow.",
    )
    bulk.cursor.execute(
        "SELECT sender, kind FROM message WHERE zone = %s AND id = %s", (bulk.zone, message)
    )
    sender, kind = bulk.cursor.fetchone() or (0, "")
    fault = {"code": code, "where": "/", "zh": say[0], "en": say[1], "document": 0, "line": 0}
    row = (message, sender, at, kind, 0, 0, 0, json.dumps([fault], ensure_ascii=False))
    bulk.insert("message_result", pl.DataFrame([row], schema=_RESULT, orient="row"), NEWEST)
    write_told(bulk, at, {Told(sender, message, "CEB900Message", HELD, code, say): [message]})


NEWEST = (
    "ON CONFLICT (zone, message) DO UPDATE SET at = EXCLUDED.at, kind = EXCLUDED.kind,"
    " documents = EXCLUDED.documents, accepted = EXCLUDED.accepted,"
    " rejected = EXCLUDED.rejected, faults = EXCLUDED.faults"
)
"""A message that was put aside and is tried again gets a new result."""


def write_told(
    bulk: Bulk, at: datetime, told: Mapping[Told, list[int]], purpose: str = "insert"
) -> None:
    """Store receipts, each for the documents it speaks of."""
    ids = new_ids(bulk.cursor, at, len(told))
    bulk.insert("receipt", _receipt_rows(at, ids, told), purpose=purpose)


def answer_kind(kind: str) -> str:
    """The type of receipt that answers a type of message.

    >>> answer_kind("CEB311Message"), answer_kind(""), answer_kind("CEB622Message")
    ('CEB312Message', 'CEB900Message', 'CEB900Message')
    """
    return (MESSAGES[kind].answered_by if kind in MESSAGES else "") or "CEB900Message"


def _by_place(faults: Iterable[Found]) -> dict[int, dict[int, list[Found]]]:
    found: dict[int, dict[int, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for each in faults:
        found[each.message][each.position].append(each)
    return found


def _results(batch: Batch, faults: Mapping[int, Mapping[int, list[Found]]]) -> pl.DataFrame:
    rows = []
    for number, (claimed, read) in enumerate(zip(batch.claimed, batch.columns.reads, strict=True)):
        found = faults.get(number, {})
        bad = {place for place, each in found.items() if any(one.rejects for one in each)}
        rejected = read.documents if 0 in bad else len(bad)
        said = [
            {
                "code": one.fault.code,
                "where": one.fault.where,
                "zh": one.fault.say[0],
                "en": one.fault.say[1],
                "document": one.position,
                "line": one.fault.line,
            }
            for each in found.values()
            for one in each
        ]
        rows.append(
            (
                claimed.id,
                claimed.sender,
                batch.at,
                read.type,
                read.documents,
                read.documents - rejected,
                rejected,
                json.dumps(said, ensure_ascii=False) if said else "[]",
            )
        )
    return pl.DataFrame(rows, schema=_RESULT, orient="row")


def _fault_rows(
    batch: Batch, ids: Mapping[tuple[int, int], int], verdicts: Sequence[Verdict]
) -> pl.DataFrame:
    rows: list[tuple[Any, ...]] = [
        (
            batch.claimed[each.message].id,
            ids.get((each.message, each.position)),
            each.position,
            None,
            batch.claimed[each.message].sender,
            each.fault.code.value,
            each.fault.where,
            *each.fault.say,
            SPECS[each.fault.code].rule,
            "{}",
        )
        for each in batch.faults
    ]
    rows += [
        (
            verdict.row["list_message"],
            verdict.row["list_id"],
            verdict.row["list_position"],
            verdict.trade,
            verdict.row["list_sender"],
            found.code.value,
            found.where,
            *found.say,
            SPECS[found.code].rule,
            json.dumps(found.compared),
        )
        for verdict in verdicts
        for found in verdict.findings
    ]
    frame = pl.DataFrame(rows, schema=_FAULT, orient="row")
    return frame.with_columns(id=pl.Series(batch.ids(frame.height), dtype=pl.Int64))


def _of_unread(
    batch: Batch,
    ids: Mapping[tuple[int, int], int],
    faults: Mapping[int, Mapping[int, list[Found]]],
) -> Iterator[tuple[Told, int]]:
    """What is told of messages and documents that were not kept: the message stands for them."""
    for number, (claimed, read) in enumerate(zip(batch.claimed, batch.columns.reads, strict=True)):
        found = faults.get(number, {})
        for position in [0] if 0 in found else sorted(found):
            if (number, position) in ids:
                continue
            first = found[position][0].fault
            zh, en = first.say
            say = (
                (f"第 {position} 份单证:{zh}", f"Document {position}: {en}")
                if position
                else (zh, en)
            )
            kind = answer_kind(read.type)
            yield Told(claimed.sender, claimed.id, kind, NOT_PASSED, first.code, say), claimed.id


def _of_documents(
    batch: Batch,
    checked: Checked,
    matched: Matched,
    faults: Mapping[int, Mapping[int, list[Found]]],
) -> Iterator[tuple[Told, int]]:
    """What each document of this batch is told at once."""
    awaits = _awaits(matched)
    for kind, frame in checked.heads.items():
        answer = answer_kind(kind)
        for message, position, document, good, status in frame.select(
            "message",
            "position",
            "id",
            "good",
            pl.col("app_status") if "app_status" in frame.columns else pl.lit("2"),
        ).iter_rows():
            claimed = batch.claimed[message]
            wrong = [one for one in faults.get(message, {}).get(position, ()) if one.rejects]
            if wrong:
                said = (NOT_PASSED, wrong[0].fault.code.value, wrong[0].fault.say)
            elif not good or not MESSAGES[kind].answered_by:
                continue  # a good receipt is not itself answered
            elif status == STASHED:
                said = (STASHED, "", ("已暂存,未申报。", "Stashed, not declared."))
            else:
                said = (IN_HAND, "", _waiting(awaits.get(document, 0)))
            yield Told(claimed.sender, claimed.id, answer, *said), document


def _awaits(matched: Matched) -> dict[int, int]:
    """For each document that entered a trade in this batch, what the trade still awaits."""
    waiting = matched.trades.filter(pl.col("awaits") > 0)
    found: dict[int, int] = {}
    for name in ("order_id", "payment_id", "list_id", "way_waybill_id"):
        found.update(waiting.select(name, "awaits").drop_nulls().rows())
    return found


def _waiting(awaits: int) -> tuple[str, str]:
    if not awaits:
        return ("已受理。", "Accepted.")
    words = [AWAITED[bit] for bit in AWAITED if awaits & bit]
    return (
        f"已受理,等待{'、'.join(zh for zh, _ in words)}。",
        f"Accepted; still awaiting the {', '.join(en for _, en in words)}.",
    )


def _of_verdicts(verdicts: Iterable[Verdict]) -> Iterator[tuple[Told, int]]:
    """What a decision means to each sender of the trade's documents."""
    for verdict in verdicts:
        if verdict.state is State.READY:
            continue
        first, row = verdict.findings[0], verdict.row
        status = NOT_PASSED if verdict.refused else HELD
        said = (status, first.code.value, first.say)
        for prefix, kind in TOUCHED.items():
            told = Told(row[f"{prefix}_sender"], row[f"{prefix}_message"], answer_kind(kind), *said)
            yield told, row[f"{prefix}_id"]
        told = Told(row["way_sender"], row["way_message"], "CEB512Message", *said)
        yield told, row["way_waybill_id"]


def _receipt_rows(at: datetime, ids: Sequence[int], told: Mapping[Told, list[int]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                number,
                each.sender,
                at,
                each.kind,
                each.message,
                each.status,
                each.code,
                *each.say,
                documents,
            )
            for number, (each, documents) in zip(ids, told.items(), strict=True)
        ],
        schema=_RECEIPT,
        orient="row",
    )


_INSTANT = pl.Datetime("us", "UTC")
_RESULT: Schema = {
    "message": pl.Int64,
    "sender": pl.Int64,
    "at": _INSTANT,
    "kind": pl.String,
    "documents": pl.Int64,
    "accepted": pl.Int64,
    "rejected": pl.Int64,
    "faults": pl.String,
}
_FAULT: Schema = {
    "message": pl.Int64,
    "document": pl.Int64,
    "position": pl.Int64,
    "trade": pl.Int64,
    "sender": pl.Int64,
    "code": pl.String,
    "place": pl.String,
    "zh": pl.String,
    "en": pl.String,
    "rule": pl.String,
    "compared": pl.String,
}
_RECEIPT: Schema = {
    "id": pl.Int64,
    "sender": pl.Int64,
    "at": _INSTANT,
    "kind": pl.String,
    "message": pl.Int64,
    "status": pl.String,
    "code": pl.String,
    "zh": pl.String,
    "en": pl.String,
    "documents": pl.List(pl.Int64),
}
