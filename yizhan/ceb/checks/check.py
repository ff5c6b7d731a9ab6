"""What a check is: one column expression with a code, a place and a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Literal

import polars as pl

from yizhan.kernel.faults import FaultCode

NOW: Final = "now14"  # column: the latest second that is not yet the future, as 14 digits

_MONEY: Final = ("price", "value", "paid", "freight", "fee", "tax", "discount", "charge", "yuan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What must hold of every row of a message type's heads or lines.

    A row for which `holds` is null cannot tell and passes. `say` is a sentence in both languages
    that may quote `{columns}`, or what `shows` works out; never a personal field. `quick`, where
    there is one, is one truth about all rows, cheaper than `holds`: when true, every row holds.
    """

    code: FaultCode
    where: str
    of: Literal["heads", "lines"]
    holds: pl.Expr
    say: tuple[str, str]
    shows: Mapping[str, pl.Expr] = field(default_factory=lambda: MappingProxyType({}))
    quick: pl.Expr | None = None

    @property
    def clean(self) -> pl.Expr:
        """One truth about all rows: none breaks the check. Null cannot tell, and passes."""
        return self.holds.all() if self.quick is None else self.quick.fill_null(value=True)

    def sentence(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """`say` with the values of `row`."""
        values = {name: plain(name, value) for name, value in row.items()}
        zh, en = self.say
        return zh.format_map(values), en.format_map(values)


def plain(name: str, value: object) -> str:
    """`value` as a person writes it; amounts of money with their fen.

    >>> plain("total_price", Decimal("868.40000")), plain("qty", Decimal("2.50000"))
    ('868.40', '2.5')
    """
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if name.endswith(_MONEY):
        whole, _, cents = text.partition(".")
        return f"{whole}.{cents:0<2}"
    return text
