"""`yizhan demo`: a day of trades arrives through the real doors and clears before your eyes."""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from yizhan.ops.serve import stop_on_signals
from yizhan.site.demo.home import free_port, fresh_home

SIMULATED_SPEED: Final = 600  # customs' hours pass in seconds


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked for."""

    zone: str
    trades: int
    seed: int
    faults: float
    workers: int
    port: int


@click.command(
    help="演示一天的业务:内置数据库、模拟海关、真实接口、门户页面。\n\n"
    "Show a day of trades: embedded database, simulated customs, the real doors, the portal."
)
@click.option("--zone", default="chongqing", show_default=True, help="综试区 · Pilot zone.")
@click.option(
    "--trades",
    default=2000,
    show_default=True,
    type=click.IntRange(1, 200_000),
    help="交易笔数 · How many trades.",
)
@click.option("--seed", default=1, show_default=True, help="随机种子 · Seed of chance.")
@click.option(
    "--faults",
    default=0.05,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="有问题的交易占比 · Share of trades with something the matter.",
)
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 16),
    help="处理进程数 · Workers.",
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="门户端口,占用时另选 · Port of the portal; another when taken.",
)
@click.option(
    "--home",
    "place",
    type=click.Path(file_okay=False, path_type=Path),
    help="保存数据的目录,缺省用后即删 · Folder to keep; else a temporary one.",
)
@click.option("--exit", "leave", is_flag=True, help="完成后退出 · Leave when done.")
@click.option("--json", "as_json", is_flag=True, help="末行为一个 JSON 对象 · Last line is JSON.")
def demo(  # noqa: PLR0913 -- one argument an option
    *,
    zone: str,
    trades: int,
    seed: int,
    faults: float,
    workers: int,
    port: int,
    place: Path | None,
    leave: bool,
    as_json: bool,
) -> int:
    """Show; 0 when every trade got what it had to get and nothing was lost or done twice."""
    began = time.monotonic()
    stop = stop_on_signals()
    wanted = Wanted(zone, trades, seed, faults, workers, free_port(port))
    with fresh_home(place):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.site.settings.base")
        import django  # noqa: PLC0415 -- the home is known from here on

        django.setup()
        from yizhan.site.demo.day import Day  # noqa: PLC0415 -- Django is set up

        with Day(wanted, stop, began) as day:
            result = day.run()
            if as_json:
                click.echo(json.dumps(result, ensure_ascii=False))
            if not leave:
                day.wait()
    return 0 if _is_good(result) else 1


def _is_good(result: dict[str, object]) -> bool:
    return not (result["unexpected"] or result["lost"] or result["twice"])
