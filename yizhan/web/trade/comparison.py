"""The comparison 比对: what must agree between the four documents, and whether it does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from yizhan.services.trade.queries import Record, Story
from yizhan.web.shell.words import Pair
from yizhan.web.templatetags.say import money, quantity

HIDDEN: Final = ("本企业不可见", "Not visible to you")
Value = str | Pair | None  # None: the document has no such value, or is not here


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of the comparison; figures stand to the right."""

    words: Pair | None
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that must agree."""

    code: str
    words: Pair
    cells: Sequence[Cell]
    verdict: str  # "differs", "agrees", "pending"

    @property
    def columns(self) -> list[tuple[Pair, Cell]]:
        """Each cell under the name of its document."""
        return list(zip(HEADINGS, self.cells, strict=True))


HEADINGS: Final[tuple[Pair, ...]] = (
    ("订单", "Order"),
    ("支付单", "Payment"),
    ("运单", "Waybill"),
    ("清单", "List"),
)
PARTS: Final = ("order", "payment", "waybill", "inventory")
_IDS: Final = ("order_id", "payment_id", "waybill_id", "list_id")
Getter = Callable[[Story], Value | Decimal]


def _document(part: str, *columns: str) -> Getter:
    """Values of a document, side by side; hidden when the reader may not see the document."""

    def get(story: Story) -> Value:
        document: Record | None = getattr(story, part)
        if document is None:
            return HIDDEN if story.trade[_IDS[PARTS.index(part)]] else None
        shown = [str(document[column]) for column in columns if document.get(column)]
        return "\u2002".join(shown) or None

    return get


def _trade(column: str) -> Getter:
    def get(story: Story) -> Value | Decimal:
        value: Any = story.trade[column]
        return value if isinstance(value, Decimal) or value is None else str(value)

    return get


def _measure(part: str, column: str) -> Getter:
    """A figure of a document."""

    def get(story: Story) -> Value | Decimal:
        document: Record | None = getattr(story, part)
        if document is None:
            return HIDDEN if story.trade[_IDS[PARTS.index(part)]] else None
        value: Decimal | None = document.get(column)
        return value

    return get


def _goods(part: str) -> Getter:
    """How many lines and pieces."""

    def get(story: Story) -> Value | Decimal:
        lines = story.order_lines if part == "order" else story.list_lines
        if not lines:
            return _document(part)(story)
        pieces = quantity(sum((line["qty"] or Decimal(0) for line in lines), Decimal(0)))
        return f"{len(lines)} 项 {pieces} 件", f"{len(lines)} lines, {pieces} pieces"

    return get


@dataclass(frozen=True, slots=True)
class Rule:
    """What is compared under one code, document by document."""

    code: str
    words: Pair
    of: Mapping[str, Getter]
    shape: Callable[[Decimal | None], str] = money


RULES: Final = (
    Rule(
        "M101",
        ("实付金额(元)", "Amount paid (yuan)"),
        {"order": _trade("order_paid"), "payment": _trade("payment_paid")},
    ),
    Rule(
        "M102",
        ("支付企业", "Payment firm"),
        {"order": _trade("order_pay_code"), "payment": _trade("payment_pay_code")},
    ),
    Rule(
        "M104",
        ("支付交易编号", "Payment number"),
        {"order": _trade("order_pay_number"), "payment": _trade("payment_number")},
    ),
    Rule(
        "M103",
        ("订购人 / 支付人", "Buyer / payer"),
        {
            "order": _document("order", "buyer_name_mask", "buyer_id_number_mask"),
            "payment": _document("payment", "payer_name_mask", "payer_id_number_mask"),
        },
    ),
    Rule(
        "M105",
        ("订购人", "Buyer"),
        {
            "order": _document("order", "buyer_name_mask", "buyer_id_number_mask"),
            "inventory": _document("inventory", "buyer_name_mask", "buyer_id_number_mask"),
        },
    ),
    Rule(
        "M106",
        ("收货人", "Consignee"),
        {
            "order": _document("order", "consignee_mask", "consignee_telephone_mask"),
            "waybill": _document("waybill", "consignee_mask", "consignee_telephone_mask"),
        },
    ),
    Rule(
        "M112",
        ("收货地址", "Address"),
        {
            "order": _document("order", "consignee_address_mask"),
            "waybill": _document("waybill", "consignee_address_mask"),
            "inventory": _document("inventory", "consignee_address_mask"),
        },
    ),
    Rule(
        "M107",
        ("订单号", "Order number"),
        {"order": _document("order", "order_no"), "waybill": _document("waybill", "order_no")},
    ),
    Rule(
        "M108",
        ("电商企业", "Seller"),
        {"order": _trade("order_ebc"), "inventory": _trade("list_ebc")},
    ),
    Rule(
        "M110",
        ("商品与数量", "Goods and quantity"),
        {"order": _goods("order"), "inventory": _goods("inventory")},
    ),
    Rule(
        "M113",
        ("货值(元)", "Goods value (yuan)"),
        {"order": _trade("order_goods"), "inventory": _trade("list_goods")},
    ),
    Rule(
        "M109",
        ("运费(元)", "Freight (yuan)"),
        {"waybill": _measure("waybill", "freight"), "inventory": _trade("list_freight")},
    ),
    Rule(
        "M114",
        ("保价费(元)", "Insured fee (yuan)"),
        {"waybill": _measure("waybill", "insured_fee"), "inventory": _trade("list_insured")},
    ),
    Rule(
        "M111",
        ("毛重(千克)", "Gross weight (kg)"),
        {"waybill": _measure("waybill", "weight"), "inventory": _trade("list_gross")},
        quantity,
    ),
)


def _cell(value: Value | Decimal, shape: Callable[[Decimal | None], str]) -> Cell:
    if value is None:
        return Cell(None)
    if isinstance(value, Decimal):
        return Cell((shape(value), shape(value)), figure=True)
    return Cell((value, value)) if isinstance(value, str) else Cell(value)


def _verdict(rule: Rule, story: Story) -> str:
    if rule.code in story.trade["codes"]:
        return "differs"
    here = all(story.trade[_IDS[PARTS.index(part)]] for part in rule.of)
    return "agrees" if here else "pending"


def comparison(story: Story) -> list[Compared]:
    """Everything compared, what differs first."""
    found = [
        Compared(
            rule.code,
            rule.words,
            [
                _cell(rule.of[part](story) if part in rule.of else None, rule.shape)
                for part in PARTS
            ],
            _verdict(rule, story),
        )
        for rule in RULES
    ]
    return sorted(found, key=lambda one: one.verdict != "differs")
