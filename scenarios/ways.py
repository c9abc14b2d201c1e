"""Ways: where contacts can come to, and as what.

A contact type enters an IVR node or a queue; nodes lead on; groups hand unresolved contacts on to other queues. From that
follows what kind of work waits in each queue: its channel.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from scenarios.fields import IMMEDIATE

if TYPE_CHECKING:
    from scenarios.schema import Scenario

DEFERRED = "work_order"  # what deferred work of several channels counts as


def reached(scenario: "Scenario", contact_type: str) -> tuple[str, ...]:
    """Give the nodes and queues that contacts of a type can come to by themselves, from where they enter."""
    seen: list[str] = []
    ahead = [scenario.contact_types[contact_type].enters]
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.append(name)
        if node := scenario.ivr.get(name):
            ahead += [to for to, share in node.exits(contact_type) if share > 0]
            ahead += [node.when_full] if node.when_full else []
    return tuple(seen)


def escalations(scenario: "Scenario") -> Iterator[tuple[str, str, str]]:
    """Give every escalation that can happen: the group that hands on, the queue it comes from, the queue it goes to."""
    for group, part in scenario.agent_groups.items():
        for queue, skill in part.skills.items():
            escalate = skill.unresolved.escalate if skill.unresolved else None
            if escalate and escalate.share > 0 and skill.resolves < 1:
                yield group, queue, escalate.to


def channels(scenario: "Scenario") -> Mapping[str, tuple[str, ...]]:
    """Channels of the contacts that come to each queue by themselves, in the order of the contact types."""
    found: dict[str, list[str]] = {queue: [] for queue in scenario.queues}
    for name, kind in scenario.contact_types.items():
        for queue in reached(scenario, name):
            if queue in found and kind.channel not in found[queue]:
                found[queue].append(kind.channel)
    return {queue: tuple(names) for queue, names in found.items()}


def channel_of(scenario: "Scenario") -> dict[str, str]:
    """The channel of each queue.

    That of the contacts that come to it by themselves: voice before counter, and deferred work of several channels counts as work
    orders. A queue that is only escalated to holds work orders if it has a deadline, else what is escalated.
    """
    direct = channels(scenario)
    known = {queue: _one(names) for queue, names in direct.items() if names}
    handed_on: dict[str, set[str]] = {}
    for kind in scenario.contact_types:
        for queue, to in _handed_on(scenario, kind):
            handed_on.setdefault(to, set()).add(queue)
    ahead = [queue for queue in handed_on if queue not in known]
    for _ in scenario.queues:  # each round settles the queues that all that is escalated to them is known of
        for queue in ahead:
            if scenario.queues[queue].deadline:
                known[queue] = DEFERRED
            elif queue not in known and handed_on[queue] <= set(known):
                known[queue] = _one(tuple(sorted({known[source] for source in handed_on[queue]})))
    return {queue: known.get(queue, DEFERRED if part.deadline else "voice") for queue, part in scenario.queues.items()}


def _one(names: tuple[str, ...]) -> str:
    """The one channel that stands for several."""
    if len(names) == 1:
        return names[0]
    immediate = [name for name in IMMEDIATE if name in names]
    return immediate[0] if immediate else DEFERRED


def comes_to(scenario: "Scenario", contact_type: str) -> tuple[str, ...]:
    """Queues that contacts of a type can be in: by themselves, or handed on."""
    found = [name for name in reached(scenario, contact_type) if name in scenario.queues]
    return tuple(dict.fromkeys([*found, *(to for _, to in _handed_on(scenario, contact_type))]))


def _handed_on(scenario: "Scenario", contact_type: str) -> Iterator[tuple[str, str]]:
    """Pairs of queues between which contacts of a type can be handed on."""
    ways = {(queue, to) for _, queue, to in escalations(scenario)}
    ahead = [name for name in reached(scenario, contact_type) if name in scenario.queues]
    for queue in ahead:  # grows while it is walked, until nothing new is reached
        for source, to in sorted(ways):
            if source == queue:
                yield queue, to
                ahead += [to] if to not in ahead else []
