"""Refusals of the framework itself, said as this door says them."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse

from yizhan.api.problems import ProblemCode, Refused, respond
from yizhan.api.requests import id_of

MACHINES: Final = ("/api/", "/dxp", "/health/")
SAID: Final[Mapping[int, ProblemCode]] = {
    HTTPStatus.BAD_REQUEST: ProblemCode.PARAMETER,
    HTTPStatus.NOT_FOUND: ProblemCode.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED: ProblemCode.METHOD,
    HTTPStatus.INTERNAL_SERVER_ERROR: ProblemCode.INTERNAL,
}


class Problems:
    """Middleware: what a program asked for is refused in a form that programs read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in SAID or not request.path.startswith(MACHINES):
            return response
        if response.headers.get("Content-Type", "").startswith("application/"):
            return response
        problem = respond(Refused(SAID[response.status_code]), id_of(request))
        if allowed := response.headers.get("Allow"):
            problem["Allow"] = allowed
        return problem
