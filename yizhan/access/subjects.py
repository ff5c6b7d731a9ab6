"""Who acts: the person, the zone, and the firm or office acted for."""

from dataclasses import dataclass

from yizhan.access.models import Membership, Zone


@dataclass(frozen=True, slots=True)
class Subject:
    """One person in one membership. `firm` is None for an office; `office` is "" for a firm."""

    user_id: int
    name: str
    zone: int
    zone_code: str
    firm: int | None
    firm_name: str
    office: str
    roles: frozenset[str]


def subject_of(membership: Membership) -> Subject:
    """The subject of a membership that came with its user and organisation."""
    firm = membership.organisation
    return Subject(
        user_id=membership.user_id,
        name=membership.user.name,
        zone=membership.zone,
        zone_code=Zone.objects.using(membership._state.db).get(pk=membership.zone).code,  # noqa: SLF001 -- Django's documented way to ask which connection a row came by
        firm=firm.pk if firm else None,
        firm_name=firm.name if firm else "",
        office=membership.office,
        roles=frozenset({membership.role}),
    )


def find(zone: int, user: int, firm: int | None, office: str) -> Subject | None:
    """The subject as it is now; None when the membership or the person's account has ended."""
    found = (
        Membership.objects.select_related("user", "organisation")
        .filter(zone=zone, user=user, organisation=firm, office=office, user__is_active=True)
        .first()
    )
    return subject_of(found) if found else None
