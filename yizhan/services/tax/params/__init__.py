"""The dated parameters of import tax, compiled once from the TOML beside this file."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any, Final, NamedTuple

from yizhan.kernel.dated import BadPeriods, Dated, read


def _compile() -> Mapping[str, Dated[Any]]:
    book: dict[str, Dated[Any]] = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            found = read(file.read_text(encoding="utf-8"))
            if twice := book.keys() & found.keys():
                raise BadPeriods(f"{sorted(twice)} stand in two files.")
            book.update(found)
    return book


BOOK: Final = _compile()

SINGLE_LIMIT: Final[Dated[Decimal]] = BOOK["cbec.import.single_limit"]
ANNUAL_LIMIT: Final[Dated[Decimal]] = BOOK["cbec.import.annual_limit"]
ONE_ITEM_ABOVE: Final[Dated[bool]] = BOOK["cbec.import.over_single_one_item_allowed"]
DUTY_WITHIN: Final[Dated[Decimal]] = BOOK["cbec.import.tariff_rate_within"]
LEVIED: Final[Dated[Decimal]] = BOOK["cbec.import.tax_collect_ratio"]
RETURN_APPLY_DAYS: Final[Dated[int]] = BOOK["cbec.return.apply_days"]
RETURN_ARRIVE_DAYS: Final[Dated[int]] = BOOK["cbec.return.arrive_days"]
PAY_FROM_DAY: Final[Dated[int]] = BOOK["cbec.tax.pay_from_day"]
PAY_TO_DAY: Final[Dated[int]] = BOOK["cbec.tax.pay_to_day"]
LATE_FEE_DAILY: Final[Dated[Decimal]] = BOOK["customs.late_fee_daily"]


class Law(NamedTuple):
    """What import tax needs of one day, looked up together."""

    single: Decimal
    annual: Decimal
    one_item_above: bool
    duty_within: Decimal
    levied: Decimal


@lru_cache(maxsize=4096)
def law(on: date) -> Law:
    """The law of the day on which a list is completed; raises NotInForce before 2016-04-08."""
    return Law(
        single=SINGLE_LIMIT.on(on),
        annual=ANNUAL_LIMIT.on(on),
        one_item_above=ONE_ITEM_ABOVE.on(on),
        duty_within=DUTY_WITHIN.on(on),
        levied=LEVIED.on(on),
    )
