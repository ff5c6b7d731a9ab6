"""A station for the tests of the pipeline, on the embedded server."""

from collections.abc import Iterator

import pytest

from tests.db.pipeline.yard import Yard, register
from tests.station import Server
from yizhan.pipeline.run import Worker


@pytest.fixture(scope="module")
def yard(database: str, server: Server) -> Iterator[Yard]:
    """A zone with the firms of the sample, and nothing received yet."""
    assert database
    if server.name != "embedded":
        pytest.skip("the pipeline does the same whichever server it speaks to")
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
