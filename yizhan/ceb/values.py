"""One value against the bounds of its field, and the words for what is wrong with it.

Values of personal fields are never quoted.
"""

import re
from typing import Final

from yizhan.ceb.declare import Field
from yizhan.kernel.faults import FaultCode

_QUOTED_MAX: Final = 40
_DECIMAL: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_WHOLE: Final = re.compile(r"[+-]?\d+", re.ASCII)
_SPACES: Final = " \t\r\n"
_INT_MAX: Final = 2**31 - 1

Wrong = tuple[FaultCode, str, str]
NESTED: Wrong = (
    FaultCode.FIELD_UNKNOWN,
    "之内不应再有下级元素。",
    "may hold text only, no elements.",
)


def value_fault(text: str, field: Field) -> Wrong | None:
    """What is wrong with `text` as a value of `field`: code, and the predicate in words."""
    if not text and field.fallback:
        return None
    if field.kind == "decimal":
        return _decimal_fault(text, field)
    if field.kind == "int":
        return _whole_fault(text, field)
    return _text_fault(text, field)


def _text_fault(text: str, field: Field) -> Wrong | None:
    value = " ".join(text.split()) if field.collapse else text
    if field.fixed and field.codes != "yuan" and value != field.fallback:
        return (
            FaultCode.FLAG_UNKNOWN,
            f"为“{quoted(value)}”,只能填 {field.fallback}。",
            f"is “{quoted(value)}”; only {field.fallback} is allowed.",
        )
    if field.fixed and value != field.fallback:
        return (
            FaultCode.CURRENCY_NOT_YUAN,
            f"为“{quoted(value)}”,进口单证的币制须填 142(人民币)。",
            f"is “{quoted(value)}”; imports are declared in yuan, 142.",
        )
    if field.min <= len(value) <= (len(value) if field.max is None else field.max):
        return None
    if not value:
        return _empty(field)
    size = f"{field.max}" if field.length is not None else f"{field.min}–{field.max}"
    shown = "" if field.personal else f"“{quoted(value)}”"
    return (
        FaultCode.FIELD_LENGTH,
        f"{shown}长 {len(value)} 位,应为 {size} 位,请更正。",
        f"{shown} has {len(value)} characters, not {size}; correct it.".lstrip(),
    )


def _empty(field: Field) -> Wrong:
    if field.required:
        return (
            FaultCode.FIELD_EMPTY,
            "为必填项,不能为空,请填写后重新报送。",
            "must not be empty; fill it in and send again.",
        )
    return (
        FaultCode.FIELD_EMPTY,
        "不填时须整个去掉该元素,不能留空。",
        "must be left out when there is nothing to say, not sent empty.",
    )


def _decimal_fault(text: str, field: Field) -> Wrong | None:
    value = text.strip(_SPACES)
    if not value:
        return _empty(field)
    if not _DECIMAL.fullmatch(value):
        return _not_a_number(value)
    before, _, after = value.lstrip("+-").partition(".")
    digits, fraction = len(before.lstrip("0")), len(after.rstrip("0"))
    if fraction > 5 or digits + fraction > (field.digits or 19):  # noqa: PLR2004 - N19,5
        return (
            FaultCode.FIELD_NUMBER,
            f"“{quoted(value)}”位数过多,最多 19 位,其中小数 5 位。",
            f"“{quoted(value)}” has too many digits: at most 19, of them 5 decimals.",
        )
    return None


def _whole_fault(text: str, field: Field) -> Wrong | None:
    value = text.strip(_SPACES)
    if not value:
        return _empty(field)
    if not _WHOLE.fullmatch(value):
        return _not_a_number(value)
    digits = len(value.lstrip("+-").lstrip("0"))
    if digits > (field.digits or 10) or not -_INT_MAX - 1 <= int(value) <= _INT_MAX:
        return (
            FaultCode.FIELD_NUMBER,
            f"“{quoted(value)}”过大,最多 {field.digits or 10} 位。",
            f"“{quoted(value)}” is too large: at most {field.digits or 10} digits.",
        )
    return None


def _not_a_number(value: str) -> Wrong:
    return (
        FaultCode.FIELD_NUMBER,
        f"“{quoted(value)}”不是有效数字,只能用阿拉伯数字和小数点,不带单位和千分位。",
        f"“{quoted(value)}” is not a number: digits and a point only, no unit, no commas.",
    )


def quoted(value: str) -> str:
    """`value` short enough for a sentence."""
    return value if len(value) <= _QUOTED_MAX else f"{value[:_QUOTED_MAX]}…"
