"""Trades whose documents are each in order, and yet are refused, held or left waiting."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TypeAlias

from yizhan.kernel.faults import FaultCode
from yizhan.sim.cases import Case, Codes, Expect, Group, Maker, Scene, post, told
from yizhan.sim.goods import DOUBTFUL_CODE, UNKNOWN_CODE, dear_articles
from yizhan.sim.papers import LIST, ORDER, PAYMENT, WAYBILL, Trade
from yizhan.sim.people import person
from yizhan.sim.trades import Bought, Item

Change: TypeAlias = Callable[[Trade, Scene], None]
Rebuy: TypeAlias = Callable[[Bought, Scene], Bought]

PIECE_FEN = 300_000  # two of these are over the single limit
ANNUAL_PIECES, ANNUAL_FEN = 6, 450_000  # five stay within 26,000 yuan, the sixth does not
SPLIT_PIECES, SPLIT_FEN = 7, 90_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which the documents of a trade disagree."""

    name: str
    codes: Codes
    change: Change


@dataclass(frozen=True, slots=True)
class Oddity:
    """One purchase that the documents tell truly and that does not simply pass."""

    name: str
    expect: Expect
    codes: Codes
    rebuy: Rebuy


def _put(kind: str, name: str, value: str) -> Change:
    def change(trade: Trade, _scene: Scene) -> None:
        trade.documents[kind].head[name] = value

    return change


def _paid_differently(trade: Trade, _scene: Scene) -> None:
    head = trade.documents[PAYMENT].head
    units, _, fen = head["amountPaid"].partition(".")
    head["amountPaid"] = f"{int(units) + 1}.{fen}"


def _other_payer(trade: Trade, scene: Scene) -> None:
    payer = person(f"{scene.seed} payers", trade.bought.second)
    trade.documents[PAYMENT].head |= {"payerIdNumber": payer.id_number, "payerName": payer.name}


def _other_pay_company(trade: Trade, scene: Scene) -> None:
    other = next(one for one in scene.cast.payments if one is not trade.bought.payment)
    payment = trade.documents[PAYMENT]
    payment.head |= {"payCode": other.code, "payName": other.name}
    payment.sender = other


def _other_pay_number(trade: Trade, _scene: Scene) -> None:
    trade.documents[PAYMENT].head["payTransactionId"] += "X"


def _other_buyer(trade: Trade, scene: Scene) -> None:
    buyer = person(f"{scene.seed} buyers", trade.bought.second)
    trade.documents[LIST].head |= {"buyerIdNumber": buyer.id_number, "buyerName": buyer.name}


def _other_consignee(trade: Trade, scene: Scene) -> None:
    other = person(f"{scene.seed} consignees", trade.bought.second)
    trade.documents[WAYBILL].head |= {
        "consignee": f"{other.name}收",
        "consigneeTelephone": other.phone,
    }


def _other_order(trade: Trade, _scene: Scene) -> None:
    trade.documents[WAYBILL].head["orderNo"] += "9"


def _other_seller(trade: Trade, scene: Scene) -> None:
    other = next(one for one in scene.cast.sellers if one is not trade.bought.seller)
    trade.documents[LIST].head |= {"ebcCode": other.code, "ebcName": other.name}


def other_freight(trade: Trade, _scene: Scene) -> None:
    """The list's freight is four yuan more than the order's."""
    head = trade.documents[LIST].head
    units, _, fen = head["freight"].partition(".")
    head["freight"] = f"{int(units) + 4}.{fen}"


def _other_lines(trade: Trade, _scene: Scene) -> None:
    """Twice as many at half the price, under another name: the values still agree."""
    line = trade.documents[LIST].lines[0]
    units, _, fen = line["totalPrice"].partition(".")
    half, odd = divmod(int(units) * 100 + int(fen), 2 * int(line["qty"]))
    line["itemName"] = line["gname"] = "样例 另一种商品"
    if not odd:
        line["qty"] = str(2 * int(line["qty"]))
        line["price"] = f"{half // 100}.{half % 100:02d}"


def _heavier(trade: Trade, _scene: Scene) -> None:
    head = trade.documents[WAYBILL].head
    units, _, grams = head["weight"].partition(".")
    head["weight"] = f"{int(units) * 2 + 3}.{grams}"


def _dearer(trade: Trade, _scene: Scene) -> None:
    line = trade.documents[LIST].lines[0]
    line["qty"] = str(int(line["qty"]) + 1)
    units, _, fen = line["price"].partition(".")
    total = (int(units) * 100 + int(fen)) * int(line["qty"])
    line["totalPrice"] = f"{total // 100}.{total % 100:02d}"


def _basket_of(bought: Bought, price_fen: int, quantity: int) -> Bought:
    """The purchase of one dear article instead, without freight or vouchers."""
    article = dear_articles()[bought.second % len(dear_articles())]
    return replace(
        bought,
        items=(Item(article, quantity, price_fen),),
        freight_fen=0,
        discount_fen=0,
    )


def _two_dear_pieces(bought: Bought, _scene: Scene) -> Bought:
    return _basket_of(bought, PIECE_FEN, 2)


def _one_dear_piece(bought: Bought, _scene: Scene) -> Bought:
    return _basket_of(bought, 2 * PIECE_FEN - 20_000, 1)


def _coded(code: str) -> Rebuy:
    def rebuy(bought: Bought, _scene: Scene) -> Bought:
        first, *others = bought.items
        return replace(bought, items=(replace(first, code=code), *others))

    return rebuy


def _listed_buyer(bought: Bought, scene: Scene) -> Bought:
    buyer = scene.cast.listed[bought.second % len(scene.cast.listed)]
    return replace(bought, buyer=buyer, consignee=buyer.name)


def _for_a_cent(bought: Bought, _scene: Scene) -> Bought:
    cheap = replace(bought.items[0], price_fen=1)
    return replace(bought, items=(cheap,), discount_fen=0, freight_fen=0)


def _heavy_as_lead(bought: Bought, _scene: Scene) -> Bought:
    first = bought.items[0]
    leaden = replace(first.article, net_g=430_000, gross_g=440_000)
    return replace(bought, items=(replace(first, article=leaden),), discount_fen=0)


_C, _E = FaultCode, Expect
DIFFERENCES: tuple[Difference, ...] = (
    Difference("amount_differs", (_C.PAID_DIFFERS,), _paid_differently),
    Difference("pay_company_differs", (_C.PAY_COMPANY_DIFFERS,), _other_pay_company),
    Difference("payer_differs", (_C.PAYER_DIFFERS,), _other_payer),
    Difference("pay_number_differs", (_C.PAY_NUMBER_DIFFERS,), _other_pay_number),
    Difference("buyer_differs", (_C.BUYER_DIFFERS,), _other_buyer),
    Difference("consignee_differs", (_C.CONSIGNEE_DIFFERS,), _other_consignee),
    Difference("waybill_of_other_order", (_C.WAYBILL_ORDER_DIFFERS,), _other_order),
    Difference("seller_differs", (_C.SELLER_DIFFERS,), _other_seller),
    Difference("freight_differs", (_C.LIST_FREIGHT_DIFFERS,), other_freight),
    Difference("lines_differ", (_C.LINES_DIFFER,), _other_lines),
    Difference("weight_differs", (_C.WEIGHT_DIFFERS,), _heavier),
    Difference(
        "address_differs", (_C.ADDRESS_DIFFERS,), _put(LIST, "consigneeAddress", "样例省样例市1号")
    ),
    Difference("value_differs", (_C.LIST_VALUE_DIFFERS,), _dearer),
    Difference("insured_differs", (_C.INSURED_FEE_DIFFERS,), _put(LIST, "insuredFee", "5.00")),
)
ODDITIES: tuple[Oddity, ...] = (
    Oddity("over_single_limit", _E.REFUSED, (_C.OVER_SINGLE_LIMIT,), _two_dear_pieces),
    Oddity("one_piece_over_limit", _E.RELEASED, (), _one_dear_piece),
    Oddity("tariff_unknown", _E.HELD, (_C.TARIFF_UNKNOWN,), _coded(UNKNOWN_CODE)),
    Oddity("tariff_doubtful", _E.HELD, (_C.TARIFF_DOUBTFUL,), _coded(DOUBTFUL_CODE)),
    Oddity("listed_party", _E.HELD, (_C.LISTED_PARTY,), _listed_buyer),
    Oddity("price_out_of_range", _E.HELD, (_C.PRICE_OUT_OF_RANGE,), _for_a_cent),
    Oddity("weight_impossible", _E.HELD, (_C.WEIGHT_IMPOSSIBLE,), _heavy_as_lead),
)


def differing(difference: Difference, scene: Scene) -> Case:
    """A trade whose documents disagree in one thing: refused until somebody mends it."""
    trade = scene.write_down(scene.buy())
    difference.change(trade, scene)
    outcome = told(trade, difference.name, Expect.REFUSED, difference.codes)
    return Case(difference.name, post(trade), [outcome])


def odd(oddity: Oddity, scene: Scene) -> Case:
    """A trade that is told truly and does not simply pass."""
    trade = scene.write_down(oddity.rebuy(_for_somebody(scene.buy(), scene), scene))
    outcome = told(trade, oddity.name, oddity.expect, oddity.codes)
    return Case(oddity.name, post(trade), [outcome])


def _for_somebody(bought: Bought, scene: Scene) -> Bought:
    """The purchase for a person who buys nothing else, so that no other sum is touched."""
    buyer = person(f"{scene.seed} oddities", scene.next_index)
    return replace(bought, buyer=buyer, consignee=buyer.name)


def missing(name: str, kind: str, scene: Scene) -> Case:
    """A trade one of whose documents never comes."""
    trade = scene.write_down(scene.buy())
    del trade.documents[kind]
    return Case(name, post(trade), [told(trade, name, Expect.WAITING, (FaultCode.AWAITING,))])


def over_annual_limit(scene: Scene) -> Case:
    """Six pieces for one person on six days: whichever list comes last is over the year's limit.

    Different days, shops and platforms, so that it does not look like one order split up.
    """
    first = _for_somebody(scene.buy(), scene)
    days = min(ANNUAL_PIECES, first.on.timetuple().tm_yday)
    bought = [first, *(scene.buy() for _ in range(ANNUAL_PIECES - 1))]
    name = f"annual {first.number}"
    group = Group(name, Expect.REFUSED, (FaultCode.OVER_ANNUAL_LIMIT,), 1, 1)
    case = Case("over_annual_limit", group=group)
    for place, one in enumerate(bought):
        moved = replace(
            one,
            on=first.on - timedelta(days=place % days),
            buyer=first.buyer,
            consignee=first.buyer.name,
            seller=scene.cast.sellers[place % 4],
            platform=scene.cast.platforms[place // 4],
        )
        _add(case, scene, scene.smooth(_basket_of(moved, ANNUAL_FEN + place * 1000, 1)))
    return case


def split_orders(scene: Scene) -> Case:
    """Seven orders of one person on one day for the same article, over the limit in all."""
    first = _for_somebody(scene.buy(), scene)
    bought = [first, *(scene.buy() for _ in range(SPLIT_PIECES - 1))]
    name = f"split {first.number}"
    group = Group(name, Expect.HELD, (FaultCode.SPLIT_ORDERS,), 1, SPLIT_PIECES)
    case = Case("split_orders", group=group)
    for place, one in enumerate(bought):
        same = replace(
            one,
            buyer=first.buyer,
            consignee=first.buyer.name,
            seller=first.seller,
            platform=first.platform,
            second=first.second + 60 * place,
        )
        _add(case, scene, replace(_basket_of(same, SPLIT_FEN, 1), items=_same(first)))
    return case


def _same(first: Bought) -> tuple[Item, ...]:
    return _basket_of(first, SPLIT_FEN, 1).items


def _add(case: Case, scene: Scene, bought: Bought) -> None:
    """One more trade of a group; released unless it is among those the group speaks of."""
    trade = scene.write_down(bought)
    group = case.group.name if case.group else ""
    case.postings += post(trade)
    case.outcomes.append(told(trade, case.kind, Expect.RELEASED, (), group))


MAKERS: dict[str, Maker] = {
    **{one.name: partial(differing, one) for one in DIFFERENCES},
    **{one.name: partial(odd, one) for one in ODDITIES},
    "missing_order": partial(missing, "missing_order", ORDER),
    "missing_payment": partial(missing, "missing_payment", PAYMENT),
    "missing_waybill": partial(missing, "missing_waybill", WAYBILL),
    "missing_list": partial(missing, "missing_list", LIST),
    "over_annual_limit": over_annual_limit,
    "split_orders": split_orders,
}
