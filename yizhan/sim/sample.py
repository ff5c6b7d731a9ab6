"""A day's messages, what each trade in them must get, and how they are put into files."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from yizhan.kernel.faults import FaultCode
from yizhan.sim import spoiled, unequal, whole
from yizhan.sim.cases import Again, Apart, Case, Group, Maker, Outcome, Posting, Scene, clean
from yizhan.sim.cast import Party, cast
from yizhan.sim.chance import Chance
from yizhan.sim.render import Envelope, message, wrapped
from yizhan.sim.signing import Signer
from yizhan.sim.spoil import spoil

KINDS_OF_FAULT: Final[dict[str, Maker]] = {
    **whole.MAKERS,
    **unequal.MAKERS,
    **spoiled.MAKERS,
}
SIZES: Final = {
    **whole.SIZES,
    "over_annual_limit": unequal.ANNUAL_PIECES,
    "split_orders": unequal.SPLIT_PIECES,
}
WINDOW: Final = 4000  # trades whose documents are shuffled together
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
LAST_DAY: Final = date(2026, 12, 31)
STATION_DXP_ID: Final = "DXPSTATION000001"


def day_before(now: datetime) -> date:
    """The day of a sample made `now`: yesterday, as long as the goods' rates are of that year.

    The goods carry the rates of the tariff of 2026; a list of a later day would be held for want
    of a table, which is right and makes a poor sample.
    """
    yesterday = now.astimezone(SHANGHAI).date() - timedelta(days=1)
    return min(yesterday, LAST_DAY)


@dataclass(frozen=True, slots=True)
class Wish:
    """What sample is wanted. `faults`: the share of trades with which something is the matter."""

    zone: str
    trades: int
    seed: int
    on: date
    faults: float = 0.0
    batch: int = 100


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send: its name, who sends it, and in which round.

    `verdict`: `stored`, `rejected` (stored, and rejected as a whole), `repeated` (the answer is
    the first receipt) or `clash` (the id stands for other content); codes say why.
    """

    name: str
    sender: Party
    kind: str
    body: bytes
    documents: int
    round: int
    verdict: str = "stored"
    codes: tuple[FaultCode, ...] = ()
    signed: bool = False
    wrapped: bool = False


@dataclass(slots=True)
class Sample:
    """The messages of a wish, and after they are made what must come of them."""

    wish: Wish
    scene: Scene = field(init=False)
    outcomes: list[Outcome] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    places: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    signer: Signer | None = None
    _names: int = 0
    _waiting: dict[tuple[int, str, str], list[Posting]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        self.scene = Scene(cast(self.wish.zone), self.wish.seed, self.wish.on)

    def messages(self) -> Iterator[Outgoing]:
        """All messages in the order of sending: shuffled, the second round last."""
        plan = _plan(self.wish)
        later: list[Outgoing] = []
        for start in range(0, len(plan), WINDOW):
            made: list[Outgoing] = []
            for maker in plan[start : start + WINDOW]:
                made += self._take(maker(self.scene))
            made += self._full(last=start + WINDOW >= len(plan))
            self._chance("order", start).shuffle(made)
            yield from (one for one in made if not one.round)
            later += [one for one in made if one.round]
        yield from later

    def _take(self, case: Case) -> Iterator[Outgoing]:
        """Notes what the case must get, and makes the messages that are its own."""
        self.outcomes += case.outcomes
        if case.group:
            self.groups.append(case.group)
        apart: dict[str, list[Posting]] = defaultdict(list)
        for posting in case.postings:
            sender = posting.document.sender.customs_code
            if posting.apart:
                apart[posting.document.kind].append(posting)
            else:
                self._waiting[posting.round, sender, posting.document.kind].append(posting)
        for postings in apart.values():
            yield from self._apart(case, postings)

    def _apart(self, case: Case, postings: list[Posting]) -> Iterator[Outgoing]:
        """The case's own message, and when it comes again that one too."""
        how = postings[0].apart or Apart.PLAIN
        first = self._message(postings, how, signed=case.signed)
        yield first
        if case.again is None:
            return
        name = self._name(first.kind, first.sender)
        verdict = "clash" if case.again is Again.OTHER else "repeated"
        body = first.body
        if case.again is Again.OTHER:
            body = body.replace(b"<ceb:payerIdType>1", b"<ceb:payerIdType>2")
        elif case.again is Again.WRAPPED:
            body = self._wrap(first.body, first.kind, first.sender)
        yield Outgoing(
            name,
            first.sender,
            first.kind,
            body,
            0,
            1,
            verdict,
            wrapped=body[:60] != first.body[:60],
        )

    def _full(self, *, last: bool) -> Iterator[Outgoing]:
        """Messages of the documents that wait, shuffled; the rest waits on unless it is `last`."""
        size = self.wish.batch
        for key, waiting in sorted(self._waiting.items(), key=lambda item: item[0]):
            self._chance("documents", self._names, *key).shuffle(waiting)
            keep = 0 if last else len(waiting) % size
            ready = waiting[: len(waiting) - keep]
            del waiting[: len(ready)]
            for start in range(0, len(ready), size):
                yield self._message(ready[start : start + size], Apart.PLAIN)

    def _message(
        self, postings: Sequence[Posting], how: Apart, *, signed: bool = False
    ) -> Outgoing:
        document = postings[0].document
        kind, sender = document.kind, document.sender
        name = self._name(kind, sender)
        chance = self._chance("message", name)
        # One in four uses the default namespace; what is spoiled or comes again keeps the prefix.
        prefix = "ceb:" if postings[0].apart or chance.happens(0.75) else ""
        body = message(kind, [one.document for one in postings], sender, chance.guid(), prefix)
        if signed:
            self.signer = self.signer or Signer.new(sender, self._day())
            body = self.signer.sign(body)
        enclose = how is Apart.PLAIN and not postings[0].apart and chance.happens(0.1)
        if enclose or how is Apart.ENVELOPE:
            body = self._wrap(body, kind, sender)
        body = spoil(body, how, self.scene.cast)
        rejected = how is not Apart.PLAIN or len(postings) > whole.DOCUMENTS_MAX
        self._note(name, postings)
        return Outgoing(
            name=name,
            sender=sender,
            kind=kind,
            body=body,
            documents=len(postings),
            round=postings[0].round,
            verdict="rejected" if rejected else "stored",
            codes=postings[0].codes if rejected else (),
            signed=signed,
            wrapped=enclose or how is Apart.ENVELOPE,
        )

    def _note(self, name: str, postings: Sequence[Posting]) -> None:
        for position, posting in enumerate(postings, start=1):
            self.places[posting.number].append(
                {
                    "file": name,
                    "position": position,
                    "type": posting.document.kind,
                    "expect": "rejected" if posting.codes else "accepted",
                    "codes": list(posting.codes),
                }
            )

    def _name(self, kind: str, sender: Party) -> str:
        self._names += 1
        return f"{sender.customs_code}/{kind}-{self._names:05d}.xml"

    def _wrap(self, body: bytes, kind: str, sender: Party) -> bytes:
        ident = self._chance("envelope", self._names).guid()
        envelope = Envelope(ident, sender.dxp_id, STATION_DXP_ID, self._day())
        return wrapped(body, kind, envelope)

    def _day(self) -> datetime:
        return datetime.combine(self.wish.on, datetime.min.time(), UTC)

    def _chance(self, *names: object) -> Chance:
        return Chance(self.wish.seed, *names)

    def expected(self) -> dict[str, Any]:
        """What each trade must get; complete once all messages were made."""
        return {
            "seed": self.wish.seed,
            "zone": self.wish.zone,
            "day": self.wish.on.isoformat(),
            "trades": [
                {
                    "ebp_code": one.ebp_code,
                    "order_no": one.number,
                    "kind": one.kind,
                    "expect": one.expect,
                    "codes": list(one.codes),
                    "group": one.group,
                    "documents": self.places[one.number],
                }
                for one in self.outcomes
            ],
            "groups": [
                {
                    "group": group.name,
                    "expect": group.expect,
                    "codes": list(group.codes),
                    "least": group.least,
                    "most": group.most,
                }
                for group in self.groups
            ],
        }


def _plan(wish: Wish) -> list[Maker]:
    """Who makes which trade: faulty ones of every kind in turn, among clean ones."""
    room = round(wish.trades * wish.faults)
    faulty: list[Maker] = []
    names = list(KINDS_OF_FAULT)
    turn = 0
    # Small kinds fill what a large one leaves; a round without any that fits ends it.
    idle = 0
    while room and idle < len(names):
        name = names[turn % len(names)]
        turn += 1
        size = SIZES.get(name, 1)
        if size > room:
            idle += 1
            continue
        idle = 0
        room -= size
        faulty.append(KINDS_OF_FAULT[name])
    taken = round(wish.trades * wish.faults) - room
    plan: list[Maker] = [clean] * (wish.trades - taken) + faulty
    Chance(wish.seed, "plan").shuffle(plan)
    return plan


def write(sample: Sample, out: Path) -> Iterator[Outgoing]:
    """Puts every message into its file under `out`, then `manifest.json` and `expected.json`."""
    files: dict[str, dict[str, Any]] = {}
    verdicts = []
    for one in sample.messages():
        path = out / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.body)
        files[one.name] = {
            "sender": one.sender.customs_code,
            "type": one.kind,
            "documents": one.documents,
            "round": one.round,
            "signed": one.signed,
            "wrapped": one.wrapped,
        }
        if one.verdict != "stored":
            verdicts.append({"file": one.name, "expect": one.verdict, "codes": list(one.codes)})
        yield one
    manifest: dict[str, Any] = {"zone": sample.wish.zone, "files": files}
    if sample.signer:
        manifest["certificates"] = {sample.signer.party.customs_code: sample.signer.certificate_pem}
    _dump(out / "manifest.json", manifest)
    _dump(out / "expected.json", {**sample.expected(), "messages": verdicts})


def _dump(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
