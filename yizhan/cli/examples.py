"""`yizhan examples`: worked examples of the law, reckoned by our rules."""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from yizhan.kernel import parties_examples
from yizhan.kernel.examples import Kind, Verdict, judge
from yizhan.services.tax import examples as tax_examples

KINDS: Final[tuple[Kind, ...]] = (*tax_examples.KINDS, *parties_examples.KINDS)
MARKS: Final = {True: "一致 ok", False: "不符 DIFFERS", None: "未知 unknown"}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="A line each, then one object of counts.")
def examples(file: Path, *, as_json: bool) -> None:
    """核对 FILE 中的算例。Evaluate the worked examples in FILE.

    Exit 0 when every example of a kind we know matches, 1 when one differs, 2 for a file that
    holds none. Kinds we do not know are shown and counted.
    """
    verdicts = [judge(example, KINDS, as_of=as_of) for as_of, example in _read(file)]
    for verdict in verdicts:
        click.echo(json.dumps(verdict.plain(), ensure_ascii=False) if as_json else _line(verdict))
    counts = Counter(verdict.matches for verdict in verdicts)
    found = {
        "examples": len(verdicts),
        "matched": counts[True],
        "mismatched": counts[False],
        "unknown": counts[None],
    }
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo(
            "{matched} 一致 ok, {mismatched} 不符 differ, {unknown} 未知 unknown".format(**found)
        )
    sys.exit(1 if counts[False] else 0)


def _read(file: Path) -> list[tuple[date, Mapping[str, Any]]]:
    """Each example with the day that stands for an absent one."""
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        as_of = date.fromisoformat(content.get("as_of") or date.today().isoformat())
        return [(as_of, dict(example)) for example in content["examples"]]
    except (UnicodeDecodeError, ValueError, AttributeError, LookupError, TypeError) as problem:
        raise click.UsageError(
            f"{file} 不是算例文件。Not a file of worked examples: {problem!r}"
        ) from problem


def _line(verdict: Verdict) -> str:
    line = f"{verdict.id:8} {verdict.rule:16} {MARKS[verdict.matches]}"
    if verdict.matches is False and not verdict.problem:
        wrong = {
            key: (value, (verdict.outcome or {}).get(key))
            for key, value in verdict.expected.items()
        }
        line += " " + ", ".join(f"{key}: {want} ≠ {got}" for key, (want, got) in wrong.items())
    return f"{line} {verdict.problem}".rstrip()
