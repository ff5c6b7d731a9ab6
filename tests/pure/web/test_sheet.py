"""Sheets carry text, never formulas (S-35)."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from yizhan.kernel.ids import floor_id
from yizhan.services.trade.queries import Row
from yizhan.web.trade.rows import decorate
from yizhan.web.trade.sheet import plain, sheet

AT = datetime(2026, 11, 21, 1, 14, 7, tzinfo=UTC)


def row(number: str) -> Row:
    return Row(
        id=floor_id(AT),
        state=30,
        state_at=AT,
        due_at=None,
        codes=["M101", "T105"],
        mode="1210",
        platform="50019999AB",
        order_no=number,
        seller=None,
        paid=Decimal("1868.44000"),
        value=None,
        tax=None,
        waybill=None,
        awaited=(),
    )


@pytest.mark.parametrize("text", [f"{mark}1" for mark in "=+-@\t\r\uff1d\uff0b\uff0d\uff20"])
def test_nothing_reads_as_a_formula(text: str) -> None:
    assert plain(text) == f"'{text}"


def test_a_sheet_holds_what_is_seen() -> None:
    text = sheet(decorate([row("=HYPERLINK()")], AT), 0)
    assert text.startswith("\ufeff状态,")
    heading, line = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    found = dict(zip(heading, line, strict=True))
    assert found["订单号"] == "'=HYPERLINK()"
    assert found["实付(元)"] == "1868.44"
    assert found["到达时间"] == "2026-11-21 09:14:07"
    assert found["原因代码"] == "M101", "notes are no reasons"
