"""How much a run may ask for: days, contacts, people, time, memory.

Scenarios come from outside, and a comma in the wrong place asks for a billion calls. `check` looks at a scenario before it is
run and says everything that is too much; `confine` is called in the process that runs it and holds its memory; its time is
held by whoever started that process.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from callfloor.language import say
from callfloor.words import count
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from callfloor.web.settings import Limits
    from scenarios.schema import Scenario


def check(scenario: Scenario, limits: Limits, replications: int | None = None) -> None:
    """Refuse what is too much to run here, every fault at once; ``replications``: asked for beside the scenario."""
    calendars = scenario.experiment.replications if replications is None else replications
    days, contacts, people = calendars * scenario.calendar.days, contacts_of(scenario), people_of(scenario)
    faults = []
    if days > limits.days:
        text = say("{found} days in all; {most} are the most of one run", found=count(days), most=count(limits.days))
        faults.append(_fault(scenario, text, "experiment", "replications"))
    if contacts > limits.calendar:
        text = say(
            "about {found} contacts in one calendar; {most} are the most",
            found=count(math.ceil(contacts)),
            most=count(limits.calendar),
        )
        faults.append(_fault(scenario, text, "contact_types"))
    elif contacts * calendars > limits.contacts:
        text = say(
            "about {found} contacts in all; {most} are the most of one run: ask for fewer days",
            found=count(math.ceil(contacts * calendars)),
            most=count(limits.contacts),
        )
        faults.append(_fault(scenario, text, "experiment", "replications"))
    if people > limits.people:
        text = say(
            "{found} people at once; {most} are the most", found=count(math.ceil(people)), most=count(limits.people)
        )
        faults.append(_fault(scenario, text, "agent_groups"))
    if faults:
        raise InputError(faults)


def _fault(scenario: Scenario, text: str, *path: str) -> Fault:
    place = scenario.place(*path)
    return Fault(place.file, place.line, ".".join(path), text)


def contacts_of(scenario: Scenario) -> float:
    """Contacts that one calendar leads to expect, surges and faults among them, further attempts not."""
    from optimize.replanning.morning import expected

    total = 0.0
    for name, kind in scenario.contact_types.items():
        arrivals = kind.arrivals
        total += len(arrivals.replay.calls.arrives_at) if arrivals.replay is not None else 0
        total += sum(arrivals.bookings.slots) if arrivals.bookings is not None else 0
        usual = 1.0 if arrivals.busyness is None else scenario.busyness[arrivals.busyness].mean()
        total += float(expected(scenario, name).sum()) * usual
    return total + sum(spell.amount.contacts for spell in scenario.spells("call_in"))


def people_of(scenario: Scenario) -> float:
    """The most people that can be there at once: scheduled or, for a plan, allowed, and called in."""
    called = sum(float(spell.amount) for spell in scenario.spells("reinforce"))
    most = [
        max(*(group.staffing or (0.0,)), float(scenario.headcount.get(name, 0)))
        for name, group in scenario.agent_groups.items()
    ]
    return sum(most) + called


def confine(limits: Limits) -> None:
    """Hold the memory of this process, where the system can: a run that asks for more fails by itself, and nobody else."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = limits.memory if hard == resource.RLIM_INFINITY else min(limits.memory, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
