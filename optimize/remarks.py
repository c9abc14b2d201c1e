"""Remarks: what is odd about what is asked, though it can be planned. The plan says it among its notes.

A target that another one implies does nothing: answering 90 % within 20 s answers 80 % within 30 s, and lets at most 10 % abandon;
what holds in every hour holds over the day. Nor does a target that is never judged, or a minimum where no shift can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimize.demands import joining, periods
from optimize.refusals import about
from optimize.visits import flows
from scenarios.faults import listed
from scenarios.units import show_clock

if TYPE_CHECKING:
    from optimize.program import Roster
    from scenarios.schema import Scenario, Target

COARSER = ("interval", "hour", "day", "horizon")
MOST = 3  # spells that are listed
BoolArray = NDArray[np.bool_]


def remarks(scenario: Scenario, roster: Roster) -> tuple[str, ...]:
    """Tell what does nothing, one sentence each."""
    return (*_idle(scenario), *_never_judged(scenario), *_nobody_abandons(scenario), *_bare(scenario, roster))


def _idle(scenario: Scenario) -> Iterator[str]:
    for place, target in enumerate(scenario.targets):
        for other, stronger in enumerate(scenario.targets):
            same = implies(stronger, target) and implies(target, stronger)
            if other != place and implies(stronger, target) and (not same or other < place):
                said = "says the same as" if same else "does nothing beside"
                yield f"targets[{place}] {said} targets[{other}], which asks for as much or more."
                break


def implies(stronger: Target, weaker: Target) -> bool:
    """Whether whoever meets one target meets the other, whatever happens."""
    same = (stronger.scope, stronger.of_what) == (weaker.scope, weaker.of_what)
    return same and _holds_as_often(stronger, weaker) and _asks_as_much(stronger, weaker)


def _holds_as_often(stronger: Target, weaker: Target) -> bool:
    if (stronger.confidence is None) != (weaker.confidence is None):
        return False
    if stronger.per == weaker.per:
        return (stronger.confidence or 0) >= (weaker.confidence or 0) and stronger.at_least <= weaker.at_least
    finer = COARSER.index(stronger.per) < COARSER.index(weaker.per)
    return finer and stronger.confidence is None and stronger.at_least == 0


def _asks_as_much(stronger: Target, weaker: Target) -> bool:
    if stronger.measure == "answer_rate" and weaker.measure == "abandonment":
        return stronger.of == "offered" and 1 - stronger.asked <= weaker.asked
    if stronger.measure != weaker.measure:
        return False
    if stronger.measure == "answer_rate":
        sooner = (stronger.within or 0) <= (weaker.within or 0)
        if stronger.of == "offered_less_short_abandons":  # whom it leaves out depends on the time
            sooner = stronger.within == weaker.within
        return stronger.of == weaker.of and sooner and stronger.asked >= weaker.asked
    return stronger.asked >= weaker.asked if stronger.measure == "on_time" else stronger.asked <= weaker.asked


def _never_judged(scenario: Scenario) -> Iterator[str]:
    expected = flows(scenario) if any(target.at_least > 0 for target in scenario.targets) else {}
    for place, target in enumerate(scenario.targets):
        if target.at_least > 0 and target.measure not in ("occupancy", "on_time"):
            joined = sum(joining(scenario, target, expected).values(), np.zeros(scenario.calendar.intervals))
            most = max(float(joined[first : last + 1].sum()) for first, last in periods(scenario, target.per))
            if most < target.at_least:
                yield (
                    f"targets[{place}] is never judged: no {target.per} expects {target.at_least:g} contacts (at_least); "
                    f"the most is {most:.3g}."
                )


def _nobody_abandons(scenario: Scenario) -> Iterator[str]:
    for place, target in enumerate(scenario.targets):
        if target.measure == "abandonment":
            queues = set(about(scenario, target))
            kinds = [
                kind
                for name, kind in scenario.contact_types.items()
                if (target.scope != "contact_type" or name == target.of_what)
                and queues & set(about(scenario, target.model_copy(update={"queue": None, "contact_type": name})))
            ]
            if kinds and all(np.isinf(kind.patience.mean()) for kind in kinds):
                yield f"targets[{place}] does nothing: nobody who waits there ever abandons (patience: never)."


def _bare(scenario: Scenario, roster: Roster) -> Iterator[str]:
    """A minimum of people where no shift can be, though something that they serve is open."""
    for group, least in scenario.staff_minimum.items():
        if group in roster.planned and least > 0:
            bare = np.flatnonzero((roster.covered(group, on_call=False) == 0) & _open(scenario, group))
            spells = np.split(bare, np.flatnonzero(np.diff(bare) > 1) + 1) if len(bare) else []
            when = [f"{_moment(scenario, spell[0])} to {_moment(scenario, spell[-1] + 1)}" for spell in spells[:MOST]]
            more = f" and {len(spells) - MOST} times more" if len(spells) > MOST else ""
            if when:
                yield f"The minimum of {group} ({least}) is not kept where no shift can be: {listed(when)}{more}."


def _open(scenario: Scenario, group: str) -> BoolArray:
    """Tell by interval whether anything that a group serves is open."""
    starts = np.arange(scenario.calendar.intervals) * scenario.calendar.interval
    spans = [span for queue in scenario.agent_groups[group].skills for span in scenario.open_spans(queue)]
    open_at = [(begin < starts + scenario.calendar.interval) & (starts < end) for begin, end in spans]
    return np.asarray(np.any(open_at, axis=0)) if spans else starts < 0


def _moment(scenario: Scenario, interval: int) -> str:
    """`08:30`, with the date where there are several days."""
    calendar = scenario.calendar
    if calendar.days == 1:
        return show_clock(interval * calendar.interval) if interval < calendar.intervals else "24:00"
    return (*calendar.starts, "the end")[interval].replace("T", " ")
