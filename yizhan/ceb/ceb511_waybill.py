"""CEB511Message: import waybill (进口物流运单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, decimal, text, whole

HEAD = Entity(
    name="LogisticsHead",
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
            "billNo",
            "提运单号",
            "Master bill number",
            "0..37",
            optional=True,
            help=("直购进口填总运单", "direct-purchase import: master bill"),
        ),
        text(
            "orderNo",
            "订单编号",
            "Order number",
            "1..60",
            help=("包裹所属订单", "the order the parcel belongs to"),
        ),
        decimal("freight", "运杂费", "Freight", optional=True, help=("没有的填 0", "0 if none")),
        decimal(
            "insuredFee", "保价费", "Insured fee", optional=True, help=("没有的填 0", "0 if none")
        ),
        shared.CURRENCY,
        decimal("weight", "毛重", "Gross weight", help=("千克", "gross weight, kg")),
        whole("packNo", "件数", "Pieces", digits=9, values=("1",), help=("固定填 1", "fixed 1")),
        text(
            "goodsInfo",
            "主要货物信息",
            "Main goods",
            "0..200",
            optional=True,
        ),
        text("consignee", "收货人姓名", "Consignee", "1..100", personal="name"),
        text("consigneeAddress", "收货地址", "Delivery address", "1..200", personal="address"),
        text(
            "consigneeTelephone",
            "收货人电话",
            "Consignee's phone",
            "1..50",
            personal="phone",
        ),
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB511Message",
    direction="import",
    zh="进口物流运单",
    en="Import waybill",
    sender=("物流企业", "carrier"),
    document="Logistics",
    head=HEAD,
    answered_by="CEB512Message",
)
