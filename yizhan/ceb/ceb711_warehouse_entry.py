"""CEB711Message: warehouse entry of imports (进口入库明细单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text, whole

HEAD = Entity(
    name="DeliveryHead",
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
        shared.CUSTOMS_CODE,
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
            "rkdNo",
            "入库单编号",
            "Warehouse entry number",
            "0..18",
            optional=True,
            help=("海关给的编号", "warehouse-entry number given by customs"),
        ),
        text(
            "operatorCode",
            "监管场所经营人代码",
            "Site operator code",
            "1..18",
            codes="firm",
        ),
        text("operatorName", "监管场所经营人名称", "Site operator name", "1..100"),
        shared.IE_FLAG,
        text(
            "trafMode",
            "运输方式",
            "Transport mode",
            "=1",
            codes="transport",
        ),
        text(
            "trafNo",
            "运输工具编号",
            "Means of transport",
            "1..100",
            help=("船名、航班号或车牌号", "vessel/flight/truck name or number"),
        ),
        text("voyageNo", "航班航次号", "Voyage number", "1..32"),
        text(
            "billNo",
            "提运单号",
            "Master bill number",
            "1..37",
            help=(
                "海运提单、空运总单或汽车载货清单",
                "master bill: B/L, master AWB or truck manifest",
            ),
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
        text("unloadLocation", "卸货库位", "Storage position", "0..100", optional=True),
        shared.NOTE,
    ),
)

LINES = Entity(
    name="DeliveryList",
    fields=(
        whole(
            "gnum",
            "商品序号",
            "Line number",
            help=("从 1 起连续", "line number, consecutive from 1"),
        ),
        shared.LOGISTICS_NO,
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB711Message",
    direction="import",
    zh="进口入库明细单",
    en="Warehouse entry of imports",
    sender=("监管场所经营人", "operator of the supervised site"),
    document="Delivery",
    head=HEAD,
    documents_max=1,
    lines=LINES,
    lines_min=1,
    lines_max=None,
    signature=True,
    answered_by="CEB712Message",
)
