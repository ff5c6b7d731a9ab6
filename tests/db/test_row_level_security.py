"""Nobody sees another zone's rows, nor another firm's; and nothing is left unguarded."""

import random

import psycopg
import pytest
from django.db import DatabaseError
from psycopg import sql

from tests.station import NOW, Connect
from yizhan.access import operations
from yizhan.access.models import Organisation, User
from yizhan.kernel.errors import NoTenant
from yizhan.store.database import NO_TENANT_STATE, new_ids, tenant
from yizhan.store.roles import Role, role_name
from yizhan.store.tenancy import acting

EXEMPT = {
    "django_migrations": "the framework's list of steps; the owner's alone",
    "django_content_type": "the framework's list of models; nobody is granted it",
    "django_session": "sessions are read before anybody is known; random keys, no names",
    "yizhan_monthly": "which tables are cut by month; the owner's alone",
}
ZONELESS = {"zone", "person"}  # policies of their own: see access/migrations/0002_secure
UNGUARDED = """
    SELECT c.relname FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace AND (
        c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
        OR c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)
        OR c.relkind = 'v' AND NOT 'security_invoker=true' = ANY (coalesce(c.reloptions, '{}'))
        OR c.relkind IN ('m', 'f')
    )
"""
POLICIES = """
    SELECT polrelid::regclass::text,
        coalesce(pg_get_expr(polqual, polrelid) ~ 'yizhan_zone', polcmd = 'a'),
        coalesce(pg_get_expr(polwithcheck, polrelid) ~ 'yizhan_zone', polcmd = 'r')
    FROM pg_policy
"""


def organisations(count: int = 2) -> dict[int, list[int]]:
    """Firms of both zones, by zone."""
    return {
        zone: [
            operations.register_organisation(
                zone, name=f"企业{zone}{n}", customs_code=f"50{zone}{n:07d}"
            )
            for n in range(count)
        ]
        for zone in (1, 2)
    }


def test_every_table_is_guarded_or_exempt_with_a_reason(connected: Connect) -> None:
    found = connected(Role.OWNER).execute(UNGUARDED)
    assert {name for (name,) in found} == set(EXEMPT)


def test_the_list_of_unguarded_tables_sees_what_is_missing(connected: Connect) -> None:
    owner = connected(Role.OWNER)
    owner.execute("create table bare (zone smallint)")
    owner.execute("create view window_on_zone as select * from zone")
    owner.execute("create table closed (zone smallint)")
    owner.execute("alter table closed enable row level security, force row level security")
    found = {name for (name,) in owner.execute(UNGUARDED)} - set(EXEMPT)
    owner.rollback()
    assert found == {"bare", "window_on_zone", "closed"}


def test_partitions_let_nobody_in_directly(connected: Connect) -> None:
    pipeline = connected(Role.PIPELINE, autocommit=True)
    found = pipeline.execute(
        "select relname from pg_class where relispartition and relname like 'vault_h%' limit 1"
    ).fetchone()
    assert found is not None
    read = sql.SQL("select * from {}").format(sql.Identifier(found[0]))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        pipeline.execute(read)
    assert connected(Role.OWNER, autocommit=True).execute(read).fetchall() == []


def test_no_role_is_above_the_policies(connected: Connect) -> None:
    rows = connected(Role.OWNER).execute(
        "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles"
        " where rolname = any(%s)",
        ([role_name(role) for role in Role],),
    )
    assert dict(rows.fetchall()) == {role_name(role): False for role in Role}


def test_only_the_owner_owns_and_others_cannot_make_tables(connected: Connect) -> None:
    owners = connected(Role.OWNER).execute(
        "select distinct pg_get_userbyid(relowner) from pg_class"
        " where relnamespace = 'public'::regnamespace"
    )
    assert owners.fetchall() == [(role_name(Role.OWNER),)]
    for role in (Role.PIPELINE, Role.PORTAL, Role.JOBS):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connected(role, autocommit=True).execute("create table public.mine (id int)")


@pytest.mark.parametrize("role", [Role.PIPELINE, Role.PORTAL, Role.JOBS, Role.OWNER])
def test_without_a_zone_a_table_raises(connected: Connect, role: Role) -> None:
    organisations()
    connection = connected(role, autocommit=True)
    with pytest.raises(psycopg.DatabaseError) as missing:
        connection.execute("select * from organisation")
    assert missing.value.sqlstate == NO_TENANT_STATE


def test_the_orm_raises_too(database: str) -> None:
    assert database
    organisations()
    with pytest.raises(DatabaseError, match="no zone is set"):
        list(Organisation.objects.all())


def test_the_data_plane_is_told_in_our_own_words(connected: Connect) -> None:
    line = connected(Role.PIPELINE)
    forget = (
        "do $$ begin perform set_config('yizhan.zone', '', true); perform yizhan_zone(); end $$"
    )
    with pytest.raises(NoTenant), tenant(line, 1) as cursor:
        cursor.execute(forget)


def test_every_policy_asks_for_the_zone(connected: Connect) -> None:
    found = connected(Role.OWNER).execute(POLICIES)
    careless = {table for table, read, write in found if not (read and write)}
    assert careless == ZONELESS


@pytest.mark.parametrize("role", [Role.PIPELINE, Role.JOBS, Role.PORTAL])
def test_a_zone_sees_its_own_rows_alone(connected: Connect, role: Role) -> None:
    made = organisations()
    connection = connected(role)
    for zone, other in ((1, 2), (2, 1)):
        with tenant(connection, zone, office=True) as cursor:
            cursor.execute("select id, zone from organisation")
            rows = cursor.fetchall()
        assert set(made[zone]) <= {row[0] for row in rows}
        assert {row[1] for row in rows} == {zone}
        assert not set(made[other]) & {row[0] for row in rows}


def test_a_row_cannot_be_moved_to_another_zone_or_written_there(connected: Connect) -> None:
    made = organisations()
    connection = connected(Role.JOBS)
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        tenant(connection, 1) as cursor,
    ):
        cursor.execute("update organisation set zone = 2 where id = %s", (made[1][0],))
    with tenant(connection, 1) as cursor:
        cursor.execute("update organisation set name = 'x' where id = %s", (made[2][0],))
        assert cursor.rowcount == 0
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        tenant(connection, 1) as cursor,
    ):
        cursor.execute(
            "insert into vault values (2, 1, '\\x00', '\\x00', '*', 1)",
        )


def test_a_firm_sees_its_own_keys_and_an_office_all(connected: Connect) -> None:
    made = organisations()[1]
    for firm in made:
        operations.issue_key("chongqing", firm, NOW)
    portal = connected(Role.PORTAL)

    def seen(firm: int | None, *, office: bool = False) -> set[int]:
        with tenant(portal, 1, firm=firm, office=office) as cursor:
            cursor.execute("select distinct organisation_id from api_key")
            return {row[0] for row in cursor.fetchall()}

    assert seen(made[0]) == {made[0]}
    assert seen(None) == set()
    assert set(made) <= seen(None, office=True)


def test_the_portal_may_not_enter_the_vault(connected: Connect) -> None:
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        tenant(connected(Role.PORTAL), 1, office=True) as cursor,
    ):
        cursor.execute("select * from vault")


def test_the_portal_sees_the_people_of_its_zone(database: str) -> None:
    assert database
    operations.register_person(1, username="here", name="甲", office="customs")
    operations.register_person(2, username="there", name="乙", office="customs")
    with acting(1, office=True):
        seen = set(User.objects.values_list("username", flat=True))
    assert "here" in seen
    assert "there" not in seen


def test_the_tenant_ends_with_its_transaction(connected: Connect) -> None:
    organisations()
    connection = connected(Role.PIPELINE, autocommit=True)
    with tenant(connection, 1) as cursor:
        cursor.execute("select count(*) from organisation")
    with pytest.raises(psycopg.DatabaseError) as missing:
        connection.execute("select count(*) from organisation")
    assert missing.value.sqlstate == NO_TENANT_STATE


def test_a_tenant_cannot_begin_inside_another(connected: Connect) -> None:
    connection = connected(Role.PIPELINE)
    with pytest.raises(RuntimeError), tenant(connection, 1), tenant(connection, 2):
        pass
    with pytest.raises(RuntimeError), acting(1), acting(2):
        pass


def test_turns_on_two_connections_with_aborts_never_mix(connected: Connect) -> None:
    organisations()
    dice = random.Random(7)  # noqa: S311 -- a game of turns
    lines = [connected(Role.PIPELINE), connected(Role.PIPELINE)]
    for _ in range(400):
        zone, line = dice.choice((1, 2)), dice.choice(lines)
        try:
            with tenant(line, zone) as cursor:
                cursor.execute("select distinct zone from organisation")
                assert cursor.fetchall() == [(zone,)]
                if dice.random() < 0.3:
                    cursor.execute("select 1 / 0")
        except psycopg.errors.DivisionByZero:
            continue


def test_copy_into_a_guarded_table_is_refused(connected: Connect) -> None:
    """D1: why bulk writes go by temporary tables. Should this ever pass, they need not."""
    statement = "copy vault (zone, kind, hash, sealed, mask, key_id) from stdin"
    with (
        pytest.raises(psycopg.errors.FeatureNotSupported),
        tenant(connected(Role.PIPELINE), 1) as cursor,
        cursor.copy(statement) as copy,
    ):
        copy.write("1\t1\t\\\\x00\t\\\\x00\t*\t1\n")


def test_the_audit_trail_only_grows(connected: Connect) -> None:
    portal = connected(Role.PORTAL)
    with tenant(portal, 1, firm=5) as cursor:
        (number,) = new_ids(cursor, NOW, 1)
        cursor.execute(
            "insert into audit values (1, %s, %s, 'u', 'trade.view', 't', '{}')", (number, NOW)
        )
        cursor.execute("select count(*) from audit")
        assert cursor.fetchone() == (0,), "a firm does not read the trail"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), tenant(portal, 1) as cursor:
        cursor.execute("delete from audit")
    for verb in ("update audit set act = ''", "delete from audit", "truncate audit"):
        with (
            pytest.raises(psycopg.DatabaseError) as refused,
            tenant(connected(Role.OWNER), 1) as cursor,
        ):
            cursor.execute(verb)
        assert refused.value.sqlstate == "YZ002"


def test_a_balance_stays_above_its_floor_and_below_its_cap(connected: Connect) -> None:
    connection = connected(Role.PIPELINE)
    with tenant(connection, 1) as cursor:
        cursor.execute(
            "insert into ledger_balance (zone, book, holder, period, account, amount, cap)"
            " values (1, 1, '\\x01', 2026, 1, 100, 26000)"
        )
    for amount in (-1, 26001):
        with (
            pytest.raises(psycopg.errors.CheckViolation),
            tenant(connection, 1) as cursor,
        ):
            cursor.execute("update ledger_balance set amount = %s", (amount,))
