"""What the simulated customs does with a list: settled by seed and order, known beforehand."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Course(StrEnum):
    """Ways a list can go."""

    PLAIN = "plain"
    INSPECTED = "inspected"
    REVIEWED = "reviewed"
    SUSPENDED = "suspended"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Step:
    """One receipt: status, reason code, text, and seconds after the list came in."""

    status: str
    code: str
    say: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Fate:
    """All receipts of a list by time, and how they are delivered.

    `swapped`: the place of the receipt that arrives after its follower, or -1;
    `repeated`: the place of the one that arrives twice, or -1.
    """

    course: Course
    steps: tuple[Step, ...]
    swapped: int
    repeated: int

    @property
    def final(self) -> str:
        """Where it ends: released, refused or review."""
        return _FINAL[self.course]


_FINAL = {
    Course.PLAIN: "released",
    Course.INSPECTED: "released",
    Course.REVIEWED: "released",
    Course.SUSPENDED: "review",
    Course.REJECTED: "refused",
}
# Of 10,000 lists; the rest are plain.
_SHARES = (
    (Course.INSPECTED, 250),
    (Course.REVIEWED, 150),
    (Course.SUSPENDED, 50),
    (Course.REJECTED, 150),
)
_WHOLE: Final = 10_000
_SENT_SHARE: Final = 5_000  # lists that get a receipt 3 too
_SWAPPED_SHARE: Final = 200
_REPEATED_SHARE: Final = 200
_REASONS = (
    ("1300", "人工退单"),
    ("1313", "超过年度限额"),
    ("1322", "订单清单表体商品项不一致"),
    ("1327", "订购人与支付人不一致"),
    ("13035", "订单与支付单支付企业不一致"),
    ("13127", "清单与订单订购人不一致"),
)
_DECLARED = Step("2", "", "电子口岸申报中", 1)
_SENT = Step("3", "", "发送海关成功", 2)
_STORED = Step("120", "1800", "逻辑校验通过", 6)


def fate(seed: int, ebp_code: str, order_no: str) -> Fate:
    """The fate of the list of that order at a customs of that seed. Pure.

    >>> fate(1, "5001969001", "A1") == fate(1, "5001969001", "A1")
    True
    """
    text = f"{seed}|{ebp_code}|{order_no}".encode()
    dice = hashlib.blake2b(text, digest_size=14).digest()
    course = _course(int.from_bytes(dice[:4], "big") % _WHOLE)
    begun = [_DECLARED]
    if int.from_bytes(dice[4:6], "big") % _WHOLE < _SENT_SHARE:
        begun.append(_SENT)
    steps = (*begun, *_rest(course, dice[6], dice[7]))
    return Fate(
        course=course,
        steps=steps,
        swapped=_place(dice[8:11], _SWAPPED_SHARE, len(steps) - 1),
        repeated=_place(dice[11:14], _REPEATED_SHARE, len(steps)),
    )


def _course(roll: int) -> Course:
    for course, share in _SHARES:
        if roll < share:
            return course
        roll -= share
    return Course.PLAIN


def _rest(course: Course, pace: int, reason: int) -> list[Step]:
    """What follows the sending; `pace` (0–255) makes some lists slower than others."""
    if course is Course.REJECTED:
        code, say = _REASONS[reason % len(_REASONS)]
        return [Step("100", code, say, 8 + pace // 16)]
    stop = {
        Course.INSPECTED: Step("500", "", "查验", 15),
        Course.REVIEWED: Step("300", "1200", "待人工审核", 12),
        Course.SUSPENDED: Step("600", "", "挂起", 12),
    }.get(course)
    steps = [_STORED] if stop is None else [_STORED, stop]
    if course is Course.SUSPENDED:
        return steps
    released = (20 if stop is None else 600) + pace
    return [
        *steps,
        Step("800", "2600", "放行", released),
        Step("899", "", "结关", released + 1_800 + 2 * pace),
    ]


def _place(dice: bytes, share: int, places: int) -> int:
    """One of the places in `share` of 10,000 cases, else -1."""
    roll = int.from_bytes(dice[:2], "big") % _WHOLE
    return dice[2] % places if roll < share else -1
