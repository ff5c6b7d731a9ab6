"""Stage 1: what one document alone can show. Good documents get ids; personal fields go dark."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from yizhan.ceb import checks, signature
from yizhan.ceb.registry import MESSAGES
from yizhan.kernel.faults import Fault, FaultCode
from yizhan.pipeline.batches import Batch, Found, marks
from yizhan.pipeline.documents.people import People, people
from yizhan.pipeline.parties import OWNERS, owners
from yizhan.store import hashing

PLACE = ["message", "position"]


@dataclass(slots=True)
class Checked:
    """Documents that follow the schema, by type.

    Heads have `id`, `good`, `sender`, and for each personal field a hash and a mask; lines have
    `document`, the id of their head.
    """

    heads: dict[str, pl.DataFrame]
    lines: dict[str, pl.DataFrame]
    people: People


def validate(batch: Batch) -> Checked:
    """Every document of the batch judged by itself; faults are added to `batch.faults`."""
    columns = batch.columns
    batch.faults += [
        Found(number, fault.document, fault)
        for number, read in enumerate(columns.reads)
        for fault in read.faults
    ]
    batch.faults += [Found(*each) for each in checks.judge(columns, batch.at)]
    batch.faults += _wrong_signatures(batch)
    batch.faults += _wrong_senders(batch)
    bad = marks(batch.faults, lambda found: found.rejects)
    done = Checked({}, {}, {})
    for kind, frame in columns.heads.items():
        clear = _with_ids(batch, frame, bad)
        dark = done.heads[kind] = _dark(batch, kind, clear)
        done.people.update(people(kind, clear, dark))
        if (rows := columns.lines.get(kind)) is not None:
            done.lines[kind] = rows.join(dark.select(*PLACE, "sender", document="id"), on=PLACE)
    return done


def _with_ids(batch: Batch, frame: pl.DataFrame, bad: pl.DataFrame) -> pl.DataFrame:
    senders = pl.Series([claimed.sender for claimed in batch.claimed], dtype=pl.Int64)
    whole = bad.filter(pl.col("position") == 0)["message"].implode()
    rejected = frame.select(PLACE).join(
        bad.with_columns(rejected=pl.lit(value=True)), on=PLACE, how="left", maintain_order="left"
    )["rejected"]
    return frame.with_columns(
        id=pl.Series(batch.ids(frame.height), dtype=pl.Int64),
        sender=senders.gather(frame["message"].cast(pl.UInt32)),
        good=rejected.is_null() & ~frame["message"].is_in(whole),
    )


def _dark(batch: Batch, kind: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Each personal column replaced by its keyed hash and its mask."""
    columns: dict[str, list[str]] = {}
    for field in MESSAGES[kind].head.fields:
        if field.personal:
            columns.setdefault(field.personal, []).append(field.column)
    made = []
    for personal, names in columns.items():
        # All columns of a kind at once, and each value once: a buyer is mostly the consignee.
        texts = pl.concat([frame[name].rename("text") for name in names])
        known = texts.unique()
        hashes = [
            None if hashed is None else "\\x" + hashed.hex()
            for hashed in batch.hasher.many(personal, known)
        ]
        told = pl.DataFrame(
            {"text": known, "hash": pl.Series(hashes, dtype=pl.String)}
        ).with_columns(mask=hashing.masks(personal, known))
        dark = texts.to_frame().join(told, on="text", how="left", maintain_order="left")
        for place, name in enumerate(names):
            part = dark.slice(place * frame.height, frame.height)
            made += [part["hash"].alias(f"{name}_hash"), part["mask"].alias(f"{name}_mask")]
    gone = [name for names in columns.values() for name in names]
    return frame.drop(gone).with_columns(made)


def _wrong_signatures(batch: Batch) -> Iterator[Found]:
    """A signature that fails rejects where the type needs one (D12); elsewhere it is not asked."""
    for number, read in enumerate(batch.columns.reads):
        if not (read.signed and read.type in MESSAGES and MESSAGES[read.type].signature):
            continue
        verdict = signature.verify(read.inner)
        if verdict.status == "invalid":
            say = (
                f"电子签名验证不通过:{verdict.why[0]}。签名后内容不能再改动,请重新签名后报送。",
                (
                    f"The signature does not verify: {verdict.why[1]}. Nothing may change after"
                    " signing; sign again and send."
                ),
            )
            fault = Fault(FaultCode.SIGNATURE_WRONG, "ds:Signature", say)
            yield Found(number, 0, fault)


def _wrong_senders(batch: Batch) -> Iterator[Found]:
    parties = batch.parties
    for number, read in enumerate(batch.columns.reads):
        sender = batch.claimed[number].sender
        if read.cop_code and read.cop_code not in parties.codes.get(sender, ()):
            say = (
                (
                    f"报文中的传输企业代码 {read.cop_code} 不是您的代码。"
                    "请改为本企业代码,或由该企业自行报送。"
                ),
                f"copCode {read.cop_code} is not yours. Put your own code, or let that firm send.",
            )
            yield Found(number, 0, Fault(FaultCode.SENDER_NOT_COPCODE, "BaseTransfer/copCode", say))
    for kind, frame in batch.columns.heads.items():
        yield from _not_entitled(batch, kind, frame)


def _not_entitled(batch: Batch, kind: str, frame: pl.DataFrame) -> Iterator[Found]:
    names = owners(kind, frame)
    codes = frame.select(*PLACE, *names).rows()
    allowed: dict[int, frozenset[str]] = {}
    for number, position, *owned in codes:
        if number not in allowed:
            sender = batch.claimed[number].sender
            allowed[number] = batch.parties.may_speak_for(sender, kind)
        if OWNERS.get(kind) is None:
            if batch.claimed[number].sender in batch.parties.customs:
                continue
        elif not allowed[number].isdisjoint(owned):
            continue
        yield Found(number, position, _not_entitled_fault(kind, names, owned))


def _not_entitled_fault(kind: str, names: list[str], owned: list[str]) -> Fault:
    if not names:
        say = ("此类报文只能由海关发送。", "Only customs may send messages of this type.")
    else:
        whose = "、".join(code for code in owned if code)
        say = (
            f"这份单证属于 {whose},没有授权您代为报送。请由该企业报送,或先办理委托。",
            (
                f"This document is of {whose}, who has not let you send for them."
                " Let them send it, or record a delegation first."
            ),
        )
    return Fault(FaultCode.SENDER_NOT_ENTITLED, names[0] if names else kind, say)
