"""Files named on a command line: files, folders and patterns the shell left alone."""

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

MAGIC: Final = frozenset("*?[")


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
