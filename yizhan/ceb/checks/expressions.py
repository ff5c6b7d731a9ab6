"""Column expressions of the customs rules that need more than a comparison.

Each is held against plain Python on plain values by the tests.
"""

from typing import Final

import polars as pl

from yizhan.kernel.parties import valid_id_card

_WIDE: Final = pl.Decimal(38, 10)
_FIRM: Final = r"^(?:[0-9]{4}[0-9A-Z]{6}|[0-9A-HJ-NP-RTUW-Y]{18})$"
_GUID: Final = r"^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$"


def second14(column: pl.Expr) -> pl.Expr:
    """Whether 14 digits are a second of the calendar; 60 is none."""
    parsed = column.str.to_datetime("%Y%m%d%H%M%S", strict=False).is_not_null()
    # The parser takes a leap second for the next one.
    return column.is_null() | (parsed & (column.str.tail(2) < "60"))


def day8(column: pl.Expr) -> pl.Expr:
    """Whether 8 digits are a day of the calendar."""
    return column.is_null() | column.str.to_date("%Y%m%d", strict=False).is_not_null()


def milli17(column: pl.Expr) -> pl.Expr:
    """Whether 17 digits are a millisecond of the calendar."""
    return second14(column.str.head(14)) & column.str.tail(3).str.contains(r"^[0-9]{3}$")


def id_card(column: pl.Expr) -> pl.Expr:
    """Whether a resident identity card number is well typed (`kernel.parties.valid_id_card`).

    Value by value: measured, that is three times as fast as the columns of digits.
    """
    return column.map_batches(_id_cards, return_dtype=pl.Boolean)


def _id_cards(numbers: pl.Series) -> pl.Series:
    known = [None if number is None else valid_id_card(number) for number in numbers.to_list()]
    return pl.Series(numbers.name, known, dtype=pl.Boolean)


def firm_code(column: pl.Expr) -> pl.Expr:
    """Whether a code has a firm's shape: `kernel.parties.firm_code_shape`."""
    return column.str.strip_chars().str.to_uppercase().str.contains(_FIRM)


def guid(column: pl.Expr) -> pl.Expr:
    """Whether a guid has the shape the specification asks for."""
    return column.str.contains(_GUID)


def product(one: str, other: str) -> pl.Expr:
    """`one` × `other`, every digit kept: the product of Polars drops what its scale lacks."""
    return pl.col(one).cast(_WIDE) * pl.col(other)


def rounds_to(exact: pl.Expr, given: pl.Expr) -> pl.Expr:
    """Whether `given` is `exact`, rounded half-up to 2, 3, 4 or 5 decimals.

    Firms round a line to the fen or finer, and say in no field to how much. Nothing coarser
    than the fen passes, and no tolerance.
    """
    wide = given.cast(_WIDE)
    return pl.any_horizontal(
        exact == wide,
        *(exact.round(places, mode="half_away_from_zero") == wide for places in (2, 3, 4, 5)),
    )
