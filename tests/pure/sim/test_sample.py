"""A sample: what is written is what is told, and every fault gets the verdict it is told to get."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from yizhan import ceb
from yizhan.ceb.checks import judge
from yizhan.kernel.faults import SPECS, FaultCode, Outcome
from yizhan.sim.commands import sample as command
from yizhan.sim.sample import KINDS_OF_FAULT, Sample, Wish, day_before, write

DAY = date(2026, 11, 20)
WISH = Wish("chongqing", 400, 11, DAY, faults=0.5)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 20, 17, tzinfo=UTC), date(2026, 11, 20)),  # it is the 21st in Shanghai
        (datetime(2027, 3, 1, tzinfo=UTC), date(2026, 12, 31)),  # the goods' rates are of 2026
    ],
)
def test_a_sample_is_of_yesterday_while_its_rates_hold(now: datetime, day: date) -> None:
    assert day_before(now) == day


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    assert list(write(Sample(WISH), out))
    return out


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_there_are_many_kinds_of_fault(expected: dict[str, Any]) -> None:
    kinds = Counter(trade["kind"] for trade in expected["trades"])
    assert len(KINDS_OF_FAULT) >= 25
    assert set(kinds) == {"clean", *KINDS_OF_FAULT}
    assert sum(kinds.values()) == WISH.trades
    assert kinds["clean"] == WISH.trades // 2


def test_every_file_is_in_the_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    there = {str(path.relative_to(folder)) for path in folder.rglob("*.xml")}
    assert there == set(manifest["files"])


def test_every_document_stands_where_it_is_said_to(
    folder: Path, manifest: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Read with our reader: order number and type at that file and position."""
    names = [name for name in manifest["files"] if name.split("/")[1].startswith("CEB")]
    columns = ceb.read_columns([(folder / name).read_bytes() for name in names])
    found = {
        (names[message], kind, position): order
        for kind, frame in columns.heads.items()
        for message, position, order in frame.select("message", "position", "order_no").iter_rows()
    }
    places = [
        (document, trade)
        for trade in expected["trades"]
        for document in trade["documents"]
        if document["expect"] == "accepted" and trade["kind"] != "waybill_of_other_order"
    ]
    assert places
    unsigned = {"CEB621Message"}  # read strictly, an unsigned list is no list
    for document, trade in places:
        if document["type"] not in unsigned:
            key = (document["file"], document["type"], document["position"])
            assert found[key] == trade["order_no"]


def test_codes_fit_what_they_are_said_to_do(expected: dict[str, Any]) -> None:
    outcome = {"refused": Outcome.REFUSE, "held": Outcome.HOLD, "waiting": Outcome.NOTE}
    for trade in [*expected["trades"], *expected["groups"]]:
        for code in trade["codes"]:
            if trade["expect"] != "released":
                assert SPECS[FaultCode(code)].outcome is outcome[trade["expect"]], code
    for trade in expected["trades"]:
        for document in trade["documents"]:
            assert bool(document["codes"]) == (document["expect"] == "rejected")
            for code in document["codes"]:
                assert SPECS[FaultCode(code)].outcome is Outcome.REJECT, code


def test_what_comes_second_goes_last(manifest: dict[str, Any]) -> None:
    rounds = [one["round"] for one in manifest["files"].values()]
    assert rounds == sorted(rounds)
    assert set(rounds) == {0, 1}


def test_the_same_wish_gives_the_same_messages() -> None:
    wish = Wish("heze", 120, 3, DAY, faults=0.2)
    once, twice = (list(Sample(wish).messages()) for _ in range(2))
    assert [one for one in once if not one.signed] == [one for one in twice if not one.signed]


def test_without_faults_everything_is_clean() -> None:
    made = Sample(Wish("heze", 250, 3, DAY))
    messages = list(made.messages())
    assert sum(one.documents for one in messages) == 1000
    assert {one.kind for one in made.outcomes} == {"clean"}
    assert max(one.documents for one in messages) == 100


def test_the_command(tmp_path: Path) -> None:
    arguments = ["--out", str(tmp_path / "a"), "--trades", "20", "--json"]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout.splitlines()[-1])["trades"] == 20
    again = CliRunner().invoke(command, arguments)
    assert again.exit_code == 2
    assert "不是空目录" in again.output


NOTED = {FaultCode.FREIGHT_MISSING}
SENDER_CODES = {FaultCode.SENDER_NOT_COPCODE, FaultCode.SENDER_NOT_ENTITLED, FaultCode.OLDER}


def test_every_document_gets_the_verdict_it_is_told_to_get(
    folder: Path, manifest: dict[str, Any], expected: dict[str, Any]
) -> None:
    """By our reader and checks, as far as one file can show; the rest is the pipeline's."""
    names = list(manifest["files"])
    found = _rejections(folder, names, manifest)
    wrong = []
    for trade in expected["trades"]:
        for document in trade["documents"]:
            place = document["file"], document["position"]
            codes = found.get(place, set()) | found.get((document["file"], 0), set())
            wanted = {FaultCode(code) for code in document["codes"]} - SENDER_CODES
            if not wanted <= codes or (codes and not wanted):
                wrong.append((trade["kind"], *place, document["codes"], codes))
    assert not wrong


def _rejections(
    folder: Path, names: list[str], manifest: dict[str, Any]
) -> dict[tuple[str, int], set[FaultCode]]:
    """Codes that reject, by file and position; 0 for a message as a whole."""
    bodies = [(folder / name).read_bytes() for name in names]
    variants = [
        ceb.Variant(0) if manifest["files"][name]["signed"] else ceb.Variant.STATION_SIGNS
        for name in names
    ]
    columns = ceb.read_columns(bodies, variants=variants)
    faults = [
        (number, fault.document, fault)
        for number, read in enumerate(columns.reads)
        for fault in read.faults
    ]
    faults += judge(columns, datetime(2026, 11, 21, tzinfo=UTC))
    found: dict[tuple[str, int], set[FaultCode]] = {}
    for number, position, fault in faults:
        if SPECS[fault.code].outcome is not Outcome.NOTE or fault.code not in NOTED:
            found.setdefault((names[number], position), set()).add(fault.code)
    return found
