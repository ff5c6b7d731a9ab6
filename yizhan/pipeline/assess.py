"""Stage 3: treatment and tax of each list (R1.2–R1.13), and the buyer's yearly quota (R1.14).

Tax per line is reckoned when the list is validated, whoever comes last; only the quota has to wait
until the trade is complete. The positive list (step 1 of R1.12) is not judged here: T105 says so.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

import polars as pl

from yizhan.kernel.dated import NotInForce
from yizhan.kernel.faults import FaultCode
from yizhan.services.risk import rules as risk
from yizhan.services.tax import params, tariff
from yizhan.services.tax.rules import Assessment, Rates, Treatment, assess, treatment
from yizhan.store.bulk import DECIMAL, Schema, frame_of

LIST = "CEB621Message"
ONE = Decimal(1)
NOTHING = Decimal(0)


class Line(NamedTuple):
    """A line of a list as tax needs it."""

    gnum: int
    gcode: str
    gname: str
    total: Decimal
    qty: Decimal
    quantity: Decimal
    unit: str
    origin: str


class Remark(NamedTuple):
    """Something about a list that holds the trade: code, place, sentence."""

    list_id: int
    code: FaultCode
    where: str
    say: tuple[str, str]


@dataclass(slots=True)
class Assessed:
    """What is known of each good list before its trade is complete.

    `facts` joins on `list_id`; `bills` are rows of the table assessment without their trade.
    """

    facts: pl.DataFrame
    bills: pl.DataFrame


FACTS: Schema = {
    "list_id": pl.Int64,
    "list_goods": DECIMAL,
    "list_value": DECIMAL,
    "list_tax": DECIMAL,
    "list_treatment": pl.Int64,
    "list_pieces": DECIMAL,
    "list_codes": pl.String,
}
BILL: Schema = {
    "list": pl.Int64,
    "day": pl.Date,
    "treatment": pl.Int64,
    "value": pl.String,
    "duty": pl.String,
    "consumption": pl.String,
    "vat": pl.String,
    "total": pl.String,
    "gnum": pl.String,
    "gcode": pl.String,
    "gname": pl.String,
    "line_value": pl.String,
    "line_duty": pl.String,
    "line_consumption": pl.String,
    "line_vat": pl.String,
    "vat_rate": pl.String,
    "consumption_rate": pl.String,
    "rules": pl.String,
}


def assess_lists(heads: pl.DataFrame, lines: pl.DataFrame) -> Assessed:
    """Treatment and tax of every list in `heads` (good ones, with `day`), as if quota were free."""
    remarks: dict[int, list[Remark]] = defaultdict(list)
    for remark in _screened(heads, lines):
        remarks[remark.list_id].append(remark)
    by_list = _by_list(lines)
    facts, bills = [], []
    for list_id, day, freight, insured in heads.select(
        "id", "day", "freight", "insured_fee"
    ).iter_rows():
        goods = by_list[list_id]
        if (before := _not_in_force(list_id, day)) is not None:
            remarks[list_id].append(before)
            facts.append(_unassessed(list_id, goods, freight + insured, before))
            continue
        rates, doubts = _rates(list_id, goods, day, full=False)
        pieces = sum((line.qty.to_integral_value(ROUND_CEILING) for line in goods), NOTHING)
        value = sum((line.total for line in goods), freight + insured)
        if treatment(value, pieces=pieces, used=NOTHING, on=day) is Treatment.FULL_TAX:
            rates, doubts = _rates(list_id, goods, day, full=True)
        remarks[list_id] += doubts
        bill = assess(
            [line.total for line in goods],
            freight,
            insured,
            pieces=pieces,
            used=NOTHING,
            on=day,
            rates=rates,
        )
        found = _written(remarks.get(list_id, ()))
        total = sum((line.total for line in goods), NOTHING)
        facts.append((list_id, total, bill.value, bill.total, int(bill.treatment), pieces, found))
        if not doubts and bill.treatment is not Treatment.GENERAL_TRADE:
            bills.append(_bill(list_id, day, goods, rates, bill))
    return Assessed(
        frame_of(facts, FACTS),
        pl.DataFrame(bills, schema=BILL, orient="row"),
    )


def _written(remarks: Iterable[Remark]) -> str:
    """Remarks as the trade keeps them until it is complete; `remarked` reads them."""
    kept = [(each.code.value, each.where, *each.say) for each in remarks]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def remarked(row: Mapping[str, Any]) -> Iterator[Remark]:
    """What was seen of a trade's list when it was validated."""
    if not row["list_codes"]:
        return
    for code, where, zh, en in json.loads(row["list_codes"]):
        yield Remark(row["list_id"], FaultCode(code), where, (zh, en))


def _not_in_force(list_id: int, day: date) -> Remark | None:
    """A day our law tables do not reach: a person decides, nothing is guessed."""
    try:
        params.law(day)
        risk.limits(day)
    except NotInForce as unknown:
        return Remark(list_id, FaultCode.TARIFF_UNKNOWN, "inventory/declTime", unknown.say)
    return None


def _unassessed(
    list_id: int, goods: Sequence[Line], extra: Decimal, remark: Remark
) -> tuple[Any, ...]:
    total = sum((line.total for line in goods), NOTHING)
    kind = int(Treatment.PREFERENTIAL)
    return (list_id, total, total + extra, NOTHING, kind, NOTHING, _written([remark]))


def _by_list(lines: pl.DataFrame) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    columns = ("gnum", "gcode", "gname", "total_price", "qty", "qty1", "unit1", "country")
    for document, *fields in lines.select("document", *columns).iter_rows():
        found[document].append(Line(*fields))
    return found


def _rates(
    list_id: int, goods: Sequence[Line], day: date, *, full: bool
) -> tuple[list[Rates], list[Remark]]:
    """The rates of each line; a line in doubt counts as untaxed and leaves a remark."""
    rates, doubts = [], []
    for line in goods:
        found = tariff.rates(
            line.gcode,
            day,
            tariff.Goods(line.total, line.quantity, line.unit, line.origin),
            full=full,
        )
        if isinstance(found, tariff.Doubt):
            where = f"inventory/lines/{line.gnum}/gcode"
            doubts.append(Remark(list_id, found.code, where, found.say))
            rates.append(Rates())
        else:
            rates.append(found)
    return rates, doubts


def _bill(
    list_id: int, day: date, goods: Sequence[Line], rates: Sequence[Rates], bill: Assessment
) -> tuple[Any, ...]:
    duty = consumption = vat = NOTHING
    rows = []
    for line, rate, (value, tax) in zip(goods, rates, bill.lines, strict=True):
        duty += tax.duty
        consumption += tax.consumption
        vat += tax.vat
        rows.append(
            (
                str(line.gnum),
                line.gcode,
                _quoted(line.gname),
                str(value),
                str(tax.duty),
                str(tax.consumption),
                str(tax.vat),
                str(rate.vat),
                str(rate.consumption),
            )
        )
    return (
        list_id,
        day,
        int(bill.treatment),
        str(bill.value),
        str(duty),
        str(consumption),
        str(vat),
        str(bill.total),
        *map(_array, zip(*rows, strict=True)),
        _array(bill.rules),
    )


def _array(values: Iterable[str]) -> str:
    """Values as PostgreSQL writes an array: a frame of lists takes ninety times as long to make."""
    return f"{{{','.join(values)}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _screened(heads: pl.DataFrame, lines: pl.DataFrame) -> Iterator[Remark]:
    """The remarks of the risk rules that look at one list alone."""
    joined = lines.join(
        heads.select("id", "day", "gross_weight", "net_weight"), left_on="document", right_on="id"
    ).with_columns(pieces=pl.col("qty").sum().over("document"))
    for (day,), part in joined.group_by("day"):
        if _not_in_force(0, day) is not None:
            continue
        for rule in risk.line_rules(day):
            failing = part.filter(~rule.holds).unique("document", keep="first")
            for row in failing.iter_rows(named=True):
                say = (rule.say[0].format(**row), rule.say[1].format(**row))
                yield Remark(row["document"], rule.code, rule.where, say)


def over_limit(row: Mapping[str, Any]) -> tuple[FaultCode, tuple[str, str]]:
    """Why a list may not come in as cross-border retail: which limit, the values, what to do.

    Everybody in the trade reads it, so it does not tell what the buyer has used elsewhere.
    """
    law = params.law(row["list_day"])
    value = row["list_value"]
    if row["list_treatment"] == Treatment.GENERAL_TRADE and value < law.annual:
        return FaultCode.OVER_SINGLE_LIMIT, (
            (
                f"本单完税价格 {value:,.2f} 元,超过单次限值 {law.single:,.2f} 元,且不是单件商品。"
                "请按一般贸易进口申报;不要为避开限值而拆单。"
            ),
            (
                f"Dutiable value {value:,.2f} yuan is over the single limit of {law.single:,.2f},"
                " and it is not one piece. Declare it as an ordinary import; do not split it."
            ),
        )
    return FaultCode.OVER_ANNUAL_LIMIT, (
        (
            f"加上本单完税价格 {value:,.2f} 元,订购人本年累计将超过年度限值"
            f" {law.annual:,.2f} 元(按本平台记录)。请取消本单,或按一般贸易进口申报。"
        ),
        (
            f"With this dutiable value of {value:,.2f} yuan the buyer would pass the annual limit"
            f" of {law.annual:,.2f} by our own records. Cancel it, or declare it as an ordinary"
            " import."
        ),
    )
