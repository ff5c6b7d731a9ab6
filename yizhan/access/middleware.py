"""Every request of a signed-in person runs in one transaction that acts for the zone (D16)."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from yizhan.access import subjects
from yizhan.access.operations import SESSION_KEY
from yizhan.store.tenancy import acting


class Tenant:
    """Middleware: sets `request.subject`, None for a stranger.

    A stranger's request has no tenant: what touches a zone's table then raises. A streamed
    answer runs after this transaction and sets its own tenant (D20).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        held = request.session.get(SESSION_KEY)
        request.subject = None  # type: ignore[attr-defined]  # ours
        if held is None:
            return self.get_response(request)
        with acting(held["zone"], firm=held["firm"], office=bool(held["office"])):
            subject = subjects.find(held["zone"], held["user"], held["firm"], held["office"])
            if subject is not None:
                request.subject = subject  # type: ignore[attr-defined]  # ours
                response = self.get_response(request)
                if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    transaction.set_rollback(True)
                return response
        # Their membership has ended: a stranger, for whom no zone may be set.
        request.session.flush()
        return self.get_response(request)
