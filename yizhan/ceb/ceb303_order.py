"""CEB303Message: export order (出口电子订单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, decimal, text

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
            "=1",
            fallback="1",
            values=("1", "2"),
            help=("1 暂存,2 申报", "1 stash (save only), 2 declare"),
        ),
        text(
            "orderType",
            "订单类型",
            "Order type",
            "=1",
            values=("E", "B", "W"),
            help=(
                "E 零售(9610、1210),B 企业对企业(9710),W 海外仓(9810)",
                "E retail (9610, 1210), B business (9710), W overseas warehouse (9810)",
            ),
        ),
        text(
            "orderNo",
            "订单编号",
            "Order number",
            "0..60",
            help=(
                "平台订单号,或海外仓订仓单号",
                "platform order number, or overseas-warehouse stocking order number",
            ),
        ),
        text(
            "ebpCode",
            "电商平台代码",
            "Platform code",
            "0..18",
            codes="firm",
            help=(
                "境外平台没有代码的填“无”",
                "platform code; a foreign platform without one writes 无",
            ),
        ),
        text(
            "ebpName",
            "电商平台名称",
            "Platform name",
            "0..100",
            help=("平台名称;9810 填海外仓名称", "platform name, or overseas-warehouse name (9810)"),
        ),
        shared.EBC_CODE,
        shared.EBC_NAME,
        decimal(
            "goodsValue",
            "商品价格",
            "Goods value",
            help=(
                "离岸价,不含运费,含非现金抵扣",
                "FOB value without freight, including non-cash discount",
            ),
        ),
        decimal(
            "freight",
            "运杂费",
            "Freight",
            fallback="0",
            help=("没有的填 0", "freight and misc. charges; 0 if none"),
        ),
        text("currency", "币制", "Currency", "=3", codes="currency"),
        shared.NOTE,
    ),
)

LINES = Entity(
    name="OrderList",
    fields=(
        shared.GNUM,
        text(
            "itemNo",
            "企业商品货号",
            "Item number",
            "0..30",
            help=("企业自编货号", "enterprise's own SKU"),
        ),
        text(
            "itemName",
            "企业商品名称",
            "Item name",
            "0..250",
            help=("销售名称", "goods name as sold"),
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
        text("currency", "币制", "Currency", "=3", codes="currency"),
        shared.QTY,
        decimal("price", "单价", "Unit price"),
        decimal("totalPrice", "总价", "Line total"),
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB303Message",
    direction="export",
    zh="出口电子订单",
    en="Export order",
    sender=("电商平台或电商企业", "platform or e-commerce firm"),
    document="Order",
    head=HEAD,
    lines=LINES,
    lines_min=1,
    lines_max=100,
    answered_by="CEB304Message",
)
