"""Messages in: who may, what is kept, what comes twice, where the limits are."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from django.test import Client

from tests.journeys.doors.conftest import ZONE, Doors, revoke
from tests.station import Connect
from yizhan.api import senders
from yizhan.api.durability import DURABILITY
from yizhan.ceb.safe_xml import MESSAGE_BYTES_MAX
from yizhan.sim.sample import Outgoing
from yizhan.store.database import Role, tenant

PATH = "/api/v1/messages"
XML = "application/xml"
serial = count(1)


def fresh(size: int = 0) -> bytes:
    """A message nobody sent before, of `size` bytes if that is more."""
    head = b'<CEB311Message guid="%036d" version="1.0"><!--' % next(serial)
    return head + b"x" * (size - len(head) - 20) + b"--></CEB311Message>\n"


def post(
    doors: Doors, body: bytes, key: str, *, content_type: str = XML, **headers: str
) -> tuple[int, dict[str, Any]]:
    """Status and answer of a request; every answer is JSON and has our headers."""
    response = doors.client.post(
        PATH, body, content_type=content_type, headers={"authorization": f"Bearer {key}", **headers}
    )
    assert response["Content-Type"] in {"application/json", "application/problem+json"}
    assert response["X-Content-Type-Options"] == "nosniff"
    return response.status_code, json.loads(response.content)


@pytest.fixture
def key(doors: Doors) -> str:
    return next(iter(doors.enrolled.keys.values()))


@pytest.fixture
def stored(connected: Connect) -> Callable[[], int]:
    """How many messages are on disk."""

    def ask() -> int:
        with tenant(connected(Role.JOBS), ZONE) as cursor:
            row = cursor.execute("SELECT count(*) FROM message WHERE zone = %s", (ZONE,)).fetchone()
        assert row
        return int(row[0])

    return ask


def test_a_message_gets_a_receipt_and_the_same_one_again(
    doors: Doors, messages: list[Outgoing], stored: Callable[[], int]
) -> None:
    one = messages[0]
    before = stored()
    status, first = post(doors, one.body, doors.key(one))
    assert status == 202
    [receipt] = first["receipts"]
    assert receipt["verdict"] == "pending"
    assert len(receipt["digest"]) == 64
    status, second = post(doors, one.body, doors.key(one))
    assert status == 200
    assert second["receipts"] == [{**receipt, "status": 200}]
    assert stored() == before + 1


def test_the_same_content_under_another_key_or_in_an_envelope_is_the_same(
    doors: Doors, wrapped: Outgoing
) -> None:
    key = doors.key(wrapped)
    status, first = post(doors, wrapped.body, key)
    assert status == 202
    start, end = wrapped.body.index(b"<dxp:Data>") + 10, wrapped.body.index(b"</dxp:Data>")
    inner = base64.b64decode(wrapped.body[start:end])
    status, second = post(doors, inner, key, **{"idempotency-key": "another"})
    assert status == 200
    assert second["receipts"][0]["id"] == first["receipts"][0]["id"]


def test_a_known_id_with_other_content_is_refused(
    doors: Doors, key: str, stored: Callable[[], int]
) -> None:
    assert post(doors, fresh(), key, **{"idempotency-key": "mine"})[0] == 202
    before = stored()
    status, problem = post(doors, fresh(), key, **{"idempotency-key": "mine"})
    assert (status, problem["code"]) == (409, "ID_REUSED")
    assert stored() == before


def test_two_senders_may_use_the_same_id(doors: Doors) -> None:
    for key in list(doors.enrolled.keys.values())[:2]:
        assert post(doors, fresh(), key, **{"idempotency-key": "common"})[0] == 202


def test_equal_requests_at_the_same_instant_are_stored_once(
    doors: Doors, key: str, stored: Callable[[], int]
) -> None:
    body, before = fresh(), stored()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: post(doors, body, key), range(8)))
    assert sorted(status for status, _ in answers) == [200] * 7 + [202]
    assert len({answer["receipts"][0]["id"] for _, answer in answers}) == 1
    assert stored() == before + 1


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic abc", "Bearer yz-chongqing-x-y", "Bearer yz-nowhere-a-b"],
)
def test_strangers_are_turned_away(doors: Doors, header: str, stored: Callable[[], int]) -> None:
    before = stored()
    headers = {"authorization": header} if header else {}
    response = doors.client.post(PATH, fresh(), content_type=XML, headers=headers)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (401, "UNAUTHENTICATED")
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert stored() == before


def test_a_revoked_key_is_no_key(doors: Doors) -> None:
    key = list(doors.enrolled.keys.values())[-2]
    assert post(doors, fresh(), key)[0] == 202
    revoke(key)
    senders.KNOWN.forget()
    assert post(doors, fresh(), key)[0] == 401


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("no XML", b"hello"),
        ("a DOCTYPE", b'<!DOCTYPE a [<!ENTITY b "c">]><CEB311Message/>'),
        ("an unknown type", b"<CEB999Message/>"),
        ("wrong bytes", b'<?xml version="1.0" encoding="UTF-8"?><a>\xff\xfe</a>'),
        ("cut short", b"<CEB311Message><Order>"),
        ("a NUL", b"\x00\x01\x02"),
    ],
)
def test_an_authentic_message_is_kept_however_malformed(
    doors: Doors, key: str, what: str, body: bytes
) -> None:
    assert post(doors, body, key)[0] == 202, what
    assert post(doors, body, key)[0] == 200, what


def test_a_message_of_the_limit_is_kept_and_one_byte_more_is_not(
    doors: Doors, key: str, stored: Callable[[], int]
) -> None:
    at_limit, over = fresh(MESSAGE_BYTES_MAX), fresh(MESSAGE_BYTES_MAX + 1)
    assert [len(at_limit), len(over)] == [MESSAGE_BYTES_MAX, MESSAGE_BYTES_MAX + 1]
    assert post(doors, at_limit, key)[0] == 202
    before = stored()
    status, problem = post(doors, over, key)
    assert (status, problem["code"]) == (413, "MESSAGE_TOO_LARGE")
    assert stored() == before


def test_a_request_over_the_limit_is_not_read(doors: Doors, key: str) -> None:
    body, content_type = multipart(*[fresh(6 * 2**20) for _ in range(3)])
    status, problem = post(doors, body, key, content_type=content_type)
    assert (status, problem["code"]) == (413, "REQUEST_TOO_LARGE")


def multipart(*bodies: bytes) -> tuple[bytes, str]:
    parts = b"".join(
        b'--cut\r\nContent-Disposition: form-data; name="message"\r\n\r\n%s\r\n' % body
        for body in bodies
    )
    return parts + b"--cut--\r\n", "multipart/form-data; boundary=cut"


def test_several_messages_get_a_receipt_each_in_order(doors: Doors, key: str) -> None:
    bodies = [fresh() for _ in range(100)]
    body, content_type = multipart(*bodies)
    status, answer = post(doors, body, key, content_type=content_type)
    assert (status, len(answer["receipts"])) == (202, 100)
    again = [post(doors, one, key)[1]["receipts"][0]["id"] for one in bodies[::33]]
    assert again == [one["id"] for one in answer["receipts"][::33]]
    status, second = post(doors, body, key, content_type=content_type)
    assert status == 200
    assert [one["id"] for one in second["receipts"]] == [one["id"] for one in answer["receipts"]]


def test_good_neighbours_of_a_bad_one_are_kept(doors: Doors, key: str) -> None:
    name = {"idempotency-key": "several"}
    first, second, third = fresh(), fresh(), fresh()
    post(doors, multipart(first, second)[0], key, content_type=multipart()[1], **name)
    body, content_type = multipart(first, third, fresh(MESSAGE_BYTES_MAX + 1), fresh())
    status, answer = post(doors, body, key, content_type=content_type, **name)
    assert status == 207
    assert [one["status"] for one in answer["receipts"]] == [200, 409, 413, 202]
    assert [one.get("code") for one in answer["receipts"]] == [
        None,
        "ID_REUSED",
        "MESSAGE_TOO_LARGE",
        None,
    ]


def test_a_store_that_may_forget_takes_nothing(
    doors: Doors, key: str, monkeypatch: pytest.MonkeyPatch, stored: Callable[[], int]
) -> None:
    before = stored()
    monkeypatch.setattr(DURABILITY, "_look", lambda: ("fsync",))
    monkeypatch.setattr(DURABILITY, "_looked", None)
    response = doors.client.post(
        PATH, fresh(), content_type=XML, headers={"authorization": f"Bearer {key}"}
    )
    assert (response.status_code, response.json()["code"]) == (503, "STORE_UNAVAILABLE")
    assert int(response["Retry-After"]) > 0
    assert stored() == before


def test_unknown_addresses_and_methods_are_problems_too(doors: Doors, key: str) -> None:
    headers = {"authorization": f"Bearer {key}"}
    missing = doors.client.get("/api/v2/anything", headers=headers)
    assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")
    for number in ("7", "0", "abc", "9" * 30):
        found = doors.client.get(f"{PATH}/{number}", headers=headers)
        assert (found.status_code, found.json()["code"]) == (404, "NOT_FOUND")
    wrong = doors.client.put(PATH, b"", headers=headers)
    assert (wrong.status_code, wrong.json()["code"], wrong["Allow"]) == (405, "METHOD", "POST")
    page = doors.client.get("/nowhere")
    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_nobody_sees_the_message_of_another(doors: Doors) -> None:
    mine, other = list(doors.enrolled.keys.values())[:2]
    number = post(doors, fresh(), mine)[1]["receipts"][0]["id"]

    def ask(key: str) -> int:
        headers = {"authorization": f"Bearer {key}"}
        return doors.client.get(f"{PATH}/{number}", headers=headers).status_code

    assert (ask(mine), ask(other)) == (200, 404)


def test_the_schema_names_every_address(doors: Doors) -> None:
    schema = Client().get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {
        "/api/v1/messages",
        "/api/v1/messages/{message}",
        "/api/v1/receipts",
        "/dxp",
    }
    assert doors is not None
