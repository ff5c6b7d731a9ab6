"""Lengths of files and functions, longest first: a mirror, not a gate."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
SHOWN: Final = 15


class Length(NamedTuple):
    """Lines of one file or function."""

    lines: int
    where: str


def functions(path: Path, tree: ast.AST) -> Iterator[Length]:
    """Every function of a module, without its decorators."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.end_lineno or node.lineno
            yield Length(last - node.lineno + 1, f"{path}:{node.lineno} {node.name}")


def measure(root: Path, folders: tuple[str, ...]) -> tuple[list[Length], list[Length]]:
    """Files and functions below `root`, longest first; migrations are left out."""
    files: list[Length] = []
    inside: list[Length] = []
    for path in sorted(place for folder in folders for place in (root / folder).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        short = path.relative_to(root)
        files.append(Length(len(text.splitlines()), str(short)))
        inside += functions(short, ast.parse(text))
    return sorted(files, reverse=True), sorted(inside, reverse=True)


def main() -> None:
    """Print the longest of each, and the median."""
    files, inside = measure(ROOT, ("yizhan", "tests", "tools"))
    for title, lengths in (("files", files), ("functions", inside)):
        middle = median(length.lines for length in lengths)
        print(f"{len(lengths)} {title}, median {middle:g} lines")
        for length in lengths[:SHOWN]:
            print(f"  {length.lines:5}  {length.where}")


if __name__ == "__main__":
    main()
