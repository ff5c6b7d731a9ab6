"""The trades list, its sheet, and one trade's story."""

from datetime import UTC, datetime
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yizhan.access.subjects import Subject
from yizhan.services.clearance import queries as clearance
from yizhan.services.tax import queries as tax
from yizhan.services.trade import queries
from yizhan.services.trade.queries import Listing
from yizhan.web.board.figures import GROUP_WORDS
from yizhan.web.shell.language import language_of
from yizhan.web.shell.page import page_for, scope_of, show
from yizhan.web.shell.words import STATES, TRADE_MODES, TREATMENTS, UNKNOWN_STATE
from yizhan.web.trade.comparison import comparison
from yizhan.web.trade.filters import Filters, UnknownFilter, read
from yizhan.web.trade.rows import Decorated, decorate
from yizhan.web.trade.sheet import sheet
from yizhan.web.trade.timeline import course
from yizhan.web.trade.why import why

ANNUAL_LIMIT = "cbec.import.annual_limit"
LEVIED = "cbec.import.tax_collect_ratio"


def _listing(subject: Subject, filters: Filters) -> Listing:
    scope = scope_of(subject)
    if not filters.number:
        return queries.listing(scope, filters.wanted, before=filters.before)
    codes = queries.firm_codes(scope.zone)
    return Listing(queries.by_number(scope, filters.number, codes), None, None)


def _decorated(subject: Subject, filters: Filters) -> tuple[Listing, list[Decorated]]:
    found = _listing(subject, filters)
    codes = [code for row in found.rows for code in (row.platform, row.seller) if code]
    names = queries.firm_names([*codes, filters.platform])
    return found, decorate(found.rows, datetime.now(UTC), names)


def _refused(request: HttpRequest, error: UnknownFilter) -> HttpResponse:
    values = {
        "title": ("这个筛选条件不认识", "Unknown filter"),
        "detail": (
            "地址里的筛选条件有误,请回到交易列表重新选择。",
            "The address asks for a filter we do not know; choose again from the list.",
        ),
        "code": f"FILTER_UNKNOWN {error}",
        "section": "trade",
        "back": ("/trades", ("回到交易列表", "Back to the trades")),
    }
    return show(request, "shell/error.html", values, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_GET
@page_for("trade.view")
def trades(request: HttpRequest, subject: Subject) -> HttpResponse:
    """A page of trades; the filters stand in the address."""
    try:
        filters = read(request.GET)
    except UnknownFilter as error:
        return _refused(request, error)
    found, rows = _decorated(subject, filters)
    names = rows[0].names if rows else queries.firm_names([filters.platform])
    values = {
        "section": "trade",
        "filters": filters,
        "chips": filters.chips(names),
        "groups": GROUP_WORDS,
        "modes": TRADE_MODES,
        "listing": found,
        "rows": rows,
        "q": filters.number,
    }
    return show(request, "trade/trades.html", values)


@require_GET
@page_for("trade.view")
def trades_sheet(request: HttpRequest, subject: Subject) -> HttpResponse:
    """The same page as a CSV file: what is seen, no more."""
    try:
        filters = read(request.GET)
    except UnknownFilter as error:
        return _refused(request, error)
    _, rows = _decorated(subject, filters)
    text = sheet(rows, ("zh", "en").index(language_of(request)))
    name = {"Content-Disposition": 'attachment; filename="trades.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=name)


@require_GET
@page_for("trade.view")
def trade(request: HttpRequest, subject: Subject, number: int) -> HttpResponse:
    """One trade: what state it is in, why, and everything behind it."""
    story = queries.story(subject.zone, number)
    if story is None:
        raise Http404
    row = story.row
    found = clearance.faults_of_trade(subject.zone, number)
    answers = clearance.answers(subject.zone, number)
    documents = [one for one in (story.trade[name] for name in _DOCUMENT_IDS) if one]
    inventory = story.trade["list_id"]
    assessed = tax.assessment(subject.zone, inventory) if inventory else None
    codes = [row.platform, row.seller, *(story.trade[name] for name in _FIRM_CODES)]
    names = queries.firm_names([code for code in codes if code])
    compared = comparison(story)
    values = {
        "section": "trade",
        "story": story,
        "one": decorate([row], datetime.now(UTC), names)[0],
        "names": names,
        "turn": STATES.get(row.state, UNKNOWN_STATE).turn,
        "done": row.state in queries.FINAL_STATES,
        "elapsed": _until(story.trade["state_at"], row.state) - row.arrived_at,
        "why": why(story, found, answers),
        "compared": compared,
        "differs_paid": "M101" in row.codes,
        "agreeing": sum(one.verdict == "agrees" for one in compared),
        "differing": sum(one.verdict == "differs" for one in compared),
        "steps": course(story, answers),
        "receipts": clearance.receipts(subject.zone, story.messages, documents),
        "found": found,
        **_tax_values(subject, story, assessed),
    }
    return show(request, "trade/trade.html", values)


_DOCUMENT_IDS = ("order_id", "payment_id", "waybill_id", "list_id")
_FIRM_CODES = ("order_pay_code", "payment_pay_code", "list_agent", "list_logistics_code")


def _until(state_at: datetime, state: int) -> datetime:
    return state_at if state in queries.FINAL_STATES else datetime.now(UTC)


def _tax_values(
    subject: Subject, story: queries.Story, assessed: tax.Assessed | None
) -> dict[str, object]:
    if assessed is None:
        return {"assessed": None}
    buyer = story.trade["list_buyer"]
    return {
        "assessed": assessed,
        "treatment": TREATMENTS.get(assessed.treatment, ("", "")),
        "levied": tax.parameter(LEVIED, assessed.day),
        "annual": tax.parameter(ANNUAL_LIMIT, assessed.day),
        "quota": tax.quota_taken(subject.zone, buyer, assessed.day.year) if buyer else None,
    }
