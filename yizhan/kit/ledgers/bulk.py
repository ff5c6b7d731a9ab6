"""Many transfers at once, for the data plane: nothing is taken that is not there (D9, D10)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import polars as pl
from psycopg import sql

from yizhan.store.bulk import DECIMAL, Bulk, Schema, frame_of


class Wish(NamedTuple):
    """To move `amount` from an account to another of one holder's book and period.

    Wishes are served in their order; `reference` names the document that asks.
    """

    holder: str  # \\x…
    period: int
    amount: Decimal
    reference: int


class Book(NamedTuple):
    """A kind of ledger: its number, its unit, and the rule its transfers quote."""

    number: int
    unit: str
    rule: str


def open_accounts(
    bulk: Bulk,
    book: Book,
    account: int,
    opening: dict[tuple[str, int], Decimal],
    others: Sequence[int] = (),
) -> None:
    """Make the balance rows of (holder, period) that are not there yet, in the order of locks.

    `account` starts at its opening amount, the `others` at nothing.
    """
    rows = [
        (book.number, holder, period, which, amount if which == account else Decimal(0))
        for (holder, period), amount in sorted(opening.items())
        for which in sorted((account, *others))
    ]
    frame = frame_of(rows, _BALANCE)
    bulk.insert("ledger_balance", frame, "ON CONFLICT DO NOTHING", f"open{book.number}_{account}")


def lock(
    bulk: Bulk, book: Book, account: int, holders: pl.DataFrame
) -> dict[tuple[str, int], Decimal]:
    """The balances of one account of (holder, period), locked in the order of holders."""
    twin = bulk.put("ledger_balance", holders, f"lock{book.number}_{account}")
    rows = bulk.fetch(
        sql.SQL(
            "SELECT k.holder, k.period, k.amount"
            " FROM (SELECT DISTINCT holder, period FROM {twin} ORDER BY 1, 2) t"
            " CROSS JOIN LATERAL (SELECT * FROM ledger_balance b WHERE b.zone = {zone}"
            " AND b.book = {book} AND b.holder = t.holder AND b.period = t.period"
            " AND b.account = {account} FOR UPDATE) k"
        ).format(
            twin=twin,
            zone=sql.Literal(bulk.zone),
            book=sql.Literal(book.number),
            account=sql.Literal(account),
        ),
        {"holder": pl.String, "period": pl.Int64, "amount": DECIMAL},
    )
    return {(holder, period): amount for holder, period, amount in rows.iter_rows()}


def serve(
    balances: dict[tuple[str, int], Decimal], wishes: Sequence[Wish]
) -> tuple[list[Wish], list[tuple[Wish, Decimal]]]:
    """Go through the wishes in order: those that fit, and those refused with what was left.

    Lowers `balances` as it goes. A later, smaller wish may fit where an earlier one did not.
    """
    granted, refused = [], []
    for wish in wishes:
        left = balances[wish.holder, wish.period]
        if wish.amount <= left:
            balances[wish.holder, wish.period] = left - wish.amount
            granted.append(wish)
        else:
            refused.append((wish, left))
    return granted, refused


class Way(NamedTuple):
    """From which account to which; `step` tells moves of the same way in one transaction apart."""

    debit: int
    credit: int
    step: str = ""


def let_below(
    bulk: Bulk,
    book: Book,
    account: int,
    balances: Mapping[tuple[str, int], Decimal],
    wishes: Sequence[Wish],
) -> None:
    """Lower the floors of locked `balances` so far that these wishes can be taken all the same.

    For what somebody else has decided, and we can only write down.
    """
    left = dict(balances)
    for wish in wishes:
        left[wish.holder, wish.period] -= wish.amount
    rows = [
        (book.number, holder, period, account, amount)
        for (holder, period), amount in sorted(left.items())
        if amount < 0
    ]
    frame = pl.DataFrame(rows, schema=_BALANCE, orient="row").rename({"amount": "floor"})
    bulk.update(
        "ledger_balance",
        ("book", "holder", "period", "account"),
        frame,
        f"below{book.number}_{account}",
        needed={"amount": "0"},
    )


def transfer(bulk: Bulk, book: Book, way: Way, wishes: Sequence[Wish], ids: Sequence[int]) -> None:
    """Write transfers from one account to the other, and the balances they leave.

    The table's floor refuses a balance below it: then the whole transaction fails, loudly.
    """
    if not wishes:
        return
    rows = frame_of(
        [
            (
                number,
                book.number,
                w.holder,
                w.period,
                way.debit,
                way.credit,
                w.amount,
                book.unit,
                w.reference,
                book.rule,
            )
            for number, w in zip(ids, wishes, strict=True)
        ],
        _TRANSFER,
    )
    purpose = f"move{book.number}_{way.debit}_{way.credit}{way.step}"
    bulk.insert("ledger_transfer", rows, purpose=purpose)
    sums = rows.group_by("holder", "period").agg(pl.col("amount").sum())
    moved = pl.concat(
        [
            sums.select("holder", "period", account=pl.lit(way.debit), amount=-pl.col("amount")),
            sums.select("holder", "period", account=pl.lit(way.credit), amount=pl.col("amount")),
        ]
    )
    # The floor is that of the row which is met; the one offered has none.
    bulk.update(
        "ledger_balance",
        ("book", "holder", "period", "account"),
        moved.with_columns(book=pl.lit(book.number)),
        purpose,
        add=("amount",),
        needed={"floor": "NULL"},
    )


_BALANCE: Schema = {
    "book": pl.Int64,
    "holder": pl.String,
    "period": pl.Int64,
    "account": pl.Int64,
    "amount": DECIMAL,
}
_TRANSFER: Schema = {
    "id": pl.Int64,
    "book": pl.Int64,
    "holder": pl.String,
    "period": pl.Int64,
    "debit": pl.Int64,
    "credit": pl.Int64,
    "amount": DECIMAL,
    "unit": pl.String,
    "reference": pl.Int64,
    "rule": pl.String,
}
