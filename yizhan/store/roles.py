"""The database's roles, and their making (D17). Nobody but the cluster's superuser makes roles."""

import os
from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from yizhan.store import embedded
from yizhan.store.errors import StoreUnavailable
from yizhan.store.home import secret


class Role(StrEnum):
    """Who speaks to the database; none is superuser, none bypasses row-level security."""

    OWNER = "owner"  # owns tables: migrations, partitions, policies
    PIPELINE = "pipeline"  # receive and worker, bound by zone
    PORTAL = "portal"  # people's pages, bound by zone and acting organisation
    JOBS = "jobs"  # scheduled chores and commands of administrators, bound by zone


_SETTINGS: Final = {
    # A migration gives way rather than make the whole station wait for it.
    Role.OWNER: {"lock_timeout": "4s", "statement_timeout": "5s"},
    # A batch joins a few thousand keys to tables of any size, always through their keys; without
    # statistics of the temporary tables the planner would read a whole table instead.
    Role.PIPELINE: {
        "lock_timeout": "20s",
        "statement_timeout": "120s",
        "enable_hashjoin": "off",
        "enable_mergejoin": "off",
        "jit": "off",
    },
    Role.PORTAL: {"lock_timeout": "4s", "statement_timeout": "15s"},
    Role.JOBS: {"lock_timeout": "10s", "statement_timeout": "10min"},
}
_SHARED: Final = {
    "timezone": "UTC",
    "search_path": "public",
    "idle_in_transaction_session_timeout": "5min",
    "client_min_messages": "warning",
}
_LOCK: Final = 7_011_501  # of advisory locks: making roles


def role_name(role: Role) -> str:
    """Its name in the cluster; `YIZHAN_ROLE_SUFFIX` keeps two stations of one server apart."""
    return f"yizhan_{role}{os.environ.get('YIZHAN_ROLE_SUFFIX', '')}"


def url_for(role: Role) -> str:
    """The connection string of a role.

    `YIZHAN_DATABASE_URL_<ROLE>` if set; else the database of `YIZHAN_DATABASE_URL`, else the
    embedded server (started when it does not run), with the role's own name and password.
    """
    if given := os.environ.get(f"YIZHAN_DATABASE_URL_{role.upper()}"):
        return given
    password = secret(f"database-{role}")
    if given := os.environ.get("YIZHAN_DATABASE_URL"):
        return _as_user(given, role_name(role), password)
    return embedded.ensure_running().url(role_name(role), password)


def set_up() -> None:
    """Make database and roles where we may: repeatable, and nothing without a superuser's URL."""
    admin = _admin_url()
    if admin is None:
        return
    name = database_name(url_for(Role.OWNER))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        for role in Role:
            _make_role(connection, role)
        _make_database(connection, name)


def database_name(url: str) -> str:
    """The database a connection string names."""
    return urlsplit(url).path.lstrip("/")


def _admin_url() -> str | None:
    if given := os.environ.get("YIZHAN_DATABASE_URL_ADMIN"):
        return given
    if os.environ.get("YIZHAN_DATABASE_URL") or os.environ.get("YIZHAN_DATABASE_URL_OWNER"):
        return None
    return embedded.ensure_running().admin_url()


def _make_role(connection: psycopg.Connection, role: Role) -> None:
    """Make or repair one role: its rights, password and settings."""
    name = sql.Identifier(role_name(role))
    found = connection.execute("select 1 from pg_roles where rolname = %s", (role_name(role),))
    if found.fetchone() is None:
        connection.execute(sql.SQL("create role {}").format(name))
    rights = sql.SQL(
        "alter role {} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication"
        " password {}"
    )
    connection.execute(rights.format(name, sql.Literal(secret(f"database-{role}"))))
    for setting, value in {**_SHARED, **_SETTINGS[role]}.items():
        connection.execute(
            sql.SQL("alter role {} set {} = {}").format(
                name, sql.Identifier(setting), sql.Literal(value)
            )
        )


def _make_database(connection: psycopg.Connection, name: str) -> None:
    owner = sql.Identifier(role_name(Role.OWNER))
    database = sql.Identifier(name)
    found = connection.execute("select 1 from pg_database where datname = %s", (name,))
    if found.fetchone() is None:
        # Order by code point, everywhere alike: an index must mean the same on every machine.
        make = "create database {} owner {} template template0 encoding 'UTF8' locale 'C'"
        connection.execute(sql.SQL(make).format(database, owner))
    connection.execute(sql.SQL("alter database {} owner to {}").format(database, owner))
    connection.execute(sql.SQL("revoke all on database {} from public").format(database))
    others = sql.SQL(", ").join(sql.Identifier(role_name(role)) for role in Role)
    connection.execute(
        sql.SQL("grant connect, temporary on database {} to {}").format(database, others)
    )


def _as_user(url: str, user: str, password: str) -> str:
    parts = urlsplit(url)
    if not parts.path.strip("/"):
        raise StoreUnavailable("YIZHAN_DATABASE_URL names no database.")
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))
