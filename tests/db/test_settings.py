"""The settings of a station pass Django's own examination (S-43)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMINE = """
import django
django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
"""
SHOW = "from django.conf import settings; print(settings.SECRET_KEY, settings.DEBUG)"


def run(program: str, home: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    # Other tests of this process set both: stations of their own, and a browser's loop.
    tests = ("YIZHAN_", "DJANGO_")
    mine = {name: value for name, value in os.environ.items() if not name.startswith(tests)}
    here = {
        "YIZHAN_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "yizhan.site.settings.base",
    }
    return subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", program],
        check=False,
        capture_output=True,
        text=True,
        env={**mine, **here, **more},
    )


def test_a_station_with_tls_has_nothing_to_mend(tmp_path: Path) -> None:
    done = run(EXAMINE, tmp_path, YIZHAN_TLS="1")
    assert done.returncode == 0, done.stderr


def test_the_examination_finds_what_is_missing_without_tls(tmp_path: Path) -> None:
    done = run(EXAMINE, tmp_path)
    assert "SESSION_COOKIE_SECURE" in done.stderr


def test_every_home_has_a_key_of_its_own(tmp_path: Path) -> None:
    shown = {run(SHOW, tmp_path / home).stdout for home in ("a", "b")}
    again = run(SHOW, tmp_path / "a").stdout
    assert len(shown) == 2
    assert again in shown
    for line in shown:
        key, debug = line.split()
        assert len(key) == 64
        assert debug == "False"


@pytest.mark.parametrize("program", ["import yizhan.site.settings.base", "import yizhan.site.main"])
def test_loading_makes_no_home(tmp_path: Path, program: str) -> None:
    assert run(program, tmp_path / "home").returncode == 0
    assert not (tmp_path / "home").exists()
