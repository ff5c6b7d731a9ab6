"""`yizhan bench`: how fast the station is here, beside what the machine could do at most."""

import json
import os
from pathlib import Path

import click

from yizhan.site.demo.home import fresh_home


@click.group(help="测速 · Measure")
def bench() -> None:
    """One command a figure."""


@bench.command(
    help="交易通关速度:同一批报文,先测机器上限,再测全部规则。\n\n"
    "Trades cleared a second: the same messages, first the machine's ceiling, then every rule."
)
@click.option("--trades", default=40_000, show_default=True, type=click.IntRange(100, 1_000_000))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 16))
@click.option("--seed", default=1, show_default=True)
@click.option("--home", "place", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="末行为一个 JSON 对象 · Last line is JSON.")
def clear(*, trades: int, workers: int, seed: int, place: Path | None, as_json: bool) -> None:
    """Measure stage by stage from claim to the commit that queues the list for customs (D13)."""
    with fresh_home(place):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.site.settings.base")
        import django  # noqa: PLC0415 -- the home is known from here on

        django.setup()
        from yizhan.site.bench.clear import run  # noqa: PLC0415 -- Django is set up

        result = run(trades=trades, workers=workers, seed=seed)
    if as_json:
        click.echo(json.dumps(result))
        return
    bare, full = result["bare"]["trades_per_s"], result["full"]["trades_per_s"]
    click.echo(f"上限 bare    {bare:>8,.0f} 笔/秒 trades/s")
    click.echo(f"通关 full    {full:>8,.0f} 笔/秒 trades/s")
    click.echo(f"比值 ratio   {result['ratio']:>8.2f}")
    click.echo(f"内存 memory  {result['worker_rss_mb']:>8.0f} MB / 进程 worker")
