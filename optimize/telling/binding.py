"""Binding: which limits cost money, and what one unit more of each would save.

A limit is moved by one: a headcount up, a staff minimum down, the first start of a rule a step earlier or its last a step later, a
break's window a step wider. The lens says what the least cost of parts of people would then be; the difference to what it is now is what the
limit costs. The dearest are tried: shifts of whole people on common days, beside the plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from optimize.roster import Roster
from optimize.telling.lens import Lens, Question
from scenarios.faults import InputError
from scenarios.units import DAY, show_clock, show_duration

if TYPE_CHECKING:
    from optimize.effort import Clock
    from scenarios.schema import Scenario, ShiftRule

HALF_HOUR = 1800.0
NOTHING = 1e-4  # of the plan's cost: less is the solver's noise
MOST = 60  # limits that are moved; of more, headcounts and minimums come first


@dataclass(frozen=True)
class Limit:
    """A limit of the scenario: what kind it is, of whom, as it is and as it would be, in words."""

    kind: str  # headcount, staff_minimum, shift_starts, breaks, labour
    of: str
    now: str
    moved: str


@dataclass(frozen=True)
class Binding:
    """A limit and what moving it by one would save: ``proved``, or estimated."""

    limit: Limit
    saves: float
    proved: bool = False


def binding(lens: Lens, clock: Clock | None = None) -> tuple[Binding, ...]:
    """Limits that cost something, the dearest first; those that there was time for."""
    found = []
    for number, (limit, question) in enumerate(questions(lens)):
        if number == MOST or (clock is not None and clock.over):
            break
        more = lens.differs(question)
        if more is not None and lens.base is not None and -more > NOTHING * max(lens.base, 1.0):
            found.append(Binding(limit, -more))
    return tuple(sorted(found, key=lambda one: -one.saves))


def questions(lens: Lens) -> Iterator[tuple[Limit, Question]]:
    """Every limit with the question that has it moved by one."""
    roster = lens.roster
    for group, most in roster.headcount.items():
        if group in roster.planned:
            moved = replace(roster, headcount={**roster.headcount, group: most + 1})
            yield Limit("headcount", group, str(most), str(most + 1)), Question(roster=moved)
    for group, least in roster.staff_minimum.items():
        if group in roster.planned and least > 0:
            moved = replace(roster, staff_minimum={**roster.staff_minimum, group: least - 1})
            yield Limit("staff_minimum", group, str(least), str(least - 1)), Question(roster=moved)
    yield from _labour(lens)
    for place, rule in enumerate(lens.scenario.shifts):
        for limit, changed in (*_starts(place, rule), *_breaks(place, rule)):
            scenario = _with_rule(lens.scenario, place, changed)
            try:
                yield limit, Question(scenario=scenario, roster=Roster.of(scenario, roster.solver))
            except InputError:
                continue  # such a shift cannot be


def _with_rule(scenario: Scenario, place: int, rule: ShiftRule) -> Scenario:
    return scenario.model_copy(update={"shifts": (*scenario.shifts[:place], rule, *scenario.shifts[place + 1 :])})


def _starts(place: int, rule: ShiftRule) -> Iterator[tuple[Limit, ShiftRule]]:
    """One start earlier, and one later, by the step between starts."""
    starts = sorted(rule.starts)
    step = min((b - a for a, b in pairwise(starts)), default=HALF_HOUR)
    name = f"shifts[{place}] ({', '.join(rule.groups)})"
    for word, at, other in (("earliest", starts[0], starts[0] - step), ("latest", starts[-1], starts[-1] + step)):
        if 0 <= other < DAY:
            changed = rule.model_copy(update={"many": (*starts, other), "single": None})
            yield Limit("shift_starts", name, f"{word} start {show_clock(at)}", show_clock(other)), changed


def _breaks(place: int, rule: ShiftRule) -> Iterator[tuple[Limit, ShiftRule]]:
    """A break's window half an hour wider at either end."""
    for number, rest in enumerate(rule.breaks):
        earliest, latest = rest.between
        wider = (max(earliest - HALF_HOUR, 0.0), min(latest + HALF_HOUR, min(rule.lengths) - rest.length))
        if wider != rest.between and wider[1] >= latest:
            breaks = (*rule.breaks[:number], rest.model_copy(update={"between": wider}), *rule.breaks[number + 1 :])
            now, then = (f"{show_duration(a)} to {show_duration(b)}" for a, b in (rest.between, wider))
            name = f"shifts[{place}].breaks[{number}] ({', '.join(rule.groups)})"
            yield Limit("breaks", name, now, then), rule.model_copy(update={"breaks": breaks})


def _labour(lens: Lens) -> Iterator[tuple[Limit, Question]]:
    """Labour rules, where they bind: a day more, an hour less rest."""
    labour = lens.scenario.labour
    if labour is None or lens.scenario.calendar.days < 7:
        return
    moves: list[tuple[str, str, str, object]] = []
    if labour.days_per_week is not None and labour.days_per_week < 7:
        days = labour.days_per_week
        moves.append(("days_per_week", str(days), str(days + 1), days + 1))
    if labour.most_in_a_row is not None:
        days = labour.most_in_a_row
        moves.append(("most_in_a_row", str(days), str(days + 1), days + 1))
    if labour.rest is not None and labour.rest > 3600:
        rest = labour.rest - 3600
        moves.append(("rest", show_duration(labour.rest), show_duration(rest), rest))
    for key, now, then, value in moves:
        scenario = lens.scenario.model_copy(update={"labour": labour.model_copy(update={key: value})})
        yield (
            Limit("labour", key, now, then),
            Question(scenario=scenario, roster=Roster.of(scenario, lens.roster.solver)),
        )
