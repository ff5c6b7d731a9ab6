"""CEB213Message: return of exported goods (出口退货申请单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, decimal, text, whole

HEAD = Entity(
    name="InvtRefundHead",
    fields=(
        shared.GUID,
        shared.APP_TYPE,
        shared.APP_TIME,
        shared.APP_STATUS,
        shared.CUSTOMS_CODE,
        shared.LOCT_NO,
        text(
            "ebpCode",
            "电商平台代码",
            "Platform code",
            "0..18",
            codes="firm",
            help="customs registration number (10) or credit code (18)",
        ),
        text(
            "ebpName", "电商平台名称", "Platform name", "0..100", help="platform name as registered"
        ),
        shared.EBC_CODE,
        shared.EBC_NAME,
        text(
            "logisticsNo",
            "物流运单编号",
            "Waybill number",
            "0..80",
            help="not repeated within 6 months by one carrier",
        ),
        shared.LOGISTICS_CODE,
        shared.LOGISTICS_NAME,
        text(
            "coElNo",
            "企业内部编号",
            "Firm's document number",
            "0..30",
            help="enterprise's own document number",
        ),
        shared.PRE_NO,
        shared.INVT_NO,
        text(
            "tradeMode",
            "贸易方式",
            "Trade mode",
            "=4",
            optional=True,
            codes="trade_mode",
            help="9661 general return, 1261 zone return",
        ),
        shared.AGENT_CODE,
        shared.AGENT_NAME,
        text(
            "billNo",
            "提运单号",
            "Master bill number",
            "0..37",
            help="waybill number if there is no master bill",
        ),
        text(
            "ieFlag", "进出口标记", "Import or export", "0..1", values=("I",), help="I for a return"
        ),
        text(
            "trafMode",
            "运输方式",
            "Transport mode",
            "0..1",
            codes="transport",
            help="transport mode code",
        ),
        text(
            "trafName",
            "运输工具名称",
            "Means of transport",
            "0..100",
            help="vessel/flight/truck name or number",
        ),
        text(
            "portCode",
            "口岸海关代码",
            "Customs office at the port",
            "0..4",
            codes="customs",
            help="4-digit customs office at the border",
        ),
        text("reason", "原因", "Reason", "0..500"),
        text(
            "country",
            "起运国",
            "Country",
            "0..3",
            codes="country",
            help="country of dispatch, not China",
        ),
        text("voyageNo", "航班航次号", "Voyage number", "0..32", help="voyage/flight number"),
        text("note", "备注", "Note", "0..500", optional=True),
    ),
)

LINES = Entity(
    name="InvtRefundList",
    fields=(
        whole(
            "gnum",
            "商品序号",
            "Line number",
            digits=4,
            help="line number of the original inventory",
        ),
        text("gcode", "商品编码", "Goods code", "0..10", help="10-digit HS/tariff code"),
        text("gname", "商品名称", "Goods name", "0..250", help="goods name as declared"),
        text(
            "gmodel",
            "商品规格型号",
            "Specification",
            "0..250",
            help="enough to classify by: name, brand, spec, composition, grade",
        ),
        decimal("qty", "数量", "Quantity", help="<= original line"),
        decimal("qty1", "法定数量", "Statutory quantity", help="<= original line"),
        shared.UNIT,
        text("unit1", "法定计量单位", "Statutory unit", "=3", codes="unit"),
        decimal(
            "qty2",
            "第二数量",
            "Second quantity",
            optional=True,
            help="quantity in second statutory unit",
        ),
        text(
            "unit2",
            "第二计量单位",
            "Second unit",
            "=3",
            optional=True,
            codes="unit",
            help="second statutory unit",
        ),
        text("note", "备注", "Note", "0..500", optional=True),
    ),
)

MESSAGE = Message(
    type="CEB213Message",
    direction="export",
    zh="出口退货申请单",
    en="Return of exported goods",
    sender=("电商企业", "e-commerce firm"),
    document="InvtRefund",
    head=HEAD,
    lines=LINES,
    lines_min=1,
    lines_max=100,
    answered_by="CEB214Message",
)
