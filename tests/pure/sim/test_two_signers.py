"""Two makers of signatures that know nothing of each other: each takes the other's."""

from datetime import UTC, date, datetime

import pytest

from yizhan.ceb import signature
from yizhan.sim.cast import cast
from yizhan.sim.chance import Chance
from yizhan.sim.papers import LIST, write_down
from yizhan.sim.render import message
from yizhan.sim.signing import Signer, verifies
from yizhan.sim.trades import buy
from yizhan.sim.wire import read

ZONE = cast("heze")
SIGNER = Signer.new(ZONE.agents[1], datetime(2026, 11, 20, tzinfo=UTC))


@pytest.fixture(params=["ceb:", ""])
def body(request: pytest.FixtureRequest) -> bytes:
    lists = [
        write_down(buy(ZONE, 1, index, date(2026, 11, 20)), ZONE, Chance(index)).documents[LIST]
        for index in range(3)
    ]
    return message(LIST, lists, ZONE.agents[1], Chance("s").guid(), request.param)


def test_the_station_takes_a_firms_signature(body: bytes) -> None:
    signed = SIGNER.sign(body)
    assert signature.verify(signed).status == "valid"
    altered = signed.replace(b"packNo>1<", b"packNo>2<", 1)
    assert signature.verify(altered).status == "invalid"


def test_customs_takes_the_stations_signature(body: bytes) -> None:
    signed = signature.sign(body, SIGNER.key, SIGNER.certificate)
    assert verifies(read(signed))
    assert not verifies(read(signed.replace(b"packNo>1<", b"packNo>2<", 1)))
