"""What is installed is what was tested: every package pinned and hashed, from no one address."""

import re
from pathlib import Path

import pytest

from tools.lock import LISTS, ROOT

ENTRY = re.compile(r"^([a-z0-9.-]+)==\S+( ; .+?)?((?: --hash=sha256:[0-9a-f]{64})+)$")


def entries(path: Path) -> list[str]:
    """The entries of a lock, each on one line."""
    text = path.read_text(encoding="utf-8").replace(" \\\n    ", " ")
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_is_pinned_and_hashed(name: str) -> None:
    for entry in entries(ROOT / f"{name}.txt"):
        assert ENTRY.match(entry), entry[:80]


@pytest.mark.parametrize("name", LISTS)
def test_every_wish_is_locked(name: str) -> None:
    wishes = re.findall(r"(?m)^[A-Za-z0-9.-]+", (ROOT / f"{name}.in").read_text(encoding="utf-8"))
    locked = {entry.split("==")[0] for entry in entries(ROOT / f"{name}.txt")}
    assert {wish.lower() for wish in wishes if wish != "-c"} <= locked


def test_both_locks_agree() -> None:
    first, second = (
        dict(entry.split(" ")[0].split("==") for entry in entries(ROOT / f"{name}.txt"))
        for name in LISTS
    )
    both = first.keys() & second.keys()
    assert {name: first[name] for name in both} == {name: second[name] for name in both}
