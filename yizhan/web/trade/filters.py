"""Filters of the trades list: read from the address, shown as chips. Unknown values are refused."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from yizhan.kernel.faults import FaultCode
from yizhan.services.trade.queries import Wanted
from yizhan.web.board.figures import GROUP_WORDS, GROUPS
from yizhan.web.shell.words import TRADE_MODES, Pair
from yizhan.web.shell.words_of_codes import name_of
from yizhan.web.templatetags.say import PEOPLE

FIRM_CODE: Final = re.compile(r"[0-9A-Z]{1,18}")
CURSOR: Final = re.compile(r"[0-9]{1,19}")
NUMBER_LONGEST: Final = 80
KEYS: Final = ("state", "code", "mode", "platform", "day")


class UnknownFilter(ValueError):
    """The address asks for something that is no filter of this list."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force: its words, and the key that takes it away."""

    key: str
    words: Pair


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for."""

    state: str
    code: str
    mode: str
    platform: str
    day: date | None
    number: str
    before: int | None

    @property
    def wanted(self) -> Wanted:
        since = (
            datetime(self.day.year, self.day.month, self.day.day, tzinfo=PEOPLE)
            if self.day
            else None
        )
        return Wanted(
            state=GROUPS.get(self.state, ()),
            code=self.code or None,
            mode=self.mode or None,
            platform=self.platform or None,
            since=since,
            until=since + timedelta(days=1) if since else None,
        )

    def chips(self, names: Mapping[str, Pair]) -> list[Chip]:
        """The filters in force but the state, which has buttons of its own."""
        found: list[Chip] = []
        if self.code:
            zh, en = name_of(self.code)
            found.append(Chip("code", (f"{zh} {self.code}", f"{en} {self.code}")))
        if self.mode:
            zh, en = TRADE_MODES[self.mode]
            found.append(Chip("mode", (f"{zh} {self.mode}", f"{en} {self.mode}")))
        if self.platform:
            zh, en = names.get(self.platform, (self.platform, self.platform))
            found.append(Chip("platform", (f"平台 {zh}", f"Platform {en}")))
        if self.day:
            found.append(Chip("day", (f"{self.day} 到达", f"Arrived {self.day}")))
        if self.number:
            found.append(Chip("q", (f"单号 {self.number}", f"Number {self.number}")))
        return found


def _chosen(given: str, allowed: Container[str], key: str) -> str:
    if given and given not in allowed:
        raise UnknownFilter(key)
    return given


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise UnknownFilter("day") from error


def read(query: Mapping[str, str]) -> Filters:
    """The filters of an address; raises UnknownFilter naming the key that cannot be."""
    before, platform = query.get("before", ""), query.get("platform", "")
    if before and not CURSOR.fullmatch(before):
        raise UnknownFilter("before")
    if platform and not FIRM_CODE.fullmatch(platform):
        raise UnknownFilter("platform")
    return Filters(
        state=_chosen(query.get("state", ""), GROUP_WORDS, "state"),
        code=_chosen(query.get("code", "").upper(), {str(code) for code in FaultCode}, "code"),
        mode=_chosen(query.get("mode", ""), TRADE_MODES, "mode"),
        platform=platform,
        day=_day(query.get("day", "")),
        number=query.get("q", "").strip()[:NUMBER_LONGEST].replace("\x00", ""),
        before=int(before) if before else None,
    )
