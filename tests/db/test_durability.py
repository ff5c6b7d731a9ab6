"""A database that may forget is refused (S-01)."""

import pytest

from tests.station import Connect
from yizhan.store import durability
from yizhan.store.errors import UnsafeStore
from yizhan.store.roles import Role


def test_the_database_keeps_what_it_commits(connected: Connect) -> None:
    durability.check(connected(Role.PIPELINE))


def test_commits_without_flush_are_refused(connected: Connect) -> None:
    line = connected(Role.PIPELINE)
    line.execute("set synchronous_commit = off")
    with pytest.raises(UnsafeStore, match="synchronous_commit = off"):
        durability.check(line)


@pytest.mark.parametrize("value", ["local", "remote_write", "on", "remote_apply"])
def test_every_other_way_flushes_our_own_disk(connected: Connect, value: str) -> None:
    line = connected(Role.PIPELINE)
    line.execute("select set_config('synchronous_commit', %s, false)", (value,))
    assert durability.broken(line) == ()


def test_pages_are_summed(connected: Connect, request: pytest.FixtureRequest) -> None:
    if "embedded" not in request.node.name:
        pytest.skip("not our cluster")
    assert connected(Role.JOBS).execute("show data_checksums").fetchone() == ("on",)
