"""CEB512Message: receipt for an import waybill (进口物流运单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="LogisticsReturn",
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
    type="CEB512Message",
    direction="import",
    zh="进口物流运单回执",
    en="Receipt for an import waybill",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="LogisticsReturn",
    head=HEAD,
    answers="CEB511Message",
)
