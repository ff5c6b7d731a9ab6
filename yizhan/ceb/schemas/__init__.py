"""The official schemas of 2022-05, from disk once, and the two variants a station may use."""

from collections.abc import Callable
from enum import Flag
from functools import cache
from importlib.resources import as_file, files

from lxml import etree

from yizhan.ceb.declare import DSIG, Direction

_XS = "{http://www.w3.org/2001/XMLSchema}"
_FILES: dict[Direction, str] = {"import": "imp.xsd", "export": "exp.xsd"}


class Variant(Flag):
    """Where a sender's messages may differ from the official schema, by agreement."""

    OFFICIAL = 0
    STATION_SIGNS = 1  # the station signs for the sender, so that Signature may be absent (D11)
    WAYBILL_ORDER_OPTIONAL = 2  # the carrier's waybills may lack orderNo (D7)


@cache
def messages(direction: Direction, variant: Variant = Variant.OFFICIAL) -> etree.XMLSchema:
    """The schema of all messages of `direction`."""
    return _load(_FILES[direction], lambda schema: _vary(schema, variant))


@cache
def envelope() -> etree.XMLSchema:
    """The schema of DxpMsg, DxpMsgSv and DxpRep."""
    return _load("dxp-transport.xsd", lambda _: None)


def _load(name: str, change: Callable[[etree._Element], None]) -> etree.XMLSchema:
    with as_file(files(__name__)) as folder:
        # Our own files: the official ones import their neighbour by its name.
        parser = etree.XMLParser(no_network=True, resolve_entities=False)
        tree = etree.parse(str(folder / name), parser)
        change(tree.getroot())
        return etree.XMLSchema(tree)


def _vary(schema: etree._Element, variant: Variant) -> None:
    if Variant.STATION_SIGNS in variant:
        for element in schema.iter(f"{_XS}element"):
            if element.get("ref") == "ds:Signature" and schema.nsmap["ds"] == DSIG:
                element.set("minOccurs", "0")
    if Variant.WAYBILL_ORDER_OPTIONAL in variant:
        for head in schema.iterfind(f"{_XS}element[@name='LogisticsHead']"):
            for element in head.iter(f"{_XS}element"):
                if element.get("name") == "orderNo":
                    element.set("minOccurs", "0")
