"""Pages that are made from the code, so that they cannot say something else."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from yizhan.ceb import pages
from yizhan.kernel.faults import SPECS, Outcome

ROOT: Final = Path(__file__).resolve().parent.parent / "docs"

EFFECTS: Final[Mapping[Outcome, str]] = {
    Outcome.REJECT: "退单 · the document is rejected",
    Outcome.REFUSE: "未通过 · the trade waits until somebody mends it",
    Outcome.HOLD: "人工审核 · a person looks",
    Outcome.NOTE: "提示 · noted, nothing stops",
}


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
            "由 `./yz dev docs` 从 `yizhan/kernel/faults.py` 生成,请勿手改。",
            "Made by `./yz dev docs` from `yizhan/kernel/faults.py`; do not edit.",
            "",
            "| 代码 code | 名称 | name | 后果 effect | 依据 rule |",
            "|---|---|---|---|---|",
            *rows,
            "",
        )
    )


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "reference/faults.md": faults,
    "messages.md": pages.markdown,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
