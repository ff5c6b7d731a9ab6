"""Zone profiles: those that ship are right, and a mistake is told with its place."""

from datetime import date

import pytest

from yizhan.kit.zones.declared import ProfileError
from yizhan.kit.zones.profiles import FOLDER, codes, load, read

HEZE = (FOLDER / "heze.toml").read_text(encoding="utf-8")


def changed(old: str, new: str) -> str:
    assert old in HEZE
    return HEZE.replace(old, new, 1)


@pytest.mark.parametrize("code", codes())
def test_shipped_profiles_are_right(code: str) -> None:
    profile = load(code)
    assert profile.code == code
    assert profile.plans
    assert all(plan.clauses for plan in profile.plans)


def test_no_two_zones_share_a_number() -> None:
    assert len({load(code).id for code in codes()}) == len(codes())


def test_a_zone_has_its_plans_in_the_order_of_their_days() -> None:
    first, second = load("chongqing").plans
    assert (first.issued_on, second.issued_on) == (date(2016, 7, 29), date(2023, 12, 4))
    assert [target.value for target in second.targets] == [
        "100",
        "20",
        "5",
        "2700",
        "12",
        "500",
        "3",
    ]


def test_clauses_nobody_answers_for_are_told() -> None:
    assert load("heze").unassigned == ("HZ-1", "HZ-4.2", "HZ-4.3")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("id = 2\n", "", "heze.toml.id: missing"),
        ("id = 2\n", "id = 40000\n", "heze.toml.id: from 1"),
        ("id = 2\n", "id = true\n", "heze.toml.id: a whole number"),
        (
            "patience_hours = 72",
            'patience_hours = "72"',
            "heze.toml.pipeline.patience_hours: a whole",
        ),
        ("patience_hours = 72", "patience_hours = 0", "heze.toml.pipeline.patience_hours: must"),
        ("patience_hours = 72", "patience = 72", "heze.toml.pipeline.patience: not known"),
        ('code = "heze"', 'code = "he-ze"', "heze.toml.code: letters"),
        ("year = 2025", "year = 2025.5", "heze.toml.plan[1].target[1].year: a whole number"),
        ('id = "HZ-T02"', 'id = "HZ-T01"', "heze.toml.plan[1].target[2]: HZ-T01 stands"),
        ('clause = "HZ-3.1"', 'clause = "HZ-9"', "heze.toml.plan[1].belt: HZ-9"),
        ("issued_on = 2023-05-18", "issued_on = 2023-05-18T00:00:00", "issued_on: a day"),
        ('name = "省统计局"', 'name = "省统计"', "departments: 省统计局 is no department"),
        ("[pipeline]", "[pipeline", "heze.toml: "),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, place: str) -> None:
    with pytest.raises(ProfileError) as wrong:
        read(changed(old, new), "heze.toml")
    assert place in str(wrong.value)


def test_a_delegation_is_read() -> None:
    text = """
[[delegation]]
sender = "5001000001"
owner = "91500000MA00000000"
types = ["CEB621Message"]
from = 2026-01-01
"""
    (found,) = read(HEZE + text, "heze.toml").delegations
    assert (found.valid_from, found.valid_to) == (date(2026, 1, 1), None)


def test_an_unknown_zone_is_told() -> None:
    with pytest.raises(ProfileError, match="chongqing, heze"):
        load("../heze")
