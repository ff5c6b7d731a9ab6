"""CEB624Message: receipt for a cancellation (进口撤销申请单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="InvtCancelReturn",
    fields=(
        shared.GUID,
        text(
            "customsCode",
            "申报海关代码",
            "Customs office",
            "=4",
            optional=True,
            codes="customs",
            help=("受理申报的海关,四位关区代码", "4-digit customs office handling the declaration"),
        ),
        text(
            "agentCode",
            "申报企业代码",
            "Declarant code",
            "1..18",
            optional=True,
            codes="firm",
        ),
        text(
            "ebpCode",
            "电商平台代码",
            "Platform code",
            "1..18",
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
            "1..18",
            optional=True,
            codes="firm",
            help=("卖方;10 位或 18 位", "seller of record; 10 or 18 characters"),
        ),
        text(
            "copNo",
            "企业内部编号",
            "Firm's document number",
            "1..20",
            help=("申报企业自编单号", "declarant's own document number"),
        ),
        text(
            "preNo",
            "电子口岸编号",
            "E-Port number",
            "=18",
            help=(
                "电子口岸编号:字母、年月日、9 位流水",
                "E-Port number: letter + YYYYMMDD + 9-digit serial",
            ),
        ),
        text(
            "invtNo",
            "清单编号",
            "List number",
            "=18",
            optional=True,
            help=(
                "海关编号:关区、年份、I 或 E、流水",
                "given by customs: office, year, I or E, serial",
            ),
        ),
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        text(
            "returnInfo",
            "回执信息",
            "Receipt text",
            "1..1000",
            help=("文字,常为 [Code:nnnn;Desc:…]", "free text, often [Code:nnnn;Desc:...]"),
        ),
    ),
)

MESSAGE = Message(
    type="CEB624Message",
    direction="import",
    zh="进口撤销申请单回执",
    en="Receipt for a cancellation",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="InvtCancelReturn",
    head=HEAD,
    answers="CEB623Message",
)
