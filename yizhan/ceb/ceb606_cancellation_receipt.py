"""CEB606Message: receipt for an export cancellation (出口撤销申请单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="InvtCancelReturn",
    fields=(
        shared.GUID,
        shared.AGENT_CODE,
        shared.COP_NO,
        text(
            "preNo",
            "电子口岸编号",
            "E-Port number",
            "=18",
            help=(
                "电子口岸编号:字母、年月日、9 位流水",
                "E-Port number: letter + YYYYMMDD + 9-digit serial",
            ),
        ),
        shared.INVT_NO,
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB606Message",
    direction="export",
    zh="出口撤销申请单回执",
    en="Receipt for an export cancellation",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="InvtCancelReturn",
    head=HEAD,
    answers="CEB605Message",
)
