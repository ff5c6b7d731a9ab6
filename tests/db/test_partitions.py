"""Months are made ahead, without stopping those who write; ids tell their month."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.station import NOW, Connect
from yizhan.kernel.ids import floor_id, instant_of
from yizhan.store.database import new_ids, tenant
from yizhan.store.roles import Role

PARTS = """
    select inhrelid::regclass::text from pg_inherits where inhparent = %s::regclass order by 1
"""
INSERT = "insert into audit values (1, %s, %s, 'u', 'a', 'o', '{}')"


def parts(connection: psycopg.Connection[tuple[object, ...]], table: str) -> list[str]:
    return [str(name) for (name,) in connection.execute(PARTS, (table,))]


def test_the_months_around_now_are_there(connected: Connect) -> None:
    found = parts(connected(Role.JOBS), "audit")
    assert f"audit_y{NOW:%Y}m{NOW:%m}" in found
    assert len(found) >= 3


def test_months_ahead_are_made_once(connected: Connect) -> None:
    jobs = connected(Role.JOBS, autocommit=True)
    before = parts(jobs, "audit")
    made = jobs.execute("select yizhan_make_partitions(4)").fetchone()
    again = jobs.execute("select yizhan_make_partitions(4)").fetchone()
    assert made is not None
    assert made[0] > 0
    assert again == (0,)
    assert len(parts(jobs, "audit")) == len(before) + 3


def test_a_month_takes_the_ids_of_its_instants(connected: Connect) -> None:
    jobs = connected(Role.JOBS, autocommit=True)
    day = datetime(2024, 2, 1, tzinfo=UTC)
    jobs.execute("select yizhan_make_partitions(%s, %s)", (day, day))
    with tenant(connected(Role.PIPELINE), 1) as cursor:
        for at in (day, day + timedelta(days=29) - timedelta(milliseconds=1)):
            cursor.execute(INSERT, (floor_id(at), at))
    for at in (day - timedelta(milliseconds=1), day + timedelta(days=29)):
        with (
            pytest.raises(psycopg.errors.CheckViolation, match="no partition"),
            tenant(connected(Role.PIPELINE), 1) as cursor,
        ):
            cursor.execute(INSERT, (floor_id(at), at))


def test_the_database_and_we_reckon_ids_alike(connected: Connect) -> None:
    line = connected(Role.PIPELINE)
    for at in (
        datetime(2026, 11, 21, 3, 4, 5, 678901, tzinfo=UTC),
        datetime(2020, 1, 1, tzinfo=UTC),
    ):
        row = line.execute(
            "select yizhan_id_floor(%s), yizhan_instant(yizhan_id_floor(%s))", (at, at)
        ).fetchone()
        assert row == (floor_id(at), instant_of(floor_id(at)))


def test_making_months_does_not_wait_for_a_writer(connected: Connect) -> None:
    writer = connected(Role.PIPELINE)
    jobs = connected(Role.JOBS, autocommit=True)
    jobs.execute("set lock_timeout = '1s'")
    with tenant(writer, 1) as cursor:
        (number,) = new_ids(cursor, NOW, 1)
        cursor.execute(INSERT, (number, NOW))
        made = jobs.execute("select yizhan_make_partitions(9)").fetchone()
    assert made is not None
    assert made[0] > 0


def test_only_jobs_may_make_months(connected: Connect) -> None:
    for role in (Role.PORTAL, Role.PIPELINE):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connected(role, autocommit=True).execute("select yizhan_make_partitions(1)")


def test_ids_are_never_made_twice(connected: Connect) -> None:
    lines = [connected(Role.PIPELINE) for _ in range(4)]
    start = threading.Barrier(len(lines))

    def take(line: psycopg.Connection[tuple[object, ...]]) -> list[int]:
        start.wait(10)
        with tenant(line, 1) as cursor:
            return [n for count in (1, 100, 33, 1, 1000) for n in new_ids(cursor, NOW, count)]

    with ThreadPoolExecutor(len(lines)) as pool:
        found = [number for taken in pool.map(take, lines) for number in taken]
    assert len(found) == len(set(found)) == 4 * 1135
    assert {instant_of(number) for number in found} == {instant_of(floor_id(NOW))}


def test_ids_take_one_statement_whatever_their_number(connected: Connect) -> None:
    with tenant(connected(Role.PIPELINE), 1) as cursor:
        assert new_ids(cursor, NOW, 0) == []
        made = new_ids(cursor, NOW, 5000)
    assert made == sorted(set(made))
    assert len(made) == 5000
