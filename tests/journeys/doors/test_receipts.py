"""Verdicts and receipts: asked for by their sender, each once, in order."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from tests.journeys.doors.conftest import ZONE, Doors, clear
from tests.station import Connect
from yizhan import ceb
from yizhan.sim.sample import Outgoing
from yizhan.store.database import Role, tenant

Ask = Callable[[str, str], tuple[int, dict[str, Any]]]


@pytest.fixture
def ask(doors: Doors) -> Ask:
    """A GET with a key: status and answer."""

    def get(path: str, key: str) -> tuple[int, dict[str, Any]]:
        response = doors.client.get(path, headers={"authorization": f"Bearer {key}"})
        return response.status_code, json.loads(response.content)

    return get


@pytest.fixture(scope="module")
def sent(doors: Doors, messages: list[Outgoing]) -> dict[str, str]:
    """Ids of the messages by name, all received and none judged."""
    found = {}
    for one in messages:
        response = doors.client.post(
            "/api/v1/messages",
            one.body,
            content_type="application/xml",
            headers={"authorization": f"Bearer {doors.key(one)}"},
        )
        found[one.name] = response.json()["receipts"][0]["id"]
    return found


def test_from_pending_to_verdict_to_receipts(
    doors: Doors, messages: list[Outgoing], sent: dict[str, str], ask: Ask, connected: Connect
) -> None:
    one = messages[0]
    path = f"/api/v1/messages/{sent[one.name]}"
    status, state = ask(path, doors.key(one))
    assert (status, state["verdict"]) == (200, "pending")
    clear(connected)
    status, state = ask(f"{path}?wait=1", doors.key(one))
    assert (state["verdict"], state["rejected"]) == ("accepted", 0)
    assert state["documents"] == state["accepted"] == one.documents
    assert state["kind"] == one.kind
    for key in {doors.key(one) for one in messages}:
        mine = {sent[one.name] for one in messages if doors.key(one) == key}
        whole = ask("/api/v1/receipts", key)[1]
        assert {receipt["message"] for receipt in whole["receipts"]} <= mine
        assert whole["receipts"]
        pieces, cursor = [], ""
        while True:
            suffix = f"&cursor={cursor}" if cursor else ""
            page = ask(f"/api/v1/receipts?limit=2{suffix}", key)[1]
            pieces += page["receipts"]
            cursor = page["cursor"]
            if not page["more"]:
                break
        assert pieces == whole["receipts"]
        rest = ask(f"/api/v1/receipts?cursor={cursor}", key)[1]
        assert (rest["receipts"], rest["cursor"], rest["more"]) == ([], cursor, False)


def test_official_receipts_stand_before_the_official_schema(
    doors: Doors, messages: list[Outgoing], sent: dict[str, str], connected: Connect
) -> None:
    assert sent
    clear(connected)
    kinds = set()
    for key in {doors.key(one) for one in messages}:
        response = doors.client.get(
            "/api/v1/receipts",
            headers={"authorization": f"Bearer {key}", "accept": "application/xml"},
        )
        again = doors.client.get(
            "/api/v1/receipts",
            headers={"authorization": f"Bearer {key}", "accept": "application/xml"},
        )
        assert again.content == response.content
        root = etree.fromstring(response.content)
        assert root.get("more") == "false"
        assert len(root)
        for one in root:
            found = ceb.check(etree.tostring(one), at=datetime.now(UTC))  # noqa: TID251 -- a door
            assert (found.schema, found.verdict) == ("valid", "accepted"), found.faults
            kinds.add(found.type)
    assert kinds == {"CEB312Message", "CEB412Message", "CEB512Message", "CEB622Message"}


def test_a_rejected_message_says_why(doors: Doors, ask: Ask, connected: Connect) -> None:
    key = next(iter(doors.enrolled.keys.values()))
    response = doors.client.post(
        "/api/v1/messages",
        b"<CEB311Message><Order>",
        content_type="application/xml",
        headers={"authorization": f"Bearer {key}"},
    )
    clear(connected)
    number = response.json()["receipts"][0]["id"]
    state = ask(f"/api/v1/messages/{number}", key)[1]
    assert state["verdict"] == "rejected"
    [fault] = state["faults"]
    assert (fault["code"], fault["document"]) == ("X001", 0)
    assert fault["zh"]
    assert fault["en"]
    response = doors.client.get(
        "/api/v1/receipts", headers={"authorization": f"Bearer {key}", "accept": "application/xml"}
    )
    unreadable = etree.fromstring(response.content)[-1]
    checked = ceb.check(etree.tostring(unreadable), at=datetime.now(UTC))  # noqa: TID251 -- a door
    assert (checked.type, checked.schema) == ("CEB900Message", "valid")


def test_a_message_we_fail_on_is_held_and_its_sender_sees_so(
    doors: Doors, ask: Ask, connected: Connect
) -> None:
    key = next(iter(doors.enrolled.keys.values()))
    response = doors.client.post(
        "/api/v1/messages",
        b"<CEB311Message><Poison>",
        content_type="application/xml",
        headers={"authorization": f"Bearer {key}"},
    )
    number = response.json()["receipts"][0]["id"]
    with tenant(connected(Role.PIPELINE), ZONE) as cursor:
        cursor.execute("UPDATE inbox SET not_before = 'infinity' WHERE message = %s", (number,))
    state = ask(f"/api/v1/messages/{number}?wait=5", key)[1]
    assert state["verdict"] == "held"
    assert [fault["code"] for fault in state["faults"]] == ["X099"]


@pytest.mark.parametrize(
    "query", ["cursor=abc", "cursor=1", "cursor=1.2.3", "limit=0", "limit=501", "limit=x"]
)
def test_wrong_parameters_are_told(doors: Doors, ask: Ask, query: str) -> None:
    key = next(iter(doors.enrolled.keys.values()))
    status, problem = ask(f"/api/v1/receipts?{query}", key)
    assert (status, problem["code"]) == (422, "PARAMETER")
    assert problem["where"][0]["path"] == f"query.{query.partition('=')[0]}"
