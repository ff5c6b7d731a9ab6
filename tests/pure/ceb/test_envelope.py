"""Envelopes and identities."""

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.pure.ceb import made
from yizhan import ceb
from yizhan.ceb import envelope, safe_xml
from yizhan.kernel.faults import Fault, FaultCode

AT = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
SAMPLE = Path(__file__).parents[2] / "samples/ceb/DXP-CEB303-crs.xml"


def wrap(inner: bytes) -> bytes:
    return envelope.wrap(
        inner,
        cop_msg_id="8A1B",
        sender="DXPENT0000000001",
        receivers=[envelope.CUSTOMS_IMPORT],
        at=AT,
    )


def test_wrapping_makes_no_difference_to_what_is_inside() -> None:
    inner = made.message("CEB311Message")
    wrapped = wrap(inner)
    found = envelope.unwrap(wrapped)
    assert not isinstance(found, Fault)
    assert (found.inner, found.cop_msg_id, found.msg_type) == (inner, "8A1B", "CEB311Message")
    assert found.receivers == (envelope.CUSTOMS_IMPORT,)
    bare, covered = ceb.identity(inner), ceb.identity(wrapped)
    assert bare.digest == covered.digest == hashlib.sha256(inner).digest()
    assert (bare.type, bare.message_id, bare.wrapped) == ("CEB311Message", made.GUID, False)
    assert (covered.type, covered.message_id, covered.wrapped) == ("CEB311Message", "8A1B", True)
    read = ceb.read_columns([wrapped]).reads[0]
    assert (read.wrapped, read.cop_msg_id, read.inner, read.faults) == (True, "8A1B", inner, [])


def test_the_real_envelope() -> None:
    found = envelope.unwrap(SAMPLE.read_bytes())
    assert not isinstance(found, Fault)
    assert found.msg_type == "CEB303Message"
    assert ceb.identity(SAMPLE.read_bytes()).type == "CEB303Message"


def test_a_server_envelope_around_it() -> None:
    inner = made.message("CEB312Message")
    message = wrap(inner).decode().split("?>", 1)[1]
    outer = (
        '<DxpMsgSv xmlns="http://www.chinaport.gov.cn/dxp" ver="1.0">'
        '<SvNo Ver="1.0"><MsgId>1</MsgId>'
        "<SendTime>2026-03-01T08:30:00</SendTime><EndNode>1</EndNode><StaNode>2</StaNode></SvNo>"
        f"{message}</DxpMsgSv>"
    )
    found = ceb.identity(outer.encode())
    assert (found.problem, found.inner, found.message_id) == (None, inner, "8A1B")


def broken(before: str, after: str) -> bytes:
    return made.swap(wrap(made.message("CEB311Message")), {before: after})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<dxp:CopMsgId>8A1B</dxp:CopMsgId>", ""),
        ('ver="1.0"', 'ver="2.0"'),
        ("<dxp:Data>", "<dxp:Data>!"),
        ("<dxp:ReceiverIds>", "<dxp:Stranger/><dxp:ReceiverIds>"),
        (">2026-03-01T", ">yesterday"),
    ],
)
def test_broken_envelopes(before: str, after: str) -> None:
    xml = broken(before, after)
    found = ceb.identity(xml)
    assert found.problem is not None
    assert found.problem.code == FaultCode.XML_ENVELOPE
    assert found.inner is None
    assert found.digest == hashlib.sha256(xml).digest()
    read = ceb.read_columns([xml]).reads[0]
    assert [fault.code for fault in read.faults] == [FaultCode.XML_ENVELOPE]


def test_what_is_no_message_has_an_identity_too() -> None:
    for xml in (b"", b"hello", b"<!DOCTYPE a><a/>", "中".encode("gbk")):
        found = ceb.identity(xml)
        assert found.problem is not None
        assert found.digest == hashlib.sha256(xml).digest()
        assert found.message_id == ""
    stranger = ceb.identity(b"<hello guid='x>y'/>")
    assert (stranger.type, stranger.problem) == ("hello", None)


@pytest.mark.parametrize("more", [0, 1])
def test_size_of_the_inner_message(more: int) -> None:
    inner = made.message("CEB311Message")
    inner += b" " * (safe_xml.MESSAGE_BYTES_MAX - len(inner) + more)
    wrapped = wrap(inner)
    assert len(wrapped) > safe_xml.MESSAGE_BYTES_MAX
    for found in (ceb.identity(inner), ceb.identity(wrapped)):
        if more:
            assert found.problem is not None
            assert found.problem.code == FaultCode.XML_SIZE
        else:
            assert found.problem is None
            assert found.inner == inner


def test_size_of_the_envelope() -> None:
    big = wrap(made.message("CEB311Message")) + b" " * safe_xml.ENVELOPE_BYTES_MAX
    found = ceb.identity(big)
    assert found.problem is not None
    assert found.problem.code == FaultCode.XML_SIZE


def test_an_envelope_in_an_envelope_goes_no_deeper_than_its_bytes() -> None:
    xml = wrap(wrap(made.message("CEB311Message")))
    found = ceb.identity(xml)
    assert found.problem is not None
    assert found.problem.code == FaultCode.XML_ENVELOPE


def test_base64_in_lines() -> None:
    inner = made.message("CEB411Message")
    text = base64.b64encode(inner).decode()
    lines = "\n".join(text[at : at + 76] for at in range(0, len(text), 76))
    found = ceb.identity(made.swap(wrap(inner), {text: f"\n{lines}\n"}))
    assert found.inner == inner
