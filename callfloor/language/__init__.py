"""In which language callfloor speaks: English everywhere, Chinese on the page and in reports that are asked for in Chinese.

The English sentence is the key (`say("Run {days} days", days=20)`); the Chinese ones stand in `zh/*.po`, one catalogue a room.
Who shows something to somebody says in which language (`use` for a request, `using` for a piece of work); the command line says
nothing, so its messages stay English. Sentences are translated whole: never glue pieces, for another language orders them otherwise.
Numbers that go into a sentence are formatted first, by the functions of this module. Where one English word has two Chinese ones,
what it is said of stands behind two bars, and is not shown: `say("from||column")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from datetime import date, datetime

Made = TypeVar("Made")
ENGLISH, CHINESE = "en", "zh"
LANGUAGES = {ENGLISH: "English", CHINESE: "中文"}
OF = "||"  # before what a word is said of
_current: ContextVar[str] = ContextVar("language", default=ENGLISH)
_reports: ContextVar[str] = ContextVar("language of reports", default="")


def current() -> str:
    """The language that is spoken now: `en` or `zh`."""
    return _current.get()


def use(language: str) -> None:
    """Speak this language from now on (in this request, this thread)."""
    _current.set(_known(language))


@contextmanager
def reports_in(language: str) -> Iterator[None]:
    """Write reports in this language within a block, whatever is spoken: the command line's --language."""
    token = _reports.set(_known(language))
    try:
        yield
    finally:
        _reports.reset(token)


def of_reports() -> str:
    """The language of reports: that of the command line's --language, else the one that is spoken now."""
    return _reports.get() or current()


@contextmanager
def using(language: str) -> Iterator[None]:
    """Speak this language within a block."""
    token = _current.set(_known(language))
    try:
        yield
    finally:
        _current.reset(token)


def in_each(make: Callable[[], Made]) -> dict[str, Made]:
    """What ``make`` gives in every language, by language."""
    found = {}
    for language in LANGUAGES:
        with using(language):
            found[language] = make()
    return found


def say(text: str, /, **values: object) -> str:
    """A sentence in the language of now; values fill its {places}. English where there is no translation."""
    return _filled(_translated(text), values)


def plural(one: str, many: str, n: float, /, **values: object) -> str:
    """The sentence for one or for many; {n} is the number, counts in full. In Chinese there is but one form, that of ``many``."""
    text = _translated(one if n == 1 and current() == ENGLISH else many)
    return _filled(text, {"n": whole(n) if n == int(n) else number(n), **values})


def later(text: str) -> str:
    """The text as it is, marked as one that is said later: `say(NAMES[key])` finds its translation then."""
    return text


def _filled(text: str, values: dict[str, object]) -> str:
    return text.format(**values) if values else text


def _translated(text: str) -> str:
    language = current()
    found = text if language == ENGLISH else catalogue(language).get(text, text)
    return found.partition(OF)[0]


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"language(={language!r}) must be one of {', '.join(LANGUAGES)}.")
    return language


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every message of a language by its English, from all its catalogues."""
    from babel.messages.pofile import read_po

    found: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                key, text = message.id, message.string
                if message.fuzzy or not key:
                    continue
                if isinstance(key, list | tuple):  # singular and plural: the plural is the key
                    key, text = key[-1], text[-1] if isinstance(text, list | tuple) else text
                if text:
                    found[str(key)] = str(text)
    return found


def number(value: float | None) -> str:
    """A number to three significant digits, as the language writes it: 12 300 or 12,300."""
    from callfloor import words

    return words.number(value)


def whole(value: float) -> str:
    """A whole number in full."""
    from callfloor import words

    return words.whole(value)


def percent(value: float | None) -> str:
    """A share as a percentage: 91.2 %."""
    from callfloor import words

    return words.share(value)


def money(value: float | None, currency: str) -> str:
    """Money with its currency: 9 230 CNY or ¥9,230."""
    from callfloor import words

    return words.money(value, currency)


def duration(value: float | None) -> str:
    """A duration of so many seconds: 4.5 min."""
    from callfloor import words

    return words.duration(value)


def clock_time(moment: str | datetime, *, dated: bool = False) -> str:
    """A moment as 10:30; ``dated``: with its day."""
    from callfloor import words

    return words.clock(moment, dated=dated)


def day(on: date, *, full: bool = True) -> str:
    """A date as Monday 2 March 2026; not ``full``: as Mon 2 Mar."""
    from callfloor import words

    return words.day(on, full=full)
