"""`yizhan scheduler`: the clock of a station: chores, and the way out to customs."""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

import click

from yizhan.connectors import customs
from yizhan.connectors.signing import signer
from yizhan.kit.zones import profiles
from yizhan.ops import chores, logs
from yizhan.ops.leash import follow_parent
from yizhan.ops.serve import ZONES, stop_on_signals
from yizhan.pipeline.release import Desk, Post
from yizhan.store.sealing import Sealer

_log = logging.getLogger(__name__)


@click.command(help="启动定时任务与海关报送。\n\nRun the chores, and release lists to customs.")
@ZONES
@click.option(
    "--customs-url",
    envvar="YIZHAN_CUSTOMS_URL",
    default="",
    help="海关接收地址,缺省见试验区配置 · Customs' address, if not the profile's.",
)
@click.option(
    "--signed-patience",
    envvar="YIZHAN_SIGNED_PATIENCE",
    type=click.IntRange(0),
    help="自签报文等待更正的秒数 · Seconds a signed message waits to be mended.",
)
def scheduler(*, zones: tuple[str, ...], customs_url: str, signed_patience: int | None) -> int:
    """Run until told to stop; of several schedulers one does the chores, all release."""
    logs.configure()
    follow_parent()
    stop = stop_on_signals()
    desks = [_desk(code, customs_url, signed_patience) for code in zones]
    releasing = threading.Thread(target=_release, args=(desks, stop), name="release")
    releasing.start()
    chores.run(zones, stop)
    releasing.join()
    return 0


def _release(desks: list[tuple[Desk, Post]], stop: threading.Event) -> None:
    """Release; should that fail for good, end the process, to be started anew."""
    try:
        customs.run(desks, stop)
    finally:
        if not stop.is_set():
            _log.critical("release ended; the process ends with it")
            stop.set()


def _desk(code: str, url: str, signed_patience: int | None) -> tuple[Desk, Post]:
    profile = profiles.load(code)
    seconds = (
        profile.pipeline.signed_patience_seconds if signed_patience is None else signed_patience
    )
    desk = Desk(
        zone=profile.id,
        dxp_id=profile.dxp.station,
        customs_dxp_id=profile.dxp.customs,
        signed_patience=timedelta(seconds=seconds),
        sealer=Sealer.for_zone(profile.id),
        sign=signer(code, datetime.fromtimestamp(time.time(), UTC)),
    )
    return desk, customs.poster(url or profile.dxp.address)
