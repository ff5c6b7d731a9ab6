"""Ordinary trades: every sum holds, limits are kept, and the official schema agrees."""

from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from importlib import resources

import pytest
from lxml import etree

from yizhan.sim.cases import Scene
from yizhan.sim.cast import cast
from yizhan.sim.chance import Chance
from yizhan.sim.goods import articles
from yizhan.sim.papers import KINDS, LIST, ORDER, PAYMENT, WAYBILL, Trade, write_down
from yizhan.sim.render import message
from yizhan.sim.trades import SINGLE_LIMIT_FEN, buy, tax_fen
from yizhan.sim.unequal import MAKERS

ZONE = cast("heze")
DAY = date(2026, 11, 20)
TRADES = [
    write_down(buy(ZONE, 9, index, DAY), ZONE, Chance(9, "papers", index)) for index in range(600)
]


def _amount(values: dict[str, str], name: str) -> Decimal:
    return Decimal(values[name])


def test_orders_add_up() -> None:
    for trade in TRADES:
        order = trade.documents[ORDER]
        lines = [_amount(line, "totalPrice") for line in order.lines]
        assert sum(lines) == _amount(order.head, "goodsValue")
        assert all(
            _amount(line, "price") * _amount(line, "qty") == _amount(line, "totalPrice")
            for line in order.lines
        )
        owed = sum(_amount(order.head, name) for name in ("goodsValue", "freight", "taxTotal"))
        assert owed - _amount(order.head, "discount") == _amount(order.head, "acturalPaid")


def test_documents_agree() -> None:
    for trade in TRADES:
        order, payment, waybill, inventory = (trade.documents[kind].head for kind in KINDS)
        assert payment["amountPaid"] == order["acturalPaid"]
        assert payment["payerIdNumber"] == order["buyerIdNumber"] == inventory["buyerIdNumber"]
        assert waybill["consignee"] == order["consignee"]
        assert waybill["weight"] == inventory["grossWeight"]
        assert Decimal(inventory["netWeight"]) < Decimal(inventory["grossWeight"])
        assert waybill["freight"] == inventory["freight"] == order["freight"]
        assert waybill["logisticsNo"] == inventory["logisticsNo"]
        assert len(inventory["copNo"]) <= 20


def test_nobody_buys_beyond_his_limits() -> None:
    by_person: dict[str, int] = defaultdict(int)
    for trade in TRADES:
        value = trade.bought.goods_fen + trade.bought.freight_fen
        by_person[trade.bought.buyer.id_number] += value
        assert value <= SINGLE_LIMIT_FEN
    assert max(by_person.values()) <= SINGLE_LIMIT_FEN
    assert len(by_person) < len(TRADES)  # some come back


@pytest.mark.parametrize("kind", KINDS)
def test_times_lie_within_the_day(kind: str) -> None:
    for trade in TRADES:
        at = datetime.strptime(trade.documents[kind].head["appTime"], "%Y%m%d%H%M%S")  # noqa: DTZ007 -- local, as documents write it
        assert at.date() == DAY


def test_the_mix_is_believable() -> None:
    modes = Counter(trade.bought.mode for trade in TRADES)
    assert set(modes) == {"1210", "1239", "9610"}
    assert Counter(len(trade.bought.items) for trade in TRADES).keys() == {1, 2, 3}
    assert len({one.hs10 for one in articles()}) > 250


def test_tax_by_hand() -> None:
    """Against sums done on Decimal the long way, and one full-tax piece."""
    for trade in TRADES[:100]:
        bought = trade.bought
        if bought.freight_fen:
            continue
        owed = sum(
            (Decimal(item.total_fen) * item.article.vat_percent * 7 / 1000).quantize(
                Decimal(1), rounding="ROUND_HALF_UP"
            )
            for item in bought.items
        )
        assert tax_fen(bought) == owed
    case = MAKERS["one_piece_over_limit"](Scene(ZONE, 1, DAY))
    order = next(one.document for one in case.postings if one.document.kind == ORDER)
    value, duty_rate = Decimal(order.head["goodsValue"]), _duty_rate(order.lines[0]["itemNo"])
    duty = (value * duty_rate).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    vat = ((value + value * duty_rate) * Decimal("0.13")).quantize(
        Decimal("0.01"), rounding="ROUND_HALF_UP"
    )
    assert Decimal(order.head["taxTotal"]) == duty + vat


def _duty_rate(number: str) -> Decimal:
    return next(one.duty_rate for one in articles() if one.number == number)


@pytest.mark.parametrize("prefix", ["ceb:", ""])
@pytest.mark.parametrize("kind", [ORDER, PAYMENT, WAYBILL, LIST])
def test_messages_follow_the_official_schema(kind: str, prefix: str) -> None:
    """All but the signature that a list must carry in the end."""
    with resources.as_file(resources.files("yizhan.ceb") / "schemas") as folder:
        schema = etree.XMLSchema(etree.parse(folder / "imp.xsd"))
    documents = [trade.documents[kind] for trade in TRADES[:100]]
    body = message(kind, documents, ZONE.agents[0], Chance("m").guid(), prefix)
    root = etree.fromstring(body)
    valid = schema.validate(root)
    log = str(schema.error_log)
    assert valid or (kind == LIST and log.count("ERROR") == 1 and "Signature" in log), log


def test_the_same_seed_gives_the_same_papers() -> None:
    again = write_down(buy(ZONE, 9, 5, DAY), ZONE, Chance(9, "papers", 5))
    assert _heads(again) == _heads(TRADES[5])


def _heads(trade: Trade) -> list[dict[str, str]]:
    return [trade.documents[kind].head for kind in KINDS]
