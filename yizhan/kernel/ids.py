"""Ids that carry their instant: 41 bits of milliseconds since 2020, 22 bits of serial.

Rows are ordered by time, and a month of rows is a range of ids: tables are cut into
partitions by id alone, and a reference needs no second column to find its partition.
The serial comes from one database sequence, so two processes never make the same id.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
SERIAL_BITS: Final = 22
SERIAL_MASK: Final = (1 << SERIAL_BITS) - 1


def milliseconds(at: datetime) -> int:
    """Whole milliseconds from the epoch to `at`."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def floor_id(at: datetime) -> int:
    """The smallest id of the millisecond of `at`.

    >>> instant_of(floor_id(datetime(2026, 11, 21, tzinfo=UTC))).isoformat()
    '2026-11-21T00:00:00+00:00'
    """
    return milliseconds(at) << SERIAL_BITS


def instant_of(number: int) -> datetime:
    """The instant at which `number` was made, to the millisecond, UTC."""
    return EPOCH + timedelta(milliseconds=number >> SERIAL_BITS)


def compose(at: datetime, serial: int, count: int) -> list[int]:
    """`count` ids of the instant `at`, from the block of serials that begins at `serial`."""
    base = floor_id(at)
    return [base | ((serial + step) & SERIAL_MASK) for step in range(count)]
