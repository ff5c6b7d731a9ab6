"""Names and values of the law's parameters as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from yizhan.services.tax.queries import Parameter
from yizhan.web.shell.words import Pair
from yizhan.web.templatetags.say import money, percent

NAMES: Final[Mapping[str, Pair]] = {
    "cbec.import.single_limit": ("单次交易限值", "Single-transaction limit"),
    "cbec.import.annual_limit": ("个人年度交易限值", "Yearly limit of a person"),
    "cbec.import.over_single_one_item_allowed": (
        "单件商品可超单次限值",
        "One item may exceed the single limit",
    ),
    "cbec.import.tariff_rate_within": ("限额内关税税率", "Tariff rate within the limits"),
    "cbec.import.tax_collect_ratio": (
        "限额内征收比例",
        "Share of the statutory tax collected within the limits",
    ),
    "cbec.import.min_tax_exemption": ("免征税额", "Tax exempted as too small"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter in words."""

    words: Pair
    value: Pair
    since: date
    to: date | None
    source: str


def _value(one: Parameter) -> Pair:
    value = one.value
    if isinstance(value, bool):
        return ("是", "yes") if value else ("否", "no")
    if isinstance(value, Decimal) and one.unit == "yuan":
        return f"{money(value)} 元", f"{money(value)} yuan"
    if isinstance(value, Decimal) and one.unit == "ratio":
        return percent(value), percent(value)
    return str(value), str(value)


def named(one: Parameter) -> Named:
    """A parameter with its name and value in words; its own name where we have none."""
    return Named(
        words=NAMES.get(one.name, (one.name, one.name)),
        value=_value(one),
        since=one.since,
        to=one.to,
        source=one.source,
    )
