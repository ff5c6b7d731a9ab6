"""The worker: claim a batch, take it through the stages, commit; again and again."""

import gc
import logging
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Any, NamedTuple, Protocol

import polars as pl
import psycopg
from psycopg import Connection, Cursor

from yizhan.ceb import read_columns
from yizhan.kit.zones import profiles
from yizhan.pipeline import batches, parties
from yizhan.pipeline.answers import take
from yizhan.pipeline.batches import Batch, Claimed, Rules
from yizhan.pipeline.decide import decide
from yizhan.pipeline.documents.bulk import store
from yizhan.pipeline.documents.people import keep
from yizhan.pipeline.match import Matched, match
from yizhan.pipeline.receipt import tell, tell_put_aside
from yizhan.pipeline.validate import validate
from yizhan.services.trade.bulk import Raced, has_revisits
from yizhan.store.bulk import Bulk, Staging
from yizhan.store.database import Role, connect, tenant
from yizhan.store.hashing import Hasher
from yizhan.store.sealing import Sealer

log = logging.getLogger(__name__)
TRIES_MAX = 5
AGAIN = (
    Raced,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.LockNotAvailable,
)


class Clock(Protocol):
    """Tells the time; the door that starts a worker brings it."""

    def __call__(self) -> datetime: ...


class Tools(NamedTuple):
    """What a zone's messages are opened, hashed and judged with."""

    sealer: Sealer
    hasher: Hasher
    rules: Rules


@dataclass(slots=True)
class Worker:
    """What a worker keeps between batches."""

    connection: Connection[Any]
    tools: Mapping[int, Tools]
    clock: Clock
    staging: Staging = field(default_factory=Staging)
    per_message: float = 100.0  # documents, a running mean, to claim batches of even size

    def clear(self, zone: int) -> int:
        """Take one batch of a zone through the stages; returns the messages done.

        When the batch fails for a reason of its own, its messages are tried one by one, so that
        good neighbours go on; one that still fails is put aside for a person.
        """
        limit = int(min(batches.DOCUMENTS_AIM / max(self.per_message, 1), batches.MESSAGES_MAX))
        try:
            return self._batch(zone, max(limit, 1))
        except (psycopg.OperationalError, psycopg.InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, neighbours go on
            say = "zone %s: a batch failed (%s); its messages go one by one"
            log.error(say, zone, _at(error))  # noqa: TRY400 -- a trace may quote personal data
            return self._one_by_one(zone, max(limit, 1))

    def _batch(self, zone: int, limit: int, only: int | None = None) -> int:
        for _ in range(TRIES_MAX):
            try:
                return self._once(zone, limit, only)
            except AGAIN as reason:
                # Another worker was first; by now it has committed, and we see what it did.
                log.info("zone %s: a batch is done again: %s", zone, type(reason).__name__)
        return self._once(zone, 1, only)

    def _once(self, zone: int, limit: int, only: int | None) -> int:
        try:
            with without_gc(), tenant(self.connection, zone) as cursor:
                return self._within(cursor, zone, limit, only)
        except BaseException:
            self.staging.forget()
            raise

    def _within(self, cursor: Cursor[Any], zone: int, limit: int, only: int | None) -> int:
        at = self.clock()
        taken = batches.claim(cursor, zone, limit, at, only)
        if not taken and (only or not has_revisits(cursor, zone)):
            return 0
        tools = self.tools[zone]
        claimed = batches.load(cursor, zone, taken, tools.sealer)
        bulk = Bulk(cursor, zone, self.staging)
        documents = process(bulk, claimed, at, tools, alone=only is not None)
        if claimed:
            self.per_message = (self.per_message + documents / len(claimed)) / 2
        batches.finish(cursor, zone, [each.id for each in claimed])
        return max(len(claimed), 1)

    def _one_by_one(self, zone: int, limit: int) -> int:
        with tenant(self.connection, zone) as cursor:
            messages = [message for message, _ in batches.claim(cursor, zone, limit, self.clock())]
        done = 0
        for message in messages:
            try:
                done += self._batch(zone, 1, only=message)
            except (psycopg.OperationalError, psycopg.InterfaceError):
                raise
            except Exception as error:  # noqa: BLE001 -- whatever it is, neighbours go on
                say = "message %s cannot be processed (%s); put aside"
                log.error(say, message, _at(error))  # noqa: TRY400 -- as above
                self._put_aside(zone, message)
        return done

    def _put_aside(self, zone: int, message: int) -> None:
        """Out of everybody's way until a person looks; its sender is told so."""
        at = self.clock()
        with tenant(self.connection, zone) as cursor:
            cursor.execute(
                "UPDATE inbox SET attempts = attempts + 1, not_before = 'infinity'"
                " WHERE zone = %s AND message = %s",
                (zone, message),
            )
            tell_put_aside(Bulk(cursor, zone, self.staging), message, at)


@contextmanager
def without_gc() -> Iterator[None]:
    """A batch makes a million small things that live to its end and form no cycles.

    Looking through them again and again took a fifth of a worker's CPU (docs/performance.md).
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _at(error: BaseException) -> str:
    """What failed and where; never the error's own words, which may quote a person's data."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    ours = [frame for frame in frames if "yizhan" in frame.filename]
    home = f" from {ours[-1].name}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__} in {where}{home}"


def make_worker(connection: Connection[Any], zones: Sequence[str], clock: Clock) -> Worker:
    """A worker for zones by code, with the keys of this home and the rules of their profiles."""
    tools = {
        profile.id: Tools(
            Sealer.for_zone(profile.id),
            Hasher.for_zone(profile.id),
            Rules(
                profile.pipeline.patience_hours,
                profile.pipeline.waybill_order_optional_senders,
            ),
        )
        for profile in map(profiles.load, zones)
    }
    return Worker(connection, tools, clock)


def process(
    bulk: Bulk, claimed: Sequence[Claimed], at: datetime, tools: Tools, *, alone: bool = False
) -> int:
    """The stages over one batch, within the caller's transaction; returns its documents."""
    senders = [each.sender for each in claimed]
    variants = parties.variants(bulk.cursor, bulk.zone, senders, tools.rules.orderless_carriers)
    columns = read_columns([each.body for each in claimed], variants=variants)
    known = parties.load(
        bulk.cursor,
        bulk.zone,
        senders,
        parties.codes_named(columns.heads),
        at,
    )
    batch = Batch(bulk, at, claimed, tools.hasher, tools.rules, known, columns, alone=alone)
    checked = validate(batch)
    store(
        bulk, checked.heads, checked.lines, pl.Series([each.id for each in claimed], dtype=pl.Int64)
    )
    matched = match(batch, checked)
    bulk.insert("trade_party", _parties(batch, matched), "ON CONFLICT DO NOTHING")
    bulk.insert("assessment", _bills(matched))
    verdicts = decide(batch, matched)
    tell(batch, checked, matched, verdicts)
    take(batch, checked)
    # Last: the same people stand in other workers' documents, and a row of theirs is waited for.
    keep(bulk, tools.sealer, checked.people)
    return sum(read.documents for read in columns.reads)


def _parties(batch: Batch, matched: Matched) -> pl.DataFrame:
    """Which organisations see which trade, by the documents that arrived."""
    trades = matched.trades.select("id", "ebp_code", "order_no")
    named = []
    for prefix, names in (
        ("order", ("ebp_code", "order_ebc")),
        ("payment", ("payment_pay_code",)),
        ("list", ("list_ebc", "list_agent", "list_logistics_code")),
    ):
        rows = matched.arrived[prefix]
        if rows.height:
            joined = rows.join(trades, on=["ebp_code", "order_no"], how="inner")
            named += [joined.select(trade="id", code=name) for name in names]
    if not named:
        return pl.DataFrame()
    ids = batch.parties.ids
    return (
        pl.concat(named)
        .with_columns(
            firm=pl.col("code").replace_strict(list(ids), list(ids.values()), default=None)
        )
        .drop_nulls("firm")
        .select("firm", "trade")
        .unique()
        .sort("firm", "trade")
    )


def _bills(matched: Matched) -> pl.DataFrame:
    bills = matched.assessed.bills
    if bills.is_empty():
        return bills
    trades = matched.trades.select(trade="id", list="list_id")
    return bills.join(trades, on="list", how="inner")


def work(zones: Sequence[int], worker: Worker, stop: Event, idle_seconds: float = 0.05) -> None:
    """Clear the zones' messages until told to stop; a lost connection is made anew."""
    pause = idle_seconds
    while not stop.is_set():
        try:
            done = sum(worker.clear(zone) for zone in zones)
            pause = idle_seconds if done else min(pause * 2, 1.0)
            if not done:
                stop.wait(pause)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            log.warning("the database does not answer; trying again")
            with suppress(psycopg.Error):
                worker.connection.close()
            stop.wait(1.0)
            with suppress(Exception):
                worker.connection = connect(Role.PIPELINE)
                worker.staging.forget()
