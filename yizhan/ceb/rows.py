"""Rows of documents as they gather, and the frames made of them.

There are two ways to take the texts of a document that the official schema found valid. The
plain way asks lxml for each element. The quick way cuts the very text that was validated at its
marks: where a text has no comment, CDATA, instruction or carriage return, and its elements no
attributes, a leaf is `<name>text</name>` and nothing else. What does not look so goes the plain
way; before a frame is made every piece is tried against the name it should bear.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

import polars as pl
from lxml import etree

from yizhan.ceb.declare import NAMESPACE, Entity, Field, Message

DECIMAL: Final = pl.Decimal(24, 5)
_DTYPES: Final[dict[str, pl.DataType]] = {"decimal": DECIMAL, "int": pl.Int64()}
_NOT_PLAIN: Final = (("!", "<!"), ("?", "<?"), ("\r", "\r"))  # the rare letter is sought first
_EMPTY_ELEMENT: Final = re.compile(r"<([\w.:-]+)\s*/>")
_REFERENCE: Final = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(\w+));")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}

Key = tuple[int, ...]
Row = tuple[str | None, ...]


class NotPlain(Exception):
    """The text must be read the plain way after all."""


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

    def cut(self, index: int, documents: Sequence[etree._Element], text: str) -> None:
        """Add all `documents` of message `index` the quick way; NotPlain leaves no trace."""
        prefix = documents[0].prefix
        mark = f"{prefix}:" if prefix else ""
        heads: list[tuple[Key, list[str]]] = []
        lines: list[tuple[Key, list[str]]] = []
        chunks = _between(self._message, mark, text).split(f"<{mark}{self._message.head.name}>")
        if len(chunks) != len(documents) + 1:
            raise NotPlain
        line_start = f"<{mark}{self._message.lines.name}>" if self._message.lines else ""
        for position, document in enumerate(documents, 1):
            parts = chunks[position].split(line_start) if line_start else [chunks[position]]
            if line_start and len(parts) != len(document):
                raise NotPlain
            heads.append(((index, position), _leaves(parts[0], f"</{mark}{self.heads.name}>")))
            if self.lines is not None:
                end = f"</{mark}{self.lines.name}>"
                lines += [
                    ((index, position, line), _leaves(part, end))
                    for line, part in enumerate(parts[1:], 1)
                ]
        self.heads.extend(mark, heads)
        if self.lines is not None:
            self.lines.extend(mark, lines)


def _between(message: Message, mark: str, text: str) -> str:
    """The part of `text` that holds the documents, empty elements written out."""
    start = text.find(f"<{mark}{message.document}>")
    end = text.find(f"<{mark}BaseTransfer>") if message.request else len(text)
    if start < 0 or end < 0:
        raise NotPlain
    part = text[start:end]
    if any(letter in part and sign in part for letter, sign in _NOT_PLAIN):
        raise NotPlain
    return _EMPTY_ELEMENT.sub(r"<\1></\1>", part) if "/>" in part else part


def _leaves(part: str, end: str) -> list[str]:
    """The opening halves of the leaves before `end`: `ceb:guid>4CDE…` and so on."""
    until = part.find(end)
    if until < 0:
        raise NotPlain
    pieces = part[:until].split("<")
    if not len(pieces) % 2:
        raise NotPlain
    leaves = pieces[1::2]
    if "&" in part:
        return [_REFERENCE.sub(_resolve, leaf) if "&" in leaf else leaf for leaf in leaves]
    return leaves


def _resolve(reference: re.Match[str]) -> str:
    if reference[3]:
        return _NAMED[reference[3]]
    return chr(int(reference[1], 16) if reference[1] else int(reference[2]))


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which fields a row has. The schema fixes their order, so the optional ones tell it all."""

    probe: Callable[[Sequence[str]], tuple[str, ...]]
    tags: tuple[str, ...]
    fill: Callable[[Sequence[str | None]], Row]

    def fits(self, leaves: Sequence[str]) -> bool:
        return all(map(str.startswith, self.probe(leaves), self.tags))


@dataclass(slots=True)
class _Part:
    """Rows whose texts still bear their names (`mark` is the prefix), or no longer (None)."""

    keys: list[Key] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


class _Rows:
    """Rows of one entity, each as wide as the declaration."""

    def __init__(self, entity: Entity, keys: tuple[str, ...]) -> None:
        self.name = entity.name
        self._fields = entity.fields
        self._key_names = keys
        self._width = len(entity.fields)
        self._parts: dict[str | None, _Part] = {}
        self._shapes: dict[tuple[str, int], list[_Shape]] = {}
        self._places = {each.name: place for place, each in enumerate(entity.fields)}

    def __len__(self) -> int:
        return sum(len(part.rows) for part in self._parts.values())

    def add(self, key: Key, element: etree._Element) -> None:
        start = len(NAMESPACE) + 2
        row: list[str | None] = [None] * self._width
        for child in element:
            row[self._places[str(child.tag)[start:]]] = child.text
        part = self._parts.setdefault(None, _Part())
        part.keys.append(key)
        part.rows.append(tuple(row))

    def extend(self, mark: str, rows: Sequence[tuple[Key, list[str]]]) -> None:
        filled: list[Row] = [
            tuple(leaves) if len(leaves) == self._width else self._filled(mark, leaves)
            for _, leaves in rows
        ]
        part = self._parts.setdefault(mark, _Part())
        part.keys.extend(key for key, _ in rows)
        part.rows.extend(filled)

    def _filled(self, mark: str, leaves: list[str]) -> Row:
        known = self._shapes.setdefault((mark, len(leaves)), [])
        shape = next((each for each in known if each.fits(leaves)), None)
        if shape is None:
            shape = self._shape(mark, leaves)
            known.append(shape)
        return shape.fill([*leaves, None])

    def _shape(self, mark: str, leaves: Sequence[str]) -> _Shape:
        names = [leaf.partition(">")[0].removeprefix(mark) for leaf in leaves]
        if not set(names) <= self._places.keys() or len(set(names)) < len(names):
            raise NotPlain
        found = {self._places[name]: index for index, name in enumerate(names)}
        optional = [place for place in found if not self._fields[place].required]
        return _Shape(
            probe=_picker([found[place] for place in optional]),
            tags=tuple(f"{mark}{self._fields[place].name}>" for place in optional),
            fill=_picker([found.get(place, len(names)) for place in range(self._width)]),
        )

    def frame(self) -> pl.DataFrame:
        """All rows in order; raises NotPlain when a piece does not bear the name it should."""
        frames = [self._frame(mark, part) for mark, part in self._parts.items() if part.rows]
        return frames[0] if len(frames) == 1 else pl.concat(frames).sort(self._key_names)

    def _frame(self, mark: str | None, part: _Part) -> pl.DataFrame:
        keys = [
            pl.Series(name, values, dtype=pl.Int64)
            for name, values in zip(self._key_names, zip(*part.keys, strict=True), strict=True)
        ]
        texts = pl.DataFrame(
            [
                pl.Series(each.column, values, dtype=pl.String)
                for each, values in zip(self._fields, zip(*part.rows, strict=True), strict=True)
            ]
        )
        if mark is not None:
            texts = self._without_names(texts, mark)
        return pl.DataFrame(keys).hstack(_typed(texts, self._fields))

    def _without_names(self, texts: pl.DataFrame, mark: str) -> pl.DataFrame:
        """`texts` without the `ceb:guid>` they begin with, once that is found so in every row."""
        names = {each.column: f"{mark}{each.name}>" for each in self._fields}
        borne = [pl.col(column).str.starts_with(name).all() for column, name in names.items()]
        empty = [
            (pl.col(column).str.len_bytes().min() == len(name)).alias(f"{column}?")
            for column, name in names.items()
        ]
        found = texts.select(pl.all_horizontal(borne).alias("plain?"), *empty).row(0, named=True)
        if not found["plain?"]:
            raise NotPlain
        return texts.select(
            pl.when(pl.col(column) != name).then(pl.col(column).str.strip_prefix(name))
            if found[f"{column}?"]
            else pl.col(column).str.strip_prefix(name)
            for column, name in names.items()
        )


def _picker(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    if not places:
        return lambda _: ()
    if len(places) == 1:
        only = places[0]
        return lambda values: (values[only],)
    return itemgetter(*places)


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
