"""The document tables of all declared message types."""

from pathlib import Path

from django.db import migrations

# Kept as it was made by `tables.create_sql()` that day: declarations move on, migrations do not.
TABLES = Path(__file__).with_name("0001_documents.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Creates empty tables; nothing running is touched."""

    dependencies = [("store", "0001_functions")]
    operations = [migrations.RunSQL(TABLES, migrations.RunSQL.noop)]
