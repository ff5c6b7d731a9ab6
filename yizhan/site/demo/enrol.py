"""The firms and people of the demonstration, entered as an administrator would."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from yizhan.access import operations
from yizhan.access.models import Role
from yizhan.sim.cast import Cast, Party

LINKS_LIVE: Final = timedelta(hours=8)  # people may look in after lunch


@dataclass(frozen=True, slots=True)
class Enrolled:
    """API keys by customs code, and two tokens that let somebody in once."""

    keys: Mapping[str, str]
    officer: str
    clerk: str
    clerk_of: Party


def enrol(zone: str, cast: Cast, at: datetime) -> Enrolled:
    """Enter everybody who plays in `zone`; repeatable, with new keys and links each time."""
    number = operations.zone_of(zone)
    firms = register_all(number, cast)
    keys = {code: operations.issue_key(zone, firm, at) for code, firm in firms.items()}
    officer = operations.register_person(
        number, username=f"officer.{zone}", name="样例关员", office="customs", role=Role.OFFICER
    )
    agent = cast.agents[0]
    clerk = operations.register_person(
        number,
        username=f"clerk.{zone}",
        name="样例报关员",
        organisation=firms[agent.customs_code],
        role=Role.CLERK,
    )
    return Enrolled(
        keys,
        operations.make_link(zone, officer, at, life=LINKS_LIVE),
        operations.make_link(zone, clerk, at, life=LINKS_LIVE),
        agent,
    )


def register_all(zone: int, cast: Cast) -> Mapping[str, int]:
    """Enter the firms of `cast`; their ids by customs code."""
    return {party.customs_code: _register(zone, party) for party in cast.parties}


def _register(zone: int, party: Party) -> int:
    return operations.register_organisation(
        zone,
        name=party.name,
        name_en=party.name_en,
        uscc=party.uscc,
        customs_code=party.customs_code,
        dxp_id=party.dxp_id,
        kinds=party.kinds,
        signs_by_station=party.signs_by_station,
    )
