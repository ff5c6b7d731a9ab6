"""Rounding is half-up, to the fen, in decimals and in fractions alike (R0.1)."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.money import fen, fen_of, shown

amounts = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=5)


@pytest.mark.parametrize(
    ("what", "amount", "rounded"),
    [
        ("half goes up where half-even would go down", "37.765", "37.77"),
        ("half goes up", "28.665", "28.67"),
        ("below half goes down", "0.00499", "0.00"),
        ("away from zero below it", "-0.005", "-0.01"),
    ],
)
def test_half_up(what: str, amount: str, rounded: str) -> None:
    assert fen(Decimal(amount)) == Decimal(rounded), what


@given(amounts)
def test_fractions_round_like_decimals(amount: Decimal) -> None:
    assert fen_of(Fraction(amount)) == fen(amount)


@given(st.fractions(min_value=-1000, max_value=1000))
def test_a_fraction_is_off_by_half_a_fen_at_most(amount: Fraction) -> None:
    assert abs(Fraction(fen_of(amount)) - amount) <= Fraction(1, 200)


@given(amounts, st.integers(min_value=0, max_value=5))
def test_shown_keeps_its_digits(amount: Decimal, digits: int) -> None:
    assert shown(amount, digits) == round_half_up(amount, digits)


def round_half_up(amount: Decimal, digits: int) -> Decimal:
    scaled = (amount.scaleb(digits)).to_integral_value(ROUND_HALF_UP)
    return scaled.scaleb(-digits)
