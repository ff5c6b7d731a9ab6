"""Checks of one type: what its fields must be to one another (specification §3, §8)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import polars as pl

from yizhan.ceb.checks import expressions as say_if
from yizhan.ceb.checks.check import Check
from yizhan.ceb.registry import MESSAGES
from yizhan.kernel.codes import countries, trade_modes
from yizhan.kernel.faults import FaultCode

LINES_VALUE: Final = "lines_value"  # column: the sum of a document's line totals

_PAID: Final = Check(
    code=FaultCode.PAID_SUM,
    where="OrderHead/acturalPaid",
    of="heads",
    holds=pl.col("actural_paid")
    == pl.col("goods_value") + pl.col("freight") + pl.col("tax_total") - pl.col("discount"),
    say=(
        (
            "实际支付金额 {actural_paid} 元,而商品价格 {goods_value} + 运杂费 {freight} + "
            "代扣税款 {tax_total} − 非现金抵扣 {discount} = {due_yuan} 元,相差 {off_yuan} 元。"
            "请更正其中一项后重新报送。"
        ),
        (
            "The amount paid is {actural_paid} yuan, but goods {goods_value} + freight {freight} + "
            "tax {tax_total} − discount {discount} = {due_yuan} yuan, {off_yuan} apart. "
            "Correct one of them and send again."
        ),
    ),
    shows=MappingProxyType(
        {
            "due_yuan": pl.col("goods_value")
            + pl.col("freight")
            + pl.col("tax_total")
            - pl.col("discount"),
            "off_yuan": (
                pl.col("actural_paid")
                - pl.col("goods_value")
                - pl.col("freight")
                - pl.col("tax_total")
                + pl.col("discount")
            ).abs(),
        }
    ),
)

_GOODS: Final = Check(
    code=FaultCode.GOODS_SUM,
    where="OrderHead/goodsValue",
    of="heads",
    holds=pl.col(LINES_VALUE) == pl.col("goods_value"),
    say=(
        (
            "商品价格 {goods_value} 元,而各行总价合计 {lines_value} 元,相差 {off_yuan} 元。"
            "请核对各行后重新报送。"
        ),
        (
            "The goods value is {goods_value} yuan, but the lines add up to {lines_value}, "
            "{off_yuan} apart. Check the lines and send again."
        ),
    ),
    shows=MappingProxyType({"off_yuan": (pl.col(LINES_VALUE) - pl.col("goods_value")).abs()}),
)

_NET: Final = Check(
    code=FaultCode.NET_ABOVE_GROSS,
    where="InventoryHead/netWeight",
    of="heads",
    holds=pl.col("net_weight") <= pl.col("gross_weight"),
    say=(
        "净重 {net_weight} 千克大于毛重 {gross_weight} 千克,请更正。",
        "The net weight of {net_weight} kg is above the gross weight of {gross_weight} kg.",
    ),
)

_ASSURE: Final = Check(
    code=FaultCode.ASSURE_PARTY,
    where="InventoryHead/assureCode",
    of="heads",
    holds=pl.any_horizontal(
        pl.col("assure_code") == pl.col(party)
        for party in ("ebp_code", "ebc_code", "agent_code", "logistics_code")
    ),
    say=(
        "担保企业代码“{assure_code}”须是电商平台、电商企业、申报企业或物流企业之一,请更正。",
        (
            "The guarantor “{assure_code}” must be the platform, e-commerce firm, declarant or "
            "carrier of the list."
        ),
    ),
)

_BONDED: Final = say_if.one_of(pl.col("trade_mode"), trade_modes.BONDED)
_DIRECT: Final = say_if.one_of(pl.col("trade_mode"), trade_modes.DIRECT)

_BONDED_COUNTRY: Final = Check(
    code=FaultCode.COUNTRY_BONDED,
    where="InventoryHead/country",
    of="heads",
    holds=~_BONDED | say_if.one_of(pl.col("country"), countries.CHINA),
    say=(
        "保税进口({trade_mode})的起运国须填 142(中国),现为“{country}”。",
        "For bonded imports ({trade_mode}) the country must be 142 (China), not “{country}”.",
    ),
)


def _needed(name: str, when: pl.Expr, code: FaultCode, kind: tuple[str, str]) -> Check:
    """`name` must be there in lists for which `when` holds."""
    message = MESSAGES["CEB621Message"]
    field, of = message.head.by_name.get(name), "heads"
    if field is None and message.lines:
        field, of = message.lines.by_name[name], "lines"
    if field is None:
        raise LookupError(name)
    where = "InventoryHead" if of == "heads" else "InventoryList[{line}]"
    return Check(
        code=code,
        where=f"{where}/{name}",
        of="heads" if of == "heads" else "lines",
        holds=~when | pl.col(field.column).is_not_null(),
        say=(
            f"{kind[0]}({{trade_mode}})须填{field.zh}({name}),请补充后重新报送。",
            f"{kind[1]} ({{trade_mode}}) need {field.en} ({name}); add it and send again.",
        ),
    )


def _id_card(head: str, name: str) -> Check:
    column = pl.col(f"{name}_id_number")
    return Check(
        code=FaultCode.ID_CHECK,
        where=f"{head}/{name}IdNumber",
        of="heads",
        holds=(pl.col(f"{name}_id_type") != "1") | say_if.id_card(column),
        say=(
            "身份证号码校验不符(位数、出生日期或校验位有误),请与本人核对后更正。",
            "The ID number fails its check (length, birthday or check digit); ask the person.",
        ),
    )


def _line_total(lines: str) -> Check:
    exact = say_if.product("price", "qty")
    return Check(
        code=FaultCode.LINE_TOTAL,
        where=f"{lines}[{{line}}]/totalPrice",
        of="lines",
        holds=say_if.rounds_to(exact, pl.col("total_price")),
        quick=(exact == pl.col("total_price")).all(),
        say=(
            (
                "第 {line} 行总价 {total_price} 元,而单价 {price} × 数量 {qty} = {exact_yuan} 元。"
                "请更正单价、数量或总价。"
            ),
            (
                "Line {line} says {total_price}, but {price} × {qty} = {exact_yuan}. Correct the "
                "price, the quantity or the total."
            ),
        ),
        shows=MappingProxyType({"exact_yuan": exact}),
    )


def _second_quantity(lines: str) -> Check:
    return Check(
        code=FaultCode.SECOND_QUANTITY,
        where=f"{lines}[{{line}}]/qty2",
        of="lines",
        holds=pl.col("qty2").is_null() == pl.col("unit2").is_null(),
        say=(
            "第 {line} 行的第二数量(qty2)与第二计量单位(unit2)须同时填写或同时不填。",
            (
                "In line {line} the second quantity (qty2) and its unit (unit2) go together or not "
                "at all."
            ),
        ),
    )


_BONDED_WORDS: Final = ("保税进口", "Bonded imports")
_DIRECT_WORDS: Final = ("直购进口", "Direct imports")

RULES: Mapping[str, tuple[Check, ...]] = MappingProxyType(
    {
        "CEB311Message": (_PAID, _GOODS, _line_total("OrderList"), _id_card("OrderHead", "buyer")),
        "CEB411Message": (_id_card("PaymentHead", "payer"),),
        "CEB621Message": (
            _id_card("InventoryHead", "buyer"),
            _line_total("InventoryList"),
            _second_quantity("InventoryList"),
            _NET,
            _ASSURE,
            _BONDED_COUNTRY,
            *(
                _needed(name, _BONDED, FaultCode.BONDED_FIELDS, _BONDED_WORDS)
                for name in ("emsNo", "areaCode", "areaName", "itemRecordNo")
            ),
            *(
                _needed(name, _DIRECT, FaultCode.DIRECT_FIELDS, _DIRECT_WORDS)
                for name in ("trafNo", "voyageNo", "billNo")
            ),
        ),
        "CEB623Message": (_id_card("InvtCancel", "buyer"),),
        "CEB625Message": (_id_card("InvtRefundHead", "buyer"),),
        "CEB303Message": (_line_total("OrderList"),),
        "CEB603Message": (
            _line_total("InventoryList"),
            _second_quantity("InventoryList"),
            _NET,
        ),
        "CEB213Message": (_second_quantity("InvtRefundList"),),
    }
)

Numbering = Literal["consecutive", "unique"]

# Lines of a return keep the numbers of the goods they return; parts of a split document may go on.
NUMBERING: Mapping[str, Numbering] = MappingProxyType(
    {
        "CEB311Message": "consecutive",
        "CEB621Message": "consecutive",
        "CEB711Message": "consecutive",
        "CEB303Message": "consecutive",
        "CEB603Message": "consecutive",
        "CEB507Message": "unique",
        "CEB509Message": "unique",
        "CEB607Message": "unique",
        "CEB213Message": "unique",
        "CEB625Message": "unique",
    }
)
