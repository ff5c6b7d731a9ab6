"""The pages of the law name every parameter, every public sum and every doubt of the code."""

import inspect
import tomllib
from pathlib import Path

import pytest

from yizhan.kernel import parties
from yizhan.services.tax import params, rules

ROOT = Path(__file__).parents[3]
PAGES = "\n".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs/law").glob("*.md"))
DOUBTS = ROOT / "yizhan/services/tax/tariff/doubts.toml"


def sums(module: object) -> list[str]:
    return [
        name
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and found.__module__ == getattr(module, "__name__", "")
    ]


@pytest.mark.parametrize("name", params.BOOK)
def test_parameter_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGES


@pytest.mark.parametrize("name", [*sums(rules), *(n for n in sums(parties) if n != "normal")])
def test_sum_is_named(name: str) -> None:
    assert f"`{name}`" in PAGES


def test_doubted_rows_are_told() -> None:
    for doubt in tomllib.loads(DOUBTS.read_text(encoding="utf-8"))["doubt"]:
        for code in doubt["codes"]:
            assert code in PAGES, code


def test_every_rule_a_parameter_names_has_its_row() -> None:
    for dated in params.BOOK.values():
        for entry in dated.entries:
            assert f"| {entry.rule} |" in PAGES, entry
