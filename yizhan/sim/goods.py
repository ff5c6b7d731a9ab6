"""Believable goods: articles under plain tariff codes, with a price and a weight of their own."""

import csv
import functools
import html
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import Final

from yizhan.sim.chance import Chance

ARTICLES_PER_CODE: Final = 3
DEAR_FEN: Final = 250_000
KILOGRAM: Final = "035"
UNKNOWN_CODE: Final = "9999999999"  # no such commodity in the tariff
# Whisky: part of its consumption tax goes by quantity, which a rate cannot say.
DOUBTFUL_CODE: Final = "2208300000"
AMERICA: Final = "502"
_MAKES = ("云驿", "栖山", "鹿鸣", "初禾", "北纬样", "蓝渡", "拾光样", "木星样", "溪谷", "样本屋")


@dataclass(frozen=True, slots=True)
class Article:
    """Something a shop sells. Names are ready for XML; money in fen, weights in grams."""

    hs10: str
    name: str
    model: str
    number: str
    barcode: str
    unit: str
    unit1: str
    unit2: str
    country: str
    price_fen: int
    gross_g: int
    net_g: int
    duty_rate: Decimal
    vat_percent: int


@functools.cache
def articles() -> tuple[Article, ...]:
    """All articles; the same ones for every seed, so that shops keep their stock."""
    table = resources.files("yizhan.sim") / "data" / "goods.csv"
    with table.open(encoding="utf-8") as lines:
        return tuple(
            _article(row, which)
            for row in csv.DictReader(lines)
            for which in range(ARTICLES_PER_CODE)
        )


@functools.cache
def dear_articles() -> tuple[Article, ...]:
    """Articles of which single pieces cost thousands, and whose duty is beyond doubt."""
    return tuple(
        one
        for one in articles()
        if one.price_fen >= DEAR_FEN and one.country != AMERICA  # additional duties come and go
    )


def _article(row: dict[str, str], which: int) -> Article:
    chance = Chance("article", row["hs10"], which)
    low, high = int(row["yuan_low"]), int(row["yuan_high"])
    # Cheap things sell more than dear ones.
    price_fen = int(low * 100 * (high / low) ** chance.random()) // 10 * 10
    gross_g = chance.between(int(row["gross_g_low"]), int(row["gross_g_high"]))
    make = chance.one_of(_MAKES)
    name = html.escape(row["name_zh"], quote=False)
    return Article(
        hs10=row["hs10"],
        name=f"{make} {name}",
        model=f"品名:{name}|品牌:{make}(虚构)|规格:{gross_g}g|用途:个人自用",
        number=f"A{row['hs10']}{which}",
        barcode=_barcode(f"200{row['hs10'][:8]}{which}"),  # 200–299: a shop's own numbers
        unit=row["unit"],
        unit1=row["unit1"],
        unit2=row["unit2"],
        country=chance.one_of(row["countries"].split()),
        price_fen=price_fen,
        gross_g=gross_g,
        net_g=gross_g * chance.between(82, 95) // 100,
        duty_rate=Decimal(row["provisional_rate"] or row["mfn_rate"]),
        vat_percent=int(Decimal(row["vat_rate"]) * 100),
    )


def _barcode(body: str) -> str:
    """The 12 digits with the check digit of an EAN-13.

    >>> _barcode("400638133393")
    '4006381333931'
    """
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"
