"""The firms that play in a zone: clearly made up, the same for a zone on every machine."""

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Final

from yizhan.kernel.errors import YizhanError
from yizhan.sim.people import Person, person

CUSTOMS_DXP_ID: Final = "DXPEDCCEB0000002"  # the import system's; the export system has another
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class UnknownZone(YizhanError):
    """No cast is known for that zone."""

    code = "UNKNOWN_ZONE"
    say = ("模拟器不认识这个综试区。", "The simulator knows no such zone.")


@dataclass(frozen=True, slots=True)
class Place:
    """A zone as the simulator needs it: names, division code, the customs offices it uses."""

    code: str
    name_zh: str
    name_en: str
    division: str
    customs_code: str
    port_code: str


@dataclass(frozen=True, slots=True)
class Party:
    """A made-up firm or authority. `code` is the one its documents carry."""

    name: str
    name_en: str
    uscc: str
    customs_code: str
    dxp_id: str
    kinds: tuple[str, ...]
    signs_by_station: bool
    code: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who plays in a zone.

    `agents[0]` and the sellers let the station sign; `agents[1]` signs its own lists (D11).
    `listed` are the people a zone's watch list names in the samples.
    """

    place: Place
    platforms: tuple[Party, Party]
    sellers: tuple[Party, Party, Party, Party]
    payments: tuple[Party, Party]
    carriers: tuple[Party, Party]
    agents: tuple[Party, Party]
    area: Party
    customs: Party
    listed: tuple[Person, Person, Person]

    @property
    def parties(self) -> Iterator[Party]:
        yield from self.platforms
        yield from self.sellers
        yield from self.payments
        yield from self.carriers
        yield from self.agents
        yield self.area
        yield self.customs


# Name, English name, kinds, and whether the station may sign its lists.
_ROLES = (
    ("样例优选跨境电商平台有限公司", "Sample Select Platform", ("platform",), False),
    ("样例山城海淘平台有限公司", "Sample Hill Haul Platform", ("platform",), False),
    ("样例母婴国际贸易有限公司", "Sample Mother & Baby Trading", ("ecommerce",), True),
    ("样例家居进出口有限公司", "Sample Home Import Export", ("ecommerce",), True),
    ("样例食品商贸有限公司", "Sample Foods Trading", ("ecommerce",), True),
    ("样例服饰电子商务有限公司", "Sample Apparel E-commerce", ("ecommerce",), True),
    ("样例通付支付有限公司", "Sample Tongfu Payment", ("payment",), False),
    ("样例快结支付有限公司", "Sample Kuaijie Payment", ("payment",), False),
    ("样例飞驿速运有限公司", "Sample Feiyi Express", ("logistics",), False),
    ("样例江达物流有限公司", "Sample Jiangda Logistics", ("logistics",), False),
    ("样例通关报关行有限公司", "Sample Clearance Brokers", ("agent",), True),
    ("样例自签报关行有限公司", "Sample Self-signing Brokers", ("agent",), False),
    ("样例保税仓储有限公司", "Sample Bonded Warehousing", ("warehouse",), False),
)
_BY_USCC = frozenset({1, 4})  # these firms' documents carry the 18 characters, the others the 10


@functools.cache
def cast(zone: str) -> Cast:
    """Who plays in `zone`. Raises UnknownZone."""
    place = _places().get(zone)
    if place is None:
        raise UnknownZone(zone)
    firms = [_firm(place, serial) for serial in range(len(_ROLES))]
    return Cast(
        place=place,
        platforms=(firms[0], firms[1]),
        sellers=(firms[2], firms[3], firms[4], firms[5]),
        payments=(firms[6], firms[7]),
        carriers=(firms[8], firms[9]),
        agents=(firms[10], firms[11]),
        area=firms[12],
        customs=_customs(place),
        listed=(_listed(zone, 0), _listed(zone, 1), _listed(zone, 2)),
    )


def zones() -> tuple[str, ...]:
    """Codes of the zones that have a cast."""
    return tuple(_places())


def uscc(authority_and_kind: str, division: str, organisation: int) -> str:
    """A unified social credit code with right inner and outer checks (GB 32100, GB 11714).

    >>> uscc("91", "500100", 1)
    '915001000000000197'
    """
    body = f"{organisation:08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    inner = -sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    text = f"{authority_and_kind}{division}{body}{'0123456789X'[inner]}"
    total = sum(_USCC.index(mark) * pow(3, place, 31) for place, mark in enumerate(text))
    return text + _USCC[-total % 31]


def _firm(place: Place, serial: int) -> Party:
    name, name_en, kinds, signs_by_station = _ROLES[serial]
    customs_code = f"{place.division[:4]}96{9001 + serial}"
    credit_code = uscc("91", place.division, 1 + serial)
    return Party(
        name=place.name_zh + name,
        name_en=f"{place.name_en} {name_en} (made up)",
        uscc=credit_code,
        customs_code=customs_code,
        dxp_id=f"DXPENT{place.division}{1 + serial:04d}",
        kinds=kinds,
        signs_by_station=signs_by_station,
        code=credit_code if serial in _BY_USCC else customs_code,
    )


def _customs(place: Place) -> Party:
    return Party(
        name=f"模拟海关({place.name_zh})",
        name_en=f"Simulated Customs ({place.name_en})",
        uscc=uscc("11", place.division, 99),
        customs_code=f"{place.division[:4]}969999",
        dxp_id=CUSTOMS_DXP_ID,
        kinds=("customs",),
        signs_by_station=False,
        code=f"{place.division[:4]}969999",
    )


def _listed(zone: str, index: int) -> Person:
    return person(f"listed in {zone}", index)


@functools.cache
def _places() -> dict[str, Place]:
    table = resources.files("yizhan.sim") / "data" / "zones.csv"
    with table.open(encoding="utf-8") as lines:
        return {row["code"]: Place(**row) for row in csv.DictReader(lines)}
