"""Values that the law changes: each with its days, its source and its confidence (R0.2)."""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from yizhan.kernel.errors import YizhanError

T = TypeVar("T")
ABOUT: Final = frozenset({"from", "to", "source", "rule", "confidence", "unit", "note"})


class NotInForce(YizhanError):
    """The law as we keep it says nothing about this day."""

    code = "NOT_IN_FORCE"
    say = (
        "该日期不在我们保存的规定有效期内,请人工核定。",
        "Our law tables do not reach this day; a person must decide.",
    )

    def __init__(self, name: str, on: date, known: str) -> None:
        super().__init__(f"{name} is not known for {on}; we know {known}.")
        self.name, self.on, self.known = name, on, known


class BadPeriods(YizhanError):
    """A parameter file contradicts itself: our bug, found at start."""

    code = "BAD_PERIODS"


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One value and the days on which it holds, both included; `to` None is open."""

    value: T
    since: date
    to: date | None
    source: str
    rule: str = ""
    confidence: str = ""
    unit: str = ""


class Dated(Generic[T]):
    """What a parameter was on any day. Periods may leave gaps, and never overlap."""

    __slots__ = ("_starts", "entries", "name")

    def __init__(self, name: str, entries: Iterable[Entry[T]]) -> None:
        self.name = name
        self.entries = tuple(sorted(entries, key=lambda entry: entry.since))
        self._starts = [entry.since for entry in self.entries]
        _check(self)

    def entry(self, on: date) -> Entry[T]:
        """The entry in force on that day, for those who must quote its source.

        Raises NotInForce before the first period, after the last and in a gap.
        """
        place = bisect_right(self._starts, on) - 1
        found = self.entries[place] if place >= 0 else None
        if found is None or (found.to is not None and on > found.to):
            raise NotInForce(self.name, on, str(self))
        return found

    def on(self, day: date) -> T:
        """The value on that day; raises NotInForce."""
        return self.entry(day).value

    def __str__(self) -> str:
        return ", ".join(f"{entry.since}…{entry.to or ''}" for entry in self.entries)


def _check(dated: Dated[T]) -> None:
    if not dated.entries:
        raise BadPeriods(f"{dated.name} has no entry.")
    for entry in dated.entries:
        if entry.to is not None and entry.to < entry.since:
            raise BadPeriods(f"{dated.name} ends before it begins: {entry.since}.")
    for earlier, later in zip(dated.entries, dated.entries[1:], strict=False):
        if earlier.to is None or later.since <= earlier.to:
            raise BadPeriods(f"{dated.name} has two values on {later.since}.")


def read(text: str) -> Mapping[str, Dated[Any]]:
    """The parameters of one TOML file, by dotted name.

    Each entry is a table `[[law.name]]` with `from`, `source`, once superseded `to`, and exactly
    one value under the name of its unit; decimals stand in quotes.

    >>> book = read('a.limit = [{from = 2019-01-01, yuan = "5000", source = "x"}]')
    >>> book["a.limit"].on(date(2026, 1, 1))
    Decimal('5000')
    """
    tables = _tables("", tomllib.loads(text))
    return {name: Dated(name, [_entry(name, row) for row in rows]) for name, rows in tables}


def _tables(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for key, inside in table.items():
        if isinstance(inside, list):
            yield prefix + key, inside
        else:
            yield from _tables(f"{prefix}{key}.", inside)


def _entry(name: str, row: Mapping[str, Any]) -> Entry[Any]:
    units = [key for key in row if key not in ABOUT]
    if len(units) != 1 or not {"from", "source"} <= row.keys():
        raise BadPeriods(f"{name} needs from, source and one value: {sorted(row)}.")
    value = row[units[0]]
    return Entry(
        value=Decimal(value) if isinstance(value, str) and units[0] != "text" else value,
        since=row["from"],
        to=row.get("to"),
        source=row["source"],
        rule=row.get("rule", ""),
        confidence=row.get("confidence", ""),
        unit=row.get("unit", units[0]),
    )
