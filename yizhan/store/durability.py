"""Acknowledged means on disk: what the database must promise before we promise anything (S-01)."""

from typing import Any, Final

from psycopg import Connection

from yizhan.store.errors import UnsafeStore

# What each setting must not be. Its other values of synchronous_commit wait for more than
# our own disk, never for less.
UNSAFE: Final = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def broken(connection: Connection[Any]) -> tuple[str, ...]:
    """The promises switched off for this connection's role; none is good."""
    found = connection.execute(
        "select name, setting from pg_settings where name = any(%s)", (list(UNSAFE),)
    )
    settings = dict(found.fetchall())
    return tuple(name for name, off in UNSAFE.items() if settings.get(name, off) == off)


def check(connection: Connection[Any]) -> None:
    """Refuse a database that may forget what it acknowledged. Raises UnsafeStore, naming why."""
    if found := broken(connection):
        raise UnsafeStore(f"{', '.join(found)} = off")
