"""What the answers look like, for the OpenAPI document; ids travel as text."""

from datetime import datetime
from typing import Any, Final

from ninja import Schema


class Place(Schema):
    """One place that is wrong."""

    path: str
    code: str
    message: str


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    where: list[Place]
    request_id: str
    detail: str | None = None


class Finding(Schema):
    """One fault of a message: `document` counts from 1, 0 the message itself."""

    code: str
    where: str
    zh: str
    en: str
    document: int
    line: int


class MessageState(Schema):
    """Where a message stands; the counts are there once the verdict is."""

    id: str
    message: str
    kind: str
    digest: str
    received_at: datetime
    verdict: str
    documents: int | None = None
    accepted: int | None = None
    rejected: int | None = None
    judged_at: datetime | None = None
    faults: list[Finding]


class ReceiptEntry(Schema):
    """One receipt: what happened to documents of one message."""

    id: str
    kind: str
    message: str
    at: datetime
    status: str
    code: str
    zh: str
    en: str
    documents: list[str]


class ReceiptPage(Schema):
    """Receipts in order, and the cursor to ask with next time."""

    receipts: list[ReceiptEntry]
    cursor: str
    more: bool


class Kept(Schema):
    """A message is on disk. The same answer comes back however often it is sent."""

    status: int
    message: str
    id: str
    digest: str
    received_at: datetime
    verdict: str
    follow: str


class Receipts(Schema):
    """One entry a message, in the order of the request: a receipt, or the reason for none."""

    request_id: str
    receipts: list[Kept | Problem]


_XML: Final = {"schema": {"type": "string", "format": "binary"}}
_PARTS: Final = {
    "schema": {
        "type": "object",
        "properties": {
            "message": {"type": "array", "items": {"type": "string", "format": "binary"}}
        },
    }
}
POST_MESSAGES: Final[dict[str, Any]] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "请求的编号;重发时不变 · Names the request; keep it when you resend.",
            "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
        }
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/xml": _XML,
            "application/octet-stream": _XML,
            "multipart/form-data": _PARTS,
        },
    },
}
POST_DXP: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"application/xml": _XML}},
}
