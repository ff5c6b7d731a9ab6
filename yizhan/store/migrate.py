"""Bringing a database up to date: roles first, then the migrations as owner."""

from django.core.management import call_command

from yizhan.store import roles


def migrate(*, verbosity: int = 0) -> None:
    """Make roles where we may, then run Django's migrations; repeatable."""
    roles.set_up()
    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
