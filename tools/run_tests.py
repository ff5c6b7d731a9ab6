"""`./yz test`: everything that is checked before a change lands, cheapest first.

Runs all of it and then says what failed, so that one round shows everything; the last line
is pytest's own summary.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
MISUSE: Final = 2
NOT_INSTALLED: Final = 3


class Step(NamedTuple):
    """One check: the name `--only` takes, and what Python runs for it."""

    name: str
    arguments: tuple[str, ...]


LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as go; sys.exit(go())"

CHECKS: Final = (
    Step("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    Step("lint", ("-m", "ruff", "check", "--quiet", ".")),
    Step("types", ("-m", "mypy")),
    Step("contracts", ("-c", LINT_IMPORTS)),
    Step("house", ("-m", "tools.house_lint")),
    Step("migrations", ("-m", "tools.migrations")),
)

SUITES: Final = {
    "pure": ("tests/pure", "yizhan", "tools"),  # the last two for their examples in docstrings
    "db": ("tests/db",),
    "journeys": ("tests/journeys",),
}


class Package(NamedTuple):
    """A Debian package that tests need, and a file or program that shows it is there."""

    name: str
    program: str = ""
    files: str = ""

    def is_there(self) -> bool:
        if self.program:
            return shutil.which(self.program) is not None
        return any(Path("/usr/share/fonts").rglob(self.files))


PACKAGES: Final = (
    Package("chromium", program="chromium"),
    Package("fonts-noto-cjk", files="NotoSansCJK*"),
)


def main(words: Sequence[str] | None = None) -> int:
    """Run what was asked for; 0 all well, 1 something failed, 2 misuse, 3 a package is missing."""
    asked = _parse(words)
    only: list[str] = asked.only
    checks = [step for step in CHECKS if not only or step.name in only]
    targets = places(only)
    if needs_browser(targets) and not have_packages(PACKAGES):
        return NOT_INSTALLED
    failed = [step.name for step in checks if _run(step.name, step.arguments)]
    if failed:
        _say(f"未通过 · failed: {', '.join(failed)}")
    if targets:
        pytest = ("-m", "pytest", *(["--long"] if asked.long else []), *targets)
        failed += ["pytest"] if _run("pytest", pytest) else []
    if failed and failed != ["pytest"]:
        _say(f"未通过 · failed: {', '.join(failed)}")
    return int(bool(failed))


def needs_browser(targets: Sequence[str]) -> bool:
    """Whether the tests at `targets` open pages in a real browser: only journeys do."""
    return any(place.startswith("tests/journeys") for place in targets)


def _parse(words: Sequence[str] | None) -> argparse.Namespace:
    names = [*(step.name for step in CHECKS), *SUITES]
    parser = argparse.ArgumentParser(prog="./yz test", description=__doc__)
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help=f"one part ({', '.join(names)}) or a path like tests/db/test_x.py; may be repeated",
    )
    parser.add_argument("--long", action="store_true", help="the large sizes too")
    asked = parser.parse_args(words)
    for name in asked.only:
        if name not in names and not (ROOT / name.split("::")[0]).exists():
            parser.error(f"--only {name}: neither a part ({', '.join(names)}) nor a path")
    return asked


def places(only: Sequence[str]) -> list[str]:
    """What pytest is given: everything, or the suites and paths that were asked for."""
    checks = {step.name for step in CHECKS}
    asked = only or list(SUITES)
    return [place for name in asked if name not in checks for place in SUITES.get(name, (name,))]


def have_packages(wanted: Sequence[Package]) -> bool:
    """Whether the Debian packages stand, once root has been given the chance to install them."""
    missing = [package.name for package in wanted if not package.is_there()]
    if missing and os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        _say(f"正在安装 · installing: {' '.join(missing)}")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (("update",), ("install", "-y", "--no-install-recommends", *missing)):
            subprocess.run(  # noqa: S603 - fixed words, no shell
                (apt, "-qq", *words), env=quiet, stdin=subprocess.DEVNULL, check=False
            )
        missing = [package.name for package in wanted if not package.is_there()]
    if missing:
        _say(
            "测试需要下列软件包,请运行下面一行,再试一次。\n"
            "The tests need these packages; please run the line below and try again.\n"
            f"sudo apt-get update && sudo apt-get install -y {' '.join(missing)}"
        )
    return not missing


def _run(name: str, arguments: Sequence[str]) -> int:
    """The exit code of one step, run by this Python from the root of the repository."""
    _say(f"── {name}")
    settings = {"DJANGO_SETTINGS_MODULE": "yizhan.site.settings.test"}
    command = (sys.executable, *arguments)
    return subprocess.run(  # noqa: S603 - our own interpreter, fixed words
        command, cwd=ROOT, env={**os.environ, **settings}, check=False
    ).returncode


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
