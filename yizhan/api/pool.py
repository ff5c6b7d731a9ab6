"""Connections of the doors to the data plane: one small pool a process."""

from functools import cache
from typing import Final

from psycopg_pool import ConnectionPool

from yizhan.store.database import Role, url_for

CONNECTIONS_MAX: Final = 8
WAIT_SECONDS: Final = 5.0  # then 503: the sender tries again
WAITING_MAX: Final = 200


@cache
def pool() -> ConnectionPool:
    """The pool, opened when first asked for: a forked server must not share sockets."""
    return ConnectionPool(
        url_for(Role.PIPELINE),
        min_size=1,
        max_size=CONNECTIONS_MAX,
        timeout=WAIT_SECONDS,
        max_waiting=WAITING_MAX,
        open=True,
    )
