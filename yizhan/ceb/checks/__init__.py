"""What customs would find wrong in the documents themselves: codes, calendar, arithmetic.

`judge` runs every check of a type as one column expression over a whole batch; only broken rows
cost more than that. The same expressions judge one document in `yizhan check`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from yizhan.ceb.checks.check import NOW, Check
from yizhan.ceb.checks.fields import of_fields
from yizhan.ceb.checks.rules import LINES_VALUE, NUMBERING, RULES
from yizhan.ceb.columns import Columns
from yizhan.ceb.registry import MESSAGES
from yizhan.kernel.faults import Fault, FaultCode

__all__ = ["CLOCK_SKEW", "Check", "checks_of", "judge"]

CLOCK_SKEW: Final = timedelta(minutes=15)
"""How far a sender's clock may be ahead of ours before a time counts as the future."""

_SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
_ROWS_MAX: Final = 1000
_KEY: Final = ("message", "position")

Found = tuple[int, int, Fault]


@cache
def checks_of(type_: str) -> tuple[Check, ...]:
    """Every check of a message type, in the order of its fields; receipts have none."""
    message = MESSAGES[type_]
    return (*of_fields(message), *RULES.get(type_, ())) if message.request else ()


def judge(columns: Columns, at: datetime) -> list[Found]:
    """What is wrong: index of the message, position of the document, and the fault.

    `at` is the instant at which the messages came. Notes are among the faults; their outcome
    stands in `kernel.faults.SPECS`.
    """
    latest = f"{(at + CLOCK_SKEW).astimezone(_SHANGHAI):%Y%m%d%H%M%S}"
    found: list[Found] = []
    for type_, heads in columns.heads.items():
        checks = checks_of(type_)
        if checks:
            found += _judge_type(type_, heads, columns.lines.get(type_), latest)
    return sorted(found, key=lambda each: each[:2])


def _judge_type(
    type_: str, heads: pl.DataFrame, lines: pl.DataFrame | None, latest: str
) -> Iterator[Found]:
    heads = heads.with_columns(pl.lit(latest).alias(NOW))
    if lines is not None and LINES_VALUE in _columns_used(type_):
        sums = lines.group_by(_KEY).agg(pl.col("total_price").sum().alias(LINES_VALUE))
        heads = heads.join(sums, on=_KEY, how="left", maintain_order="left")
    if lines is not None and "trade_mode" in heads.columns:
        modes = heads.select(*_KEY, "trade_mode")
        lines = lines.join(modes, on=_KEY, how="left", maintain_order="left")
    checks = checks_of(type_)
    yield from _broken(heads, [check for check in checks if check.of == "heads"])
    if lines is not None:
        yield from _broken(lines, [check for check in checks if check.of == "lines"])
        yield from _misnumbered(type_, lines)


@cache
def _columns_used(type_: str) -> frozenset[str]:
    return frozenset(name for check in checks_of(type_) for name in check.holds.meta.root_names())


def _broken(rows: pl.DataFrame, checks: Sequence[Check]) -> Iterator[Found]:
    if not checks:
        return
    # One pass is all that clean rows cost.
    answers = rows.select(
        check.clean.alias(str(number)) for number, check in enumerate(checks)
    ).row(0)
    for check, clean in zip(checks, answers, strict=True):
        if not clean:
            yield from _explained(rows, check)


def _explained(rows: pl.DataFrame, check: Check) -> Iterator[Found]:
    broken = rows.filter(~check.holds)
    if broken.height > _ROWS_MAX:  # a hostile batch: one line a document tells enough
        broken = broken.unique(_KEY, keep="first", maintain_order=True)
    broken = broken.with_columns(expression.alias(name) for name, expression in check.shows.items())
    for row in broken.iter_rows(named=True):
        where = check.where.replace("{line}", str(row.get("line", "")))
        yield _found(row, Fault(check.code, where, check.sentence(row), int(row["position"])))


def _found(row: dict[str, Any], fault: Fault) -> Found:
    return int(row["message"]), int(row["position"]), fault


def _misnumbered(type_: str, lines: pl.DataFrame) -> Iterator[Found]:
    """Documents whose lines repeat a number or, where the type asks for it, skip one."""
    numbering = NUMBERING.get(type_)
    if numbering is None or lines.select((pl.col("gnum") == pl.col("line")).all()).item():
        return
    gnum = pl.col("gnum")
    right = gnum.n_unique() == pl.len()
    if numbering == "consecutive":
        right = right & (gnum.min() == 1) & (gnum.max() == pl.len())
    groups = lines.group_by(_KEY, maintain_order=True).agg(
        right.alias("right"), gnum.head(20).alias("numbers")
    )
    entity = MESSAGES[type_].lines_name
    for row in groups.filter(~pl.col("right")).iter_rows(named=True):
        shown = ", ".join(map(str, row["numbers"]))
        say = (
            f"商品序号为 {shown},须从 1 起连续且不重复,请重新编号。"
            if numbering == "consecutive"
            else f"商品序号为 {shown},不能重复,请重新编号。",
            f"The line numbers are {shown}; "
            + (
                "they run from 1 without gap or repeat."
                if numbering == "consecutive"
                else "none may repeat."
            ),
        )
        where = f"{entity}/gnum"
        yield _found(row, Fault(FaultCode.LINE_NUMBERS, where, say, int(row["position"])))
