"""CEB510Message: receipt for a departure (出口离境单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="DepartureReturn",
    fields=(
        shared.GUID,
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
        shared.MSG_SEQ_NO,
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB510Message",
    direction="export",
    zh="出口离境单回执",
    en="Receipt for a departure",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="DepartureReturn",
    head=HEAD,
    answers="CEB509Message",
)
