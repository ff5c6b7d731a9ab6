"""Every refusal of this door: stable codes, their HTTP status, their words. See RFC 9457.

What is wrong *inside* a message from a known sender is no refusal: it is stored and its
verdict stands in the receipt, with the codes of `kernel.faults`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.http import HttpResponse

RETRY_AFTER_SECONDS = 2


class ProblemCode(StrEnum):
    """Stable codes; programs of senders rely on them."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    NOT_ALLOWED = "NOT_ALLOWED"
    NOT_FOUND = "NOT_FOUND"
    METHOD = "METHOD"
    ID_REUSED = "ID_REUSED"
    LENGTH_REQUIRED = "LENGTH_REQUIRED"
    BODY_SHORT = "BODY_SHORT"
    REQUEST_TOO_LARGE = "REQUEST_TOO_LARGE"
    MESSAGE_TOO_LARGE = "MESSAGE_TOO_LARGE"
    TOO_MANY_MESSAGES = "TOO_MANY_MESSAGES"
    MEDIA_TYPE = "MEDIA_TYPE"
    NO_MESSAGE = "NO_MESSAGE"
    MULTIPART_BROKEN = "MULTIPART_BROKEN"
    KEY_SHAPE = "KEY_SHAPE"
    PARAMETER = "PARAMETER"
    TOO_BUSY = "TOO_BUSY"
    STORE_UNAVAILABLE = "STORE_UNAVAILABLE"
    INTERNAL = "INTERNAL"


class Answer(NamedTuple):
    """HTTP status and title of a code."""

    status: int
    zh: str
    en: str


_C = ProblemCode
ANSWERS: Mapping[ProblemCode, Answer] = {
    _C.UNAUTHENTICATED: Answer(
        401, "身份未确认,请检查接口密钥", "Unknown sender: check the API key"
    ),
    _C.NOT_ALLOWED: Answer(403, "无权使用此接口", "This sender may not use this address"),
    _C.NOT_FOUND: Answer(404, "没有找到", "Not found"),
    _C.METHOD: Answer(405, "不支持此请求方法", "Method not allowed"),
    _C.ID_REUSED: Answer(409, "该编号已用于另一内容", "This id was used for another content"),
    _C.LENGTH_REQUIRED: Answer(411, "请求须注明长度", "The request must state its length"),
    _C.BODY_SHORT: Answer(400, "请求没有传完,请重发", "The request broke off; please resend"),
    _C.REQUEST_TOO_LARGE: Answer(413, "请求超过 16 MiB", "The request exceeds 16 MiB"),
    _C.MESSAGE_TOO_LARGE: Answer(413, "报文超过 8 MiB", "A message exceeds 8 MiB"),
    _C.TOO_MANY_MESSAGES: Answer(413, "一次请求最多 100 个报文", "At most 100 messages a request"),
    _C.MEDIA_TYPE: Answer(415, "不支持此内容类型", "Unsupported media type"),
    _C.NO_MESSAGE: Answer(422, "请求中没有报文", "The request carries no message"),
    _C.MULTIPART_BROKEN: Answer(422, "多部分请求格式有误", "Broken multipart request"),
    _C.KEY_SHAPE: Answer(422, "幂等键格式有误", "Malformed Idempotency-Key"),
    _C.PARAMETER: Answer(422, "参数有误", "A parameter is wrong"),
    _C.TOO_BUSY: Answer(429, "请求过于频繁,请稍后再试", "Too many requests; try again shortly"),
    _C.STORE_UNAVAILABLE: Answer(503, "暂时无法保存,请稍后重发", "Cannot store now; please resend"),
    _C.INTERNAL: Answer(500, "系统内部错误", "Something went wrong on our side"),
}


@dataclass(frozen=True, slots=True)
class Where:
    """One place that is wrong: the parameter or part, a code, a sentence."""

    path: str
    code: str
    message: str


class Refused(Exception):
    """A request this door turns away; nothing of it was stored."""

    def __init__(self, code: ProblemCode, detail: str = "", where: Sequence[Where] = ()) -> None:
        super().__init__(code)
        self.code, self.detail, self.where = code, detail, tuple(where)


def body_of(refused: Refused, request_id: str) -> dict[str, object]:
    """The members of a problem document."""
    answer = ANSWERS[refused.code]
    problem: dict[str, object] = {
        "type": f"urn:yizhan:problem:{refused.code}",
        "title": f"{answer.zh} · {answer.en}",
        "status": answer.status,
        "code": str(refused.code),
        "where": [
            {"path": place.path, "code": place.code, "message": place.message}
            for place in refused.where
        ],
        "request_id": request_id,
    }
    if refused.detail:
        problem["detail"] = refused.detail
    return problem


def respond(refused: Refused, request_id: str) -> HttpResponse:
    """The refusal as `application/problem+json`, with the headers its status asks for."""
    status = ANSWERS[refused.code].status
    response = HttpResponse(
        json.dumps(body_of(refused, request_id), ensure_ascii=False),
        content_type="application/problem+json",
        status=status,
    )
    if status == ANSWERS[_C.UNAUTHENTICATED].status:
        response["WWW-Authenticate"] = 'Bearer realm="yizhan"'
    if refused.code in {_C.TOO_BUSY, _C.STORE_UNAVAILABLE}:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
