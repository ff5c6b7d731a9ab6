"""Rights and row-level security of `0001_people`.

A step of its own: Django makes foreign keys at the end of a step, and checks them by reading
the tables, which the owner may no longer do once they belong to a zone.
"""

from django.db import migrations

from yizhan.store import schema

# Names of zones are public, and a key or a link is looked up before its zone is known.
ZONE = """
ALTER TABLE zone ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY everybody ON zone FOR SELECT USING (true);
DO $$
BEGIN
    EXECUTE format(
        'CREATE POLICY station ON zone FOR ALL TO %I, %I USING (true) WITH CHECK (true)',
        yizhan_role('owner'), yizhan_role('jobs')
    );
    EXECUTE format(
        'GRANT SELECT ON zone TO %I, %I', yizhan_role('pipeline'), yizhan_role('portal')
    );
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON zone TO %I', yizhan_role('jobs'));
END
$$;
"""
# A person may act in several zones; the portal sees those who act in its own.
PERSON = """
ALTER TABLE person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DO $$
BEGIN
    EXECUTE format(
        'CREATE POLICY station ON person FOR ALL TO %I, %I USING (true) WITH CHECK (true)',
        yizhan_role('owner'), yizhan_role('jobs')
    );
    EXECUTE format(
        'CREATE POLICY portal ON person FOR SELECT TO %I USING (EXISTS ('
        'SELECT FROM membership WHERE membership.user_id = person.id'
        ' AND membership.zone = (SELECT yizhan_zone())))', yizhan_role('portal')
    );
    EXECUTE format('GRANT SELECT ON person TO %I', yizhan_role('portal'));
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON person TO %I', yizhan_role('jobs'));
END
$$;
"""
# Sessions belong to the framework: read before anybody is known.
SESSIONS = """
DO $$
BEGIN
    EXECUTE format(
        'GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO %I, %I',
        yizhan_role('portal'), yizhan_role('jobs')
    );
END
$$;
"""
READ = {"portal": "select", "pipeline": "select", "jobs": schema.ALL}
APART = {"portal": "select", "jobs": schema.ALL}
MINE = "organisation_id = (SELECT yizhan_firm())"
SECURED = "".join(
    (
        # Who trades in a zone is public there: every trade names its parties.
        schema.protect("organisation", portal="true", grants=READ),
        schema.protect("membership", portal=MINE, grants=APART),
        schema.protect("api_key", portal=MINE, grants=APART),
        schema.protect("sign_in_link", grants={"jobs": schema.ALL}),
        schema.protect(
            "delegation",
            portal="(SELECT yizhan_firm()) IN (sender_id, owner_id)",
            grants=READ,
        ),
    )
)


class Migration(migrations.Migration):
    """Closes empty tables; nothing running is touched."""

    dependencies = [("access", "0001_people"), ("sessions", "0001_initial")]
    operations = [migrations.RunSQL(ZONE + SECURED + PERSON + SESSIONS, migrations.RunSQL.noop)]
