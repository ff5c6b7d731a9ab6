"""What was bought in a day: by whom, from whom, for how much, and the tax on it.

The sums here are the simulator's own few lines; it never asks our rules (D15).
Money in fen, weights in grams: whole numbers throughout.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from yizhan.sim.cast import Cast, Party
from yizhan.sim.chance import Chance
from yizhan.sim.goods import Article, articles
from yizhan.sim.people import Person, person

SINGLE_LIMIT_FEN: Final = 500_000
ROOM_FEN: Final = 480_000  # what an ordinary basket may cost, freight not counted
FEW_FEN: Final = 60_000  # below this people buy more than one
VISITS: Final = 20
BONDED, BONDED_A, DIRECT = "1210", "1239", "9610"
_MODES = (BONDED,) * 11 + (BONDED_A,) * 4 + (DIRECT,) * 5


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a basket. `code`, where given, stands for the article's own tariff code."""

    article: Article
    quantity: int
    price_fen: int
    code: str = ""

    @property
    def total_fen(self) -> int:
        return self.quantity * self.price_fen


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase before anybody writes it down."""

    number: str
    mode: str
    on: date
    second: int
    platform: Party
    seller: Party
    payment: Party
    carrier: Party
    agent: Party
    buyer: Person
    consignee: str
    items: tuple[Item, ...]
    freight_fen: int
    discount_fen: int
    packing_g: int
    dispatched_from: str

    @property
    def goods_fen(self) -> int:
        return sum(item.total_fen for item in self.items)

    @property
    def net_g(self) -> int:
        return sum(item.quantity * item.article.net_g for item in self.items)


def seed_mark(seed: int) -> str:
    """Six characters that keep the numbers of two seeds apart."""
    return hashlib.sha256(f"numbers of {seed}".encode()).hexdigest()[:6].upper()


def buy(cast: Cast, seed: int, index: int, on: date) -> Bought:
    """The purchase number `index` of a day: a basket of one to three lines, within limits.

    Every twentieth buyer comes back once, for something small.
    """
    chance = Chance(seed, "trade", index)
    platform = chance.one_of(cast.platforms)
    visit = index % VISITS
    comes_back = visit == VISITS - 1
    basket = _basket(chance, ROOM_FEN // 8 if visit >= VISITS - 2 else ROOM_FEN)
    buyer = person(seed, index - 1 if comes_back else index)
    goods_fen = sum(item.total_fen for item in basket)
    return Bought(
        number=f"{'YX' if platform is cast.platforms[0] else 'SC'}"
        f"{on:%Y%m%d}{seed_mark(seed)}{index:07d}",
        mode=chance.one_of(_MODES),
        on=on,
        second=chance.between(0, 70_000),
        platform=platform,
        seller=chance.one_of(cast.sellers),
        payment=chance.one_of(cast.payments),
        carrier=chance.one_of(cast.carriers),
        agent=cast.agents[0],
        buyer=buyer,
        consignee=person(f"{seed} family", index).name if chance.happens(0.25) else buyer.name,
        items=basket,
        freight_fen=0 if chance.happens(0.35) else chance.between(6, 30) * 100,
        discount_fen=goods_fen * chance.between(1, 8) // 100 if chance.happens(0.15) else 0,
        packing_g=chance.between(60, 400),
        dispatched_from=basket[0].article.country,
    )


def _basket(chance: Chance, room_fen: int) -> tuple[Item, ...]:
    """One to three different articles that cost at most `room_fen` together."""
    wanted = chance.one_of((1, 1, 1, 2, 2, 3))
    items: dict[str, Item] = {}
    while len(items) < wanted:
        article = chance.one_of(articles())
        price_fen = article.price_fen * chance.between(92, 108) // 100
        quantity = chance.one_of((1, 1, 1, 2, 2, 3)) if price_fen < FEW_FEN else 1
        if quantity * price_fen <= room_fen // wanted:
            items[article.number] = Item(article, quantity, price_fen)
    return tuple(items.values())


def tax_fen(bought: Bought) -> int:
    """What the platform withholds: 70 % of the VAT, or the full taxes of a piece over the limit.

    No article here bears consumption tax. Freight is split by value, the rest on the dearest.
    """
    value = bought.goods_fen + bought.freight_fen
    if not bought.goods_fen:
        return 0
    shares = [bought.freight_fen * item.total_fen // bought.goods_fen for item in bought.items]
    dearest = max(range(len(shares)), key=lambda place: bought.items[place].total_fen)
    shares[dearest] += bought.freight_fen - sum(shares)
    return sum(
        _line_tax_fen(item.article, item.total_fen + share, whole=value > SINGLE_LIMIT_FEN)
        for item, share in zip(bought.items, shares, strict=True)
    )


def _line_tax_fen(article: Article, value_fen: int, *, whole: bool) -> int:
    if not whole:
        return (value_fen * article.vat_percent * 7 + 500) // 1000
    duty = value_fen * article.duty_rate
    vat = (value_fen + duty) * article.vat_percent / 100
    return int(_half_up(duty) + _half_up(vat))


def _half_up(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
