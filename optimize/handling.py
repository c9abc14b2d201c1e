"""Handling: what a contact takes of an agent's time.

An agent has one call at a time but may have several chats, each of which then takes longer. So two times matter: what a contact
takes of an agent who is as busy as he may be (the planner's measure), and the least that it can take of anybody (the
bound's). With one contact at a time they are the same: talk and wrap-up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.schema import AgentGroup, Scenario


def handling(scenario: Scenario, group: str, queue: str) -> float:
    """Mean seconds of an agent's time that a contact of the queue takes: talk and wrap-up; of a chat its part of both."""
    staff = scenario.agent_groups[group]
    talk, wrap_up = talk_of(scenario, group, queue), staff.skills[queue].wrap_up.mean()
    if not _chats(scenario, staff, queue):
        return talk + wrap_up
    return (talk * staff.slowdown[-1] + wrap_up) / staff.concurrency


def least_handling(scenario: Scenario, group: str, queue: str) -> float:
    """Least mean seconds of an agent's time that a contact can take, however many chats he has.

    Of the chats in hand at most k began when there were k or fewer (the last of them to begin found the others there). So an
    agent gets through at most the sum over k of 1 / (the shortest chat begun as the k-th or later).
    """
    staff = scenario.agent_groups[group]
    talk, wrap_up = talk_of(scenario, group, queue), staff.skills[queue].wrap_up.mean()
    if not _chats(scenario, staff, queue):
        return talk + wrap_up
    lengths = [talk * factor + wrap_up for factor in staff.slowdown]
    shortest = [min(lengths[place:]) for place in range(len(lengths))]
    return 1 / sum(1 / length for length in shortest) if min(shortest) > 0 else 0.0


def talk_of(scenario: Scenario, group: str, queue: str) -> float:
    """Mean talk of a contact, the group having learned so far."""
    staff = scenario.agent_groups[group]
    return float(staff.skills[queue].handle_time.mean()) * learned(scenario, staff)[0]


def resolves(scenario: Scenario, group: str, queue: str) -> float:
    """Share of a queue's contacts that a group settles, having learned so far."""
    staff = scenario.agent_groups[group]
    return min(staff.skills[queue].resolves * learned(scenario, staff)[1], 1.0)


def learned(scenario: Scenario, staff: AgentGroup) -> tuple[float, float]:
    """Factors on talk and on the share settled, on the calendar's first day."""
    return (
        (1.0, 1.0) if staff.learning is None else staff.learning.factors(staff.learning.week(scenario.calendar.start))
    )


def fastest(scenario: Scenario, queue: str) -> float:
    """Handling by the fastest group that has the skill."""
    return min(handling(scenario, name, queue) for name in able(scenario, queue))


def slots(scenario: Scenario, queue: str) -> int:
    """Contacts of the queue that an agent of its fastest group can have at once."""
    quickest = min(able(scenario, queue), key=lambda name: handling(scenario, name, queue))
    staff = scenario.agent_groups[quickest]
    return staff.concurrency if _chats(scenario, staff, queue) else 1


def able(scenario: Scenario, queue: str) -> list[str]:
    """Groups that have the skill."""
    return [name for name, group in scenario.agent_groups.items() if queue in group.skills]


def _chats(scenario: Scenario, staff: AgentGroup, queue: str) -> bool:
    return staff.concurrency > 1 and scenario.channel_of[queue] == "chat"
