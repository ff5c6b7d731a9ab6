"""Retail import tax: boundaries of the treatments, sums against exact fractions, allocation."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.dated import NotInForce
from yizhan.services.tax import params, rules
from yizhan.services.tax.rules import Rates, Treatment

TODAY = date(2026, 11, 21)
COSMETICS = Rates(duty=Decimal("0.05"), vat=Decimal("0.13"), consumption=Decimal("0.15"))
yuan = st.decimals(min_value=0, max_value=26_000, places=2)
consumption = st.sampled_from(["0", "0.03", "0.09", "0.10", "0.15", "0.20", "0.30", "0.36", "0.56"])
vat = st.sampled_from(["0", "0.03", "0.09", "0.13", "0.17"])
duties = st.sampled_from(["0", "0.01", "0.08", "0.25", "0.65"])
rates = st.builds(
    lambda duty, vat, own: Rates(Decimal(duty), Decimal(vat), Decimal(own)),
    duties,
    vat,
    consumption,
)
specific = st.builds(
    lambda plain, each, top, bottom: plain._replace(
        consumption_specific=each, consumption_quantity=Fraction(top, bottom)
    ),
    rates,
    st.decimals(min_value="0.01", max_value=300, places=2),
    st.integers(1, 1000),
    st.integers(1, 1000),
)


@pytest.mark.parametrize(
    ("what", "value", "pieces", "used", "on", "found"),
    [
        ("equal to the single limit", "5000", 3, "0", TODAY, Treatment.PREFERENTIAL),
        ("a fen above it, one piece", "5000.01", 1, "0", TODAY, Treatment.FULL_TAX),
        ("a fen above it, one article twice", "5000.01", 2, "0", TODAY, Treatment.GENERAL_TRADE),
        ("the year exactly full", "3500", 1, "22500", TODAY, Treatment.PREFERENTIAL),
        ("the year passed by a fen", "3500.01", 1, "22500", TODAY, Treatment.GENERAL_TRADE),
        ("one piece that fills the year", "6000", 1, "20000", TODAY, Treatment.FULL_TAX),
        ("one piece that passes the year", "6000", 1, "20000.01", TODAY, Treatment.GENERAL_TRADE),
        ("lower than the annual limit", "25999.99", 1, "0", TODAY, Treatment.FULL_TAX),
        ("not lower: equal", "26000", 1, "0", TODAY, Treatment.GENERAL_TRADE),
        ("half a piece is not one", "6000", Decimal("0.5"), "0", TODAY, Treatment.GENERAL_TRADE),
        ("2018: limit of 2,000", "2000", 1, "0", date(2018, 12, 31), Treatment.PREFERENTIAL),
        (
            "2018: no single piece above",
            "2500",
            1,
            "0",
            date(2018, 12, 31),
            Treatment.GENERAL_TRADE,
        ),
        ("2018: year of 20,000", "2000", 1, "18001", date(2018, 6, 1), Treatment.GENERAL_TRADE),
        ("first day of the new limit", "2500", 1, "0", date(2019, 1, 1), Treatment.PREFERENTIAL),
    ],
)
def test_treatment(  # noqa: PLR0913, PLR0917 - the columns of the table
    what: str, value: str, pieces: Decimal | int, used: str, on: date, found: Treatment
) -> None:
    judged = rules.treatment(Decimal(value), pieces=pieces, used=Decimal(used), on=on)
    assert judged is found, what


def test_before_the_scheme_nothing_is_reckoned() -> None:
    with pytest.raises(NotInForce):
        rules.treatment(Decimal(1), pieces=1, used=Decimal(0), on=date(2016, 4, 7))


def test_words_of_the_treatments() -> None:
    words = [found.word for found in Treatment]
    assert words == ["cbec_preferential", "cbec_full_tax", "general_trade"]


def exact(value: Decimal, rates: Rates, levied: str, duty: Decimal) -> list[Fraction]:
    """Duty, consumption tax and VAT by R1.7 and R1.8 in fractions, solved another way."""
    tariff = Fraction(value) * Fraction(duty)
    by_quantity = Fraction(rates.consumption_specific) * Fraction(rates.consumption_quantity)
    own, share = Fraction(rates.consumption), Fraction(levied)
    tax = (own * (Fraction(value) + tariff) + by_quantity) / (1 - own)
    return [tariff, tax * share, (Fraction(value) + tariff + tax) * Fraction(rates.vat) * share]


def half_up(amount: Fraction) -> Decimal:
    return Decimal(int(amount * 100 + Fraction(1, 2))) / 100


@given(yuan, st.one_of(rates, specific), st.sampled_from(["0.70", "1"]))
def test_each_tax_is_the_exact_one_rounded_once(value: Decimal, rates: Rates, levied: str) -> None:
    tax = rules.line_tax(value, rates, levied=Decimal(levied), duty=rates.duty)
    found = [tax.duty, tax.consumption, tax.vat]
    assert found == [half_up(amount) for amount in exact(value, rates, levied, rates.duty)]
    assert tax.total == sum(found)


def test_a_base_that_never_ends_still_rounds_half_up() -> None:
    """2.50 / 0.70 never ends, yet its VAT is 2.50 · 0.13 = 0.325: dividing first gives 0.32."""
    goods = Rates(vat=Decimal("0.13"), consumption=Decimal("0.30"))
    tax = rules.line_tax(Decimal("2.50"), goods, levied=Decimal("0.70"), duty=Decimal(0))
    assert tax.vat == Decimal("0.33")


@given(yuan, yuan, st.one_of(rates, specific))
def test_dearer_goods_never_owe_less(one: Decimal, other: Decimal, rates: Rates) -> None:
    less, more = sorted((one, other))
    for levied, duty in ((Decimal("0.70"), Decimal(0)), (Decimal(1), rates.duty)):
        cheap = rules.line_tax(less, rates, levied=levied, duty=duty)
        dear = rules.line_tax(more, rates, levied=levied, duty=duty)
        assert all(low <= high for low, high in zip(cheap, dear, strict=True))


@given(yuan, rates)
def test_full_tax_is_never_below_the_preference(value: Decimal, rates: Rates) -> None:
    within = rules.line_tax(value, rates, levied=Decimal("0.70"), duty=Decimal(0))
    full = rules.line_tax(value, rates, levied=Decimal(1), duty=rates.duty)
    assert within.total <= full.total


def test_a_negative_value_is_our_bug() -> None:
    with pytest.raises(ValueError, match="below zero"):
        rules.line_tax(Decimal("-0.01"), COSMETICS, levied=Decimal(1), duty=Decimal(0))


@given(
    st.decimals(min_value=0, max_value=1000, places=5),
    st.lists(st.decimals(min_value=0, max_value=5000, places=5), min_size=1, max_size=99),
)
def test_shares_keep_the_sum_and_never_fall_below_zero(
    amount: Decimal, weights: list[Decimal]
) -> None:
    shares = rules.allocate(amount, weights)
    assert sum(shares) == amount
    assert len(shares) == len(weights)
    assert min(shares) >= 0


@pytest.mark.parametrize(
    ("what", "amount", "weights", "shares"),
    [
        ("by value", "20", "300 100", "15.00 5.00"),
        ("remainder to the largest", "10", "33.33 33.33 33.34", "3.33 3.33 3.34"),
        ("the first of equals", "0.05", "1 1 1 1", "0.02 0.01 0.01 0.01"),
        ("rounded down where up would owe", "0.05", "1 1 1 1 1 1 1 1 1", "0.05" + " 0.00" * 8),
        ("free gifts only", "8", "0 0", "8 0.00"),
        ("a gift beside goods", "8", "0 50", "0.00 8"),
        ("nothing to share", "0", "5 6", "0.00 0.00"),
    ],
)
def test_allocation(what: str, amount: str, weights: str, shares: str) -> None:
    found = rules.allocate(Decimal(amount), [Decimal(one) for one in weights.split()])
    assert found == tuple(Decimal(one) for one in shares.split()), what


lists = st.lists(
    st.tuples(st.decimals(min_value="0.01", max_value=2000, places=2), rates),
    min_size=1,
    max_size=9,
)


@given(lists, st.decimals(0, 200, places=2), st.decimals(0, 50, places=2), st.integers(1, 3))
def test_a_list_adds_up(
    lines: list[tuple[Decimal, Rates]], freight: Decimal, insurance: Decimal, pieces: int
) -> None:
    goods, by_line = [line for line, _ in lines], [line for _, line in lines]
    done = rules.assess(
        goods, freight, insurance, pieces=pieces, used=Decimal(0), on=TODAY, rates=by_line
    )
    assert done.value == sum(goods) + freight + insurance
    assert sum(value for value, _ in done.lines) == done.value
    assert done.total == sum(tax.total for _, tax in done.lines)
    assert done.treatment is rules.treatment(done.value, pieces=pieces, used=Decimal(0), on=TODAY)
    if done.treatment is Treatment.GENERAL_TRADE:
        assert done.total == 0


def test_one_piece_above_the_limit_pays_everything() -> None:
    done = rules.assess(
        [Decimal(6000)],
        Decimal(0),
        Decimal(0),
        pieces=1,
        used=Decimal(0),
        on=TODAY,
        rates=[Rates(duty=Decimal("0.08"), vat=Decimal("0.13"))],
    )
    assert done.treatment is Treatment.FULL_TAX
    assert done.lines[0][1] == rules.Tax(
        Decimal("480.00"), Decimal(0), Decimal("842.40"), Decimal("1322.40")
    )
    assert "R1.11" in done.rules


@given(st.decimals(min_value="0.01", max_value=5000, places=2), rates)
def test_what_a_tax_inclusive_price_leaves_over_is_a_fen(price: Decimal, rates: Rates) -> None:
    split = rules.split_inclusive(price, rates, on=TODAY)
    assert split.value + split.tax.total + split.seller == price
    assert abs(split.seller) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("own", "vat", "rate"), [("0", "0.13", "0.091"), ("0", "0.09", "0.063"), ("0.1", "0.13", None)]
)
def test_composite_rate(own: str, vat: str, rate: str | None) -> None:
    goods = Rates(vat=Decimal(vat), consumption=Decimal(own))
    found = rules.composite_rate(goods, on=TODAY)
    assert found == (
        Decimal("0.23") / Decimal("0.9") * Decimal("0.70") if rate is None else Decimal(rate)
    )


def test_vouchers_lower_what_is_paid_and_not_the_value() -> None:
    value = rules.dutiable(
        Decimal(500), public_discount=Decimal(100), freight=Decimal(15), insurance=Decimal(0)
    )
    assert value == Decimal(415)
    owed = rules.paid(Decimal(400), freight=Decimal(15), tax=Decimal("37.77"), non_cash=Decimal(50))
    assert owed == Decimal("402.77")


def test_no_exemption_of_small_amounts() -> None:
    assert params.BOOK["cbec.import.min_tax_exemption"].on(TODAY) == 0
    done = rules.assess(
        [Decimal(10)], Decimal(0), Decimal(0), pieces=1, used=Decimal(0), on=TODAY,
        rates=[Rates(vat=Decimal("0.13"))],
    )  # fmt: skip
    assert done.total == Decimal("0.91")
