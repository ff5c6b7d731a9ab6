"""Documents into messages: text put together by hand, for volume."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yizhan.sim.cast import Party
from yizhan.sim.papers import LIST, ORDER, PAYMENT, WAYBILL, Document

CEB: Final = "http://www.chinaport.gov.cn/ceb"
DXP: Final = "http://www.chinaport.gov.cn/dxp"
# Document, head and line element of each type; payments and waybills have no lines.
_SHAPES: Mapping[str, tuple[str, str, str]] = {
    ORDER: ("Order", "OrderHead", "OrderList"),
    PAYMENT: ("Payment", "PaymentHead", ""),
    WAYBILL: ("Logistics", "LogisticsHead", ""),
    LIST: ("Inventory", "InventoryHead", "InventoryList"),
}


def fields(values: Mapping[str, str], prefix: str) -> str:
    """The elements of one entity, in the order of `values`."""
    return "".join([f"<{prefix}{name}>{value}</{prefix}{name}>" for name, value in values.items()])


def element(document: Document, prefix: str) -> str:
    """One document as XML."""
    outer, head, line = _SHAPES[document.kind]
    body = f"<{prefix}{head}>{fields(document.head, prefix)}</{prefix}{head}>"
    for values in document.lines:
        body += f"<{prefix}{line}>{fields(values, prefix)}</{prefix}{line}>"
    return f"<{prefix}{outer}>{body}</{prefix}{outer}>\n"


def message(
    kind: str, documents: Sequence[Document], sender: Party, guid: str, prefix: str = "ceb:"
) -> bytes:
    """A message of these documents, unsigned, under the prefix or (with none) as default."""
    bound = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    transfer = fields(
        {
            "copCode": sender.code,
            "copName": sender.name,
            "dxpMode": "DXP",
            "dxpId": sender.dxp_id,
        },
        prefix,
    )
    inside = "".join([element(document, prefix) for document in documents])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{prefix}{kind} guid="{guid}" version="1.0" {bound}="{CEB}">\n{inside}'
        f"<{prefix}BaseTransfer>{transfer}</{prefix}BaseTransfer>\n</{prefix}{kind}>\n"
    ).encode()


@dataclass(frozen=True, slots=True)
class Envelope:
    """The head of a DxpMsg: its id, both DXP ids, and when it was made."""

    ident: str
    sender: str
    receiver: str
    made_at: datetime


def wrapped(inner: bytes, kind: str, envelope: Envelope) -> bytes:
    """The message in a DxpMsg."""
    data = base64.b64encode(inner).decode()
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<dxp:DxpMsg xmlns:dxp="{DXP}" ver="1.0"><dxp:TransInfo>'
        f"<dxp:CopMsgId>{envelope.ident}</dxp:CopMsgId>"
        f"<dxp:SenderId>{envelope.sender}</dxp:SenderId>"
        f"<dxp:ReceiverIds><dxp:ReceiverId>{envelope.receiver}</dxp:ReceiverId></dxp:ReceiverIds>"
        f"<dxp:CreatTime>{envelope.made_at.isoformat(timespec='seconds')}</dxp:CreatTime>"
        f"<dxp:MsgType>{kind}</dxp:MsgType></dxp:TransInfo>"
        f"<dxp:Data>{data}</dxp:Data></dxp:DxpMsg>\n"
    ).encode()
