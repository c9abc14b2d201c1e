"""Sequels: what follows an answer.

One uniform says how hard a case is to settle. A group that settles more of them settles all that a lesser one does, and some
more; of what it leaves unsettled some are handed on to another queue, some customers call again, some complain. After a case
that was settled the centre may call to ask how it went.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.chance.contacts import Floats, Ints, Sequel
from sim.chance.ways import Uniforms, Ways, drawn

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from scenarios.journeys import Escalate, Repeat
    from scenarios.schema import AgentGroup, ContactType, Scenario, Skill

IVR = -1  # a place: the door of the IVR; other places are queues
DAY = 86400.0
HANDED_ON = (Sequel.COLD, Sequel.WARM)


@dataclass(frozen=True)
class Variant:
    """Groups that serve a queue alike; ``quickest`` is the least that chats at once stretch a talk by in any of them."""

    group: AgentGroup  # one of them
    skill: Skill
    quickest: float

    def serves_like(self, other: Variant) -> bool:
        """Whether the lengths and what follows are the same for both."""
        one, two = self.skill, other.skill
        return (
            self.group.learning == other.group.learning
            and one.resolves == two.resolves
            and one.unresolved == two.unresolved
            and one.handle_time == two.handle_time
            and one.wrap_up == two.wrap_up
        )


class Centre:
    """What attempts of any block need to know of the scenario."""

    def __init__(self, scenario: Scenario) -> None:
        """Number types, queues and groups."""
        self.scenario = scenario
        self.horizon = scenario.calendar.horizon
        self.ways = Ways(scenario)
        self.deferred = cache(scenario.deferred)
        self.types = {name: index for index, name in enumerate(scenario.contact_types)}
        self.kinds = list(scenario.contact_types.values())
        self.queues = {name: index for index, name in enumerate(scenario.queues)}
        self.queue_names = list(scenario.queues)
        self.doors = [self.queues.get(kind.enters, IVR) for kind in self.kinds]
        self.through_ivr = [number for number, door in enumerate(self.doors) if door == IVR]
        groups = list(scenario.agent_groups.values())
        self.servers: list[list[tuple[int, AgentGroup, Skill]]] = [
            [(number, group, group.skills[name]) for number, group in enumerate(groups) if name in group.skills]
            for name in scenario.queues
        ]
        self.offers = [queue.callback for queue in scenario.queues.values()]
        self.call_backs = any(self.offers)
        self.variant = np.full((len(self.queues), len(groups)), -1, np.int16)
        self.variants = [self._variants(queue) for queue in range(len(self.queues))]
        out = any(spell.of == "ivr" for spell in scenario.spells("outage"))
        ports = any(node.ports is not None for node in scenario.ivr.values())
        self.may_be_turned_away = scenario.lines is not None or out or ports

    def _variants(self, queue: int) -> list[Variant]:
        """Gather the groups of a queue that would be occupied alike and would settle alike."""
        found: list[Variant] = []
        for number, group, skill in self.servers[queue]:
            own = Variant(group, skill, min(1.0, *group.slowdown))
            alike = next((place for place, other in enumerate(found) if other.serves_like(own)), None)
            if alike is None:
                self.variant[queue, number] = len(found)
                found.append(own)
            else:
                self.variant[queue, number] = alike
                found[alike] = replace(found[alike], quickest=min(found[alike].quickest, own.quickest))
        return found

    def learning(self, group: AgentGroup, at: Floats) -> tuple[Floats, Floats]:
        """Give the factors on handle time and on the resolved share for contacts that first arrived ``at``."""
        calendar, learning = self.scenario.calendar, group.learning
        assert learning is not None
        weeks = [learning.week(calendar.date_of(day)) for day in range(calendar.days)]
        factors = np.array([learning.factors(week) for week in weeks])[(at // DAY).astype(np.int64)]
        return factors[:, 0], factors[:, 1]


@dataclass(frozen=True)
class After:
    """What may follow if a group answers contacts of one type."""

    centre: Centre
    uniforms: Uniforms
    at: Floats  # when the contacts first arrived
    group: AgentGroup
    skill: Skill
    kind: ContactType

    def sequels(self) -> tuple[NDArray[np.int8], Floats, Floats] | None:
        """Draw for each row (sequel, delay, handover); None if everything is settled for good."""
        if self.skill.resolves >= 1 and not self._unlearned and self.kind.follow_up is None:
            return None
        kind = self._kinds()
        return kind, self._delays(kind), self._handover(kind)

    @property
    def _unlearned(self) -> bool:
        """Whether the group settles less than it will one day."""
        return self.group.learning is not None and any(factor != 1 for factor in self.group.learning.resolves)

    def _resolves(self) -> Floats:
        share = np.array([self.skill.resolves])
        return np.minimum(share * self.centre.learning(self.group, self.at)[1], 1.0) if self._unlearned else share

    def _kinds(self) -> NDArray[np.int8]:
        """Lay the hardness of each case along: settled, handed on, calls again, complains, nothing."""
        hardness, settled = self.uniforms("resolve", None), self._resolves()
        escalate, repeat = _parts(self.skill)
        complaint = self.kind.complaint
        kind = np.full(len(hardness), Sequel.UNRESOLVED, dtype=np.int8)
        kind[hardness < settled] = Sequel.NOTHING
        upto = settled
        for share, sequel in (
            (escalate.share if escalate else 0.0, Sequel.COLD),
            (repeat.share if repeat else 0.0, Sequel.REPEAT),
            (complaint.unresolved if complaint else 0.0, Sequel.COMPLAINT),
        ):
            if share > 0:
                below, upto = upto, np.minimum(upto + share * (1 - settled), 1.0)
                kind[(hardness >= below) & (hardness < upto)] = sequel
        if escalate is not None and escalate.warm > 0 and not self.centre.deferred(escalate.to):
            kind[(kind == Sequel.COLD) & (self.uniforms("escalate warm", None) < escalate.warm)] = Sequel.WARM
        follow_up = self.kind.follow_up
        if follow_up is not None:
            kind[(kind == Sequel.NOTHING) & (self.uniforms("follow-up", None) < follow_up.share)] = Sequel.FOLLOW_UP
        return kind

    def _delays(self, kind: NDArray[np.int8]) -> Floats:
        delay = np.full(len(kind), inf)
        later: list[tuple[Sequel, Distribution | None, str]] = [
            (Sequel.REPEAT, part.delay if (part := _parts(self.skill)[1]) else None, "repeat delay"),
            (Sequel.FOLLOW_UP, self.kind.follow_up.delay if self.kind.follow_up else None, "follow-up delay"),
            (Sequel.COMPLAINT, self.kind.complaint.delay if self.kind.complaint else None, "complaint delay"),
        ]
        for sequel, distribution, purpose in later:
            if distribution is not None:
                which = np.flatnonzero(kind == sequel)
                delay[which] = self._values(distribution, purpose, which)
        return delay

    def _handover(self, kind: NDArray[np.int8]) -> Floats:
        handover, escalate = np.zeros(len(kind)), _parts(self.skill)[0]
        if escalate is not None:
            warm = np.flatnonzero(kind == Sequel.WARM)
            handover[warm] = self._values(escalate.handover, "handover", warm)
        return handover

    def _values(self, distribution: Distribution, purpose: str, rows: Ints) -> Floats:
        return drawn(distribution, self.uniforms, purpose, self.at, rows) if len(rows) else np.empty(0)


def _parts(skill: Skill) -> tuple[Escalate | None, Repeat | None]:
    unresolved = skill.unresolved
    return (None, None) if unresolved is None else (unresolved.escalate, unresolved.repeat)
