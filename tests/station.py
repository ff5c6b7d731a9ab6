"""A station for tests: a server, a migrated database, and a fresh copy of it for each module.

The fixtures stand in `tests/conftest.py`. Superusers appear here alone, and only to set up.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from yizhan.kit.zones import operations, profiles
from yizhan.store import embedded
from yizhan.store.database import connect
from yizhan.store.home import home
from yizhan.store.migrate import migrate
from yizhan.store.roles import Role, role_name

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"
TEMPLATE = "yizhan_template"
ZONES = ("chongqing", "heze")
NOW = datetime.now(UTC)  # noqa: TID251 -- partitions lie around the real month
Connect = Callable[..., psycopg.Connection[tuple[Any, ...]]]


@dataclass(frozen=True)
class Server:
    """Where the databases of the tests stand; `admin` is the cluster's superuser."""

    name: str
    admin: str
    template: str

    def url(self, database: str) -> str:
        """The address of a database, without a user."""
        parts = urlsplit(self.admin)
        place = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=place, path=f"/{database}"))

    def run(self, statement: LiteralString, *names: str) -> None:
        """Run a statement about databases or roles, as superuser."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def station_home() -> Iterator[Path]:
    """A home in a place that the database's own user can reach, unlike pytest's."""
    path = Path(tempfile.mkdtemp(prefix="yizhan-test-"))
    path.chmod(0o711)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIZHAN_HOME", str(path))
        yield path
        embedded.leave(path)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session", params=["embedded", "server"])
def server(
    request: pytest.FixtureRequest, station_home: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Server]:
    """The embedded server, then the one of this machine where it lets us make roles."""
    assert home() == station_home
    template = f"{TEMPLATE}_{os.getpid()}"
    admin = embedded.ensure_running().admin_url() if request.param == "embedded" else _local()
    made = Server(request.param, admin, template)
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("YIZHAN_ROLE_SUFFIX", f"_t{os.getpid()}")
        patch.setenv("YIZHAN_DATABASE_URL", made.url(template))
        patch.setenv("YIZHAN_DATABASE_URL_ADMIN", admin)
        connections.close_all()
        migrate()
        for code in ZONES:
            operations.install(profiles.load(code))
        connections.close_all()
        yield made
        connections.close_all()
        made.run("drop database if exists {} with (force)", template)
        for role in Role:
            made.run("drop role {}", role_name(role))


def _local() -> str:
    try:
        with psycopg.connect(LOCAL, connect_timeout=3) as connection:
            row = connection.execute(
                "select rolsuper or (rolcreaterole and rolcreatedb) from pg_roles"
                " where rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError as error:
        pytest.skip(f"no server at 127.0.0.1:5432: {error}")
    if not (row and row[0]):
        pytest.skip("the server at 127.0.0.1:5432 does not let us make roles")
    return LOCAL


@pytest.fixture(scope="module")
def database(
    request: pytest.FixtureRequest, server: Server, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The address of a database of this module's own: a copy of the migrated one."""
    name = f"t{os.getpid()}_{request.module.__name__.rpartition('.')[2]}"[:60]
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        connections.close_all()
        owner = role_name(Role.OWNER)
        server.run("create database {} template {} owner {}", name, server.template, owner)
        patch.setenv("YIZHAN_DATABASE_URL", server.url(name))
        yield server.url(name)
        connections.close_all()
        server.run("drop database {} with (force)", name)


@pytest.fixture
def connected(database: str) -> Iterator[Connect]:
    """`connected(Role.PIPELINE)`: a connection, closed after the test."""
    assert database
    opened: list[psycopg.Connection[tuple[Any, ...]]] = []

    def open_one(role: Role, *, autocommit: bool = False) -> psycopg.Connection[tuple[Any, ...]]:
        opened.append(connect(role, autocommit=autocommit))
        return opened[-1]

    yield open_one
    for connection in opened:
        connection.close()
