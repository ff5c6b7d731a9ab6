"""Rows by the thousand: COPY into temporary tables, then one statement under the policies (D1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zlib import crc32

import polars as pl
from psycopg import Cursor, sql

NULL = "\\N"
"""What stands for NULL on the wire; an empty text is a value."""

DECIMAL = pl.Decimal(38, 5)
Schema = dict[str, Any]


@dataclass(slots=True)
class Staging:
    """Which temporary tables a connection has; each is emptied at every commit."""

    ready: set[str] = field(default_factory=set)

    def forget(self) -> None:
        """After a rollback: tables made in that transaction are gone."""
        self.ready.clear()


@dataclass(frozen=True, slots=True)
class Bulk:
    """The bulk work of one transaction in one zone.

    `zone` stands in every statement as a literal, so that the planner sees the partition meant.
    """

    cursor: Cursor[Any]
    zone: int
    staging: Staging

    def put(self, table: str, frame: pl.DataFrame, purpose: str) -> sql.Composed:
        """Copy `frame` into a temporary twin of `table`; its columns are columns of the table.

        Returns the twin's name, for the statement that follows. A `purpose` is used once in a
        transaction: its twin is emptied only by the commit.
        """
        name = f"s_{table[:30]}_{purpose}_{crc32(','.join(frame.columns).encode()):08x}"
        twin = sql.Identifier(name)
        if name not in self.staging.ready:
            self.cursor.execute(
                sql.SQL(
                    "CREATE TEMP TABLE IF NOT EXISTS {twin} ON COMMIT DELETE ROWS"
                    " AS SELECT {columns} FROM {table} WITH NO DATA"
                ).format(twin=twin, columns=columns(frame.columns), table=sql.Identifier(table))
            )
            self.staging.ready.add(name)
        if frame.height:
            self._copy(twin, frame)
        return sql.Composed([twin])

    def insert(
        self, table: str, frame: pl.DataFrame, tail: str = "", purpose: str = "insert"
    ) -> int:
        """Append `frame` to `table` in its zone; `tail` is an ON CONFLICT clause.

        Returns the rows written.
        """
        if frame.is_empty():
            return 0
        twin = self.put(table, frame, purpose)
        names = columns(frame.columns)
        self.cursor.execute(
            sql.SQL(
                "INSERT INTO {table} (zone, {names}) SELECT {zone}, {names} FROM {twin} {tail}"
            ).format(
                table=sql.Identifier(table),
                names=names,
                zone=sql.Literal(self.zone),
                twin=twin,
                tail=sql.SQL(tail),
            )
        )
        return self.cursor.rowcount

    def update(  # noqa: PLR0913 - keys, rows, and what to set in one statement
        self,
        table: str,
        keys: Sequence[str],
        rows: pl.DataFrame,
        purpose: str,
        *,
        add: Sequence[str] = (),
        needed: Mapping[str, str] | None = None,
    ) -> int:
        """Set every other column of `rows` on the rows with their `keys`, which exist.

        Columns in `add` are added to instead. `needed` gives SQL values for columns of the table
        that may not be null and are not in `rows`; they are never stored. Written as an insert
        that always meets its row: an UPDATE that joins may read the whole table when the planner
        misjudges it, this goes through the key whatever the statistics say.
        """
        if rows.is_empty():
            return 0
        twin, spare = self.put(table, rows, purpose), needed or {}
        self.cursor.execute(
            sql.SQL(
                "INSERT INTO {table} AS k (zone, {names} {more}) SELECT {zone}, {names} {spare}"
                " FROM {twin} ON CONFLICT (zone, {keys}) DO UPDATE SET {sets}"
            ).format(
                table=sql.Identifier(table),
                names=columns(rows.columns),
                more=sql.SQL("").join(sql.SQL(", {}").format(sql.Identifier(n)) for n in spare),
                spare=sql.SQL("").join(sql.SQL(", " + value) for value in spare.values()),
                zone=sql.Literal(self.zone),
                twin=twin,
                keys=columns(keys),
                sets=sql.SQL(", ").join(
                    _set(name, add) for name in rows.columns if name not in keys
                ),
            )
        )
        return self.cursor.rowcount

    def fetch(
        self, statement: sql.Composable, schema: Schema, parameters: Sequence[Any] = ()
    ) -> pl.DataFrame:
        r"""The rows of `statement` as a frame with the columns of `schema`, in their order.

        Byte strings arrive as text in the form `\x…`, as `put` takes them.
        """
        wire = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, NULL '\\N')").format(statement)
        buffer = BytesIO()
        with self.cursor.copy(wire, tuple(parameters)) as copied:
            for chunk in copied:
                buffer.write(chunk)
        if not buffer.tell():
            return pl.DataFrame(schema=schema)
        buffer.seek(0)
        flags = [name for name, kind in schema.items() if kind == pl.Boolean]
        kinds = {**schema, **dict.fromkeys(flags, pl.String)}
        rows = pl.read_csv(buffer, has_header=False, schema=kinds, null_values=[NULL])
        return rows.with_columns(pl.col(name) == "t" for name in flags) if flags else rows

    def _copy(self, twin: sql.Identifier, frame: pl.DataFrame) -> None:
        lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
        flat = frame.with_columns(_array(name) for name in lists) if lists else frame
        buffer = BytesIO()
        flat.write_csv(buffer, include_header=False, null_value=NULL)
        wire = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL '\\N')").format(
            twin, columns(frame.columns)
        )
        with self.cursor.copy(wire) as copy:
            copy.write(buffer.getbuffer())


def frame_of(rows: Sequence[Sequence[Any]], schema: Schema) -> pl.DataFrame:
    """A frame of `rows`. Amounts go in as text: five times as quick as `Decimal` by `Decimal`."""
    amounts = [place for place, kind in enumerate(schema.values()) if kind == DECIMAL]
    texts = [list(row) for row in rows]
    for row in texts:
        for place in amounts:
            row[place] = str(row[place])
    wire = {name: pl.String if kind == DECIMAL else kind for name, kind in schema.items()}
    frame = pl.DataFrame(texts, schema=wire, orient="row")
    names = list(schema)
    return frame.with_columns(pl.col(names[place]).cast(DECIMAL) for place in amounts)


def columns(names: Sequence[str], alias: str = "") -> sql.Composed:
    """`names` as a list of columns, of the table named `alias` where it is given."""
    path = (alias,) if alias else ()
    return sql.SQL(", ").join(sql.Identifier(*path, name) for name in names)


def _set(name: str, add: Sequence[str]) -> sql.Composed:
    form = "{0} = k.{0} + EXCLUDED.{0}" if name in add else "{0} = EXCLUDED.{0}"
    return sql.SQL(form).format(sql.Identifier(name))


def on(keys: Sequence[str]) -> sql.Composed:
    """Equality of `keys` between a table `k` and a twin `t`."""
    return sql.SQL(" AND ").join(sql.SQL("k.{0} = t.{0}").format(sql.Identifier(k)) for k in keys)


def _array(name: str) -> pl.Expr:
    """A list column as PostgreSQL writes arrays; texts are quoted."""
    texts = pl.col(name).cast(pl.List(pl.String))
    quoted = texts.list.eval(pl.format('"{}"', pl.element().str.replace_all(r'(["\\])', r"\$1")))
    return pl.format("{{{}}}", quoted.list.join(",")).alias(name)
