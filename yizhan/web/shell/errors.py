"""Pages for what goes wrong, in both languages; they say what to do and never why inside."""

import sys
from http import HTTPStatus

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from yizhan.store.errors import StoreUnavailable
from yizhan.web.shell.page import show
from yizhan.web.shell.words import Pair

BAD_REQUEST = (
    ("请求有误", "Bad request"),
    (
        "浏览器发来的内容读不懂,请返回重试。",
        "We could not read that; please go back and try again.",
    ),
    "BAD_REQUEST",
)
FORBIDDEN = (
    ("您没有此项权限", "You may not see this"),
    (
        "这一页不在您的权限之内;如果工作需要,请联系本单位管理员。",
        "This page is outside your rights. If your work needs it, ask your administrator.",
    ),
    "NOT_ALLOWED",
)
NOT_FOUND = (
    ("没有找到", "Not found"),
    (
        "地址可能有误,或者这项内容不属于您。请从列表中重新打开。",
        "The address may be wrong, or this is not yours to see. Open it again from a list.",
    ),
    "NOT_FOUND",
)
BROKEN = (
    ("系统出错了", "Something went wrong on our side"),
    (
        "您提交的单证不受影响,已收到的都在。请稍后重试;多次出现请告诉管理员。",
        "What you sent is safe. Try again shortly; if it keeps happening, tell your administrator.",
    ),
    "INTERNAL",
)
UNAVAILABLE = (
    ("暂时无法使用", "Not available just now"),
    (
        "数据库暂时不可用。已收到的单证都在,请几分钟后再试。",
        "The database is not available. What was received is safe; try again in a few minutes.",
    ),
    "STORE_UNAVAILABLE",
)
FORGED = (
    ("页面已过期", "This page has expired"),
    (
        "为保证安全,请刷新页面后再操作一次。",
        "For safety, reload the page and do it once more.",
    ),
    "CSRF",
)


def _answer(
    request: HttpRequest, error: tuple[Pair, Pair, str], status: HTTPStatus
) -> HttpResponse:
    title, detail, code = error
    values = {"title": title, "detail": detail, "code": code}
    return show(request, "shell/error.html", values, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """400."""
    return _answer(request, BAD_REQUEST, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403."""
    return _answer(request, FORBIDDEN, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """404."""
    return _answer(request, NOT_FOUND, HTTPStatus.NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """500; 503 where only the database was away."""
    if isinstance(sys.exc_info()[1], (StoreUnavailable, OperationalError)):
        return unavailable(request)
    return _answer(request, BROKEN, HTTPStatus.INTERNAL_SERVER_ERROR)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403 of a form without its token: mostly a page left open too long."""
    return _answer(request, FORGED, HTTPStatus.FORBIDDEN)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, with the time after which to try again."""
    response = _answer(request, UNAVAILABLE, HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = "30"
    return response
