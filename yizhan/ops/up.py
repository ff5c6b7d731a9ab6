"""`yizhan up`: a whole station: set up the database, then keep its processes running."""

from collections.abc import Sequence
from pathlib import Path

import click

from yizhan.ops import logs
from yizhan.ops.serve import FILE, ZONES, insist_on_free, insist_on_safe, stop_on_signals
from yizhan.ops.supervisor import Child, Supervisor


@click.command(
    help="启动全部进程:网站、处理、定时任务。\n\nRun all: portal and API, workers, chores."
)
@ZONES
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · Address.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="端口 · Port.",
)
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="处理进程数 · Workers of the pipeline.",
)
@click.option("--tls-cert", type=FILE, help="证书文件 (PEM) · Certificate file.")
@click.option("--tls-key", type=FILE, help="私钥文件 (PEM) · Key file.")
def up(  # noqa: PLR0913 -- one argument an option
    *,
    zones: tuple[str, ...],
    host: str,
    port: int,
    workers: int,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> None:
    """Run until told to stop."""
    insist_on_safe(host, tls_cert, tls_key)
    insist_on_free(host, port)
    logs.configure()
    stop = stop_on_signals()
    click.echo("正在准备数据库… Preparing the database…", err=True)
    prepare(zones)
    tls = ["--tls-cert", str(tls_cert), "--tls-key", str(tls_key)] if tls_cert else []
    children = station(zones, ["--host", host, "--port", str(port), *tls], workers=workers)
    with Supervisor(children, log_folder()) as supervisor:
        scheme = "https" if tls_cert else "http"
        click.echo(f"驿站已启动 The station is up: {scheme}://{host}:{port}/", err=True)
        supervisor.watch(stop)


def prepare(zones: Sequence[str]) -> None:
    """Bring the database up to date and every zone's profile into it."""
    from yizhan.kit.zones import operations, profiles  # noqa: PLC0415 -- after Django is set up
    from yizhan.store.migrate import migrate  # noqa: PLC0415

    migrate()
    for code in zones:
        operations.install(profiles.load(code))


def log_folder() -> Path:
    """Where the lines of the processes are kept."""
    from yizhan.store.home import folder  # noqa: PLC0415 -- `--help` need not wait for it

    return folder("log")


def station(zones: Sequence[str], web: Sequence[str], *, workers: int) -> list[Child]:
    """The processes of a station for `zones`; `web` are the arguments of its server."""
    named = [part for code in zones for part in ("--zone", code)]
    return [
        Child("web", ["web", *web]),
        *(Child(f"worker-{number}", ["worker", *named]) for number in range(1, workers + 1)),
        Child("scheduler", ["scheduler", *named]),
    ]
