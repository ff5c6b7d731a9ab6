"""CEB508Message: receipt for an arrival (出口运抵单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="ArrivalReturn",
    fields=(
        shared.GUID,
        shared.OPERATOR_CODE,
        shared.LOGISTICS_CODE,
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
        shared.COP_NO,
        shared.BILL_NO,
        shared.MSG_SEQ_NO,
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB508Message",
    direction="export",
    zh="出口运抵单回执",
    en="Receipt for an arrival",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="ArrivalReturn",
    head=HEAD,
    answers="CEB507Message",
)
