"""A stored message unsealed and parsed, for showing it masked; never handed on raw."""

from lxml import etree

from yizhan.ceb import safe_xml
from yizhan.ceb.envelope import identity
from yizhan.kernel.faults import Fault
from yizhan.services.clearance import queries
from yizhan.services.clearance.queries import Message
from yizhan.store.sealing import Sealer, message_place


def opened(zone: int, message: Message) -> etree._Element | None:
    """The root of the business XML; None when it cannot be read as one.

    Raises SealBroken when the stored bytes were moved or changed.
    """
    stored = queries.sealed(zone, message.id)
    if stored is None:
        return None
    raw = Sealer.for_zone(zone).open(stored, aad=message_place(zone, message.id))
    inner = identity(raw).inner
    if inner is None:
        return None
    root = safe_xml.parse(inner)
    return None if isinstance(root, Fault) else root
