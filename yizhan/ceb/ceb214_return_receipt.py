"""CEB214Message: receipt for an export return (出口退货申请单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="RefundReturn",
    fields=(
        shared.GUID,
        text(
            "ebpCode",
            "电商平台代码",
            "Platform code",
            "0..18",
            optional=True,
            codes="firm",
            help=(
                "10 位海关注册编码或 18 位统一社会信用代码",
                "customs registration number (10) or credit code (18)",
            ),
        ),
        text(
            "ebcCode",
            "电商企业代码",
            "E-commerce firm code",
            "0..18",
            optional=True,
            codes="firm",
            help=("卖方;10 位或 18 位", "seller of record; 10 or 18 characters"),
        ),
        shared.AGENT_CODE,
        text(
            "coElNo",
            "企业内部编号",
            "Firm's document number",
            "0..30",
            help=("企业自编单号", "enterprise's own document number"),
        ),
        shared.PRE_NO,
        shared.INVT_NO,
        text(
            "returnStatus",
            "回执状态",
            "Receipt status",
            "0..10",
            help=("状态代码,负数为处理异常", "status code, negative for errors"),
        ),
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB214Message",
    direction="export",
    zh="出口退货申请单回执",
    en="Receipt for an export return",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="RefundReturn",
    head=HEAD,
    answers="CEB213Message",
)
