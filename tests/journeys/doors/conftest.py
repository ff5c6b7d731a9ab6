"""A station's doors over a real database: senders with keys, messages of the sample."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import httpx
import pytest
from django.test import Client

from tests.station import Connect, Server
from yizhan.access import operations
from yizhan.api import pool, senders
from yizhan.ops.supervisor import Child, Supervisor
from yizhan.pipeline.run import make_worker
from yizhan.sim.cast import cast
from yizhan.sim.sample import Outgoing, Sample, Wish
from yizhan.site.demo.day import watching
from yizhan.site.demo.enrol import Enrolled, enrol
from yizhan.site.demo.home import free_port
from yizhan.store.database import Role

ZONE, ZONE_CODE = 1, "chongqing"
LOOKS = 600


@dataclass(frozen=True)
class Doors:
    """Calls to the station, and everybody's keys by customs code."""

    client: Client
    enrolled: Enrolled

    def key(self, one: Outgoing) -> str:
        return self.enrolled.keys[one.sender.customs_code]


@pytest.fixture(scope="module")
def doors(database: str) -> Iterator[Doors]:
    """The whole application, with the cast of the sample enrolled."""
    assert database
    enrolled = enrol(ZONE_CODE, cast(ZONE_CODE), datetime.now(UTC))  # noqa: TID251 -- stands in for a door
    # Other modules had another database.
    pool.pool.cache_clear()
    senders.KNOWN.forget()
    yield Doors(Client(raise_request_exception=False), enrolled)
    pool.pool().close()
    pool.pool.cache_clear()
    senders.KNOWN.forget()


@pytest.fixture(scope="session")
def messages() -> list[Outgoing]:
    """Orders, payments, waybills and lists of a few clean trades."""
    sample = Sample(Wish(ZONE_CODE, trades=12, seed=5, on=date(2026, 11, 20), batch=3))
    return [one for one in sample.messages() if not one.wrapped]


@pytest.fixture(scope="session")
def wrapped() -> Outgoing:
    """A message in a DxpMsg."""
    sample = Sample(Wish(ZONE_CODE, trades=40, seed=6, on=date(2026, 11, 20), batch=2))
    return next(one for one in sample.messages() if one.wrapped)


def revoke(key: str) -> None:
    """End a key's life."""
    assert operations.revoke_key(ZONE, key.split("-")[2], datetime.now(UTC))  # noqa: TID251 -- stands in for a door


@dataclass(frozen=True)
class Station:
    """A station in processes of its own."""

    supervisor: Supervisor
    url: str
    enrolled: Enrolled


@pytest.fixture(scope="module")
def station(
    database: str, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Station]:
    """Web and two workers, started again when they die."""
    assert database
    if server.name != "embedded":
        pytest.skip("our processes do the same whichever server they speak to")
    enrolled = enrol(ZONE_CODE, cast(ZONE_CODE), datetime.now(UTC))  # noqa: TID251 -- a door
    port = free_port(0)
    zone = ["--zone", ZONE_CODE]
    children = [
        Child("web", ["web", "--port", str(port), "--threads", "4"]),
        Child("worker-1", ["worker", *zone]),
        Child("worker-2", ["worker", *zone]),
    ]
    url = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("log")
    with Supervisor(children, log) as supervisor, watching(supervisor):
        await_open(url)
        yield Station(supervisor, url, enrolled)


def await_open(url: str) -> None:
    """Wait, within bounds, until the station says it is ready."""
    for _ in range(LOOKS):
        try:
            if httpx.get(f"{url}/health/ready").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the station did not open")


def clear(connected: Connect) -> None:
    """Let a worker do all there is."""
    worker = make_worker(
        connected(Role.PIPELINE),
        [ZONE_CODE],
        lambda: datetime.now(UTC),  # noqa: TID251 -- stands in for a door
    )
    while worker.clear(ZONE):
        pass
