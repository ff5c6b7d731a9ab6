"""Fields that many messages share, with the same bounds in each."""

from yizhan.ceb.declare import decimal, text, whole

GUID = text(
    "guid",
    "系统唯一序号",
    "Document id",
    "=36",
    help=(
        "36 位唯一编号,大写 UUID 含连字符",
        "36-char unique id, upper-case UUID text with hyphens",
    ),
)
APP_TYPE = text(
    "appType",
    "报送类型",
    "Kind of filing",
    "=1",
    values=("1", "2", "3"),
    help=("1 新增,2 变更,3 删除", "1 new, 2 change, 3 delete"),
)
APP_TIME = text(
    "appTime",
    "报送时间",
    "Time of filing",
    "=14",
    calendar="second14",
    help=("年月日时分秒", "time of filing, YYYYMMDDhhmmss"),
)
APP_STATUS = text(
    "appStatus",
    "报送状态",
    "Filing status",
    "=1",
    values=("1", "2"),
    help=("1 暂存,2 申报", "1 stash (save only), 2 declare"),
)
ORDER_NO = text(
    "orderNo",
    "订单编号",
    "Order number",
    "1..60",
    help=("同一平台内唯一", "platform order number, unique per platform"),
)
EBP_CODE = text(
    "ebpCode",
    "电商平台代码",
    "Platform code",
    "1..18",
    codes="firm",
    help=(
        "10 位海关注册编码或 18 位统一社会信用代码",
        "customs registration number (10) or credit code (18)",
    ),
)
EBP_NAME = text(
    "ebpName",
    "电商平台名称",
    "Platform name",
    "1..100",
    help=("海关注册登记名称", "platform name as registered"),
)
EBC_CODE = text(
    "ebcCode",
    "电商企业代码",
    "E-commerce firm code",
    "0..18",
    codes="firm",
    help=("卖方;10 位或 18 位", "seller of record; 10 or 18 characters"),
)
EBC_NAME = text("ebcName", "电商企业名称", "E-commerce firm name", "0..100")
CURRENCY = text(
    "currency",
    "币制",
    "Currency",
    "=3",
    fallback="142",
    codes="yuan",
    help=("固定填 142", "fixed 142"),
)
BUYER_NAME = text(
    "buyerName",
    "订购人姓名",
    "Buyer's name",
    "1..60",
    personal="name",
    help=("真实姓名", "buyer's real name"),
)
BUYER_TELEPHONE = text("buyerTelephone", "订购人电话", "Buyer's phone", "1..30", personal="phone")
BUYER_ID_TYPE = text(
    "buyerIdType",
    "订购人证件类型",
    "Buyer's ID type",
    "=1",
    values=("1",),
    help=("1 居民身份证,2 其他;只接受 1", "1 resident ID card, 2 other; only 1 is accepted"),
)
BUYER_ID_NUMBER = text(
    "buyerIdNumber", "订购人证件号码", "Buyer's ID number", "1..60", personal="person_id"
)
NOTE = text("note", "备注", "Note", "0..1000", optional=True)
GNUM = whole(
    "gnum",
    "商品序号",
    "Line number",
    digits=5,
    help=("从 1 起连续", "line number, consecutive from 1"),
)
UNIT = text("unit", "计量单位", "Unit", "=3", codes="unit")
QTY = decimal("qty", "数量", "Quantity", help=("按计量单位", "quantity in unit"))
RETURN_STATUS = text(
    "returnStatus",
    "回执状态",
    "Receipt status",
    "1..10",
    help=("状态代码,负数为处理异常", "status code, negative for errors"),
)
RETURN_TIME = text(
    "returnTime",
    "回执时间",
    "Receipt time",
    "=17",
    calendar="milli17",
    help=("年月日时分秒毫秒,17 位", "YYYYMMDDhhmmssSSS (17 digits, with milliseconds)"),
)
RETURN_INFO = text(
    "returnInfo",
    "回执信息",
    "Receipt text",
    "0..1000",
    help=("文字,常为 [Code:nnnn;Desc:…]", "free text, often [Code:nnnn;Desc:...]"),
)
LOGISTICS_CODE = text(
    "logisticsCode",
    "物流企业代码",
    "Carrier code",
    "0..18",
    codes="firm",
    help=("10 位或 18 位", "logistics company code, 10 or 18 chars"),
)
LOGISTICS_NAME = text("logisticsName", "物流企业名称", "Carrier name", "0..100")
LOGISTICS_NO = text(
    "logisticsNo",
    "物流运单编号",
    "Waybill number",
    "1..60",
    help=("同一物流企业六个月内不得重复", "not repeated within 6 months by one carrier"),
)
BILL_NO = text(
    "billNo",
    "提运单号",
    "Master bill number",
    "0..37",
    help=("海运提单、空运总单或汽车载货清单", "master bill: B/L, master AWB or truck manifest"),
)
COP_NO = text(
    "copNo",
    "企业内部编号",
    "Firm's document number",
    "0..30",
    help=("申报企业自编单号", "declarant's own document number"),
)
PRE_NO = text(
    "preNo",
    "电子口岸编号",
    "E-Port number",
    "0..18",
    optional=True,
    help=(
        "电子口岸编号:字母、年月日、9 位流水",
        "E-Port number: letter + YYYYMMDD + 9-digit serial",
    ),
)
INVT_NO = text(
    "invtNo",
    "清单编号",
    "List number",
    "0..20",
    help=("海关编号:关区、年份、I 或 E、流水", "given by customs: office, year, I or E, serial"),
)
IE_FLAG = text(
    "ieFlag",
    "进出口标记",
    "Import or export",
    "=1",
    values=("I", "E"),
    help=("I 进口,E 出口", "I import, E export"),
)
CUSTOMS_CODE = text(
    "customsCode",
    "申报海关代码",
    "Customs office",
    "=4",
    codes="customs",
    help=("受理申报的海关,四位关区代码", "4-digit customs office handling the declaration"),
)
AGENT_CODE = text(
    "agentCode",
    "申报企业代码",
    "Declarant code",
    "0..18",
    codes="firm",
)
AGENT_NAME = text("agentName", "申报企业名称", "Declarant name", "0..100")
TRAF_MODE = text(
    "trafMode",
    "运输方式",
    "Transport mode",
    "=1",
    collapse=True,
    codes="transport",
)
LOCT_NO = text(
    "loctNo",
    "监管场所代码",
    "Supervised site",
    "0..10",
    optional=True,
    help=("一个关区有几个监管场所时填写", "supervised site code, when the office has several"),
)
GROSS_WEIGHT = decimal("grossWeight", "毛重", "Gross weight", help=("千克", "gross weight kg"))
GCODE = text(
    "gcode", "商品编码", "Goods code", "=10", help=("10 位税则编码", "10-digit HS/tariff code")
)
OPERATOR_CODE = text(
    "operatorCode",
    "监管场所经营人代码",
    "Site operator code",
    "0..18",
    codes="firm",
)
MSG_COUNT = whole(
    "msgCount",
    "报文总数",
    "Parts in all",
    digits=9,
    help=(
        "单证拆成的报文数;未拆分填 1",
        "number of messages the document was split into; 1 if not split",
    ),
)
MSG_SEQ_NO = whole(
    "msgSeqNo",
    "报文序号",
    "Number of this part",
    digits=9,
    help=("本部分的序号,从 1 起连续", "number of this part, from 1 without gaps"),
)
