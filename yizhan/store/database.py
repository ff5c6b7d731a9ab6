"""Connections of the data plane, one role each, and the tenant of a transaction (D16, D17)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Final

import psycopg
from psycopg import Connection, Cursor
from psycopg.pq import TransactionStatus

from yizhan.kernel.errors import NoTenant
from yizhan.kernel.ids import compose
from yizhan.store.errors import StoreUnavailable
from yizhan.store.roles import Role, url_for

__all__ = ["SET_TENANT", "Role", "connect", "new_ids", "tenant", "url_for"]

SET_TENANT: Final = (
    "select set_config('yizhan.zone', %s, true), set_config('yizhan.firm', %s, true),"
    " set_config('yizhan.office', %s, true)"
)
NO_TENANT_STATE: Final = "YZ001"
SERIALS: Final = 32  # a step of the sequence is a block of so many


def connect(role: Role, *, autocommit: bool = False) -> Connection[tuple[Any, ...]]:
    """A connection as `role`. Raises StoreUnavailable when there is no database to be had."""
    try:
        return psycopg.connect(
            url_for(role), autocommit=autocommit, application_name=f"yizhan-{role}"
        )
    except psycopg.OperationalError as error:
        raise StoreUnavailable(str(error)) from error


@contextmanager
def tenant(
    connection: Connection[Any], zone: int, *, firm: int | None = None, office: bool = False
) -> Iterator[Cursor[Any]]:
    """One transaction that acts for `zone`: for a firm, for an office, or for the station itself.

    Committed when the block ends, rolled back when it raises. The tenant ends with it.
    """
    if connection.closed:
        raise psycopg.OperationalError("the connection is closed")
    if connection.info.transaction_status is not TransactionStatus.IDLE:
        raise RuntimeError("A tenant's transaction cannot begin inside another one.")
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(SET_TENANT, tenant_settings(zone, firm=firm, office=office))
        try:
            yield cursor
        except psycopg.DatabaseError as error:
            if error.sqlstate == NO_TENANT_STATE:
                raise NoTenant(str(error)) from error
            raise


def tenant_settings(zone: int, *, firm: int | None, office: bool) -> tuple[str, str, str]:
    """The parameters of SET_TENANT; an empty text means none."""
    return (str(zone), "" if firm is None else str(firm), "on" if office else "")


def new_ids(cursor: Cursor[Any], at: datetime, count: int) -> list[int]:
    """`count` fresh ids of the instant `at`, ascending save where the serial wraps.

    One statement, whatever the count.
    """
    blocks = -(-count // SERIALS)
    cursor.execute("select nextval('yizhan_serial') from generate_series(1, %s)", (blocks,))
    made = (number for (block,) in cursor for number in compose(at, block * SERIALS, SERIALS))
    return list(islice(made, count))
