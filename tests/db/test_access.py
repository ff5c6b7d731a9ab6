"""Who comes in: keys, links, sessions; and what the matrix lets them do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tests.station import NOW, Connect
from yizhan.access import operations
from yizhan.access.errors import LinkSpent, UnknownOrganisation, UnknownSender, UnknownZone
from yizhan.access.middleware import Tenant
from yizhan.access.models import Delegation, Organisation, Role, User, Zone
from yizhan.access.operations import Sender
from yizhan.access.subjects import Subject
from yizhan.kit.zones.operations import install
from yizhan.kit.zones.profiles import FOLDER, load, read
from yizhan.store.database import tenant
from yizhan.store.roles import Role as Database
from yizhan.store.tenancy import acting

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def firm() -> int:
    return operations.register_organisation(
        1, name="渝贸", uscc="91500000MA00000001", customs_code="5001000001", kinds=["ecommerce"]
    )


@pytest.fixture
def officer() -> int:
    return operations.register_person(
        1, username="officer", name="关员", office="customs", role=Role.OFFICER
    )


def request_of(subject: Subject | None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    if subject:
        operations.sign_in(request, subject)
    return request


def test_a_key_shows_its_sender(firm: int) -> None:
    key = operations.issue_key("chongqing", firm, NOW)
    assert key.startswith("yz-chongqing-")
    assert operations.authenticate_key(key) == Sender(
        1, firm, "渝贸", "91500000MA00000001", "5001000001", ("ecommerce",)
    )


@pytest.mark.parametrize(
    "spoiled",
    [
        "yz-chongqing-{prefix}-{other}",
        "yz-heze-{prefix}-{secret}",
        "yz-atlantis-{prefix}-{secret}",
        "yz-chongqing-00000000-{secret}",
        "yz-chongqing-{prefix}",
        "yz-chongqing-{prefix}-",
        "xx-chongqing-{prefix}-{secret}",
        "yz-chongqing-{prefix}-{secret}\0",
        "yz-chong\0qing-{prefix}-{secret}",
        "yz-chongqing-{prefix}-{secret}\n",
        "",
        "钥匙-重庆-一-二",
    ],
)
def test_a_wrong_key_is_unknown(firm: int, spoiled: str) -> None:
    _, _, prefix, secret = operations.issue_key("chongqing", firm, NOW).split("-")
    other = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    with pytest.raises(UnknownSender):
        operations.authenticate_key(spoiled.format(prefix=prefix, secret=secret, other=other))


def test_a_revoked_key_is_unknown(firm: int) -> None:
    key = operations.issue_key("chongqing", firm, NOW)
    prefix = key.split("-")[2]
    assert operations.revoke_key(1, prefix, NOW)
    assert not operations.revoke_key(1, prefix, NOW)
    with pytest.raises(UnknownSender):
        operations.authenticate_key(key)


def test_neither_secret_nor_token_is_kept(firm: int, officer: int, connected: Connect) -> None:
    key = operations.issue_key("chongqing", firm, NOW)
    token = operations.make_link("chongqing", officer, NOW)
    with tenant(connected(Database.JOBS), 1) as cursor:
        cursor.execute("select api_key::text from api_key union select l::text from sign_in_link l")
        kept = "".join(row[0] for row in cursor)
    assert key.rpartition("-")[2] not in kept
    assert token.rpartition("-")[2] not in kept


def test_a_link_lets_in_once(officer: int) -> None:
    token = operations.make_link("chongqing", officer, NOW)
    subject = operations.redeem_link(token, NOW)
    assert (subject.zone, subject.zone_code) == (1, "chongqing")
    assert (subject.firm, subject.office, subject.name) == (None, "customs", "关员")
    assert subject.roles == {"officer"}
    with pytest.raises(LinkSpent):
        operations.redeem_link(token, NOW)


def test_of_two_at_once_one_comes_in(officer: int) -> None:
    token = operations.make_link("chongqing", officer, NOW)

    def enter(_: int) -> bool:
        try:
            operations.redeem_link(token, NOW)
        except LinkSpent:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(enter, range(4))) == 1


@pytest.mark.parametrize("late", [timedelta(minutes=30), timedelta(days=1)])
def test_an_old_link_is_spent(officer: int, late: timedelta) -> None:
    token = operations.make_link("chongqing", officer, NOW)
    with pytest.raises(LinkSpent):
        operations.redeem_link(token, NOW + late)


@pytest.mark.parametrize("token", ["", "chongqing-", "chongqing-00", "atlantis-00", "heze-0\0"])
def test_a_made_up_link_is_spent(token: str) -> None:
    with pytest.raises(LinkSpent):
        operations.redeem_link(token, NOW)


def test_a_person_whose_account_ended_stays_out(officer: int) -> None:
    assert officer
    gone = operations.register_person(1, username="gone", name="离任", office="tax")
    token = operations.make_link("chongqing", gone, NOW)
    User.objects.using("jobs").filter(username="gone").update(is_active=False)
    with pytest.raises(LinkSpent):
        operations.redeem_link(token, NOW)


def test_a_request_acts_for_its_subject(firm: int, officer: int) -> None:
    clerk = operations.register_person(1, username="clerk", name="经办", organisation=firm)
    seen: list[tuple[object, ...]] = []

    def view(request: HttpRequest) -> HttpResponse:
        assert request.subject is not None  # type: ignore[attr-defined]  # set by the middleware
        with connection.cursor() as cursor:
            cursor.execute("select yizhan_zone(), yizhan_firm(), yizhan_office()")
            seen.append(cursor.fetchone())
        return HttpResponse()

    for member in (clerk, officer):
        subject = operations.redeem_link(operations.make_link("chongqing", member, NOW), NOW)
        Tenant(view)(request_of(subject))
    assert seen == [(1, firm, False), (1, 0, True)]


def test_a_stranger_has_no_tenant() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        assert request.subject is None  # type: ignore[attr-defined]  # set by the middleware
        with pytest.raises(DatabaseError, match="no zone is set"):
            Organisation.objects.count()
        return HttpResponse()

    assert Tenant(view)(request_of(None)).status_code == HTTPStatus.OK


def test_a_session_ends_with_the_membership(officer: int) -> None:
    subject = operations.redeem_link(operations.make_link("chongqing", officer, NOW), NOW)
    request = request_of(subject)
    User.objects.using("jobs").filter(pk=subject.user_id).update(is_active=False)
    found: list[Subject | None] = []

    def view(asked: HttpRequest) -> HttpResponse:
        found.append(asked.subject)  # type: ignore[attr-defined]  # set by the middleware
        return HttpResponse()

    Tenant(view)(request)
    User.objects.using("jobs").filter(pk=subject.user_id).update(is_active=True)
    assert found == [None]
    assert not request.session.keys()


def test_signing_in_begins_a_new_session(officer: int) -> None:
    request = request_of(None)
    request.session["planted"] = "x"
    request.session.save()
    before = request.session.session_key
    subject = operations.redeem_link(operations.make_link("chongqing", officer, NOW), NOW)
    operations.sign_in(request, subject)
    request.session.save()
    assert request.session.session_key != before
    assert "planted" not in request.session


def test_what_failed_is_rolled_back(officer: int, connected: Connect) -> None:
    subject = operations.redeem_link(operations.make_link("chongqing", officer, NOW), NOW)

    def view(_: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into audit values (1, yizhan_new_id(now()), now(), 'u', 'failed', 'o')"
            )
        return HttpResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR)

    Tenant(view)(request_of(subject))
    with tenant(connected(Database.JOBS), 1) as cursor:
        cursor.execute("select count(*) from audit where act = 'failed'")
        assert cursor.fetchone() == (0,)


def test_installing_a_zone_twice_changes_nothing() -> None:
    before = list(Zone.objects.order_by("id").values_list())
    assert [code for _, code, *_ in before] == ["chongqing", "heze"]
    for code in ("chongqing", "heze"):
        install(load(code))
    assert list(Zone.objects.order_by("id").values_list()) == before
    with pytest.raises(UnknownZone):
        operations.zone_of("atlantis")


def test_a_profiles_delegation_takes_hold_when_both_firms_are_there() -> None:
    text = (
        (FOLDER / "heze.toml").read_text(encoding="utf-8")
        + """
[[delegation]]
sender = "3717000001"
owner = "3717000002"
types = ["CEB621Message"]
from = 2026-01-01
"""
    )
    profile = read(text, "heze.toml")

    def held() -> list[tuple[str, str]]:
        with acting(2, using="jobs"):
            rows = Delegation.objects.using("jobs").select_related("sender", "owner")
            return [(row.sender.customs_code, row.owner.customs_code) for row in rows]

    operations.register_organisation(2, name="甲", customs_code="3717000001")
    install(profile)
    assert held() == []
    operations.register_organisation(2, name="乙", customs_code="3717000002")
    install(profile)
    install(profile)
    assert held() == [("3717000001", "3717000002")]


def test_nobody_is_entered_for_a_firm_of_another_zone_or_none(firm: int) -> None:
    for zone, number in ((1, 999_999), (2, firm)):
        with pytest.raises(UnknownOrganisation):
            operations.register_person(zone, username="nobody", name="无", organisation=number)
    assert not User.objects.using("owner").filter(username="nobody").exists()
