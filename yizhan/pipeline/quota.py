"""The yearly quota of buyers in a batch: reserve, free and use (R1.14, D9)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from yizhan.kit.ledgers import bulk as ledger
from yizhan.pipeline.assess import over_limit
from yizhan.pipeline.batches import Batch
from yizhan.pipeline.verdicts import Finding, Verdict
from yizhan.services.tax import params
from yizhan.services.tax.rules import Treatment
from yizhan.store.bulk import Bulk

BOOK = ledger.Book(1, "CNY", "R1.14")
AVAILABLE, RESERVED, USED = 1, 2, 3
Row = Mapping[str, Any]


def reserve(batch: Batch, verdicts: Sequence[Verdict], reopened: Sequence[Row]) -> None:
    """Take each list's value from its buyer's year, or refuse the list (R1.12).

    A trade judged again first gives back what it had, one that is `reopened` gives it back for
    good. Lists whose tax is in doubt are held unassessed and reserve nothing (D9: reserved when
    the list is assessed).
    """
    _give_back(batch, [*(v.row for v in verdicts), *reopened])
    asking = [v for v in verdicts if not v.refused and v.assessed]
    over = [v for v in asking if v.row["list_treatment"] == Treatment.GENERAL_TRADE]
    for verdict in over:
        _refuse(verdict)
    asking = sorted(
        (v for v in asking if v.row["list_treatment"] != Treatment.GENERAL_TRADE),
        key=lambda v: (v.row["list_day"], v.row["list_id"]),
    )
    if not asking:
        return
    wishes = {v.row["list_id"]: v for v in asking}
    balances = _balances(batch.bulk, asking)
    granted, refused = ledger.serve(balances, [_wish(v) for v in asking])
    for wish, _ in refused:
        _refuse(wishes[wish.reference])
    _move(batch, ledger.Way(AVAILABLE, RESERVED), granted)


def move_all(batch: Batch, moves: Mapping[tuple[int, int], Sequence[ledger.Wish]]) -> None:
    """Move reservations on when customs has answered: by (from account, to account).

    Their word wins: what was free again and is used after all may leave less than nothing.
    """
    every = [wish for wishes in moves.values() for wish in wishes]
    balances = _lock_all(batch.bulk, every) if every else {}
    taken = [w for (debit, _), wishes in moves.items() if debit == AVAILABLE for w in wishes]
    ledger.let_below(batch.bulk, BOOK, AVAILABLE, balances, taken)
    for (debit, credit), wishes in moves.items():
        if credit == USED:
            nothing = {(wish.holder, wish.period): Decimal(0) for wish in wishes}
            ledger.open_accounts(batch.bulk, BOOK, USED, nothing)
        _move(batch, ledger.Way(debit, credit, "answered"), wishes)


def _wish(verdict: Verdict) -> ledger.Wish:
    row = verdict.row
    return ledger.Wish(row["list_buyer"], row["list_day"].year, row["list_value"], row["list_id"])


def _balances(bulk: Bulk, asking: Iterable[Verdict]) -> dict[tuple[str, int], Decimal]:
    years = {
        (v.row["list_buyer"], v.row["list_day"].year): params.law(v.row["list_day"]).annual
        for v in asking
    }
    ledger.open_accounts(bulk, BOOK, AVAILABLE, years, (RESERVED,))
    holders = pl.DataFrame(
        list(years), schema={"holder": pl.String, "period": pl.Int64}, orient="row"
    )
    return ledger.lock(bulk, BOOK, AVAILABLE, holders)


def _give_back(batch: Batch, rows: Iterable[Row]) -> None:
    """Free the reservations of trades, whose rows say what they hold.

    A trade whose list was withdrawn has none to refer to, and stands for it.
    """
    held = [
        ledger.Wish(
            row["reserved_holder"],
            row["reserved_period"],
            row["reserved"],
            row["list_id"] or row["id"],
        )
        for row in rows
        if row["reserved"]
    ]
    if held:
        _lock_all(batch.bulk, held)
        _move(batch, ledger.Way(RESERVED, AVAILABLE), held)


def _lock_all(bulk: Bulk, wishes: Sequence[ledger.Wish]) -> dict[tuple[str, int], Decimal]:
    """What is available to these holders; that row is the gate to all their accounts."""
    holders = pl.DataFrame(
        [(w.holder, w.period) for w in wishes],
        schema={"holder": pl.String, "period": pl.Int64},
        orient="row",
    )
    return ledger.lock(bulk, BOOK, AVAILABLE, holders)


def _move(batch: Batch, way: ledger.Way, wishes: Sequence[ledger.Wish]) -> None:
    if wishes:
        ledger.transfer(batch.bulk, BOOK, way, wishes, batch.ids(len(wishes)))


def _refuse(verdict: Verdict) -> None:
    code, say = over_limit(verdict.row)
    compared = {"value": f"{verdict.row['list_value']:.2f}"}
    verdict.findings.append(Finding(code, "inventory", say, compared))
