"""`./yz` against a made-up machine: what it installs, when, and what it says when it cannot."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
USED: Final = ("cat", "cmp", "dirname", "flock", "cp", "mkdir", "touch")

# A python3 that keeps a diary. `-m venv` makes a place with a copy of itself; the test
# decides by files whether it is recent enough and has the venv module.
PYTHON: Final = """#!/bin/sh
printf '%s|' "$@" >>"$DIARY"
echo >>"$DIARY"
case "$*" in
*version_info*) test ! -e "$MACHINE/old" ;;
*ensurepip*) test ! -e "$MACHINE/no-venv" ;;
--version) echo "Python 3.9.2" ;;
"-m venv --clear "*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
*" pip install "*) test ! -e "$MACHINE/no-network" ;;
"-P -m yizhan "*) echo "yizhan spoke" ;;
esac
"""


class Machine:
    """A clone in a folder with a space in its name, and a PATH with little on it."""

    def __init__(self, tmp_path: Path) -> None:
        self.place = tmp_path / "machine"
        self.clone = tmp_path / "a clone"
        self.diary = tmp_path / "diary"
        self.place.mkdir()
        self.clone.mkdir()
        shutil.copy(ROOT / "yz", self.clone / "yz")
        (self.clone / "requirements.txt").write_text("a==1\n", encoding="utf-8")
        (self.clone / "requirements-dev.txt").write_text("b==1\n", encoding="utf-8")
        for name in USED:
            if found := shutil.which(name):
                (self.place / name).symlink_to(found)
        self.program("python3", PYTHON)
        self.program("id", "#!/bin/sh\necho 1000\n")

    def program(self, name: str, text: str) -> None:
        (self.place / name).write_text(text, encoding="utf-8")
        (self.place / name).chmod(0o755)

    def flag(self, name: str) -> None:
        (self.place / name).touch()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ./yz from another folder and start the diary anew."""
        self.diary.unlink(missing_ok=True)
        started = self.start(*words)
        out, err = started.communicate()
        return subprocess.CompletedProcess(words, started.returncode, out, err)

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 - the script under test
            (str(self.clone / "yz"), *words),
            cwd=self.place,
            env={
                "PATH": str(self.place),
                "MACHINE": str(self.place),
                "DIARY": str(self.diary),
                "HOME": os.environ.get("HOME", "/"),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def installs(self) -> list[str]:
        """The lists that pip was given since the last run began."""
        lines = self.diary.read_text(encoding="utf-8").splitlines()
        return [Path(line.split("|")[-2]).name for line in lines if "|pip|install|" in line]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_first_run_installs_what_is_locked_and_the_second_nothing(machine: Machine) -> None:
    first = machine.run("check", "a file.xml", "--json")
    assert (first.returncode, first.stdout) == (0, "yizhan spoke\n")
    assert machine.installs() == ["requirements.txt"]
    lines = machine.diary.read_text(encoding="utf-8").splitlines()
    assert any("|--require-hashes|" in line for line in lines)
    assert lines[-1] == "-P|-m|yizhan|check|a file.xml|--json|"
    assert machine.run("check").returncode == 0
    assert machine.installs() == []


@pytest.mark.skipif(shutil.which("flock") is None, reason="flock is not installed")
def test_of_two_first_runs_side_by_side_one_installs(machine: Machine) -> None:
    started = [machine.start("check") for _ in range(4)]
    assert [run.communicate()[0] for run in started] == ["yizhan spoke\n"] * 4
    assert machine.installs() == ["requirements.txt"]


def test_a_changed_lock_is_installed_anew(machine: Machine) -> None:
    machine.run("check")
    (machine.clone / "requirements.txt").write_text("a==2\n", encoding="utf-8")
    machine.run("check")
    assert machine.installs() == ["requirements.txt"]


def test_a_clone_that_moved_is_set_up_anew(machine: Machine) -> None:
    machine.run("check")
    machine.clone = machine.clone.rename(machine.clone.with_name("moved"))
    machine.run("check")
    assert machine.installs() == ["requirements.txt"]


def test_tests_need_a_second_list(machine: Machine) -> None:
    assert machine.run("test", "--only", "pure").returncode == 0
    assert machine.installs() == ["requirements.txt", "requirements-dev.txt"]
    assert "-m|tools.run_tests|--only|pure|" in machine.diary.read_text(encoding="utf-8")


def test_a_broken_installation_is_not_taken_for_done(machine: Machine) -> None:
    machine.flag("no-network")
    failed = machine.run("check")
    assert failed.returncode == 1
    assert "依赖安装失败" in failed.stderr
    assert "check the network" in failed.stderr
    (machine.place / "no-network").unlink()
    assert machine.run("check").returncode == 0
    assert machine.installs() == ["requirements.txt"]


@pytest.mark.parametrize("missing", [True, False])
def test_no_python_that_will_do(machine: Machine, *, missing: bool) -> None:
    if missing:
        (machine.place / "python3").unlink()
    machine.flag("old")
    stopped = machine.run("demo")
    assert (stopped.returncode, stopped.stdout) == (3, "")
    assert "需要 Python 3.11" in stopped.stderr
    assert ("no python3" if missing else "Python 3.9.2") in stopped.stderr
    assert "Python 3.11 or later is needed" in stopped.stderr


def test_no_venv_tells_an_ordinary_user_the_line_to_run(machine: Machine) -> None:
    machine.flag("no-venv")
    machine.program("apt-get", '#!/bin/sh\ntouch "$MACHINE/apt-was-called"\n')
    stopped = machine.run("demo")
    assert stopped.returncode == 3
    assert stopped.stderr.splitlines()[-1].startswith("sudo apt-get update && ")
    assert not (machine.place / "apt-was-called").exists()
    assert not (machine.clone / ".venv").exists()


def test_no_venv_is_mended_by_root(machine: Machine) -> None:
    machine.flag("no-venv")
    machine.program("id", "#!/bin/sh\necho 0\n")
    (machine.place / "rm").symlink_to(str(shutil.which("rm")))
    mend = '#!/bin/sh\ncase "$*" in *python3-venv) rm "$MACHINE/no-venv" ;; esac\n'
    machine.program("apt-get", mend)
    mended = machine.run("demo")
    assert (mended.returncode, mended.stdout) == (0, "yizhan spoke\n")
