"""`yizhan check`: a line a file, codes for scripts, sentences for people."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from yizhan.cli.check import check

SAMPLES = Path(__file__).parents[1] / "samples" / "ceb"
PAYMENT = SAMPLES / "CEB411-official-202205.xml"
FIELDS = {
    "file",
    "type",
    "direction",
    "wrapped",
    "signature",
    "documents",
    "schema",
    "verdict",
    "faults",
}


def run(*arguments: object) -> tuple[int, Result]:
    """Exit code and result; the command returns its code to the group."""
    result = CliRunner().invoke(check, [str(one) for one in arguments], standalone_mode=False)
    if isinstance(result.exception, Exception):
        return 2, result
    return int(result.return_value), result


def test_every_sample_has_its_line_and_is_schema_valid() -> None:
    _, result = run(SAMPLES, "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(lines) == len(list(SAMPLES.glob("*.xml")))
    for line in lines:
        assert set(line) == FIELDS
        assert line["schema"] == "valid", line["file"]
        for fault in line["faults"]:
            assert {"code", "where", "say", "document"} <= set(fault)


def test_exit_codes_tell_accepted_from_rejected(tmp_path: Path) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_bytes(b"<CEB311Message>")
    good, _ = run(PAYMENT)
    assert good == 0
    assert run(PAYMENT, bad)[0] == 1
    assert run()[0] == 2


def test_a_folder_without_messages_is_misuse(tmp_path: Path) -> None:
    code, result = run(tmp_path)
    assert code == 2
    assert str(tmp_path) in str(result.exception)


def test_a_sheet_is_told_to_be_no_message(tmp_path: Path) -> None:
    sheet = tmp_path / "day.xlsx"
    sheet.write_bytes(b"PK\x03\x04\x14\x00\x06\x00" + bytes(40))
    code, result = run(sheet, "--json")
    (fault,) = json.loads(result.stdout)["faults"]
    assert (code, fault["code"]) == (1, "X001")
    assert "表格" in fault["say"][0]


def test_a_file_that_cannot_be_read_stops_nobody(tmp_path: Path) -> None:
    code, result = run(tmp_path / "none.xml", PAYMENT, "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert code == 1
    assert [line["verdict"] for line in lines] == ["rejected", "accepted"]
    assert [fault["code"] for fault in lines[0]["faults"]] == ["X013"]


def test_people_read_sentences_in_both_languages(tmp_path: Path) -> None:
    bad = tmp_path / "bad.xml"
    wrong = (b"<ceb:appTime>2016030", b"<ceb:appTime>2016930")
    bad.write_bytes(PAYMENT.read_bytes().replace(*wrong, 1))
    code, result = run(bad)
    assert code == 1
    assert "appTime [C101]" in result.stdout
    assert "document 1" in result.stdout
    assert any("\u4e00" <= letter <= "\u9fff" for letter in result.stdout)


@pytest.mark.parametrize(
    ("options", "verdict"), [([], "rejected"), (["--signed-by-station"], "accepted")]
)
def test_unsigned_lists_pass_only_under_mandate(
    tmp_path: Path, options: list[str], verdict: str
) -> None:
    text = (SAMPLES / "CEB621-official-202205.xml").read_text(encoding="utf-8")
    start, end = text.index("<ds:Signature"), text.index("</ds:Signature>") + len("</ds:Signature>")
    unsigned = tmp_path / "unsigned.xml"
    unsigned.write_text(text[:start] + text[end:], encoding="utf-8")
    _, result = run(unsigned, "--json", *options)
    line = json.loads(result.stdout)
    assert (line["schema"] == "valid") is (verdict == "accepted"), line["faults"]
