"""Sending: groups, keys that stay the same, and pauses that end."""

import time
from pathlib import Path

import httpx
import pytest

from yizhan.cli.files import spread
from yizhan.cli.station import Outgoing, TurnedAway, Unreachable, answered, grouped


def test_groups_hold_a_hundred_messages_and_the_rest() -> None:
    messages = [Outgoing(f"{no}.xml", b"<a/>") for no in range(205)]
    groups = list(grouped(messages))
    assert [len(group) for group in groups] == [100, 100, 5]
    assert [one for group in groups for one in group] == messages


def test_groups_stay_within_the_size_of_a_request() -> None:
    messages = [Outgoing(f"{no}.xml", b"x" * 6 * 2**20) for no in range(5)]
    assert [len(group) for group in grouped(messages)] == [2, 2, 1]


def test_a_busy_station_is_asked_again_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    answers: list[httpx.Response | Exception] = [
        httpx.ConnectError("refused"),
        httpx.Response(503, headers={"Retry-After": "1"}),
        httpx.Response(429),
        httpx.Response(202, json={"receipts": []}),
    ]

    def call() -> httpx.Response:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert answered(call, 60) == {"receipts": []}


def test_patience_ends() -> None:
    def call() -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(Unreachable):
        answered(call, 0)


def test_a_refusal_is_not_tried_again() -> None:
    answers = iter([httpx.Response(401, json={"code": "UNAUTHENTICATED", "title": "t"})])
    with pytest.raises(TurnedAway, match="UNAUTHENTICATED"):
        answered(lambda: next(answers), 60)


def test_what_is_no_station_is_said_so() -> None:
    with pytest.raises(TurnedAway, match="NO_STATION"):
        answered(lambda: httpx.Response(200, text="<html>"), 60)


def test_files_folders_and_patterns(tmp_path: Path) -> None:
    for name in ("b.xml", "a.xml", "deep/c.xml", "deep/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    found = spread([str(tmp_path), str(tmp_path / "?.xml"), str(tmp_path / "none.xml")])
    names = [str(path.relative_to(tmp_path)) for path in found]
    assert names == ["a.xml", "b.xml", "deep/c.xml", "a.xml", "b.xml", "none.xml"]
