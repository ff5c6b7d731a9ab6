"""The simulated customs: takes lists, and knows from seed and order what becomes of each.

It reads with `wire`, checks with `signing`, and never asks our rules (D15). It keeps no name,
number or address of a person: only the keys that its receipts must quote.
"""

import heapq
import itertools
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from lxml import etree

from yizhan.sim.fate import Step, fate
from yizhan.sim.journal import Journal
from yizhan.sim.receipts import SCHEMA_WRONG, SHANGHAI, SIGNATURE_WRONG, TAKEN, Receipt, answer
from yizhan.sim.signing import verifies
from yizhan.sim.wire import CEB, Head, Unreadable, read_import, unwrap

ANSWERS_KEPT: Final = 200_000
DECLARED_ALREADY: Final = "-621004"
LIST: Final = "CEB621Message"
SIMULATED: Final = ",模拟海关"  # more text after a comma is usual in real receipts too
BEFORE_CUSTOMS: Final = frozenset({"2", "3", DECLARED_ALREADY})


@dataclass(frozen=True, slots=True)
class Declared:
    """The keys of one list."""

    guid: str
    customs_code: str
    ebp_code: str
    ebc_code: str
    agent_code: str
    cop_no: str
    order_no: str


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A receipt and when to deliver it; `key` names it in the journal."""

    at: datetime
    turn: int
    key: str
    receipt: Receipt


class Customs:
    """One desk. Safe to use from several threads.

    `speed`: how many of its seconds pass in one of ours.
    """

    def __init__(
        self, seed: int, speed: float, dxp_id: str, journal: Journal | None = None
    ) -> None:
        self._seed, self._speed, self._dxp_id = seed, speed, dxp_id
        self._journal = journal or Journal(None)
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._tries: dict[tuple[str, str], int] = {}
        self._due: list[Due] = []
        self._turns = itertools.count()
        self._serial = itertools.count(1)
        self.lists = self.twice = self.messages = 0
        for entry in self._journal.messages():
            lists = [Declared(**values) for values in entry.lists]
            self._remember(entry.station, entry.cop_msg_id, b"")
            self._declare(entry.station, lists, entry.at)

    def take(self, body: bytes, at: datetime) -> bytes:
        """The answer to a DxpMsg; the same one for the same CopMsgId. Raises Unreadable."""
        head, inner = unwrap(body)
        key = (head.sender_id, head.cop_msg_id)
        with self._lock:
            if key in self._answers:
                return self._answers[key] or answer(head, TAKEN, "已接收", self._dxp_id, at)
        code, info, lists = _examine(head, inner)
        reply = answer(head, code, info, self._dxp_id, at)
        with self._lock:
            if key in self._answers:  # it came twice at the same instant
                return self._answers[key]
            self.messages += 1
            if code == TAKEN:
                self._journal.took(head.sender_id, head.cop_msg_id, at, map(asdict, lists))
                self._remember(*key, reply)
                self._declare(head.sender_id, lists, at)
        return reply

    def due(self, now: datetime, most: int) -> list[Due]:
        """The receipts to deliver by `now`, at most so many, taken out of the plan."""
        with self._lock:
            ready: list[Due] = []
            while self._due and self._due[0].at <= now and len(ready) < most:
                ready.append(heapq.heappop(self._due))
            return ready

    def delivered(self, sent: list[Due]) -> None:
        """Notes that the station has these."""
        self._journal.delivered([one.key for one in sent])

    def waiting(self) -> int:
        """How many receipts are still to be delivered."""
        with self._lock:
            return len(self._due)

    def _remember(self, station: str, cop_msg_id: str, reply: bytes) -> None:
        self._answers[station, cop_msg_id] = reply
        if len(self._answers) > ANSWERS_KEPT:
            self._answers.popitem(last=False)

    def _declare(self, station: str, lists: list[Declared], at: datetime) -> None:
        for one in lists:
            self.lists += 1
            serial = next(self._serial)
            key = (one.ebp_code, one.order_no)
            tries = self._tries.get(key, 0)
            if tries and fate(self._seed, *_named(one, tries)).final != "refused":
                self.twice += 1
                again = Step(DECLARED_ALREADY, "", "已申报,请勿重复申报", 1)
                self._plan(station, one, serial, (again,), at)
                continue
            self._tries[key] = tries + 1
            destiny = fate(self._seed, *_named(one, tries + 1))
            self._plan(station, one, serial, destiny.steps, at, (destiny.swapped, destiny.repeated))

    def _plan(  # noqa: PLR0913, PLR0917 -- one list and what is known of its way
        self,
        station: str,
        one: Declared,
        serial: int,
        steps: tuple[Step, ...],
        at: datetime,
        oddly: tuple[int, int] = (-1, -1),
    ) -> None:
        """Puts each step into the plan; a swapped one comes after its follower."""
        swapped, repeated = oddly
        times = [
            # However fast the clock runs, one thing happens after another.
            at + max(timedelta(seconds=step.seconds / self._speed), timedelta(milliseconds=place))
            for place, step in enumerate(steps, start=1)
        ]
        numbers = _numbers(one, serial, at)
        pause = timedelta(seconds=1 / self._speed)
        for place, step in enumerate(steps):
            receipt = _receipt(station, one, numbers, step, times[place])
            arrives = times[place + 1] + pause if place == swapped else times[place]
            self._push(arrives, f"{serial}/{place}", receipt)
            if place == repeated:
                self._push(arrives + 2 * pause, f"{serial}/{place}/2", receipt)

    def _push(self, at: datetime, key: str, receipt: Receipt) -> None:
        if not self._journal.has_delivered(key):
            heapq.heappush(self._due, Due(at, next(self._turns), key, receipt))


def _examine(head: Head, inner: bytes) -> tuple[str, str, list[Declared]]:
    """Answer code, its sentence, and the lists of the message."""
    try:
        root = read_import(inner)
    except Unreadable as wrong:
        return SCHEMA_WRONG, f"报文格式校验失败 · against the official schema: {wrong}", []
    kind = str(root.tag).rpartition("}")[2]
    if kind != LIST:
        return TAKEN, f"已接收 {kind},模拟海关只答复清单 · taken; only lists get receipts", []
    if not verifies(root):
        return SIGNATURE_WRONG, "电子签名校验失败 · the signature does not verify", []
    return TAKEN, f"已接收 · taken: {head.kind}", [_declared(one) for one in _heads(root)]


def _heads(root: etree._Element) -> list[etree._Element]:
    return root.findall(f"{{{CEB}}}Inventory/{{{CEB}}}InventoryHead")


def _declared(head: etree._Element) -> Declared:
    def value(name: str) -> str:
        return head.findtext(f"{{{CEB}}}{name}") or ""

    return Declared(
        guid=value("guid"),
        customs_code=value("customsCode"),
        ebp_code=value("ebpCode"),
        ebc_code=value("ebcCode"),
        agent_code=value("agentCode"),
        cop_no=value("copNo") or value("orderNo")[:20],
        order_no=value("orderNo"),
    )


def _named(one: Declared, tries: int) -> tuple[str, str]:
    """Platform and order by which fate is asked; a list sent anew after a refusal has another."""
    return one.ebp_code, one.order_no if tries == 1 else f"{one.order_no}#{tries}"


def _numbers(one: Declared, serial: int, at: datetime) -> tuple[str, str]:
    """The numbers E-Port and customs give a list."""
    on, last = f"{at.astimezone(SHANGHAI):%Y%m%d}", f"{serial % 1_000_000_000:09d}"
    return f"B{on}{last}", f"{one.customs_code}{on[:4]}I{last}"


def _receipt(
    station: str, one: Declared, numbers: tuple[str, str], step: Step, at: datetime
) -> Receipt:
    pre_no, invt_no = numbers
    return Receipt(
        station=station,
        guid=one.guid,
        customs_code=one.customs_code,
        ebp_code=one.ebp_code,
        ebc_code=one.ebc_code,
        agent_code=one.agent_code,
        cop_no=one.cop_no,
        pre_no=pre_no,
        # Customs gives its number when the list enters its database.
        invt_no="" if step.status in BEFORE_CUSTOMS else invt_no,
        status=step.status,
        info=(f"[Code:{step.code};Desc:{step.say}]" if step.code else step.say) + SIMULATED,
        happened_at=at,
    )
