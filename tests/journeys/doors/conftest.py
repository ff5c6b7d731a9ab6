"""A station's doors over a real database: senders with keys, messages of the sample."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from tests.station import connected, database, server, station_home
from yizhan.access import operations
from yizhan.api import pool, senders
from yizhan.sim.cast import cast
from yizhan.sim.sample import Outgoing, Sample, Wish
from yizhan.site.demo.enrol import Enrolled, enrol

__all__ = ["connected", "database", "server", "station_home"]

ZONE, ZONE_CODE = 1, "chongqing"


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
