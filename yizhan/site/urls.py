"""All addresses of a station, and what is said when something goes wrong."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from yizhan.api.app import api
from yizhan.api.problems import ProblemCode, Refused, respond
from yizhan.api.requests import id_of
from yizhan.ops import health
from yizhan.web import urls as portal

MACHINES = ("/api/", "/dxp", "/health/")

handler400 = portal.handler400
handler403 = portal.handler403

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("", include(portal)),
    path("", api.urls),
]


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not found: a page for people, a problem document for programs."""
    if request.path.startswith(MACHINES):
        return respond(Refused(ProblemCode.NOT_FOUND), id_of(request))
    return portal.handler404(request, exception or Http404())


def handler500(request: HttpRequest) -> HttpResponse:
    """Our fault: likewise."""
    if request.path.startswith(MACHINES):
        return respond(Refused(ProblemCode.INTERNAL), id_of(request))
    return portal.handler500(request)
