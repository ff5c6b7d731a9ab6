"""CEB215Message: tally of returned exports (出口退货理货明细单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="InvtRefundDetail",
    fields=(
        shared.GUID,
        shared.APP_TYPE,
        shared.APP_TIME,
        shared.APP_STATUS,
        shared.CUSTOMS_CODE,
        shared.OPERATOR_CODE,
        text("operatorName", "监管场所经营人名称", "Site operator name", "0..100"),
        shared.LOGISTICS_CODE,
        shared.LOGISTICS_NAME,
        text(
            "logisticsNo",
            "物流运单编号",
            "Waybill number",
            "0..80",
            help=("同一物流企业六个月内不得重复", "not repeated within 6 months by one carrier"),
        ),
        text(
            "invtNo",
            "清单编号",
            "List number",
            "0..20",
            optional=True,
            help=(
                "海关编号:关区、年份、I 或 E、流水",
                "given by customs: office, year, I or E, serial",
            ),
        ),
        text(
            "coElNo",
            "企业内部编号",
            "Firm's document number",
            "0..20",
            help=("企业自编单号", "enterprise's own document number"),
        ),
        shared.PRE_NO,
        shared.BILL_NO,
        shared.IE_FLAG,
        text(
            "trafMode",
            "运输方式",
            "Transport mode",
            "=1",
            codes="transport",
        ),
        text(
            "trafName",
            "运输工具名称",
            "Means of transport",
            "0..100",
            help=("船名、航班号或车牌号", "vessel/flight/truck name or number"),
        ),
        text("voyageNo", "航班航次号", "Voyage number", "0..32"),
        text("location", "卸货库位", "Storage position", "0..250", optional=True),
        text("note", "备注", "Note", "0..250", optional=True),
    ),
)

MESSAGE = Message(
    type="CEB215Message",
    direction="export",
    zh="出口退货理货明细单",
    en="Tally of returned exports",
    sender=("监管场所经营人", "operator of the supervised site"),
    document="InvtRefundDetail",
    head=HEAD,
    answered_by="CEB216Message",
)
