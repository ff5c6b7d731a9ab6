"""The people of a batch, sealed into the vault: the one room where personal data live (D14).

Everybody who buys or pays is kept once under the hash of the ID number, every place of delivery
once under the hash of the address; whatever else the station keeps carries those hashes.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl
from psycopg import sql

from yizhan.ceb.declare import Field
from yizhan.ceb.registry import MESSAGES
from yizhan.store.bulk import Bulk, Schema
from yizhan.store.hashing import NUMBERS, Kind
from yizhan.store.sealing import Sealer, vault_place

PERSON, DELIVERY = "person_id", "address"


class Group(NamedTuple):
    """The fields of a type that belong to one person or place, and the one that is the key."""

    kind: str
    key: Field
    fields: tuple[Field, ...]


def groups(kind: str) -> Iterator[Group]:
    """Who a type of document tells of: its buyer or payer, and its consignee."""
    personal = [each for each in MESSAGES[kind].head.fields if each.personal]
    delivery = tuple(each for each in personal if each.column.startswith("consignee"))
    person = tuple(each for each in personal if each not in delivery)
    for name, fields in ((PERSON, person), (DELIVERY, delivery)):
        for key in fields:
            if key.personal == name:
                yield Group(name, key, fields)


class Known(NamedTuple):
    """Where what is to be sealed of a person or place stands, and the mask that may be shown."""

    clear: pl.DataFrame  # the fields of the group, in clear
    names: tuple[str, ...]
    row: int
    mask: str

    def text(self) -> bytes:
        """What is sealed."""
        values = dict(zip(self.names, self.clear.row(self.row), strict=True))
        return json.dumps(values, ensure_ascii=False).encode()


People = dict[tuple[int, str], Known]
"""By kind, as the vault numbers it, and hash."""


def people(kind: str, clear: pl.DataFrame, dark: pl.DataFrame) -> People:
    """Whom these documents name, each person and place once.

    `clear` and `dark` are the same rows before and after their personal fields were replaced.
    """
    found: People = {}
    for group in groups(kind):
        names = tuple(each.personal for each in group.fields)
        number, key = NUMBERS[Kind(group.kind)], group.key.column
        fields = clear.select(each.column for each in group.fields)
        keys = dark.select(f"{key}_hash", f"{key}_mask").rows()
        for row, (hashed, mask) in enumerate(keys):
            if hashed is not None and (number, hashed) not in found:
                found[number, hashed] = Known(fields, names, row, mask)
    return found


def keep(bulk: Bulk, sealer: Sealer, found: People) -> None:
    """Seal and store those the vault does not hold yet.

    A person stands in three documents of a trade: most are there, and cost only the question.
    """
    if not found:
        return
    asked = pl.DataFrame(list(found), schema={"kind": pl.Int64, "hash": pl.String}, orient="row")
    absent = bulk.fetch(
        sql.SQL(
            "SELECT t.kind, t.hash FROM {twin} t WHERE NOT EXISTS (SELECT FROM vault k"
            " WHERE k.zone = {zone} AND k.kind = t.kind AND k.hash = t.hash OFFSET 0)"
        ).format(twin=bulk.put("vault", asked, "asked"), zone=sql.Literal(bulk.zone)),
        asked.schema,
    )
    new = sorted(absent.rows())
    places = [vault_place(bulk.zone, kind, bytes.fromhex(hashed[2:])) for kind, hashed in new]
    sealed = sealer.seal_many([found[each].text() for each in new], places)
    rows = [
        (kind, hashed, "\\x" + secret.hex(), found[kind, hashed].mask, sealer.key_id)
        for (kind, hashed), secret in zip(new, sealed, strict=True)
    ]
    bulk.insert("vault", pl.DataFrame(rows, schema=_VAULT, orient="row"), "ON CONFLICT DO NOTHING")


_VAULT: Schema = {
    "kind": pl.Int64,
    "hash": pl.String,
    "sealed": pl.String,
    "mask": pl.String,
    "key_id": pl.Int64,
}
