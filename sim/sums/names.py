"""Names: whose sums are kept, what the sums are called, and in which order they stand in arrays.

At each of four scopes there are names: the centre, the contact types, the queues, the agent groups. A log says by codes, which are
places among these names, what each of its rows belongs to. A sum is called by what it is of, in words.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sim.log import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenarios.schema import Scenario

SCOPES = ("centre", "contact_type", "queue", "agent_group")
CENTRE = "centre"  # the one name at scope centre
STANDARD_WITHIN = 20.0  # seconds; the answer rate that every reader expects to find
INSTANT = 1e-6  # seconds; moments differ by rounding when they are sums of others
COUNTED = tuple(outcome for outcome in Outcome if outcome != Outcome.HUNG_UP)

# Sums of contacts, whatever their channel: how many met each fate, in the order of the outcomes' codes, and what came of them.
OF_ALL = (
    *(outcome.name.lower() for outcome in COUNTED),
    "offered",
    "repeats",
    "answered first attempts",
    "resolved first attempts",
    "due",
    "on time",
    "rated contacts",
    "rated good",
    "rated pass",
    "cost of loss",
    "seconds of handling",
    "satisfaction",
)
# Sums of how promptly they were served (``sim/sums/channels.py``), then two for each answer threshold.
OF_PROMPT = ("prompt offered", "prompt answered", "not answered at once", "wait of answered", "wait of offered")
PER_THRESHOLD = ("answered within", "offered less short abandons")
# Sums of time and money.
IN_TIME = ("seconds in queue", "seconds measured")
WORK = ("seconds busy", "seconds staffed", "slot seconds filled", "slot seconds")
COST = "cost"
AMOUNTS = {
    "cost of loss",
    "seconds of handling",
    "satisfaction",
    "wait of answered",
    "wait of offered",
}  # not whole numbers


def names_of(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Names at each scope, in the scenario's order; a log's codes are places in them."""
    return {
        "centre": (CENTRE,),
        "contact_type": tuple(scenario.contact_types),
        "queue": tuple(scenario.queues),
        "agent_group": tuple(scenario.agent_groups),
    }


def thresholds(scenario: Scenario) -> tuple[float, ...]:
    """Answer thresholds (s) that are measured: 20 s and every ``within`` that a target names, ascending."""
    named = {target.within for target in scenario.targets if target.within is not None}
    return tuple(sorted(named | {STANDARD_WITHIN}))


def within_key(sum_name: str, within: float) -> str:
    """Name of the sum that belongs to one answer threshold."""
    return f"{sum_name} {within!r}"


@cache
def of_contacts(within: tuple[float, ...]) -> tuple[str, ...]:
    """Sums of contacts, in the order in which they are added up (``sim/sums/walk.py``)."""
    return (*OF_ALL, *OF_PROMPT, *(within_key(name, threshold) for threshold in within for name in PER_THRESHOLD))


@cache
def packing(within: tuple[float, ...]) -> tuple[list[int], list[int]]:
    """Places among the sums of contacts: of those that are whole numbers, and of amounts."""
    found = of_contacts(within)
    whole = [place for place, name in enumerate(found) if name not in AMOUNTS]
    return whole, [place for place, name in enumerate(found) if name in AMOUNTS]


@cache
def kept(scope: str, within: tuple[float, ...]) -> tuple[str, ...]:
    """Sums of a scope, in the order in which they are kept: whole numbers, then amounts."""
    found = of_contacts(within)
    of_people = WORK if scope in ("centre", "agent_group") else ()
    return (
        *(found[place] for part in packing(within) for place in part),
        *IN_TIME,
        *of_people,
        COST,
    )


@cache
def places(scope: str, within: tuple[float, ...]) -> Mapping[str, int]:
    """Place of each sum of a scope among those that are kept."""
    return {name: place for place, name in enumerate(kept(scope, within))}
