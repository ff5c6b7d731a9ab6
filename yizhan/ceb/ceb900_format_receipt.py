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
            help="free text, often [Code:nnnn;Desc:...]",
        ),
        shared.RETURN_TIME,
        text(
            "oriCopMsgId",
            "原始copMsgId",
            "Original CopMsgId",
            "0..255",
            help="CopMsgId of the rejected envelope",
        ),
        text(
            "oriMessageType",
            "原始报文类型",
            "Original message type",
            "0..15",
            help="e.g. CEB311Message; Unknown if not recognised",
        ),
        text(
            "oriBizMessage",
            "原始报文内容",
            "Original message",
            "0..",
            help="original text in CDATA",
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
