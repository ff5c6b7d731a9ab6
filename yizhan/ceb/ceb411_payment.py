"""CEB411Message: import payment (进口支付凭证)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, decimal, text

HEAD = Entity(
    name="PaymentHead",
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
        text(
            "payCode",
            "支付企业代码",
            "Payment firm code",
            "1..18",
            codes="firm",
            help=("海关注册编码", "payment company customs registration no."),
        ),
        text(
            "payName",
            "支付企业名称",
            "Payment firm name",
            "1..100",
        ),
        text(
            "payTransactionId",
            "支付交易编号",
            "Payment number",
            "1..60",
            help=("支付企业的流水号,唯一", "payment company serial number, unique"),
        ),
        shared.ORDER_NO,
        shared.EBP_CODE,
        shared.EBP_NAME,
        text(
            "payerIdType",
            "支付人证件类型",
            "Payer's ID type",
            "=1",
            values=("1",),
            help=("1 居民身份证,2 其他;只接受 1", "1 ID card, 2 other; only 1"),
        ),
        text("payerIdNumber", "支付人证件号码", "Payer's ID number", "1..60", personal="person_id"),
        text(
            "payerName",
            "支付人姓名",
            "Payer's name",
            "1..60",
            personal="name",
            help=("真实姓名", "payer's real name"),
        ),
        text("telephone", "支付人电话", "Payer's phone", "0..60", optional=True, personal="phone"),
        decimal("amountPaid", "支付金额", "Amount paid"),
        shared.CURRENCY,
        text(
            "payTime",
            "支付时间",
            "Time of payment",
            "=14",
            calendar="second14",
            help=("年月日时分秒", "payment time YYYYMMDDhhmmss"),
        ),
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB411Message",
    direction="import",
    zh="进口支付凭证",
    en="Import payment",
    sender=("支付企业", "payment firm"),
    document="Payment",
    head=HEAD,
    answered_by="CEB412Message",
)
