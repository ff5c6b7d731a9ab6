"""CEB509Message: departure from the country (出口离境单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="DepartureHead",
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
        shared.LOGISTICS_CODE,
        shared.LOGISTICS_NAME,
        shared.TRAF_MODE,
        text(
            "trafName",
            "运输工具名称",
            "Means of transport",
            "0..100",
            optional=True,
            help=("邮路可不填", "may be empty for mail"),
        ),
        text(
            "voyageNo",
            "航班航次号",
            "Voyage number",
            "0..32",
            optional=True,
            help=("邮路可不填", "may be empty for mail"),
        ),
        text(
            "billNo",
            "提运单号",
            "Master bill number",
            "0..37",
            optional=True,
            help=("邮路可不填", "may be empty for mail"),
        ),
        text(
            "leaveTime",
            "离境时间",
            "Time of departure",
            "=14",
            calendar="second14",
            help=("年月日时分秒", "departure time YYYYMMDDhhmmss"),
        ),
        shared.MSG_COUNT,
        shared.MSG_SEQ_NO,
        shared.NOTE,
    ),
)

LINES = Entity(
    name="DepartureList",
    fields=(
        shared.GNUM,
        text(
            "totalPackageNo",
            "总包号",
            "Pallet or mail bag",
            "0..37",
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
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB509Message",
    direction="export",
    zh="出口离境单",
    en="Departure from the country",
    sender=("物流企业", "carrier"),
    document="Departure",
    head=HEAD,
    lines=LINES,
    lines_min=1,
    lines_max=None,
    signature_by_text=True,
    answered_by="CEB510Message",
)
