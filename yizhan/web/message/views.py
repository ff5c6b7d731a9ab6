"""The messages list, and one message: its verdict, its documents, its text masked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from lxml import etree

from yizhan.access.subjects import Subject
from yizhan.ceb.declare import Message as Declared
from yizhan.ceb.registry import MESSAGES
from yizhan.services.clearance import queries
from yizhan.services.clearance.queries import Message, Receipt
from yizhan.services.trade import queries as trades
from yizhan.services.trade.queries import Row
from yizhan.web.message.masked import Document, Line, attach, documents, lines
from yizhan.web.message.opened import opened
from yizhan.web.shell.page import page_for, scope_of, show
from yizhan.web.shell.words import Pair
from yizhan.web.shell.words_of_codes import rejects, way_beside
from yizhan.web.trade.filters import CURSOR

_CUSTOMS = tuple(kind for kind, one in MESSAGES.items() if not one.request)
KINDS: Final[Mapping[str, tuple[Pair, Sequence[str]]]] = {
    "order": (("订单", "Orders"), ("CEB311Message",)),
    "payment": (("支付单", "Payments"), ("CEB411Message",)),
    "waybill": (("运单", "Waybills"), ("CEB511Message",)),
    "list": (("清单", "Lists"), ("CEB621Message",)),
    "customs": (("海关回执", "Customs' answers"), _CUSTOMS),
}


def kind_words(kind: str) -> Pair:
    """The name of a message type; the type itself when it is none of ours."""
    known = MESSAGES.get(kind)
    return (known.zh, known.en) if known else (kind or "未识别", kind or "Not recognised")


@dataclass(frozen=True, slots=True)
class Judged:
    """One document of a message: its numbers, the codes found in it, its trade."""

    document: Document
    codes: Sequence[str]
    row: Row | None

    @property
    def rejected(self) -> bool:
        return any(map(rejects, self.codes))

    @property
    def number(self) -> str:
        numbers = self.document.numbers
        return numbers.get("orderNo") or numbers.get("logisticsNo") or numbers.get("copNo", "")


@dataclass(frozen=True, slots=True)
class Shown:
    """What can be shown of a message's text."""

    judged: Sequence[Judged] = ()
    lines: Sequence[Line] = ()
    document: int = 0
    faults: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


@require_GET
@page_for("message.view")
def messages(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Messages, newest first."""
    before = request.GET.get("before", "")
    if before and not CURSOR.fullmatch(before):
        raise Http404
    asked = request.GET.get("kind", "")
    if asked and asked not in KINDS:
        raise Http404
    found = queries.messages(
        scope_of(subject),
        kinds=KINDS[asked][1] if asked else (),
        rejected="rejected" in request.GET,
        before=int(before) if before else None,
    )
    values = {
        "section": "message",
        "rows": [(one, kind_words(one.kind)) for one in found.rows],
        "listing": found,
        "later": bool(before),
        "kinds": [(slug, words) for slug, (words, _) in KINDS.items()],
        "asked": asked,
        "rejected": "rejected" in request.GET,
    }
    return show(request, "message/messages.html", values)


@require_GET
@page_for("message.view")
def message(request: HttpRequest, subject: Subject, number: int) -> HttpResponse:
    """One message. Strangers get 404; a party to one of its trades, who did not send it, 403."""
    found = queries.message(subject.zone, number)
    if found is None:
        if subject.firm and queries.seen_by_trade(subject.zone, subject.firm, number):
            return forbidden_message(request)
        raise Http404
    declared = MESSAGES.get(found.kind)
    root = opened(subject.zone, found)
    asked = request.GET.get("document", "")
    shown = (
        _shown(subject, found, declared, root, int(asked) if asked.isdecimal() else 0)
        if declared is not None and root is not None
        else Shown(faults=found.faults)
    )
    values = {
        "section": "message",
        "message": found,
        "digest": found.digest.hex(),
        "kind": kind_words(found.kind),
        "shown": shown,
        "readable": root is not None and declared is not None,
        "faults": [(fault, _way(fault)) for fault in found.faults],
        "receipts": together(queries.receipts(subject.zone, [number])),
    }
    return show(request, "message/message.html", values)


def together(receipts: Iterable[Receipt]) -> list[Receipt]:
    """One line for all that were told the same: the latest, with everybody's documents."""
    found: dict[tuple[str, str, str], Receipt] = {}
    for one in receipts:
        key = (one.kind, one.status, one.code)
        before = found.pop(key, None)
        documents = [*(before.documents if before else ()), *one.documents]
        found[key] = replace(one, documents=documents)
    return list(found.values())


def _way(fault: Mapping[str, Any]) -> Pair | None:
    return way_beside((str(fault.get("zh")), str(fault.get("en"))), str(fault.get("code")))


def forbidden_message(request: HttpRequest) -> HttpResponse:
    """For a party to the trade who did not send the message."""
    values = {
        "title": ("这份报文不是本企业发送的", "Your firm did not send this message"),
        "detail": (
            "只有发送企业和主管部门能看报文原文;您可以在交易页面看到它的结论。",
            "Only its sender and the authorities may read it; its verdict stands on the trade.",
        ),
        "code": "NOT_ALLOWED",
    }
    return show(request, "shell/error.html", values, status=HTTPStatus.FORBIDDEN)


def _shown(
    subject: Subject, found: Message, declared: Declared, root: etree._Element, asked: int
) -> Shown:
    held = documents(root, declared)
    faulty = sorted({int(fault.get("document") or 0) for fault in found.faults} - {0})
    chosen = asked if 0 < asked <= len(held) else (faulty or [1])[0]
    shown = lines(root, declared, chosen)
    here = [one for one in found.faults if int(one.get("document") or 0) in {0, chosen}]
    attach(shown, here)
    rows = _trades(subject.zone, held)
    codes: dict[int, list[str]] = {}
    for fault in found.faults:
        codes.setdefault(int(fault.get("document") or 0), []).append(str(fault.get("code")))
    # What rejects the message as a whole rejects each of its documents.
    whole = [code for code in codes.get(0, ()) if rejects(code)]
    judged = [
        Judged(one, [*codes.get(one.position, ()), *whole], row)
        for one, row in zip(held, rows, strict=True)
    ]
    return Shown(judged, shown, chosen, here)


def _trades(zone: int, held: Sequence[Document]) -> list[Row | None]:
    """The trade of each document, as far as the reader may see it."""
    waybills = [
        (one.numbers["logisticsCode"], one.numbers["logisticsNo"])
        for one in held
        if "ebpCode" not in one.numbers and {"logisticsCode", "logisticsNo"} <= one.numbers.keys()
    ]
    named = trades.orders_of_waybills(zone, waybills) if waybills else {}
    keys: list[tuple[str, str]] = []
    for one in held:
        numbers = one.numbers
        carried = (numbers.get("logisticsCode", ""), numbers.get("logisticsNo", ""))
        own = (numbers.get("ebpCode", ""), numbers.get("orderNo", ""))
        keys.append(own if "ebpCode" in numbers else named.get(carried, ("", "")))
    rows = trades.by_keys(zone, [key for key in keys if all(key)])
    return [rows.get(key) for key in keys]
