"""Retail import tax (跨境电商综合税), quota, returns and payment: the sums of R1.2–R1.22.

Everything here is pure. Days are given by the caller: the day the list is completed, or released.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Final, NamedTuple

from yizhan.kernel.money import FEN, ZERO, fen, fen_of
from yizhan.services.tax import params

ONE: Final = Decimal(1)


class Treatment(IntEnum):
    """How a whole list is taxed; there is no "only the part above the limit" (R1.12)."""

    PREFERENTIAL = 1
    FULL_TAX = 2
    GENERAL_TRADE = 3

    @property
    def word(self) -> str:
        """The name that files and reports use.

        >>> Treatment.FULL_TAX.word
        'cbec_full_tax'
        """
        return _WORDS[self]


_WORDS: Final = ("", "cbec_preferential", "cbec_full_tax", "general_trade")  # by treatment
_RULES: Final[tuple[tuple[str, ...], ...]] = (
    (),
    ("R1.12", "R1.6", "R1.7", "R1.8", "R1.10"),
    ("R1.11", "R1.13", "R1.7", "R1.8", "R1.10"),
    ("R1.12",),
)


class Rates(NamedTuple):
    """Statutory rates of one goods line, as fractions of its value.

    `consumption_specific` is yuan a unit and `consumption_quantity` the number of those units;
    a quantity such as 24/988 tonne stays an exact fraction.
    """

    duty: Decimal = Decimal(0)
    vat: Decimal = Decimal(0)
    consumption: Decimal = Decimal(0)
    consumption_specific: Decimal = Decimal(0)
    consumption_quantity: Decimal | Fraction = Decimal(0)


class Tax(NamedTuple):
    """What one line owes, each tax rounded once, and their sum."""

    duty: Decimal
    consumption: Decimal
    vat: Decimal
    total: Decimal


NO_TAX: Final = Tax(ZERO, ZERO, ZERO, ZERO)


class Assessment(NamedTuple):
    """A list's treatment, dutiable value, and for each line its value and tax; `rules` quoted."""

    treatment: Treatment
    value: Decimal
    lines: tuple[tuple[Decimal, Tax], ...]
    total: Decimal
    rules: tuple[str, ...]


def treatment(value: Decimal, *, pieces: Decimal | int, used: Decimal, on: date) -> Treatment:
    """How a list of `value` yuan is taxed, by R1.12 steps 2 and 3.

    `pieces` counts pieces, not lines: one article twice is two. `used` is what the buyer has used
    and reserved in the calendar year of `on`, the day the list is completed. Limits include the
    number itself, but "lower than the annual limit" does not (R1.11).
    Source: 财关税〔2016〕18号, 〔2018〕49号.

    >>> treatment(Decimal(5000), pieces=3, used=Decimal(0), on=date(2026, 1, 1)).word
    'cbec_preferential'
    """
    return _treatment(value, pieces, used, params.law(on))


def _treatment(value: Decimal, pieces: Decimal | int, used: Decimal, law: params.Law) -> Treatment:
    if used + value > law.annual:
        return Treatment.GENERAL_TRADE
    if value <= law.single:
        return Treatment.PREFERENTIAL
    if law.one_item_above and pieces == 1 and value < law.annual:
        return Treatment.FULL_TAX
    return Treatment.GENERAL_TRADE


def line_tax(value: Decimal, rates: Rates, *, levied: Decimal, duty: Decimal) -> Tax:
    """Tax on a goods line of `value` yuan: price, freight and insurance (R1.6–R1.8, R1.13).

    `duty` is the tariff rate that applies, `levied` the share of the statutory consumption tax and
    VAT that is collected: inside the limits 0 and 0.70, else the goods' own and 1.

    >>> cosmetics = Rates(vat=Decimal("0.13"), consumption=Decimal("0.15"))
    >>> line_tax(Decimal(1000), cosmetics, levied=Decimal("0.70"), duty=Decimal(0)).total
    Decimal('230.59')

    Raises ValueError when `value` is negative: our bug, never the declarant's fault.
    """
    if value < 0:
        raise ValueError(f"dutiable value below zero: {value}")
    if rates.consumption_specific:
        return _specific_tax(value, rates, levied=levied, duty=duty)
    due = (value * duty).quantize(FEN, ROUND_HALF_UP) if duty else ZERO
    base = (value + value * duty) * levied if duty else value * levied
    if not rates.consumption:
        vat = (base * rates.vat).quantize(FEN, ROUND_HALF_UP)
        return Tax(due, ZERO, vat, due + vat)
    # Consumption tax is part of its own base (价内税). Dividing last, and once, keeps a result
    # that ends on half a fen exactly there: 1/(1-c) alone may not end.
    rest = ONE - rates.consumption
    consumption = (base * rates.consumption / rest).quantize(FEN, ROUND_HALF_UP)
    vat = (base * rates.vat / rest).quantize(FEN, ROUND_HALF_UP)
    return Tax(due, consumption, vat, due + consumption + vat)


def _specific_tax(value: Decimal, rates: Rates, *, levied: Decimal, duty: Decimal) -> Tax:
    """The same with consumption tax by quantity, alone or beside a rate: exact fractions."""
    tariff = Fraction(value) * Fraction(duty)
    by_quantity = Fraction(rates.consumption_specific) * Fraction(rates.consumption_quantity)
    share, rate = Fraction(levied), Fraction(rates.consumption)
    base = (Fraction(value) + tariff + by_quantity) / (1 - rate)
    due = fen_of(tariff)
    consumption = fen_of((base * rate + by_quantity) * share)
    vat = fen_of(base * Fraction(rates.vat) * share)
    return Tax(due, consumption, vat, due + consumption + vat)


def allocate(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """`amount` split by `weights`, to the fen; the remainder goes to the largest (R1.21).

    Shares are rounded half-up; where that would leave the largest share below zero (a few fen
    over many lines) they are rounded down. Weights that are all zero give it all to the first.

    >>> allocate(Decimal("10.00"), [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")])
    (Decimal('3.33'), Decimal('3.33'), Decimal('3.34'))
    """
    if len(weights) == 1:
        return (amount,)
    if not amount:
        return (ZERO,) * len(weights)
    largest = weights.index(max(weights))
    whole = sum(weights) or ONE
    for rounding in (ROUND_HALF_UP, ROUND_DOWN):
        shares = [
            ZERO if place == largest else (amount * weight / whole).quantize(FEN, rounding)
            for place, weight in enumerate(weights)
        ]
        shares[largest] = amount - sum(shares)
        if shares[largest] >= 0:
            break
    return tuple(shares)


def assess(  # noqa: PLR0913 - the facts of one list; a dataclass here would cost as much as the sum
    lines: Sequence[Decimal],
    freight: Decimal,
    insurance: Decimal,
    *,
    pieces: Decimal | int,
    used: Decimal,
    on: date,
    rates: Sequence[Rates],
) -> Assessment:
    """Tax of a list: `lines` are goods values in order, `rates` those of each line.

    Freight and insurance are each split by goods value. General trade owes no CBEC tax: it is taxed
    by an ordinary declaration, elsewhere. Raises NotInForce for a day before the scheme.
    """
    values = lines
    for extra in (freight, insurance):
        if extra:
            shares = allocate(extra, lines)
            values = [line + share for line, share in zip(values, shares, strict=True)]
    value = sum(values, ZERO)
    law = params.law(on)
    found = _treatment(value, pieces, used, law)
    if found is Treatment.GENERAL_TRADE:
        taxed = tuple([(line, NO_TAX) for line in values])
        return Assessment(found, value, taxed, ZERO, _RULES[found])
    within = found is Treatment.PREFERENTIAL
    levied, done, total = law.levied if within else ONE, [], ZERO
    for line, rate in zip(values, rates, strict=True):
        duty = law.duty_within if within else rate.duty
        tax = line_tax(line, rate, levied=levied, duty=duty)
        done.append((line, tax))
        total += tax.total
    return Assessment(found, value, tuple(done), total, _RULES[found])


def dutiable(
    listed: Decimal, *, public_discount: Decimal, freight: Decimal, insurance: Decimal
) -> Decimal:
    """Dutiable value (完税价格): only a price cut open to all buyers lowers it (R1.4, R1.5).

    Vouchers, points and balance are means of payment and do not appear here.
    """
    return listed - public_discount + freight + insurance


def paid(goods: Decimal, *, freight: Decimal, tax: Decimal, non_cash: Decimal) -> Decimal:
    """What the buyer must have paid: goods + freight + tax − non-cash deductions (R1.5)."""
    return goods + freight + tax - non_cash


def composite_rate(rates: Rates, *, on: date) -> Decimal:
    """The rate people are shown (综合税率), unrounded; tax itself goes tax by tax (R1.9)."""
    return (rates.consumption + rates.vat) / (1 - rates.consumption) * params.law(on).levied


class Split(NamedTuple):
    """A price that includes tax: value, tax on it, and what the seller bears or keeps."""

    value: Decimal
    tax: Tax
    seller: Decimal


def split_inclusive(price: Decimal, rates: Rates, *, on: date) -> Split:
    """Value and tax inside a tax-inclusive price (包税) of goods within the limits (R1.22).

    Tax is worked out again from the rounded value; what is left over, at most a fen either way,
    is the seller's, never the buyer's.

    >>> whole = split_inclusive(Decimal(1091), Rates(vat=Decimal("0.13")), on=date(2026, 1, 1))
    >>> whole.value, whole.tax.total, whole.seller
    (Decimal('1000.00'), Decimal('91.00'), Decimal('0.00'))
    """
    law = params.law(on)
    value = fen(price / (1 + composite_rate(rates, on=on)))
    tax = line_tax(value, rates, levied=law.levied, duty=law.duty_within)
    return Split(value, tax, price - value - tax.total)


class Quota(NamedTuple):
    """One person's calendar year: dutiable value used and reserved, never below zero (R1.14)."""

    used: Decimal = ZERO
    reserved: Decimal = ZERO

    @property
    def counted(self) -> Decimal:
        """What the next list is compared with."""
        return self.used + self.reserved


def reserve(quota: Quota, value: Decimal, *, on: date) -> Quota | None:
    """The quota with `value` reserved, or None when the yearly limit would be passed."""
    if quota.counted + value > params.law(on).annual:
        return None
    return quota._replace(reserved=quota.reserved + value)


def use(quota: Quota, value: Decimal) -> Quota:
    """A reservation of `value` turned into use, at the release of the list."""
    return Quota(quota.used + value, _left(quota.reserved, value))


def free(quota: Quota, value: Decimal) -> Quota:
    """A reservation of `value` given back: cancelled, refused or timed out before release."""
    return quota._replace(reserved=_left(quota.reserved, value))


def restore(quota: Quota, value: Decimal) -> Quota:
    """Use of `value` given back after a return in time (R1.15)."""
    return quota._replace(used=_left(quota.used, value))


def _left(balance: Decimal, value: Decimal) -> Decimal:
    if not 0 <= value <= balance:
        raise ValueError(f"{value} is not between 0 and the balance {balance}")
    return balance - value


class Relief(NamedTuple):
    """Whether a return frees its goods of tax and quota, and the last days to apply and arrive."""

    granted: bool
    apply_by: date
    arrive_by: date


def return_relief(*, released: date, applied: date, arrived: date | None) -> Relief:
    """Return clocks: applied within 30 days and back within 45, counted from release (R1.15).

    The release is day 0. No roll-over for holidays: stricter than the law (R0.3), so a refusal
    close to the last day is for a person to see. `arrived` None: not back yet, nothing granted.
    Source: 海关总署公告2020年第45号. Raises NotInForce for a release before it.
    """
    apply_by = released + timedelta(days=params.RETURN_APPLY_DAYS.on(released))
    arrive_by = released + timedelta(days=params.RETURN_ARRIVE_DAYS.on(released))
    in_time = applied <= apply_by and arrived is not None and arrived <= arrive_by
    return Relief(in_time, apply_by, arrive_by)


class Window(NamedTuple):
    """First and last day of payment, both included."""

    first: date
    last: date


def payment_window(released: date) -> Window:
    """When the collecting party pays: the 31st to the 45th day after release (R1.17)."""
    return Window(
        released + timedelta(days=params.PAY_FROM_DAY.on(released)),
        released + timedelta(days=params.PAY_TO_DAY.on(released)),
    )


class Gate(NamedTuple):
    """Whether the guarantee carries a new list, and what is missing."""

    accept: bool
    shortfall: Decimal


def guarantee_gate(guarantee: Decimal, *, outstanding: Decimal, new: Decimal) -> Gate:
    """Outstanding and new tax within the guarantee (担保), else the list is held (R1.17).

    A guarantee that has expired is one of zero: the caller passes that.
    """
    short = max(outstanding + new - guarantee, ZERO)
    return Gate(not short, short)


def late_fee(unpaid: Decimal, *, days: int, on: date) -> Decimal:
    """Surcharge (滞纳金) on tax unpaid for `days` days after the last day (R1.20).

    `on` is the day for which it is worked out. Source: 关税法第四十三条.
    """
    return fen(unpaid * params.LATE_FEE_DAILY.on(on) * days)
