"""Which connection Django may change tables through: the owner's alone."""

from typing import Any


class OwnerMigrates:
    """A router for `DATABASE_ROUTERS`."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:  # noqa: ANN401 -- Django's signature
        del app_label, hints
        return db == "owner"
