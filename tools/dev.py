"""`./yz dev`: a named migration, lengths of files and functions, generated pages, the locks."""

import argparse
import os
import subprocess
import sys
from typing import Final

from tools import docs, lock, shape

SETTINGS: Final = "yizhan.site.settings.test"


def main() -> int:
    """Parse, one call; exit code of what was called."""
    parser = argparse.ArgumentParser(prog="./yz dev", description=__doc__)
    does = parser.add_subparsers(dest="does", required=True)
    migration = does.add_parser("migration", help="a named migration: tax add_limit")
    migration.add_argument("app")
    migration.add_argument("name")
    does.add_parser("shape", help="lengths, longest first")
    does.add_parser("docs", help="the pages of docs/ that are made from the code")
    does.add_parser("lock", help="lock the dependencies anew, a week old at least")
    asked = parser.parse_args()
    if asked.does == "migration":
        return make_migration(asked.app, asked.name)
    return {"shape": shape.main, "docs": docs.main, "lock": lock.main}[asked.does]() or 0


def make_migration(app: str, name: str) -> int:
    """The exit code of Django's makemigrations for one app."""
    command = (sys.executable, "-m", "django", "makemigrations", app, "--name", name)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS}
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - no shell


if __name__ == "__main__":
    sys.exit(main())
