"""Every declaration says what the official schema says."""

import json
from pathlib import Path
from typing import Any

import pytest

from yizhan.ceb.declare import Entity, Field, Message
from yizhan.ceb.registry import MESSAGES

FACTS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "samples/ceb/fields.json").read_text(encoding="utf-8")
)
KINDS = {"xs:string": "text", "xs:decimal": "decimal", "xs:int": "int"}


def entities(message: Message) -> list[Entity]:
    return [message.head, *([message.lines] if message.lines else [])]


def test_all_types_are_there() -> None:
    assert set(MESSAGES) == set(FACTS)
    assert len(MESSAGES) == 42


@pytest.mark.parametrize("name", sorted(FACTS))
def test_structure(name: str) -> None:
    message, fact = MESSAGES[name], FACTS[name]
    document, _, most = fact["top"][0]
    assert message.direction == fact["direction"]
    assert message.document == document
    assert message.documents_max == (None if most == "unbounded" else int(most))
    assert message.signature == (["ds:Signature", "1", "1"] in fact["top"])
    assert message.tail == tuple(each[0].removeprefix("ds:") for each in fact["top"][1:])
    group = fact.get("groups", {}).get(document)
    assert message.nested == bool(group)
    if message.lines:
        _, least, most = group[1]
        assert message.lines_min == int(least)
        assert message.lines_max == (None if most == "unbounded" else int(most))
    assert [each.name for each in entities(message)] == list(fact["entities"])


@pytest.mark.parametrize("name", sorted(FACTS))
def test_fields(name: str) -> None:
    for entity in entities(MESSAGES[name]):
        facts = FACTS[name]["entities"][entity.name]
        assert [each.name for each in entity.fields] == [each["name"] for each in facts]
        for field, fact in zip(entity.fields, facts, strict=True):
            assert bounds(field) == (
                KINDS[fact["type"]],
                fact["min"] == 1,
                fact.get("length"),
                fact.get("length", fact.get("minLength", 0)),
                fact.get("length", fact.get("maxLength")),
                fact.get("totalDigits"),
                fact.get("whiteSpace") == "collapse",
            ), field.name


def bounds(field: Field) -> tuple[object, ...]:
    return (
        field.kind,
        field.required,
        field.length,
        field.min,
        field.max,
        field.digits,
        field.collapse,
    )


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_columns_are_unique_and_named_in_both_languages(name: str) -> None:
    for entity in entities(MESSAGES[name]):
        assert len(set(entity.columns)) == len(entity.fields)
        assert not {"message", "position", "line"} & set(entity.columns)
        assert all(field.zh and field.en for field in entity.fields)
        assert all(bool(field.help[0]) == bool(field.help[1]) for field in entity.fields)


def test_requests_and_receipts_point_at_each_other() -> None:
    for message in MESSAGES.values():
        if message.answered_by:
            assert MESSAGES[message.answered_by].answers == message.type
        if message.answers:
            assert MESSAGES[message.answers].answered_by == message.type


def test_people_are_marked() -> None:
    marked = {
        (message.type, field.name): field.personal
        for message in MESSAGES.values()
        for entity in entities(message)
        for field in entity.fields
        if field.personal
    }
    assert marked["CEB311Message", "buyerIdNumber"] == "person_id"
    assert marked["CEB411Message", "telephone"] == "phone"
    assert marked["CEB511Message", "consigneeAddress"] == "address"
    assert marked["CEB621Message", "buyerName"] == "name"
    people = ("buyerName", "payerName", "consignee", "IdNumber", "Telephone", "Address")
    for message in MESSAGES.values():
        for entity in entities(message):
            for field in entity.fields:
                if field.name.endswith(people) and field.name != "ebcTelephone":
                    assert field.personal, (message.type, field.name)
