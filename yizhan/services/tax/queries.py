"""Questions about assessments and the dated values behind them, answered with plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from yizhan.services.tax import params
from yizhan.services.trade.queries import records


@dataclass(frozen=True, slots=True)
class Line:
    """What one goods line owes, and the rates it owes by."""

    gnum: int
    gcode: str
    gname: str
    value: Decimal
    duty: Decimal
    consumption: Decimal
    vat: Decimal
    consumption_rate: Decimal
    vat_rate: Decimal


@dataclass(frozen=True, slots=True)
class Assessed:
    """What a list owes, line by line, with the rules that said so."""

    day: date
    treatment: int
    value: Decimal
    duty: Decimal
    consumption: Decimal
    vat: Decimal
    total: Decimal
    rules: Sequence[str]
    lines: Sequence[Line]


def assessment(zone: int, document: int) -> Assessed | None:
    """The assessment of one list that the reader may see."""
    found = records("SELECT * FROM assessment WHERE zone = %s AND list = %s", [zone, document])
    if not found:
        return None
    one = found[0]
    columns = ("gnum", "gcode", "gname", "line_value", "line_duty", "line_consumption")
    rates = ("line_vat", "consumption_rate", "vat_rate")
    lines = zip(*(one[name] for name in columns + rates), strict=True)
    return Assessed(
        day=one["day"],
        treatment=one["treatment"],
        value=one["value"],
        duty=one["duty"],
        consumption=one["consumption"],
        vat=one["vat"],
        total=one["total"],
        rules=one["rules"],
        lines=tuple(Line(*line) for line in lines),
    )


QUOTA_BOOK: Final = 1
TAKEN_ACCOUNTS: Final = (2, 3)  # reserved and used (R1.14)


def quota_taken(zone: int, holder: bytes, year: int) -> Decimal | None:
    """What a person has reserved and used of a year's quota; None when we may not see it."""
    found = records(
        "SELECT sum(amount) AS taken FROM ledger_balance"
        " WHERE zone = %s AND book = %s AND holder = %s AND period = %s AND account = ANY(%s)",
        [zone, QUOTA_BOOK, holder, year, list(TAKEN_ACCOUNTS)],
    )
    taken: Decimal | None = found[0]["taken"]
    return taken


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of the law and the days on which it holds, both included."""

    name: str
    value: Any
    unit: str
    since: date
    to: date | None
    source: str
    rule: str

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.to is None or day <= self.to)


@cache
def parameters() -> tuple[Parameter, ...]:
    """Every dated value that we keep, by name, newest first."""
    found = [
        Parameter(
            name=name,
            value=entry.value,
            unit=entry.unit,
            since=entry.since,
            to=entry.to,
            source=entry.source,
            rule=entry.rule,
        )
        for name, values in params.BOOK.items()
        for entry in reversed(values.entries)
    ]
    return tuple(found)


def parameter(name: str, day: date) -> Parameter | None:
    """The value of that name in force on that day."""
    return next((one for one in parameters() if one.name == name and one.holds(day)), None)


def parameters_of(rule: str) -> list[Parameter]:
    """The dated values that stand behind a rule."""
    return [one for one in parameters() if one.rule == rule]
