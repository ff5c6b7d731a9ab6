"""One file judged offline, as `yizhan check` prints it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.pure.ceb import made
from yizhan import ceb

AT = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "samples/ceb"

EXPECTED = {  # file: type, direction, documents, verdict, codes of what is wrong in it
    "CEB303-official-2018": ("CEB303Message", "export", 10, "rejected", {"C115", "C103", "C121"}),
    "CEB311-official-202205": ("CEB311Message", "import", 6, "rejected", {"C116", "A102"}),
    "CEB312-official-202205": ("CEB312Message", "import", 10, "accepted", set[str]()),
    "CEB411-official-202205": ("CEB411Message", "import", 10, "accepted", set[str]()),
    "CEB511-official-202205": ("CEB511Message", "import", 6, "rejected", {"C114"}),
    "CEB603-official-2018": (
        "CEB603Message",
        "export",
        10,
        "rejected",
        {"C112", "C106", "C107", "C104", "A102"},
    ),
    "CEB607-official-2018": ("CEB607Message", "export", 10, "accepted", set[str]()),
    "CEB621-official-202205": (
        "CEB621Message",
        "import",
        10,
        "rejected",
        {"A102", "C111", "C114", "C119"},
    ),
    "CEB622-official-202205": ("CEB622Message", "import", 10, "accepted", set[str]()),
    "CEB625-official-202205": ("CEB625Message", "import", 10, "accepted", {"C115", "C106"}),
    "CEB701-official-202205": ("CEB701Message", "export", 10, "accepted", {"C115", "C106"}),
    "DXP-CEB303-crs": ("CEB303Message", "export", 1, "rejected", {"C115", "C103", "C121"}),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_official_samples(name: str) -> None:
    type_, direction, documents, verdict, codes = EXPECTED[name]
    judged = ceb.check((SAMPLES / f"{name}.xml").read_bytes(), at=AT)
    assert judged.schema == "valid"
    assert (judged.type, judged.direction, judged.documents) == (type_, direction, documents)
    assert judged.wrapped == name.startswith("DXP")
    assert {str(fault.code) for fault in judged.faults} == codes
    assert judged.verdict == verdict
    assert (judged.signature == "none") == (type_ in {"CEB312Message", "CEB622Message"})


def test_a_list_without_signature_is_strict_unless_the_station_signs() -> None:
    xml = made.message("CEB621Message")
    strict = ceb.check(xml, at=AT)
    assert (strict.schema, strict.verdict, strict.signature) == ("invalid", "rejected", "none")
    assert [str(fault.code) for fault in strict.faults] == ["X011"]
    mandated = ceb.check(xml, at=AT, signed_by_station=True)
    assert (mandated.schema, mandated.verdict, mandated.faults) == ("valid", "accepted", ())


def test_faults_of_form_and_of_content_come_together() -> None:
    documents = [
        made.document("CEB411Message"),
        made.document("CEB411Message", app_time="20260230000000"),
        made.document("CEB411Message", order_no="x"),
    ]
    xml = made.swap(made.of("CEB411Message", documents), {">x<": "><"})
    judged = ceb.check(xml, at=AT)
    assert (judged.schema, judged.verdict, judged.documents) == ("invalid", "rejected", 3)
    assert [(fault.document, str(fault.code)) for fault in judged.faults] == [
        (2, "C101"),
        (3, "X021"),
    ]


def test_notes_reject_nothing() -> None:
    judged = ceb.check(made.message("CEB411Message", guid=made.GUID.lower()), at=AT)
    assert [str(fault.code) for fault in judged.faults] == ["C115"]
    assert judged.verdict == "accepted"


@pytest.mark.parametrize(
    "xml", [b"", b"\xff\xfe", b"<a/>", b"<!DOCTYPE a><a/>", b"<CEB311Message/>"]
)
def test_anything_gets_an_answer(xml: bytes) -> None:
    judged = ceb.check(xml, at=AT)
    assert (judged.schema, judged.verdict, judged.documents) == ("invalid", "rejected", 0)
    assert judged.faults


def test_read_gives_the_good_documents_as_values() -> None:
    first, second = made.document("CEB311Message"), made.document("CEB311Message", order_no="y")
    assert ceb.read(made.of("CEB311Message", [first, second])) == [first, second]
    assert ceb.read(b"<a/>") == []
