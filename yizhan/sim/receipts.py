"""What the simulated customs writes: its answer to an envelope, and receipts of lists."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

from yizhan.sim.render import fields
from yizhan.sim.wire import CEB, DXP, Head

SHANGHAI: Final = timezone(timedelta(hours=8))
NOTE: Final = "模拟海关,非真实回执 · SIMULATED customs, no real receipt"
TAKEN: Final = "0000"
SCHEMA_WRONG: Final = "0002"
SIGNATURE_WRONG: Final = "1001"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One CEB622 receipt: whose list, which status, when it happened."""

    station: str
    guid: str
    customs_code: str
    ebp_code: str
    ebc_code: str
    agent_code: str
    cop_no: str
    pre_no: str
    invt_no: str
    status: str
    info: str
    happened_at: datetime


def answer(head: Head, code: str, info: str, receiver: str, at: datetime) -> bytes:
    """A DxpRep about the envelope with that head."""
    origin = fields({"dxp:CopMsgId": html.escape(head.cop_msg_id)}, "")
    origin += fields({"dxp:SenderId": html.escape(head.sender_id)}, "")
    origin += (
        f"<dxp:ReceiverIds><dxp:ReceiverId>{html.escape(head.receiver_id)}</dxp:ReceiverId>"
        f"</dxp:ReceiverIds><dxp:CreatTime>{html.escape(head.made_at)}</dxp:CreatTime>"
        f"<dxp:MsgType>{html.escape(head.kind)}</dxp:MsgType>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<dxp:DxpRep xmlns:dxp="{DXP}" ver="1.0">'
        f"<dxp:RecevierId>{html.escape(receiver)}</dxp:RecevierId><dxp:Response>"
        f"<dxp:ResponseCode>{code}</dxp:ResponseCode>"
        f"<dxp:ResponseInfo>{html.escape(info[:300])}</dxp:ResponseInfo>"
        f"<dxp:NoticeTime>{at.astimezone(SHANGHAI):%Y-%m-%d}</dxp:NoticeTime>"
        f"<dxp:Note>{NOTE}</dxp:Note><dxp:OriHead>{origin}</dxp:OriHead>"
        f"</dxp:Response></dxp:DxpRep>\n"
    ).encode()


def receipts(items: Sequence[Receipt], guid: str) -> bytes:
    """A CEB622 message of these receipts, in the default namespace as customs writes them."""
    inside = "".join([f"<InventoryReturn>{_one(item)}</InventoryReturn>\n" for item in items])
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<CEB622Message version="1.0" xmlns="{CEB}" guid="{guid}">\n{inside}</CEB622Message>\n'
    ).encode()


def _one(item: Receipt) -> str:
    values = {
        "guid": item.guid,
        "customsCode": item.customs_code,
        "ebpCode": item.ebp_code,
        "ebcCode": item.ebc_code,
        "agentCode": item.agent_code,
        "copNo": item.cop_no,
        "preNo": item.pre_no,
        "invtNo": item.invt_no,
        "returnStatus": item.status,
        "returnTime": _moment(item.happened_at),
        "returnInfo": item.info,
    }
    return fields({name: html.escape(value) for name, value in values.items() if value}, "")


def _moment(at: datetime) -> str:
    """17 digits of Shanghai time, with milliseconds."""
    local = at.astimezone(SHANGHAI)
    return f"{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03d}"
