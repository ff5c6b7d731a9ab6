"""Whether models and migrations agree; asks no database, unlike `makemigrations --check`."""

import os
import sys
from typing import Final

import django
from django.apps.registry import Apps, apps

SETTINGS: Final = "yizhan.site.settings.test"


def missing(registry: Apps) -> list[str]:
    """What migrations would have to be made for these models, one line an operation."""
    from django.db.migrations.autodetector import MigrationAutodetector  # noqa: PLC0415 - set up first
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415
    from django.db.migrations.state import ProjectState  # noqa: PLC0415

    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(registry))
    changes = detector.changes(graph=loader.graph)
    return [
        f"{app}: {operation.describe()}"
        for app, found in sorted(changes.items())
        for migration in found
        for operation in migration.operations
    ]


def main() -> int:
    """Print what is missing; 1 when anything is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    found = missing(apps)
    print("\n".join(found) or "migrations: none missing")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
