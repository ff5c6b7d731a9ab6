"""Processes: started again when they die, ended with who started them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from yizhan.ops.serve import insist_on_free
from yizhan.ops.supervisor import Child, Supervisor

STEPS = 400


def until(holds: Callable[[], bool]) -> bool:
    """Whether `holds` comes true within a bounded number of looks."""
    for _ in range(STEPS):
        if holds():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose `yizhan` prints a line and sleeps; children run it in place of ours."""
    package = tmp_path / "yizhan"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(
        "import sys, time; print('hello from', *sys.argv[1:], flush=True); time.sleep(600)"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_a_killed_child_is_started_again(stand_in: Path) -> None:
    child = Child("worker-1", ["worker"])
    with Supervisor([child], stand_in) as supervisor:
        assert child.process is not None
        first = child.process.pid
        os.kill(first, signal.SIGKILL)

        def again() -> bool:
            supervisor.look()
            return child.alive and child.process is not None and child.process.pid != first

        assert until(again)
        assert child.starts == 2
        log = stand_in / "worker-1.log"
        assert until(lambda: "hello from worker" in log.read_text())
    assert not child.alive


def test_each_early_death_lengthens_the_pause_up_to_a_bound() -> None:
    child = Child("worker-1", ["worker"], began=100.0)
    pauses = []
    for _ in range(9):
        child.note_death(101.0)
        pauses.append(child.again_at - 101.0)
    assert pauses[:3] == [0.5, 1.0, 2.0]
    assert pauses[-1] == 30.0
    child.note_death(200.0)
    assert child.again_at == 200.5


def test_children_end_with_a_killed_parent(tmp_path: Path) -> None:
    script = (
        "import os, subprocess, sys, time\n"
        "from yizhan.ops.leash import leash\n"
        "child = 'import time; from yizhan.ops.leash import follow_parent;"
        " follow_parent(); time.sleep(600)'\n"
        "inner = subprocess.Popen([sys.executable, '-c', child], env={**os.environ, **leash()})\n"
        "print(inner.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(  # noqa: S603 -- our own script
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root},
        cwd=tmp_path,
    ) as parent:
        assert parent.stdout is not None
        inner = int(parent.stdout.readline())
        assert Path(f"/proc/{inner}").exists()
        parent.kill()
        assert until(lambda: not alive(inner))


def alive(pid: int) -> bool:
    """Whether a process runs; a dead one nobody waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_no_server_begins_where_another_listens() -> None:
    with socket.socket() as taken:
        # As granian does: the kernel would let a second one in and share the callers.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(click.UsageError, match=str(port)):
            insist_on_free("127.0.0.1", port)
    insist_on_free("127.0.0.1", port)
