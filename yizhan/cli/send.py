"""`yizhan send`: messages to a station, with progress, receipts and faults in words."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from yizhan.cli.files import found
from yizhan.cli.station import Answer, Outgoing, Station, TurnedAway, grouped

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
WAIT_SECONDS: Final = 20
PAUSE_SECONDS: Final = 0.3
TURNED_AWAY: Final = 400
PENDING: Final = "pending"


@dataclass
class Outcome:
    """What became of one file."""

    file: str
    receipt: Answer
    state: Answer = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        return int(self.receipt["status"]) >= TURNED_AWAY

    @property
    def verdict(self) -> str:
        """`refused` at the door, `pending`, `accepted`, `rejected` or `mixed`."""
        if self.refused:
            return "refused"
        return str(self.state.get("verdict", self.receipt["verdict"]))

    def line(self) -> dict[str, object]:
        return {"file": self.file, **self.receipt, **self.state, "verdict": self.verdict}


@click.command(help="发送报文文件、文件夹或通配名。\n\nSend message files, folders or patterns.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--url",
    envvar="YIZHAN_URL",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="驿站地址 · Address of the station.",
)
@click.option("--key", envvar="YIZHAN_KEY", help="接口密钥 · API key; better by --key-file.")
@click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="存有密钥的文件 · File that holds the API key.",
)
@click.option(
    "--idempotency-key",
    "request_key",
    default="",
    help="幂等键,缺省用报文自带编号 · Without it each message goes by its own id.",
)
@click.option("--receipts", is_flag=True, help="等待结论 · Wait for the verdicts.")
@click.option(
    "--patience",
    type=click.IntRange(1, 3600),
    default=60,
    show_default=True,
    help="重试与等待的秒数 · Seconds to try again and to wait.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="每个报文一行 JSON · One JSON line a message."
)
def send(  # noqa: PLR0913 -- one argument an option
    *,
    files: tuple[str, ...],
    url: str,
    key: str | None,
    key_file: Path | None,
    request_key: str,
    receipts: bool,
    patience: int,
    as_json: bool,
) -> int:
    """Send; 0 when all were accepted, 1 when some were not."""
    secret = _secret(key, key_file)
    _insist_on_safe(url)
    messages = list(_read(found(files)))
    with Station(url, secret, patience_seconds=patience) as station, _progress() as progress:
        outcomes = _send(station, messages, request_key, progress)
        if receipts:
            _await(station, outcomes, progress, until=time.monotonic() + patience)
    _report(outcomes, as_json=as_json)
    good = {"accepted"} if receipts else {"accepted", PENDING}
    return 0 if all(one.verdict in good for one in outcomes) else 1


def _secret(key: str | None, key_file: Path | None) -> str:
    if (key is None) == (key_file is None):
        raise click.UsageError(
            "--key-file / --key (YIZHAN_KEY): 二选一 · give the key by one of the two."
        )
    return (key_file.read_text(encoding="utf-8") if key_file else key or "").strip()


def _insist_on_safe(url: str) -> None:
    """A key must not cross a network in the clear."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return
    raise click.UsageError("--url: 非本机地址须用 https · https is needed beyond this machine.")


def _read(paths: Iterable[Path]) -> Iterator[Outgoing]:
    for path in paths:
        try:
            yield Outgoing(str(path), path.read_bytes())
        except OSError as error:
            raise click.UsageError(f"{path}: 无法读取 · {error.strerror}") from error


def _send(
    station: Station, messages: list[Outgoing], key: str, progress: Progress
) -> list[Outcome]:
    bar = progress.add_task("发送 Sending", total=len(messages))
    outcomes = []
    groups = list(grouped(messages))
    for number, group in enumerate(groups, start=1):
        # A key names one request: of several, each has its own, the same at every try.
        own = f"{key}-{number}" if key and len(groups) > 1 else key
        for one, receipt in zip(group, _post(station, group, own), strict=True):
            outcomes.append(Outcome(one.name, receipt))
        progress.advance(bar, len(group))
    return outcomes


def _post(station: Station, group: list[Outgoing], key: str) -> list[Answer]:
    """Receipts of a group; what concerns one message alone is an answer like others."""
    try:
        return station.post(group, key=key)
    except TurnedAway as error:
        if len(group) > 1 or error.problem.get("status") not in {409, 413}:
            raise
        return [error.problem]


def _await(station: Station, outcomes: list[Outcome], progress: Progress, until: float) -> None:
    kept = [one for one in outcomes if not one.refused]
    bar = progress.add_task("等待结论 Verdicts", total=len(kept))
    for one in kept:
        number = str(one.receipt["id"])
        while one.verdict == PENDING and (left := until - time.monotonic()) > 0:
            one.state = station.message(number, wait_seconds=ceil(min(left, WAIT_SECONDS)))
            # A station with many waiting answers at once: ask again, but not at once.
            time.sleep(PAUSE_SECONDS if one.verdict == PENDING else 0)
        progress.advance(bar)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )


def _report(outcomes: list[Outcome], *, as_json: bool) -> None:
    counts = Counter(one.verdict for one in outcomes)
    if as_json:
        for one in outcomes:
            click.echo(json.dumps(one.line(), ensure_ascii=False))
        click.echo(json.dumps({"messages": len(outcomes), **counts}))
        return
    for one in outcomes:
        _tell(one)
    click.echo("、".join(f"{VERDICTS[name]} {count}" for name, count in sorted(counts.items())))


VERDICTS: Final = {
    "accepted": "接受 accepted",
    "rejected": "未接受 rejected",
    "held": "转人工 held for a person",
    "mixed": "部分接受 partly accepted",
    PENDING: "已收到,待处理 received, pending",
    "refused": "未收 turned away",
}


def _tell(one: Outcome) -> None:
    if one.refused:
        click.echo(f"{one.file}: {one.receipt['title']} [{one.receipt['code']}]")
        return
    click.echo(f"{one.file}: {VERDICTS[one.verdict]} · {one.receipt['id']}")
    for fault in one.state.get("faults", ()):
        place = (
            f"第 {fault['document']} 份 document {fault['document']}, " if fault["document"] else ""
        )
        click.echo(
            f"  {place}{fault['where']} [{fault['code']}]\n    {fault['zh']}\n    {fault['en']}"
        )
