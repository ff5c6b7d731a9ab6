"""The portal in a real browser: what people see, in both languages, on a desk and a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.portal import data
from tests.journeys.portal.conftest import DESK, PHONE, Portal, Visitor
from yizhan.kernel.ids import instant_of
from yizhan.web.board.figures import day_of

pytestmark = pytest.mark.parametrize("server", ["embedded"], indirect=True, scope="session")

REFUSED, REVIEWED, WAITING = "DD20261121-000318", "DD20261121-000322", "DD20261121-000320"
CHINESE = re.compile(r"[\u3400-\u9fff]")
# What a person typed or the law is called stays as it is; everything else is translated.
DATA = {name for firm in data.FIRMS for name in (firm.name,)}
DATA |= {"婴幼儿配方奶粉 900g", "儿童防晒霜 50ml", "重庆市渝北区***", "王**", "中文", "驿站"}
DATA |= {"逻辑校验通过 (2600)", "人工审核 (2601)", "放行", "结关"}
DATA |= {"订购人与支付人不一致 (1327)", "重庆市渝北区"}


def pages(portal: Portal) -> list[str]:
    return [
        portal.url,
        f"{portal.url}/trades",
        f"{portal.url}/trades?state=refused&code=M101&mode=1210",
        f"{portal.url}/trades?q=nothing-like-this",
        portal.trade(REFUSED),
        portal.trade(REVIEWED),
        portal.trade(WAITING),
        f"{portal.url}/messages",
        portal.message("FAULTY"),
        portal.message("BROKEN"),
        f"{portal.url}/code/M101",
        f"{portal.url}/code/T101",
        f"{portal.url}/rule/R1.3",
        f"{portal.url}/nowhere",
    ]


def words(page: Page) -> str:
    """Everything a reader or a screen reader gets of the page."""
    text: str = page.evaluate(
        "() => [document.title, document.body.innerText,"
        " ...[...document.querySelectorAll('[title], [aria-label], [placeholder], [data-name]')]"
        ".flatMap(e => ['title', 'aria-label', 'placeholder', 'data-name']"
        ".map(n => e.getAttribute(n) || ''))].join('\\n')"
    )
    return text


def test_every_page_is_whole_in_english(portal: Portal, visit: Visitor) -> None:
    here = visit("officer", language="en")
    for address in pages(portal):
        here.page.goto(address)
        text = words(here.page)
        for known in sorted(DATA, key=len, reverse=True):
            text = text.replace(known, "")
        law = here.page.locator("[data-law]").all_inner_texts()
        left = [line for line in text.splitlines() if CHINESE.search(line)]
        assert not [line for line in left if not any(one in line for one in law)], address


@pytest.mark.parametrize(
    ("who", "language", "size"),
    [
        ("officer", "zh", DESK),
        ("officer", "en", PHONE),
        ("seller", "zh", PHONE),
        ("seller", "en", DESK),
    ],
)
def test_no_page_complains_or_runs_off_the_screen(
    portal: Portal, visit: Visitor, who: str, language: str, size: tuple[int, int]
) -> None:
    here = visit(who, language=language, size=size)
    for number, address in enumerate(pages(portal)[:-1]):
        answer = here.page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert "Content-Security-Policy".lower() in answer.headers
        wide = here.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{address} is {wide} px too wide"
        here.picture(f"{who}-{language}-{'desk' if size == DESK else 'phone'}-{number:02}")
    assert not here.troubles


def test_the_board_counts_the_day_and_leads_to_its_rows(portal: Portal, visit: Visitor) -> None:
    start, end = day_of(data.now())
    arrived = [at for at in map(instant_of, portal.writer.trades.values()) if start <= at < end]
    here = visit("officer")
    tile = here.page.locator(".tile", has_text="到达").first
    expect(tile.locator(".figure")).to_have_text(str(len(arrived)))
    here.page.locator(".tile", has_text="未通过 / 退单").click()
    expect(here.page.locator("tr[data-row]")).to_have_count(2)
    assert "state=refused&day=" in here.page.url


def test_a_refused_trade_says_what_differs_and_the_way_out(portal: Portal, visit: Visitor) -> None:
    here = visit("seller")
    here.page.goto(portal.trade(REFUSED))
    why = here.page.locator(".why")
    expect(why).to_contain_text("支付单实付 868.40 元,订单实付 868.44 元,相差 0.04 元")
    expect(why).to_contain_text("您可以:")
    expect(why).to_contain_text("最迟")
    rows = here.page.locator("#comparison tbody tr")
    assert rows.count() > 10
    expect(rows.first).to_have_class("differ")
    here.page.get_by_label("只看不符").check()
    expect(here.page.locator("#comparison tbody tr:visible")).to_have_count(1)
    here.page.locator("#comparison a", has_text="M101").click()
    expect(here.page.locator("h1")).to_have_text("支付金额与订单实付不符")


def test_tax_leads_to_its_rule_and_source(portal: Portal, visit: Visitor) -> None:
    here = visit("officer", language="en")
    here.page.goto(portal.trade(REFUSED))
    expect(here.page.locator("main")).to_contain_text("13% × 70%")
    here.page.get_by_role("link", name="70%").first.click()
    expect(here.page.locator("main")).to_contain_text("财关税〔2016〕18号")
    expect(here.page.locator("main")).to_contain_text("70%")


def test_keys_search_choose_and_open(portal: Portal, visit: Visitor) -> None:
    here = visit("officer")
    here.page.goto(f"{portal.url}/trades?state=refused")
    here.page.keyboard.press("j")
    here.page.keyboard.press("j")
    expect(here.page.locator("tr.chosen")).to_contain_text(REFUSED)
    here.page.keyboard.press("k")
    here.page.keyboard.press("j")
    here.page.keyboard.press("Enter")
    expect(here.page.locator("h1")).to_have_text(REFUSED)
    here.page.keyboard.press("/")
    here.page.keyboard.type(f"YD{REVIEWED}")
    here.page.keyboard.press("Enter")
    expect(here.page.locator("tr[data-row]")).to_have_count(1)
    expect(here.page.locator("tr[data-row]")).to_contain_text(REVIEWED)


def test_filters_change_the_page_in_place_and_back_works(portal: Portal, visit: Visitor) -> None:
    here = visit("officer")
    here.page.goto(f"{portal.url}/trades")
    here.page.evaluate("window.stayed = true")
    here.page.locator(".filter", has_text="未通过 / 退单").click()
    expect(here.page.locator("tr[data-row]")).to_have_count(2)
    here.page.select_option("#mode", "9610")
    expect(here.page.locator(".empty-note")).to_contain_text("没有符合条件的交易")
    assert "state=refused" in here.page.url
    assert "mode=9610" in here.page.url
    assert here.page.evaluate("window.stayed")
    here.page.locator(".filter", has_text="直购进口 9610 ×").click()
    expect(here.page.locator("tr[data-row]")).to_have_count(2)
    here.page.go_back()
    expect(here.page.locator(".empty-note")).to_be_visible()


def test_the_skip_link_comes_first(portal: Portal, visit: Visitor) -> None:
    here = visit("officer")
    here.page.goto(f"{portal.url}/trades")
    here.page.keyboard.press("Tab")
    expect(here.page.locator(":focus")).to_have_text("跳到正文")


def test_a_message_shows_faults_at_their_lines_and_masks_people(
    portal: Portal, visit: Visitor
) -> None:
    here = visit("seller")
    here.page.goto(portal.message("FAULTY"))
    wrong = here.page.locator(".xml li.wrong")
    expect(wrong).to_have_count(2)
    expect(wrong.first).to_contain_text("<acturalPaid>900.00</acturalPaid>")
    expect(wrong.first).to_contain_text("相差 31.56 元")
    expect(wrong.last).to_contain_text("5001**********0021")
    expect(here.page.locator(".xml li", has_text="buyerNickname")).to_contain_text("***")
    here.page.locator("tr", has_text=REFUSED).get_by_role("link", name="看内容").click()
    expect(here.page.locator(".xml")).to_contain_text(REFUSED)
    expect(here.page.locator(".xml li.wrong")).to_have_count(0)


def test_the_board_refreshes_itself_and_says_when_it_cannot(visit: Visitor) -> None:
    here = visit("officer")
    before = here.page.locator("#as-of time").get_attribute("datetime")
    here.page.wait_for_function(
        "was => document.querySelector('#as-of time').getAttribute('datetime') !== was", arg=before
    )
    assert here.page.locator("#needing").count() == 1
    assert here.page.locator("canvas").count() == 2
    here.page.context.set_offline(offline=True)
    expect(here.page.locator("[data-trouble]")).to_be_visible(timeout=15_000)
