"""What a code means, what to do about it, and the dated values behind a rule."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yizhan.access.subjects import Subject
from yizhan.kernel.faults import SPECS, FaultCode
from yizhan.services.tax import queries
from yizhan.web.rulebook.names import named
from yizhan.web.shell.page import page_for, show
from yizhan.web.shell.words_of_codes import OUTCOMES, RULES, way_out
from yizhan.web.templatetags.say import PEOPLE


@require_GET
@page_for("rulebook.view")
def code(request: HttpRequest, subject: Subject, code: str) -> HttpResponse:  # noqa: ARG001 - signed in, the same for everybody
    """One code of the list: its name, what it does, the way out, the rule behind it."""
    try:
        spec = SPECS[FaultCode(code)]
    except (KeyError, ValueError) as error:
        raise Http404 from error
    values = {
        "section": "trade",
        "code": code,
        "name": (spec.zh, spec.en),
        "outcome": OUTCOMES[spec.outcome],
        "way": way_out(code),
        "rule": spec.rule,
        **_rule(spec.rule),
    }
    return show(request, "rulebook/code.html", values)


@require_GET
@page_for("rulebook.view")
def rule(request: HttpRequest, subject: Subject, rule: str) -> HttpResponse:  # noqa: ARG001 - signed in, the same for everybody
    """One rule: its gloss, its dated values with their sources, the codes that quote it."""
    found = _rule(rule)
    codes = [(str(key), spec) for key, spec in SPECS.items() if spec.rule == rule]
    if not (found["gloss"] or found["parameters"] or codes):
        raise Http404
    values = {"section": "trade", "rule": rule, "codes": codes, **found}
    return show(request, "rulebook/rule.html", values)


def _rule(rule: str) -> dict[str, object]:
    today = datetime.now(UTC).astimezone(PEOPLE).date()
    listed = [(named(one), one.holds(today)) for one in queries.parameters_of(rule)]
    return {"gloss": RULES.get(rule), "parameters": listed}
