"""CEB604Message: receipt for an export list (出口清单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="InventoryReturn",
    fields=(
        shared.GUID,
        shared.AGENT_CODE,
        shared.COP_NO,
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
        shared.INVT_NO,
        shared.EBC_CODE,
        text(
            "ebpCode",
            "电商平台代码",
            "Platform code",
            "0..18",
            codes="firm",
            help=(
                "10 位海关注册编码或 18 位统一社会信用代码",
                "customs registration number (10) or credit code (18)",
            ),
        ),
        text(
            "orderNo",
            "订单编号",
            "Order number",
            "0..60",
            help=("同一平台内唯一", "platform order number, unique per platform"),
        ),
        text(
            "statisticsFlag",
            "申报业务类型",
            "Kind of declaration",
            "=1",
            values=("A", "B"),
            help=("A 简化申报,B 汇总申报", "A simplified declaration, B summary declaration"),
        ),
        shared.RETURN_STATUS,
        shared.RETURN_TIME,
        shared.RETURN_INFO,
    ),
)

MESSAGE = Message(
    type="CEB604Message",
    direction="export",
    zh="出口清单回执",
    en="Receipt for an export list",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="InventoryReturn",
    head=HEAD,
    answers="CEB603Message",
)
