"""Who the firms of a batch are, and who may send what for whom (D6)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl
from psycopg import Cursor

from yizhan.ceb import Variant
from yizhan.ceb.registry import MESSAGES

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")  # days of law and of mandates are days there
OWNERS: Mapping[str, tuple[str, ...]] = {
    "CEB311Message": ("ebp_code", "ebc_code"),
    "CEB303Message": ("ebp_code", "ebc_code"),
    "CEB411Message": ("pay_code",),
    "CEB403Message": ("pay_code", "ebc_code"),
    "CEB511Message": ("logistics_code",),
    "CEB513Message": ("logistics_code",),
    "CEB505Message": ("logistics_code",),
    "CEB507Message": ("logistics_code", "operator_code"),
    "CEB509Message": ("logistics_code",),
    "CEB621Message": ("ebc_code", "agent_code"),
    "CEB623Message": ("ebc_code", "agent_code"),
    "CEB625Message": ("ebc_code", "agent_code"),
    "CEB603Message": ("ebc_code", "agent_code"),
    "CEB605Message": ("ebc_code", "agent_code"),
    "CEB607Message": ("agent_code", "logistics_code"),
    "CEB213Message": ("ebc_code", "agent_code"),
    "CEB215Message": ("ebc_code", "agent_code", "operator_code"),
    "CEB701Message": ("agent_code", "decl_agent_code"),
    "CEB711Message": ("operator_code",),
}
"""The fields that say whose a document is; a type not named here only customs may send."""


class Parties(NamedTuple):
    """The organisations a batch speaks of: ids by code, codes by id, and what each may do."""

    ids: Mapping[str, int]
    codes: Mapping[int, frozenset[str]]
    customs: frozenset[int]
    delegated: Mapping[tuple[int, str], frozenset[str]]  # codes a sender may speak for

    def may_speak_for(self, sender: int, kind: str) -> frozenset[str]:
        """The codes under which `sender` may file documents of message type `kind`."""
        own = self.codes.get(sender, frozenset())
        return own | self.delegated.get((sender, kind), frozenset())


def owners(kind: str, frame: pl.DataFrame) -> list[str]:
    """The columns of `frame` that name an owner of documents of this type."""
    return [name for name in OWNERS.get(kind, ()) if name in frame.columns]


def codes_named(heads: Mapping[str, pl.DataFrame]) -> set[str]:
    """Every firm's code that these documents name."""
    return {
        code
        for kind, frame in heads.items()
        for field in MESSAGES[kind].head.fields
        if field.codes == "firm"
        for code in frame[field.column].unique().to_list()
        if code
    }


def variants(
    cursor: Cursor[Any], zone: int, senders: Sequence[int], orderless: Sequence[str]
) -> list[Variant]:
    """Where the messages of these senders, in order, may differ from the official schema.

    `orderless` are the customs codes of carriers that do not know the order.
    """
    cursor.execute(
        "SELECT id, signs_by_station, customs_code = ANY(%s) FROM organisation"
        " WHERE zone = %s AND id = ANY(%s)",
        (list(orderless), zone, list(set(senders))),
    )
    found = {
        firm: (Variant.STATION_SIGNS if mandated else Variant.OFFICIAL)
        | (Variant.WAYBILL_ORDER_OPTIONAL if carrier else Variant.OFFICIAL)
        for firm, mandated, carrier in cursor
    }
    return [found.get(sender, Variant.OFFICIAL) for sender in senders]


def load(
    cursor: Cursor[Any], zone: int, senders: Iterable[int], codes: Iterable[str], at: datetime
) -> Parties:
    """The organisations behind `senders` and `codes`, and the delegations in force `at`."""
    asked, named = list(set(senders)), list(codes)
    today = at.astimezone(SHANGHAI).date()
    cursor.execute(
        "SELECT id, uscc, customs_code, kinds FROM organisation"
        " WHERE zone = %(zone)s AND id = ANY(%(ids)s) UNION"
        " SELECT id, uscc, customs_code, kinds FROM organisation"
        " WHERE zone = %(zone)s AND uscc = ANY(%(codes)s) UNION"
        " SELECT id, uscc, customs_code, kinds FROM organisation"
        " WHERE zone = %(zone)s AND customs_code = ANY(%(codes)s)",
        {"zone": zone, "ids": asked, "codes": named},
    )
    firms = cursor.fetchall()
    cursor.execute(
        "SELECT d.sender_id, unnest(d.types), o.uscc, o.customs_code FROM delegation d"
        " JOIN organisation o ON o.zone = d.zone AND o.id = d.owner_id"
        " WHERE d.zone = %s AND d.sender_id = ANY(%s)"
        " AND d.valid_from <= %s AND (d.valid_to IS NULL OR d.valid_to >= %s)",
        (zone, asked, today, today),
    )
    delegated: dict[tuple[int, str], frozenset[str]] = {}
    for sender, kind, uscc, customs_code in cursor:
        key = (sender, kind)
        delegated[key] = delegated.get(key, frozenset()) | {c for c in (uscc, customs_code) if c}
    return Parties(
        ids={code: firm for firm, uscc, customs, _ in firms for code in (uscc, customs) if code},
        codes={firm: frozenset(c for c in (u, k) if c) for firm, u, k, _ in firms},
        customs=frozenset(firm for firm, _, _, kinds in firms if "customs" in kinds),
        delegated=delegated,
    )
