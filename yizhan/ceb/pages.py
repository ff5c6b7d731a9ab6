"""The documentation page of the messages, made from their declarations."""

from collections.abc import Iterator
from typing import Final

from yizhan.ceb.declare import Entity, Field, Message
from yizhan.ceb.registry import MESSAGES
from yizhan.ceb.transfer import AROUND

_HEAD: Final = """\
# 报文 Messages

本页由报文声明生成(`yizhan.ceb.pages.markdown`),请勿手工修改。
This page is made from the declarations; do not edit it by hand.

字段依海关跨境电商统一版《企业对接报文规范》2022-05 版及其 XSD。 Fields follow the customs
specification of May 2022 and its schemas, misspelt names kept.

- **列 column**: 数据表与程序中的名称。 The name in tables and programs.
- **类型 type**: `=14` 恰 14 位 exactly 14 characters; `1..60` 1 至 60 位 from 1 to 60; `N19,5`
  至多 19 位数字、其中小数 5 位 at most 19 digits, 5 of them decimals; `int` 整数 whole number.
- **必填 required**: ● 必填 yes, ○ 选填 no. 选填而有固定长度的字段不填时须整个去掉。
  An optional field of exact length is left out, never sent empty.
- **注 notes**: 🔒 个人信息,加密保存、遮蔽显示 personal, sealed and shown masked; 代码表 code table;
  时间格式 calendar; 允许的取值 values allowed.
"""
_TABLE: Final = "| # | 字段 field | 列 column | 中文 | English | 类型 | 必填 | 注 notes |\n"
_RULE: Final = "|---:|---|---|---|---|---|:-:|---|\n"
_CODES: Final = {
    "unit": "计量单位 unit",
    "country": "国别 country",
    "currency": "币制 currency",
    "yuan": "固定 142 fixed",
    "customs": "关区 customs office",
    "trade_mode": "监管方式 trade mode",
    "transport": "运输方式 transport",
    "wrap": "包装 package",
    "firm": "企业代码 firm",
    "district": "行政区划 district",
}
_CALENDAR: Final = {
    "second14": "YYYYMMDDhhmmss",
    "day8": "YYYYMMDD",
    "milli17": "YYYYMMDDhhmmssSSS",
}


def markdown() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_contents(), *_around(), *map(_message, _ordered())])


def _ordered() -> list[Message]:
    return sorted(MESSAGES.values(), key=lambda each: (each.direction == "export", each.type))


def _contents() -> Iterator[str]:
    yield "| 报文 | 中文 | English | 报送方 sender | 回执 receipt |\n|---|---|---|---|---|"
    for each in _ordered():
        link = f"[{each.type}](#{each.type.lower()})"
        sender = f"{each.sender[0]} {each.sender[1]}"
        yield f"| {link} | {each.zh} | {each.en} | {sender} | {each.answered_by or '—'} |"
    yield ""


def _around() -> Iterator[str]:
    yield "## 共用部分 Shared parts\n"
    for entity in AROUND.values():
        yield _entity(entity)


def _message(message: Message) -> str:
    direction = "进口 import" if message.direction == "import" else "出口 export"
    lines = [
        f"## {message.type}\n",
        f"{message.zh} · {message.en} · {direction} · {message.sender[0]} {message.sender[1]}\n",
        f"`{_structure(message)}`\n",
    ]
    if message.signature:
        lines.append("须有电子签名。 A signature is mandatory.\n")
    elif message.signature_by_text:
        lines.append(
            "规范文字要求电子签名,XSD 不要求。 The text asks for a signature, the XSD not.\n"
        )
    lines.append(_entity(message.head))
    if message.lines:
        lines.append(_entity(message.lines))
    return "\n".join(lines)


def _structure(message: Message) -> str:
    inside = ""
    if message.nested:
        parts = [message.head.name]
        if message.lines:
            parts.append(f"{message.lines.name} [{message.lines_min}..{message.lines_max or 'n'}]")
        inside = f" {{ {', '.join(parts)} }}"
    tail = "".join(f" → {name}" for name in message.tail)
    return f"{message.document} [1..{message.documents_max or 'n'}]{inside}{tail}"


def _entity(entity: Entity) -> str:
    rows = "".join(_row(number, each) for number, each in enumerate(entity.fields, 1))
    return f"### {entity.name}\n\n{_TABLE}{_RULE}{rows}"


def _row(number: int, field: Field) -> str:
    cells = (
        str(number),
        f"`{field.name}`",
        f"`{field.column}`",
        field.zh,
        field.en,
        _type(field),
        "●" if field.required else "○",
        _notes(field),
    )
    return f"| {' | '.join(cells)} |\n"


def _type(field: Field) -> str:
    if field.kind == "decimal":
        return "N19,5"
    if field.kind == "int":
        return f"int ≤ {field.digits} 位" if field.digits else "int"
    if field.length is not None:
        return f"={field.length}"
    return f"{field.min}..{'' if field.max is None else field.max}"


def _notes(field: Field) -> str:
    notes = [
        "🔒" if field.personal else "",
        _CODES.get(field.codes, ""),
        _CALENDAR.get(field.calendar, ""),
        f"{{{', '.join(field.values)}}}" if field.values else "",
        " · ".join(filter(None, field.help)),
    ]
    return "; ".join(note for note in notes if note)
