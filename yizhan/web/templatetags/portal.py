"""Shapes that our pages repeat: pairs of name and value, links to messages, receipts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yizhan.kernel.faults import FaultCode
from yizhan.services.clearance.queries import Receipt, moment
from yizhan.web.shell.words import OUR_STATUS, Pair, customs_status
from yizhan.web.shell.words_of_codes import name_of
from yizhan.web.templatetags.say import english, instant, money, quantity

register = template.Library()

CODES: Final = frozenset(str(code) for code in FaultCode)
ACCEPTED: Final = "已受理"  # how this station begins; customs says the same status otherwise

_PAIR = '<div class="pair"><dt>{}</dt><dd{}>{}</dd></div>'
_CODE = SafeString(' class="code"')
_NUM = SafeString(' class="num"')
_PLAIN = SafeString("")


@register.simple_tag(takes_context=True)
def pair_firm(
    context: template.Context, zh: str, en: str, code: str | None, names: Mapping[str, Pair]
) -> SafeString:
    """A firm by its name, its code on hover; the code alone when we do not know the firm."""
    label = en if english(context) else zh
    name = names.get(code or "", (code or "—",) * 2)[english(context)]
    shown = format_html('<span title="{}">{}</span>', code or "", name)
    return format_html(_PAIR, label, _PLAIN, shown)


@register.simple_tag(takes_context=True)
def pair_text(  # noqa: PLR0913, PLR0917 - a template tag's arguments
    context: template.Context,
    zh: str,
    en: str,
    first: str | None,
    second: str | None,
    more: int = 1,
) -> SafeString:
    """A value of one or two parts; `more` counts further lines like it."""
    label = en if english(context) else zh
    words = "\u2002".join(part for part in (first, second) if part) or "—"
    if more > 1:
        words += f" and {more - 1} more" if english(context) else f" 等 {more} 项"
    return format_html(_PAIR, label, _PLAIN, words)


@register.simple_tag(takes_context=True)
def pair_code(context: template.Context, zh: str, en: str, value: str | None) -> SafeString:
    """A number of a document."""
    return format_html(_PAIR, en if english(context) else zh, _CODE, value or "—")


@register.simple_tag(takes_context=True)
def pair_money(
    context: template.Context, zh: str, en: str, value: Decimal | None, *, differs: bool = False
) -> SafeString:
    """An amount in yuan, marked where it differs from its counterpart."""
    unit = "yuan" if english(context) else "元"
    shown = f"{money(value)} {unit}" if value is not None else "—"
    attributes = SafeString(' class="num differ"') if differs else _NUM
    return format_html(_PAIR, en if english(context) else zh, attributes, shown)


@register.simple_tag(takes_context=True)
def pair_measure(  # noqa: PLR0913, PLR0917 - a template tag's arguments
    context: template.Context, zh: str, en: str, value: Decimal | None, unit_zh: str, unit_en: str
) -> SafeString:
    """A measure with its unit."""
    unit = unit_en if english(context) else unit_zh
    shown = f"{quantity(value)} {unit}" if value is not None else "—"
    return format_html(_PAIR, en if english(context) else zh, _NUM, shown)


@register.simple_tag(takes_context=True)
def pair_hidden(context: template.Context, zh: str, en: str) -> SafeString:
    """A value that stands in another firm's document."""
    words = "Not visible to you" if english(context) else "本企业不可见"
    label = en if english(context) else zh
    return format_html(_PAIR, label, SafeString(' class="text-secondary"'), words)


@register.simple_tag(takes_context=True)
def message_link(
    context: template.Context, kind: str, message: int | None, sender: int | None
) -> SafeString:
    """A link to the message that brought a document, for its sender and the offices."""
    subject = context.get("subject")
    if not message or subject is None or (not subject.office and subject.firm != sender):
        return format_html("{}", kind)
    return format_html('<a href="/messages/{}">{}</a>', message, kind)


@register.simple_tag(takes_context=True)
def fault_words(context: template.Context, fault: Mapping[str, object]) -> str:
    """What a message's fault says; its code's name when it says nothing."""
    words = fault.get("en" if english(context) else "zh")
    return str(words) if words else name_of(str(fault.get("code")))[english(context)]


@register.filter
def digits_time(digits: str | None) -> str:
    """The time in the 14 digits that messages write."""
    return instant(moment(digits)) if digits else ""


def _many(documents: int, *, language: bool) -> str:
    if documents <= 1:
        return ""
    return f"{documents} documents" if language else f"{documents} 份"


@register.simple_tag(takes_context=True)
def receipt_line(context: template.Context, one: Receipt) -> SafeString:
    """One receipt: its kind, what it said, when."""
    said_by_us = one.code in CODES or (one.status == "2" and one.say[0].startswith(ACCEPTED))
    zh, en, tone = (
        OUR_STATUS.get(one.status, customs_status(one.status))
        if said_by_us
        else customs_status(one.status)
    )
    language = english(context)
    return format_html(
        '<a class="list-group-item list-group-item-action py-2" href="/messages/{}" title="{}">'
        '<span class="d-flex justify-content-between gap-2"><span>{}</span>'
        '<span class="s-{}">{} {} {}</span></span><span class="d-flex justify-content-between">'
        '<time class="text-secondary" datetime="{}">{}</time>'
        '<span class="text-secondary">{}</span></span></a>',
        one.message,
        one.say[language],
        one.kind.removesuffix("Message") or ("Receipt" if language else "回执"),
        tone,
        one.status,
        en if language else zh,
        one.code,
        one.at.isoformat(),
        instant(one.at)[5:],
        _many(len(one.documents), language=language),
    )
