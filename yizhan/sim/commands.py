"""Commands of the other sides: make a sample, run a simulated customs."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from yizhan.sim.cast import zones
from yizhan.sim.leash import follow_parent
from yizhan.sim.sample import Sample, Wish, day_before, write

SAMPLE = """生成样例报文:编造的企业、人员与货物,以及每笔交易应得的结果(expected.json)。

Make messages of made-up trades, good and faulty, and say what each must get.
"""
SIM = """模拟对方系统,供试用、测试与教学;一律标明为模拟。

The other sides, simulated, for trials, tests and teaching; always shown as simulators.
"""
CUSTOMS = """运行模拟海关:接收 DxpMsg,按种子决定每份清单的去向,把回执送回驿站。

Run a simulated customs: takes DxpMsg, settles each list by seed, posts receipts to the station.
The API key of the customs organisation comes by the variable YIZHAN_CUSTOMS_KEY.
"""
BANNER = """*** 模拟海关,不是真实海关 · SIMULATED CUSTOMS, not the real one ***
http://{host}:{port}/dxp"""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@click.command(help=SAMPLE)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="输出目录,须为空 · Folder to write to; must be empty.",
)
@click.option(
    "--trades",
    type=click.IntRange(1, 1_000_000),
    default=200,
    show_default=True,
    help="交易笔数 · How many trades.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子 · Seed of chance.")
@click.option(
    "--faults",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="有问题的交易占比 · Share of trades with something the matter.",
)
@click.option(
    "--zone",
    type=click.Choice(zones()),
    default="chongqing",
    show_default=True,
    help="综试区 · Pilot zone.",
)
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="业务日期,默认昨天 · Day of the trades; yesterday unless given.",
)
@click.option(
    "--batch",
    type=click.IntRange(1, 100),
    default=100,
    show_default=True,
    help="每个报文的单证份数 · Documents a message.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="输出一个 JSON 对象 · One JSON object, for scripts."
)
def sample(  # noqa: PLR0913 -- each is an option of the command
    *,
    out: Path,
    trades: int,
    seed: int,
    faults: float,
    zone: str,
    day: datetime | None,
    batch: int,
    as_json: bool,
) -> None:
    """Write a sample, with progress to stderr and one answer at the end."""
    if out.exists() and any(out.iterdir()):
        raise click.UsageError(f"{out} 不是空目录 · is not empty")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"{out}: 不能写入 · cannot be written: {error.strerror}") from error
    on = day.date() if day else day_before(datetime.now(UTC))
    wish = Wish(zone, trades, seed, on, faults, batch)
    made = Sample(wish)
    messages = documents = 0
    with Progress(console=Console(stderr=True), transient=True) as progress:
        # Nearly four documents a trade; a bar need not be more exact.
        task = progress.add_task("生成样例 Making the sample", total=trades * 4)
        for one in write(made, out):
            messages += 1
            documents += one.documents
            progress.update(task, completed=documents)
    kinds = len({outcome.kind for outcome in made.outcomes}) - 1
    answer = {
        "out": str(out),
        "trades": len(made.outcomes),
        "messages": messages,
        "documents": documents,
        "fault_kinds": max(kinds, 0),
    }
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(
        f"已写入 {out}:{answer['trades']} 笔交易,{messages} 个报文,{documents} 份单证,"
        f"{answer['fault_kinds']} 类问题。全部人员与企业均为虚构。\n"
        f"Wrote {out}: {answer['trades']} trades in {messages} messages with {documents} documents,"
        f" {answer['fault_kinds']} kinds of fault. Every person and firm is made up."
    )


@click.group(help=SIM)
def sim() -> None:
    """The other sides."""


@sim.command(help=CUSTOMS)
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · Address.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8700, show_default=True, help="端口 · Port."
)
@click.option(
    "--station",
    default="http://127.0.0.1:8000/dxp",
    show_default=True,
    help="驿站收回执的地址 · Where the station takes receipts.",
)
@click.option(
    "--ca", default="", help="驿站证书的签发者 (PEM) · Issuer of the station's certificate."
)
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子 · Seed of chance.")
@click.option(
    "--speed",
    type=click.FloatRange(1, 10_000),
    default=1,
    show_default=True,
    help="时间倍速 · Its seconds that pass in one of ours.",
)
@click.option(
    "--journal", default="", help="日志文件,重启后接着办 · File by which a restart goes on."
)
def customs(  # noqa: PLR0913 -- one argument an option
    *, host: str, port: int, station: str, ca: str, seed: int, speed: float, journal: str
) -> None:
    """Serve until told to stop. The API key comes by YIZHAN_CUSTOMS_KEY."""
    from granian import Granian  # noqa: PLC0415 -- `--help` need not wait for it
    from granian.constants import Interfaces  # noqa: PLC0415

    from yizhan.sim.desk import Settings, hand_over  # noqa: PLC0415 -- lxml, httpx

    if host not in LOOPBACK:
        raise click.UsageError("模拟海关只在本机运行 · the simulator stays on this machine")
    follow_parent()
    click.echo(BANNER.format(host=host, port=port), err=True)
    hand_over(Settings(seed, speed, station, ca, journal))
    Granian(
        "yizhan.sim.desk:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,  # its state is in memory
        blocking_threads=4,
        workers_kill_timeout=10,
        websockets=False,
        log_access=False,
    ).serve()
