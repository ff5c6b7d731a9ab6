"""CEB312Message: receipt for an import order (进口电子订单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="OrderReturn",
    fields=(
        shared.GUID,
        shared.EBP_CODE,
        text(
            "ebcCode",
            "电商企业代码",
            "E-commerce firm code",
            "1..18",
            codes="firm",
            help=("卖方;10 位或 18 位", "seller of record; 10 or 18 characters"),
        ),
        shared.ORDER_NO,
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
    type="CEB312Message",
    direction="import",
    zh="进口电子订单回执",
    en="Receipt for an import order",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="OrderReturn",
    head=HEAD,
    answers="CEB311Message",
)
