"""The tariff table of each year, compiled once, with what is known to be wrong in it."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

from yizhan.services.tax.rules import Rates

_HOME: Final = resources.files(__name__.rpartition(".")[0])
# Units of the customs code table by which a threshold can be judged: measure, how many of it.
UNITS: Final[Mapping[str, tuple[str, int]]] = {
    "036": ("gram", 1),
    "035": ("gram", 1000),
    "096": ("millilitre", 1),
    "095": ("millilitre", 1000),
    "020": ("sheet", 1),
    "010": ("sheet", 1),
    "007": ("piece", 1),
    "008": ("piece", 1),
    "011": ("piece", 1),
}
_MEASURE_IN_NAME: Final = (("以重量计", "gram"), ("以体积计", "millilitre"), ("“片”", "sheet"))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is not to be trusted, in both languages; `source` for those who check."""

    key: str
    say: tuple[str, str]
    source: str = ""


class Threshold(NamedTuple):
    """Consumption tax begins at `yuan` for one `measure` of goods; "" = no measure is known."""

    measure: str
    yuan: Decimal


class Row(NamedTuple):
    """A code's rates, and what stands against them."""

    rates: Rates
    doubt: Reason | None  # the tax is wrong whatever the treatment
    threshold: Threshold | None
    why_threshold: Reason | None
    duty_doubt: bool  # wrong only where duty is collected


class Origins(NamedTuple):
    """Countries of origin whose duty the table does not hold."""

    codes: frozenset[str]
    reason: Reason


ZERO_DUTY: Final = Reason(
    "zero_duty",
    (
        "税率表中关税为零,可能是从量税",
        "the table says no duty, which may stand for one by quantity",
    ),
    "table README",
)


def years() -> tuple[int, ...]:
    """The years for which a table is kept."""
    return tuple(sorted(int(place.name) for place in _HOME.iterdir() if place.name.isdigit()))


@cache
def table(year: int) -> Mapping[str, Row] | None:
    """Rows by ten-digit code, None when that year's table is not kept."""
    if year not in years():
        return None
    book = _doubts()["doubt"]
    shared: dict[Rates, Rates] = {}
    rows: dict[str, Row] = {}
    for line in _lines(year):
        rates = _rates(line)
        rows[line["hs10"]] = _row(line, shared.setdefault(rates, rates), book)
    return rows


@cache
def origins() -> Origins:
    """Origins that make a full tax doubtful."""
    found = _doubts()["origins"]
    reason = Reason("origin", (found["zh"], found["en"]), "table README")
    return Origins(frozenset(found["codes"]), reason)


@cache
def _doubts() -> Mapping[str, Any]:
    return tomllib.loads((_HOME / "doubts.toml").read_text(encoding="utf-8"))


def _lines(year: int) -> Iterator[dict[str, str]]:
    text = (_HOME / str(year) / "tariff_hs10.csv").read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines()))


def _rates(line: Mapping[str, str]) -> Rates:
    """A provisional duty replaces the most-favoured-nation one (关税法)."""
    return Rates(
        duty=Decimal(line["provisional_rate"] or line["mfn_rate"]),
        vat=Decimal(line["vat_rate"]),
        consumption=Decimal(line["consumption_rate"]),
    )


def _row(line: Mapping[str, str], rates: Rates, book: list[dict[str, Any]]) -> Row:
    zero = not Decimal(line["mfn_rate"]) and not Decimal(line["general_rate"])
    found = next((doubt for doubt in book if line["hs10"].startswith(tuple(doubt["codes"]))), None)
    if found is None:
        return Row(rates, None, None, None, zero)
    reason = Reason(found["key"], (found["zh"], found["en"]), found["source"])
    if found["matter"] == "tax":
        return Row(rates, reason, None, None, zero)
    if not rates.consumption:
        return Row(rates, None, None, None, zero)
    return Row(rates, None, _threshold(line["name_zh"], found), reason, zero)


def _threshold(name: str, doubt: Mapping[str, Any]) -> Threshold:
    if "piece_yuan" in doubt:
        return Threshold("piece", Decimal(doubt["piece_yuan"]))
    measure = next((measure for word, measure in _MEASURE_IN_NAME if word in name), "")
    return Threshold(measure, Decimal(doubt.get(f"{measure}_yuan", "0")))


def last_day(year: int) -> date:
    """The last day on which a table holds."""
    return date(year, 12, 31)
