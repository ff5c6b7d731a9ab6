"""Rows of documents as they gather, and the frames made of them.

There are two ways to take the texts of a document that the official schema found valid. The
plain way asks lxml for each element. The quick way matches the very text that was validated
with one pattern a type, made from its declaration: fields in their order, without attributes,
comments or CDATA. A text that does not match is written in some other way, which is as good,
and goes the plain way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl
from lxml import etree

from yizhan.ceb.declare import NAMESPACE, Entity, Field, Message
from yizhan.ceb.registry import MESSAGES

DECIMAL: Final = pl.Decimal(24, 5)
_DTYPES: Final[dict[str, pl.DataType]] = {"decimal": DECIMAL, "int": pl.Int64()}
_MARKS: Final = frozenset({"ceb:", ""})  # in use; a pattern for any other would fill the memory
_REFERENCE: Final = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(\w+));")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}

Key = tuple[int, ...]
Row = tuple[str | None, ...]


class Table:
    """The rows of one message type."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self.heads = _Rows(message.head, ("message", "position"))
        self.lines = (
            _Rows(message.lines, ("message", "position", "line")) if message.lines else None
        )

    def take(self, index: int, documents: Sequence[etree._Element], bad: frozenset[int]) -> None:
        """Add the `documents` of message `index`, but those at `bad` positions."""
        for position, document in enumerate(documents, 1):
            if position in bad:
                continue
            if not self._message.nested:
                self.heads.add((index, position), document)
                continue
            parts = iter(document)
            self.heads.add((index, position), next(parts))
            if self.lines is not None:
                for line, part in enumerate(parts, 1):
                    self.lines.add((index, position, line), part)

    def match(self, index: int, documents: Sequence[etree._Element], text: str) -> bool:
        """Add all `documents` of message `index` the quick way, or none and say so."""
        prefix = documents[0].prefix
        mark = f"{prefix}:" if prefix else ""
        if mark not in _MARKS:
            return False
        found = _patterns(self._message.type, mark).all(index, text)
        if found is None or len(found[0]) != len(documents):
            return False
        self.heads.extend(found[0])
        if self.lines is not None:
            self.lines.extend(found[1])
        return True


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How the documents of a type look when nothing is peculiar about them."""

    start: str
    after: str
    head: re.Pattern[str]
    line: re.Pattern[str] | None
    end: re.Pattern[str] | None

    def all(
        self, index: int, text: str
    ) -> tuple[list[tuple[Key, Row]], list[tuple[Key, Row]]] | None:
        """Heads and lines in `text`; None unless it holds nothing but what the patterns say."""
        at = text.find(self.start)
        heads: list[tuple[Key, Row]] = []
        lines: list[tuple[Key, Row]] = []
        # A carriage return would be read as a new line.
        if at < 0 or "\r" in text:
            return None
        while (head := self.head.match(text, at)) is not None:
            at = head.end()
            position = len(heads) + 1
            heads.append(((index, position), _texts(head)))
            if self.line is not None:
                number = 0
                while (line := self.line.match(text, at)) is not None:
                    at, number = line.end(), number + 1
                    lines.append(((index, position, number), _texts(line)))
            if self.end is not None:
                end = self.end.match(text, at)
                if end is None:
                    return None
                at = end.end()
        return (heads, lines) if text.startswith(self.after, at) else None


def _texts(match: re.Match[str]) -> Row:
    texts = match.groups()
    if "&" not in match[0]:
        return texts
    return tuple(text and _REFERENCE.sub(_resolve, text) for text in texts)


def _resolve(reference: re.Match[str]) -> str:
    if reference[3]:
        return _NAMED[reference[3]]
    return chr(int(reference[1], 16) if reference[1] else int(reference[2]))


@cache
def _patterns(type_: str, mark: str) -> _Patterns:
    """The patterns of a type whose elements bear the prefix `mark`: `ceb:` or nothing."""
    message = MESSAGES[type_]
    document = re.escape(f"{mark}{message.document}")
    head = _entity_pattern(message.head, mark)
    return _Patterns(
        start=f"<{mark}{message.document}>",
        after=f"<{mark}BaseTransfer>" if message.request else f"</{mark}{type_}>",
        head=re.compile(rf"<{document}>\s*{head}" if message.nested else head),
        line=re.compile(_entity_pattern(message.lines, mark)) if message.lines else None,
        end=re.compile(rf"</{document}>\s*") if message.nested else None,
    )


def _entity_pattern(entity: Entity, mark: str) -> str:
    name = re.escape(f"{mark}{entity.name}")
    fields = "".join(_field_pattern(each, mark) for each in entity.fields)
    return rf"<{name}>\s*{fields}</{name}>\s*"


def _field_pattern(each: Field, mark: str) -> str:
    name = re.escape(f"{mark}{each.name}")
    # Possessive throughout: nothing matched is ever tried again, whatever the text holds.
    pattern = rf"<{name}(?:>([^<]*+)</{name}>|\s*+/>)\s*+"
    return pattern if each.required else f"(?:{pattern})?+"


class _Rows:
    """Rows of one entity, each as wide as the declaration."""

    def __init__(self, entity: Entity, keys: tuple[str, ...]) -> None:
        self._fields = entity.fields
        self._key_names = keys
        self._keys: list[Key] = []
        self._rows: list[Row] = []
        self._places = {each.name: place for place, each in enumerate(entity.fields)}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, key: Key, element: etree._Element) -> None:
        start = len(NAMESPACE) + 2
        row: list[str | None] = [None] * len(self._fields)
        for child in element:
            row[self._places[str(child.tag)[start:]]] = child.text
        self._keys.append(key)
        self._rows.append(tuple(row))

    def extend(self, rows: Sequence[tuple[Key, Row]]) -> None:
        self._keys.extend(key for key, _ in rows)
        self._rows.extend(row for _, row in rows)

    def frame(self) -> pl.DataFrame:
        """All rows in their order."""
        keys = [
            pl.Series(name, values, dtype=pl.Int64)
            for name, values in zip(self._key_names, zip(*self._keys, strict=True), strict=True)
        ]
        texts = pl.DataFrame(
            [
                pl.Series(each.column, values, dtype=pl.String)
                for each, values in zip(self._fields, zip(*self._rows, strict=True), strict=True)
            ]
        )
        return pl.DataFrame(keys).hstack(_typed(_without_empty(texts), self._fields))


def _without_empty(texts: pl.DataFrame) -> pl.DataFrame:
    """`texts` with null for an empty one, as both ways of reading shall have it."""
    shortest = texts.select(pl.all().str.len_bytes().min()).row(0, named=True)
    empty = [name for name, length in shortest.items() if length == 0]
    return texts.with_columns(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in empty
    )


def _typed(texts: pl.DataFrame, fields: Sequence[Field]) -> pl.DataFrame:
    """`texts` with numbers for numbers. The schema vouches for every digit."""
    fallen = [pl.col(each.column).fill_null(each.fallback) for each in fields if each.fallback]
    collapsed = [
        pl.col(each.column).str.replace_all(r"[ \t\r\n]+", " ").str.strip_chars(" ")
        for each in fields
        if each.collapse
    ]
    texts = texts.with_columns(*fallen).with_columns(*collapsed)
    kinds = {each.column: _DTYPES[each.kind] for each in fields if each.kind != "text"}
    numbers = texts.select(pl.col(name).cast(kind, strict=False) for name, kind in kinds.items())
    if numbers.null_count().row(0) != texts.select(*kinds).null_count().row(0):
        # XML allows blanks around a number, which are rare, and Polars does not.
        numbers = texts.select(
            pl.col(name).str.strip_chars(" \t\r\n").cast(kind) for name, kind in kinds.items()
        )
    return texts.with_columns(numbers) if kinds else texts
