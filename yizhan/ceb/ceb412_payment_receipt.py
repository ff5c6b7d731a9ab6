"""CEB412Message: receipt for an import payment (进口支付凭证回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="PaymentReturn",
    fields=(
        shared.GUID,
        text(
            "payCode",
            "支付企业代码",
            "Payment firm code",
            "1..18",
            codes="firm",
            help=("海关注册编码", "payment company customs registration no."),
        ),
        text(
            "payTransactionId",
            "支付交易编号",
            "Payment number",
            "1..60",
            help=("支付企业的流水号,唯一", "payment company serial number, unique"),
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
    type="CEB412Message",
    direction="import",
    zh="进口支付凭证回执",
    en="Receipt for an import payment",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="PaymentReturn",
    head=HEAD,
    answers="CEB411Message",
)
