"""CEB607Message: export lists under one master bill (出口清单总分单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="WayBillHead",
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
        shared.AGENT_CODE,
        shared.AGENT_NAME,
        shared.LOCT_NO,
        shared.TRAF_MODE,
        text(
            "trafName",
            "运输工具名称",
            "Means of transport",
            "0..100",
            collapse=True,
            help=("船名、航班号或车牌号", "vessel/flight/truck name or number"),
        ),
        text(
            "voyageNo",
            "航班航次号",
            "Voyage number",
            "0..32",
            collapse=True,
        ),
        shared.BILL_NO,
        text(
            "domesticTrafNo",
            "境内运输工具编号",
            "Domestic vehicle",
            "0..100",
            optional=True,
            help=(
                "运抵监管场所的境内车辆,如车牌号",
                "domestic vehicle to the supervised site, e.g. licence plate",
            ),
        ),
        shared.GROSS_WEIGHT,
        shared.LOGISTICS_CODE,
        shared.LOGISTICS_NAME,
        shared.MSG_COUNT,
        shared.MSG_SEQ_NO,
        shared.NOTE,
    ),
)

LINES = Entity(
    name="WayBillList",
    fields=(
        shared.GNUM,
        text(
            "totalPackageNo",
            "总包号",
            "Pallet or mail bag",
            "0..60",
            optional=True,
            help=("托盘或邮袋号", "pallet / mail-bag number"),
        ),
        text(
            "logisticsNo",
            "物流运单编号",
            "Waybill number",
            "0..32",
            help=("同一物流企业六个月内不得重复", "not repeated within 6 months by one carrier"),
        ),
        text(
            "invtNo",
            "清单编号",
            "List number",
            "0..20",
            optional=True,
            help=(
                "退货时填原出口清单编号",
                "original export inventory number (used for returned goods)",
            ),
        ),
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB607Message",
    direction="export",
    zh="出口清单总分单",
    en="Export lists under one master bill",
    sender=("申报企业", "declarant"),
    document="WayBill",
    head=HEAD,
    lines=LINES,
    lines_min=1,
    lines_max=None,
    signature_by_text=True,
    answered_by="CEB608Message",
)
