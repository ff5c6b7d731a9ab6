"""Messages cut out of a request, and what is turned away before anything is stored."""

import pytest

from yizhan.api.parts import PARTS_MAX, cut
from yizhan.api.problems import ANSWERS, ProblemCode, Refused, body_of


def multipart(*bodies: bytes, boundary: bytes = b"cut here") -> tuple[bytes, str]:
    parts = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="message"; filename="m.xml"\r\n'
        b"Content-Type: application/xml\r\n\r\n%s\r\n" % (boundary, body)
        for body in bodies
    )
    return parts + b"--%s--\r\n" % boundary, f'multipart/form-data; boundary="{boundary.decode()}"'


def refusal(body: bytes, content_type: str, key: str | None = None) -> ProblemCode:
    with pytest.raises(Refused) as caught:
        cut(body, content_type, key)
    return caught.value.code


def test_a_bare_message_keeps_its_bytes_and_the_request_key() -> None:
    [part] = cut(b"\xef\xbb\xbf<a/>\r\n", "application/xml; charset=utf-8", "mine")
    assert (part.body, part.key) == (b"\xef\xbb\xbf<a/>\r\n", "mine")


def test_of_several_messages_each_goes_by_key_and_position() -> None:
    body, content_type = multipart(b"<a/>", b"\r\n<b>--cut</b>\r\n")
    assert [(part.body, part.key) for part in cut(body, content_type, "k")] == [
        (b"<a/>", "k/1"),
        (b"\r\n<b>--cut</b>\r\n", "k/2"),
    ]


def test_without_a_key_none_is_made_up() -> None:
    body, content_type = multipart(b"<a/>", b"<b/>")
    assert [part.key for part in cut(body, content_type, None)] == [None, None]


def test_a_hundred_messages_pass_and_one_more_does_not() -> None:
    assert len(cut(*multipart(*[b"<a/>"] * PARTS_MAX), None)) == PARTS_MAX
    assert refusal(*multipart(*[b"<a/>"] * (PARTS_MAX + 1))) is ProblemCode.TOO_MANY_MESSAGES


@pytest.mark.parametrize(
    ("why", "body", "content_type", "code"),
    [
        ("a form", b"a=1", "application/x-www-form-urlencoded", ProblemCode.MEDIA_TYPE),
        ("no type", b"<a/>", "", ProblemCode.MEDIA_TYPE),
        ("nothing in it", b" \n", "application/xml", ProblemCode.NO_MESSAGE),
        ("no boundary named", b"--x", "multipart/form-data", ProblemCode.MULTIPART_BROKEN),
        ("cut short", multipart(b"<a/>")[0][:-6], multipart()[1], ProblemCode.MULTIPART_BROKEN),
        ("no part", multipart()[0], multipart()[1], ProblemCode.NO_MESSAGE),
        (
            "no head",
            b"--cut here\r\nx\r\n--cut here--",
            multipart()[1],
            ProblemCode.MULTIPART_BROKEN,
        ),
        (
            "base64 parts",
            b"--cut here\r\nContent-Transfer-Encoding: base64\r\n\r\nPGEvPg==\r\n--cut here--",
            multipart()[1],
            ProblemCode.MULTIPART_BROKEN,
        ),
    ],
)
def test_what_cannot_be_stored_is_refused(
    why: str, body: bytes, content_type: str, code: ProblemCode
) -> None:
    assert refusal(body, content_type) is code, why


@pytest.mark.parametrize("key", ["", "a b", "键", "x" * 129, "a\n"])
def test_a_key_is_printable_ascii_of_bounded_length(key: str) -> None:
    assert refusal(b"<a/>", "application/xml", key) is ProblemCode.KEY_SHAPE


@pytest.mark.parametrize("code", list(ProblemCode))
def test_every_refusal_has_status_and_words_in_both_languages(code: ProblemCode) -> None:
    answer = ANSWERS[code]
    assert 400 <= answer.status < 600
    problem = body_of(Refused(code), "r1")
    assert (problem["code"], problem["status"], problem["request_id"]) == (
        code,
        answer.status,
        "r1",
    )
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.zh)
    assert answer.en.isascii()
    assert "detail" not in problem
