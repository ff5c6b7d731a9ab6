"""What to do about a fault: the way out, by code; short glosses of the rules behind them."""

from collections.abc import Mapping
from typing import Final

from yizhan.kernel.faults import SPECS, FaultCode, Outcome
from yizhan.web.shell.words import Pair

_MEND_PAYMENT: Final = (
    "请支付企业重发支付单,或由电商平台更正订单。",
    "Ask the payment firm to send the payment again, or the platform to correct the order.",
)
_MEND_LIST: Final = (
    "请申报企业更正清单,或由电商平台更正订单。",
    "Ask the declarant to correct the list, or the platform to correct the order.",
)
_MEND_WAYBILL: Final = (
    "请物流企业重发运单,或由电商平台、申报企业更正对应单证。",
    "Ask the carrier to send the waybill again, or the platform or declarant to correct theirs.",
)

WAYS: Final[Mapping[str, Pair]] = {
    "M101": _MEND_PAYMENT,
    "M102": _MEND_PAYMENT,
    "M103": (
        "请核对订购人与支付人是否同一人,由支付企业或电商平台更正。",
        "Check that buyer and payer are one person; the payment firm or the platform corrects it.",
    ),
    "M104": _MEND_PAYMENT,
    "M105": _MEND_LIST,
    "M106": _MEND_WAYBILL,
    "M107": _MEND_WAYBILL,
    "M108": _MEND_LIST,
    "M109": _MEND_WAYBILL,
    "M110": _MEND_LIST,
    "M111": _MEND_WAYBILL,
    "M112": _MEND_WAYBILL,
    "M113": _MEND_LIST,
    "M114": _MEND_WAYBILL,
    "T101": (
        "按一般贸易办理,或由订购人退单。请勿拆单。",
        "Declare it as an ordinary import, or let the buyer cancel. Do not split the order.",
    ),
    "T102": (
        "按一般贸易办理,或等下一自然年再购。",
        "Declare it as an ordinary import, or buy in the next calendar year.",
    ),
    "T103": (
        "请核对商品编码;编码无误的,等审核人员核定税率。",
        "Check the goods code; if it is right, an officer settles the rate.",
    ),
    "T104": ("等审核人员核实税率,您无需操作。", "An officer checks the rate; nothing to do."),
    "K102": (
        "请核对单价与数量单位;无误的,等审核人员处理。",
        "Check price and unit; if they are right, an officer decides.",
    ),
    "K103": (
        "请核对毛重、净重与数量;无误的,等审核人员处理。",
        "Check weights and quantity; if they are right, an officer decides.",
    ),
    "W101": (
        "请相关企业报送所缺单证。",
        "Ask the firms concerned to send the missing documents.",
    ),
    "W102": (
        "请补报所缺单证,到齐后自动继续。",
        "Send the missing documents; the trade goes on by itself when they are there.",
    ),
    "W103": (
        "同一报文中有清单未通过;更正后整批报送,或到期原样报送。",
        "Another list of this message has not passed; mend it, or all go unchanged in time.",
    ),
}

_BY_OUTCOME: Final[Mapping[Outcome, Pair]] = {
    Outcome.REJECT: (
        "请按提示更正该项后重新报送;同一报文内其他单证不受影响。",
        "Correct this field and send it again; other documents of the message are not affected.",
    ),
    Outcome.REFUSE: ("请相关企业更正后重新报送。", "Ask the firm concerned to correct and resend."),
    Outcome.HOLD: ("等审核人员处理,您无需操作。", "An officer decides; nothing to do meanwhile."),
    Outcome.NOTE: ("仅供参考,不影响通关。", "For information; it stops nothing."),
}

OUTCOMES: Final[Mapping[Outcome, Pair]] = {
    Outcome.REJECT: ("该单证不予受理", "The document is not accepted"),
    Outcome.REFUSE: ("交易不能报送海关,更正后继续", "The trade cannot go to customs until mended"),
    Outcome.HOLD: ("转人工审核", "A person looks at it"),
    Outcome.NOTE: ("记录备查,不影响通关", "Kept as a note; nothing stops"),
}

RULES: Final[Mapping[str, Pair]] = {
    "R1.2": ("单次交易限值", "Single-transaction limit"),
    "R1.3": ("个人年度交易限值", "Yearly limit of a person"),
    "R1.4": (
        "完税价格 = 商品零售价 + 运费 + 保险费",
        "Dutiable value = retail price + freight + insurance",
    ),
    "R1.5": (
        "实付 = 货值 + 运费 + 税款 − 非现金抵扣",
        "Paid = goods + freight + tax − non-cash deductions",
    ),
    "R1.6": (
        "限额内:关税税率 0%,增值税、消费税按法定应纳税额的 70% 征收",
        "Within limits: tariff 0%; VAT and consumption tax at 70% of the statutory amount",
    ),
    "R1.7": (
        "消费税 = (完税价格 + 关税)÷(1 − 消费税税率)× 消费税税率",
        "Consumption tax = (value + duty) ÷ (1 − rate) × rate",
    ),
    "R1.8": (
        "增值税 = (完税价格 + 关税 + 消费税)× 增值税税率",
        "VAT = (value + duty + consumption tax) × rate",
    ),
    "R1.10": (
        "不适用 50 元以下免征;每行每税四舍五入到分,再合计",
        "No small-amount exemption; each tax of each line is rounded half-up to 0.01, then summed",
    ),
    "R1.11": (
        "单件商品超单次限值:可按跨境电商进口,税款按法定全额",
        "One item above the single limit: may enter, with full statutory tax",
    ),
    "R1.12": (
        "先看清单与身份,再看单次限值与年度限值,定完税方式",
        "Goods and identity first, then the single and the yearly limit, decide the treatment",
    ),
    "R1.13": ("按法定税率全额计征", "Full computation by statutory rates"),
    "R1.14": ("个人年度额度账", "Ledger of the yearly personal quota"),
    "R1.16": ("纳税义务人为订购人", "The buyer owes the tax"),
    "R1.18": ("身份真实、自用合理", "True identity, own and reasonable use"),
    "R2.1": ("跨境电商零售进口商品清单", "List of goods that may enter"),
    "R2.3": ("监管方式", "Trade modes"),
    "R2.5": (
        "订单、支付单、运单与清单相互比对",
        "Order, payment, waybill and list are compared",
    ),
    "R6.8": ("企业代码", "Codes of firms"),
    "R8.5": ("公民身份号码校验", "Check digit of identity numbers"),
}


def way_out(code: str) -> Pair:
    """What the reader can do about a code."""
    if code in WAYS:
        return WAYS[code]
    try:
        return _BY_OUTCOME[SPECS[FaultCode(code)].outcome]
    except (KeyError, ValueError):
        return _BY_OUTCOME[Outcome.HOLD]


def way_beside(say: Pair, code: str) -> Pair | None:
    """The way out to print beside a sentence; None when the sentence itself asks for an act."""
    return None if "请" in say[0] else way_out(code)


def rejects(code: str) -> bool:
    """Whether a document with this code is not accepted."""
    try:
        return SPECS[FaultCode(code)].outcome is Outcome.REJECT
    except (KeyError, ValueError):
        return True


def name_of(code: str) -> Pair:
    """The name of a code, or the code itself when we do not know it."""
    try:
        spec = SPECS[FaultCode(code)]
    except (KeyError, ValueError):
        return code, code
    return spec.zh, spec.en


def stops(code: str) -> bool:
    """Whether a code does more than note something."""
    try:
        return SPECS[FaultCode(code)].outcome is not Outcome.NOTE
    except (KeyError, ValueError):
        return True
