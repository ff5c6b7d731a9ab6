"""Made-up people and firms: never real, never doubled, always with right checks."""

import re
from dataclasses import asdict

import pytest
from stdnum.cn import ric
from stdnum.cn import uscc as credit_code

from yizhan.sim.cast import UnknownZone, cast, zones
from yizhan.sim.people import mistyped, person

PEOPLE = [person(3, index) for index in range(5000)]


def test_nobody_lives_twice() -> None:
    assert len({one.id_number for one in PEOPLE}) == len(PEOPLE)
    assert len({one.phone for one in PEOPLE}) == len(PEOPLE)


def test_id_numbers_check_and_name_a_dead_age() -> None:
    assert all(ric.is_valid(one.id_number) for one in PEOPLE)
    assert {one.id_number[6:9] for one in PEOPLE} == {"190"}


def test_phones_reach_nobody() -> None:
    assert all(re.fullmatch(r"100\d{8}", one.phone) for one in PEOPLE)


def test_the_same_seed_gives_the_same_people() -> None:
    assert person(3, 77) == PEOPLE[77]
    assert person(4, 77) != PEOPLE[77]


def test_a_mistyped_number_fails() -> None:
    assert not any(ric.is_valid(mistyped(one.id_number)) for one in PEOPLE[:500])


@pytest.mark.parametrize("zone", zones())
def test_firms_of_a_zone(zone: str) -> None:
    parties = list(cast(zone).parties)
    assert all(credit_code.is_valid(one.uscc) for one in parties)
    assert all(re.fullmatch(r"\d{10}", one.customs_code) for one in parties)
    assert all(len(one.dxp_id) == 16 for one in parties)
    assert all("样例" in one.name or "模拟" in one.name for one in parties)
    for name in ("uscc", "customs_code", "dxp_id", "name", "name_en"):
        assert len({asdict(one)[name] for one in parties}) == len(parties), name
    kinds = {kind for one in parties for kind in one.kinds}
    assert kinds == {
        "platform",
        "ecommerce",
        "payment",
        "logistics",
        "agent",
        "warehouse",
        "customs",
    }


def test_zones_share_no_firm() -> None:
    codes = [one.uscc for zone in zones() for one in cast(zone).parties]
    assert len(set(codes)) == len(codes)


def test_an_unknown_zone() -> None:
    with pytest.raises(UnknownZone):
        cast("atlantis")
