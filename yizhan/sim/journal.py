"""What the simulated customs took and delivered, line by line, so that it can be started again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Taken:
    """One message: whose it is, its id, when it came, and the keys of its lists."""

    station: str
    cop_msg_id: str
    at: datetime
    lists: list[dict[str, str]]


class Journal:
    """A file of lines, or nothing when there is no path. Not a database: a kill may cost a line."""

    def __init__(self, path: Path | None) -> None:
        self._messages: list[Taken] = []
        self._delivered: set[str] = set()
        self._path = path
        if path is not None and path.exists():
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    self._recall(line)

    def messages(self) -> Iterator[Taken]:
        """What was taken before the start, in order; told once."""
        yield from self._messages
        self._messages = []

    def has_delivered(self, key: str) -> bool:
        return key in self._delivered

    def took(
        self, station: str, cop_msg_id: str, at: datetime, lists: Iterable[Mapping[str, str]]
    ) -> None:
        if self._path is not None:
            self._write(
                {"station": station, "id": cop_msg_id, "at": at.isoformat(), "lists": [*lists]}
            )

    def delivered(self, keys: list[str]) -> None:
        self._write({"delivered": keys})

    def _write(self, entry: dict[str, Any]) -> None:
        if self._path is not None:
            # A line begins on its own, whatever a killed process left behind.
            text = "\n" + json.dumps(entry, ensure_ascii=False)
            with self._path.open("a", encoding="utf-8") as lines:
                lines.write(text)

    def _recall(self, line: str) -> None:
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            return  # empty, or half written when the process was killed
        if "delivered" in entry:
            self._delivered.update(entry["delivered"])
            return
        at = datetime.fromisoformat(entry["at"])
        self._messages.append(Taken(entry["station"], entry["id"], at, entry["lists"]))
