"""What `./yz test` runs for which words, and what it says when a Debian package is missing."""

import os
from pathlib import Path

import pytest

from tools import run_tests
from tools.run_tests import Package


@pytest.mark.parametrize(
    ("only", "places"),
    [
        ([], ["tests/pure", "yizhan", "tools", "tests/db", "tests/journeys"]),
        (["pure"], ["tests/pure", "yizhan", "tools"]),
        (["lint", "types"], []),
        (["lint", "db"], ["tests/db"]),
        (["tests/db/test_x.py::test_a"], ["tests/db/test_x.py::test_a"]),
    ],
)
def test_places_for_pytest(only: list[str], places: list[str]) -> None:
    assert run_tests.places(only) == places


def test_only_journeys_open_a_browser() -> None:
    assert run_tests.needs_browser(run_tests.places([]))
    assert not run_tests.needs_browser(run_tests.places(["pure", "db"]))


def test_every_part_has_one_name() -> None:
    names = [*(step.name for step in run_tests.CHECKS), *run_tests.SUITES]
    assert len(names) == len(set(names))


def test_a_part_nobody_knows_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run_tests.main(["--only", "no-such-part"])
    assert stopped.value.code == run_tests.MISUSE
    assert "no-such-part" in capsys.readouterr().err


def test_an_ordinary_user_is_told_the_line_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    wanted = (Package("chromium", program="chromium"),)
    assert not run_tests.have_packages(wanted)
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "sudo apt-get update && sudo apt-get install -y chromium"


def test_root_installs_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\n: >"{tmp_path}/chromium"\n/bin/chmod +x "{tmp_path}/chromium"\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert run_tests.have_packages((Package("chromium", program="chromium"),))
    assert "chromium" in capsys.readouterr().err
