"""The reader's language: ?lang= or the cookie; Chinese unless asked otherwise."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

LANGUAGES: Final = ("zh", "en")
COOKIE: Final = "yizhan_lang"
YEAR_SECONDS: Final = 365 * 24 * 3600


def language_of(request: HttpRequest | None) -> str:
    """`zh` or `en`."""
    if request is None:
        return LANGUAGES[0]
    for asked in (request.GET.get("lang"), request.COOKIES.get(COOKIE)):
        if asked in LANGUAGES:
            return asked
    return LANGUAGES[0]


class Language:
    """Middleware: a language asked for by ?lang= is kept in a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asked = request.GET.get("lang")
        if asked in LANGUAGES:
            response.set_cookie(
                COOKIE,
                asked,
                max_age=YEAR_SECONDS,
                samesite="Lax",
                secure=request.is_secure(),
                httponly=True,
            )
        return response
