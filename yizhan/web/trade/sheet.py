"""The rows of a list as a sheet: text cells only, nothing a spreadsheet would run (S-35)."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from yizhan.web.shell.words import STATES, UNKNOWN_STATE
from yizhan.web.templatetags.say import instant, money
from yizhan.web.trade.rows import Decorated

# Spreadsheets take a cell that begins so for a formula; full-width forms count as well.
RISKY: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
MARK: Final = "\ufeff"  # without it Excel reads UTF-8 as the local code page

HEADINGS: Final = (
    ("状态", "State"),
    ("订单号", "Order"),
    ("监管方式", "Mode"),
    ("电商平台", "Platform"),
    ("电商企业", "Seller"),
    ("实付(元)", "Paid (yuan)"),
    ("税款(元)", "Tax (yuan)"),
    ("运单号", "Waybill"),
    ("原因代码", "Codes"),
    ("到达时间", "Arrived"),
)


def plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> plain("=1+1"), plain("DD20261121")
    ("'=1+1", 'DD20261121')
    """
    return f"'{text}" if text.startswith(RISKY) else text


def cells(one: Decorated, language: int) -> Sequence[str]:
    """The cells of one row; `language` 0 中文, 1 English."""
    row = one.row
    return (
        STATES.get(row.state, UNKNOWN_STATE).pair[language],
        row.order_no,
        row.mode or "",
        one.platform_name[language],
        one.seller_name[language],
        money(row.paid).replace(",", ""),
        money(row.tax).replace(",", ""),
        row.waybill or "",
        " ".join(reason.code for reason in one.reasons),
        instant(row.arrived_at),
    )


def sheet(rows: Iterable[Decorated], language: int) -> str:
    """A CSV file of these rows, with a heading."""
    out = io.StringIO()
    out.write(MARK)
    writer = csv.writer(out)
    writer.writerow([heading[language] for heading in HEADINGS])
    for one in rows:
        writer.writerow([plain(cell) for cell in cells(one, language)])
    return out.getvalue()
