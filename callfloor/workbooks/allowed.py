"""Allowed: why a shift that somebody wrote is none that the scenario has, said so that it can be mended in the sheet.

The rules are read from the broadest to the narrowest: the group, the day, opening hours, the start, the length, then each break. The first that
does not fit is told, and what would fit there.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from callfloor import words
from scenarios.faults import choices, listed, shown
from scenarios.units import DAY, show_clock, show_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenarios.schema import Scenario, ShiftRule

MOST = 8  # times that are listed
Times = tuple[float, float]


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a shift: the column, and what is allowed there. ``number``: of a break, from 1."""

    column: str
    text: str


def lengths(rule: ShiftRule) -> tuple[float, ...]:
    """How long a rule's shifts may be, overtime among them."""
    more = (0.0, *(rule.overtime.lengths() if rule.overtime else ()))
    return tuple(sorted({length + over for length in rule.lengths for over in more}))


def wrong(scenario: Scenario, group: str, start: float, length: float, breaks: Sequence[Times]) -> Iterator[Wrong]:
    """All that can be said of a shift that no rule allows; nothing if one does. ``start`` in seconds from the calendar's first day."""
    rules = [rule for rule in scenario.shifts if group in rule.groups]
    if not rules:
        named = dict.fromkeys(name for rule in scenario.shifts for name in rule.groups)
        yield Wrong("group", f"no shift of the scenario is for {shown(group)}; shifts are for {choices(group, named)}")
        return
    day = int(start // DAY)
    of_day = [rule for rule in rules if rule.days.hold(day, scenario.calendar.grid)]
    if not of_day:
        yield Wrong(
            "days",
            f"no shift of {group} may be worked on that day of the week; change the day, or the scenario's shifts",
        )
        return
    at = start % DAY
    outside = _outside(scenario, group, start, length)
    if outside:
        yield Wrong("start", outside)
        return
    begun = [rule for rule in of_day if at in rule.starts]
    if not begun:
        known = sorted({one for rule in of_day for one in rule.starts})
        yield Wrong(
            "start", f"{show_clock(at)} is no start of a shift of {group}; {_times('it may begin at', known, at)}"
        )
        return
    fitting = [rule for rule in begun if length in lengths(rule)]
    if not fitting:
        ends = sorted({one for rule in begun for one in lengths(rule)})
        may = listed([f"{show_clock((at + one) % DAY)} ({show_duration(one)})" for one in ends[:MOST]], "or")
        yield Wrong("end", f"the shift would last {show_duration(length)}; from {show_clock(at)} it may end at {may}")
        return
    yield from min((list(_breaks(rule, start, breaks)) for rule in fitting), key=len)


def _outside(scenario: Scenario, group: str, start: float, length: float) -> str | None:
    """Whether a shift lies wholly outside the hours in which any of the group's queues is open."""
    queues = list(scenario.agent_groups[group].skills)
    horizon = scenario.calendar.horizon
    spells = [(start, start + length)]
    if scenario.calendar.cyclic and start + length > horizon:
        spells.append((0.0, start + length - horizon))
    spans = [span for queue in queues for span in scenario.open_spans(queue)]
    if any(begins < ends and starts < closes for begins, closes in spans for starts, ends in spells if begins < ends):
        return None
    own = dict.fromkeys(f"{show_clock(begins % DAY)}-{show_clock(closes % DAY or DAY)}" for begins, closes in spans)
    return f"the shift lies outside the opening hours of its queues ({', '.join(list(own)[:MOST]) or 'never open'}); move it into them"


def _times(words: str, known: Sequence[float], at: float) -> str:
    if len(known) <= MOST:
        return f"{words} {listed([show_clock(one) for one in known], 'or')}"
    near = sorted(known, key=lambda one: abs(one - at))[:2]
    return f"{words} {show_clock(known[0])} to {show_clock(known[-1])} in {len(known)} places, such as {listed([show_clock(one) for one in sorted(near)], 'or')}"


def _breaks(rule: ShiftRule, start: float, breaks: Sequence[Times]) -> Iterator[Wrong]:
    """What does not fit about the breaks."""
    if len(breaks) != len(rule.breaks):
        need = listed([_break_in_words(one, start) for one in rule.breaks], "and") if rule.breaks else "none"
        yield Wrong(
            "break 1" if not breaks else f"break {len(breaks)}",
            f"the shift has {words.plural(len(breaks), 'break')}; it needs {need}",
        )
        return
    left = list(rule.breaks)
    for number, (begins, ends) in enumerate(breaks, 1):
        same = [one for one in left if one.length == ends - begins]
        if not same:
            may = listed([show_duration(one.length) for one in rule.breaks], "or")
            yield Wrong(f"break {number}", f"lasts {show_duration(ends - begins)}; breaks of this shift last {may}")
            continue
        fits = [one for one in same if one.earliest <= begins - start <= one.latest]
        left.remove(fits[0] if fits else same[0])
        if not fits:
            yield Wrong(
                f"break {number}",
                f"begins at {show_clock(begins % DAY)}; this shift needs {_break_in_words(same[0], start)}",
            )
    for number, ((_, first), (second, _)) in enumerate(pairwise(sorted(breaks)), 2):
        if first > second:
            yield Wrong(f"break {number}", "overlaps the break before it; move one of them")


def _break_in_words(one: object, start: float) -> str:
    earliest, latest, length = (getattr(one, name) for name in ("earliest", "latest", "length"))
    from_to = f"{show_clock((start + earliest) % DAY)} to {show_clock((start + latest) % DAY)}"
    return f"a break of {show_duration(length)} that begins from {from_to}"


def rules_in_words(scenario: Scenario) -> Iterator[str]:
    """The scenario's shift rules and shares of part-time, a line each."""
    for rule in scenario.shifts:
        starts = [show_clock(one) for one in sorted(rule.starts)]
        begin = ", ".join(starts) if len(starts) <= MOST else f"{starts[0]} to {starts[-1]} ({len(starts)} starts)"
        long = listed([show_duration(one) for one in lengths(rule)], "or")
        rest = [
            f"{show_duration(one.length)} beginning {show_duration(one.earliest)} to {show_duration(one.latest)} after the start"
            f"{'' if one.paid else ', unpaid'}"
            for one in rule.breaks
        ]
        dear = "" if rule.premium == 1 else f"; paid {rule.premium:g} times"
        yield f"{', '.join(rule.groups)}: begin {begin}; last {long}; breaks: {'; '.join(rest) or 'none'}{dear}."
    for share in scenario.part_time:
        below = show_duration(share.below)
        yield f"{', '.join(share.groups)}: at most {100 * share.most:g} % of the people of a day in shifts below {below}."
