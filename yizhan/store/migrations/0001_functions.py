"""The tenant, ids, row-level security and partitions, as functions of the database."""

from pathlib import Path

from django.db import migrations

FUNCTIONS = Path(__file__).with_name("0001_functions.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Creates functions and one registry; nothing running is touched."""

    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
