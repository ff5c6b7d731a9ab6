"""CEB818Message: status of a tax bill (电子税单状态)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="TaxHeadStatus",
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
        text(
            "assureCode",
            "担保企业代码",
            "Guarantor code",
            "0..64",
            optional=True,
            codes="firm",
            help=("税款担保企业", "guarantor enterprise for duty"),
        ),
    ),
)

MESSAGE = Message(
    type="CEB818Message",
    direction="import",
    zh="电子税单状态",
    en="Status of a tax bill",
    sender=("海关", "customs"),
    document="Tax",
    head=HEAD,
    documents_max=None,
)
