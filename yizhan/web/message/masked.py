"""A message as it may be shown: line by line, personal values masked, faults at their lines.

What the declaration does not know is hidden altogether: a misplaced name would otherwise show.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, cast

from lxml import etree

from yizhan.ceb.declare import Entity, Field, Message
from yizhan.store.hashing import mask_address, mask_id, mask_name, mask_phone

LINES_AT_MOST: Final = 4_000
HIDDEN: Final = "***"
PLAIN: Final = frozenset(
    {
        *("copCode", "copName", "dxpMode", "dxpId"),  # BaseTransfer
        *("status", "dxpAddress"),  # BaseSubscribe
    }
)
MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "name": mask_name,
    "person_id": mask_id,
    "phone": mask_phone,
    "address": mask_address,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line as shown: `opens` and `closes` say which tags stand on it."""

    number: int
    depth: int
    tag: str
    text: str
    opens: bool
    closes: bool
    name: tuple[str, str] | None = None
    masked: bool = False
    source_line: int = 0
    document: int = 0
    faults: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def indent(self) -> str:
        return "  " * self.depth


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a message: its position and the numbers that people know it by."""

    position: int
    numbers: Mapping[str, str]


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def elements(parent: etree._Element) -> Iterator[etree._Element]:
    """Children that are elements; comments and instructions are never shown."""
    return parent.iterchildren(tag=etree.Element)


NUMBERS: Final = ("orderNo", "ebpCode", "logisticsCode", "logisticsNo", "payTransactionId", "copNo")


def documents(root: etree._Element, declared: Message) -> list[Document]:
    """The documents of a message, in order."""
    found = (child for child in elements(root) if local(child) == declared.document)
    return [
        Document(position, _numbers(one, declared.head.name))
        for position, one in enumerate(found, start=1)
    ]


def _numbers(document: etree._Element, head: str) -> dict[str, str]:
    place = next((child for child in elements(document) if local(child) == head), document)
    return {
        local(child): (child.text or "").strip()
        for child in elements(place)
        if local(child) in NUMBERS
    }


def _entities(declared: Message) -> Mapping[str, Entity]:
    known = {declared.head.name: declared.head}
    if declared.lines is not None:
        known[declared.lines.name] = declared.lines
    return known


def _shown(text: str, known: Field | None, tag: str) -> tuple[str, bool]:
    """The text that may be shown, and whether it was masked."""
    if not text:
        return "", False
    if known is None:
        return (text, False) if tag in PLAIN else (HIDDEN, True)
    if known.personal:
        return MASKS[known.personal](text), True
    return text, False


class _Writer:
    """Walks the tree once, numbering lines as it goes."""

    def __init__(self, declared: Message) -> None:
        self.entities = _entities(declared)
        self.declared = declared
        self.number = 0

    def line(self, element: etree._Element, depth: int, document: int, **more: Any) -> Line:  # noqa: ANN401 - fields of Line
        self.number += 1
        return Line(
            number=self.number,
            depth=depth,
            tag=local(element),
            source_line=cast("int | None", element.sourceline) or 0,
            document=document,
            **more,
        )

    def walk(
        self,
        element: etree._Element,
        depth: int = 0,
        document: int = 0,
        entity: Entity | None = None,
    ) -> Iterator[Line]:
        tag = local(element)
        if tag == "Signature":
            yield self.line(element, depth, document, text="…", opens=True, closes=True)
            return
        inside = list(elements(element))
        if not inside:
            yield self._leaf(element, depth, document, entity)
            return
        yield self.line(element, depth, document, text="", opens=True, closes=False)
        position = 0
        for child in inside:
            if depth == 0 and local(child) == self.declared.document:
                position += 1
            yield from self.walk(
                child,
                depth + 1,
                position if depth == 0 and local(child) == self.declared.document else document,
                self.entities.get(local(element), entity),
            )
        yield self.line(element, depth, document, text="", opens=False, closes=True)

    def _leaf(
        self, element: etree._Element, depth: int, document: int, entity: Entity | None
    ) -> Line:
        tag = local(element)
        known = entity.by_name.get(tag) if entity else None
        text, masked = _shown((element.text or "").strip(), known, tag)
        return self.line(
            element,
            depth,
            document,
            text=text,
            opens=True,
            closes=True,
            name=(known.zh, known.en) if known else None,
            masked=masked,
        )


def lines(root: etree._Element, declared: Message, document: int | None) -> list[Line]:
    """The lines of one document and of what stands around the documents; of all when None."""
    walked = _Writer(declared).walk(root)
    chosen = (line for line in walked if document is None or line.document in {0, document})
    return list(islice(chosen, LINES_AT_MOST))


def attach(shown: Sequence[Line], faults: Sequence[Mapping[str, Any]]) -> None:
    """Put each fault at the line it is about: its field, else its line, else its document."""
    for fault in faults:
        line = _line_of(shown, fault)
        if line is not None:
            line.faults.append(fault)


def _line_of(shown: Sequence[Line], fault: Mapping[str, Any]) -> Line | None:
    document = int(fault.get("document") or 0)
    here = [line for line in shown if line.opens and line.document == document]
    tag = str(fault.get("where") or "").rpartition("/")[2].partition("[")[0]
    source = int(fault.get("line") or 0)
    same = [line for line in here if tag and line.tag == tag]
    at_line = [line for line in here if source and line.source_line == source]
    both = [line for line in same if line in at_line]
    return next(iter([*both, *same, *at_line, *here]), None)
