"""The people on the demonstration's watch list, entered by hash: the station keeps no number."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from yizhan.sim.people import Person
from yizhan.store.database import Role, connect, tenant
from yizhan.store.hashing import Hasher

SOURCE: Final = "demo"
REASON: Final = ("样例名单:曾多次代他人购买", "Sample list: bought for others before")
LISTED_FOR: Final = timedelta(days=30)
ENTER: Final = """
INSERT INTO listed_party (zone, holder, kind, reason_zh, reason_en, source, since)
VALUES (%s, %s, 'person', %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def watch(zone: int, people: Sequence[Person], today: date) -> None:
    """Put made-up people on the zone's list; repeatable."""
    hasher = Hasher.for_zone(zone)
    since = today - LISTED_FOR
    with connect(Role.JOBS) as connection, tenant(connection, zone) as cursor:
        cursor.executemany(
            ENTER,
            [(zone, hasher.person_id(one.id_number), *REASON, SOURCE, since) for one in people],
        )
