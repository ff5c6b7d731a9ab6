"""Bringing a zone's profile into the database."""

from collections.abc import Mapping

from django.db.models import Q

from yizhan.access.models import Delegation, Organisation, Zone
from yizhan.kit.zones.profiles import Profile
from yizhan.store.tenancy import acting

_STATION = "jobs"


def install(profile: Profile) -> int:
    """Enter the zone or bring it up to date; returns its id. Repeatable.

    Delegations name organisations by their codes: those of firms not yet registered are
    entered when `install` runs again after them.
    """
    Zone.objects.using(_STATION).update_or_create(
        id=profile.id,
        defaults={"code": profile.code, "name": profile.name, "name_en": profile.name_en},
    )
    if profile.delegations:
        with acting(profile.id, using=_STATION):
            _delegate(profile)
    return profile.id


def _delegate(profile: Profile) -> None:
    ids = _organisations(profile)
    for said in profile.delegations:
        if said.sender in ids and said.owner in ids:
            Delegation.objects.using(_STATION).update_or_create(
                zone=profile.id,
                sender_id=ids[said.sender],
                owner_id=ids[said.owner],
                valid_from=said.valid_from,
                defaults={"types": list(said.types), "valid_to": said.valid_to},
            )


def _organisations(profile: Profile) -> Mapping[str, int]:
    """The organisations the delegations name, by customs code and by USCC."""
    codes = {code for said in profile.delegations for code in (said.sender, said.owner)}
    found = Organisation.objects.using(_STATION).filter(
        Q(customs_code__in=codes) | Q(uscc__in=codes), zone=profile.id
    )
    return {code: firm.pk for firm in found for code in (firm.uscc, firm.customs_code) if code}
