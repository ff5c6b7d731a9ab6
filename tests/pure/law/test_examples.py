"""`yizhan examples`: every worked example we claim to know matches; the others are shown."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from yizhan.cli.examples import KINDS, examples
from yizhan.kernel.examples import judge, same
from yizhan.services.tax import params

FILE = Path(__file__).parents[2] / "samples" / "law" / "worked-examples.json"
BOOK = json.loads(FILE.read_text(encoding="utf-8"))
AS_OF = date.fromisoformat(BOOK["as_of"])
FAMILIES = ("IT-", "QT-", "ID-")
OURS = [example for example in BOOK["examples"] if example["id"].startswith(FAMILIES)]
FURTHER = [
    {
        "id": "book-1",
        "rule": "R1.8",
        "inputs": {"goods": "180.00", "freight": "20.00", "vat_rate": "0.09"},
        "expected": {"dutiable_value": "200.00", "vat": "12.60", "total_tax": "12.60"},
    },
    {
        "id": "one piece above the limit",
        "rule": "R1.11",
        "inputs": {"dutiable_value": "6000.00", "vat_rate": "0.13", "tariff_rate": "0.08"},
        "expected": {"treatment": "cbec_full_tax", "duty": "480.00", "total_tax": "1322.40"},
    },
    {
        "id": "the year exactly full",
        "rule": "R1.3",
        "inputs": {"dutiable_value": "3500.00", "annual_used_before": "22500.00"},
        "expected": {"treatment": "cbec_preferential", "annual_used_after": "26000.00"},
    },
    {
        "id": "arrived a day late",
        "rule": "R1.15",
        "inputs": {
            "annual_used_before": "8000.00",
            "order_value": "1200.00",
            "release_date": "2026-03-01",
            "return_applied": "2026-03-20",
            "arrived_back": "2026-04-16",
        },
        "expected": {"tax_not_collected": False, "annual_used_after": "8000.00"},
    },
    {
        "id": "10 % consumption tax",
        "rule": "R1.9",
        "inputs": {"ct_rate_ad_valorem": "0.10", "vat_rate": "0.13"},
        "expected": {"composite_rate": "0.178889"},
    },
]


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(examples, [str(path), *options])


def written(tmp_path: Path, *found: dict[str, Any]) -> Path:
    path = tmp_path / "examples.json"
    path.write_text(json.dumps({"as_of": "2026-11-21", "examples": found}), encoding="utf-8")
    return path


@pytest.mark.parametrize("example", [*OURS, *FURTHER], ids=lambda example: example["id"])
def test_every_example_matches(example: dict[str, Any]) -> None:
    verdict = judge(example, KINDS, as_of=AS_OF)
    assert verdict.matches is True, verdict


@pytest.mark.parametrize("example", OURS, ids=lambda example: example["id"])
def test_a_wrong_figure_is_never_called_right(example: dict[str, Any]) -> None:
    for key, value in example["expected"].items():
        wrong = example | {"expected": example["expected"] | {key: spoilt(value)}}
        assert judge(wrong, KINDS, as_of=AS_OF).matches is False, key


def spoilt(value: Any) -> Any:  # noqa: ANN401 - any figure of a JSON file
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [spoilt(value[0]), *value[1:]]
    return f"{value}1"


@pytest.mark.parametrize(
    "parameter",
    [one for one in BOOK["parameters"] if one["id"] in params.BOOK],
    ids=lambda one: f"{one['id']}@{one['valid_from']}",
)
def test_parameters_are_those_of_the_rule_book(parameter: dict[str, Any]) -> None:
    entry = params.BOOK[parameter["id"]].entry(date.fromisoformat(parameter["valid_from"]))
    assert same(entry.value, parameter["value"])
    assert entry.since.isoformat() == parameter["valid_from"]
    assert (entry.to and entry.to.isoformat()) == parameter["valid_to"]
    found = (entry.source, entry.rule, entry.confidence)
    assert found == (parameter["source"], parameter["rule"], parameter["confidence"])


def test_no_parameter_is_ours_alone() -> None:
    assert params.BOOK.keys() <= {one["id"] for one in BOOK["parameters"]}


def test_a_line_each_then_the_counts() -> None:
    result = run(FILE, "--json")
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert [line["id"] for line in lines[:-1]] == [one["id"] for one in BOOK["examples"]]
    counts = lines[-1]
    assert counts["examples"] == len(BOOK["examples"])
    assert counts["matched"] >= len(OURS)
    assert counts["mismatched"] == 0
    assert counts["unknown"] == sum(line.get("unknown", False) for line in lines[:-1])


def test_an_unknown_kind_is_reported(tmp_path: Path) -> None:
    stranger = {"id": "ZZ-1", "rule": "R99.1", "inputs": {"moon": "1"}, "expected": {"tide": "2"}}
    result = run(written(tmp_path, stranger), "--json")
    first = json.loads(result.output.splitlines()[0])
    assert first == {
        "id": "ZZ-1",
        "rule": "R99.1",
        "outcome": None,
        "expected": {"tide": "2"},
        "matches": None,
        "unknown": True,
    }
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"dutiable_value": "320.00", "vat_rate": "0.13"}, {"vat": "29.13"}),
        ({"dutiable_value": "money"}, {"treatment": "cbec_preferential"}),
        ({"dutiable_value": "10", "date": "2016-04-07"}, {"treatment": "cbec_preferential"}),
    ],
)
def test_a_difference_fails_the_command(
    tmp_path: Path, inputs: dict[str, str], expected: dict[str, str]
) -> None:
    path = written(tmp_path, {"id": "X", "rule": "R1.8", "inputs": inputs, "expected": expected})
    assert run(path).exit_code == 1
    assert "DIFFERS" in run(path).output


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"examples": [1]}', "\N{BYTE ORDER MARK}x"])
def test_a_file_of_something_else_is_misuse(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    assert run(path).exit_code == 2


def test_without_expectations_everything_known_is_told() -> None:
    bare = {"id": "Q", "rule": "R1.17", "inputs": {"release_date": "2026-03-01"}}
    verdict = judge(bare, KINDS, as_of=AS_OF)
    assert verdict.outcome == {"first_day": "2026-04-01", "last_day": "2026-04-15"}
