"""The four documents of a purchase, as their senders would write them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from yizhan.sim.cast import Cast, Party
from yizhan.sim.chance import Chance
from yizhan.sim.goods import KILOGRAM
from yizhan.sim.trades import DIRECT, Bought, Item, tax_fen

ORDER: Final = "CEB311Message"
PAYMENT: Final = "CEB411Message"
WAYBILL: Final = "CEB511Message"
LIST: Final = "CEB621Message"
KINDS: Final = (ORDER, PAYMENT, WAYBILL, LIST)
YUAN: Final = "142"
CHINA: Final = "142"
_FLIGHTS = (("B2481", "SQ836"), ("B1527", "KE881"), ("B6093", "NH947"), ("B7712", "LH722"))


@dataclass(slots=True)
class Document:
    """One document: fields in the order of the official schema, values ready for XML."""

    kind: str
    sender: Party
    head: dict[str, str]
    lines: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Trade:
    """A purchase and the documents that tell it, by message type."""

    bought: Bought
    documents: dict[str, Document]


def write_down(bought: Bought, cast: Cast, chance: Chance) -> Trade:
    """All four documents, each at its own time of the day."""
    at = datetime.combine(bought.on, datetime.min.time()) + timedelta(seconds=bought.second)
    tax = tax_fen(bought)
    paid = bought.goods_fen + bought.freight_fen + tax - bought.discount_fen
    paid_at = at + timedelta(seconds=chance.between(5, 900))
    documents = (
        _order(bought, chance, tax, paid),
        _payment(bought, chance, paid_at, paid),
        _waybill(bought, chance, paid_at + timedelta(seconds=chance.between(60, 7000))),
        _list(bought, cast, chance, paid_at + timedelta(seconds=chance.between(60, 7000))),
    )
    documents[0].head["appTime"] = stamp(at + timedelta(seconds=chance.between(1, 600)))
    return Trade(bought, {document.kind: document for document in documents})


def yuan(fen: int) -> str:
    """The amount as documents write it.

    >>> yuan(123405), yuan(-5)
    ('1234.05', '-0.05')
    """
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def kilograms(grams: int) -> str:
    """The weight as documents write it, in kg.

    >>> kilograms(1250)
    '1.250'
    """
    return f"{grams // 1000}.{grams % 1000:03d}"


def stamp(at: datetime) -> str:
    """YYYYMMDDhhmmss; quicker than strftime."""
    return f"{at.year}{at.month:02d}{at.day:02d}{at.hour:02d}{at.minute:02d}{at.second:02d}"


def payment_number(bought: Bought) -> str:
    """The payment firm's serial number of this purchase."""
    return f"P{bought.number[2:]}"


def waybill_number(bought: Bought) -> str:
    """The carrier's number of the parcel."""
    return f"W{bought.carrier.dxp_id[-2:]}{bought.number[4:]}"


def _order(bought: Bought, chance: Chance, tax: int, paid: int) -> Document:
    buyer = bought.buyer
    head = {
        "guid": chance.guid(),
        "appType": "1",
        "appTime": "",  # the caller's
        "appStatus": "2",
        "orderType": "I",
        "orderNo": bought.number,
        "ebpCode": bought.platform.code,
        "ebpName": bought.platform.name,
        "ebcCode": bought.seller.code,
        "ebcName": bought.seller.name,
        "goodsValue": yuan(bought.goods_fen),
        "freight": yuan(bought.freight_fen),
        "discount": yuan(bought.discount_fen),
        "taxTotal": yuan(tax),
        "acturalPaid": yuan(paid),
        "currency": YUAN,
        "buyerRegNo": f"U{buyer.phone}",
        "buyerName": buyer.name,
        "buyerTelephone": buyer.phone,
        "buyerIdType": "1",
        "buyerIdNumber": buyer.id_number,
        "payCode": bought.payment.code,
        "payName": bought.payment.name,
        "payTransactionId": payment_number(bought),
        "consignee": bought.consignee,
        "consigneeTelephone": buyer.phone,
        "consigneeAddress": buyer.address,
        "consigneeDistrict": buyer.district,
    }
    lines = [_order_line(place, item) for place, item in enumerate(bought.items, start=1)]
    # Most orders come from the platform, some from the shop itself.
    sender = bought.seller if chance.happens(0.2) else bought.platform
    return Document(ORDER, sender, head, lines)


def _order_line(place: int, item: Item) -> dict[str, str]:
    article = item.article
    return {
        "gnum": str(place),
        "itemNo": article.number,
        "itemName": article.name,
        "gmodel": article.model,
        "barCode": article.barcode,
        "unit": article.unit,
        "qty": str(item.quantity),
        "price": yuan(item.price_fen),
        "totalPrice": yuan(item.total_fen),
        "currency": YUAN,
        "country": article.country,
    }


def _payment(bought: Bought, chance: Chance, at: datetime, paid: int) -> Document:
    return Document(
        PAYMENT,
        bought.payment,
        {
            "guid": chance.guid(),
            "appType": "1",
            "appTime": stamp(at + timedelta(seconds=chance.between(1, 30))),
            "appStatus": "2",
            "payCode": bought.payment.code,
            "payName": bought.payment.name,
            "payTransactionId": payment_number(bought),
            "orderNo": bought.number,
            "ebpCode": bought.platform.code,
            "ebpName": bought.platform.name,
            "payerIdType": "1",
            "payerIdNumber": bought.buyer.id_number,
            "payerName": bought.buyer.name,
            "telephone": bought.buyer.phone,
            "amountPaid": yuan(paid),
            "currency": YUAN,
            "payTime": stamp(at),
        },
    )


def _waybill(bought: Bought, chance: Chance, at: datetime) -> Document:
    head = {
        "guid": chance.guid(),
        "appType": "1",
        "appTime": stamp(at),
        "appStatus": "2",
        "logisticsCode": bought.carrier.code,
        "logisticsName": bought.carrier.name,
        "logisticsNo": waybill_number(bought),
        "billNo": _bill_number(bought),
        "orderNo": bought.number,
        "freight": yuan(bought.freight_fen),
        "insuredFee": "0.00",
        "currency": YUAN,
        "weight": kilograms(bought.net_g + bought.packing_g),
        "packNo": "1",
        "goodsInfo": bought.items[0].article.name[:60],
        "consignee": bought.consignee,
        "consigneeAddress": bought.buyer.address,
        "consigneeTelephone": bought.buyer.phone,
    }
    if bought.mode != DIRECT:
        del head["billNo"]
    return Document(WAYBILL, bought.carrier, head)


def _list(bought: Bought, cast: Cast, chance: Chance, at: datetime) -> Document:
    head = {
        "guid": chance.guid(),
        "appType": "1",
        "appTime": stamp(at),
        "appStatus": "2",
        "orderNo": bought.number,
        "ebpCode": bought.platform.code,
        "ebpName": bought.platform.name,
        "ebcCode": bought.seller.code,
        "ebcName": bought.seller.name,
        "logisticsNo": waybill_number(bought),
        "logisticsCode": bought.carrier.code,
        "logisticsName": bought.carrier.name,
        "copNo": bought.number[4:],
        "assureCode": bought.platform.code,
        "emsNo": f"H{cast.place.customs_code}26A00001",
        "ieFlag": "I",
        "declTime": f"{bought.on:%Y%m%d}",
        "customsCode": cast.place.customs_code,
        "portCode": cast.place.port_code,
        "buyerIdType": "1",
        "buyerIdNumber": bought.buyer.id_number,
        "buyerName": bought.buyer.name,
        "buyerTelephone": bought.buyer.phone,
        "consigneeAddress": bought.buyer.address,
        "agentCode": bought.agent.code,
        "agentName": bought.agent.name,
        "areaCode": cast.area.code,
        "areaName": cast.area.name,
        "tradeMode": bought.mode,
        "trafMode": "4",
        **_carriage(bought, chance),
        "country": bought.dispatched_from if bought.mode == DIRECT else CHINA,
        "freight": yuan(bought.freight_fen),
        "insuredFee": "0.00",
        "currency": YUAN,
        "wrapType": "2",
        "packNo": "1",
        "grossWeight": kilograms(bought.net_g + bought.packing_g),
        "netWeight": kilograms(bought.net_g),
    }
    if bought.mode == DIRECT:
        head["trafMode"] = "5"
        for bonded in ("emsNo", "areaCode", "areaName"):
            del head[bonded]
    lines = [
        _list_line(place, item, bonded=bought.mode != DIRECT)
        for place, item in enumerate(bought.items, start=1)
    ]
    # Under mandate the broker sends most lists, the shop some of its own.
    return Document(LIST, bought.agent, head, lines)


def _carriage(bought: Bought, chance: Chance) -> dict[str, str]:
    """The flight of a parcel bought abroad; bonded goods come by lorry and name none."""
    if bought.mode != DIRECT:
        return {}
    aircraft, flight = chance.one_of(_FLIGHTS)
    return {"trafNo": aircraft, "voyageNo": flight, "billNo": _bill_number(bought)}


def _bill_number(bought: Bought) -> str:
    """The master bill: a day's parcels of a carrier and platform share one."""
    return f"M{bought.on:%Y%m%d}{bought.carrier.dxp_id[-4:]}{bought.platform.dxp_id[-4:]}"


def _list_line(place: int, item: Item, *, bonded: bool) -> dict[str, str]:
    article = item.article
    net = kilograms(item.quantity * article.net_g)
    line = {
        "gnum": str(place),
        "itemRecordNo": f"R{article.number}",
        "itemNo": article.number,
        "itemName": article.name,
        "gcode": item.code or article.hs10,
        "gname": article.name,
        "gmodel": article.model,
        "barCode": article.barcode,
        "country": article.country,
        "currency": YUAN,
        "qty": str(item.quantity),
        "unit": article.unit,
        "qty1": net if article.unit1 == KILOGRAM else str(item.quantity),
        "unit1": article.unit1,
        "qty2": net,
        "unit2": article.unit2,
        "price": yuan(item.price_fen),
        "totalPrice": yuan(item.total_fen),
    }
    if not bonded:
        del line["itemRecordNo"]
    if not article.unit2:
        del line["qty2"], line["unit2"]
    return line
