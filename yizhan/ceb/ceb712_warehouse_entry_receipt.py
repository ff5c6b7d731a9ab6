"""CEB712Message: receipt for a warehouse entry (进口入库明细单回执)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, text

HEAD = Entity(
    name="DeliveryReturn",
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
            "operatorCode",
            "监管场所经营人代码",
            "Site operator code",
            "1..18",
            optional=True,
            codes="firm",
        ),
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
    type="CEB712Message",
    direction="import",
    zh="进口入库明细单回执",
    en="Receipt for a warehouse entry",
    sender=("电子口岸或海关", "E-Port or customs"),
    document="DeliveryReturn",
    head=HEAD,
    answers="CEB711Message",
)
