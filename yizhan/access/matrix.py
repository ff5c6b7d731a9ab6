"""Who may do what: one table. What stands nowhere in it nobody may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from yizhan.access.models import Role

CLERK, OFFICER, ADMINISTRATOR = Role.CLERK.value, Role.OFFICER.value, Role.ADMINISTRATOR.value
FIRM: Final = "firm"
CUSTOMS, TAX, ZONE_OFFICE = "customs", "tax", "zone"
OFFICES: Final = frozenset({CUSTOMS, TAX, ZONE_OFFICE})


@dataclass(frozen=True, slots=True)
class Right:
    """An act, and who may do it: by the side they stand on, with any of the roles."""

    zh: str
    en: str
    sides: frozenset[str]
    roles: frozenset[str]


_EVERYBODY = frozenset({CLERK, OFFICER, ADMINISTRATOR})
_ALL_SIDES = OFFICES | {FIRM}

MATRIX: Final[Mapping[str, Right]] = {
    "board.view": Right("查看今日看板", "See the board of the day", _ALL_SIDES, _EVERYBODY),
    "trade.view": Right("查看交易", "See trades", _ALL_SIDES, _EVERYBODY),
    "message.view": Right(
        "查看报文", "See messages", frozenset({FIRM, CUSTOMS, ZONE_OFFICE}), _EVERYBODY
    ),
    "message.send": Right(
        "报送单证", "Send documents", frozenset({FIRM}), frozenset({CLERK, ADMINISTRATOR})
    ),
    "receipt.pull": Right(
        "领取回执", "Pull receipts", frozenset({FIRM}), frozenset({CLERK, ADMINISTRATOR})
    ),
    "rulebook.view": Right("查看规则", "Read the rules", _ALL_SIDES, _EVERYBODY),
    "key.issue": Right(
        "签发接口密钥", "Issue API keys", frozenset({FIRM}), frozenset({ADMINISTRATOR})
    ),
}
