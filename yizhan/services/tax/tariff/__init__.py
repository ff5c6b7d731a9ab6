"""Rates by commodity code and day; where the table cannot tell, a doubt for a person (R1.13).

Inside the limits duty is 0, so a duty that the table flattened does no harm there: only full tax
asks for it. A doubt about consumption tax or VAT always counts. `docs/law/tariff.md` lists them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from yizhan.kernel.faults import FaultCode
from yizhan.services.tax.rules import Rates
from yizhan.services.tax.tariff import table as _table
from yizhan.services.tax.tariff.table import UNITS, Reason, Row, Threshold, years

__all__ = ["UNITS", "Doubt", "Goods", "consumption_due", "frame", "rates", "reason_of", "years"]

NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why no rate is given: T103 no row, T104 a row not to be trusted; the list is held."""

    code: FaultCode
    say: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Goods:
    """What a line says of its goods, as far as rates depend on it.

    `value` is the line's dutiable yuan; `quantity` and `unit` the first legal ones of the customs
    code table; `origin` the numeric country code.
    """

    value: Decimal
    quantity: Decimal = NOTHING
    unit: str = ""
    origin: str = ""


def rates(code: str, on: date, goods: Goods, *, full: bool = False) -> Rates | Doubt:
    """The rates of `code` on the day the list is completed, or why a person must decide.

    `full` asks for rates fit for full tax, where duty matters too.

    >>> rates("0901210000", date(2026, 5, 1), Goods(Decimal(100))).vat
    Decimal('0.13')
    """
    rows = _table.table(on.year)
    if rows is None:
        return Doubt(FaultCode.TARIFF_UNKNOWN, _no_table(on))
    row = rows.get(code)
    if row is None:
        return Doubt(FaultCode.TARIFF_UNKNOWN, _no_row(code, on))
    reason = row.doubt or (_duty_doubt(row, goods) if full else None)
    if reason is None and row.threshold is not None:
        due = consumption_due(row.threshold, goods)
        if due is False:
            return row.rates._replace(consumption=NOTHING)
        reason = row.why_threshold if due is None else None
    return row.rates if reason is None else Doubt(FaultCode.TARIFF_DOUBTFUL, _told(code, reason))


def consumption_due(threshold: Threshold, goods: Goods) -> bool | None:
    """Whether goods reach the unit price from which consumption tax is due; None = cannot tell.

    A line holds at least one piece, so a line worth less than one piece's threshold is below it
    whatever its quantity.
    """
    if threshold.measure == "piece" and goods.value < threshold.yuan:
        return False
    measure, many = UNITS.get(goods.unit, ("", 0))
    if not measure or measure != threshold.measure or goods.quantity <= 0:
        return None
    return goods.value >= threshold.yuan * goods.quantity * many


def reason_of(code: str, on: date, *, full: bool = False) -> Reason | None:
    """What stands against a row whatever the goods, for pages and reports."""
    row = (_table.table(on.year) or {}).get(code)
    if row is None:
        return None
    return row.doubt or row.why_threshold or (_table.ZERO_DUTY if full and row.duty_doubt else None)


def frame(on: date) -> pl.DataFrame:
    """The table of that day's year to join a batch on; no rows when none is kept.

    `doubt` is T104 where the code alone does not tell the tax of a list: ask `rates` for those.
    `duty_doubt` says the same of full tax.
    """
    rows = (_table.table(on.year) or {}).items()
    doubtful = FaultCode.TARIFF_DOUBTFUL.value
    return pl.DataFrame(
        [
            (
                code,
                row.rates.vat,
                row.rates.consumption,
                row.rates.duty,
                doubtful if row.doubt or row.threshold else None,
                row.duty_doubt,
            )
            for code, row in rows
        ],
        schema={
            "gcode": pl.String,
            "vat": pl.Decimal(12, 6),
            "consumption": pl.Decimal(12, 6),
            "duty": pl.Decimal(12, 6),
            "doubt": pl.String,
            "duty_doubt": pl.Boolean,
        },
        orient="row",
    )


def _duty_doubt(row: Row, goods: Goods) -> Reason | None:
    if row.duty_doubt:
        return _table.ZERO_DUTY
    origins = _table.origins()
    return origins.reason if goods.origin in origins.codes else None


def _no_table(on: date) -> tuple[str, str]:
    kept = ", ".join(str(year) for year in years())
    return (
        f"没有 {on.year} 年的税率表(现有 {kept}),需人工核定。",
        f"There is no tariff table of {on.year} (kept: {kept}); a person must decide.",
    )


def _no_row(code: str, on: date) -> tuple[str, str]:
    return (
        f"{on.year} 年税率表中没有商品编码 {code}:请核对十位编码,或等待人工核定。",
        f"The tariff of {on.year} has no code {code}: check its ten digits, or wait for a person.",
    )


def _told(code: str, reason: Reason) -> tuple[str, str]:
    zh, en = reason.say
    return (f"商品编码 {code}:{zh}。", f"Code {code}: {en}.")
