"""Words and numbers as a planner reads them.

One home for how callfloor writes a number, so that the terminal, the report and a chart's caption agree: thin spaces
between thousands and before a unit, at most three significant digits unless it is money or a count of contacts, money with
its currency, times of day as 10:30, and a dash where a measure is undefined (nothing was offered, so there is no share).
That is English; in Chinese numbers, dates and money are written as Chinese readers are used to (12,300, 91.2%, ¥9,230, 3月2日周一).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime

from callfloor import language
from callfloor.language import CHINESE, current, say

THIN = "\u202f"  # the thin space that never breaks a line
NOTHING = "–"
MINUS = "\u2212"


def _grouped(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    if current() != CHINESE:
        text = text.replace(",", THIN)
    return text.replace("-", MINUS) if float(f"{value:.{decimals}f}") else text.lstrip("-")


def number(value: float | None) -> str:
    """A number to three significant digits: 12 300, 45.6, 0.0123."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if value == 0 or abs(value) < 1e-9:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    decimals = min(max(2 - math.floor(math.log10(abs(rounded))), 0), 6)
    text = _grouped(rounded, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def count(value: float | None) -> str:
    """A count of contacts, in full and whole, so that parts add up to their total: 12 345; below ten with one decimal."""
    if value is None or not math.isfinite(value):
        return NOTHING
    text = _grouped(value, 1 if abs(value) < 9.95 else 0)
    return text.removesuffix(".0")


def whole(value: float) -> str:
    """A whole number in full: 12 345."""
    return _grouped(value, 0)


def _percent() -> str:
    """The sign of a percentage behind its number."""
    return "%" if current() == CHINESE else f"{THIN}%"


def share(value: float | None) -> str:
    """A share as a percentage with one decimal: 91.2 %."""
    if value is None or not math.isfinite(value):
        return NOTHING
    text = _grouped(100 * value, 1)
    return f"{text.removesuffix('.0')}{_percent()}"


def money(value: float | None, currency: str) -> str:
    """Money in whole units with its currency: 9 230 CNY; cents only under 100."""
    if value is None or not math.isfinite(value):
        return NOTHING
    decimals = 0 if abs(value) >= 100 or value == round(value) else 2
    if current() == CHINESE and currency:
        return _chinese_money(value, currency, decimals)
    return f"{_grouped(value, decimals)}{THIN}{currency}".strip()


def _chinese_money(value: float, currency: str, decimals: int) -> str:
    from babel.numbers import format_currency

    pattern = f"¤#,##0{'.00' if decimals else ''};{MINUS}¤#,##0{'.00' if decimals else ''}"
    return format_currency(value, currency, pattern, locale="zh_CN", currency_digits=False)


def _duration_unit(value: float) -> tuple[float, str]:
    """Seconds below two minutes, minutes below an hour, hours above."""
    if abs(value) < 120:
        return 1.0, "s"
    return (60.0, "min") if abs(value) < 3600 else (3600.0, "h")


def duration(value: float | None) -> str:
    """A duration: 5.2 s, 12.3 s below two minutes, 4.5 min below two hours, hours above."""
    if value is None or not math.isfinite(value):
        return NOTHING
    size, unit = _duration_unit(value)
    return f"{_bare_duration(value, size)}{THIN}{unit_word(unit)}"


def unit_word(unit: str) -> str:
    """A unit of time in the language of now: s, min or h."""
    return {"s": "秒", "min": "分钟", "h": "小时"}[unit] if current() == CHINESE else unit


def _bare_duration(value: float, size: float) -> str:
    """A duration in units of a size: below ten seconds with one decimal, as nobody feels hundredths of a second."""
    if size > 1 or abs(value) >= 10 or value == 0:
        return number(value / size)
    text = _grouped(value, 1)
    return text if text == "0.0" else text.removesuffix(".0")


def clock(moment: str | datetime, *, dated: bool = False) -> str:
    """A moment of the calendar as 10:30, or as Mon 2 Mar 10:30 when the calendar has several days."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{day(at, full=False)} {at:%H:%M}" if dated else f"{at:%H:%M}"


def day(on: date, *, full: bool = True) -> str:
    """A day as Monday 2 March 2026; not ``full``: as Mon 2 Mar."""
    if current() == CHINESE:
        written = f"{month_day(on)}{weekday(on, short=True)}"
        return f"{on.year}年{written}" if full else written
    return f"{on:%A} {on.day} {on:%B %Y}" if full else f"{on:%a} {on.day} {on:%b}"


def month_day(on: date) -> str:
    """A day without its weekday: 2 Mar."""
    return f"{on.month}月{on.day}日" if current() == CHINESE else f"{on.day} {on:%b}"


def day_of_month(on: date) -> str:
    """A day of a calendar whose year is plain: Monday 2 March."""
    return day(on, full=False) if current() == CHINESE else f"{on:%A} {on.day} {on:%B}"


def weekday(on: date, *, short: bool = False) -> str:
    """The day of the week: Monday, or Mon."""
    if current() == CHINESE:
        return f"{'周' if short else '星期'}{'一二三四五六日'[on.weekday()]}"
    return f"{on:%a}" if short else f"{on:%A}"


def _limits(low: float, high: float, show: str, scale: float) -> tuple[str, str]:
    """Bare limits and their unit; `scale` is the value whose unit they share."""
    if show == "share":
        one, other = (share(value).removesuffix("%").removesuffix(THIN) for value in (low, high))
        return f"{one}–{other}", "%"
    if show == "duration":
        size, unit = _duration_unit(scale)
        return f"{_bare_duration(low, size)}–{_bare_duration(high, size)}", unit_word(unit)
    return f"{number(low)}–{number(high)}", ""


def limits(low: float | None, high: float | None, show: str) -> str:
    """Limits of a 95 % interval: 90.5–91.5 %."""
    if low is None or high is None:
        return NOTHING
    bare, unit = _limits(low, high, show, high)
    return bare + _percent() if show == "share" else THIN.join((bare, unit)).strip()


def estimate(mean: float | None, low: float | None, high: float | None, show: str) -> str:
    """A value with its limits in the same unit: 91.2 % (90.5–91.9)."""
    value = styled(mean, show)
    if mean is None or low is None or high is None or low == high:
        return value
    return say("{value} ({limits})", value=value, limits=_limits(low, high, show, mean)[0])


def styled(value: float | None, show: str, currency: str = "") -> str:
    """A value by the name of its style: share, duration, money or number."""
    if show == "share":
        return share(value)
    if show == "duration":
        return duration(value)
    if show == "money":
        return money(value, currency)
    return number(value)


def signed(value: float) -> str:
    """A difference with its sign: +1.3, −0.4."""
    return f"+{number(value)}" if value > 0 else number(value)


def people(count: float) -> str:
    """`1 person`, `12 people`."""
    if current() == CHINESE:
        return say("{count} people", count=number(count))
    return f"{number(count)} {'person' if count == 1 else 'people'}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 day`, `200 days`; counts of things are given in full. English only: what is translated uses `language.plural`."""
    return f"{_grouped(count, 0)} {one if count == 1 else many or one + 's'}"


def days(count: int) -> str:
    """`1 day`, `200 days`."""
    return language.plural("{n} day", "{n} days", count)


def what_is_simulated(days: int) -> str:
    """What is drawn again and again: a day, or a calendar of so many, which is not a day: `calendar`."""
    return "day" if days == 1 else "calendar"


def fresh(count: int, days: int) -> str:
    """`750 fresh days`, `400 fresh calendars of 14 days`."""
    if days == 1:
        return language.plural("{n} fresh day", "{n} fresh days", count)
    return language.plural("{n} fresh calendar of {days} days", "{n} fresh calendars of {days} days", count, days=days)


def missed(count: int, among: int) -> str:
    """`misses its target`, `misses 2 of 3 targets`."""
    if among == 1:
        return say("misses its target")
    return say("misses {count} of {among} targets", count=count, among=among)


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    if current() == CHINESE:
        return f"{'、'.join(words[:-1])}和{words[-1]}"
    return f"{', '.join(words[:-1])} and {words[-1]}"


def chain(parts: Sequence[str]) -> str:
    """Parts of one sentence: `a; b; c.`."""
    return f"{'；'.join(parts)}。" if current() == CHINESE else f"{'; '.join(parts)}."


def told_in_turn(sentences: Sequence[str]) -> str:
    """Whole sentences one after the other; in Chinese without a space between them."""
    return ("" if current() == CHINESE else " ").join(sentences)


def begun(sentence: str) -> str:
    """A sentence that begins one, with a capital letter; in Chinese there are none, and a name stays as it is."""
    return sentence if current() == CHINESE else f"{sentence[:1].upper()}{sentence[1:]}"
