"""Words that many pages share, each with its Chinese and English from one entry."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

Pair = tuple[str, str]  # 中文, English
_CODED: Final = re.compile(r"\[Code:([^;\[\]]*);Desc:([^\[\]]+)\]")


class StateWord(NamedTuple):
    """How a trade's state is shown: its words and which of the five status colours."""

    zh: str
    en: str
    tone: str
    turn: Pair  # whose turn it is

    @property
    def pair(self) -> Pair:
        return self.zh, self.en


_STATION = ("本站", "The station")
_CUSTOMS = ("海关", "Customs")
_SENDERS = ("相关企业", "The senders")
_OFFICER = ("审核人员", "An officer")
_NOBODY = ("已办结", "Nobody")

STATES: Final[Mapping[int, StateWord]] = {
    10: StateWord("等待单证", "Waiting for documents", "waiting", _SENDERS),
    20: StateWord("人工审核", "Held for review", "held", _OFFICER),
    30: StateWord("未通过", "Not passed", "refused", _SENDERS),
    40: StateWord("待报送", "Ready to send", "moving", _STATION),
    50: StateWord("已报送", "Sent to customs", "moving", _CUSTOMS),
    60: StateWord("海关入库", "Accepted by customs", "moving", _CUSTOMS),
    65: StateWord("海关审核/查验", "Customs review", "held", _CUSTOMS),
    70: StateWord("放行", "Released", "released", _NOBODY),
    75: StateWord("结关", "Closed", "released", _NOBODY),
    80: StateWord("海关退单", "Refused by customs", "refused", _SENDERS),
    90: StateWord("已撤回", "Withdrawn", "waiting", _NOBODY),
}
UNKNOWN_STATE: Final = StateWord("未知", "Unknown", "waiting", _STATION)

TRADE_MODES: Final[Mapping[str, Pair]] = {
    "1210": ("网购保税进口", "Bonded imports"),
    "1239": ("网购保税进口 A", "Bonded imports A"),
    "9610": ("直购进口", "Direct imports"),
}

CUSTOMS_STATUS: Final[Mapping[str, tuple[str, str, str]]] = {
    "1": ("电子口岸已暂存", "Stored at E-Port", "moving"),
    "2": ("电子口岸申报中", "Being declared", "moving"),
    "3": ("已发送海关", "Sent to customs", "moving"),
    "4": ("发送海关失败", "Sending failed", "refused"),
    "100": ("海关退单", "Refused by customs", "refused"),
    "120": ("海关入库", "Accepted by customs", "released"),
    "300": ("人工审核", "Customs review", "held"),
    "399": ("海关审结", "Approved", "released"),
    "500": ("查验", "Inspection", "held"),
    "501": ("扣留移送通关", "Detained", "held"),
    "502": ("扣留移送缉私", "Detained", "held"),
    "503": ("扣留移送法规", "Detained", "held"),
    "599": ("其它扣留", "Detained", "held"),
    "600": ("挂起", "Suspended", "held"),
    "700": ("退运", "Sent back", "refused"),
    "800": ("放行", "Released", "released"),
    "899": ("结关", "Closed", "released"),
}

# What this station itself says in a receipt: then a code of ours stands beside it.
OUR_STATUS: Final[Mapping[str, tuple[str, str, str]]] = {
    "2": ("已受理", "Accepted", "released"),
    "100": ("未通过", "Not passed", "refused"),
    "300": ("人工审核", "Held for review", "held"),
}


def customs_said(info: str) -> str:
    """What customs wrote, for people: the words first, their code in brackets.

    >>> customs_said("[Code:1313;Desc:over the limit],see the notice")
    'over the limit (1313),see the notice'
    """
    return _CODED.sub(r"\2 (\1)", info)


def customs_status(status: str) -> tuple[str, str, str]:
    """Words and tone of a return status; below zero is a processing failure."""
    if status.startswith("-"):
        return "处理异常", "Processing failure", "refused"
    return CUSTOMS_STATUS.get(status, ("其他回执", "Other answer", "moving"))


TREATMENTS: Final[Mapping[int, Pair]] = {
    1: (
        "限额内:关税 0%,增值税、消费税按法定 70%",
        "Within limits: no duty; VAT and consumption tax at 70%",
    ),
    2: ("超单次限值的单件商品:按法定全额", "One item above the single limit: full statutory tax"),
    3: ("超限:按一般贸易办理", "Over the limits: ordinary import"),
}
