"""Checks that follow from the declarations alone: codes, calendar, signs, few values."""

from collections.abc import Callable, Iterator
from typing import Final, Literal

import polars as pl

from yizhan.ceb.checks import expressions as say_if
from yizhan.ceb.checks.check import NOW, Check
from yizhan.ceb.declare import Field, Message
from yizhan.kernel.codes import (
    countries,
    currencies,
    customs_districts,
    trade_modes,
    transport_modes,
    units,
    wrap_types,
)
from yizhan.kernel.faults import FaultCode

Of = Literal["heads", "lines"]
Made = tuple[FaultCode, pl.Expr, str, str]

# Abroad there are platforms, producers and warehouses without a customs code.
_NO_FIRM: Final = frozenset({"无", "NO"})
_ID_TYPES: Final = frozenset({"buyerIdType", "payerIdType"})
_MUST_BE_POSITIVE: Final = {
    "qty": FaultCode.QUANTITY_ZERO,
    "qty1": FaultCode.QUANTITY_ZERO,
    "qty2": FaultCode.QUANTITY_ZERO,
    "weight": FaultCode.WEIGHT_ZERO,
    "grossWeight": FaultCode.WEIGHT_ZERO,
    "netWeight": FaultCode.WEIGHT_ZERO,
}
_NEVER_AHEAD: Final = frozenset({"appTime", "payTime", "logisticsTime", "accountingDate"})


def of_fields(message: Message) -> Iterator[Check]:
    """The checks of every field of a request."""
    for field in message.head.fields:
        yield from _of_field(message, field, "heads", message.head.name)
    for field in message.lines.fields if message.lines else ():
        yield from _of_field(message, field, "lines", f"{message.lines_name}[{{line}}]")


def _of_field(message: Message, field: Field, of: Of, where: str) -> Iterator[Check]:
    for make in (_code, _calendar, _ahead, _value, _negative, _zero, _guid):
        made = make(message, field)
        if made:
            code, holds, zh, en = made
            yield Check(
                quick=_quick_firm(field) if code is FaultCode.FIRM_CODE else None,
                code=code,
                where=f"{where}/{field.name}",
                of=of,
                holds=holds,
                say=(f"{field.zh}({field.name}){zh}", f"{field.en} ({field.name}) {en}"),
            )


def _code(message: Message, field: Field) -> Made | None:
    made = _CODES.get(field.codes)
    return made(message, field) if made else None


def _listed(
    code: FaultCode, names: frozenset[str], zh: str, en: str
) -> Callable[[Message, Field], Made]:
    def make(_: Message, field: Field) -> Made:
        value = f"{{{field.column}}}"
        return (
            code,
            pl.col(field.column).is_in(names),
            f"“{value}”{zh}",
            f"“{value}” {en}",
        )

    return make


def _trade_mode(message: Message, field: Field) -> Made:
    allowed = trade_modes.RETAIL.get(message.type, frozenset(trade_modes.NAMES))
    shown = "、".join(sorted(allowed)) if message.type in trade_modes.RETAIL else "监管方式代码"
    return _listed(
        FaultCode.TRADE_MODE_UNKNOWN,
        allowed,
        f"不可用于此单证,可用:{shown}。",
        f"is not for this document; use one of {', '.join(sorted(allowed))[:60]}.",
    )(message, field)


def _currency(_: Message, field: Field) -> Made:
    column = pl.col(field.column)
    return (
        FaultCode.CURRENCY_UNKNOWN,
        column.is_in(frozenset(currencies.NAMES)) | column.str.contains(currencies.SHAPE),
        f"“{{{field.column}}}”不是币制代码,请填三位数字,如 142(人民币)、502(美元)。",
        f"“{{{field.column}}}” is no currency code; use three digits, as 142 (yuan), 502 (USD).",
    )


def _quick_firm(field: Field) -> pl.Expr:
    """Firms are few in a batch: look at each once. What only abroad may pass is not quick."""
    return say_if.firm_code(pl.col(field.column).unique()).all()


def _firm(message: Message, field: Field) -> Made:
    column = pl.col(field.column)
    holds = say_if.firm_code(column)
    if message.direction == "export":
        holds = holds | say_if.one_of(column, _NO_FIRM)
    return (
        FaultCode.FIRM_CODE,
        holds,
        f"“{{{field.column}}}”不是企业代码,应为 10 位海关注册编码或 18 位统一社会信用代码。",
        f"“{{{field.column}}}” is no firm code: 10 characters of customs, or 18 of a credit code.",
    )


def _district(_: Message, field: Field) -> Made:
    return (
        FaultCode.DISTRICT_UNKNOWN,
        pl.col(field.column).str.contains(r"^[1-9][0-9]{5}$"),
        "应为六位行政区划代码。",
        "should be an administrative division of six digits.",
    )


_CODES: Final[dict[str, Callable[[Message, Field], Made]]] = {
    "unit": _listed(
        FaultCode.UNIT_UNKNOWN,
        frozenset(units.NAMES),
        "不在计量单位代码表中,请填三位代码,如 035(千克)、007(个)、011(件)。",
        "is not in the table of units; use its three digits, as 035 (kg), 007 or 011 (piece).",
    ),
    "country": _listed(
        FaultCode.COUNTRY_UNKNOWN,
        frozenset(countries.NAMES),
        "不在国别代码表中,请填三位代码,如 142(中国)、116(日本)。",
        "is not in the table of countries; use its three digits, as 142 (China), 116 (Japan).",
    ),
    "customs": _listed(
        FaultCode.CUSTOMS_UNKNOWN,
        frozenset(customs_districts.NAMES),
        "不在本站关区代码表中(该表不完整),请自行核对;不影响受理。",
        "is not in our table of customs offices, which is incomplete; please check. Not refused.",
    ),
    "transport": _listed(
        FaultCode.TRANSPORT_UNKNOWN,
        frozenset(transport_modes.NAMES),
        "不在运输方式代码表中,如 2(水路)、4(公路)、5(航空)。",
        "is no transport mode; for example 2 (water), 4 (road), 5 (air).",
    ),
    "wrap": _listed(
        FaultCode.WRAP_UNKNOWN,
        frozenset(wrap_types.NAMES),
        "不在包装种类代码表中,应为 1 至 7,如 2(纸箱)。",
        "is no package kind; 1 to 7, as 2 (carton).",
    ),
    "trade_mode": _trade_mode,
    "currency": _currency,
    "firm": _firm,
    "district": _district,
}


def _calendar(_: Message, field: Field) -> Made | None:
    column, shown = pl.col(field.column), f"“{{{field.column}}}”"
    if field.calendar == "second14":
        return (
            FaultCode.TIME_INVALID,
            say_if.second14(column),
            f"{shown}不是有效时间,格式为年月日时分秒十四位,如 20260301083000。",
            f"{shown} is no time; write YYYYMMDDhhmmss, as 20260301083000.",
        )
    if field.calendar == "milli17":
        return (
            FaultCode.TIME_INVALID,
            say_if.milli17(column),
            f"{shown}不是有效时间,格式为年月日时分秒毫秒十七位。",
            f"{shown} is no time; write YYYYMMDDhhmmssSSS.",
        )
    if field.calendar == "day8":
        return (
            FaultCode.DATE_INVALID,
            say_if.day8(column),
            f"{shown}不是有效日期,格式为年月日八位,如 20260301。",
            f"{shown} is no day; write YYYYMMDD, as 20260301.",
        )
    return None


def _ahead(_: Message, field: Field) -> Made | None:
    if field.name not in _NEVER_AHEAD:
        return None
    return (
        FaultCode.TIME_AHEAD,
        pl.col(field.column) <= pl.col(NOW),
        f"“{{{field.column}}}”晚于本站收到的时间,请核对系统时钟(北京时间)后重新报送。",
        f"“{{{field.column}}}” is after we received it; check the clock (China time) and resend.",
    )


def _value(_: Message, field: Field) -> Made | None:
    if not field.values:
        return None
    column, allowed = pl.col(field.column), ", ".join(field.values)
    shown = f"“{{{field.column}}}”"
    if field.kind == "int":
        return (
            FaultCode.PACK_NUMBER,
            column.is_in(frozenset(map(int, field.values))),
            f"为 {{{field.column}}},零售进口一单一件,须填 {allowed}。",
            f"is {{{field.column}}}; a retail parcel counts {allowed}.",
        )
    if field.name in _ID_TYPES:
        zh = f"为{shown},只接受 1(居民身份证)。"
        en = f"is {shown}; only 1, the resident identity card, is accepted."
        return FaultCode.ID_TYPE, say_if.one_of(column, field.values), zh, en
    return (
        FaultCode.FLAG_UNKNOWN,
        say_if.one_of(column, field.values),
        f"为{shown},只能填 {allowed}。",
        f"is {shown}; only {allowed} is allowed.",
    )


def _negative(_: Message, field: Field) -> Made | None:
    if field.kind != "decimal":
        return None
    return (
        FaultCode.NEGATIVE,
        pl.col(field.column) >= 0,
        f"为 {{{field.column}}},不能为负,请更正。",
        f"is {{{field.column}}}; it must not be below zero.",
    )


def _zero(_: Message, field: Field) -> Made | None:
    code = _MUST_BE_POSITIVE.get(field.name)
    if code is None:
        return None
    return (
        code,
        pl.col(field.column) != 0,
        "为 0,须大于零,请更正。",
        "is 0; it must be above zero.",
    )


def _guid(_: Message, field: Field) -> Made | None:
    if field.name != "guid":
        return None
    return (
        FaultCode.GUID_SHAPE,
        say_if.guid(pl.col(field.column)),
        "不是大写的 36 位 UUID;不影响受理。",
        "is not an upper-case UUID of 36 characters. Not refused.",
    )
