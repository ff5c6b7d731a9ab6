"""`POST /dxp`: customs' receipts come in, kept like any message before they are answered (D15)."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from lxml import etree

from yizhan.api.problems import ProblemCode, Refused
from yizhan.api.receive import receipts_of, refusal_of, store
from yizhan.api.requests import body_of, sender_of
from yizhan.ceb.envelope import DXP, Envelope, unwrap
from yizhan.kernel.faults import Fault
from yizhan.pipeline.receive import Incoming

DOOR: Final = "dxp"
CUSTOMS: Final = "customs"
TAKEN: Final = "0000"
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


def take(request: HttpRequest) -> HttpResponse:
    """Keep one DxpMsg of customs and answer with a DxpRep; the same again gets the same answer.

    Only the organisation of customs may speak here: what it says moves trades.
    """
    sender = sender_of(request)
    if CUSTOMS not in sender.kinds:
        raise Refused(ProblemCode.NOT_ALLOWED)
    body = body_of(request)
    if not body.strip():
        raise Refused(ProblemCode.NO_MESSAGE)
    at = datetime.now(UTC)
    (taken,) = store(sender, [Incoming(body)], DOOR, at)
    if refusal := refusal_of(taken):
        raise refusal
    found = unwrap(body)
    if isinstance(found, Fault):
        # A DxpRep must quote the head of its DxpMsg; what has none gets the receipt of others.
        return receipts_of(request, [taken])
    return HttpResponse(answer(found, at), content_type="application/xml")


def answer(found: Envelope, at: datetime) -> bytes:
    """The DxpRep that says `found` was taken."""
    root = etree.Element(_name("DxpRep"), ver="1.0", nsmap={"dxp": DXP})
    _add(root, "RecevierId", found.sender)
    response = _add(root, "Response")
    _add(response, "ResponseCode", TAKEN)
    _add(response, "ResponseInfo", "已接收 · taken")
    _add(response, "NoticeTime", f"{at.astimezone(SHANGHAI):%Y-%m-%d}")
    _origin(response, found)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _origin(response: etree._Element, found: Envelope) -> None:
    head = _add(response, "OriHead")
    _add(head, "CopMsgId", found.cop_msg_id)
    _add(head, "SenderId", found.sender)
    named = _add(head, "ReceiverIds")
    for receiver in found.receivers:
        _add(named, "ReceiverId", receiver)
    _add(head, "CreatTime", found.created)
    _add(head, "MsgType", found.msg_type)


def _name(local: str) -> str:
    return f"{{{DXP}}}{local}"


def _add(parent: etree._Element, local: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, _name(local))
    child.text = text
    return child
