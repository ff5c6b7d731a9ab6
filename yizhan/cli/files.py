"""Files named on a command line: files, folders and patterns the shell left alone."""

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click

MAGIC: Final = frozenset("*?[")


def found(names: Iterable[str]) -> list[Path]:
    """The files meant. To mean none is misuse: a wrong folder must not look like success."""
    names = list(names)
    paths = list(spread(names))
    if not paths:
        raise click.UsageError(
            f"{'、'.join(names)}: 没有找到 .xml 文件 · no .xml file was found there"
        )
    return paths


def spread(names: Iterable[str]) -> Iterator[Path]:
    """The files meant, in order; a folder stands for the `.xml` files in and below it.

    A name that matches nothing is yielded as it is: opening it says what is wrong.
    """
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*.xml") if found.is_file())
        elif MAGIC & set(name) and not path.exists():
            yield from _matches(name)
        else:
            yield path


def _matches(pattern: str) -> Iterator[Path]:
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 -- absolute patterns too
    yield from spread(found) if found else [Path(pattern)]
