"""CEB513Message: status of an import waybill (进口物流运单状态)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="LogisticsStatus",
    fields=(
        shared.GUID,
        shared.APP_TYPE,
        shared.APP_TIME,
        text(
            "appStatus",
            "报送状态",
            "Filing status",
            "1..3",
            values=("1", "2"),
            help=("1 暂存,2 申报", "1 stash (save only), 2 declare"),
        ),
        text(
            "logisticsCode",
            "物流企业代码",
            "Carrier code",
            "1..18",
            codes="firm",
            help=("10 位或 18 位", "logistics company code, 10 or 18 chars"),
        ),
        text("logisticsName", "物流企业名称", "Carrier name", "1..100"),
        shared.LOGISTICS_NO,
        text(
            "logisticsStatus",
            "物流签收状态",
            "Delivery status",
            "=1",
            values=("S",),
            help=("固定填 S(签收)", "fixed value S (signed for)"),
        ),
        text(
            "logisticsTime",
            "物流状态时间",
            "Time of status",
            "=14",
            calendar="second14",
            help=("年月日时分秒", "time of that status YYYYMMDDhhmmss"),
        ),
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB513Message",
    direction="import",
    zh="进口物流运单状态",
    en="Status of an import waybill",
    sender=("物流企业", "carrier"),
    document="LogisticsStatus",
    head=HEAD,
    answered_by="CEB514Message",
)
