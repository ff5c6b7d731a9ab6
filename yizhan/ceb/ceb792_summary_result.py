"""CEB792Message: result of a summary (出口汇总结果单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, decimal, text, whole

HEAD = Entity(
    name="SummaryResultHead",
    fields=(
        shared.GUID,
        shared.CUSTOMS_CODE,
        text(
            "sumNo",
            "汇总申请编号",
            "Summary number",
            "=18",
            help=("海关给的编号", "summary number given by customs"),
        ),
        text(
            "opDate",
            "汇总处理时间",
            "Time of processing",
            "=17",
            calendar="milli17",
            help=("17 位,含毫秒", "processing time, 17 digits"),
        ),
        text(
            "declSeqNo",
            "汇总统一编号",
            "Summary result number",
            "=18",
            help=("每份报关单一个", "one per declaration form"),
        ),
        text(
            "decTmpNo",
            "电子口岸暂存编号",
            "Stash number",
            "=18",
            optional=True,
        ),
        text(
            "decPreNo",
            "预录入编号",
            "Pre-entry number",
            "=18",
            optional=True,
        ),
        text(
            "entryId",
            "报关单编号",
            "Declaration number",
            "=18",
            optional=True,
        ),
        text(
            "decState",
            "报关单状态",
            "Declaration state",
            "1..3",
        ),
        shared.AGENT_CODE,
        shared.AGENT_NAME,
        shared.EBC_CODE,
        shared.EBC_NAME,
        text(
            "declAgentCode",
            "报关单位代码",
            "Broker code",
            "0..18",
            codes="firm",
            help=("日后申报报关单的企业", "broker that will file the later declaration form"),
        ),
        text("declAgentName", "报关单位名称", "Broker name", "0..100"),
        shared.GROSS_WEIGHT,
        decimal("netWeight", "净重", "Net weight", help=("千克", "net weight kg")),
        shared.MSG_COUNT,
        shared.MSG_SEQ_NO,
        shared.NOTE,
    ),
)

LINES = Entity(
    name="SummaryResultList",
    fields=(
        shared.INVT_NO,
        text(
            "logisticsNo",
            "物流运单编号",
            "Waybill number",
            "0..32",
            help=("同一物流企业六个月内不得重复", "not repeated within 6 months by one carrier"),
        ),
        whole("gseqno", "汇总结果单顺序号", "Sequence in the result", digits=5),
        shared.GNUM,
        shared.GCODE,
    ),
)

MESSAGE = Message(
    type="CEB792Message",
    direction="export",
    zh="出口汇总结果单",
    en="Result of a summary",
    sender=("海关", "customs"),
    document="SummaryResult",
    head=HEAD,
    lines=LINES,
    lines_max=None,
)
