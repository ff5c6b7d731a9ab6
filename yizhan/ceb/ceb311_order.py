"""CEB311Message: import order (进口电子订单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, decimal, text, whole

HEAD = Entity(
    name="OrderHead",
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
            "orderType", "订单类型", "Order type", "=1", values=("I",), help=("固定填 I", "fixed I")
        ),
        shared.ORDER_NO,
        shared.EBP_CODE,
        shared.EBP_NAME,
        text(
            "ebcCode",
            "电商企业代码",
            "E-commerce firm code",
            "1..18",
            codes="firm",
            help=("卖方;10 位或 18 位", "seller of record; 10 or 18 characters"),
        ),
        text("ebcName", "电商企业名称", "E-commerce firm name", "1..100"),
        decimal(
            "goodsValue",
            "商品价格",
            "Goods value",
            help=(
                "实际成交价,含非现金抵扣部分",
                "real transaction price including the part settled by non-cash discount",
            ),
        ),
        decimal(
            "freight",
            "运杂费",
            "Freight",
            help=(
                "商品价格之外的运费;没有的填 0",
                "freight not contained in goodsValue; 0 if none",
            ),
        ),
        decimal(
            "discount",
            "非现金抵扣金额",
            "Non-cash discount",
            help=(
                "积分、代金券等抵扣;没有的填 0",
                "amount paid by points, vouchers, virtual money; 0 if none",
            ),
        ),
        decimal(
            "taxTotal",
            "代扣税款",
            "Tax withheld",
            help=(
                "企业预先代扣的税款;没有的填 0",
                "tax withheld in advance by the enterprise; 0 if none",
            ),
        ),
        decimal(
            "acturalPaid",
            "实际支付金额",
            "Amount paid",
            help=(
                "商品价格 + 运杂费 + 代扣税款 − 抵扣;与支付凭证的支付金额一致",
                "= goodsValue + freight + taxTotal - discount; = amountPaid of the payment",
            ),
        ),
        shared.CURRENCY,
        text(
            "buyerRegNo",
            "订购人注册号",
            "Buyer's account",
            "1..60",
            personal="phone",  # what many platforms take for it
            help=("在平台的账号", "buyer's account id on the platform"),
        ),
        shared.BUYER_NAME,
        shared.BUYER_TELEPHONE,
        shared.BUYER_ID_TYPE,
        shared.BUYER_ID_NUMBER,
        text(
            "payCode",
            "支付企业代码",
            "Payment firm code",
            "0..18",
            optional=True,
            codes="firm",
            help=("海关注册编码", "payment company customs registration no."),
        ),
        text(
            "payName",
            "支付企业名称",
            "Payment firm name",
            "0..100",
            optional=True,
        ),
        text(
            "payTransactionId",
            "支付交易编号",
            "Payment number",
            "0..60",
            optional=True,
            help=("支付企业的流水号,唯一", "payment company serial number, unique"),
        ),
        text(
            "batchNumbers",
            "商品批次号",
            "Batch number",
            "0..100",
            optional=True,
        ),
        text(
            "consignee",
            "收货人姓名",
            "Consignee",
            "1..100",
            personal="name",
            help=("须与运单收货人一致", "must equal the waybill recipient"),
        ),
        text(
            "consigneeTelephone",
            "收货人电话",
            "Consignee's phone",
            "1..50",
            personal="phone",
            help=("须与运单一致", "must equal the waybill"),
        ),
        text(
            "consigneeAddress",
            "收货地址",
            "Delivery address",
            "1..200",
            personal="address",
            help=("须与运单一致", "must equal the waybill"),
        ),
        text(
            "consigneeDistrict",
            "收货地址行政区划代码",
            "District of delivery",
            "=6",
            optional=True,
            codes="district",
            help=("六位国家行政区划代码", "6-digit national administrative division code"),
        ),
        shared.NOTE,
    ),
)

LINES = Entity(
    name="OrderList",
    fields=(
        whole(
            "gnum",
            "商品序号",
            "Line number",
            help=("从 1 起连续", "line number, consecutive from 1"),
        ),
        text(
            "itemNo",
            "企业商品货号",
            "Item number",
            "0..30",
            optional=True,
            help=("企业自编货号", "enterprise's own SKU"),
        ),
        text(
            "itemName",
            "企业商品名称",
            "Item name",
            "1..250",
            help=("销售名称", "goods name as sold"),
        ),
        text(
            "gmodel",
            "商品规格型号",
            "Specification",
            "1..510",
            help=(
                "足以归类:品名、品牌、规格、成分、等级",
                "enough to classify by: name, brand, spec, composition, grade",
            ),
        ),
        text(
            "itemDescribe",
            "企业商品描述",
            "Item description",
            "0..1000",
            optional=True,
        ),
        text("barCode", "条形码", "Bar code", "0..50", optional=True),
        shared.UNIT,
        shared.QTY,
        decimal("price", "单价", "Unit price", help=("赠品填 0", "0 for a gift")),
        decimal("totalPrice", "总价", "Line total", help=("单价 × 数量", "= price x qty")),
        shared.CURRENCY,
        text("country", "原产国", "Country", "=3", codes="country"),
        text(
            "note",
            "备注",
            "Note",
            "0..1000",
            optional=True,
            help=(
                "促销价偏离市价的在此说明",
                "explain here a promotional price far from market price",
            ),
        ),
    ),
)

MESSAGE = Message(
    type="CEB311Message",
    direction="import",
    zh="进口电子订单",
    en="Import order",
    sender=(
        "电商平台、电商企业或受委托的快件、邮政企业",
        "platform, e-commerce firm, or an entrusted courier or postal firm",
    ),
    document="Order",
    head=HEAD,
    lines=LINES,
    lines_min=1,
    lines_max=99,
    answered_by="CEB312Message",
)
