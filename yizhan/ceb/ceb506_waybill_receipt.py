"""CEB506Message: receipt for an export waybill (出口物流运单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="LogisticsReturn",
    fields=(
        shared.GUID,
        shared.LOGISTICS_CODE,
        text(
            "logisticsNo",
            "物流运单编号",
            "Waybill number",
            "0..32",
            help=("同一物流企业六个月内不得重复", "not repeated within 6 months by one carrier"),
        ),
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB506Message",
    direction="export",
    zh="出口物流运单回执",
    en="Receipt for an export waybill",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="LogisticsReturn",
    head=HEAD,
    answers="CEB505Message",
)
