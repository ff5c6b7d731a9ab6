"""The REST API: addresses, who may call, and one table from exceptions to answers."""

import logging
from typing import Annotated, Final

import psycopg
from django import db
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from psycopg_pool import PoolTimeout, TooManyRequests

from yizhan.api import dxp, receipts, receive, states
from yizhan.api.problems import ProblemCode, Refused, Where, respond
from yizhan.api.requests import id_of
from yizhan.api.senders import ApiKey
from yizhan.api.shapes import POST_DXP, POST_MESSAGES, MessageState, Problem, ReceiptPage, Receipts
from yizhan.store.errors import StoreUnavailable

_log = logging.getLogger(__name__)
WAIT_SECONDS_MAX: Final = 25
PAGE_MAX: Final = 500

api = NinjaAPI(
    title="驿站 Yizhan",
    version="1",
    description="报文接收与回执 · Messages in, receipts out",
    openapi_url="/api/openapi.json",
    docs_url=None,
    auth=ApiKey(),
    urls_namespace="api",
)


@api.post(
    "/api/v1/messages",
    response={
        frozenset({200, 202, 207}): Receipts,
        frozenset({400, 401, 409, 411, 413, 415, 422, 429, 503}): Problem,
    },
    tags=["messages"],
    summary="发送报文 · Send messages",
    openapi_extra=POST_MESSAGES,
)
def send(request: HttpRequest) -> HttpResponse:
    """One XML message, or up to 100 as multipart/form-data; 202 means kept on disk."""
    return receive.take(request)


@api.get(
    "/api/v1/messages/{message}",
    response={200: MessageState, frozenset({401, 404, 422, 503}): Problem},
    tags=["messages"],
    summary="报文状态与结论 · State and verdict of a message",
)
def message(
    request: HttpRequest, message: str, wait: Annotated[int, Query(ge=0, le=WAIT_SECONDS_MAX)] = 0
) -> HttpResponse:
    """State, verdict and faults; `wait` seconds at most until the verdict is there."""
    return states.state(request, message, wait)


@api.get(
    "/api/v1/receipts",
    response={200: ReceiptPage, frozenset({401, 422, 503}): Problem},
    tags=["receipts"],
    summary="领取回执 · Pull receipts",
)
def pull(
    request: HttpRequest,
    cursor: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 100,
) -> HttpResponse:
    """Receipts after `cursor`, oldest first; `Accept: application/xml` for CEB312 and the like."""
    return receipts.page(request, cursor, limit)


@api.post(
    "/dxp",
    response={200: None, frozenset({400, 401, 403, 409, 411, 413, 422, 503}): Problem},
    tags=["dxp"],
    summary="接收海关回执 · Customs' receipts in",
    openapi_extra=POST_DXP,
)
def take(request: HttpRequest) -> HttpResponse:
    """One DxpMsg of customs; the answer is a DxpRep."""
    return dxp.take(request)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return respond(refused, id_of(request))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [
        Where(".".join(str(step) for step in one["loc"]), "PARAMETER", str(one["msg"]))
        for one in error.errors
    ]
    return respond(Refused(ProblemCode.PARAMETER, where=places), id_of(request))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return respond(Refused(ProblemCode.NOT_FOUND), id_of(request))


@api.exception_handler(TooManyRequests)
def _busy(request: HttpRequest, _error: TooManyRequests) -> HttpResponse:
    return respond(Refused(ProblemCode.TOO_BUSY), id_of(request))


@api.exception_handler(PoolTimeout)
@api.exception_handler(psycopg.OperationalError)
@api.exception_handler(db.OperationalError)
@api.exception_handler(db.InterfaceError)
@api.exception_handler(StoreUnavailable)
def _no_store(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.error("store unavailable: %s %s", type(error).__name__, id_of(request))
    return respond(Refused(ProblemCode.STORE_UNAVAILABLE), id_of(request))


@api.exception_handler(Exception)
def _bug(request: HttpRequest, error: Exception) -> HttpResponse:
    # The trace goes to our log, which holds no bodies; the caller gets the request's id.
    _log.error("request %s failed", id_of(request), exc_info=error)
    return respond(Refused(ProblemCode.INTERNAL), id_of(request))
