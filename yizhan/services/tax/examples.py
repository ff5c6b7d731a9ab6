"""Worked examples of import tax, quota, returns and payment (R1.2–R1.22)."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from yizhan.kernel.examples import Inputs, Kind, Outcome
from yizhan.kernel.money import ZERO, fen, shown
from yizhan.services.tax import params, rules
from yizhan.services.tax.rules import Quota, Rates, Treatment

LIST_DAY: Final = ("date", "event_date", "list_date")
RATES: Final = ("vat_rate", "ct_rate_ad_valorem", "ct_specific_per_unit", "ct_quantity")
RETURN_DAYS: Final = ("release_date", "return_applied", "arrived_back")


def _rates(inputs: Inputs) -> Rates:
    return Rates(
        duty=inputs.money("tariff_rate", "0"),
        vat=inputs.money("vat_rate", "0"),
        consumption=inputs.money("ct_rate_ad_valorem", "0"),
        consumption_specific=inputs.money("ct_specific_per_unit", "0"),
        consumption_quantity=inputs.quantity("ct_quantity"),
    )


def _value(inputs: Inputs) -> Decimal:
    if "dutiable_value" in inputs.given:
        return inputs.money("dutiable_value")
    listed = inputs.money("list_price" if "list_price" in inputs.given else "goods")
    return rules.dutiable(
        listed,
        public_discount=inputs.money("public_seller_discount"),
        freight=inputs.money("freight"),
        insurance=inputs.money("insurance"),
    )


def _order(inputs: Inputs) -> Outcome:
    """One line of goods: treatment, tax, and what the buyer's year has used afterwards."""
    value, used, on = _value(inputs), inputs.money("annual_used_before"), inputs.day(*LIST_DAY)
    found = rules.treatment(value, pieces=inputs.money("item_count", "1"), used=used, on=on)
    general = found is Treatment.GENERAL_TRADE
    outcome: dict[str, Any] = {
        "treatment": found.word,
        "dutiable_value": value,
        "annual_used_after": used if general else used + value,
        "within_single_limit": value <= params.SINGLE_LIMIT.on(on),
    }
    if general or "vat_rate" not in inputs.given:
        return outcome
    rates = _rates(inputs)
    within = found is Treatment.PREFERENTIAL
    levied = params.LEVIED.on(on) if within else Decimal(1)
    duty = params.DUTY_WITHIN.on(on) if within else rates.duty
    tax = rules.line_tax(value, rates, levied=levied, duty=duty)
    # The trap of R1.8: consumption tax as collected, not as statutory, inside the base of VAT.
    trap = fen((value * (1 + duty) + tax.consumption) * rates.vat * levied)
    return outcome | {
        "duty": tax.duty,
        "consumption_tax": tax.consumption,
        "vat": tax.vat,
        "total_tax": tax.total,
        "correct_vat": tax.vat,
        "wrong_vat_must_not_be": trap,
    }


def _lines(inputs: Inputs) -> Outcome:
    """Several lines with rates of their own, freight and insurance shared."""
    lines = [Inputs(line, inputs.as_of, inputs.rules) for line in inputs.given["lines"]]
    goods = [line.money("goods") for line in lines]
    freight, insurance = inputs.money("freight"), inputs.money("insurance")
    used = inputs.money("annual_used_before")
    done = rules.assess(
        goods,
        freight,
        insurance,
        pieces=inputs.money("item_count", str(len(lines))),
        used=used,
        on=inputs.day(*LIST_DAY),
        rates=[_rates(line) for line in lines],
    )
    general = done.treatment is Treatment.GENERAL_TRADE
    outcome: dict[str, Any] = {
        "treatment": done.treatment.word,
        "dutiable_value": done.value,
        "annual_used_after": used if general else used + done.value,
        "total_tax": done.total,
    }
    outcome |= _numbered("freight_line_", rules.allocate(freight, goods))
    outcome |= _numbered("insurance_line_", rules.allocate(insurance, goods))
    outcome |= _numbered("dutiable_line_", [value for value, _ in done.lines])
    outcome |= _numbered("duty_line_", [tax.duty for _, tax in done.lines])
    outcome |= _numbered("consumption_tax_line_", [tax.consumption for _, tax in done.lines])
    return outcome | _numbered("vat_line_", [tax.vat for _, tax in done.lines])


def _numbered(name: str, values: Iterable[Decimal]) -> dict[str, Any]:
    return {f"{name}{place}": value for place, value in enumerate(values, 1)}


def _allocation(inputs: Inputs) -> Outcome:
    shares = rules.allocate(inputs.money("freight"), inputs.amounts("goods"))
    return {**_numbered("allocated_", shares), "sum": sum(shares, ZERO)}


def _inclusive(inputs: Inputs) -> Outcome:
    price, on = inputs.money("tax_inclusive_price"), inputs.day(*LIST_DAY)
    split = rules.split_inclusive(price, _rates(inputs), on=on)
    return {
        "dutiable_value": split.value,
        "consumption_tax": split.tax.consumption,
        "vat": split.tax.vat,
        "total_tax": split.tax.total,
        "seller_difference": split.seller,
    }


def _composite(inputs: Inputs) -> Outcome:
    rate = rules.composite_rate(_rates(inputs), on=inputs.day(*LIST_DAY))
    return {"composite_rate": shown(rate, 6)}


def _limit_by_day(inputs: Inputs) -> Outcome:
    outcome: dict[str, Any] = {}
    for place, given in enumerate(inputs.given["cases"], 1):
        case = Inputs(given, inputs.as_of, inputs.rules)
        value, on = case.money("value"), case.day(*LIST_DAY)
        found = rules.treatment(
            value,
            pieces=case.money("item_count", "1"),
            used=case.money("annual_used_before"),
            on=on,
        )
        outcome[f"case_{place}_within_single_limit"] = value <= params.SINGLE_LIMIT.on(on)
        outcome[f"case_{place}_treatment"] = found.word
    return outcome


def _late(inputs: Inputs) -> Outcome:
    days = int(inputs.given["days_late"])
    fee = rules.late_fee(inputs.money("unpaid_tax"), days=days, on=inputs.day("date", "event_date"))
    return {"surcharge": fee}


def _in_time(inputs: Inputs) -> bool:
    if "in_time" in inputs.given:
        return bool(inputs.given["in_time"])
    arrived = inputs.day("arrived_back") if inputs.given.get("arrived_back") else None
    return rules.return_relief(
        released=inputs.day("release_date"),
        applied=inputs.day("return_applied"),
        arrived=arrived,
    ).granted


def _returned(inputs: Inputs) -> Outcome:
    relief, used = _in_time(inputs), Quota(inputs.money("annual_used_before"))
    after = rules.restore(used, inputs.money("order_value")) if relief else used
    return {"tax_not_collected": relief, "annual_used_after": after.used}


def _partly_returned(inputs: Inputs) -> Outcome:
    """Lines of one order, of which one or several go back; the order was within the limits."""
    relief, on, rates = _in_time(inputs), inputs.day(*LIST_DAY), _rates(inputs)
    values = inputs.amounts("lines")
    law = params.law(on)
    taxes = [
        rules.line_tax(value, rates, levied=law.levied, duty=law.duty_within).total
        for value in values
    ]
    back = inputs.given.get("returned_lines", [inputs.given.get("returned_line")])
    freed = [place - 1 for place in back] if relief else []
    whole, reversed_tax = sum(taxes, ZERO), sum((taxes[place] for place in freed), ZERO)
    used = Quota(inputs.money("annual_used_before"))
    after = rules.restore(used, sum((values[place] for place in freed), ZERO))
    return {
        "tax_not_collected": relief,
        "tax_before": whole,
        "tax_after": whole - reversed_tax,
        "tax_reversed": reversed_tax,
        "annual_used_after": after.used,
    }


def _window(inputs: Inputs) -> Outcome:
    window = rules.payment_window(inputs.day("release_date"))
    return {"first_day": window.first, "last_day": window.last}


def _guarantee(inputs: Inputs) -> Outcome:
    gate = rules.guarantee_gate(
        inputs.money("guarantee_total"),
        outstanding=inputs.money("tax_outstanding"),
        new=inputs.money("new_order_tax"),
    )
    return {"accept": gate.accept, "shortfall": gate.shortfall}


def _year(inputs: Inputs) -> Outcome:
    """One order in the quota of its list's year; what another year used does not count."""
    on, value = inputs.day("list_date"), inputs.money("order_value")
    before = Quota(inputs.money(f"used_{on.year}"))
    held = rules.reserve(before, value, on=on)
    after = before if held is None else rules.use(held, value)
    return {"allowed": held is not None, f"used_{on.year}_after": after.used}


def _parallel(inputs: Inputs) -> Outcome:
    """Orders at once: whichever gets the lock first, each check and reservation is one step."""
    quota, accepted = Quota(inputs.money("annual_used_before")), 0
    orders = inputs.amounts("parallel_orders")
    for order in orders:
        held = rules.reserve(quota, order, on=inputs.day(*LIST_DAY))
        if held is not None:
            quota, accepted = held, accepted + 1
    return {"accepted": accepted, "reserved": quota.reserved, "rejected": len(orders) - accepted}


def _kind(name: str, needs: str, may: str, answer: Callable[[Inputs], Outcome]) -> Kind:
    return Kind(f"tax/{name}", ("R1.",), frozenset(needs.split()), frozenset(may.split()), answer)


_DAY: Final = " ".join(LIST_DAY)
_RATES: Final = " ".join(RATES)
_ORDER: Final = f"{_DAY} {_RATES} tariff_rate item_count annual_used_before freight insurance"
KINDS: Final = (
    _kind("order", "dutiable_value", f"{_ORDER} goods", _order),
    _kind("goods", "goods", _ORDER, _order),
    _kind(
        "discounts",
        "list_price",
        f"{_ORDER} public_seller_discount platform_voucher_as_payment points_as_payment"
        " balance_as_payment paid_by_consumer_excl_tax",
        _order,
    ),
    _kind("lines", "lines freight", f"{_DAY} insurance item_count annual_used_before", _lines),
    _kind("allocation", "goods freight", "", _allocation),
    _kind("inclusive", "tax_inclusive_price vat_rate", f"{_DAY} ct_rate_ad_valorem", _inclusive),
    _kind("composite", "vat_rate", f"{_DAY} ct_rate_ad_valorem", _composite),
    _kind("limits", "cases", "", _limit_by_day),
    _kind("late", "unpaid_tax days_late", "date event_date", _late),
    _kind(
        "return", "order_value annual_used_before", f"{' '.join(RETURN_DAYS)} in_time", _returned
    ),
    _kind(
        "partial",
        "lines returned_line* annual_used_before",
        f"{_DAY} {_RATES} {' '.join(RETURN_DAYS)} in_time",
        _partly_returned,
    ),
    _kind("window", "release_date", "", _window),
    _kind("guarantee", "guarantee_total tax_outstanding new_order_tax", "", _guarantee),
    _kind("year", "list_date order_value used_*", "", _year),
    _kind("parallel", "annual_used_before parallel_orders", _DAY, _parallel),
)
