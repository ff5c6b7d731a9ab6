"""`bench clear`: fill the queue, empty it bare, empty it in full, with real worker processes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import click

from yizhan.kit.zones import operations as zones
from yizhan.kit.zones import profiles
from yizhan.pipeline.receive import Incoming, receive
from yizhan.pipeline.run import make_worker
from yizhan.services.trade.states import State
from yizhan.sim.cast import cast
from yizhan.sim.sample import Sample, Wish
from yizhan.site.bench import bare
from yizhan.site.bench.team import timed
from yizhan.site.demo.enrol import register_all
from yizhan.store.database import Role, connect, tenant
from yizhan.store.migrate import migrate
from yizhan.store.sealing import Sealer

ZONE: Final = "chongqing"
DAY: Final = date(2026, 11, 21)
PER_REQUEST: Final = 20


def run(*, trades: int, workers: int, seed: int) -> dict[str, Any]:
    """The figures as `design.md` §5 names them. Raises RuntimeError when a trade is left over."""
    migrate()
    zone = zones.install(profiles.load(ZONE))
    _fill(zone, trades, seed)
    _say("bare: the same messages without rules")
    bare.prepare(zone)
    plain, _ = timed("yizhan.site.bench.bare:drain", zone, workers)
    plain += bare.settle()
    _want(bare.decided(), trades)
    _say("full: every rule")
    full, rss = timed("yizhan.site.bench.clear:drain", zone, workers)
    _want(_decided(zone), trades)
    return {
        "bench": "clear",
        "trades": trades,
        "workers": workers,
        "stored": 0,  # trades in the database before the first of these
        "bare": {"trades_per_s": round(trades / plain, 1)},
        "full": {"trades_per_s": round(trades / full, 1)},
        "ratio": round(plain / full, 3),
        "worker_rss_mb": round(rss),
    }


def drain(zone: int) -> int:
    """One worker's whole work: until the queue is empty. Returns the messages done."""
    worker = make_worker(connect(Role.PIPELINE), [ZONE], lambda: datetime.now(UTC))
    done = 0
    while count := worker.clear(zone):
        done += count
    worker.connection.close()
    return done


def _fill(zone: int, trades: int, seed: int) -> None:
    firms = register_all(zone, cast(ZONE))
    sample = Sample(Wish(ZONE, trades, seed, DAY))
    sealer, stored = Sealer.for_zone(zone), 0
    with connect(Role.PIPELINE) as connection:
        for group in _grouped(sample):
            for sender, messages in group.items():
                items = [Incoming(body) for body in messages]
                receive(
                    connection,
                    sealer,
                    zone,
                    firms[sender],
                    items,
                    door="bench",
                    at=datetime.now(UTC),
                )
                stored += len(items)
                _say(f"stored {stored} messages", end="\r")
        _vacuum()
    _say(f"stored {stored} messages of {trades} trades")


def _grouped(sample: Sample) -> Iterator[dict[str, list[bytes]]]:
    """Messages by sender, a few hundred at a time, so that partners stay spread."""
    group: dict[str, list[bytes]] = {}
    for number, outgoing in enumerate(sample.messages(), start=1):
        group.setdefault(outgoing.sender.customs_code, []).append(outgoing.body)
        if number % PER_REQUEST == 0:
            yield group
            group = {}
    yield group


def _vacuum() -> None:
    """Statistics and a checkpoint before the clock starts, for both runs alike."""
    with connect(Role.OWNER, autocommit=True) as connection:
        connection.execute("SET statement_timeout = 0")
        connection.execute("VACUUM ANALYZE message, inbox")


def _decided(zone: int) -> int:
    with connect(Role.PIPELINE) as connection, tenant(connection, zone) as cursor:
        cursor.execute(
            "SELECT count(*) FROM trade WHERE zone = %s AND state <> %s", (zone, State.WAITING)
        )
        return _count(cursor.fetchone())


def _count(row: tuple[Any, ...] | None) -> int:
    return int(row[0]) if row else 0


def _want(found: int, trades: int) -> None:
    if found != trades:
        raise RuntimeError(f"{found} of {trades} trades were decided")


def _say(text: str, end: str = "\n") -> None:
    click.echo(text + end, err=True, nl=False)
