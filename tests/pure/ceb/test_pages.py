"""The documentation page says what the declarations say."""

from pathlib import Path

from yizhan.ceb.pages import markdown
from yizhan.ceb.registry import MESSAGES

PAGE = Path(__file__).parents[3] / "docs/messages.md"


def test_the_committed_page_is_current() -> None:
    # To make it again: ./yz dev docs
    assert PAGE.read_text(encoding="utf-8") == markdown()


def test_every_field_of_every_type_stands_in_it() -> None:
    page = markdown()
    for message in MESSAGES.values():
        section = page.split(f"\n## {message.type}\n")[1].split("\n## ")[0]
        fields = [*message.head.fields, *(message.lines.fields if message.lines else ())]
        assert section.count("\n| ") - section.count("\n| # |") == len(fields)
        assert all(f"`{field.column}`" in section for field in fields)
