"""CEB608Message: receipt for a master list (出口清单总分单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="WayBillReturn",
    fields=(
        shared.GUID,
        shared.AGENT_CODE,
        shared.LOGISTICS_CODE,
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
        shared.BILL_NO,
        shared.MSG_SEQ_NO,
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB608Message",
    direction="export",
    zh="出口清单总分单回执",
    en="Receipt for a master list",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="WayBillReturn",
    head=HEAD,
    answers="CEB607Message",
)
