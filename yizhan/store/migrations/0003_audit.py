"""The audit trail: who did what to which thing, never changed afterwards (S-51)."""

from django.db import migrations

from yizhan.store import schema

TABLE = """
CREATE TABLE audit (
    zone smallint NOT NULL,
    id bigint NOT NULL,
    at timestamptz NOT NULL,
    subject text NOT NULL,
    act text NOT NULL,
    object text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (zone, id)
) PARTITION BY RANGE (id);
"""
# Grants already deny changes; the trigger denies them to the owner as well.
ONLY_GROWS = """
CREATE FUNCTION yizhan_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'YZ002';
END
$$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION yizhan_only_grows();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION yizhan_only_grows();
"""
GRANTS = dict.fromkeys(("portal", "pipeline", "jobs"), "select, insert")
# A person's page must be able to write of its own acts; to read them is an office's right.
SECURED = (
    schema.protect("audit", grants=GRANTS)
    + """
DO $$
BEGIN
    EXECUTE format(
        'CREATE POLICY written ON audit FOR INSERT TO %I'
        ' WITH CHECK (zone = (SELECT yizhan_zone()))', yizhan_role('portal')
    );
END
$$;
"""
)


class Migration(migrations.Migration):
    """Creates an empty table; nothing running is touched."""

    dependencies = [("store", "0002_vault")]
    operations = [
        migrations.RunSQL(
            TABLE + ONLY_GROWS + SECURED + schema.monthly("audit"), migrations.RunSQL.noop
        )
    ]
