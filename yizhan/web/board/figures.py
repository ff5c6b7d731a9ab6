"""What the board shows, from the day's counts: five figures, two charts, what needs somebody."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Final

from yizhan.services.trade import queries
from yizhan.services.trade.queries import REFUSED_BY_CUSTOMS, Day, Row, Scope
from yizhan.web.shell.words import STATES, Pair
from yizhan.web.shell.words_of_codes import name_of, stops
from yizhan.web.templatetags.say import PEOPLE

KEPT_SECONDS: Final = 4.0
# A board that is dear to reckon is kept longer: at most this share of the time goes into it.
SHARE: Final = 0.05
KEPT_AT_MOST: Final = 512
CHART_MINUTES: Final = 120
CHART_MINUTES_LEAST: Final = 15
REASONS: Final = 6
NEEDING: Final = 8

GROUPS: Final[Mapping[str, tuple[int, ...]]] = {
    "waiting": (10,),
    "held": (20, 65),
    "refused": (30, 80),
    "moving": (40, 50, 60),
    "released": (70, 75),
    "withdrawn": (90,),
}
GROUP_WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "waiting": ("等待单证", "Waiting", "waiting"),
    "held": ("审核 / 查验", "Held or in review", "held"),
    "refused": ("未通过 / 退单", "Refused", "refused"),
    "moving": ("报送中", "On the way", "moving"),
    "released": ("放行", "Released", "released"),
    "withdrawn": ("已撤回", "Withdrawn", "waiting"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure and the list behind it."""

    words: Pair
    many: int
    tone: str
    state: str
    note: Pair | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The day as it stood at `at`."""

    at: datetime
    day: str
    delay: timedelta | None
    tiles: Sequence[Tile]
    minutes: Sequence[tuple[datetime, int, int]]
    reasons: Sequence[tuple[str, Pair, int]]
    needing: Sequence[Row]
    total: int


_kept: dict[Scope, tuple[float, Board]] = {}  # until when, and what
_lock: Final = threading.Lock()


def board(scope: Scope, at: datetime) -> Board:
    """The board, a few seconds old at most where it is cheap to reckon; it says how old.

    Many screens may ask at once: one reckons, the others get the one before meanwhile.
    """
    began = monotonic()
    with _lock:
        until, held = _kept.get(scope, (0.0, None))
        if held is not None:
            if began < until and held.day == day_of(at)[0].date().isoformat():
                return held
            _kept[scope] = (began + KEPT_SECONDS, held)
    made = reckon(scope, at)
    ended = monotonic()
    with _lock:
        if len(_kept) >= KEPT_AT_MOST:
            _kept.clear()
        _kept[scope] = (ended + max(KEPT_SECONDS, (ended - began) / SHARE), made)
    return made


def forget() -> None:
    """Drop the boards kept."""
    with _lock:
        _kept.clear()


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """The first instant of the day at which people stand, and of the next."""
    start = at.astimezone(PEOPLE).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def reckon(scope: Scope, at: datetime) -> Board:
    """The board at `at`, from the database."""
    start, end = day_of(at)
    charted = max(start, at - timedelta(minutes=CHART_MINUTES))
    day = queries.day(scope, start, end, charted)
    return Board(
        at=at,
        day=start.date().isoformat(),
        delay=queries.oldest_unread(scope.zone, at) if scope.firm is None else None,
        tiles=_tiles(day),
        minutes=_minutes(day, charted, at),
        reasons=_reasons(day),
        needing=queries.needing(scope, NEEDING),
        total=day.total,
    )


def _tiles(day: Day) -> list[Tile]:
    def many(group: str) -> int:
        return sum(day.states.get(state, 0) for state in GROUPS[group])

    released = many("released")
    share = f"{released / day.total:.1%}" if day.total else ""
    tiles = [Tile(("到达", "Arrived"), day.total, "", "")]
    for group in ("released", "waiting", "held", "refused"):
        zh, en, tone = GROUP_WORDS[group]
        note = (
            (f"占到达 {share}", f"{share} of arrivals") if group == "released" and share else None
        )
        tiles.append(Tile((zh, en), many(group), tone, group, note))
    return tiles


def _minutes(day: Day, charted: datetime, at: datetime) -> list[tuple[datetime, int, int]]:
    """Arrivals and releases of each minute, empty ones too, from the first that has any."""
    busy = [minute for minute in (*day.arrived, *day.released) if minute >= charted]
    if not busy:
        return []
    last = at.astimezone(UTC).replace(second=0, microsecond=0)
    first = max(
        charted.astimezone(UTC).replace(second=0, microsecond=0),
        min([*busy, last - timedelta(minutes=CHART_MINUTES_LEAST)]),
    )
    count = int((last - first).total_seconds() // 60) + 1
    steps = [first + timedelta(minutes=step) for step in range(count)]
    return [(step, day.arrived.get(step, 0), day.released.get(step, 0)) for step in steps]


def _reasons(day: Day) -> list[tuple[str, Pair, int]]:
    counted = [(code, name_of(code), many) for code, many in day.codes.items() if stops(code)]
    if refused := day.states.get(REFUSED_BY_CUSTOMS, 0):
        # Customs gives reasons of its own, which carry none of our codes.
        counted.append(("", STATES[REFUSED_BY_CUSTOMS].pair, refused))
    return sorted(counted, key=lambda one: (-one[2], one[0]))[:REASONS]


def chart_of_minutes(board: Board, language: int) -> dict[str, Any]:
    """Arrivals and releases per minute for the line chart; `language` 0 中文, 1 English."""
    arrived, released = ("到达", "Arrived")[language], ("放行", "Released")[language]
    return {
        "minutes": [at.astimezone(PEOPLE).strftime("%H:%M") for at, _, _ in board.minutes],
        "series": [
            {"name": arrived, "color": "#8a959e", "values": [one[1] for one in board.minutes]},
            {"name": released, "color": "#137a4b", "values": [one[2] for one in board.minutes]},
        ],
    }


def chart_of_reasons(board: Board, language: int) -> dict[str, Any]:
    """The top reasons for the bar chart, most frequent on top."""
    upward = list(reversed(board.reasons))
    return {
        "names": [f"{words[language]} {code}".strip() for code, words, _ in upward],
        "values": [many for _, _, many in upward],
    }
