"""Column expressions of the customs rules that need more than a comparison.

Each is held against plain Python on plain values by the tests.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Final

import polars as pl

from yizhan.kernel.parties import firm_code_shape, valid_id_card

_WIDE: Final = pl.Decimal(38, 10)
_CENTURIES: Final = frozenset({"19", "20"})
_DAYS: Final = frozenset(  # every day of a common year; 29 February is looked at closely
    f"{date(2001, 1, 1) + timedelta(days=number):%m%d}" for number in range(365)
)
_LAST: Final = {**{str(digit): digit for digit in range(10)}, "X": 10}
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


def one_of(column: pl.Expr, values: Iterable[str]) -> pl.Expr:
    """Whether a value is among a few; for many, `is_in` is the faster."""
    return reduce(or_, (column == value for value in sorted(values)))


def id_card(column: pl.Expr) -> pl.Expr:
    """Whether a resident identity card number is well typed (`kernel.parties.valid_id_card`).

    Value by value: measured, that is faster than columns of digits.
    """
    return column.map_batches(_id_cards, return_dtype=pl.Boolean)


def _id_cards(numbers: pl.Series) -> pl.Series:
    known = [
        None if number is None else _plainly_right(number) or valid_id_card(number)
        for number in numbers.to_list()
    ]
    return pl.Series(numbers.name, known, dtype=pl.Boolean)


def _plainly_right(number: str) -> bool:
    """Whether the number is right at first sight, as nearly all are; False means look closely."""
    body = number[:17]
    if not (body.isdigit() and body.isascii() and number[10:14] in _DAYS):
        return False
    # As in `kernel.parties`: 13 is 2 modulo 11, and with its last place the sum leaves 1.
    return number[6:8] in _CENTURIES and (2 * int(body, 13) + _LAST.get(number[17:], 99)) % 11 == 1


def firm_code(column: pl.Expr) -> pl.Expr:
    """Whether a code has a firm's shape (`kernel.parties.firm_code_shape`); firms are few."""
    return column.map_batches(_firm_codes, return_dtype=pl.Boolean)


def _firm_codes(codes: pl.Series) -> pl.Series:
    values = codes.to_list()
    known = {code: None if code is None else firm_code_shape(code) for code in set(values)}
    return pl.Series(codes.name, [known[code] for code in values], dtype=pl.Boolean)


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
