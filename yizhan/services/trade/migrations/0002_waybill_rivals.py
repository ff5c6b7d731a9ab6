"""Lists that name a waybill which another list named before. Expand only: no row is rewritten."""

from django.db import migrations

from yizhan.store import schema

TABLES = """
CREATE TABLE waybill_rival (
    zone smallint NOT NULL, logistics_code text NOT NULL, logistics_no text NOT NULL,
    list_ebp text NOT NULL, list_order text NOT NULL,
    PRIMARY KEY (zone, logistics_code, logistics_no, list_ebp, list_order)
) PARTITION BY HASH (zone);
"""

SECURED = schema.protect("waybill_rival") + schema.hashed("waybill_rival")


class Migration(migrations.Migration):
    """Creates an empty table; nothing running is touched."""

    dependencies = [("trade", "0001_trades")]
    operations = [migrations.RunSQL(TABLES + SECURED, migrations.RunSQL.noop)]
