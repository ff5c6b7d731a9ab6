"""A trade's row in a list, with the words beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from yizhan.services.trade.queries import Row
from yizhan.web.shell.words import STATES, TRADE_MODES, UNKNOWN_STATE, Pair
from yizhan.web.shell.words_of_codes import name_of, stops

HURRY: Final = timedelta(hours=4)
AWAITED: Final[Mapping[str, Pair]] = {
    "order": ("订单", "order"),
    "payment": ("支付单", "payment"),
    "waybill": ("运单", "waybill"),
    "list": ("清单", "list"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a trade stands where it stands."""

    code: str
    words: Pair


@dataclass(frozen=True, slots=True)
class Decorated:
    """A row with its reasons, time left and names."""

    row: Row
    reasons: Sequence[Reason]
    turn: Pair
    left: timedelta | None
    awaited: Pair | None
    mode: Pair | None
    names: Mapping[str, Pair] = field(default_factory=dict)

    @property
    def late(self) -> bool:
        return self.left is not None and self.left < timedelta(0)

    @property
    def hurry(self) -> bool:
        return self.left is not None and self.left < HURRY

    @property
    def platform_name(self) -> Pair:
        return self._name(self.row.platform)

    @property
    def seller_name(self) -> Pair:
        return self._name(self.row.seller or "")

    def _name(self, code: str) -> Pair:
        return self.names.get(code, (code, code))


def awaited_words(row: Row) -> Pair | None:
    """The documents still to come, as a phrase; None when all four are here."""
    if not row.awaited:
        return None
    words = [AWAITED[name] for name in row.awaited]
    return "、".join(zh for zh, _ in words), ", ".join(en for _, en in words)


def decorate(
    rows: Sequence[Row], now: datetime, names: Mapping[str, Pair] | None = None
) -> list[Decorated]:
    """Rows with their words; `names` are firms' names by code."""
    return [
        Decorated(
            row=row,
            reasons=[Reason(code, name_of(code)) for code in row.codes if stops(code)],
            turn=STATES.get(row.state, UNKNOWN_STATE).turn,
            left=row.due_at - now if row.due_at else None,
            awaited=awaited_words(row),
            mode=TRADE_MODES.get(row.mode or ""),
            names=names or {},
        )
        for row in rows
    ]
