"""`yizhan check`: judge messages offline, as far as one file can show."""

import errno
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from yizhan import ceb
from yizhan.ceb import Judged, safe_xml
from yizhan.cli.files import found
from yizhan.kernel.faults import SPECS, Fault, FaultCode, Outcome

WORDS = {"accepted": "通过 accepted", "rejected": "未通过 rejected"}
ACCEPTED, REJECTED = 0, 1
UNREADABLE: Mapping[int | None, str] = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有读取的权限",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file and what was found in it."""

    file: str
    judged: Judged

    def line(self) -> dict[str, Any]:
        """The file's line of `--json`."""
        told = asdict(self.judged)
        told["faults"] = [
            {
                "code": fault.code,
                "where": fault.where,
                "say": fault.say,
                "document": fault.document,
                "line": fault.line,
            }
            for fault in self.judged.faults
        ]
        return {"file": self.file, **told}


@click.command(
    help="离线检查报文:格式、信封、代码、时间、金额。\n\n"
    "Judge messages offline: schema, envelope, codes, calendar, arithmetic.\n\n"
    "退出码 Exit: 0 全部通过 all accepted, 1 有未通过 some rejected, 2 用法有误 misuse."
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--signed-by-station",
    is_flag=True,
    help="清单由驿站代签,可无签名 · The station signs; lists may come unsigned.",
)
@click.option("--json", "as_json", is_flag=True, help="每个文件一行 JSON · One JSON line a file.")
def check(*, files: tuple[str, ...], signed_by_station: bool, as_json: bool) -> int:
    """Check every file; one that cannot be read is told like any other fault."""
    at = datetime.now(UTC)
    counts = dict.fromkeys(WORDS, 0)
    for one in _judge(found(files), at, signed_by_station=signed_by_station):
        counts[one.judged.verdict] += 1
        click.echo(json.dumps(one.line(), ensure_ascii=False) if as_json else _told(one))
    if not as_json:
        click.echo("、".join(f"{WORDS[verdict]} {count}" for verdict, count in counts.items()))
    return REJECTED if counts["rejected"] or not counts["accepted"] else ACCEPTED


def _judge(paths: Sequence[Path], at: datetime, *, signed_by_station: bool) -> Iterator[Checked]:
    for path in paths:
        try:
            body = _bytes_of(path)
        except OSError as error:
            yield Checked(str(path), _unreadable(error))
        else:
            yield Checked(str(path), ceb.check(body, at=at, signed_by_station=signed_by_station))


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, or one more than any message may have."""
    with path.open("rb") as file:
        return file.read(safe_xml.ENVELOPE_BYTES_MAX + 1)


def _unreadable(error: OSError) -> Judged:
    say = (
        f"文件打不开({UNREADABLE.get(error.errno, error.strerror)}),请核对文件名与权限。",
        f"The file cannot be opened: {error.strerror}; check its name and permissions.",
    )
    fault = Fault(FaultCode.FILE_UNREADABLE, "/", say)
    return Judged("", "", False, "none", 0, "invalid", "rejected", (fault,))  # noqa: FBT003 -- its fields in order


def _told(one: Checked) -> str:
    """A file in words: its verdict, then what is wrong, document by document."""
    judged = one.judged
    kind = judged.type or "?"
    about = f"{kind},{judged.documents} 份单证 documents" if judged.documents else kind
    lines = [f"{one.file}: {WORDS[judged.verdict]} ({about})"]
    for fault in judged.faults:
        mark = "!" if SPECS[fault.code].outcome is Outcome.REJECT else "·"
        lines.append(f"  {mark} {_place(fault)}[{fault.code}]")
        lines += [f"      {said}" for said in fault.say]
    return "\n".join(lines)


def _place(fault: Fault) -> str:
    document = f"第 {fault.document} 份 document {fault.document}, " if fault.document else ""
    line = f"第 {fault.line} 行 line {fault.line}, " if fault.line else ""
    return f"{document}{line}{fault.where} "
