"""`yizhan send`: files to a running station, their verdicts, and the exit code for scripts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.journeys.doors.conftest import Station
from yizhan.cli.send import send
from yizhan.sim.sample import Outgoing


@pytest.fixture
def files(tmp_path: Path, messages: list[Outgoing]) -> list[Path]:
    """The messages of one sender, as files."""
    sender = messages[0].sender
    own = [one for one in messages if one.sender == sender]
    for number, one in enumerate(own):
        (tmp_path / f"{number}.xml").write_bytes(one.body)
    return sorted(tmp_path.glob("*.xml"))


def run(*arguments: object) -> tuple[int | Exception, list[dict[str, object]], str]:
    """Exit code or what was raised; lines of JSON; everything printed."""
    texts = [str(one) for one in arguments]
    result = CliRunner().invoke(send, texts, standalone_mode=False)
    lines = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    if isinstance(result.exception, Exception):
        return result.exception, lines, result.output
    return int(result.return_value), lines, result.output


@pytest.fixture
def key_file(tmp_path: Path, station: Station, messages: list[Outgoing]) -> Path:
    path = tmp_path / "key"
    path.write_text(station.enrolled.keys[messages[0].sender.customs_code] + "\n")
    return path


def test_all_accepted_and_again_the_same_receipts(
    station: Station, files: list[Path], key_file: Path
) -> None:
    place = ("--url", station.url, "--key-file", key_file, "--receipts", "--json")
    code, lines, _ = run(files[0].parent, *place)
    assert code == 0
    *told, total = lines
    assert [line["file"] for line in told] == [str(path) for path in files]
    assert {line["verdict"] for line in told} == {"accepted"}
    assert total == {"messages": len(files), "accepted": len(files)}
    code, again, _ = run(*files, *place)
    assert code == 0
    assert [line["id"] for line in again[:-1]] == [line["id"] for line in told]


def test_a_rejected_message_is_told_in_words(
    station: Station, files: list[Path], key_file: Path
) -> None:
    bad = files[0].with_name("bad.xml")
    bad.write_bytes(b"<CEB311Message>broken")
    code, _, said = run(bad, "--url", station.url, "--key-file", key_file, "--receipts")
    assert code == 1
    assert "[X001]" in said
    assert "未接受 rejected 1" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["--url", "http://example.org", "--key", "k"],
        ["--key", "k", "--key-file", __file__],
        [],
    ],
)
def test_misuse_is_told_before_anything_is_sent(files: list[Path], arguments: list[str]) -> None:
    raised, lines, _ = run(files[0], *arguments)
    assert type(raised).__name__ == "UsageError"
    assert not lines


def test_a_wrong_key_and_a_dead_station_are_said_so(station: Station, files: list[Path]) -> None:
    raised, _, _ = run(files[0], "--url", station.url, "--key", "yz-chongqing-a-b")
    assert "UNAUTHENTICATED" in str(raised)
    raised, _, _ = run(files[0], "--url", "http://127.0.0.1:9", "--key", "k", "--patience", 1)
    assert type(raised).__name__ == "Unreachable"
