"""The vault: the one room where personal data live (D14), by keyed hash, sealed."""

from django.db import migrations

from yizhan.store import schema

TABLE = """
CREATE TABLE vault (
    zone smallint NOT NULL,
    kind smallint NOT NULL,
    hash bytea NOT NULL,
    sealed bytea NOT NULL,
    mask text NOT NULL,
    key_id smallint NOT NULL,
    PRIMARY KEY (zone, kind, hash)
) PARTITION BY HASH (zone);
"""
# Pages show masks, which stand beside every hash: the portal has no business in here.
SECURED = schema.protect("vault", grants={"pipeline": "select, insert", "jobs": schema.ALL})


class Migration(migrations.Migration):
    """Creates an empty table; nothing running is touched."""

    dependencies = [("store", "0001_functions")]
    operations = [
        migrations.RunSQL(TABLE + SECURED + schema.hashed("vault"), migrations.RunSQL.noop)
    ]
