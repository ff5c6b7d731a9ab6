"""What is done to a message that must be rejected as a whole."""

from yizhan.sim.cases import Apart
from yizhan.sim.cast import Cast

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def spoil(body: bytes, how: Apart, cast: Cast) -> bytes:
    """The message spoiled that way; unchanged when it is to be plain."""
    if how is Apart.BROKEN:
        return body[: len(body) * 2 // 3]
    changes = {
        Apart.DOCTYPE: (_DECLARATION, _DECLARATION + b'<!DOCTYPE m [<!ENTITY a "x">]>\n'),
        # A byte that stands in no text, be it UTF-8 or GB18030.
        Apart.ENCODING: ("有限公司".encode(), "有限".encode() + b"\xff"),
        Apart.TYPE: (b"CEB411Message", b"CEB498Message"),
        Apart.ENVELOPE: (b"<dxp:Data>", b"<dxp:Data>@@not base64@@"),
    }
    if how is Apart.COP_CODE:
        changes[how] = _copied(body, cast)
    old, new = changes.get(how, (b"", b""))
    return body.replace(old, new) if old else body


def _copied(body: bytes, cast: Cast) -> tuple[bytes, bytes]:
    """The code the message is sent under, and one that belongs to another firm."""
    mark = b"<ceb:copCode>"
    start = body.index(mark)
    own = body[start : body.index(b"</", start)]
    other = next(one.code for one in cast.parties if one.code.encode() not in own)
    return own, mark + other.encode()
