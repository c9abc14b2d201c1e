"""The six questions of `callfloor new`: what is asked, what is suggested, how an answer is read, what to say to a bad one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios import units
from scenarios.faults import Fault, InputError
from scenarios.hours import Spans, day_spans

MOST_CONTACTS = 2_000_000  # a day; more is a slip of the pen
LONGEST = 4 * units.HOUR  # a contact, or patience, that lasts longer is not of a telephone queue

_PROMISE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*(?:in|within)\s+(.+)")
_MONEY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]{3}|[^\W\d_]{0,3})\s*(?:(?:per|/)\s*(?:h|hour))?\s*")


@dataclass(frozen=True)
class Promise:
    """A share of the contacts, answered within a wait (s)."""

    share: float
    within: float


@dataclass(frozen=True)
class Pay:
    """Money per hour, and its currency; empty where none was named."""

    per_hour: float
    currency: str


@dataclass(frozen=True)
class Question:
    """One question: the option that answers it beforehand, and how its answer is read (ValueError: what is wrong)."""

    key: str
    option: str
    text: str
    suggested: str
    read: Callable[[str], Any]


def _contacts(text: str) -> float:
    plain = re.sub(r"(?<=\d)[\s,_'\u202f](?=\d{3}\b)", "", text.strip())
    if not re.fullmatch(r"\d+(?:\.\d+)?", plain):
        raise ValueError(f'"{text}" is not a number of contacts; write one such as 3500')
    found = float(plain)
    if not 0 < found <= MOST_CONTACTS:
        raise ValueError(
            f"{plain} contacts a day are {'none' if not found else 'more than any centre has'}; write a number such as 3500"
        )
    return found


def _hours(text: str) -> Spans:
    spans = day_spans(text.strip())
    if not spans:
        raise ValueError("a centre that is closed has nothing to plan; write when it is open, such as 08:00-20:00")
    begin, end = spans[0]
    if (begin % 1800, end % 1800) != (0, 0):
        raise ValueError("the plan works in half-hours; let the hours begin and end on one, such as 08:30-20:00")
    return spans


def _handle_time(text: str) -> float:
    return _within("a contact takes some time", units.duration(text), "4 min")


def _patience(text: str) -> float | None:
    return (
        None
        if text.strip() == "never"
        else _within("nobody gives up at once on average", units.duration(text), "5 min")
    )


def _within(why: str, seconds: float, example: str) -> float:
    if seconds <= 0:
        raise ValueError(f"{why}; write a time such as {example}")
    if seconds > LONGEST:
        raise ValueError(
            f"{units.show_duration(seconds)} is longer than {units.show_duration(LONGEST)}; write a time such as {example}"
        )
    return seconds


def _promise(text: str) -> Promise:
    parts = _PROMISE.fullmatch(text)
    if parts is None:
        raise ValueError(
            f'"{text}" is no promise that can be measured; write a share and a wait, such as 80 % within 20 s'
        )
    share = float(parts[1]) / (100 if parts[2] or float(parts[1]) > 1 else 1)
    if not 0 < share < 1:
        raise ValueError(
            f"{parts[1]}{parts[2]} cannot be promised: chance leaves nobody at 0 or 100 %; write a share such as 80 %"
        )
    within = units.duration(parts[3])
    if within > LONGEST:
        raise ValueError(f"{units.show_duration(within)} is no promise on the telephone; write a wait such as 20 s")
    return Promise(share, within)


def _pay(text: str) -> Pay:
    parts = _MONEY.fullmatch(text)
    if parts is None or not float(parts[1]):
        raise ValueError(f'"{text}" is not what an hour costs; write a number and a currency, such as 32 CNY')
    return Pay(float(parts[1]), parts[2].upper())


QUESTIONS: tuple[Question, ...] = (
    Question("contacts", "--contacts", "How many contacts come on a usual day?", "3500", _contacts),
    Question("hours", "--hours", "When is the line open?", "08:00-20:00", _hours),
    Question("handle_time", "--handle-time", "How long does one take, wrap-up included?", "4 min", _handle_time),
    Question("patience", "--patience", "How long do customers wait before they give up, on average (or never)?", "5 min", _patience),
    Question("promise", "--promise", "What is promised?", "80 % within 20 s", _promise),
    Question("pay", "--pay", "What does an hour of work cost?", "32 CNY", _pay),
)  # fmt: skip


def answers(given: Mapping[str, str | None], ask: Callable[[str, str, str], str] | None) -> dict[str, Any]:
    """Read what was given and ask for the rest; a bad answer is asked for again, with a sentence that says why.

    ``ask`` is told the question, the suggestion, and what was wrong with the last answer; without it suggestions are taken.

    Raises:
        InputError: listing the options that cannot be read, before anything is asked.

    """
    found, faults = {}, []
    for question in QUESTIONS:
        text = given.get(question.key)
        if text is None:
            continue
        try:
            found[question.key] = question.read(text)
        except ValueError as reason:
            faults.append(Fault(question.option, None, "", str(reason)))
    if faults:
        raise InputError(faults)
    for question in QUESTIONS:
        if question.key not in found:
            found[question.key] = _asked(question, ask)
    return found


def _asked(question: Question, ask: Callable[[str, str, str], str] | None) -> Any:  # noqa: ANN401 - each answer has its own type
    wrong = ""
    while True:
        text = ask(question.text, question.suggested, wrong) if ask else question.suggested
        try:
            return question.read(text.strip() or question.suggested)
        except ValueError as reason:
            wrong = str(reason)
