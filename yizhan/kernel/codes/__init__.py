"""Code tables of customs: one module each, its table beside it (see README.md)."""

import csv
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType


def table(name: str, column: str = "name_zh") -> Mapping[str, str]:
    """The codes of `name`.csv, each with what stands in `column`.

    >>> table("units")["035"]
    '千克'
    """
    text = (files(__name__) / f"{name}.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["code"]: row[column] for row in csv.DictReader(text.splitlines())})
