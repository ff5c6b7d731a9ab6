"""What the answers of customs' gateway mean, and requests that break off."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest

from yizhan.api.problems import ProblemCode, Refused
from yizhan.api.requests import body_of
from yizhan.connectors.customs import Unanswered, judge

REPLY = (
    '<DxpRep xmlns="http://www.chinaport.gov.cn/dxp"><Response><ResponseCode>{}</ResponseCode>'
    "<ResponseInfo>said</ResponseInfo></Response></DxpRep>"
)


@pytest.mark.parametrize("status", [302, 401, 403, 404, 408, 429, 500, 503])
def test_trouble_on_the_way_says_nothing_of_the_message(status: int) -> None:
    with pytest.raises(Unanswered):
        judge(status, REPLY.format("1001").encode())


@pytest.mark.parametrize("body", [b"", b"<html/>", b"welcome"])
def test_an_answer_that_is_no_receipt_is_none(body: bytes) -> None:
    with pytest.raises(Unanswered):
        judge(200, body)


def test_taken_and_refused() -> None:
    assert judge(200, REPLY.format("0000").encode()) is None
    refused = judge(200, REPLY.format("1001").encode())
    assert refused
    assert refused.note == "1001 said"
    assert judge(422, b"")


def test_half_a_request_is_refused() -> None:
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "CONTENT_LENGTH": "10",
            "wsgi.input": BytesIO(b"<a/>"),
        }
    )
    with pytest.raises(Refused) as refused:
        body_of(request)
    assert refused.value.code is ProblemCode.BODY_SHORT
