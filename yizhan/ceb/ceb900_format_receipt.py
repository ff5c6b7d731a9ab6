"""CEB900Message: format-check receipt (报文格式校验回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="MessageReturn",
    fields=(
        shared.GUID,
        shared.RETURN_STATUS,
        text(
            "returnInfo",
            "回执信息",
            "Receipt text",
            "0..5000",
            help=("文字,常为 [Code:nnnn;Desc:…]", "free text, often [Code:nnnn;Desc:...]"),
        ),
        shared.RETURN_TIME,
        text(
            "oriCopMsgId",
            "原始copMsgId",
            "Original CopMsgId",
            "0..255",
            help=("未通过报文的 CopMsgId", "CopMsgId of the rejected envelope"),
        ),
        text(
            "oriMessageType",
            "原始报文类型",
            "Original message type",
            "0..15",
            help=(
                "如 CEB311Message;不认识的填 Unknown",
                "e.g. CEB311Message; Unknown if not recognised",
            ),
        ),
        text(
            "oriBizMessage",
            "原始报文内容",
            "Original message",
            "0..",
            help=("原文,置于 CDATA", "original text in CDATA"),
        ),
    ),
)

MESSAGE = Message(
    type="CEB900Message",
    direction="import",
    zh="报文格式校验回执",
    en="Format-check receipt",
    sender=("电子口岸", "E-Port"),
    document="MessageReturn",
    head=HEAD,
    documents_max=1,
)
