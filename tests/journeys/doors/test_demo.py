"""The demonstration, small and full of faults: everything as expected, and nothing left behind."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder the database's own user may pass through, unlike pytest's."""
    with tempfile.TemporaryDirectory(prefix="yizhan-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_small_day_with_many_faults(passable: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("YIZHAN_")
    }
    command = [sys.executable, "-m", "yizhan", "demo", "--trades", "80", "--faults", "0.6"]
    result = subprocess.run(  # noqa: S603 -- ourselves
        [*command, "--seed", "2", "--exit", "--json"],
        cwd=ROOT,
        env={**environment, "TMPDIR": str(passable)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    answer = json.loads(result.stdout.splitlines()[-1])
    assert set(answer) == {
        "trades",
        "documents",
        "answered",
        "as_expected",
        "unexpected",
        "lost",
        "twice",
        "seconds",
        "portal",
    }
    assert answer["trades"] == answer["answered"] == answer["as_expected"] == 80
    assert answer["unexpected"] == answer["lost"] == answer["twice"] == 0
    assert answer["documents"] >= 300
    assert "/s/chongqing-" in result.stderr
    assert not list(passable.iterdir())
