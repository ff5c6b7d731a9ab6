"""Who gets in, who sees what, and that nobody's name leaves the house (S-20, S-43, S-63)."""

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx
import pytest

from tests.journeys.portal import data
from tests.journeys.portal.conftest import Portal

pytestmark = pytest.mark.parametrize("server", ["embedded"], indirect=True, scope="session")

REFUSED = "DD20261121-000318"
SECRETS = (data.PERSON[0], data.PERSON[1], data.PERSON[2], data.PERSON[3][6:], "500103199001")


@pytest.fixture
def client(portal: Portal) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=portal.url) as made:
        yield made


def enter(client: httpx.Client, portal: Portal, who: str) -> httpx.Client:
    """Sign in by a fresh link, as a browser does."""
    link = portal.link(who)
    shown = client.get(link)
    assert shown.status_code == 200
    token = shown.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = client.post(link, data={"csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    return client


def test_opening_a_link_does_not_use_it_up(client: httpx.Client, portal: Portal) -> None:
    link = portal.link("officer")
    for _ in range(3):
        assert client.get(link).status_code == 200
    token = client.get(link).text.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert client.post(link, data={"csrfmiddlewaretoken": token}).status_code == 302
    again = httpx.Client(base_url=portal.url)
    shown = again.get(link)
    token = shown.text.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    spent = again.post(link, data={"csrfmiddlewaretoken": token})
    assert spent.status_code == 410
    assert "请管理员再发一个新的链接" in spent.text
    assert again.get("/").headers["Location"] == "/signin"
    again.close()


def test_a_link_nobody_made_is_explained(client: httpx.Client) -> None:
    shown = client.get("/s/chongqing-nothing?lang=en")
    token = shown.text.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = client.post("/s/chongqing-nothing", data={"csrfmiddlewaretoken": token})
    assert answer.status_code == 410
    assert "no longer works" in answer.text


def test_strangers_are_sent_to_the_sign_in_page(client: httpx.Client, portal: Portal) -> None:
    for path in ("/", "/trades", "/trades.csv", "/messages", "/code/M101", "/rule/R1.3"):
        assert client.get(path).headers["Location"] == "/signin", path
    assert client.get(portal.trade(REFUSED)).status_code == 302
    assert client.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/signin"
    assert client.get("/signin").status_code == 200


def test_signing_out_ends_the_session(client: httpx.Client, portal: Portal) -> None:
    page = enter(client, portal, "seller").get("/").text
    token = page.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert client.get("/signout").status_code == 405
    assert client.post("/signout", data={"csrfmiddlewaretoken": token}).status_code == 302
    assert client.get("/").headers["Location"] == "/signin"


def test_a_form_without_its_token_is_refused_in_words(client: httpx.Client, portal: Portal) -> None:
    answer = enter(client, portal, "seller").post("/signout")
    assert answer.status_code == 403
    assert "页面已过期" in answer.text


def test_a_firm_outside_a_trade_finds_nothing(client: httpx.Client, portal: Portal) -> None:
    enter(client, portal, "stranger")
    assert client.get(portal.trade(REFUSED)).status_code == 404
    assert client.get(portal.message("FAULTY")).status_code == 404
    assert client.get(portal.message(f"LIST-{REFUSED}")).status_code == 404
    assert REFUSED not in client.get("/trades").text
    assert REFUSED not in client.get(f"/trades?q={REFUSED}").text.partition("<table")[2]
    assert "FAULTY" not in client.get("/messages").text
    assert REFUSED not in client.get("/").text


def test_a_party_sees_the_trade_and_not_the_message_of_another(
    client: httpx.Client, portal: Portal
) -> None:
    enter(client, portal, "payer")
    page = client.get(portal.trade(REFUSED))
    assert page.status_code == 200
    assert "本企业不可见" in page.text
    assert client.get(portal.message(f"PAY-{REFUSED}")).status_code == 200
    answer = client.get(portal.message(f"LIST-{REFUSED}"))
    assert answer.status_code == 403
    assert "不是本企业发送的" in answer.text


def test_an_office_without_the_right_is_told_so(client: httpx.Client, portal: Portal) -> None:
    enter(client, portal, "tax")
    assert client.get(portal.trade(REFUSED)).status_code == 200
    assert client.get(portal.message("FAULTY")).status_code == 403
    assert 'href="/messages"' not in client.get("/").text


def test_no_page_shows_a_person(client: httpx.Client, portal: Portal) -> None:
    enter(client, portal, "officer")
    addresses = ["/", "/trades", "/trades.csv", "/messages", f"/trades?q={REFUSED}"]
    addresses += [portal.trade(number) for number in portal.writer.trades]
    addresses += [portal.message(key) for key in portal.writer.messages]
    for address in addresses:
        text = client.get(address).text
        assert not [secret for secret in SECRETS if secret in text], address


def test_messages_are_filtered_by_kind_and_verdict(client: httpx.Client, portal: Portal) -> None:
    enter(client, portal, "officer")
    payments = client.get("/messages?kind=payment").text
    assert f"PAY-{REFUSED}" in payments
    assert f"ORD-{REFUSED}" not in payments
    rejected = client.get("/messages?rejected=1").text
    assert "FAULTY" in rejected
    assert "BROKEN" in rejected
    assert f"ORD-{REFUSED}" not in rejected
    assert client.get("/messages?kind=x").status_code == 404


def test_what_rejects_a_message_rejects_its_documents(client: httpx.Client, portal: Portal) -> None:
    enter(client, portal, "officer")
    page = client.get(portal.message("FOREIGN")).text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "不受理" in table
    assert "S101" in table
    accepted = client.get(portal.message("FAULTY")).text.partition("<tbody>")[2]
    assert ">受理<" in accepted.partition("</tr>")[0]


def test_a_message_that_is_no_xml_is_not_shown(client: httpx.Client, portal: Portal) -> None:
    page = enter(client, portal, "seller").get(portal.message("BROKEN"))
    assert page.status_code == 200
    assert "内容不能显示" in page.text
    assert "文件不是完整的 XML。" in page.text


def test_every_answer_carries_the_policy(client: httpx.Client, portal: Portal) -> None:
    enter(client, portal, "officer")
    for path in ("/", "/signin", "/nowhere", "/trades?state=x", "/static/web/portal.css"):
        headers = client.get(path).headers
        assert "'unsafe" not in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path


def test_error_pages_speak_both_languages(client: httpx.Client, portal: Portal) -> None:
    enter(client, portal, "officer")
    assert "没有找到" in client.get("/nowhere").text
    answer = client.get("/nowhere?lang=en")
    assert answer.status_code == 404
    assert "Not found" in answer.text
    refused = client.get("/trades?state=1%20or%201")
    assert refused.status_code == 422
    assert "FILTER_UNKNOWN" in refused.text


def test_the_language_is_kept(client: httpx.Client, portal: Portal) -> None:
    enter(client, portal, "officer")
    assert 'lang="zh-CN"' in client.get("/trades").text
    assert '<html lang="en">' in client.get("/trades?lang=en").text
    assert '<html lang="en">' in client.get("/messages").text
    assert '<html lang="en">' in client.get("/messages?lang=xx").text


def test_a_sheet_is_what_was_seen(client: httpx.Client, portal: Portal) -> None:
    enter(client, portal, "seller")
    answer = client.get("/trades.csv?state=refused")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="trades.csv"'
    lines = answer.text.removeprefix("\ufeff").splitlines()
    assert lines[0].startswith("状态,订单号")
    assert len(lines) == 3


@pytest.mark.parametrize(
    "number", [REFUSED, f"YD{REFUSED}", f"P{REFUSED}"], ids=["order", "waybill", "payment"]
)
@pytest.mark.parametrize("who", ["officer", "seller"])
def test_a_trade_is_found_by_any_of_its_numbers(
    client: httpx.Client, portal: Portal, who: str, number: str
) -> None:
    page = enter(client, portal, who).get("/trades", params={"q": number})
    assert f"/trades/{portal.writer.trades[REFUSED]}" in page.text


@pytest.mark.parametrize("path", ["/trades/0", "/trades/99999999999999999999", "/messages/1"])
def test_ids_that_are_none_are_not_found(client: httpx.Client, portal: Portal, path: str) -> None:
    assert enter(client, portal, "officer").get(path).status_code == 404


def test_a_raw_path_is_answered_plainly(portal: Portal) -> None:
    place = urlsplit(portal.url)
    connection = HTTPConnection(place.hostname or "", place.port)
    connection.request("GET", "/trades/%00%ff")
    assert connection.getresponse().status in {302, 400, 404}
    connection.close()
