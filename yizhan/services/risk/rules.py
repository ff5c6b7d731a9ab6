"""What makes a list worth a person's look, as column expressions and small sums (R1.18).

Each rule holds a list, never refuses it: calling good goods bad is the worse mistake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any, Final, NamedTuple

import polars as pl

from yizhan.kernel.dated import Dated, read
from yizhan.kernel.faults import FaultCode

BOOK: Final[Mapping[str, Dated[Any]]] = read(
    resources.files(__package__).joinpath("params/screen.toml").read_text(encoding="utf-8")
)
FOOD_CHAPTERS_TO: Final = "25"


class Limits(NamedTuple):
    """The screening numbers of one day."""

    parcel_kg_max: Decimal
    piece_kg_max: Decimal
    split_lists_a_day: Decimal
    price_low: Decimal
    price_high_food: Decimal
    price_high: Decimal


@lru_cache(maxsize=4096)
def limits(on: date) -> Limits:
    """The limits in force on the day of the list."""
    return Limits(*(BOOK[f"risk.screen.{name}"].on(on) for name in Limits._fields))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over list lines: what must hold, and what to tell when it does not."""

    code: FaultCode
    where: str
    holds: pl.Expr
    say: tuple[str, str]  # with {columns}


def line_rules(on: date) -> Sequence[Rule]:
    """Rules over the lines of a list: columns price, qty, net_weight, gross_weight, gcode."""
    law = limits(on)
    high = (
        pl.when(pl.col("gcode") < FOOD_CHAPTERS_TO)
        .then(pl.lit(law.price_high_food))
        .otherwise(pl.lit(law.price_high))
    )
    price = pl.col("price")
    return (
        Rule(
            FaultCode.PRICE_OUT_OF_RANGE,
            "inventory/lines/price",
            (price == 0) | ((price >= law.price_low) & (price <= high)),
            (
                (
                    "第 {gnum} 项单价 {price} 元,偏离同类商品。请核对单价与数量;"
                    "如属实,请在备注说明促销等原因,等待人工审核。"
                ),
                (
                    "Line {gnum}: a price of {price} yuan is out of range for such goods. Check"
                    " price and quantity; if right, say why in the note and wait for a person."
                ),
            ),
        ),
        Rule(
            FaultCode.WEIGHT_IMPOSSIBLE,
            "inventory/grossWeight",
            (pl.col("gross_weight") <= law.parcel_kg_max)
            & (pl.col("net_weight") <= pl.col("pieces") * law.piece_kg_max),
            (
                (
                    "毛重 {gross_weight} 千克、净重 {net_weight} 千克,与 {pieces} 件商品不合常理。"
                    "请核对重量单位(千克)后更正。"
                ),
                (
                    "{gross_weight} kg gross and {net_weight} kg net are impossible for {pieces}"
                    " pieces. Check that weights are in kg and correct them."
                ),
            ),
        ),
    )


def looks_split(*, lists: int, yuan: Decimal, single_limit: Decimal, on: date) -> bool:
    """Whether one person's lists of one day look like one order cut up to dodge the limit."""
    return lists > limits(on).split_lists_a_day and yuan > single_limit
