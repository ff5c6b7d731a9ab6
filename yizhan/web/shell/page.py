"""Showing a page: the language, the subject and the way round, given to every template."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import update_wrapper
from http import HTTPStatus
from typing import Any, Concatenate, Final, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from yizhan.access.checks import may
from yizhan.access.matrix import MATRIX
from yizhan.access.subjects import Subject
from yizhan.kit.zones import profiles
from yizhan.services.trade.queries import Scope
from yizhan.web.shell.language import language_of

NAVIGATION: Final = (
    ("board", "/", ("今日", "Today"), "board.view"),
    ("trade", "/trades", ("交易", "Trades"), "trade.view"),
    ("message", "/messages", ("报文", "Messages"), "message.view"),
)


def subject_of(request: HttpRequest) -> Subject | None:
    """Who acts, as the access middleware found it; nobody when it did not run."""
    return getattr(request, "subject", None)


def scope_of(subject: Subject) -> Scope:
    """Whose trades the subject sees: an office the zone's, everybody else the firm's own."""
    return Scope(subject.zone, None if subject.office else subject.firm or 0)


def _zone_name(subject: Subject | None) -> tuple[str, str] | None:
    if subject is None:
        return None
    profile = profiles.load(subject.zone_code)
    return profile.name, profile.name_en


def show(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render `template` with what every page needs."""
    subject = subject_of(request)
    language = language_of(request)
    other = request.GET.copy()
    other["lang"] = "zh" if language == "en" else "en"
    shared = {
        "language": language,
        "other_language": f"?{other.urlencode()}",
        "language_names": {"zh": "中文", "en": "EN"},
        "subject": subject,
        "zone_name": _zone_name(subject),
        "navigation": [entry for entry in NAVIGATION if subject and may(subject, entry[3])],
        "simulated": settings.SIMULATED,
        "now": datetime.now(UTC),
    }
    return render(request, template, {**shared, **(values or {})}, status=status)


P = ParamSpec("P")


View = Callable[Concatenate[HttpRequest, P], HttpResponse]
SubjectView = Callable[Concatenate[HttpRequest, Subject, P], HttpResponse]


def page_for(act: str) -> Callable[[SubjectView[P]], View[P]]:
    """A page for those who may do `act` (see `access.matrix`): the subject is handed on.

    Strangers are sent to the sign-in page; members without the right get 403.
    """
    if act not in MATRIX:
        raise LookupError(f"{act} stands not in the access matrix.")

    def guard(view: SubjectView[P]) -> View[P]:
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            subject = subject_of(request)
            if subject is None:
                return _to_signin(request)
            if not may(subject, act):
                raise PermissionDenied
            return view(request, subject, *args, **kwargs)

        return update_wrapper(guarded, view)

    return guard


def _to_signin(request: HttpRequest) -> HttpResponse:
    if "HX-Request" in request.headers:
        # A part of a page cannot show the sign-in page; the whole page goes there.
        return HttpResponse(headers={"HX-Redirect": "/signin"})
    return HttpResponseRedirect("/signin")
