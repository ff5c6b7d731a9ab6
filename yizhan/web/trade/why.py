"""The why box: what does not agree, what you can do, until when, whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yizhan.services.clearance.queries import Answer, Found
from yizhan.services.trade.queries import Story
from yizhan.web.shell.words import STATES, UNKNOWN_STATE, Pair, customs_said
from yizhan.web.shell.words_of_codes import name_of, stops, way_beside, way_out
from yizhan.web.trade.rows import awaited_words

FLOWING: Final = (40, 50, 60, 70, 75, 90)
WAITING, CUSTOMS_REVIEW, CUSTOMS_REFUSED = 10, 65, 80
CUSTOMS_STOPS: Final = ("100", "300", "500", "501", "502", "503", "599", "600", "700")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, in words, with its code where it has one, and the way out."""

    say: Pair
    way: Pair | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a trade stands still."""

    tone: str
    reasons: Sequence[Reason]
    until: datetime | None


def why(story: Story, found: Sequence[Found], answers: Sequence[Answer]) -> Why | None:
    """The reasons for standing still; None for a trade that moves or is done."""
    state = story.trade["state"]
    if state in FLOWING:
        return None
    reasons = _faults(story, found)
    if state in {CUSTOMS_REVIEW, CUSTOMS_REFUSED}:
        reasons = [_customs(state, answers), *reasons]
    if state == WAITING and (awaited := awaited_words(story.row)):
        zh, en = awaited
        say = (f"还缺{zh}。", f"Still missing: {en}.")
        reasons = [Reason(say, way_out("W101")), *reasons]
    if not reasons:
        word = STATES.get(state, UNKNOWN_STATE)
        reasons = [Reason((f"{word.zh}。", f"{word.en}."), way_out(""))]
    return Why(STATES.get(state, UNKNOWN_STATE).tone, reasons, story.trade["due_at"])


def _faults(story: Story, found: Sequence[Found]) -> list[Reason]:
    newest: dict[str, Found] = {}
    for one in found:
        newest.setdefault(one.code, one)
    codes = [code for code in story.trade["codes"] if stops(code) and code != "W101"]
    said = {code: newest[code].say if code in newest else name_of(code) for code in codes}
    return [Reason(say, way_beside(say, code), code) for code, say in said.items()]


def _customs(state: int, answers: Sequence[Answer]) -> Reason:
    said = next((one for one in reversed(answers) if one.status in CUSTOMS_STOPS), None)
    words = customs_said(said.info) if said else ""
    info = f":{words}" if words else ""
    info_en = f": {words}" if words else ""
    if state == CUSTOMS_REFUSED:
        return Reason(
            (f"海关退单{info}。", f"Customs refused the list{info_en}."),
            (
                "按退单原因更正单证后重新申报;不能更正的(如超过个人年度限额),请联系订购人取消订单并退款。",
                (
                    "Correct the documents as customs says and declare again. What cannot be "
                    "corrected, as a yearly limit passed, has to be cancelled and refunded."
                ),
            ),
        )
    return Reason(
        (f"海关正在审核或查验{info}。", f"Customs is reviewing or inspecting{info_en}."),
        ("等海关处理;如需配合查验,请按海关通知办理。", "Wait; if customs asks, help inspect."),
    )
