"""`yizhan web` and `worker`: one process each, until it is told to stop."""

import os
import signal
import socket
import threading
from pathlib import Path
from typing import Final

import click

from yizhan.ops import logs
from yizhan.ops.leash import LEASH, follow_parent, leash

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
APPLICATION: Final = "yizhan.site.wsgi:application"
ZONES = click.option(
    "--zone",
    "zones",
    multiple=True,
    envvar="YIZHAN_ZONES",
    default=("chongqing",),
    show_default=True,
    help="试验区代码,可多次 · Code of a zone; may be repeated.",
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def insist_on_safe(host: str, certificate: Path | None, key: Path | None) -> None:
    """Keys and personal data never cross a network in the clear (S-43)."""
    if (certificate is None) != (key is None):
        raise click.UsageError("--tls-cert, --tls-key: 须同时给出 · give both or none.")
    if certificate is None and host not in LOOPBACK:
        raise click.UsageError(
            f"UNSAFE_CONFIG: --host {host}: 非本机地址须配置证书 --tls-cert 与 --tls-key · "
            "beyond this machine TLS is needed: give --tls-cert and --tls-key."
        )


def insist_on_free(host: str, port: int) -> None:
    """Two servers on one port would share its callers by chance, for granian lets both listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.UsageError(
                f"--host {host} --port {port}: 不能监听,请换一个端口,或先停掉占用它的程序 · "
                f"cannot listen ({error.strerror}); choose another port, or stop what holds it."
            ) from error


@click.command(help="启动网站与接口。\n\nServe portal and API.")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · Address.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口 · Port."
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="进程数 · Processes.",
)
@click.option(
    "--threads",
    default=8,
    show_default=True,
    type=click.IntRange(1, 64),
    help="每个进程的线程数 · Threads of each.",
)
@click.option("--tls-cert", type=FILE, help="证书文件 (PEM) · Certificate file.")
@click.option("--tls-key", type=FILE, help="私钥文件 (PEM) · Key file.")
def web(  # noqa: PLR0913 -- one argument an option
    *, host: str, port: int, workers: int, threads: int, tls_cert: Path | None, tls_key: Path | None
) -> None:
    """Serve until told to stop."""
    insist_on_safe(host, tls_cert, tls_key)
    if LEASH not in os.environ:  # started again by `up`, the one before may still be leaving
        insist_on_free(host, port)
    from granian import Granian  # noqa: PLC0415 -- `--help` need not wait for it
    from granian.constants import Interfaces  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.site.settings.base")
    if tls_cert is not None:
        os.environ["YIZHAN_TLS"] = "1"  # cookies, and browsers, keep to it from then on
    logs.configure()
    follow_parent()
    os.environ.update(leash())  # the processes that serve go when this one is killed
    Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=2048,
        ssl_cert=tls_cert,
        ssl_key=tls_key,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=20,
        websockets=False,
    ).serve()


@click.command(help="启动一个处理进程。\n\nRun one worker of the pipeline.")
@ZONES
def worker(*, zones: tuple[str, ...]) -> None:
    """Work until told to stop; what is half done is given back by the database."""
    from yizhan.ops.workers import run  # noqa: PLC0415 -- Polars

    logs.configure()
    follow_parent()
    run(zones, stop_on_signals())
