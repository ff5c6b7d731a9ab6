"""What a zone is, read from its file beside this module (D28)."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from yizhan.kit.zones.declared import ProfileError, build

FOLDER: Final = Path(__file__).parent
_CODE: Final = re.compile(r"[a-z][a-z0-9]{1,31}")  # stands in keys and links between hyphens
_ID_MAX: Final = 32_767


def _many(key: str) -> Any:  # noqa: ANN401 -- a field, whose type stands beside it
    return field(default=(), metadata={"key": key})


@dataclass(frozen=True, slots=True)
class Target:
    """A figure a plan promises: `comparator` `value` `unit` by the end of `year`."""

    id: str
    name: str
    name_en: str
    comparator: str
    value: str
    unit: str
    year: int
    quote: str


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """How quickly or how long a service is promised."""

    name: str
    name_en: str
    value: str
    unit: str
    clause: str
    quote: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """From what figure on a measure of the plan applies."""

    name: str
    comparator: str
    value: str
    unit: str
    clause: str


@dataclass(frozen=True, slots=True)
class PolicyWindow:
    """The days between which a measure applies."""

    name: str
    opens_on: date
    closes_on: date
    clause: str


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the zone's layout."""

    role: str
    role_en: str
    area: str
    detail_en: str = ""


@dataclass(frozen=True, slots=True)
class Belt:
    """An industry belt 产业带: where which goods are made."""

    area: str
    industries: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Item:
    """A promise within a clause, quoted."""

    quote: str
    meaning_en: str
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of a plan, and who answers for it."""

    id: str
    label: str
    title: str
    departments: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    items: tuple[Item, ...] = _many("item")


@dataclass(frozen=True, slots=True)
class Plan:
    """An implementation plan 实施方案 as published."""

    id: str
    title: str
    issued_on: date
    issuer: str
    horizon: str
    document_no: str = ""
    layout_pattern: str = ""
    notes: tuple[str, ...] = ()
    targets: tuple[Target, ...] = _many("target")
    service_levels: tuple[ServiceLevel, ...] = _many("service_level")
    thresholds: tuple[Threshold, ...] = _many("threshold")
    policy_windows: tuple[PolicyWindow, ...] = _many("policy_window")
    places: tuple[Place, ...] = _many("place")
    belts: tuple[Belt, ...] = _many("belt")
    clauses: tuple[Clause, ...] = _many("clause")


@dataclass(frozen=True, slots=True)
class CustomsOffice:
    """A customs office 关区 of the zone, by its four-digit code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Department:
    """A department that answers for clauses; `office` is its side in the portal, if it has one."""

    name: str
    office: str = ""


@dataclass(frozen=True, slots=True)
class Delegated:
    """`sender` may file `types` that belong to `owner`, both by customs code or USCC (D6)."""

    sender: str
    owner: str
    types: tuple[str, ...]
    valid_from: date = field(metadata={"key": "from"})
    valid_to: date | None = field(default=None, metadata={"key": "to"})


@dataclass(frozen=True, slots=True)
class Pipeline:
    """How the data plane treats this zone's documents."""

    patience_hours: int
    signed_patience_seconds: int
    waybill_order_optional_senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dxp:
    """The way to customs: our id there, theirs, and where to post (D15)."""

    station: str
    customs: str
    address: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A zone: its number and names, what the station does for it, and its plans."""

    id: int
    code: str
    name: str
    name_en: str
    short_name: str
    short_name_en: str
    division: str  # 行政区划代码
    pipeline: Pipeline
    dxp: Dxp
    customs_offices: tuple[CustomsOffice, ...] = _many("customs_office")
    departments: tuple[Department, ...] = _many("department")
    plans: tuple[Plan, ...] = _many("plan")
    delegations: tuple[Delegated, ...] = _many("delegation")

    @property
    def unassigned(self) -> tuple[str, ...]:
        """The clauses nobody answers for: a warning, and an open task."""
        return tuple(
            clause.id for plan in self.plans for clause in plan.clauses if not clause.departments
        )


def codes() -> list[str]:
    """The zones that have a profile."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


@cache
def load(code: str) -> Profile:
    """The profile of the zone `code`. Raises ProfileError, naming the place of a mistake."""
    if code not in codes():
        raise ProfileError(f"no profile for {code!r}; there are {', '.join(codes())}")
    return read((FOLDER / f"{code}.toml").read_text(encoding="utf-8"), f"{code}.toml")


def read(text: str, where: str) -> Profile:
    """The profile written in `text`. Raises ProfileError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{where}: {error}") from error
    profile = build(Profile, table, where)
    _check(profile, where)
    return profile


def _check(profile: Profile, where: str) -> None:
    if not 0 < profile.id <= _ID_MAX:
        raise ProfileError(f"{where}.id: from 1 to {_ID_MAX}, found {profile.id}")
    if not _CODE.fullmatch(profile.code):
        raise ProfileError(f"{where}.code: letters and digits only, found {profile.code!r}")
    for name in ("patience_hours", "signed_patience_seconds"):
        if getattr(profile.pipeline, name) <= 0:
            raise ProfileError(f"{where}.pipeline.{name}: must be above zero")
    departments = _once((d.name for d in profile.departments), f"{where}.department")
    _once((office.code for office in profile.customs_offices), f"{where}.customs_office")
    _once((plan.id for plan in profile.plans), f"{where}.plan")
    for number, plan in enumerate(profile.plans, 1):
        _check_plan(plan, departments, f"{where}.plan[{number}]")


def _check_plan(plan: Plan, departments: frozenset[str], where: str) -> None:
    clauses = _once((clause.id for clause in plan.clauses), f"{where}.clause")
    _once((target.id for target in plan.targets), f"{where}.target")
    for number, clause in enumerate(plan.clauses, 1):
        for name in clause.departments:
            if name not in departments:
                raise ProfileError(f"{where}.clause[{number}].departments: {name} is no department")
    for belt in plan.belts:
        if belt.clause not in clauses:
            raise ProfileError(f"{where}.belt: {belt.clause} is no clause of this plan")


def _once(names: Iterable[str], where: str) -> frozenset[str]:
    seen: set[str] = set()
    for number, name in enumerate(names, 1):
        if name in seen:
            raise ProfileError(f"{where}[{number}]: {name} stands there twice")
        seen.add(name)
    return frozenset(seen)
