"""Documents of several messages put into one new message, as they came (D11).

Only messages without a signature may be taken apart: what a declarant signed goes whole.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from yizhan.ceb import safe_xml
from yizhan.ceb.declare import DSIG, NAMESPACE
from yizhan.ceb.envelope import identity
from yizhan.kernel.faults import Fault


class Pick(NamedTuple):
    """Documents of one message: its bytes and the positions wanted.

    `numbers` has for each the copNo to put where the document has none.
    """

    message: bytes
    positions: Sequence[int]
    numbers: Sequence[str]


def pack(picks: Sequence[Pick], *, guid: str) -> bytes:
    """One unsigned message of the documents picked, with the first message's BaseTransfer.

    Raises ValueError when a message cannot be read, which it could when it was accepted.
    """
    roots = [_root(pick.message) for pick in picks]
    first = roots[0]
    made = etree.Element(first.tag, nsmap={"ceb": NAMESPACE})
    made.set("guid", guid)
    made.set("version", first.get("version", "1.0"))
    for pick, root in zip(picks, roots, strict=True):
        for position, number in zip(pick.positions, pick.numbers, strict=True):
            document = deepcopy(root[position - 1])
            _number(document, number)
            made.append(document)
    for child in first:
        if etree.QName(child).localname in {"BaseTransfer", "BaseSubscribe", "ExtendMessage"}:
            made.append(deepcopy(child))
    for element in made.iter():
        element.tail = None
    etree.cleanup_namespaces(made, keep_ns_prefixes=["ceb"])
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")


def _root(message: bytes) -> etree._Element:
    known = identity(message)
    root = safe_xml.parse(known.inner) if known.inner is not None else None
    if root is None or isinstance(root, Fault):
        raise ValueError("a message accepted before cannot be read now")
    if root.find(f"{{{DSIG}}}Signature") is not None:
        raise ValueError("a signed message is never taken apart")
    return root


def _number(document: etree._Element, number: str) -> None:
    """Put `number` as copNo where it is missing: customs answers by it."""
    head = document[0]
    place = head.find(f"{{{NAMESPACE}}}copNo")
    if place is None:
        place = etree.Element(f"{{{NAMESPACE}}}copNo")
        before = head.find(f"{{{NAMESPACE}}}logisticsName")
        head.insert(0 if before is None else head.index(before) + 1, place)
    if not (place.text or "").strip():
        place.text = number
