"""The day's messages, sent by each firm with its own key through the station's door."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from yizhan.cli.station import Outgoing as Parcel
from yizhan.cli.station import Station, TurnedAway, grouped
from yizhan.sim.sample import Outgoing

SENDERS_AT_ONCE: Final = 4
GROUP: Final = 10
KEPT: Final = frozenset({200, 202})


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A message the station took: its name in the sample and the id of its receipt."""

    name: str
    message: int
    documents: int
    status: int


@dataclass(frozen=True, slots=True)
class Door:
    """Where to send, with which key each sender (by customs code) is known."""

    url: str
    keys: Mapping[str, str]


def send(
    messages: Iterable[Outgoing], door: Door, done: Callable[[int], None]
) -> tuple[list[Acknowledged], list[str]]:
    """Receipts of all that was taken, and a line for each answer that should have been another.

    `done` hears how many messages each answer settled.
    """
    by_sender: dict[str, list[Outgoing]] = defaultdict(list)
    for one in messages:
        by_sender[one.sender.customs_code].append(one)
    taken: list[Acknowledged] = []
    wrong: list[str] = []
    with ThreadPoolExecutor(SENDERS_AT_ONCE) as pool:
        jobs = [
            pool.submit(_send_own, own, door.url, door.keys[sender], done)
            for sender, own in by_sender.items()
        ]
        for job in jobs:
            kept, complaints = job.result()
            taken += kept
            wrong += complaints
    return taken, wrong


def _send_own(
    messages: Sequence[Outgoing], url: str, key: str, done: Callable[[int], None]
) -> tuple[list[Acknowledged], list[str]]:
    """One sender's messages in their order."""
    taken: list[Acknowledged] = []
    wrong: list[str] = []
    by_name = {one.name: one for one in messages}
    with Station(url, key) as station:
        for group in grouped((Parcel(one.name, one.body) for one in messages), most=GROUP):
            for parcel, receipt in zip(group, _post(station, group), strict=True):
                one = by_name[parcel.name]
                status = int(receipt["status"])
                if status in KEPT:
                    number = int(receipt["id"])
                    taken.append(Acknowledged(one.name, number, one.documents, status))
                if status != _wanted(one):
                    wrong.append(f"{one.name}: HTTP {status}, {_wanted(one)} wanted")
            done(len(group))
    return taken, wrong


def _post(station: Station, group: Sequence[Parcel]) -> Sequence[Mapping[str, Any]]:
    """The answers; a lone message's refusal is an answer like the others."""
    try:
        return station.post(group)
    except TurnedAway as error:
        if len(group) > 1 or "status" not in error.problem:
            raise
        return [error.problem]


def _wanted(one: Outgoing) -> int:
    return {"repeated": 200, "clash": 409}.get(one.verdict, 202)
