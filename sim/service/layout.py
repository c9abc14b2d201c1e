"""Layout: what the floor has to know of a scenario, with contact types, queues and groups as places in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.chance.contacts import TO_NODE
from sim.log import Cause

if TYPE_CHECKING:
    from scenarios.journeys import Callback
    from scenarios.schema import Scenario

NEVER = float("inf")
Skill = tuple[int, int]  # queue, group


@dataclass(frozen=True)
class Layout:
    """Lookups by contact type, by queue, by group, and by (queue, group)."""

    is_call: Sequence[bool]  # by contact type: whether it holds a line
    enters: Sequence[int]  # by contact type: a queue, or TO_NODE - node
    attempts: Sequence[int]  # by contact type: most tries in a row
    complains_after: Sequence[
        float
    ]  # by contact type: seconds of waiting beyond which an answered contact may complain
    follow_up: Sequence[int]  # by contact type: the type of a service call to it (itself if there is none)
    complaint: Sequence[int]  # by contact type: the type of its complaints (itself if there is none)
    is_work: Sequence[bool]  # by queue: deferred work, without patience or line
    callbacks: Sequence[Callback | None]  # by queue
    slowdown: Sequence[Sequence[float] | None]  # by group, by the number of chats at once, where it stretches any
    escalates_to: Mapping[Skill, int]
    same_agent: Mapping[Skill, float]  # seconds that a repeat waits for the agent it had

    @classmethod
    def of(cls, scenario: Scenario) -> Layout:
        """Read the layout of a scenario."""
        kinds, names = list(scenario.contact_types.values()), list(scenario.contact_types)
        places = {name: TO_NODE - place for place, name in enumerate(scenario.ivr)}
        places |= {name: place for place, name in enumerate(scenario.queues)}
        unresolved = {
            (places[queue], place): skill.unresolved
            for place, group in enumerate(scenario.agent_groups.values())
            for queue, skill in group.skills.items()
            if skill.unresolved is not None
        }

        def other(place: int, part: str) -> int:
            found = getattr(kinds[place], part)
            return place if found is None else names.index(found.contact_type)

        return cls(
            is_call=[kind.channel == "voice" for kind in kinds],
            enters=[places[kind.enters] for kind in kinds],
            attempts=[kind.retry.attempts if kind.retry else 1 for kind in kinds],
            complains_after=[
                kind.complaint.longer_than if kind.complaint and kind.complaint.longer_than is not None else NEVER
                for kind in kinds
            ],
            follow_up=[other(place, "follow_up") for place in range(len(kinds))],
            complaint=[other(place, "complaint") for place in range(len(kinds))],
            is_work=[scenario.deferred(queue) for queue in scenario.queues],
            callbacks=[queue.callback for queue in scenario.queues.values()],
            slowdown=[
                None if set(group.slowdown) == {1.0} else group.slowdown for group in scenario.agent_groups.values()
            ],
            escalates_to={
                skill: places[part.escalate.to] for skill, part in unresolved.items() if part.escalate is not None
            },
            same_agent={
                skill: part.repeat.same_agent
                for skill, part in unresolved.items()
                if part.repeat is not None and part.repeat.same_agent
            },
        )

    def becomes(self, cause: Cause, kind: int) -> int:
        """Contact type of the attempt that follows one of the type ``kind`` for a cause."""
        return {Cause.FOLLOW_UP: self.follow_up, Cause.COMPLAINT: self.complaint}.get(cause, range(kind + 1))[kind]
