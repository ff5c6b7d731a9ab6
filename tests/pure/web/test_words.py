"""Every text a person sees stands in both languages, from one entry."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template

from yizhan.kernel.faults import SPECS, FaultCode
from yizhan.web.board.figures import GROUP_WORDS, GROUPS
from yizhan.web.message.views import kind_words
from yizhan.web.shell import words, words_of_codes
from yizhan.web.trade.comparison import RULES

WEB = Path(words.__file__).parents[1]
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
BOTH = re.compile(
    r"""\{%\s*(?:say|pair_\w+)\s+(?:"[^"]*"|'[^']*')\s+(?:"([^"]*)"|'([^']*)')[^%]*%\}"""
)
TAG = re.compile(r"\{%.*?%\}")


def pairs() -> Iterator[tuple[str, str]]:
    yield from (state.pair for state in words.STATES.values())
    yield from (state.turn for state in words.STATES.values())
    yield from words.TRADE_MODES.values()
    yield from words.TREATMENTS.values()
    yield from ((zh, en) for zh, en, _ in words.CUSTOMS_STATUS.values())
    yield from words_of_codes.WAYS.values()
    yield from words_of_codes.OUTCOMES.values()
    yield from words_of_codes.RULES.values()
    yield from ((zh, en) for zh, en, _ in GROUP_WORDS.values())
    yield from (rule.words for rule in RULES)
    yield from (words_of_codes.way_out(code) for code in FaultCode)


def test_every_pair_has_chinese_first_and_no_chinese_in_the_english() -> None:
    for zh, en in pairs():
        assert CHINESE.search(zh), zh
        assert en, zh
        assert not CHINESE.search(en), en


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_speak_only_through_say(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not CHINESE.search(BOTH.sub("", text)), "Chinese outside say, or without its English"
    for found in BOTH.finditer(text):
        english = found[1] if found[1] is not None else found[2]
        assert english, found[0]
        assert not CHINESE.search(english), found[0]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_latin_words_stand_outside_say(path: Path) -> None:
    """Words outside `say` would show in both languages; names and formats may."""
    text = TAG.sub("", re.sub(r"\{\{.*?\}\}", "", path.read_text("utf-8")))
    visible = re.sub(r"<script.*?</script>|<[^>]+>|&\w+;", " ", text, flags=re.DOTALL)
    names = {"SHA", "DxpMsg", "Enter", "j", "k", "R"}
    assert set(re.findall(r"[A-Za-z]+", visible)) <= names


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_compile_and_hold_nothing_inline(path: Path) -> None:
    text = path.read_text("utf-8")
    get_template(str(path.relative_to(WEB / "templates")))
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|<style", text), "CSP forbids it"
    assert not re.search(r"(?:href|src)=\"(?:https?:)?//", text)


def test_say_escapes_what_it_is_given() -> None:
    page = Template('{% load say %}{% say "找 {n}" "find {n}" n=n %}')
    assert page.render(Context({"n": "<b>"})) == "找 &lt;b&gt;"
    assert page.render(Context({"n": "1", "language": "en"})) == "find 1"


def test_a_value_with_braces_is_shown_as_it_is() -> None:
    page = Template("{% load say %}{% say pair %}")
    assert page.render(Context({"pair": ("{x}", "{y}")})) == "{x}"


def test_every_state_belongs_to_one_group() -> None:
    listed = [state for group in GROUPS.values() for state in group]
    assert sorted(listed) == sorted(words.STATES)


def test_every_code_has_a_name_and_a_way_out() -> None:
    assert set(SPECS) == set(FaultCode)
    for code in FaultCode:
        assert all(words_of_codes.way_out(code)), code


def test_unknown_words_are_shown_as_they_are() -> None:
    assert words_of_codes.name_of("Z999") == ("Z999", "Z999")
    assert kind_words("CEB999Message") == ("CEB999Message", "CEB999Message")
    assert words.customs_status("-504016")[0] == "处理异常"
