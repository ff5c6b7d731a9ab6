"""The board of the day: the zone for an officer, its own trades for a firm."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yizhan.access.subjects import Subject
from yizhan.web.board.figures import board, chart_of_minutes, chart_of_reasons
from yizhan.web.shell.language import language_of
from yizhan.web.shell.page import page_for, scope_of, show
from yizhan.web.trade.rows import decorate


@require_GET
@page_for("board.view")
def today(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Figures, charts and what needs somebody; htmx asks again for the parts alone."""
    now = datetime.now(UTC)
    found = board(scope_of(subject), now)
    language = ("zh", "en").index(language_of(request))
    page = "_live.html" if "HX-Request" in request.headers else "board.html"
    values = {
        "section": "board",
        "board": found,
        "rate": chart_of_minutes(found, language),
        "reasons": chart_of_reasons(found, language),
        "needing": decorate(found.needing, now),
        "refresh": "HX-Request" in request.headers,
    }
    return show(request, f"board/{page}", values)
