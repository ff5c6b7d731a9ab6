"""CEB304Message: receipt for an export order (出口电子订单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="OrderReturn",
    fields=(
        shared.GUID,
        text(
            "ebpCode",
            "电商平台代码",
            "Platform code",
            "0..18",
            codes="firm",
            help=(
                "10 位海关注册编码或 18 位统一社会信用代码",
                "customs registration number (10) or credit code (18)",
            ),
        ),
        shared.EBC_CODE,
        text(
            "orderNo",
            "订单编号",
            "Order number",
            "0..60",
            help=("同一平台内唯一", "platform order number, unique per platform"),
        ),
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB304Message",
    direction="export",
    zh="出口电子订单回执",
    en="Receipt for an export order",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="OrderReturn",
    head=HEAD,
    answers="CEB303Message",
)
