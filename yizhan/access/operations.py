"""Letting people and machines in. The station itself acts here, so all runs as the role jobs."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest

from yizhan.access.errors import LinkSpent, UnknownOrganisation, UnknownSender, UnknownZone
from yizhan.access.models import ApiKey, Membership, Organisation, Role, SignInLink, User, Zone
from yizhan.access.subjects import Subject, subject_of
from yizhan.store.tenancy import acting

_STATION: Final = "jobs"
_PREFIX: Final = 4  # bytes
_SECRET: Final = 32  # bytes
_KEY: Final = re.compile(r"yz-([a-z0-9]{1,32})-([0-9a-f]{8})-([0-9a-f]{64})")
_TOKEN: Final = re.compile(r"([a-z0-9]{1,32})-([0-9a-f]{64})")
LINK_LIFE: Final = timedelta(minutes=30)
SESSION_KEY: Final = "subject"


@dataclass(frozen=True, slots=True)
class Sender:
    """An organisation that has shown its key."""

    zone: int
    organisation: int
    name: str
    uscc: str
    customs_code: str
    kinds: tuple[str, ...] = ()


def register_organisation(  # noqa: PLR0913 -- the fields of one row
    zone: int,
    *,
    name: str,
    uscc: str = "",
    customs_code: str = "",
    dxp_id: str = "",
    kinds: Sequence[str] = (),
    name_en: str = "",
    signs_by_station: bool = False,
) -> int:
    """Enter an organisation or change the one with these codes; returns its id."""
    if not (uscc or customs_code):
        raise ValueError("an organisation is known by its USCC or its customs code")
    known: dict[str, Any] = {"customs_code": customs_code} if customs_code else {"uscc": uscc}
    said = {
        "name": name,
        "uscc": uscc,
        "customs_code": customs_code,
        "dxp_id": dxp_id,
        "kinds": list(kinds),
        "name_en": name_en,
        "signs_by_station": signs_by_station,
    }
    with acting(zone, using=_STATION):
        found, _ = Organisation.objects.using(_STATION).update_or_create(
            defaults=said, zone=zone, **known
        )
    return found.pk


def register_person(  # noqa: PLR0913 -- the fields of one row
    zone: int,
    *,
    username: str,
    name: str,
    organisation: int | None = None,
    office: str = "",
    role: str = Role.CLERK,
) -> int:
    """Let a person act for a firm or an office; returns the membership's id.

    Raises UnknownOrganisation.
    """
    with acting(zone, using=_STATION):
        firm = _organisation(organisation) if organisation is not None else None
        user, _ = User.objects.using(_STATION).update_or_create(
            username=username, defaults={"name": name}
        )
        found, _ = Membership.objects.using(_STATION).update_or_create(
            zone=zone,
            user=user,
            organisation=firm,
            office=office,
            defaults={"role": role},
        )
    return found.pk


def _organisation(number: int) -> Organisation:
    try:
        return Organisation.objects.using(_STATION).get(pk=number)
    except Organisation.DoesNotExist:
        raise UnknownOrganisation(number) from None


def zone_of(code: str) -> int:
    """The number of the zone named `code`. Raises UnknownZone."""
    try:
        return Zone.objects.using(_STATION).get(code=code).pk
    except Zone.DoesNotExist:
        raise UnknownZone(code) from None


def issue_key(zone_code: str, organisation: int, at: datetime) -> str:
    """A new API key; its text is shown this once and kept nowhere."""
    zone = zone_of(zone_code)
    prefix, secret = secrets.token_hex(_PREFIX), secrets.token_hex(_SECRET)
    with acting(zone, using=_STATION):
        ApiKey.objects.using(_STATION).create(
            zone=zone,
            organisation_id=organisation,
            prefix=prefix,
            digest=_digest(secret),
            issued_at=at,
        )
    return f"yz-{zone_code}-{prefix}-{secret}"


def revoke_key(zone: int, prefix: str, at: datetime) -> bool:
    """End a key's life; whether it was still alive."""
    with acting(zone, using=_STATION):
        alive = ApiKey.objects.using(_STATION).filter(
            zone=zone, prefix=prefix, revoked_at__isnull=True
        )
        return bool(alive.update(revoked_at=at))


def authenticate_key(key: str) -> Sender:
    """The organisation that holds `key`. Raises UnknownSender, never saying what is wrong."""
    parts = _KEY.fullmatch(key)
    if parts is None:
        raise UnknownSender("malformed")
    code, prefix, secret = parts.groups()
    try:
        zone = zone_of(code)
    except UnknownZone:
        raise UnknownSender("no such zone") from None
    with acting(zone, using=_STATION):
        found = (
            ApiKey.objects.using(_STATION)
            .select_related("organisation")
            .filter(zone=zone, prefix=prefix, revoked_at__isnull=True)
            .first()
        )
    # Compared also when there is none, so that an answer takes equally long.
    kept = bytes(found.digest) if found else b"\0" * hashlib.sha256().digest_size
    if not hmac.compare_digest(kept, _digest(secret)) or found is None:
        raise UnknownSender("no such key")
    firm = found.organisation
    return Sender(zone, firm.pk, firm.name, firm.uscc, firm.customs_code, tuple(firm.kinds))


def make_link(zone_code: str, membership: int, at: datetime, *, life: timedelta = LINK_LIFE) -> str:
    """The token of a link that lets a member in once, until `life` has passed."""
    zone = zone_of(zone_code)
    secret = secrets.token_hex(_SECRET)
    with acting(zone, using=_STATION):
        SignInLink.objects.using(_STATION).create(
            zone=zone, membership_id=membership, digest=_digest(secret), expires_at=at + life
        )
    return f"{zone_code}-{secret}"


def redeem_link(token: str, at: datetime) -> Subject:
    """Use up a link. Raises LinkSpent; of two who try at once one comes in."""
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        raise LinkSpent("malformed")
    code, secret = parts.groups()
    try:
        zone = zone_of(code)
    except UnknownZone:
        raise LinkSpent("no such zone") from None
    with acting(zone, using=_STATION):
        link = SignInLink.objects.using(_STATION).filter(
            zone=zone, digest=_digest(secret), used_at__isnull=True, expires_at__gt=at
        )
        if not link.update(used_at=at):
            raise LinkSpent("used, too old or unknown")
        member = (
            Membership.objects.using(_STATION)
            .select_related("user", "organisation")
            .filter(zone=zone, signinlink__digest=_digest(secret), user__is_active=True)
            .first()
        )
        if member is None:
            raise LinkSpent("the person's account has ended")
        return subject_of(member)


def sign_in(request: HttpRequest, subject: Subject) -> None:
    """Begin a session, under a new key so that nobody can have planted it (S-12)."""
    request.session.flush()
    request.session[SESSION_KEY] = {
        "zone": subject.zone,
        "user": subject.user_id,
        "firm": subject.firm,
        "office": subject.office,
    }


def _digest(secret: str) -> bytes:
    """Secrets are 256 random bits: a plain digest cannot be guessed back."""
    return hashlib.sha256(secret.encode()).digest()
