"""A small day for the portal's tests: every state of a trade, and messages that went wrong."""

from datetime import datetime, timedelta
from decimal import Decimal

from tests.journeys.portal.data import CODES, PERSON, SELLER, STRANGER, Writer, order_xml, trade

FAULTS = (
    {
        "code": "A101",
        "where": "Order[2]/OrderHead/acturalPaid",
        "zh": "实付 900.00 元,按各项应为 868.44 元,相差 31.56 元。",
        "en": "Paid is 900.00 yuan where the parts give 868.44: 31.56 apart.",
        "document": 2,
        "line": 17,
    },
    {
        "code": "C110",
        "where": "Order[2]/OrderHead/buyerIdNumber",
        "zh": "订购人身份证号码的校验位不对。",
        "en": "The check digit of the buyer's ID number is wrong.",
        "document": 2,
        "line": 20,
    },
)


def day(writer: Writer, now: datetime) -> None:
    """A day that shows every state, spread over the last hour."""
    released = [("2", 15, ""), ("120", 20, "[Code:2600;Desc:逻辑校验通过]"), ("800", 41, "放行")]
    for step in range(14):
        at = now - timedelta(minutes=55 - step * 3, seconds=7 * step)
        trade(writer, f"DD20261121-0001{step:02}", at, 70, answers=released)
    late = now - timedelta(minutes=12)
    trade(
        writer,
        "DD20261121-000318",
        late,
        30,
        codes=["M101", "T105"],
        paid=Decimal("868.40"),
        due=timedelta(hours=2),
    )
    trade(writer, "DD20261121-000319", late, 20, codes=["T104"], due=timedelta(minutes=5))
    trade(
        writer, "DD20261121-000320", late, 10, missing=["payment", "list"], due=timedelta(hours=72)
    )
    trade(writer, "DD20261121-000321", late, 50)
    held = [("2", 15, ""), ("120", 20, ""), ("300", 30, "[Code:2601;Desc:人工审核]")]
    trade(writer, "DD20261121-000322", late, 65, answers=held)
    refused = [("2", 15, ""), ("100", 22, "[Code:1327;Desc:订购人与支付人不一致]")]
    trade(writer, "DD20261121-000323", late, 80, answers=refused)
    trade(writer, "DD20261121-000324", late, 75, answers=[*released, ("899", 90, "结关")])
    writer.message(
        "FAULTY",
        "CEB311Message",
        SELLER,
        late,
        order_xml([("DD20261121-000318", "868.44"), ("DD20261121-000999", "900.00")]),
        documents=2,
        faults=FAULTS,
    )
    broken = {"code": "X001", "where": "", "document": 0, "line": 1}
    words = {"zh": "文件不是完整的 XML。", "en": "The file is not well-formed XML."}
    writer.message(
        "BROKEN", "", SELLER, late, f"<{PERSON[0]}".encode(), documents=0, faults=[broken | words]
    )
    foreign = {"code": "S101", "where": "BaseTransfer/copCode", "document": 0, "line": 14}
    words = {"zh": "传输企业代码不是您的代码。", "en": "The sender's code is not yours."}
    body = order_xml([("DD20261121-000318", "868.44")], seller=CODES[STRANGER])
    writer.message("FOREIGN", "CEB311Message", SELLER, late, body, faults=[foreign | words])
    writer.message(
        "QUEUED", "CEB311Message", SELLER, now - timedelta(seconds=3), b"<x/>", judged=False
    )
