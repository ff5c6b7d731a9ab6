"""Cases about whole messages, about what comes again or later, and about signed messages."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from yizhan.kernel.faults import FaultCode
from yizhan.sim.cases import Again, Apart, Case, Codes, Expect, Maker, Posting, Scene, post, told
from yizhan.sim.chance import Chance
from yizhan.sim.papers import LIST, ORDER, PAYMENT, WAYBILL, Document, Trade, stamp
from yizhan.sim.unequal import other_freight

SIGNED_CLEAN: Final = 5
SIGNED_FAULTY: Final = 3
DOCUMENTS_MAX: Final = 100
_WAITS = (FaultCode.AWAITING,)


def apart(name: str, kind: str, how: Apart, code: FaultCode, scene: Scene) -> Case:
    """A trade one of whose documents travels in a message that is rejected as a whole."""
    trade = scene.write_down(scene.buy())
    postings = post(trade, {kind: (code,)})
    _of(postings, kind).apart = how
    return Case(name, postings, [told(trade, name, Expect.WAITING, _WAITS)])


def too_many(scene: Scene) -> Case:
    """A payment in a message of 101 documents, which is one too many."""
    name = "too_many_documents"
    case = apart(name, PAYMENT, Apart.PLAIN, FaultCode.XML_DOCUMENTS, scene)
    payment = _of(case.postings, PAYMENT)
    chance = Chance(scene.seed, name, payment.number)
    for _ in range(DOCUMENTS_MAX):
        head = payment.document.head | {"guid": chance.guid()}
        copy = Document(PAYMENT, payment.document.sender, head)
        case.postings.append(replace(payment, document=copy))
    return case


def again(name: str, how: Again, scene: Scene) -> Case:
    """A trade that clears, one message of which comes a second time."""
    trade = scene.write_down(scene.buy())
    postings = post(trade)
    _of(postings, PAYMENT).apart = Apart.PLAIN
    return Case(name, postings, [told(trade, name, Expect.RELEASED)], again=how)


def corrected(scene: Scene) -> Case:
    """A payment of another amount, then the right one with a newer time."""
    trade = scene.write_down(scene.buy())
    right = _later(trade, PAYMENT, 1800)
    right.document.head["appType"] = "2"
    trade.documents[PAYMENT].head["amountPaid"] = "1.00"
    outcome = told(trade, "corrected", Expect.RELEASED)
    return Case("corrected", [*post(trade), right], [outcome])


def mended(scene: Scene) -> Case:
    """An order that is rejected, then the order as it should be."""
    trade = scene.write_down(scene.buy())
    right = _later(trade, ORDER, 1800)
    trade.documents[ORDER].head["buyerIdType"] = "2"
    postings = post(trade, {ORDER: (FaultCode.ID_TYPE,)})
    return Case("mended", [*postings, right], [told(trade, "mended", Expect.RELEASED)])


def late(scene: Scene) -> Case:
    """A waybill that comes when everything else has been waiting."""
    trade = scene.write_down(scene.buy())
    waybill = Posting(trade.documents.pop(WAYBILL), trade.bought.number, round=1)
    outcome = told(trade, "late_waybill", Expect.RELEASED)
    return Case("late_waybill", [*post(trade), waybill], [outcome])


def older(scene: Scene) -> Case:
    """A payment older than the one that is held, of a trade that waits for its waybill."""
    trade = scene.write_down(scene.buy())
    del trade.documents[WAYBILL]
    stale = _later(trade, PAYMENT, -3600)
    stale.document.head |= {"appType": "2", "amountPaid": "1.00"}
    stale.codes = (FaultCode.OLDER,)
    return Case("older", [*post(trade), stale], [told(trade, "older", Expect.WAITING, _WAITS)])


def signed_clean(scene: Scene) -> Case:
    """Lists that their declarant signed in one message, all in order (D11)."""
    case = Case("signed_clean", signed=True)
    for _ in range(SIGNED_CLEAN):
        _add_signed(case, _signed_trade(scene), ())
    return case


def signed_faulty(scene: Scene) -> Case:
    """A signed message with a list in it that we hold.

    It waits for its patience, then goes to customs unchanged with our finding kept.
    """
    case = Case("signed_faulty", signed=True)
    for place in range(SIGNED_FAULTY):
        trade = _signed_trade(scene)
        if place == 1:
            other_freight(trade, scene)
        _add_signed(case, trade, (FaultCode.LIST_FREIGHT_DIFFERS,) if place == 1 else ())
    return case


def _signed_trade(scene: Scene) -> Trade:
    agent = scene.cast.agents[1]
    return scene.write_down(scene.smooth(replace(scene.buy(), agent=agent)))


def _add_signed(case: Case, trade: Trade, codes: Codes) -> None:
    postings = post(trade)
    _of(postings, LIST).apart = Apart.PLAIN
    case.postings += postings
    case.outcomes.append(told(trade, case.kind, Expect.RELEASED, codes))


def _of(postings: list[Posting], kind: str) -> Posting:
    return next(one for one in postings if one.document.kind == kind)


def _later(trade: Trade, kind: str, seconds: int) -> Posting:
    """The document again in the second round, its time moved by so many seconds."""
    document = trade.documents[kind]
    at = datetime.strptime(document.head["appTime"], "%Y%m%d%H%M%S")  # noqa: DTZ007 -- local, as documents write it
    head = document.head | {"appTime": stamp(at + timedelta(seconds=seconds))}
    lines = [dict(line) for line in document.lines]
    copy = Document(kind, document.sender, head, lines)
    return Posting(copy, trade.bought.number, round=1)


_C = FaultCode
MAKERS: dict[str, Maker] = {
    "xml_broken": partial(apart, "xml_broken", ORDER, Apart.BROKEN, _C.XML_BROKEN),
    "xml_doctype": partial(apart, "xml_doctype", WAYBILL, Apart.DOCTYPE, _C.XML_DTD),
    "xml_encoding": partial(apart, "xml_encoding", ORDER, Apart.ENCODING, _C.XML_ENCODING),
    "unknown_type": partial(apart, "unknown_type", PAYMENT, Apart.TYPE, _C.XML_TYPE),
    "envelope_broken": partial(apart, "envelope_broken", WAYBILL, Apart.ENVELOPE, _C.XML_ENVELOPE),
    "cop_code_of_another": partial(
        apart, "cop_code_of_another", ORDER, Apart.COP_CODE, _C.SENDER_NOT_COPCODE
    ),
    "too_many_documents": too_many,
    "sent_twice": partial(again, "sent_twice", Again.SAME),
    "sent_twice_wrapped": partial(again, "sent_twice_wrapped", Again.WRAPPED),
    "id_reused": partial(again, "id_reused", Again.OTHER),
    "corrected": corrected,
    "mended": mended,
    "late_waybill": late,
    "older": older,
    "signed_clean": signed_clean,
    "signed_faulty": signed_faulty,
}
SIZES = {"signed_clean": SIGNED_CLEAN, "signed_faulty": SIGNED_FAULTY}
