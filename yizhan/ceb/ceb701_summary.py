"""CEB701Message: request for a summary declaration (出口汇总申请单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="SummaryApplyHead",
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
        shared.CUSTOMS_CODE,
        shared.COP_NO,
        shared.PRE_NO,
        text(
            "sumNo",
            "汇总申请编号",
            "Summary number",
            "0..18",
            optional=True,
            help=("海关给的编号", "summary number given by customs"),
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
        text(
            "startTime",
            "汇总开始时间",
            "Summary from",
            "=14",
            optional=True,
            calendar="second14",
            help=(
                "与结束时间成对;填写后忽略下列清单",
                "pair with endTime; when given, the list below is ignored",
            ),
        ),
        text(
            "endTime",
            "汇总结束时间",
            "Summary to",
            "=14",
            optional=True,
            calendar="second14",
            help=("与开始时间成对,不早于开始时间", "pair with startTime; endTime >= startTime"),
        ),
        shared.LOCT_NO,
        text(
            "summaryFlag",
            "收发货人汇总标志",
            "Summary by consignor",
            "=1",
            values=("1", "2"),
            help=(
                "1 仅按收发货人,2 按收发货人与生产销售企业",
                "1 by consignor only, 2 by consignor and producer",
            ),
        ),
        text(
            "itemNameFlag",
            "按商品名汇总标志",
            "Summary by item name",
            "=1",
            help=("1 按原商品名,其余按类名", "1 by original item name, else by generic class name"),
        ),
        shared.MSG_COUNT,
        shared.MSG_SEQ_NO,
        shared.NOTE,
    ),
)

LINES = Entity(
    name="SummaryApplyList",
    fields=(shared.INVT_NO,),
)

MESSAGE = Message(
    type="CEB701Message",
    direction="export",
    zh="出口汇总申请单",
    en="Request for a summary declaration",
    sender=("申报企业", "declarant"),
    document="SummaryApply",
    head=HEAD,
    lines=LINES,
    lines_max=None,
    signature_by_text=True,
    answered_by="CEB702Message",
)
