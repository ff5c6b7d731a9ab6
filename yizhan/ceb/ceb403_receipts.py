"""CEB403Message: export receipt of money (出口收款单)."""

from yizhan.ceb import shared
from yizhan.ceb.declare import Entity, Message, decimal, text

HEAD = Entity(
    name="Receipts",
    fields=(
        shared.GUID,
        shared.APP_TYPE,
        shared.APP_TIME,
        text(
            "appStatus",
            "报送状态",
            "Filing status",
            "=1",
            fallback="1",
            values=("1", "2"),
            help=("1 暂存,2 申报", "1 stash (save only), 2 declare"),
        ),
        text(
            "ebpCode",
            "电商平台代码",
            "Platform code",
            "0..18",
            codes="firm",
            help=(
                "境外平台没有代码的填“无”",
                "platform code; foreign platform without one writes 无",
            ),
        ),
        text(
            "ebpName",
            "电商平台名称",
            "Platform name",
            "0..100",
            help=("海关注册登记名称", "platform name as registered"),
        ),
        shared.EBC_CODE,
        shared.EBC_NAME,
        text(
            "orderNo",
            "订单编号",
            "Order number",
            "0..60",
            help=("同一平台内唯一", "platform order number, unique per platform"),
        ),
        text(
            "payCode",
            "支付企业代码",
            "Payment firm code",
            "0..18",
            optional=True,
            codes="firm",
            help=("境内支付企业必填", "mandatory for a domestic payment company"),
        ),
        text(
            "payName",
            "支付企业名称",
            "Payment firm name",
            "0..100",
            help=("线下支付填“现金支付”", "for offline payment write 现金支付"),
        ),
        text(
            "payNo",
            "支付交易编号",
            "Payment number",
            "0..60",
            optional=True,
        ),
        decimal("charge", "收款金额", "Amount received"),
        text("currency", "币制", "Currency", "=3", codes="currency"),
        text(
            "accountingDate",
            "到账时间",
            "Time received",
            "=14",
            calendar="second14",
            help=("款项到账的年月日时分秒", "time money arrived YYYYMMDDhhmmss"),
        ),
        shared.NOTE,
    ),
)

MESSAGE = Message(
    type="CEB403Message",
    direction="export",
    zh="出口收款单",
    en="Export receipt of money",
    sender=("支付企业或电商企业", "payment firm or e-commerce firm"),
    document="Receipts",
    head=HEAD,
    answered_by="CEB404Message",
)
