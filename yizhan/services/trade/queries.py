"""Questions about trades, answered with plain values.

Every question is bounded: a list looks back over a stretch of ids and says how far it came,
so that a page costs the same however much history is stored.
"""
# ruff: noqa: S608 -- every text put into a statement is one of ours; values are parameters

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from yizhan.kernel.ids import SERIAL_BITS, floor_id, instant_of

Record = Mapping[str, Any]

PAGE_ROWS: Final = 50
OFFICE_STRETCH: Final = 20_000  # trades looked through for one filtered page
FIRM_STRETCH: Final = 3_000  # fewer: each is also tested against trade_party
END_OF_IDS: Final = 2**63 - 1
MINUTE_MS: Final = 60_000
RELEASED: Final = "800"
ATTENTION: Final = (20, 30, 80)  # held, not passed, refused by customs
REFUSED_BY_CUSTOMS: Final = 80
FINAL_STATES: Final = (70, 75, 80, 90)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose trades: a zone's, for an office, or one firm's."""

    zone: int
    firm: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of a list; None leaves one out."""

    state: Sequence[int] = ()
    code: str | None = None
    mode: str | None = None
    platform: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def narrows(self) -> bool:
        """Whether rows within the stretch may have to be passed over."""
        return bool(self.state or self.code or self.mode or self.platform)


@dataclass(frozen=True, slots=True)
class Row:
    """One trade in a list."""

    id: int
    state: int
    state_at: datetime
    due_at: datetime | None
    codes: Sequence[str]
    mode: str | None
    platform: str
    order_no: str
    seller: str | None
    paid: Decimal | None
    value: Decimal | None
    tax: Decimal | None
    waybill: str | None
    awaited: Sequence[str]

    @property
    def arrived_at(self) -> datetime:
        return instant_of(self.id)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of trades; `before` asks for the next, `looked_to` is how far this one looked."""

    rows: Sequence[Row]
    before: int | None
    looked_to: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """Figures of one day's arrivals, and the releases of its latest stretch."""

    states: Mapping[int, int]
    arrived: Mapping[datetime, int]
    released: Mapping[datetime, int]
    codes: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.states.values())


def records(sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    """The rows of one statement, by column name."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_COLUMNS: Final = """id, state, state_at, due_at, codes, trade_mode, ebp_code, order_no,
    coalesce(order_ebc, list_ebc) AS seller, coalesce(order_paid, payment_paid) AS paid,
    list_value, list_tax, list_logistics_no, order_id, payment_id, waybill_id, list_id"""

_OF_OFFICE: Final = f"""SELECT {_COLUMNS} FROM trade
    WHERE zone = %s AND id >= %s AND id < %s ORDER BY id DESC LIMIT %s"""

_OF_FIRM: Final = f"""SELECT {_COLUMNS} FROM (
        SELECT zone, trade FROM trade_party
        WHERE zone = %s AND firm = %s AND trade >= %s AND trade < %s
        ORDER BY trade DESC LIMIT %s) AS party
    JOIN trade ON trade.zone = party.zone AND trade.id = party.trade"""

_PAGE: Final = """WITH stretch AS MATERIALIZED ({stretch})
    SELECT found.*, looked.low, looked.many
    FROM (SELECT min(id) AS low, count(*) AS many FROM stretch) AS looked
    LEFT JOIN LATERAL (
        SELECT * FROM stretch
        WHERE (%s::smallint[] IS NULL OR state = ANY(%s::smallint[]))
          AND (%s::text IS NULL OR %s = ANY(codes))
          AND (%s::text IS NULL OR trade_mode = %s)
          AND (%s::text IS NULL OR ebp_code = %s)
        ORDER BY id DESC LIMIT %s) AS found ON true
    ORDER BY found.id DESC"""

_DOCUMENTS: Final = (
    ("order_id", "order"),
    ("payment_id", "payment"),
    ("waybill_id", "waybill"),
    ("list_id", "list"),
)


def _row(found: Record) -> Row:
    return Row(
        id=found["id"],
        state=found["state"],
        state_at=found["state_at"],
        due_at=found["due_at"],
        codes=found["codes"],
        mode=found["trade_mode"],
        platform=found["ebp_code"],
        order_no=found["order_no"],
        seller=found["seller"],
        paid=found["paid"],
        value=found["list_value"],
        tax=found["list_tax"],
        waybill=found["list_logistics_no"],
        awaited=tuple(name for column, name in _DOCUMENTS if found[column] is None),
    )


def _stretch(scope: Scope, low: int, high: int, limit: int) -> tuple[str, list[object]]:
    """The statement and values of the newest `limit` trades between two ids."""
    if scope.firm is None:
        return _OF_OFFICE, [scope.zone, low, high, limit]
    return _OF_FIRM, [scope.zone, scope.firm, low, high, limit]


def listing(
    scope: Scope, wanted: Wanted, *, before: int | None = None, rows: int = PAGE_ROWS
) -> Listing:
    """One page of trades, newest first, from below the id `before`."""
    low = floor_id(wanted.since) if wanted.since else 0
    high = min(
        floor_id(wanted.until) if wanted.until else END_OF_IDS,
        END_OF_IDS if before is None else before,
    )
    depth = FIRM_STRETCH if scope.firm is not None else OFFICE_STRETCH
    limit = max(depth, rows + 1) if wanted.narrows else rows + 1
    sql, values = _stretch(scope, low, high, limit)
    states = list(wanted.state) or None
    filters: list[object] = [states, states, *(2 * [wanted.code]), *(2 * [wanted.mode])]
    filters += [wanted.platform, wanted.platform, rows + 1]
    found = records(_PAGE.format(stretch=sql), [*values, *filters])
    shown = [_row(one) for one in found if one["id"] is not None]
    if len(shown) > rows:
        return Listing(shown[:rows], shown[rows - 1].id, None)
    lowest, many = found[0]["low"], found[0]["many"]
    if wanted.narrows and many == limit:
        return Listing(shown, lowest, instant_of(lowest))
    return Listing(shown, None, None)


def needing(scope: Scope, limit: int) -> list[Row]:
    """Held and refused trades whose time runs out first."""
    if scope.firm is None:
        source = f"SELECT {_COLUMNS} FROM trade WHERE zone = %s AND due_at IS NOT NULL"
        values: list[object] = [scope.zone]
    else:
        source, values = _stretch(scope, 0, END_OF_IDS, FIRM_STRETCH)
    found = records(
        f"SELECT * FROM ({source}) AS near WHERE state = ANY(%s)"
        " AND due_at IS NOT NULL ORDER BY due_at, id LIMIT %s",
        [*values, list(ATTENTION), limit],
    )
    rows = [_row(one) for one in found]
    if len(rows) < limit:
        # What customs refused has no clock of ours; the newest come after those that have one.
        newest = listing(scope, Wanted(state=(REFUSED_BY_CUSTOMS,)), rows=limit - len(rows))
        rows += [one for one in newest.rows if not one.due_at]
    return rows


_DAY_OF_OFFICE: Final = """SELECT state, (id >> {bits}) / {minute} AS minute, codes,
        count(*) AS many
    FROM trade WHERE zone = %s AND id >= %s AND id < %s GROUP BY 1, 2, 3"""

_DAY_OF_FIRM: Final = """SELECT state, (id >> {bits}) / {minute} AS minute, codes,
        count(*) AS many
    FROM trade_party AS party JOIN trade ON trade.zone = party.zone AND trade.id = party.trade
    WHERE party.zone = %s AND party.firm = %s AND party.trade >= %s AND party.trade < %s
    GROUP BY 1, 2, 3"""

_RELEASED_OF_OFFICE: Final = """SELECT (id >> {bits}) / {minute} AS minute,
        count(DISTINCT trade) AS many
    FROM customs_answer WHERE zone = %s AND id >= %s AND id < %s AND status = %s GROUP BY 1"""

_RELEASED_OF_FIRM: Final = """SELECT (answer.id >> {bits}) / {minute} AS minute,
        count(DISTINCT answer.trade) AS many
    FROM trade_party AS party
    JOIN customs_answer AS answer ON answer.zone = party.zone AND answer.trade = party.trade
    WHERE party.zone = %s AND party.firm = %s AND party.trade >= %s AND party.trade < %s
      AND answer.id >= %s AND answer.status = %s GROUP BY 1"""


def _minute(number: int) -> datetime:
    return instant_of((number * MINUTE_MS) << SERIAL_BITS)


def day(scope: Scope, start: datetime, end: datetime, charted: datetime) -> Day:
    """Figures of the trades that arrived from `start` until `end`; releases from `charted` on."""
    low, high, chart = floor_id(start), floor_id(end), floor_id(charted)
    shape = {"bits": SERIAL_BITS, "minute": MINUTE_MS}
    if scope.firm is None:
        counted = records(_DAY_OF_OFFICE.format(**shape), [scope.zone, low, high])
        released = records(_RELEASED_OF_OFFICE.format(**shape), [scope.zone, chart, high, RELEASED])
    else:
        of = [scope.zone, scope.firm, low, high]
        counted = records(_DAY_OF_FIRM.format(**shape), of)
        released = records(_RELEASED_OF_FIRM.format(**shape), [*of, chart, RELEASED])
    states: dict[int, int] = {}
    arrived: dict[datetime, int] = {}
    codes: dict[str, int] = {}
    for one in counted:
        states[one["state"]] = states.get(one["state"], 0) + one["many"]
        minute = _minute(one["minute"])
        arrived[minute] = arrived.get(minute, 0) + one["many"]
        for code in one["codes"] if one["state"] in ATTENTION else ():
            codes[code] = codes.get(code, 0) + one["many"]
    return Day(states, arrived, {_minute(one["minute"]): one["many"] for one in released}, codes)


_BY_NUMBER: Final = """SELECT {columns} FROM trade
    WHERE zone = %s AND (ebp_code, order_no) IN (
        SELECT code, %s::text FROM unnest(%s::text[]) AS code
        UNION SELECT list_ebp, list_order FROM waybill_key
            WHERE zone = %s AND logistics_code = ANY(%s::text[]) AND logistics_no = %s
        UNION SELECT ebp_code, order_no FROM payment_key
            WHERE zone = %s AND pay_code = ANY(%s::text[]) AND payment_number = %s)
    ORDER BY id DESC LIMIT %s"""


def by_number(scope: Scope, number: str, codes: Sequence[str]) -> list[Row]:
    """Trades whose order, waybill or payment carries exactly this number.

    `codes` are the codes of the zone's firms: the keys begin with them (D3), and a number
    alone would have to be looked for in every row.
    """
    firms = list(codes)
    found = records(
        _BY_NUMBER.format(columns=_COLUMNS),
        [scope.zone, number, firms, *(2 * [scope.zone, firms, number]), PAGE_ROWS],
    )
    return [_row(one) for one in found]


def by_keys(zone: int, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """The trades of these (platform code, order number) pairs that the reader may see."""
    found = records(
        f"SELECT {_COLUMNS} FROM trade WHERE zone = %s AND (ebp_code, order_no) IN"
        " (SELECT * FROM unnest(%s::text[], %s::text[]))",
        [zone, [platform for platform, _ in keys], [number for _, number in keys]],
    )
    return {(one["ebp_code"], one["order_no"]): _row(one) for one in found}


def orders_of_waybills(
    zone: int, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], tuple[str, str]]:
    """(platform, order) of these (carrier, waybill) pairs, as far as a list has named them."""
    found = records(
        "SELECT logistics_code, logistics_no, list_ebp, list_order FROM waybill_key"
        " WHERE zone = %s AND list_ebp IS NOT NULL AND (logistics_code, logistics_no) IN"
        " (SELECT * FROM unnest(%s::text[], %s::text[]))",
        [zone, [carrier for carrier, _ in keys], [number for _, number in keys]],
    )
    return {
        (one["logistics_code"], one["logistics_no"]): (one["list_ebp"], one["list_order"])
        for one in found
    }


@dataclass(frozen=True, slots=True)
class Story:
    """One trade with its documents, as far as the reader may see them."""

    trade: Record
    order: Record | None
    payment: Record | None
    waybill: Record | None
    inventory: Record | None
    order_lines: Sequence[Record] = field(default_factory=tuple)
    list_lines: Sequence[Record] = field(default_factory=tuple)

    @property
    def row(self) -> Row:
        trade = self.trade
        seller = trade["order_ebc"] or trade["list_ebc"]
        paid = trade["payment_paid"] if trade["order_paid"] is None else trade["order_paid"]
        return _row({**trade, "seller": seller, "paid": paid})

    @property
    def messages(self) -> Sequence[int]:
        """The messages that brought the documents."""
        held = (
            self.trade["order_message"],
            self.trade["payment_message"],
            self.waybill and self.waybill["message"],
            self.trade["list_message"],
        )
        return tuple(dict.fromkeys(one for one in held if one))


def _one(table: str, zone: int, number: int | None) -> Record | None:
    if number is None:
        return None
    found = records(f"SELECT * FROM {table} WHERE zone = %s AND id = %s", [zone, number])
    return found[0] if found else None


def _lines(table: str, zone: int, document: int | None) -> list[dict[str, Any]]:
    if document is None:
        return []
    return records(
        f"SELECT * FROM {table} WHERE zone = %s AND document = %s ORDER BY line",
        [zone, document],
    )


def exists(zone: int, trade: int) -> bool:
    """Whether the reader may see a trade of this id."""
    return bool(records("SELECT 1 FROM trade WHERE zone = %s AND id = %s", [zone, trade]))


def story(zone: int, trade: int) -> Story | None:
    """One trade and its documents, or None when there is none that the reader may see."""
    found = _one("trade", zone, trade)
    if found is None:
        return None
    return Story(
        trade=found,
        order=_one("ceb311_order", zone, found["order_id"]),
        payment=_one("ceb411_payment", zone, found["payment_id"]),
        waybill=_one("ceb511_waybill", zone, found["waybill_id"]),
        inventory=_one("ceb621_inventory", zone, found["list_id"]),
        order_lines=_lines("ceb311_order_line", zone, found["order_id"]),
        list_lines=_lines("ceb621_inventory_line", zone, found["list_id"]),
    )


def oldest_unread(zone: int, at: datetime) -> timedelta | None:
    """How long the oldest message in the queue has waited; zero when the queue is empty.

    None when the reader may not see the queue.
    """
    found = records("SELECT min(message) AS oldest FROM inbox WHERE zone = %s", [zone])
    oldest = found[0]["oldest"]
    return timedelta(0) if oldest is None else max(timedelta(0), at - instant_of(oldest))


def firm_names(codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Names of firms, 中文 and English, by their customs or credit code."""
    wanted = sorted({code for code in codes if code})
    if not wanted:
        return {}
    found = records(
        "SELECT customs_code, uscc, name, name_en FROM organisation"
        " WHERE customs_code = ANY(%s) OR uscc = ANY(%s)",
        [wanted, wanted],
    )
    names: dict[str, tuple[str, str]] = {}
    for one in found:
        pair = (one["name"], one["name_en"] or one["name"])
        names |= {one["uscc"]: pair, one["customs_code"]: pair}
    return names


def firm_codes(zone: int) -> list[str]:
    """Codes of the zone's firms, at most a few thousand: what document numbers are keyed by."""
    found = records(
        "SELECT customs_code AS code FROM organisation WHERE zone = %s"
        " UNION SELECT uscc FROM organisation WHERE zone = %s",
        [zone, zone],
    )
    return [one["code"] for one in found if one["code"]]
