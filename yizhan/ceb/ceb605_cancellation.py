"""CEB605Message: cancellation of an export list (出口撤销申请单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="InvtCancel",
    fields=(
        shared.GUID,
        shared.APP_TYPE,
        shared.APP_TIME,
        shared.APP_STATUS,
        shared.CUSTOMS_CODE,
        shared.COP_NO,
        text(
            "preNo",
            "电子口岸编号",
            "E-Port number",
            "=18",
            optional=True,
            help=(
                "电子口岸编号:字母、年月日、9 位流水",
                "E-Port number: letter + YYYYMMDD + 9-digit serial",
            ),
        ),
        shared.INVT_NO,
        text("reason", "原因", "Reason", "0..1000", collapse=True),
        shared.AGENT_CODE,
        shared.AGENT_NAME,
        shared.EBC_CODE,
        shared.EBC_NAME,
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB605Message",
    direction="export",
    zh="出口撤销申请单",
    en="Cancellation of an export list",
    sender=("电商企业或其代理人", "e-commerce firm or its broker"),
    document="InvtCancel",
    head=HEAD,
    signature_by_text=True,
    answered_by="CEB606Message",
)
