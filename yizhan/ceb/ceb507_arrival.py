"""CEB507Message: arrival at the supervised site (出口运抵单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="ArrivalHead",
    fields=(
        shared.GUID,
        shared.APP_TYPE,
        shared.APP_TIME,
        text(
            "appStatus",
            "报送状态",
            "Filing status",
            "=1",
            fallback="1",
            values=("1", "2"),
            help=("1 暂存,2 申报", "1 stash (save only), 2 declare"),
        ),
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
        shared.OPERATOR_CODE,
        text("operatorName", "监管场所经营人名称", "Site operator name", "0..100"),
        shared.LOCT_NO,
        shared.IE_FLAG,
        shared.TRAF_MODE,
        text(
            "billNo",
            "提运单号",
            "Master bill number",
            "0..37",
            optional=True,
            help=("邮路可不填", "may be empty for mail"),
        ),
        text(
            "domesticTrafNo",
            "境内运输工具编号",
            "Domestic vehicle",
            "0..100",
            collapse=True,
            help=(
                "运抵监管场所的境内车辆,如车牌号",
                "domestic vehicle to the supervised site, e.g. licence plate",
            ),
        ),
        shared.LOGISTICS_CODE,
        shared.LOGISTICS_NAME,
        shared.MSG_COUNT,
        shared.MSG_SEQ_NO,
        shared.NOTE,
    ),
)

LINES = Entity(
    name="ArrivalList",
    fields=(
        shared.GNUM,
        text(
            "logisticsNo",
            "物流运单编号",
            "Waybill number",
            "0..32",
            help=("同一物流企业六个月内不得重复", "not repeated within 6 months by one carrier"),
        ),
        text(
            "totalPackageNo",
            "总包号",
            "Pallet or mail bag",
            "0..37",
            optional=True,
            help=("托盘或邮袋号", "pallet / mail-bag number"),
        ),
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB507Message",
    direction="export",
    zh="出口运抵单",
    en="Arrival at the supervised site",
    sender=("物流企业或监管场所经营人", "carrier or site operator"),
    document="Arrival",
    head=HEAD,
    lines=LINES,
    lines_max=None,
    answered_by="CEB508Message",
)
