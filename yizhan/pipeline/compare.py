"""What must agree in a matched trade (三单比对): each rule one line with its own code.

Columns are those of `services/trade/bulk.py`, the waybill's with the prefix `way_`. A check that
cannot tell (null) is not broken. Source: spec §8; tolerances are unknown there, so none is given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from yizhan.kernel.faults import FaultCode

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold of a matched trade, and what to say when it does not."""

    code: FaultCode
    where: str
    holds: pl.Expr
    say: Callable[[Row], tuple[str, str]]


def _same(left: str, right: str) -> pl.Expr:
    return pl.col(left) == pl.col(right)


def _yuan(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:,.2f}"


def _amounts(
    left: tuple[str, str, str],
    right: tuple[str, str, str],
    way_out: tuple[str, str],
    unit: tuple[str, str] = ("元", "yuan"),
) -> Callable[[Row], tuple[str, str]]:
    """Two amounts, their difference and the way out; each side is (column, 中文, English)."""

    def say(row: Row) -> tuple[str, str]:
        one, two = row[left[0]], row[right[0]]
        gap = abs(one - two)
        return (
            (
                f"{left[1]} {_yuan(one)} {unit[0]},{right[1]} {_yuan(two)} {unit[0]},"
                f"相差 {_yuan(gap)} {unit[0]}。{way_out[0]}"
            ),
            (
                f"{left[2]} is {_yuan(one)} {unit[1]}, {right[2]} {_yuan(two)} {unit[1]}:"
                f" {_yuan(gap)} apart. {way_out[1]}"
            ),
        )

    return say


def _codes(
    left: tuple[str, str, str], right: tuple[str, str, str], way_out: tuple[str, str]
) -> Callable[[Row], tuple[str, str]]:
    def say(row: Row) -> tuple[str, str]:
        return (
            f"{left[1]} {row[left[0]]},{right[1]} {row[right[0]]},两者不一致。{way_out[0]}",
            f"{left[2]} {row[left[0]]}, {right[2]} {row[right[0]]}: they differ. {way_out[1]}",
        )

    return say


def _words(zh: str, en: str) -> Callable[[Row], tuple[str, str]]:
    return lambda _row: (zh, en)


CHECKS: Sequence[Check] = (
    Check(
        FaultCode.PAID_DIFFERS,
        "payment/amountPaid",
        _same("payment_paid", "order_paid"),
        _amounts(
            ("payment_paid", "支付单实付", "The payment"),
            ("order_paid", "订单实付", "the order"),
            (
                "请支付企业重发支付单,或更正订单后重新申报。",
                "Let the payment firm send again, or correct the order.",
            ),
        ),
    ),
    Check(
        FaultCode.PAY_COMPANY_DIFFERS,
        "payment/payCode",
        _same("payment_pay_code", "order_pay_code") | (pl.col("order_pay_code") == ""),
        _codes(
            ("order_pay_code", "订单写的支付企业为", "The order names payment firm"),
            ("payment_pay_code", "支付单来自", "the payment comes from"),
            (
                "请更正订单的支付企业代码,或由该支付企业报送支付单。",
                "Correct the order's payCode, or let that firm send the payment.",
            ),
        ),
    ),
    Check(
        FaultCode.PAYER_DIFFERS,
        "payment/payerIdNumber",
        _same("payment_payer", "order_buyer") & _same("payment_payer_name", "order_buyer_name"),
        _words(
            "支付人与订购人的姓名或证件号码不一致。跨境零售须由订购人本人支付:"
            "请核对后由支付企业重发支付单,或更正订单的订购人。",
            "Payer and buyer differ in name or ID number. The buyer must pay: let the payment"
            " firm send again, or correct the order's buyer.",
        ),
    ),
    Check(
        FaultCode.PAY_NUMBER_DIFFERS,
        "payment/payTransactionId",
        _same("payment_number", "order_pay_number") | (pl.col("order_pay_number") == ""),
        _codes(
            ("order_pay_number", "订单写的支付交易编号为", "The order's payment number is"),
            ("payment_number", "支付单为", "the payment's"),
            ("请更正其中一份单证。", "Correct one of them."),
        ),
    ),
    Check(
        FaultCode.BUYER_DIFFERS,
        "inventory/buyerIdNumber",
        _same("list_buyer", "order_buyer") & _same("list_buyer_name", "order_buyer_name"),
        _words(
            "清单的订购人与订单的姓名或证件号码不一致。请核对后更正清单或订单。",
            "The list's buyer and the order's differ in name or ID number. Correct one of them.",
        ),
    ),
    Check(
        FaultCode.CONSIGNEE_DIFFERS,
        "waybill/consignee",
        _same("way_consignee", "order_consignee") & _same("way_phone", "order_phone"),
        _words(
            "运单的收货人姓名或电话与订单不一致。请物流企业重发运单,或更正订单。",
            "The waybill's consignee or phone differs from the order's."
            " Let the carrier send again, or correct the order.",
        ),
    ),
    Check(
        FaultCode.ADDRESS_DIFFERS,
        "waybill/consigneeAddress",
        _same("way_address", "order_address") & _same("list_address", "order_address"),
        _words(
            "运单、清单与订单的收货地址不完全一致。请按订单地址更正。",
            "The delivery address differs between order, waybill and list. Use the order's.",
        ),
    ),
    Check(
        FaultCode.WAYBILL_ORDER_DIFFERS,
        "waybill/orderNo",
        _same("way_order_no", "order_no"),
        _codes(
            ("way_order_no", "运单写的订单编号为", "The waybill names order"),
            ("order_no", "清单为", "the list names"),
            (
                "请物流企业重发运单,或更正清单的运单编号。",
                "Let the carrier send again, or correct the list's waybill number.",
            ),
        ),
    ),
    Check(
        FaultCode.SELLER_DIFFERS,
        "inventory/ebcCode",
        _same("list_ebc", "order_ebc"),
        _codes(
            ("list_ebc", "清单的电商企业为", "The list's seller is"),
            ("order_ebc", "订单为", "the order's"),
            ("请更正其中一份单证。", "Correct one of them."),
        ),
    ),
    Check(
        FaultCode.LIST_FREIGHT_DIFFERS,
        "inventory/freight",
        _same("list_freight", "order_freight")
        & (_same("way_freight", "list_freight") | pl.col("way_freight").is_null()),
        _amounts(
            ("list_freight", "清单运费", "The list's freight"),
            ("order_freight", "订单运费", "the order's"),
            ("请核对订单、运单与清单的运费后更正。", "Make the three freights agree."),
        ),
    ),
    Check(
        FaultCode.LINES_DIFFER,
        "inventory/lines",
        _same("list_lines", "order_lines"),
        _words(
            "清单与订单的商品项不一致(序号、名称或数量)。请逐项核对后更正清单或订单。",
            "The goods lines of list and order differ (number, name or quantity)."
            " Compare them line by line and correct one.",
        ),
    ),
    Check(
        FaultCode.WEIGHT_DIFFERS,
        "inventory/grossWeight",
        _same("way_weight", "list_gross"),
        _amounts(
            ("way_weight", "运单毛重", "The waybill's weight"),
            ("list_gross", "清单毛重", "the list's"),
            ("请核对后更正清单或重发运单。", "Correct the list or send the waybill again."),
            ("千克", "kg"),
        ),
    ),
    Check(
        FaultCode.LIST_VALUE_DIFFERS,
        "inventory/lines",
        _same("list_goods", "order_goods"),
        _amounts(
            ("list_goods", "清单商品总价", "The list's goods"),
            ("order_goods", "订单商品价格", "the order's"),
            ("请核对各行总价后更正。", "Check the line totals and correct one of them."),
        ),
    ),
    Check(
        FaultCode.INSURED_FEE_DIFFERS,
        "inventory/insuredFee",
        _same("way_insured", "list_insured"),
        _amounts(
            ("way_insured", "运单保价费", "The waybill's insured fee"),
            ("list_insured", "清单保价费", "the list's"),
            ("请核对后更正。", "Correct one of them."),
        ),
    ),
)


def broken(trades: pl.DataFrame, checks: Sequence[Check] = CHECKS) -> list[list[Check]]:
    """For each row of `trades`, the checks it breaks, in the order of `checks`."""
    if trades.is_empty():
        return []
    failing = trades.select(
        (~check.holds).fill_null(value=False).alias(check.code) for check in checks
    )
    found: list[list[Check]] = [[] for _ in range(trades.height)]
    for check in checks:
        for row in failing[check.code].arg_true():
            found[row].append(check)
    return found
