"""The server of our own: one for many processes, gone with the last, alive after every kill."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from yizhan.store import embedded
from yizhan.store.embedded import Server
from yizhan.store.errors import StoreUnavailable

USE = """
import sys, psycopg
from yizhan.store.embedded import ensure_running
server = ensure_running()
with psycopg.connect(server.admin_url(), autocommit=True) as line:
    {statement}
print(server.postmaster(), flush=True)
sys.stdin.readline()
"""
MARK = 'line.execute("create table mark (n int)"); line.execute("insert into mark values (7)")'
READ = 'assert line.execute("select n from mark").fetchone() == (7,)'
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="yizhan-embedded-"))
    path.chmod(0o711)
    monkeypatch.setenv("YIZHAN_HOME", str(path))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def start(place: Path) -> Iterator[Start]:
    """`start(statement)`: a process that uses the server until its input is closed."""
    running: list[subprocess.Popen[str]] = []

    def begin(statement: str = "pass") -> "subprocess.Popen[str]":
        process = subprocess.Popen(  # noqa: S603 -- our own interpreter
            [sys.executable, "-c", USE.format(statement=statement)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "YIZHAN_HOME": str(place), "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        with process:  # closes its input, which ends it, and waits
            pass
    server = Server(place / "database")
    if server.postmaster() is not None:
        server.stop()


def postmaster(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def end(process: "subprocess.Popen[str]") -> None:
    process.communicate("\n", timeout=60)
    assert process.returncode == 0


def alive(pid: int) -> bool:
    """Whether it runs: a dead process may wait for its parent to notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_two_processes_share_it_and_the_last_stops_it(start: Start) -> None:
    first, second = start(), start()
    pid = postmaster(first)
    assert postmaster(second) == pid
    end(first)
    assert alive(pid)
    end(second)
    assert not alive(pid)


def test_a_killed_user_holds_nothing(start: Start) -> None:
    killed, other = start(MARK), start()
    pid = postmaster(killed)
    postmaster(other)
    killed.kill()
    killed.wait(30)
    assert alive(pid)
    end(other)
    assert not alive(pid)


def test_when_the_last_user_is_killed_the_server_goes_by_itself(start: Start) -> None:
    killed = start(MARK)
    pid = postmaster(killed)
    killed.kill()
    killed.wait(30)
    _until(lambda: not alive(pid))
    end(start(READ))


def test_a_killed_server_recovers_what_was_committed(start: Start, place: Path) -> None:
    user = start(MARK)
    pid = postmaster(user)
    os.kill(pid, signal.SIGKILL)
    _until(lambda: not alive(pid))
    user.kill()
    user.wait(30)
    heir = start(READ)
    assert postmaster(heir) != pid
    assert "automatic recovery" in (place / "database" / "server.log").read_text("utf-8")
    end(heir)


def test_a_reused_process_number_is_not_taken_for_the_server(start: Start, place: Path) -> None:
    user = start(MARK)
    postmaster(user)
    end(user)
    # As after a power cut: the file stayed, and its number now belongs to somebody else.
    (place / "database" / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\nx\n1\n")
    assert Server(place / "database").postmaster() is None
    heir = start(READ)
    assert postmaster(heir) != os.getpid()
    end(heir)


def test_a_broken_off_beginning_is_begun_again(start: Start, place: Path) -> None:
    (place / "database" / "cluster.new").mkdir(parents=True, mode=0o700)
    (place / "database").chmod(0o700)
    (place / "database" / "cluster.new" / "half").touch()
    end(start())


def test_nobody_else_may_look_in(start: Start, place: Path) -> None:
    user = start()
    postmaster(user)
    found = {path.name: path.stat().st_mode & 0o777 for path in (place / "database").iterdir()}
    assert found["cluster"] == found["socket"] == 0o700
    assert (place / "database").stat().st_mode & 0o777 == 0o700
    assert place.stat().st_mode & 0o777 == 0o711, "the parent is left as it was"
    url = Server(place / "database").url(embedded.SUPERUSER, "wrong", "postgres")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)
    if os.geteuid() == 0:
        assert (place / "database").owner() == embedded.SYSTEM_USER
        assert (place / "keys").owner() == "root"


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    short = Server(tmp_path / "database")
    long = Server(tmp_path / ("x" * 90) / "database")
    for server in (short, long):
        length = len(os.fsencode(server.sockets / embedded.SOCKET_NAME))
        assert length <= embedded.SOCKET_PATH_MAX
    assert long.sockets != Server(tmp_path / ("y" * 90) / "database").sockets


def test_a_socket_folder_of_somebody_else_is_refused(place: Path) -> None:
    server = Server(place / "database")
    server.root.mkdir(mode=0o755)
    server.root.chmod(0o755)
    with pytest.raises(StoreUnavailable, match="not a private folder"):
        server.start()


def test_another_version_is_told(place: Path) -> None:
    server = Server(place / "database")
    server.cluster.mkdir(parents=True)
    server.root.chmod(0o700)
    (server.cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(StoreUnavailable, match="made by PostgreSQL 17"):
        server.start()


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_a_home_the_server_cannot_reach_is_told(place: Path) -> None:
    place.chmod(0o700)
    with pytest.raises(StoreUnavailable, match="parent folders let nobody pass"):
        Server(place / "database").start()
