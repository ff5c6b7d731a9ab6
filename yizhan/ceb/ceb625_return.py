"""CEB625Message: return of imported goods (进口退货申请单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, decimal, text, whole

HEAD = Entity(
    name="InvtRefundHead",
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
            help=("1 暂存,2 申报(须签名)", "1 stash (save only), 2 declare (then signed)"),
        ),
        shared.CUSTOMS_CODE,
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
        shared.LOGISTICS_NO,
        text(
            "logisticsCode",
            "物流企业代码",
            "Carrier code",
            "1..18",
            codes="firm",
            help=("10 位或 18 位", "logistics company code, 10 or 18 chars"),
        ),
        text("logisticsName", "物流企业名称", "Carrier name", "1..100"),
        text(
            "copNo",
            "企业内部编号",
            "Firm's document number",
            "0..20",
            optional=True,
            help=("申报企业自编单号", "declarant's own document number"),
        ),
        shared.PRE_NO,
        text(
            "invtNo",
            "清单编号",
            "List number",
            "1..18",
            help=("原进口清单", "inventory the goods came in with"),
        ),
        shared.BUYER_ID_TYPE,
        shared.BUYER_ID_NUMBER,
        shared.BUYER_NAME,
        shared.BUYER_TELEPHONE,
        text(
            "agentCode",
            "申报企业代码",
            "Declarant code",
            "1..18",
            codes="firm",
        ),
        text("agentName", "申报企业名称", "Declarant name", "1..100"),
        text("reason", "原因", "Reason", "1..1000"),
        shared.NOTE,
    ),
)

LINES = Entity(
    name="InvtRefundList",
    fields=(
        whole(
            "gnum",
            "商品序号",
            "Line number",
            help=("原清单的商品序号", "line number of the original inventory"),
        ),
        shared.GCODE,
        text(
            "gname",
            "商品名称",
            "Goods name",
            "1..250",
            help=("与原清单一致", "same as in the inventory"),
        ),
        decimal(
            "qty",
            "数量",
            "Quantity",
            help=("不超过原清单该行数量", "<= quantity of the original line"),
        ),
        shared.UNIT,
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB625Message",
    direction="import",
    zh="进口退货申请单",
    en="Return of imported goods",
    sender=("电商企业或其代理人", "e-commerce firm or its broker"),
    document="InvtRefund",
    head=HEAD,
    lines=LINES,
    lines_min=1,
    lines_max=99,
    signature=True,
    answered_by="CEB626Message",
)
