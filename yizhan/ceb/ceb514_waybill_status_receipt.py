"""CEB514Message: receipt for a waybill status (进口物流运单状态回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="LogisticsStatusReturn",
    fields=(
        shared.GUID,
        text(
            "logisticsCode",
            "物流企业代码",
            "Carrier code",
            "1..18",
            codes="firm",
            help=("10 位或 18 位", "logistics company code, 10 or 18 chars"),
        ),
        shared.LOGISTICS_NO,
        text(
            "logisticsStatus",
            "物流签收状态",
            "Delivery status",
            "=1",
            values=("S",),
            help=("固定填 S(签收)", "fixed value S (signed for)"),
        ),
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        text(
            "returnInfo",
            "回执信息",
            "Receipt text",
            "1..1000",
            help=("文字,常为 [Code:nnnn;Desc:…]", "free text, often [Code:nnnn;Desc:...]"),
        ),
    ),
)

MESSAGE = Message(
    type="CEB514Message",
    direction="import",
    zh="进口物流运单状态回执",
    en="Receipt for a waybill status",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="LogisticsStatusReturn",
    head=HEAD,
    answers="CEB513Message",
)
