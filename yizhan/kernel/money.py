"""Money: `Decimal` yuan, rounded half-up by the rule that says so and nowhere else (R0.1)."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

FEN: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")


def fen(amount: Decimal) -> Decimal:
    """`amount` to the fen, half-up, away from zero.

    >>> fen(Decimal("28.665")), fen(Decimal("-0.005"))
    (Decimal('28.67'), Decimal('-0.01'))
    """
    return amount.quantize(FEN, ROUND_HALF_UP)


def fen_of(amount: Fraction) -> Decimal:
    """The same for an exact fraction, without passing through a decimal that cannot hold it.

    >>> fen_of(Fraction(1, 3)), fen_of(Fraction(1, 200)), fen_of(Fraction(-1, 200))
    (Decimal('0.33'), Decimal('0.01'), Decimal('-0.01'))
    """
    doubled, below = abs(amount.numerator) * 200, amount.denominator
    rounded = (doubled + below) // (2 * below)
    return Decimal(rounded if amount >= 0 else -rounded).scaleb(-2)


def shown(ratio: Decimal, digits: int) -> Decimal:
    """A ratio as people read it: half-up to `digits` decimals. Compare the unrounded one.

    >>> shown(Decimal("0.2305882"), 6)
    Decimal('0.230588')
    """
    return ratio.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
