"""CEB816Message: electronic tax bill (电子税单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, decimal, text, whole

HEAD = Entity(
    name="TaxHeadRd",
    fields=(
        shared.GUID,
        shared.RETURN_TIME,
        text(
            "invtNo",
            "清单编号",
            "List number",
            "1..18",
            help=(
                "海关编号:关区、年份、I 或 E、流水",
                "given by customs: office, year, I or E, serial",
            ),
        ),
        text("taxNo", "电子税单编号", "Tax bill number", "1..50"),
        decimal("customsTax", "应征关税", "Duty due"),
        decimal("valueAddedTax", "应征增值税", "VAT due"),
        decimal("consumptionTax", "应征消费税", "Consumption tax due"),
        text(
            "status",
            "税单状态",
            "Tax bill status",
            "=1",
            values=("1", "2", "3"),
            help=(
                "1 已生成,2 已汇总,3 已作废",
                "1 generated, 2 summarised (merged into a payment notice), 3 void",
            ),
        ),
        text("entDutyNo", "缴款书编号", "Payment notice number", "0..50", optional=True),
        shared.NOTE,
        text(
            "assureCode",
            "担保企业代码",
            "Guarantor code",
            "0..64",
            optional=True,
            codes="firm",
            help=("税款担保企业", "guarantor enterprise for duty"),
        ),
        text(
            "ebcCode",
            "电商企业代码",
            "E-commerce firm code",
            "0..64",
            optional=True,
            codes="firm",
            help=("卖方;10 位或 18 位", "seller of record; 10 or 18 characters"),
        ),
        text(
            "logisticsCode",
            "物流企业代码",
            "Carrier code",
            "0..64",
            optional=True,
            codes="firm",
            help=("10 位或 18 位", "logistics company code, 10 or 18 chars"),
        ),
        text(
            "agentCode",
            "申报企业代码",
            "Declarant code",
            "1..18",
            optional=True,
            codes="firm",
        ),
        text(
            "customsCode",
            "申报海关代码",
            "Customs office",
            "=4",
            optional=True,
            codes="customs",
            help=("受理申报的海关,四位关区代码", "4-digit customs office handling the declaration"),
        ),
    ),
)

LINES = Entity(
    name="TaxListRd",
    fields=(
        whole(
            "gnum",
            "商品序号",
            "Line number",
            help=("从 1 起连续", "line number, consecutive from 1"),
        ),
        shared.GCODE,
        decimal("taxPrice", "完税总价格", "Dutiable value"),
        decimal("customsTax", "应征关税", "Duty due"),
        decimal("valueAddedTax", "应征增值税", "VAT due"),
        decimal("consumptionTax", "应征消费税", "Consumption tax due"),
    ),
)

MESSAGE = Message(
    type="CEB816Message",
    direction="import",
    zh="电子税单",
    en="Electronic tax bill",
    sender=("海关", "customs"),
    document="Tax",
    head=HEAD,
    documents_max=None,
    lines=LINES,
    lines_min=1,
    lines_max=99,
)
