"""Documents that are rejected: one thing wrong in one document, so its trade goes on waiting."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from yizhan.kernel.faults import FaultCode
from yizhan.sim.cases import Case, Codes, Expect, Maker, Scene, post, told
from yizhan.sim.papers import LIST, ORDER, PAYMENT, WAYBILL, Document
from yizhan.sim.people import mistyped
from yizhan.sim.trades import BONDED, DIRECT, Bought

Spoil: TypeAlias = Callable[[Document], None]


@dataclass(frozen=True, slots=True)
class Spoiling:
    """One way to spoil a document. `mode` and `lines`: what the purchase must be like."""

    name: str
    kind: str
    codes: Codes
    spoil: Spoil
    mode: str = ""
    lines: int = 1


def put(name: str, value: str) -> Spoil:
    """Overwrites one field of the head."""

    def spoil(document: Document) -> None:
        document.head[name] = value

    return spoil


def put_line(name: str, value: str) -> Spoil:
    """Overwrites one field of the last line."""

    def spoil(document: Document) -> None:
        document.lines[-1][name] = value

    return spoil


def drop(name: str) -> Spoil:
    """Leaves one field of the head out."""

    def spoil(document: Document) -> None:
        del document.head[name]

    return spoil


def _second_quantity_empty(document: Document) -> None:
    """`unit2` stands there empty, where it must be left out."""
    document.lines[0].pop("qty2", None)
    document.lines[0]["unit2"] = ""
    _after(document.lines[0], "unit2", "unit1")


def _second_quantity_alone(document: Document) -> None:
    document.lines[0].pop("unit2", None)
    document.lines[0]["qty2"] = "1.000"
    _after(document.lines[0], "qty2", "unit1")


def _after(values: dict[str, str], name: str, before: str) -> None:
    """Moves the field `name` to its place right after `before`."""
    value = values.pop(name)
    items = list(values.items())
    place = 1 + list(values).index(before)
    values.clear()
    values.update([*items[:place], (name, value), *items[place:]])


def _out_of_order(document: Document) -> None:
    _after(document.head, "payTransactionId", "ebpName")


def _mistyped_id(document: Document) -> None:
    document.head["buyerIdNumber"] = mistyped(document.head["buyerIdNumber"])


def _paid_more(document: Document) -> None:
    document.head["acturalPaid"] = _more(document.head["acturalPaid"], 7)


def _goods_more(document: Document) -> None:
    """Goods value and paid sum agree with each other, not with the lines."""
    for name in ("goodsValue", "acturalPaid"):
        document.head[name] = _more(document.head[name], 3)


def _price_more(document: Document) -> None:
    document.lines[0]["price"] = _more(document.lines[0]["price"], 2)


def _gap(document: Document) -> None:
    document.lines[-1]["gnum"] = str(len(document.lines) + 1)


def _light(document: Document) -> None:
    document.head["netWeight"] = _more(document.head["grossWeight"], 1)


def _sent_by_stranger(document: Document, scene: Scene, bought: Bought) -> None:
    """Another platform sends the order of a trade that is neither its own nor for sale there."""
    document.sender = next(one for one in scene.cast.platforms if one is not bought.platform)


def _more(amount: str, whole: int) -> str:
    """The amount and so many whole units more.

    >>> _more("12.50", 3)
    '15.50'
    """
    units, point, rest = amount.partition(".")
    return f"{int(units) + whole}{point}{rest}"


_C = FaultCode
SPOILINGS: tuple[Spoiling, ...] = (
    Spoiling("field_missing", ORDER, (_C.FIELD_MISSING,), drop("buyerTelephone")),
    Spoiling("field_missing_in_payment", PAYMENT, (_C.FIELD_MISSING,), drop("payTime")),
    Spoiling("field_empty", WAYBILL, (_C.FIELD_EMPTY,), put("consignee", "")),
    Spoiling("exact_length_empty", LIST, (_C.FIELD_EMPTY,), _second_quantity_empty),
    Spoiling("field_too_long", ORDER, (_C.FIELD_LENGTH,), put("buyerName", "长" * 61)),
    Spoiling("not_a_number", PAYMENT, (_C.FIELD_NUMBER,), put("amountPaid", "一百元")),
    Spoiling("field_unknown", WAYBILL, (_C.FIELD_UNKNOWN,), put("sortlineId", "SORTLINE01")),
    Spoiling("field_order", PAYMENT, (_C.FIELD_ORDER,), _out_of_order),
    Spoiling("time_not_in_calendar", PAYMENT, (_C.TIME_INVALID,), put("payTime", "20260230101010")),
    Spoiling("date_not_in_calendar", LIST, (_C.DATE_INVALID,), put("declTime", "20261301")),
    Spoiling("time_ahead", WAYBILL, (_C.TIME_AHEAD,), put("appTime", "20991231235959")),
    Spoiling("unit_unknown", ORDER, (_C.UNIT_UNKNOWN,), put_line("unit", "999")),
    Spoiling("country_unknown", LIST, (_C.COUNTRY_UNKNOWN,), put_line("country", "000")),
    Spoiling("currency_dollar", ORDER, (_C.CURRENCY_NOT_YUAN,), put("currency", "502")),
    Spoiling("trade_mode_wrong", LIST, (_C.TRADE_MODE_UNKNOWN,), put("tradeMode", "0110")),
    Spoiling("transport_unknown", LIST, (_C.TRANSPORT_UNKNOWN,), put("trafMode", "Q")),
    Spoiling("package_kind_unknown", LIST, (_C.WRAP_UNKNOWN,), put("wrapType", "9")),
    Spoiling("pieces_not_one", WAYBILL, (_C.PACK_NUMBER,), put("packNo", "2")),
    Spoiling("id_check_digit", ORDER, (_C.ID_CHECK,), _mistyped_id),
    Spoiling("id_type_other", PAYMENT, (_C.ID_TYPE,), put("payerIdType", "2")),
    Spoiling("bonded_without_book", LIST, (_C.BONDED_FIELDS,), drop("emsNo"), mode=BONDED),
    Spoiling("direct_without_flight", LIST, (_C.DIRECT_FIELDS,), drop("voyageNo"), mode=DIRECT),
    Spoiling("guarantor_no_party", LIST, (_C.ASSURE_PARTY,), put("assureCode", "5001969998")),
    Spoiling("paid_sum", ORDER, (_C.PAID_SUM,), _paid_more),
    Spoiling("line_total", ORDER, (_C.LINE_TOTAL,), _price_more),
    Spoiling("goods_sum", ORDER, (_C.GOODS_SUM,), _goods_more),
    Spoiling("line_number_gap", ORDER, (_C.LINE_NUMBERS,), _gap, lines=2),
    Spoiling("negative", PAYMENT, (_C.NEGATIVE,), put("amountPaid", "-12.00")),
    Spoiling("net_above_gross", LIST, (_C.NET_ABOVE_GROSS,), _light),
    Spoiling("quantity_zero", LIST, (_C.QUANTITY_ZERO,), put_line("qty", "0")),
    Spoiling("second_quantity", LIST, (_C.SECOND_QUANTITY,), _second_quantity_alone),
    Spoiling("weight_zero", WAYBILL, (_C.WEIGHT_ZERO,), put("weight", "0")),
)


def spoiled(spoiling: Spoiling, scene: Scene) -> Case:
    """A trade one of whose documents is rejected."""
    trade = scene.write_down(_fitting(spoiling, scene))
    spoiling.spoil(trade.documents[spoiling.kind])
    return Case(
        spoiling.name,
        post(trade, {spoiling.kind: spoiling.codes}),
        [told(trade, spoiling.name, Expect.WAITING, (FaultCode.AWAITING,))],
    )


def sender_not_entitled(scene: Scene) -> Case:
    """An order sent by a platform that has nothing to do with it."""
    bought = scene.buy()
    trade = scene.write_down(bought)
    _sent_by_stranger(trade.documents[ORDER], scene, bought)
    return Case(
        "sender_not_entitled",
        post(trade, {ORDER: (FaultCode.SENDER_NOT_ENTITLED,)}),
        [told(trade, "sender_not_entitled", Expect.WAITING, (FaultCode.AWAITING,))],
    )


def _fitting(spoiling: Spoiling, scene: Scene) -> Bought:
    """The next purchase, made to fit: of the mode, with as many lines."""
    bought = scene.buy()
    if spoiling.mode:
        bought = replace(bought, mode=spoiling.mode)
    if len(bought.items) < spoiling.lines:
        bought = replace(bought, items=bought.items * spoiling.lines)
    return bought


MAKERS: dict[str, Maker] = {
    **{one.name: partial(spoiled, one) for one in SPOILINGS},
    "sender_not_entitled": sender_not_entitled,
}
