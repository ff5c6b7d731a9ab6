"""Messages of one request: the body itself, or the parts of `multipart/form-data`.

Django's own parser spills large parts to files in the clear; messages hold personal data,
so they are cut out of the body in memory, whose size is bounded before.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from yizhan.api.problems import ProblemCode, Refused

REQUEST_LIMIT: Final = 16 * 1024 * 1024
PARTS_MAX: Final = 100
PLAIN_TYPES: Final = frozenset({"application/xml", "text/xml", "application/octet-stream"})
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;,"]{1,70}))', re.IGNORECASE)
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_HEADERS_MAX = 4096


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a request, still unread, and the key it goes by when the sender gave one."""

    body: bytes
    key: str | None
    content_type: str


def cut(body: bytes, content_type: str, key: str | None) -> list[Part]:
    """The messages of a request in order.

    A key names the request: of several messages each goes by key and position (D4).
    Raises Refused on an unknown media type, a broken multipart, no part or too many.

    >>> [part.key for part in cut(b"<a/>", "application/xml", "k")]
    ['k']
    """
    if key is not None and not _KEY.fullmatch(key):
        raise Refused(ProblemCode.KEY_SHAPE, "1–128 printable ASCII characters, no spaces.")
    kind = content_type.partition(";")[0].strip().lower()
    if kind in PLAIN_TYPES:
        bodies = [(body, kind)]
    elif kind == "multipart/form-data":
        bodies = _split(body, content_type)
    else:
        raise Refused(ProblemCode.MEDIA_TYPE, "application/xml, or multipart/form-data.")
    if not any(part.strip() for part, _ in bodies):
        raise Refused(ProblemCode.NO_MESSAGE)
    alone = len(bodies) == 1
    return [
        Part(part, key if key is None or alone else f"{key}/{position}", part_type)
        for position, (part, part_type) in enumerate(bodies, start=1)
    ]


def _split(body: bytes, content_type: str) -> list[tuple[bytes, str]]:
    """Bodies and types of the parts; the delimiter cannot occur inside a part (RFC 2046)."""
    found = _BOUNDARY.search(content_type)
    if not found:
        raise Refused(ProblemCode.MULTIPART_BROKEN, "No boundary.")
    delimiter = b"\r\n--" + (found[1] or found[2]).encode("latin-1")
    # A bound on pieces before anything is copied: preamble, parts, and the end mark.
    pieces = (b"\r\n" + body).split(delimiter, PARTS_MAX + 2)
    if len(pieces) > PARTS_MAX + 2:
        raise Refused(ProblemCode.TOO_MANY_MESSAGES)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):  # noqa: PLR2004 -- preamble and end
        raise Refused(ProblemCode.MULTIPART_BROKEN, "The closing boundary is missing.")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> tuple[bytes, str]:
    head, gap, body = piece.partition(b"\r\n\r\n")
    if not gap or len(head) > _HEADERS_MAX:
        raise Refused(ProblemCode.MULTIPART_BROKEN, "A part has no headers.")
    headers = _headers(head)
    if headers.get("content-transfer-encoding", "binary") not in {"binary", "8bit", "7bit"}:
        raise Refused(ProblemCode.MULTIPART_BROKEN, "Parts travel as plain bytes.")
    return body, headers.get("content-type", "application/octet-stream")


def _headers(head: bytes) -> Mapping[str, str]:
    lines = (line.partition(":") for line in head.decode("latin-1").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines}
