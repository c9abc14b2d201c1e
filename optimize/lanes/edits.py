"""Edits: what designs change in the data of a scenario: priorities, who is there, who is tried first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from optimize.lanes.centre import Centre, liking
from optimize.lanes.source import Data

if TYPE_CHECKING:
    from optimize.lanes.classes import Tier
    from scenarios.schema import Scenario

APART = 3  # between one priority and the next, so that there is room for one before it


def rank(data: Data, ranks: Sequence[Sequence[str]]) -> None:
    """Give queues their priorities: all of the first rank come before those of the next, all of a rank are alike.

    Within the last of several ranks today's order stays; what other queues there are keep theirs.
    """
    queues = data["queues"]
    before = {name: int(queue.get("priority", 1)) for name, queue in queues.items()}
    for name, queue in queues.items():
        queue["priority"] = APART * before[name]
    first = min(before[name] for rank in ranks for name in rank)
    for place, rank in enumerate(ranks):
        for name in rank:
            last = place == len(ranks) - 1 and place > 0
            queues[name]["priority"] = (
                APART * max(before[name], first) if last else APART * first - (len(ranks) - 1 - place)
            )


def put_last(data: Data, last: Sequence[str], others: Sequence[str]) -> None:
    """Have some queues come after others, whose order stays."""
    queues = data["queues"]
    for queue in queues.values():
        queue["priority"] = APART * int(queue.get("priority", 1))
    behind = max(queues[name]["priority"] for name in others) + 1
    for name in last:
        queues[name]["priority"] = behind


def leave_out(data: Data, name: str) -> None:
    """Take a group out of everything that names it."""
    del data["agent_groups"][name]
    for key in ("headcount", "staff_minimum"):
        data.get(key, {}).pop(name, None)
    for key in ("shifts", "part_time"):
        rules = [{**rule, "groups": [one for one in rule["groups"] if one != name]} for rule in data.get(key, ())]
        if key in data:
            data[key] = [rule for rule in rules if rule["groups"]]
            if not data[key]:
                del data[key]
    data["targets"] = [target for target in data.get("targets", ()) if target.get("agent_group") != name]
    events = []
    for event in data.get("events", ()):
        kinds = [key for key in ("outage", "absence", "reinforce") if name in (event.get(key) or {})]
        for key in kinds:
            event[key].pop(name)
        events += [event] if not kinds or any(event[key] for key in kinds) else []
    if "events" in data:
        data["events"] = events
    for queue in data["queues"].values():
        if name in queue.get("tries", ()):
            queue["tries"] = [one for one in queue["tries"] if one != name]


def more_heads(data: Data, centre: Centre, replaced: Mapping[str, str]) -> None:
    """All people on the books may be in the pool: those of groups that are not hired count where others are in their place.

    Where of these groups as many may be hired as are wanted, so it is of the others.
    """
    heads = centre.source.data.get("headcount", {})
    for name, other in replaced.items():
        if name in heads and other in data.get("headcount", {}):
            data["headcount"][other] += heads[name]
        elif name not in heads and other in heads:
            data["headcount"].pop(other, None)


def tidy_tries(data: Data, plain: Iterable[str] = ()) -> None:
    """Name no group that has not the skill; for queues that are to be ``plain`` no order at all."""
    for name, queue in data["queues"].items():
        tries = (
            []
            if name in plain
            else [
                one for one in queue.get("tries", ()) if name in data["agent_groups"].get(one, {"skills": {}})["skills"]
            ]
        )
        if "tries" in queue:
            queue["tries"] = tries
            if not tries:
                del queue["tries"]


def owners(centre: Centre) -> dict[str, Tier]:
    """Whose lane each group is: the tier that it likes best, the later of two, which has the more customers as a rule."""
    found = {}
    for name in centre.groups:
        skills = centre.scenario.agent_groups[name].skills
        liked = [
            (liking(skills, tier.queues), -place)
            for place, tier in enumerate(centre.classes.tiers)
            if any(queue in skills for queue in tier.queues)
        ]
        if liked:
            found[name] = centre.classes.tiers[-min(liked)[1]]
    return found


def settling(scenario: Scenario) -> tuple[str, float] | None:
    """The scenario's own bot: the IVR node that settles the largest share of somebody's contacts, and that share."""
    found = [
        (float(share), name)
        for name, node in scenario.ivr.items()
        for kind in scenario.contact_types
        for to, share in node.exits(kind)
        if to == "contained" and share > 0
    ]
    return (max(found)[1], max(found)[0]) if found else None
