"""CEB404Message: receipt for a receipt of money (出口收款单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="ReceiptsReturn",
    fields=(
        shared.GUID,
        shared.EBC_CODE,
        text(
            "orderNo",
            "订单编号",
            "Order number",
            "0..60",
            help=("同一平台内唯一", "platform order number, unique per platform"),
        ),
        text(
            "payNo",
            "支付交易编号",
            "Payment number",
            "0..60",
            optional=True,
        ),
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB404Message",
    direction="export",
    zh="出口收款单回执",
    en="Receipt for a receipt of money",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="ReceiptsReturn",
    head=HEAD,
    answers="CEB403Message",
)
