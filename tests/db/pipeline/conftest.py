"""A station for the tests of the pipeline, on the embedded server."""

from collections.abc import Iterator

import pytest

from tests.db.pipeline.yard import Yard, register
from tests.station import Server
from yizhan.pipeline.run import Worker

ON_BOTH_SERVERS = ("test_order_of_arrival", "test_quota")


@pytest.fixture(scope="module")
def yard(request: pytest.FixtureRequest, database: str, server: Server) -> Iterator[Yard]:
    """A zone with the firms of the sample, and nothing received yet."""
    assert database
    if server.name != "embedded" and not request.module.__name__.endswith(ON_BOTH_SERVERS):
        pytest.skip("locks and ledgers are tried on both servers, the rest on one")
    made = Yard(register())
    with made.open_ones:
        yield made


@pytest.fixture
def empty(yard: Yard) -> Yard:
    """The yard before anything arrived."""
    yard.empty()
    return yard


@pytest.fixture(scope="module")
def worker(yard: Yard) -> Worker:
    return yard.worker()
