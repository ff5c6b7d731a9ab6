"""CEB216Message: receipt for a return tally (出口退货理货明细单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="InvtRefundDetailReturn",
    fields=(
        shared.GUID,
        shared.OPERATOR_CODE,
        shared.LOGISTICS_CODE,
        text(
            "logisticsNo",
            "物流运单编号",
            "Waybill number",
            "0..80",
            help=("同一物流企业六个月内不得重复", "not repeated within 6 months by one carrier"),
        ),
        text(
            "coElNo",
            "企业内部编号",
            "Firm's document number",
            "0..30",
            help=("企业自编单号", "enterprise's own document number"),
        ),
        shared.PRE_NO,
        text(
            "returnStatus",
            "回执状态",
            "Receipt status",
            "0..10",
            help=("状态代码,负数为处理异常", "status code, negative for errors"),
        ),
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB216Message",
    direction="export",
    zh="出口退货理货明细单回执",
    en="Receipt for a return tally",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="InvtRefundDetailReturn",
    head=HEAD,
    answers="CEB215Message",
)
