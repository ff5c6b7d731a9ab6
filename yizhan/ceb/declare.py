"""Declarations: what a message type is made of. Everything about a field is said here, once.

The reader, the writer, the checks, the document tables and the documentation page are all
made from these. Names are those of the customs specification of 2022-05, misspellings kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

NAMESPACE = "http://www.chinaport.gov.cn/ceb"
DSIG = "http://www.w3.org/2000/09/xmldsig#"

Kind = Literal["text", "decimal", "int"]
Personal = Literal["", "name", "person_id", "phone", "address"]
Calendar = Literal["", "second14", "day8", "milli17"]
Codes = Literal[
    "",
    "unit",
    "country",
    "currency",
    "yuan",
    "customs",
    "trade_mode",
    "transport",
    "wrap",
    "firm",
    "district",
]
Direction = Literal["import", "export"]

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def snake(name: str) -> str:
    """The column of an element.

    >>> [snake(name) for name in ("orderNo", "acturalPaid", "unit1", "guid", "fCurrency", "POD")]
    ['order_no', 'actural_paid', 'unit1', 'guid', 'f_currency', 'pod']
    """
    return _HUMP.sub("_", name).lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One element of an entity: its bounds by the official schema, and what it means to us.

    `length` is an exact length, else `min` and `max` bound it (`max` None: unbounded).
    `digits` bounds the digits of a number. `fallback` is what an empty element stands for by
    the schema (its default or fixed value). `values` lists the values allowed, where few.
    `personal` fields name a natural person: never shown or stored in clear.
    """

    name: str
    zh: str
    en: str
    help: tuple[str, str] = ("", "")
    kind: Kind = "text"
    required: bool = True
    min: int = 0
    max: int | None = None
    length: int | None = None
    digits: int | None = None
    collapse: bool = False
    fallback: str = ""
    personal: Personal = ""
    calendar: Calendar = ""
    codes: Codes = ""
    values: tuple[str, ...] = ()
    column: str = field(init=False)

    @property
    def fixed(self) -> bool:
        """Whether the schema allows `fallback` alone."""
        return bool(self.fallback) and (self.codes == "yuan" or self.values == (self.fallback,))

    def __post_init__(self) -> None:
        object.__setattr__(self, "column", snake(self.name))


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A named sequence of fields, as one element holds them."""

    name: str
    fields: tuple[Field, ...]

    @cached_property
    def by_name(self) -> MappingProxyType[str, Field]:
        return MappingProxyType({each.name: each for each in self.fields})

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(each.column for each in self.fields)


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message type: its documents, each a head and perhaps lines, and what follows them.

    `document` is the element that repeats; where it equals `head.name` it holds the fields
    itself. None as a maximum means unbounded. `signature` says that the schema demands one,
    `signature_by_text` that only the specification's text does. `answered_by` names the
    receipt of a request, `answers` the request of a receipt. `tail` is what may follow the
    documents, in order; receipts have none.
    """

    type: str
    direction: Direction
    zh: str
    en: str
    sender: tuple[str, str]
    document: str
    head: Entity
    lines: Entity | None = None
    documents_max: int | None = 100
    lines_min: int = 0
    lines_max: int | None = 0
    signature: bool = False
    signature_by_text: bool = False
    answered_by: str = ""
    answers: str = ""

    @property
    def nested(self) -> bool:
        """Whether a document wraps its head in an element of its own."""
        return self.document != self.head.name

    @property
    def lines_name(self) -> str:
        """The element of a line; of the document where there are no lines."""
        return self.lines.name if self.lines else self.document

    @property
    def request(self) -> bool:
        """Whether a firm sends it (else customs does)."""
        return bool(self.answered_by)

    @property
    def tail(self) -> tuple[str, ...]:
        if not self.request:
            return ()
        if self.direction == "import":
            return ("BaseTransfer", "BaseSubscribe", "ExtendMessage", "Signature")
        return ("BaseTransfer", "BaseSubscribe", "Signature", "ExtendMessage")


def text(  # noqa: PLR0913 - the columns of the specification's own tables
    name: str,
    zh: str,
    en: str,
    size: str,
    *,
    help: tuple[str, str] = ("", ""),  # noqa: A002 - the word forms use for it
    optional: bool = False,
    collapse: bool = False,
    fallback: str = "",
    personal: Personal = "",
    calendar: Calendar = "",
    codes: Codes = "",
    values: Sequence[str] = (),
) -> Field:
    """A text; `size` is written as in the specification: `=14` exactly, `1..60`, `0..` unbounded.

    >>> text("orderNo", "订单编号", "Order number", "1..60").max
    60
    """
    exact, least, most = _bounds(size)
    return Field(
        name=name,
        zh=zh,
        en=en,
        help=help,
        required=not optional,
        min=least,
        max=most,
        length=exact,
        collapse=collapse,
        fallback=fallback,
        personal=personal,
        calendar=calendar,
        codes=codes,
        values=tuple(values),
    )


def _bounds(size: str) -> tuple[int | None, int, int | None]:
    if size.startswith("="):
        exact = int(size[1:])
        return exact, exact, exact
    least, most = size.split("..")
    return None, int(least), int(most) if most else None


def decimal(  # noqa: PLR0913 - the columns of the specification's own tables
    name: str,
    zh: str,
    en: str,
    *,
    help: tuple[str, str] = ("", ""),  # noqa: A002 - the word forms use for it
    optional: bool = False,
    fallback: str = "",
) -> Field:
    """A number of at most 19 digits, 5 of them after the point."""
    return Field(
        name=name,
        zh=zh,
        en=en,
        help=help,
        kind="decimal",
        required=not optional,
        digits=19,
        fallback=fallback,
    )


def whole(  # noqa: PLR0913 - the columns of the specification's own tables
    name: str,
    zh: str,
    en: str,
    *,
    help: tuple[str, str] = ("", ""),  # noqa: A002 - the word forms use for it
    digits: int | None = None,
    values: Sequence[str] = (),
) -> Field:
    """A whole number of 32 bits, `digits` long at most."""
    return Field(
        name=name, zh=zh, en=en, help=help, kind="int", digits=digits, values=tuple(values)
    )
