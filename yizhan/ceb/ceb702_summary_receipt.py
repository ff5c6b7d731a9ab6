"""CEB702Message: receipt for a summary request (出口汇总申请单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="SummaryReturn",
    fields=(
        shared.GUID,
        shared.AGENT_CODE,
        shared.EBC_CODE,
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
        text(
            "sumNo",
            "汇总申请编号",
            "Summary number",
            "=18",
            optional=True,
            help=("海关给的编号", "summary number given by customs"),
        ),
        shared.MSG_SEQ_NO,
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB702Message",
    direction="export",
    zh="出口汇总申请单回执",
    en="Receipt for a summary request",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="SummaryReturn",
    head=HEAD,
    answers="CEB701Message",
)
