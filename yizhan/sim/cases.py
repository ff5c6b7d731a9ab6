"""A case: one or a few trades, the documents that are sent for them, and what each must get."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from yizhan.kernel.faults import FaultCode
from yizhan.sim.cast import Cast
from yizhan.sim.chance import Chance
from yizhan.sim.fate import Course, fate
from yizhan.sim.papers import KINDS, Document, Trade, write_down
from yizhan.sim.trades import Bought, buy


class Expect(StrEnum):
    """What a trade must get. `released`: goes to customs, whose fate then decides."""

    RELEASED = "released"
    REFUSED = "refused"
    HELD = "held"
    WAITING = "waiting"


class Apart(StrEnum):
    """Why a document travels in a message of its own, and what is done to that message."""

    PLAIN = "plain"
    BROKEN = "broken"
    DOCTYPE = "doctype"
    ENCODING = "encoding"
    TYPE = "type"
    COP_CODE = "cop_code"
    ENVELOPE = "envelope"


class Again(StrEnum):
    """How a message comes a second time, in the second round."""

    SAME = "same"  # the same bytes
    WRAPPED = "wrapped"  # in an envelope
    OTHER = "other"  # its id, and something else inside


@dataclass(slots=True)
class Posting:
    """One document to send: the codes it is rejected with, if so, and in which round it goes.

    A later round is sent when everything before it has been answered.
    """

    document: Document
    number: str
    codes: tuple[FaultCode, ...] = ()
    apart: Apart | None = None
    round: int = 0


@dataclass(slots=True)
class Outcome:
    """What a trade must get: codes it must quote at least, and the group it is judged with."""

    ebp_code: str
    number: str
    kind: str
    expect: Expect
    codes: tuple[FaultCode, ...] = ()
    group: str = ""


@dataclass(slots=True)
class Group:
    """Trades of which only so many get a verdict, nobody can say which: the rest are released."""

    name: str
    expect: Expect
    codes: tuple[FaultCode, ...]
    least: int
    most: int


@dataclass(slots=True)
class Case:
    """Postings and outcomes that belong together.

    Postings that are `apart` go together in messages of the case's own, one for each type.
    `again`: that message comes a second time. `signed`: its sender signs it.
    """

    kind: str
    postings: list[Posting] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    group: Group | None = None
    again: Again | None = None
    signed: bool = False


@dataclass(slots=True)
class Scene:
    """Where cases are made: the cast, the seed, the day, and the next free number."""

    cast: Cast
    seed: int
    on: date
    next_index: int = 0

    def buy(self) -> Bought:
        index, self.next_index = self.next_index, self.next_index + 1
        return buy(self.cast, self.seed, index, self.on)

    def chance(self, bought: Bought) -> Chance:
        return Chance(self.seed, "papers", bought.number)

    def write_down(self, bought: Bought) -> Trade:
        return write_down(bought, self.cast, self.chance(bought))

    def smooth(self, bought: Bought) -> Bought:
        """The purchase under a number whose list a customs of the same seed simply releases.

        Where one trade's fate decides another's verdict, chance must not play.
        """
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            number = bought.number + letter
            if fate(self.seed, bought.platform.code, number).course is Course.PLAIN:
                return replace(bought, number=number)
        return bought


Maker: TypeAlias = Callable[[Scene], Case]
Codes: TypeAlias = tuple[FaultCode, ...]


def told(trade: Trade, kind: str, expect: Expect, codes: Codes = (), group: str = "") -> Outcome:
    """What the trade must get."""
    bought = trade.bought
    return Outcome(bought.platform.code, bought.number, kind, expect, codes, group)


def post(trade: Trade, rejected: Mapping[str, Codes] | None = None) -> list[Posting]:
    """All documents of the trade; those of the types in `rejected` with their codes."""
    codes = rejected or {}
    return [
        Posting(trade.documents[kind], trade.bought.number, codes.get(kind, ()))
        for kind in KINDS
        if kind in trade.documents
    ]


def clean(scene: Scene) -> Case:
    """An ordinary trade."""
    trade = scene.write_down(scene.buy())
    return Case("clean", post(trade), [told(trade, "clean", Expect.RELEASED)])
