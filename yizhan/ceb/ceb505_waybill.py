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
            help="1 stash (save only), 2 declare",
        ),
        shared.LOGISTICS_CODE,
        shared.LOGISTICS_NAME,
        text(
            "logisticsNo",
            "物流运单编号",
            "Waybill number",
            "0..32",
            help="not repeated within 6 months by one carrier",
        ),
        decimal("freight", "运杂费", "Freight", help="freight and misc. charges; 0 if none"),
        decimal("insuredFee", "保价费", "Insured fee", help="insurance (declared value) fee"),
        text(
            "currency", "币制", "Currency", "=3", codes="currency", help="currency code, see codes"
        ),
        shared.GROSS_WEIGHT,
        whole("packNo", "件数", "Pieces", digits=9, help="parcels in the waybill"),
        text(
            "goodsInfo",
            "主要货物信息",
            "Main goods",
            "0..200",
            collapse=True,
            help="short description of contents",
        ),
        text(
            "ebcCode",
            "电商企业代码",
            "E-commerce firm code",
            "0..18",
            optional=True,
            codes="firm",
            help="seller of record; 10 or 18 characters",
        ),
        text(
            "ebcName",
            "电商企业名称",
            "E-commerce firm name",
            "0..100",
            optional=True,
            help="its registered name",
        ),
        text(
            "ebcTelephone",
            "电商企业电话",
            "E-commerce firm's phone",
            "0..50",
            optional=True,
            help="phone of the e-commerce enterprise",
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
