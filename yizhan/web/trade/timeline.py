"""The course of a trade 进程: what happened when, where it stands, what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yizhan.kernel.ids import instant_of
from yizhan.services.clearance.queries import Answer
from yizhan.services.trade.queries import FINAL_STATES, Story
from yizhan.web.shell.words import STATES, UNKNOWN_STATE, Pair, customs_said, customs_status
from yizhan.web.shell.words_of_codes import stops

DOCUMENTS: Final = (
    ("order_id", ("订单到达", "Order arrived"), ("等待订单", "Waiting for the order")),
    ("payment_id", ("支付单到达", "Payment arrived"), ("等待支付单", "Waiting for the payment")),
    ("waybill_id", ("运单到达", "Waybill arrived"), ("等待运单", "Waiting for the waybill")),
    ("list_id", ("清单到达", "List arrived"), ("等待清单", "Waiting for the list")),
)
BEFORE_CUSTOMS: Final = (10, 20, 30, 40)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `tone` is done, now, look, bad or to-come."""

    words: Pair
    tone: str
    at: datetime | None = None
    note: Pair | None = None


def course(story: Story, answers: Sequence[Answer]) -> list[Step]:
    """The steps of a trade, in order."""
    trade = story.trade
    state = trade["state"]
    steps = _documents(story)
    complete = all(trade[column] for column, _, _ in DOCUMENTS)
    if complete:
        last = max(trade[column] for column, _, _ in DOCUMENTS)
        steps.append(Step(("四单到齐", "All four are here"), "done", instant_of(last)))
    if state in BEFORE_CUSTOMS and state != BEFORE_CUSTOMS[0]:
        steps.append(_standing(state, trade["state_at"], sum(map(stops, trade["codes"]))))
    elif complete and state not in BEFORE_CUSTOMS:
        steps.append(Step(("比对、计税、筛查通过", "Compared, taxed and screened"), "done"))
    steps += [_answer(one) for one in answers]
    return steps + _ahead(state, trade["state_at"], answers)


def _documents(story: Story) -> list[Step]:
    trade = story.trade
    here = [
        Step(arrived, "done", instant_of(trade[column]))
        for column, arrived, _ in DOCUMENTS
        if trade[column]
    ]
    tone = "now" if trade["state"] == BEFORE_CUSTOMS[0] else "to-come"
    away = [Step(waiting, tone) for column, _, waiting in DOCUMENTS if not trade[column]]
    return sorted(here, key=lambda step: step.at or trade["state_at"]) + away


def _standing(state: int, since: datetime, codes: int) -> Step:
    word = STATES.get(state, UNKNOWN_STATE)
    tone = {"held": "look", "refused": "bad"}.get(word.tone, "now")
    note = (f"{codes} 项原因,见上", f"Reasons: {codes}, see above") if codes else None
    return Step(word.pair, tone, since, note)


def _answer(one: Answer) -> Step:
    zh, en, tone = customs_status(one.status)
    mark = {"held": "look", "refused": "bad"}.get(tone, "done")
    words = customs_said(one.info)
    note = (words, words) if words else None
    return Step((f"{zh} {one.status}", f"{en} {one.status}"), mark, one.said_at, note)


def _ahead(state: int, since: datetime, answers: Sequence[Answer]) -> list[Step]:
    """What is still to come, unless the trade is finished."""
    if state in FINAL_STATES:
        if answers:
            return []
        word = STATES.get(state, UNKNOWN_STATE)
        return [Step(word.pair, "bad" if word.tone == "refused" else "done", since)]
    ahead: list[Step] = []
    if state in BEFORE_CUSTOMS:
        ahead.append(Step(("报送海关", "To customs"), "to-come"))
    elif not answers:
        ahead.append(Step(("已报送,等海关答复", "Sent; waiting for customs"), "now", since))
    return [*ahead, Step(("放行", "Release"), "to-come")]
