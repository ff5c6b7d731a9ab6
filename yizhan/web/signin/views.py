"""Signing in by a one-time link, and out. A link is used up by the button, not by being opened."""

from datetime import UTC, datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.access import operations
from yizhan.access.errors import LinkSpent
from yizhan.web.shell.page import show


@require_GET
def signin(request: HttpRequest) -> HttpResponse:
    """How to get in: there are no passwords to type."""
    return show(request, "signin/signin.html")


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The page a link opens; its button signs in.

    Mail scanners open links, and must not use them up.
    """
    if request.method != "POST":
        return show(request, "signin/confirm.html")
    try:
        subject = operations.redeem_link(token, datetime.now(UTC))
    except LinkSpent:
        return show(request, "signin/spent.html", status=HTTPStatus.GONE)
    operations.sign_in(request, subject)
    return HttpResponseRedirect("/")


@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return HttpResponseRedirect("/signin")
