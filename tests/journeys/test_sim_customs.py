"""The simulated customs as its own process, with a station that listens beside it."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from yizhan.sim.cast import CUSTOMS_DXP_ID, cast
from yizhan.sim.chance import Chance
from yizhan.sim.fate import fate
from yizhan.sim.papers import LIST, write_down
from yizhan.sim.render import Envelope, message, wrapped
from yizhan.sim.signing import Signer
from yizhan.sim.trades import buy
from yizhan.sim.wire import read_import, texts, unwrap

SEED, LISTS = 5, 60
DAY, NOON = date(2026, 11, 20), datetime(2026, 11, 20, 4, tzinfo=UTC)
PATIENCE_SECONDS = 60


class Station:
    """Takes receipts and keeps them; answers 503 as long as it is told to."""

    def __init__(self) -> None:
        self.receipts: list[dict[str, str]] = []
        self.keys: set[str] = set()
        self.busy = True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.keys.add(self.headers["Authorization"])
                if not outer.busy:
                    outer.take(body)
                self.send_response(503 if outer.busy else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/dxp"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, body: bytes) -> None:
        head, inner = unwrap(body)
        assert (head.sender_id, head.receiver_id) == (CUSTOMS_DXP_ID, "DXPSTATION000001")
        self.receipts += [texts(one) for one in read_import(inner)]


@pytest.fixture
def station() -> Iterator[Station]:
    one = Station()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def start(station: Station, tmp_path: Path) -> Iterator[Callable[[], tuple[str, int]]]:
    """Starts a customs process; all of them share a journal, and are ended at last."""
    running: list[subprocess.Popen[bytes]] = []

    def run() -> tuple[str, int]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "yizhan", "sim", "customs", "--port", str(port)]
        command += ["--station", station.url, "--seed", str(SEED), "--speed", "2000"]
        command += ["--journal", str(tmp_path / "journal")]
        environment = os.environ | {"YIZHAN_CUSTOMS_KEY": "yz-test-key"}
        process = subprocess.Popen(  # noqa: S603 -- our own command
            command, env=environment, start_new_session=True
        )
        running.append(process)
        url = f"http://127.0.0.1:{port}"
        _until(lambda: _state(url) is not None)
        return url, process.pid

    yield run
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def test_lists_get_their_fate(station: Station, start: Callable[[], tuple[str, int]]) -> None:
    url, _ = start()
    envelope, orders = _envelope()
    first = httpx.post(f"{url}/dxp", content=envelope)
    assert first.status_code == 200
    assert b"<dxp:ResponseCode>0000<" in first.content
    assert httpx.post(f"{url}/dxp", content=envelope).content == first.content
    station.busy = False  # it had to be asked more than once
    _until(lambda: (_state(url) or {})["receipts_waiting"] == 0)
    _until(lambda: len(station.receipts) >= _receipts(orders))
    assert station.keys == {"Bearer yz-test-key"}
    told = Counter(one["copNo"] + one["returnStatus"] for one in station.receipts)
    wanted = Counter(
        cop + step.status
        for cop, (ebp, order) in orders.items()
        for step in fate(SEED, ebp, order).steps
    )
    assert told.keys() == wanted.keys()
    assert sum(told.values()) == _receipts(orders)
    state = _state(url)
    assert state is not None
    assert (state["lists"], state["messages"], state["declared_twice"]) == (LISTS, 1, 0)


def test_a_killed_customs_goes_on(station: Station, start: Callable[[], tuple[str, int]]) -> None:
    url, pid = start()
    envelope, orders = _envelope()
    httpx.post(f"{url}/dxp", content=envelope).raise_for_status()
    os.killpg(pid, signal.SIGKILL)
    station.busy = False
    url, _ = start()
    again = httpx.post(f"{url}/dxp", content=envelope)
    assert b"<dxp:ResponseCode>0000<" in again.content
    _until(lambda: len(station.receipts) >= _receipts(orders))
    state = _state(url)
    assert state is not None
    assert (state["lists"], state["declared_twice"]) == (LISTS, 0)


def _envelope() -> tuple[bytes, dict[str, tuple[str, str]]]:
    """A signed message of lists in its envelope; platform and order by the list's own number."""
    zone = cast("chongqing")
    lists = [
        write_down(buy(zone, SEED, index, DAY), zone, Chance(index)).documents[LIST]
        for index in range(LISTS)
    ]
    body = message(LIST, lists, zone.agents[0], Chance("a").guid())
    signed = Signer.new(zone.agents[0], NOON).sign(body)
    head = Envelope(Chance("b").guid(), "DXPSTATION000001", CUSTOMS_DXP_ID, NOON)
    orders = {one.head["copNo"]: (one.head["ebpCode"], one.head["orderNo"]) for one in lists}
    return wrapped(signed, LIST, head), orders


def _receipts(orders: dict[str, tuple[str, str]]) -> int:
    """How many receipts these lists get in all."""
    fates = [fate(SEED, ebp, order) for ebp, order in orders.values()]
    return sum(len(one.steps) + (one.repeated >= 0) for one in fates)


def _state(url: str) -> dict[str, Any] | None:
    try:
        state: dict[str, Any] = json.loads(httpx.get(f"{url}/").content)
    except httpx.TransportError:
        return None
    return state


def _until(holds: Callable[[], bool]) -> None:
    """Waits for it; the limit only ends a test that would hang."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.05)


def test_it_ends_with_the_process_that_began_it(station: Station) -> None:
    """Its parent starts it, tells its number, and is killed."""
    parent = (
        "import os, subprocess, sys, time\n"
        "leashed = os.environ | {'YIZHAN_LEASH': str(os.getpid())}\n"
        "child = subprocess.Popen(sys.argv[1:], env=leashed)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "yizhan", "sim", "customs", "--port", str(port)]
    command += ["--station", station.url]
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, "-c", parent, *command], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    _until(lambda: _state(f"http://127.0.0.1:{port}") is not None)
    process.kill()
    process.wait(30)
    process.stdout.close()
    _until(lambda: not Path(f"/proc/{child}").exists() or _is_zombie(child))
    assert _state(f"http://127.0.0.1:{port}") is None


def _is_zombie(pid: int) -> bool:
    return ") Z" in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
