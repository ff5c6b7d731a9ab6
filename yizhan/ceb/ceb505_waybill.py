"""CEB505Message: export waybill (出口物流运单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, decimal, text, whole

HEAD = Entity(
    name="Logistics",
    fields=(
        shared.GUID,
        shared.APP_TYPE,
        shared.APP_TIME,
        text(
            "appStatus",
            "报送状态",
            "Filing status",
            "=1",
            fallback="2",
            values=("1", "2"),
            help=("1 暂存,2 申报", "1 stash (save only), 2 declare"),
        ),
        shared.LOGISTICS_CODE,
        shared.LOGISTICS_NAME,
        text(
            "logisticsNo",
            "物流运单编号",
            "Waybill number",
            "0..32",
            help=("同一物流企业六个月内不得重复", "not repeated within 6 months by one carrier"),
        ),
        decimal(
            "freight",
            "运杂费",
            "Freight",
            help=("没有的填 0", "freight and misc. charges; 0 if none"),
        ),
        decimal(
            "insuredFee",
            "保价费",
            "Insured fee",
            help=("没有的填 0", "insurance (declared value) fee"),
        ),
        text("currency", "币制", "Currency", "=3", codes="currency"),
        shared.GROSS_WEIGHT,
        whole(
            "packNo", "件数", "Pieces", digits=9, help=("运单下的包裹数", "parcels in the waybill")
        ),
        text(
            "goodsInfo",
            "主要货物信息",
            "Main goods",
            "0..200",
            collapse=True,
        ),
        text(
            "ebcCode",
            "电商企业代码",
            "E-commerce firm code",
            "0..18",
            optional=True,
            codes="firm",
            help=("卖方;10 位或 18 位", "seller of record; 10 or 18 characters"),
        ),
        text(
            "ebcName",
            "电商企业名称",
            "E-commerce firm name",
            "0..100",
            optional=True,
        ),
        text(
            "ebcTelephone",
            "电商企业电话",
            "E-commerce firm's phone",
            "0..50",
            optional=True,
        ),
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB505Message",
    direction="export",
    zh="出口物流运单",
    en="Export waybill",
    sender=("物流企业", "carrier"),
    document="Logistics",
    head=HEAD,
    answered_by="CEB506Message",
)
