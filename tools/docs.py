"""Pages that are made from the code, so that they cannot say something else."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from yizhan.ceb.declare import Entity, Field, Message
from yizhan.ceb.registry import MESSAGES, STEMS
from yizhan.kernel.faults import SPECS, Outcome

ROOT: Final = Path(__file__).resolve().parent.parent / "docs" / "reference"

EFFECTS: Final[Mapping[Outcome, str]] = {
    Outcome.REJECT: "退单 · the document is rejected",
    Outcome.REFUSE: "未通过 · the trade waits until somebody mends it",
    Outcome.HOLD: "人工审核 · a person looks",
    Outcome.NOTE: "提示 · noted, nothing stops",
}

LEGEND: Final = (
    "必填 required: ● 必填 always · ○ 可不填 may be left out。 "
    "`=n` 恰好 n 字 exactly n characters · `a..b` a 到 b 字 a to b characters · "
    "`(p,5)` 最多 p 位数字 at most p digits。"
)
MADE: Final = (
    "由 `./yz dev docs` 从 {0} 生成,请勿手改。",
    "Made by `./yz dev docs` from {0}; do not edit.",
)


def faults() -> str:
    """Every code that a receipt may quote, in the order of the list."""
    rows = [
        f"| `{code}` | {spec.zh} | {spec.en} | {EFFECTS[spec.outcome]} | {spec.rule or '—'} |"
        for code, spec in SPECS.items()
    ]
    return "\n".join(
        (
            "# 错误代码 · Fault codes",
            "",
            *(line.format("`yizhan/kernel/faults.py`") for line in MADE),
            "",
            "| 代码 code | 名称 | name | 后果 effect | 依据 rule |",
            "|---|---|---|---|---|",
            *rows,
            "",
        )
    )


def messages() -> str:
    """Every message type and its fields, as the declarations have them."""
    made = [line.format("`yizhan/ceb/`") for line in MADE]
    return "\n".join(
        (
            "# 报文 · Messages",
            "",
            *made,
            "",
            LEGEND,
            "",
            *_contents(),
            *(line for message in MESSAGES.values() for line in _message(message)),
        )
    )


def _contents() -> Iterator[str]:
    yield "| 报文 type | 名称 | name | 回执 receipt | 谁报送 sender |"
    yield "|---|---|---|---|---|"
    for message in MESSAGES.values():
        name = f"[{message.type}](#{message.type.lower()})"
        answer = message.answered_by or "—"
        yield f"| {name} | {message.zh} | {message.en} | {answer} | {' · '.join(message.sender)} |"
    yield ""


def _message(message: Message) -> Iterator[str]:
    signed = "必须签名 · must be signed" if message.signature else ""
    documents = f"{message.document} × 1..{message.documents_max or 'n'}"
    yield f"## {message.type}"
    yield ""
    yield f"{message.zh} · {message.en}"
    yield ""
    yield " · ".join(filter(None, (f"`{documents}`", f"`ceb/{STEMS[message.type]}.py`", signed)))
    yield ""
    yield from _entity(message.head)
    if message.lines is not None:
        yield from _entity(message.lines)


def _entity(entity: Entity) -> Iterator[str]:
    yield f"**{entity.name}**"
    yield ""
    yield "| # | 元素 element | 名称 | name | 类型 type | 必填 | 说明 help |"
    yield "|---|---|---|---|---|---|---|"
    for number, field in enumerate(entity.fields, 1):
        must = "●" if field.required else "○"
        gloss = " · ".join(filter(None, field.help)).replace("|", "\\|")
        yield (
            f"| {number} | `{field.name}` | {field.zh} | {field.en} | {_bounds(field)} | {must} "
            f"| {gloss} |"
        )
    yield ""


def _bounds(field: Field) -> str:
    """The type of a field and what the official schema allows.

    >>> from yizhan.ceb.shared import GUID
    >>> _bounds(GUID)
    'text =36'
    """
    if field.kind != "text":
        return f"{field.kind} ({field.digits},5)" if field.kind == "decimal" else field.kind
    if field.length is not None:
        return f"text ={field.length}"
    return f"text {field.min}..{'' if field.max is None else field.max}"


PAGES: Final[Mapping[str, Callable[[], str]]] = {"faults.md": faults, "messages.md": messages}


def main() -> None:
    """Write every page."""
    ROOT.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
