"""Lock the dependencies anew: hashes for every platform, nothing younger than a week.

Needs `uv` on the PATH; only who changes a dependency does.
"""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
COOLING_OFF: Final = timedelta(days=7)
LISTS: Final = ("requirements", "requirements-dev")  # the second is held to the first
OPTIONS: Final = (
    "--generate-hashes",
    "--universal",
    "--python-version=3.11",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--no-header",
    "--quiet",
)


def main() -> int:
    """Write both locks; the exit code of uv, 2 when there is no uv."""
    uv = shutil.which("uv")
    if uv is None:
        print("没有 uv,请先安装 · uv is not installed", file=sys.stderr)
        return 2
    newest = (datetime.now(UTC) - COOLING_OFF).strftime("%Y-%m-%dT00:00:00Z")  # noqa: TID251 - a tool
    for name in LISTS:
        place = ROOT / f"{name}.txt"
        place.unlink(missing_ok=True)  # else uv keeps what stands there
        command = (uv, "pip", "compile", *OPTIONS, f"--exclude-newer={newest}")
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            (*command, f"{name}.in", f"--output-file={place.name}"),
            cwd=ROOT,
            env=os.environ,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
