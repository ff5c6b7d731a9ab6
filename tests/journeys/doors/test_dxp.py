"""Customs' receipts in: from customs alone, kept before they are answered, once."""

from datetime import UTC, datetime

from django.test import Client
from lxml import etree

from tests.journeys.doors.conftest import ZONE, ZONE_CODE, Doors
from tests.station import Connect
from yizhan.ceb import envelope, schemas
from yizhan.sim.cast import CUSTOMS_DXP_ID, cast
from yizhan.store.database import Role, tenant

AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
RECEIPTS = b'<CEB622Message xmlns="http://www.chinaport.gov.cn/ceb" guid="%s" version="1.0"/>'


def wrapped(cop_msg_id: str, inner: bytes = RECEIPTS % (b"A" * 36)) -> bytes:
    return envelope.wrap(
        inner,
        cop_msg_id=cop_msg_id,
        sender=CUSTOMS_DXP_ID,
        receivers=["DXPSTATION000001"],
        at=AT,
    )


def post(client: Client, body: bytes, key: str) -> tuple[int, bytes]:
    response = client.post(
        "/dxp", body, content_type="application/xml", headers={"authorization": f"Bearer {key}"}
    )
    return response.status_code, response.content


def customs_key(doors: Doors) -> str:
    return doors.enrolled.keys[cast(ZONE_CODE).customs.customs_code]


def test_customs_gets_a_dxprep_of_the_official_schema(doors: Doors, connected: Connect) -> None:
    body = wrapped("M1")
    status, answer = post(doors.client, body, customs_key(doors))
    assert status == 200
    root = etree.fromstring(answer)
    assert schemas.envelope().validate(root), schemas.envelope().error_log
    assert root.findtext(f".//{{{envelope.DXP}}}ResponseCode") == "0000"
    assert root.findtext(f".//{{{envelope.DXP}}}OriHead/{{{envelope.DXP}}}CopMsgId") == "M1"
    assert post(doors.client, body, customs_key(doors))[0] == 200
    with tenant(connected(Role.JOBS), ZONE) as cursor:
        kept = cursor.execute(
            "SELECT door, count(*) FROM message WHERE zone = %s AND key = 'M1' GROUP BY door",
            (ZONE,),
        ).fetchall()
    assert kept == [("dxp", 1)]


def test_the_same_id_with_other_content_is_refused(doors: Doors) -> None:
    key = customs_key(doors)
    assert post(doors.client, wrapped("M2", RECEIPTS % (b"B" * 36)), key)[0] == 200
    assert post(doors.client, wrapped("M2", RECEIPTS % (b"C" * 36)), key)[0] == 409


def test_a_firm_cannot_speak_for_customs(doors: Doors) -> None:
    firm = next(iter(doors.enrolled.keys.values()))
    assert post(doors.client, wrapped("M3"), firm)[0] == 403
    assert post(doors.client, wrapped("M3"), "yz-chongqing-a-b")[0] == 401


def test_what_is_no_envelope_is_kept_all_the_same(doors: Doors) -> None:
    assert post(doors.client, b"<DxpMsg>", customs_key(doors))[0] == 202
    assert post(doors.client, b"", customs_key(doors))[0] == 422
