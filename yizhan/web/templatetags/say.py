"""`{% say "中文" "English" %}` and the shapes of figures, times and states."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from yizhan.kernel.ids import instant_of
from yizhan.web.shell.words import STATES, UNKNOWN_STATE

register = template.Library()

PEOPLE: Final = ZoneInfo("Asia/Shanghai")
FEN: Final = Decimal("0.01")
MINUTE, HOUR, DAY = 60, 3600, 86400


def english(context: template.Context) -> bool:
    """Whether the reader asked for English."""
    return bool(context.get("language") == "en")


@register.simple_tag(takes_context=True)
def say(
    context: template.Context,
    zh: str | tuple[str, str],
    en: str | None = None,
    **values: object,
) -> SafeString:
    """One sentence in the reader's language; a pair may be given alone. `{name}` is filled in."""
    pair = (zh, en or "") if isinstance(zh, str) else zh
    text = pair[english(context)]
    return format_html(text, **values) if values else conditional_escape(text)


@register.filter
def thousands(number: float | Decimal | None) -> str:
    """A whole number with commas.

    >>> thousands(128406)
    '128,406'
    """
    return "" if number is None else f"{number:,.0f}"


@register.filter
def money(amount: Decimal | None) -> str:
    """Yuan with two decimals and commas; nothing for nothing.

    >>> money(Decimal("4310"))
    '4,310.00'
    """
    return "" if amount is None else f"{amount.quantize(FEN, rounding=ROUND_HALF_UP):,}"


@register.filter
def quantity(amount: Decimal | None) -> str:
    """A measure without trailing zeros.

    >>> quantity(Decimal("1.20000"))
    '1.2'
    """
    if amount is None:
        return ""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def percent(ratio: Decimal | None) -> str:
    """A fraction as a percentage.

    >>> percent(Decimal("0.1300"))
    '13%'
    """
    return "" if ratio is None else f"{quantity(ratio * 100)}%"


@register.filter
def made_at(number: int | None) -> datetime | None:
    """The instant that an id carries."""
    return None if number is None else instant_of(number)


def _local(at: datetime, shape: str) -> str:
    return at.astimezone(PEOPLE).strftime(shape)


@register.filter
def clock(at: datetime | None) -> str:
    """Time of day, to the second."""
    return "" if at is None else _local(at, "%H:%M:%S")


@register.filter
def instant(at: datetime | None) -> str:
    """Day and time, to the second."""
    return "" if at is None else _local(at, "%Y-%m-%d %H:%M:%S")


@register.filter
def short_instant(at: datetime | None) -> str:
    """Month, day, hour and minute: for deadlines."""
    return "" if at is None else _local(at, "%m-%d %H:%M")


@register.filter
def iso(at: datetime | None) -> str:
    """The instant for machines: the `datetime` of a `time` element."""
    return "" if at is None else at.astimezone(PEOPLE).isoformat(timespec="seconds")


def lasting_pair(span: timedelta) -> tuple[str, str]:
    """A length of time in both languages, its two largest units.

    >>> lasting_pair(timedelta(hours=1, minutes=48))
    ('1 小时 48 分', '1 h 48 min')
    """
    seconds = max(0, int(span.total_seconds()))
    if seconds < MINUTE:
        return f"{seconds} 秒", f"{seconds} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE} 分", f"{seconds // MINUTE} min"
    if seconds < DAY:
        hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
        return f"{hours} 小时 {minutes} 分", f"{hours} h {minutes} min"
    days, hours = seconds // DAY, seconds % DAY // HOUR
    return f"{days} 天 {hours} 小时", f"{days} d {hours} h"


@register.simple_tag(takes_context=True)
def lasting(context: template.Context, span: timedelta | None) -> str:
    """A length of time in the reader's language."""
    return "" if span is None else lasting_pair(span)[english(context)]


@register.simple_tag(takes_context=True)
def chip(context: template.Context, state: int) -> SafeString:
    """A trade's state: a word in one of the five status colours."""
    word = STATES.get(state, UNKNOWN_STATE)
    return format_html('<span class="chip s-{}">{}</span>', word.tone, word.pair[english(context)])


@register.simple_tag(takes_context=True)
def without(context: template.Context, key: str) -> str:
    """The page's address with one filter taken away, from its first page again."""
    query = context["request"].GET.copy()
    for gone in (key, "before"):
        query.pop(gone, None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: Any) -> str:  # noqa: ANN401 - template values
    """The page's address with some of its query changed; an empty value takes the key away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in {None, ""}:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"
