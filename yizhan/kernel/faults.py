"""Every code that a receipt, page or report may quote: one list, never renamed or reused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """What a fault does to the document or trade that has it."""

    REJECT = "reject"  # this document is not accepted
    REFUSE = "refuse"  # the trade cannot go to customs until somebody mends it
    HOLD = "hold"  # a person looks
    NOTE = "note"  # kept, and nothing stops


class FaultCode(StrEnum):
    """Stable codes, by the stage that finds the fault.

    X unreadable, C codes and calendar, A arithmetic, D duplicates and versions, S sender,
    M match, T tax and limits, K risk, W waiting.
    """

    XML_BROKEN = "X001"
    XML_DTD = "X002"
    XML_ENCODING = "X003"
    XML_DEPTH = "X004"
    XML_SIZE = "X005"
    XML_TYPE = "X006"
    XML_SCHEMA = "X007"
    XML_ENVELOPE = "X008"
    XML_DOCUMENTS = "X009"
    XML_TEXT = "X010"
    SIGNATURE_MISSING = "X011"
    SIGNATURE_WRONG = "X012"
    FILE_UNREADABLE = "X013"
    FIELD_MISSING = "X020"
    FIELD_EMPTY = "X021"
    FIELD_LENGTH = "X022"
    FIELD_NUMBER = "X023"
    FIELD_UNKNOWN = "X024"
    FIELD_ORDER = "X025"
    POISON = "X099"

    TIME_INVALID = "C101"
    DATE_INVALID = "C102"
    UNIT_UNKNOWN = "C103"
    COUNTRY_UNKNOWN = "C104"
    CURRENCY_NOT_YUAN = "C105"
    CUSTOMS_UNKNOWN = "C106"
    TRADE_MODE_UNKNOWN = "C107"
    TRANSPORT_UNKNOWN = "C108"
    ID_TYPE = "C109"
    ID_CHECK = "C110"
    FIRM_CODE = "C111"
    FLAG_UNKNOWN = "C112"
    WRAP_UNKNOWN = "C113"
    PACK_NUMBER = "C114"
    GUID_SHAPE = "C115"
    DISTRICT_UNKNOWN = "C116"
    BONDED_FIELDS = "C117"
    DIRECT_FIELDS = "C118"
    ASSURE_PARTY = "C119"
    TIME_AHEAD = "C120"
    CURRENCY_UNKNOWN = "C121"
    COUNTRY_BONDED = "C122"

    PAID_SUM = "A101"
    LINE_TOTAL = "A102"
    GOODS_SUM = "A103"
    LINE_NUMBERS = "A104"
    NEGATIVE = "A105"
    NET_ABOVE_GROSS = "A106"
    QUANTITY_ZERO = "A107"
    SECOND_QUANTITY = "A108"
    RETURN_MORE = "A109"
    WEIGHT_ZERO = "A110"

    DUPLICATE = "D101"
    OLDER = "D102"
    DECLARED_ALREADY = "D103"
    NOTHING_TO_CHANGE = "D104"
    PAYMENT_NUMBER_TAKEN = "D105"
    WAYBILL_NUMBER_TAKEN = "D106"

    SENDER_NOT_COPCODE = "S101"
    SENDER_NOT_ENTITLED = "S102"

    PAID_DIFFERS = "M101"
    PAY_COMPANY_DIFFERS = "M102"
    PAYER_DIFFERS = "M103"
    PAY_NUMBER_DIFFERS = "M104"
    BUYER_DIFFERS = "M105"
    CONSIGNEE_DIFFERS = "M106"
    WAYBILL_ORDER_DIFFERS = "M107"
    SELLER_DIFFERS = "M108"
    LIST_FREIGHT_DIFFERS = "M109"
    LINES_DIFFER = "M110"
    WEIGHT_DIFFERS = "M111"
    ADDRESS_DIFFERS = "M112"
    LIST_VALUE_DIFFERS = "M113"
    INSURED_FEE_DIFFERS = "M114"

    OVER_SINGLE_LIMIT = "T101"
    OVER_ANNUAL_LIMIT = "T102"
    TARIFF_UNKNOWN = "T103"
    TARIFF_DOUBTFUL = "T104"
    POSITIVE_LIST_UNJUDGED = "T105"
    FREIGHT_MISSING = "T106"
    TAX_WITHHELD_DIFFERS = "T107"

    LISTED_PARTY = "K101"
    PRICE_OUT_OF_RANGE = "K102"
    WEIGHT_IMPOSSIBLE = "K103"
    SPLIT_ORDERS = "K104"

    AWAITING = "W101"
    OVERDUE = "W102"
    NEIGHBOUR_HELD = "W103"


class Spec(NamedTuple):
    """What a code stands for: its effect, its name in both languages, the rule behind it."""

    outcome: Outcome
    zh: str
    en: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: which code, at which field, and a sentence the declarant can act on.

    `document` is the position of the document in its message from 1, 0 the message itself;
    `line` the line of the file, 0 unknown.
    """

    code: FaultCode
    where: str
    say: tuple[str, str]  # 中文, English
    document: int = 0
    line: int = 0


_R, _F, _H, _N = Outcome.REJECT, Outcome.REFUSE, Outcome.HOLD, Outcome.NOTE

SPECS: Mapping[FaultCode, Spec] = {
    FaultCode.XML_BROKEN: Spec(_R, "文件不是完整的 XML", "Not well-formed XML", "S-30"),
    FaultCode.XML_DTD: Spec(_R, "含 DOCTYPE 声明", "A DOCTYPE is not accepted", "S-30"),
    FaultCode.XML_ENCODING: Spec(_R, "文字编码有误", "Wrong text encoding", "S-30"),
    FaultCode.XML_DEPTH: Spec(_R, "层次过深", "Nested too deep", "S-30"),
    FaultCode.XML_SIZE: Spec(_R, "报文过大", "Message too large", "D5"),
    FaultCode.XML_TYPE: Spec(_R, "不认识的报文类型", "Unknown message type"),
    FaultCode.XML_SCHEMA: Spec(_R, "不符合报文格式", "Against the official schema"),
    FaultCode.XML_ENVELOPE: Spec(_R, "外层信封有误", "Broken envelope"),
    FaultCode.XML_DOCUMENTS: Spec(_R, "单证份数超限", "Too many documents"),
    FaultCode.XML_TEXT: Spec(_R, "单个字段过长", "A text is too long", "S-30"),
    FaultCode.SIGNATURE_MISSING: Spec(_R, "缺少电子签名", "Signature missing", "D11"),
    FaultCode.SIGNATURE_WRONG: Spec(_R, "电子签名不符", "Signature does not verify", "D12"),
    FaultCode.FILE_UNREADABLE: Spec(_R, "文件打不开", "The file cannot be opened"),
    FaultCode.FIELD_MISSING: Spec(_R, "缺少必填项", "A mandatory field is missing"),
    FaultCode.FIELD_EMPTY: Spec(_R, "必填项为空", "A mandatory field is empty"),
    FaultCode.FIELD_LENGTH: Spec(_R, "长度不符", "Wrong length"),
    FaultCode.FIELD_NUMBER: Spec(_R, "不是有效数字", "Not a valid number"),
    FaultCode.FIELD_UNKNOWN: Spec(_R, "多余的字段", "A field that does not belong here"),
    FaultCode.FIELD_ORDER: Spec(_R, "字段次序不对", "Fields out of order"),
    FaultCode.POISON: Spec(_H, "系统处理失败,已转人工", "We failed on it; a person looks", "S-05"),
    FaultCode.TIME_INVALID: Spec(_R, "时间无效", "Not a time of the calendar"),
    FaultCode.DATE_INVALID: Spec(_R, "日期无效", "Not a day of the calendar"),
    FaultCode.UNIT_UNKNOWN: Spec(_R, "计量单位代码无效", "Unknown unit code"),
    FaultCode.COUNTRY_UNKNOWN: Spec(_R, "国别代码无效", "Unknown country code"),
    FaultCode.CURRENCY_NOT_YUAN: Spec(_R, "币制须为 142", "Currency must be 142"),
    FaultCode.CUSTOMS_UNKNOWN: Spec(_N, "关区代码不在表中", "Customs office not in our table"),
    FaultCode.TRADE_MODE_UNKNOWN: Spec(_R, "贸易方式无效", "Unknown trade mode", "R2.3"),
    FaultCode.TRANSPORT_UNKNOWN: Spec(_R, "运输方式代码无效", "Unknown transport mode"),
    FaultCode.ID_TYPE: Spec(_R, "证件类型须为 1", "Identity type must be 1"),
    FaultCode.ID_CHECK: Spec(_R, "身份证号码校验不符", "ID number fails its check", "R8.5"),
    FaultCode.FIRM_CODE: Spec(_R, "企业代码无效", "Not a firm's code", "R6.8"),
    FaultCode.FLAG_UNKNOWN: Spec(_R, "取值不在规定范围", "Value not allowed here"),
    FaultCode.WRAP_UNKNOWN: Spec(_R, "包装种类代码无效", "Unknown package kind"),
    FaultCode.PACK_NUMBER: Spec(_R, "件数须为 1", "Pieces must be 1"),
    FaultCode.GUID_SHAPE: Spec(_N, "系统唯一序号不规范", "Unusual guid"),
    FaultCode.DISTRICT_UNKNOWN: Spec(_N, "行政区划代码不规范", "Unusual district code"),
    FaultCode.BONDED_FIELDS: Spec(_R, "保税进口缺少必填项", "A field bonded imports need"),
    FaultCode.DIRECT_FIELDS: Spec(_R, "直购进口缺少必填项", "A field direct imports need"),
    FaultCode.ASSURE_PARTY: Spec(_R, "担保企业不在清单各方之中", "Guarantor is no party of it"),
    FaultCode.TIME_AHEAD: Spec(_R, "时间晚于收到时间", "A time in the future"),
    FaultCode.CURRENCY_UNKNOWN: Spec(_R, "币制代码无效", "Unknown currency code"),
    FaultCode.COUNTRY_BONDED: Spec(_R, "保税进口起运国须为 142", "Bonded: country must be 142"),
    FaultCode.PAID_SUM: Spec(_R, "实付金额与各项不符", "Amount paid does not add up", "R1.5"),
    FaultCode.LINE_TOTAL: Spec(_R, "行总价不等于单价乘数量", "Line total is not price × qty"),
    FaultCode.GOODS_SUM: Spec(_R, "各行合计与商品价格不符", "Lines do not add up to goods value"),
    FaultCode.LINE_NUMBERS: Spec(_R, "商品序号不连续或重复", "Line numbers repeat or skip"),
    FaultCode.NEGATIVE: Spec(_R, "金额或数量为负", "Negative amount or quantity"),
    FaultCode.NET_ABOVE_GROSS: Spec(_R, "净重大于毛重", "Net weight above gross weight"),
    FaultCode.QUANTITY_ZERO: Spec(_R, "数量须大于零", "Quantity must be above zero"),
    FaultCode.SECOND_QUANTITY: Spec(
        _R, "第二数量与单位须同时填写", "Second quantity needs its unit"
    ),
    FaultCode.RETURN_MORE: Spec(_R, "退货数量超过原数量", "Returns more than came in"),
    FaultCode.WEIGHT_ZERO: Spec(_R, "重量须大于零", "Weight must be above zero"),
    FaultCode.DUPLICATE: Spec(_R, "单证已存在", "This document exists already", "D8"),
    FaultCode.OLDER: Spec(_R, "报送时间早于已有单证", "Older than the one we hold", "D8"),
    FaultCode.DECLARED_ALREADY: Spec(
        _R, "已申报,不能再改", "Declared already; no more changes", "D8"
    ),
    FaultCode.NOTHING_TO_CHANGE: Spec(_R, "找不到要变更的单证", "Nothing found to change", "D8"),
    FaultCode.PAYMENT_NUMBER_TAKEN: Spec(_R, "支付交易编号已用于其他订单", "Payment number used"),
    FaultCode.WAYBILL_NUMBER_TAKEN: Spec(_R, "运单号六个月内已用过", "Waybill number used"),
    FaultCode.SENDER_NOT_COPCODE: Spec(
        _R, "传输企业与登录企业不符", "copCode is not the sender's", "D6"
    ),
    FaultCode.SENDER_NOT_ENTITLED: Spec(_R, "无权代该企业报送", "Not entitled to send this", "D6"),
    FaultCode.PAID_DIFFERS: Spec(_F, "支付金额与订单实付不符", "Payment and order differ", "R2.5"),
    FaultCode.PAY_COMPANY_DIFFERS: Spec(_F, "支付企业不一致", "Payment companies differ", "R2.5"),
    FaultCode.PAYER_DIFFERS: Spec(_F, "支付人与订购人不一致", "Payer is not the buyer", "R1.18"),
    FaultCode.PAY_NUMBER_DIFFERS: Spec(_F, "支付交易编号不一致", "Payment numbers differ", "R2.5"),
    FaultCode.BUYER_DIFFERS: Spec(_F, "清单与订单的订购人不一致", "Buyers differ", "R2.5"),
    FaultCode.CONSIGNEE_DIFFERS: Spec(_F, "收货人与运单不一致", "Consignees differ", "R2.5"),
    FaultCode.WAYBILL_ORDER_DIFFERS: Spec(
        _F, "运单订单号不一致", "Waybill names another order", "D7"
    ),
    FaultCode.SELLER_DIFFERS: Spec(_F, "电商企业不一致", "Sellers differ", "R2.5"),
    FaultCode.LIST_FREIGHT_DIFFERS: Spec(_F, "运费不一致", "Freight differs", "R2.5"),
    FaultCode.LINES_DIFFER: Spec(_F, "清单与订单商品项不一致", "Goods lines differ", "R2.5"),
    FaultCode.WEIGHT_DIFFERS: Spec(_F, "清单与运单毛重不一致", "Weights differ", "R2.5"),
    FaultCode.ADDRESS_DIFFERS: Spec(_F, "收货地址不一致", "Addresses differ", "R2.5"),
    FaultCode.LIST_VALUE_DIFFERS: Spec(_F, "清单与订单货值不一致", "Values differ", "R2.5"),
    FaultCode.INSURED_FEE_DIFFERS: Spec(_F, "保价费不一致", "Insured fees differ", "R2.5"),
    FaultCode.OVER_SINGLE_LIMIT: Spec(_F, "超过单次交易限值", "Over the single limit", "R1.12"),
    FaultCode.OVER_ANNUAL_LIMIT: Spec(_F, "超过年度交易限值", "Over the annual limit", "R1.12"),
    FaultCode.TARIFF_UNKNOWN: Spec(
        _H, "税则表中没有此编码", "Code not in the tariff table", "R1.13"
    ),
    FaultCode.TARIFF_DOUBTFUL: Spec(
        _H, "此编码的税率待核实", "Rate of this code is doubtful", "R1.13"
    ),
    FaultCode.POSITIVE_LIST_UNJUDGED: Spec(
        _N, "正面清单尚未判断", "Positive list not judged", "R2.1"
    ),
    FaultCode.FREIGHT_MISSING: Spec(_N, "未填运费", "No freight given", "R1.4"),
    FaultCode.TAX_WITHHELD_DIFFERS: Spec(_N, "代扣税款与试算不符", "Withheld tax differs", "R1.16"),
    FaultCode.LISTED_PARTY: Spec(_H, "涉及名单内当事人", "A listed party", "R1.18"),
    FaultCode.PRICE_OUT_OF_RANGE: Spec(_H, "单价偏离同类商品", "Price out of range", "R1.18"),
    FaultCode.WEIGHT_IMPOSSIBLE: Spec(_H, "重量与数量不合常理", "Impossible weight", "R1.18"),
    FaultCode.SPLIT_ORDERS: Spec(_H, "疑似拆单", "Looks like split orders", "R1.12"),
    FaultCode.AWAITING: Spec(_N, "等待其他单证", "Waiting for the others", "D2"),
    FaultCode.OVERDUE: Spec(_H, "等待超时", "Waited too long", "D2"),
    FaultCode.NEIGHBOUR_HELD: Spec(_N, "同一签名报文内有清单未通过", "A neighbour is held", "D11"),
}
