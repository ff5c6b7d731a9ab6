"""The tenant of a transaction of the ORM: what `store.database.tenant` is for the data plane."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

from yizhan.store.database import SET_TENANT, tenant_settings


@contextmanager
def acting(
    zone: int, *, firm: int | None = None, office: bool = False, using: str = "default"
) -> Iterator[None]:
    """One transaction on the connection `using`, for a firm, an office or the station itself."""
    connection = connections[using]
    if connection.in_atomic_block:
        raise RuntimeError("A tenant's transaction cannot begin inside another one.")
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            cursor.execute(SET_TENANT, tenant_settings(zone, firm=firm, office=office))
        yield
