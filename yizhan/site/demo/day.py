"""The demonstration's day: set up, open, send, wait, compare, invite to the portal."""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Self

import click
import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from yizhan.kernel.errors import YizhanError
from yizhan.kit.zones import profiles
from yizhan.ops.supervisor import Child, Supervisor
from yizhan.ops.up import log_folder, prepare, station
from yizhan.sim.cast import Cast, cast
from yizhan.sim.fate import fate
from yizhan.sim.sample import Outgoing, Sample, Wish, day_before
from yizhan.site.demo import evidence, traffic
from yizhan.site.demo.command import SIMULATED_SPEED, Wanted
from yizhan.site.demo.comparison import Comparison, Key, compare
from yizhan.site.demo.enrol import Enrolled, enrol
from yizhan.site.demo.home import free_port
from yizhan.site.demo.traffic import Acknowledged, Door
from yizhan.site.demo.watch_list import watch
from yizhan.store.database import Role, connect

OPEN_SECONDS: Final = 60.0
PATIENCE_SECONDS: Final = 300.0
QUIET_SECONDS: Final = 15.0  # all answered, and nothing changed for so long: this is the result
LOOK_EVERY_SECONDS: Final = 0.5
UNEXPECTED_SHOWN: Final = 10


@contextmanager
def watching(supervisor: Supervisor) -> Iterator[None]:
    """Start again what dies, from a thread beside."""
    stop = threading.Event()
    thread = threading.Thread(target=supervisor.watch, args=(stop,), name="watch")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class NotOpen(YizhanError):
    """The station did not come up; its logs say why."""

    code = "NOT_OPEN"
    say = ("驿站未能启动,请看日志。", "The station did not come up; see its logs.")


class Day:
    """One demonstration; as a context it ends every process it began."""

    def __init__(self, wanted: Wanted, stop: threading.Event, began: float) -> None:
        self.wanted, self.stop, self.began = wanted, stop, began
        self.portal = f"http://127.0.0.1:{wanted.port}/"
        self.cast: Cast = cast(wanted.zone)
        self.zone: int = profiles.load(wanted.zone).id
        self.console = Console(stderr=True)
        self.enrolled: Enrolled
        self._processes = ExitStack()

    def __enter__(self) -> Self:
        self._say("正在准备数据库…", "Preparing the database…")
        prepare([self.wanted.zone])
        self.enrolled = enrol(self.wanted.zone, self.cast, self._now())
        watch(self.zone, self.cast.listed, self._now().date())
        with ExitStack() as processes:
            supervisor = processes.enter_context(Supervisor(self._children(), log_folder()))
            processes.enter_context(watching(supervisor))
            self._await_open()
            self._processes = processes.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._processes.close()

    def run(self) -> dict[str, Any]:
        """The whole day; returns what `--json` prints."""
        sample = self._sample()
        messages = list(sample.messages())
        expected = sample.expected()
        taken, wrong = self._send(messages)
        result = self._settle(expected, taken)
        result.unexpected += wrong
        with connect(Role.JOBS) as connection:
            proof = evidence.prove(connection, self.zone, taken)
        answer = {
            "trades": result.trades,
            "documents": sum(one.documents for one in taken),
            "answered": result.answered,
            "as_expected": result.as_expected,
            "unexpected": len(result.unexpected),
            "lost": proof.lost,
            "twice": proof.twice,
            "seconds": round(time.monotonic() - self.began, 1),
            "portal": self.portal,
        }
        self._tell(answer, result)
        return answer

    def wait(self) -> None:
        """Keep the station open until Ctrl-C."""
        self._say("按 Ctrl-C 结束。", "Press Ctrl-C to end.")
        # In short steps: a signal that another thread receives is heard at the next one.
        while not self.stop.wait(LOOK_EVERY_SECONDS):
            pass

    def _children(self) -> list[Child]:
        """The station's processes and the simulated customs, each told where the other is."""
        customs = free_port(0)
        os.environ["YIZHAN_CUSTOMS_URL"] = f"http://127.0.0.1:{customs}/dxp"
        os.environ["YIZHAN_SIMULATED"] = "1"
        os.environ["YIZHAN_SIGNED_PATIENCE"] = "5"
        os.environ["YIZHAN_CUSTOMS_KEY"] = self.enrolled.keys[self.cast.customs.customs_code]
        zones = [self.wanted.zone]
        web = ["--port", str(self.wanted.port)]
        simulated = ["sim", "customs", "--port", str(customs), "--station", f"{self.portal}dxp"]
        simulated += ["--seed", str(self.wanted.seed), "--speed", str(SIMULATED_SPEED)]
        return [
            *station(zones, web, workers=self.wanted.workers),
            Child("customs", simulated),
        ]

    def _await_open(self) -> None:
        until = time.monotonic() + OPEN_SECONDS
        while time.monotonic() < until and not self.stop.is_set():
            try:
                if httpx.get(f"{self.portal}health/ready").is_success:
                    self._say(
                        f"门户已开放:{self.portal}(模拟海关,编造的数据)",
                        f"The portal is open: {self.portal} (simulated customs, made-up data)",
                    )
                    self._invite()
                    return
            except httpx.TransportError:
                pass
            time.sleep(LOOK_EVERY_SECONDS / 5)
        if self.stop.is_set():
            raise click.Abort
        raise NotOpen(str(log_folder()))

    def _sample(self) -> Sample:
        wanted, on = self.wanted, day_before(self._now())
        return Sample(Wish(wanted.zone, wanted.trades, wanted.seed, on, wanted.faults))

    def _send(self, messages: Sequence[Outgoing]) -> tuple[list[Acknowledged], list[str]]:
        """Send round by round: what comes again, or mends, comes after the rest was judged."""
        door = Door(self.portal, self.enrolled.keys)
        taken: list[Acknowledged] = []
        wrong: list[str] = []
        with self._progress() as progress:
            for turn in sorted({one.round for one in messages}):
                those = [one for one in messages if one.round == turn]
                name = "发送 Sending" if turn == 0 else "再次发送 Sending again"
                bar = progress.add_task(name, total=len(those))
                kept, complaints = traffic.send(those, door, partial(progress.advance, bar))
                taken += kept
                wrong += complaints
                self._await_judged(taken, progress)
        return taken, wrong

    def _await_judged(self, taken: Sequence[Acknowledged], progress: Progress) -> None:
        total = len({one.message for one in taken})
        bar = progress.add_task("检查与核对 Checking and matching", total=total)
        until = time.monotonic() + PATIENCE_SECONDS
        with connect(Role.JOBS) as connection:
            while time.monotonic() < until and not self.stop.is_set():
                done = evidence.judged(connection, self.zone, taken)
                progress.update(bar, completed=done)
                if done >= total:
                    return
                time.sleep(LOOK_EVERY_SECONDS / 2)

    def _settle(self, expected: dict[str, Any], taken: Sequence[Acknowledged]) -> Comparison:
        """Look until everything is as expected, or answered and quiet, or patience ends."""
        until = time.monotonic() + PATIENCE_SECONDS
        changed, last = time.monotonic(), (-1, -1)
        with self._progress() as progress, connect(Role.JOBS) as connection:
            bar = progress.add_task("海关答复 Answers of customs", total=len(expected["trades"]))
            while True:
                found = evidence.find(connection, self.zone, taken)
                result = compare(expected, found, self._fate)
                progress.update(bar, completed=result.answered)
                now, figures = time.monotonic(), (result.answered, result.as_expected)
                if figures != last:
                    changed, last = now, figures
                whole = result.answered == result.trades
                quiet = whole and now - changed > QUIET_SECONDS
                if (whole and not result.unexpected) or quiet or now > until or self.stop.is_set():
                    return result
                time.sleep(LOOK_EVERY_SECONDS)

    def _fate(self, key: Key) -> str:
        return fate(self.wanted.seed, *key).final

    def _tell(self, answer: dict[str, Any], result: Comparison) -> None:
        for line in result.unexpected[:UNEXPECTED_SHOWN]:
            self.console.print(f"  ! {line}", markup=False, highlight=False)
        good = not (answer["unexpected"] or answer["lost"] or answer["twice"])
        self._say(
            f"{answer['trades']} 笔交易、{answer['documents']} 份单证,{answer['seconds']} 秒:"
            f"{answer['answered']} 笔已有答复,{answer['as_expected']} 笔与预期一致,"
            f"意外 {answer['unexpected']},丢失 {answer['lost']},重复 {answer['twice']}。",
            f"{answer['trades']} trades, {answer['documents']} documents, {answer['seconds']} s:"
            f" {answer['answered']} answered, {answer['as_expected']} as expected,"
            f" {answer['unexpected']} unexpected, {answer['lost']} lost, {answer['twice']} twice.",
        )
        if good:
            self._say("一切符合预期。", "Everything as expected.")

    def _invite(self) -> None:
        """Two links, each good for one person, once."""
        firm = self.enrolled.clerk_of
        self._say("请用一次性链接登录:", "Sign in with a one-time link:")
        self._say(f"  关员 Customs officer: {self.portal}s/{self.enrolled.officer}", "")
        self._say(f"  {firm.name} {firm.name_en}: {self.portal}s/{self.enrolled.clerk}", "")

    def _progress(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
        )

    def _say(self, zh: str, en: str) -> None:
        click.echo(f"{zh}\n{en}" if zh and en else zh or en, err=True)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)
