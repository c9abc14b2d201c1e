"""On call: people whom an event may call in, and of whom the plan chooses how many come.

They are a kind of shift of their group: present from when the event takes hold until it is over, paid at the group's wage for these
hours, at most as many as are on call. They come besides the shifts: a headcount, the rules of labour, shares of part-time and a minimum of staff
are about those who work shifts, and people who are called in count for none of them.

A group that is not planned keeps its staffing, and of its people on call as many come as do without a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from optimize.by_interval import HOURLY, counts_hours, planned_by_interval
from optimize.shifts import ShiftKind
from scenarios.faults import Fault
from sim.service.duty import on_call_in
from sim.staffing import Called

if TYPE_CHECKING:
    from scenarios.events import Spell
    from scenarios.schema import Scenario

Window = tuple[str, float, float]  # group, and from when until when (s)


def planned_groups(scenario: Scenario) -> tuple[str, ...]:
    """Groups that a plan has shifts for, or plans by interval."""
    named = {name for rule in scenario.shifts for name in rule.groups}
    return tuple(name for name in scenario.agent_groups if name in named) or planned_by_interval(scenario)


def reinforcements_of(scenario: Scenario, group: str) -> tuple[Spell[float], ...]:
    """Spells of people whom events call in whatever the plan: all but those of whom it chooses how many come."""
    chosen = set()
    if group in planned_groups(scenario):
        chosen = {spell.event for spell in on_call_in(scenario) if spell.of == group}
    return tuple(spell for spell in scenario.spells("reinforce") if spell.of == group and spell.event not in chosen)


def limits(scenario: Scenario) -> Mapping[Window, int]:
    """How many people of the planned groups are on call, and when."""
    found: dict[Window, int] = {}
    planned = planned_groups(scenario)
    for spell in on_call_in(scenario):
        if spell.of in planned:
            window = spell.of, spell.begins, spell.ends
            found[window] = found.get(window, 0) + spell.amount.up_to
    return found


def window_of(kind: ShiftKind) -> Window:
    """The spell that calls the people of a kind in."""
    return kind.group, kind.start, kind.end


def on_call_kinds(scenario: Scenario) -> tuple[ShiftKind, ...]:
    """The kinds of shift that people on call work."""
    hourly = counts_hours(scenario)
    return tuple(
        ShiftKind(group, begins, ends - begins, (), round(wage * (ends - begins) / 3600, 9), on_call=True)
        for group, begins, ends in limits(scenario)
        for wage in [HOURLY if hourly else float(scenario.agent_groups[group].cost or 0.0)]
    )


def unpaid(scenario: Scenario) -> Iterator[Fault]:
    """Groups that nobody can be called in of, for there is no wage to pay them."""
    groups = dict.fromkeys(group for group, _, _ in limits(scenario)) if not counts_hours(scenario) else ()
    for group in groups:
        if scenario.agent_groups[group].cost is None:
            place = scenario.place("agent_groups", group)
            text = "is missing, and events call in people of the group, who are paid by the hour; write 32 per h"
            yield Fault(place.file, place.line, f"agent_groups.{group}.cost", text)


def called(scenario: Scenario, shifts: Mapping[ShiftKind, int]) -> tuple[Called, ...]:
    """Who is called in: a row for each time at which people of the planned groups are on call, nobody included."""
    found = []
    for window, most in limits(scenario).items():
        own = {kind: people for kind, people in shifts.items() if kind.on_call and window_of(kind) == window}
        cost = sum(people * kind.cost for kind, people in own.items())
        found.append(Called(*window, up_to=most, people=sum(own.values()), cost=cost))
    return tuple(found)


def with_called(
    shifts: Mapping[ShiftKind, int], kinds: Iterable[ShiftKind], who: Iterable[Called]
) -> dict[ShiftKind, int]:
    """Shifts and, as kinds of theirs, the people who are called in."""
    people = {(one.group, one.begins, one.ends): one.people for one in who}
    coming = {kind: people.get(window_of(kind), 0) for kind in kinds if kind.on_call}
    return {**shifts, **{kind: count for kind, count in coming.items() if count}}


def on_shifts(shifts: Mapping[ShiftKind, int]) -> dict[ShiftKind, int]:
    """The shifts alone, without people who are called in."""
    return {kind: people for kind, people in shifts.items() if not kind.on_call}


def together(kinds: Sequence[ShiftKind]) -> Iterable[tuple[Window, tuple[int, ...]]]:
    """Places of the kinds that people on call at one time work."""
    found: dict[Window, list[int]] = {}
    for place, kind in enumerate(kinds):
        if kind.on_call:
            found.setdefault(window_of(kind), []).append(place)
    return [(window, tuple(places)) for window, places in found.items()]
