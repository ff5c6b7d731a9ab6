"""Listed parties, and how much each person bought on each day."""

from django.db import migrations

from yizhan.store import schema

TABLES = """
CREATE TABLE listed_party (
    zone smallint NOT NULL, holder bytea NOT NULL, kind text NOT NULL, reason_zh text NOT NULL,
    reason_en text NOT NULL, source text NOT NULL, since date NOT NULL, until date,
    PRIMARY KEY (zone, holder, kind)
);
CREATE TABLE purchase_tally (
    zone smallint NOT NULL, holder bytea NOT NULL, day date NOT NULL,
    lists integer NOT NULL, yuan numeric(24,5) NOT NULL,
    PRIMARY KEY (zone, holder, day)
) PARTITION BY HASH (zone);
"""

SECURED = "".join(
    (
        schema.protect("listed_party"),
        schema.protect("purchase_tally"),
        schema.hashed("purchase_tally", fillfactor=80),
    )
)


class Migration(migrations.Migration):
    """Creates empty tables; nothing running is touched."""

    dependencies = [("store", "0001_functions")]
    operations = [migrations.RunSQL(TABLES + SECURED, migrations.RunSQL.noop)]
