"""A small day of trades put straight into the tables: what the portal's tests look at.

All names and numbers are made up. Every state, a message with faults, one that is not XML.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from yizhan.kernel.ids import floor_id
from yizhan.store.hashing import mask_address, mask_id, mask_name, mask_phone
from yizhan.store.sealing import Sealer, message_place

PLATFORM, SELLER, PAYER, CARRIER, AGENT, STRANGER = 21, 11, 31, 41, 51, 61


def now() -> datetime:
    """The clock: the board shows today, so the day must be today."""
    return datetime.now(UTC)  # noqa: TID251 -- the door's own clock, read once for the data


@dataclass(frozen=True)
class Firm:
    """An organisation of the cast."""

    id: int
    name: str
    name_en: str
    uscc: str
    code: str
    kinds: Sequence[str]


FIRMS = (
    Firm(
        SELLER,
        "山城优选电子商务有限公司",
        "Shancheng Select",
        "91500000TEST000011",
        "5001960A11",
        ["ecommerce"],
    ),
    Firm(PLATFORM, "渝购国际", "Yugou Global", "91500000TEST000021", "5001960A21", ["platform"]),
    Firm(PAYER, "江岸支付", "Jiang'an Pay", "91500000TEST000031", "5001960A31", ["payment"]),
    Firm(
        CARRIER,
        "西部陆海速运",
        "West Land-Sea Express",
        "91500000TEST000041",
        "5001960A41",
        ["logistics"],
    ),
    Firm(
        AGENT,
        "重庆通达报关有限公司",
        "Tongda Brokers",
        "91500000TEST000051",
        "5001960A51",
        ["agent"],
    ),
    Firm(
        STRANGER,
        "涪陵外人商贸有限公司",
        "Stranger Trading",
        "91500000TEST000061",
        "5001960A61",
        ["ecommerce"],
    ),
)
CODES = {firm.id: firm.code for firm in FIRMS}
PERSON = ("王小明", "500103199001010021", "13800138000", "重庆市渝北区金开大道1号2栋")
LINES = (
    ("1901101000", "婴幼儿配方奶粉 900g", Decimal("398.00"), Decimal("36.22")),
    ("3304990039", "儿童防晒霜 50ml", Decimal("398.00"), Decimal("36.22")),
)


def organisations(cursor: psycopg.Cursor[Any], zone: int) -> None:
    """The cast, with ids that the tests know."""
    for firm in FIRMS:
        cursor.execute(
            "INSERT INTO organisation (id, zone, name, name_en, uscc, customs_code, dxp_id, kinds,"
            " signs_by_station) VALUES (%s, %s, %s, %s, %s, %s, '', %s, false)",
            [firm.id, zone, firm.name, firm.name_en, firm.uscc, firm.code, list(firm.kinds)],
        )


@dataclass
class Writer:
    """Writes rows of one zone, with ids of the instants it is told."""

    cursor: psycopg.Cursor[Any]
    zone: int
    serial: int = 0
    trades: dict[str, int] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)

    def id(self, at: datetime) -> int:
        self.serial += 1
        return floor_id(at) + self.serial

    def put(self, table: str, **values: object) -> None:
        """One row."""
        statement = sql.SQL("INSERT INTO {} (zone, {}) VALUES (%s, {})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join([sql.Placeholder()] * len(values)),
        )
        self.cursor.execute(statement, [self.zone, *values.values()])

    def message(  # noqa: PLR0913 - the columns of a message
        self,
        key: str,
        kind: str,
        sender: int,
        at: datetime,
        body: bytes,
        *,
        documents: int = 1,
        faults: Sequence[Mapping[str, Any]] = (),
        judged: bool = True,
    ) -> int:
        """A message, sealed, with its result unless it still waits."""
        number = self.id(at)
        place = message_place(self.zone, number)
        self.put(
            "message",
            id=number,
            sender=sender,
            door="https",
            key=key,
            digest=number.to_bytes(32, "big"),
            sm3=number.to_bytes(32, "big"),
            kind=kind,
            wrapped=False,
            size=len(body),
            sealed=Sealer.for_zone(self.zone).seal(body, aad=place),
        )
        self.messages[key] = number
        if not judged:
            self.put("inbox", message=number)
            return number
        bad = {fault["document"] for fault in faults}
        rejected = documents if 0 in bad else len(bad)
        self.put(
            "message_result",
            message=number,
            sender=sender,
            at=at + timedelta(seconds=1),
            kind=kind,
            documents=documents,
            accepted=documents - rejected,
            rejected=rejected,
            faults=Jsonb(list(faults), dumps=lambda value: json.dumps(value, ensure_ascii=False)),
        )
        return number

    def receipt(  # noqa: PLR0913, PLR0917 - the columns of a receipt
        self,
        at: datetime,
        sender: int,
        kind: str,
        message: int,
        status: str,
        documents: Sequence[int],
        code: str = "",
        say: tuple[str, str] = ("已受理。", "Accepted."),
    ) -> None:
        self.put(
            "receipt",
            id=self.id(at),
            sender=sender,
            at=at,
            kind=kind,
            message=message,
            status=status,
            code=code,
            zh=say[0],
            en=say[1],
            documents=list(documents),
        )


def person(prefix: str, *, number: bool = True) -> dict[str, object]:
    """Masks and hashes of a buyer or payer."""
    name, identity, _, _ = PERSON
    found: dict[str, object] = {
        f"{prefix}_name_hash": b"n" * 16,
        f"{prefix}_name_mask": mask_name(name),
    }
    if number:
        found |= {
            f"{prefix}_id_number_hash": b"i" * 16,
            f"{prefix}_id_number_mask": mask_id(identity),
        }
    return found


def place() -> dict[str, object]:
    """Masks of a consignee."""
    name, _, phone, address = PERSON
    return {
        "consignee_mask": mask_name(name),
        "consignee_telephone_mask": mask_phone(phone),
        "consignee_address_mask": mask_address(address),
    }


def order_xml(orders: Sequence[tuple[str, str]], seller: str = CODES[SELLER]) -> bytes:
    """A CEB311 of these (order number, amount paid), one element a line."""
    name, identity, phone, address = PERSON
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<CEB311Message xmlns="http://www.chinaport.gov.cn/ceb" guid="G-1" version="1.0">',
    ]
    for number, paid in orders:
        parts += [
            "<Order><OrderHead>",
            f"<orderNo>{number}</orderNo>",
            f"<ebpCode>{CODES[PLATFORM]}</ebpCode>",
            f"<ebcCode>{seller}</ebcCode>",
            f"<acturalPaid>{paid}</acturalPaid>",
            f"<buyerName>{name}</buyerName>",
            f"<buyerTelephone>{phone}</buyerTelephone>",
            f"<buyerIdNumber>{identity}</buyerIdNumber>",
            f"<consigneeAddress>{address}</consigneeAddress>",
            f"<buyerNickname>{name}</buyerNickname>",
            "</OrderHead><OrderList><gnum>1</gnum><itemName>婴幼儿配方奶粉 900g</itemName>",
            "<qty>2</qty></OrderList></Order>",
        ]
    parts.append(f"<BaseTransfer><copCode>{seller}</copCode></BaseTransfer></CEB311Message>")
    return "\n".join(parts).encode()


def order(writer: Writer, number: str, at: datetime, message: int, position: int = 1) -> int:
    """An order document with two lines."""
    made = writer.id(at)
    writer.put(
        "ceb311_order",
        id=made,
        message=message,
        position=position,
        sender=SELLER,
        order_no=number,
        ebp_code=CODES[PLATFORM],
        ebp_name="渝购国际",
        ebc_code=CODES[SELLER],
        ebc_name="山城优选电子商务有限公司",
        goods_value=Decimal(796),
        freight=Decimal(0),
        discount=Decimal(0),
        tax_total=Decimal("72.44"),
        actural_paid=Decimal("868.44"),
        pay_code=CODES[PAYER],
        pay_transaction_id=f"P{number}",
        **person("buyer"),
        **place(),
    )
    for line, (_, name, value, _) in enumerate(LINES, start=1):
        writer.put(
            "ceb311_order_line",
            document=made,
            line=line,
            sender=SELLER,
            gnum=line,
            item_name=name,
            qty=Decimal(2),
            price=value / 2,
            total_price=value,
        )
    return made


def payment(writer: Writer, number: str, at: datetime, paid: Decimal) -> tuple[int, int]:
    """A payment and its message."""
    message = writer.message(f"PAY-{number}", "CEB411Message", PAYER, at, b"<CEB411Message/>")
    made = writer.id(at)
    writer.put(
        "ceb411_payment",
        id=made,
        message=message,
        position=1,
        sender=PAYER,
        pay_code=CODES[PAYER],
        pay_name="江岸支付",
        pay_transaction_id=f"P{number}",
        order_no=number,
        ebp_code=CODES[PLATFORM],
        amount_paid=paid,
        pay_time="20261121091352",
        **person("payer"),
    )
    writer.receipt(at, PAYER, "CEB412Message", message, "2", [made])
    return made, message


def waybill(writer: Writer, number: str, at: datetime) -> tuple[int, int]:
    """A waybill and its message."""
    message = writer.message(f"WAY-{number}", "CEB511Message", CARRIER, at, b"<CEB511Message/>")
    made = writer.id(at)
    writer.put(
        "ceb511_waybill",
        id=made,
        message=message,
        position=1,
        sender=CARRIER,
        logistics_code=CODES[CARRIER],
        logistics_name="西部陆海速运",
        logistics_no=f"YD{number}",
        order_no=number,
        freight=Decimal(0),
        insured_fee=Decimal(0),
        weight=Decimal("1.20"),
        **place(),
    )
    return made, message


def inventory(writer: Writer, number: str, at: datetime) -> tuple[int, int]:
    """A list with two lines and its message."""
    message = writer.message(f"LIST-{number}", "CEB621Message", AGENT, at, b"<CEB621Message/>")
    made = writer.id(at)
    writer.put(
        "ceb621_inventory",
        id=made,
        message=message,
        position=1,
        sender=AGENT,
        order_no=number,
        ebp_code=CODES[PLATFORM],
        ebc_code=CODES[SELLER],
        logistics_no=f"YD{number}",
        logistics_code=CODES[CARRIER],
        agent_code=CODES[AGENT],
        cop_no=f"CN{number}"[:20],
        trade_mode="1210",
        customs_code="8010",
        gross_weight=Decimal("1.20"),
        net_weight=Decimal("1.10"),
        consignee_address_mask=mask_address(PERSON[3]),
        **person("buyer"),
    )
    for line, (code, name, value, _) in enumerate(LINES, start=1):
        writer.put(
            "ceb621_inventory_line",
            document=made,
            line=line,
            sender=AGENT,
            gnum=line,
            gcode=code,
            gname=name,
            qty=Decimal(2),
            price=value / 2,
            total_price=value,
        )
    return made, message


def assessment(writer: Writer, trade: int, made: int, at: datetime) -> None:
    """What the list owes."""
    writer.put(
        "assessment",
        list=made,
        trade=trade,
        day=at.date(),
        treatment=1,
        value=Decimal(796),
        duty=Decimal(0),
        consumption=Decimal(0),
        vat=Decimal("72.44"),
        total=Decimal("72.44"),
        gnum=[1, 2],
        gcode=[line[0] for line in LINES],
        gname=[line[1] for line in LINES],
        line_value=[line[2] for line in LINES],
        line_duty=[Decimal(0)] * 2,
        line_consumption=[Decimal(0)] * 2,
        line_vat=[line[3] for line in LINES],
        vat_rate=[Decimal("0.13")] * 2,
        consumption_rate=[Decimal(0)] * 2,
        rules=["R1.12", "R1.6", "R1.8", "R1.10"],
    )


def trade(  # noqa: PLR0913 - what a test wants to choose
    writer: Writer,
    number: str,
    at: datetime,
    state: int,
    *,
    codes: Sequence[str] = (),
    missing: Sequence[str] = (),
    answers: Sequence[tuple[str, int, str]] = (),
    paid: Decimal = Decimal("868.44"),
    due: timedelta | None = None,
) -> int:
    """A trade with its documents but the `missing`; `answers` are (status, seconds, info)."""
    made = writer.id(at)
    writer.trades[number] = made
    values: dict[str, object] = {
        "ebp_code": CODES[PLATFORM],
        "order_no": number,
        "id": made,
        "state": state,
        "state_at": at + timedelta(seconds=40),
        "due_at": at + due if due else None,
        "codes": list(codes),
    }
    message = writer.message(
        f"ORD-{number}", "CEB311Message", SELLER, at, order_xml([(number, "868.44")])
    )
    document = order(writer, number, at, message)
    writer.receipt(at + timedelta(seconds=1), SELLER, "CEB312Message", message, "2", [document])
    values |= {
        "order_id": document,
        "order_message": message,
        "order_sender": SELLER,
        "order_ebc": CODES[SELLER],
        "order_pay_code": CODES[PAYER],
        "order_pay_number": f"P{number}",
        "order_paid": Decimal("868.44"),
        "order_goods": Decimal(796),
    }
    if "payment" not in missing:
        values |= _paid_values(writer, number, at + timedelta(seconds=5), paid)
    if "waybill" not in missing:
        values |= _way_values(writer, number, at + timedelta(seconds=9))
    if "list" not in missing:
        document, message = inventory(writer, number, at + timedelta(seconds=12))
        values |= _list_values(number, document, message, at)
        assessment(writer, made, document, at)
    writer.put("trade", **values)
    for firm in (SELLER, PLATFORM, PAYER, CARRIER, AGENT):
        writer.put("trade_party", firm=firm, trade=made)
    for status, seconds, info in answers:
        _answer(writer, made, values["list_id"], at + timedelta(seconds=seconds), status, info)
    if "M101" in codes:
        _paid_differs(writer, made, values, at, paid)
    return made


def _paid_values(writer: Writer, number: str, at: datetime, paid: Decimal) -> dict[str, object]:
    document, message = payment(writer, number, at, paid)
    writer.put(
        "payment_key",
        pay_code=CODES[PAYER],
        payment_number=f"P{number}",
        ebp_code=CODES[PLATFORM],
        order_no=number,
    )
    return {
        "payment_id": document,
        "payment_message": message,
        "payment_sender": PAYER,
        "payment_pay_code": CODES[PAYER],
        "payment_number": f"P{number}",
        "payment_paid": paid,
    }


def _way_values(writer: Writer, number: str, at: datetime) -> dict[str, object]:
    document, message = waybill(writer, number, at)
    writer.put(
        "waybill_key",
        logistics_code=CODES[CARRIER],
        logistics_no=f"YD{number}",
        waybill_id=document,
        order_no=number,
        sender=CARRIER,
        message=message,
        list_ebp=CODES[PLATFORM],
        list_order=number,
    )
    return {"waybill_id": document}


def _list_values(number: str, document: int, message: int, at: datetime) -> dict[str, object]:
    return {
        "trade_mode": "1210",
        "customs_code": "8010",
        "list_id": document,
        "list_message": message,
        "list_sender": AGENT,
        "list_position": 1,
        "list_ebc": CODES[SELLER],
        "list_agent": CODES[AGENT],
        "list_logistics_code": CODES[CARRIER],
        "list_logistics_no": f"YD{number}",
        "list_goods": Decimal(796),
        "list_value": Decimal(796),
        "list_tax": Decimal("72.44"),
        "list_treatment": 1,
        "list_gross": Decimal("1.20"),
        "list_freight": Decimal(0),
        "list_insured": Decimal(0),
        "list_buyer": b"i" * 16,
        "list_day": at.date(),
    }


def _answer(  # noqa: PLR0913, PLR0917 - the columns of an answer
    writer: Writer, trade: int, document: object, at: datetime, status: str, info: str
) -> None:
    writer.put(
        "customs_answer",
        id=writer.id(at),
        trade=trade,
        list=document,
        status=status,
        return_time=(at + timedelta(hours=8)).strftime("%Y%m%d%H%M%S000"),
        code="",
        info=info,
        dxp=writer.id(at),
    )


def _paid_differs(
    writer: Writer, trade: int, values: Mapping[str, object], at: datetime, paid: Decimal
) -> None:
    gap = abs(Decimal("868.44") - paid)
    writer.put(
        "fault",
        id=writer.id(at + timedelta(seconds=13)),
        message=values["list_message"],
        document=values["list_id"],
        position=1,
        trade=trade,
        sender=AGENT,
        code="M101",
        place="payment/amountPaid",
        zh=f"支付单实付 {paid} 元,订单实付 868.44 元,相差 {gap} 元。",
        en=f"The payment says {paid} yuan, the order 868.44: {gap} apart.",
        rule="R2.5",
        compared=Jsonb({"payment": str(paid), "order": "868.44"}),
    )
