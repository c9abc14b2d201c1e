"""Sequels: what follows an answer.

One uniform says how hard a case is to settle. A group that settles more of them settles all that a lesser one does, and some
more; of what it leaves unsettled some are handed on to another queue, some customers call again, some complain. After a case
that was settled the centre may call to ask how it went.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from sim.chance.contacts import Floats, Ints, Sequel
from sim.chance.ways import Uniforms, Ways, drawn

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from scenarios.journeys import Escalate, Repeat
    from scenarios.schema import AgentGroup, ContactType, Scenario, Skill

IVR = -1  # a place: the door of the IVR; other places are queues
DAY = 86400.0
HANDED_ON = (Sequel.COLD, Sequel.WARM)


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
        self.servers: list[list[tuple[int, AgentGroup, Skill]]] = [
            [(number, group, group.skills[name]) for number, group in enumerate(groups) if name in group.skills]
            for groups in [list(scenario.agent_groups.values())]
            for name in scenario.queues
        ]
        out = any(spell.of == "ivr" for spell in scenario.spells("outage"))
        ports = any(node.ports is not None for node in scenario.ivr.values())
        self.may_be_turned_away = scenario.lines is not None or out or ports

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

    def sequels(self) -> tuple[Ints, Floats, Floats] | None:
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
        share = np.full(len(self.at), self.skill.resolves)
        return np.minimum(share * self.centre.learning(self.group, self.at)[1], 1.0) if self._unlearned else share

    def _kinds(self) -> Ints:
        """Lay the hardness of each case along: settled, handed on, calls again, complains, nothing."""
        hardness, settled = self.uniforms("resolve"), self._resolves()
        escalate, repeat = _parts(self.skill)
        complaint = self.kind.complaint
        kind = np.full(len(hardness), Sequel.UNRESOLVED, dtype=np.int64)
        kind[hardness < settled] = Sequel.NOTHING
        upto = settled
        for share, sequel in (
            (escalate.share if escalate else 0.0, Sequel.COLD),
            (repeat.share if repeat else 0.0, Sequel.REPEAT),
            (complaint.unresolved if complaint else 0.0, Sequel.COMPLAINT),
        ):
            below, upto = upto, np.minimum(upto + share * (1 - settled), 1.0)
            kind[(hardness >= below) & (hardness < upto)] = sequel
        if escalate is not None and escalate.warm > 0 and not self.centre.deferred(escalate.to):
            kind[(kind == Sequel.COLD) & (self.uniforms("escalate warm") < escalate.warm)] = Sequel.WARM
        follow_up = self.kind.follow_up
        if follow_up is not None:
            kind[(kind == Sequel.NOTHING) & (self.uniforms("follow-up") < follow_up.share)] = Sequel.FOLLOW_UP
        return kind

    def _delays(self, kind: Ints) -> Floats:
        delay = np.full(len(kind), inf)
        later: list[tuple[Sequel, Distribution | None, str]] = [
            (Sequel.REPEAT, part.delay if (part := _parts(self.skill)[1]) else None, "repeat delay"),
            (Sequel.FOLLOW_UP, self.kind.follow_up.delay if self.kind.follow_up else None, "follow-up delay"),
            (Sequel.COMPLAINT, self.kind.complaint.delay if self.kind.complaint else None, "complaint delay"),
        ]
        for sequel, distribution, purpose in later:
            which = kind == sequel
            if distribution is not None and which.any():
                delay[which] = self._value(distribution, purpose)[which]
        return delay

    def _handover(self, kind: Ints) -> Floats:
        escalate = _parts(self.skill)[0]
        warm = kind == Sequel.WARM
        if escalate is None or not warm.any():
            return np.zeros(len(kind))
        return np.where(warm, self._value(escalate.handover, "handover"), 0.0)

    def _value(self, distribution: Distribution, purpose: str) -> Floats:
        return drawn(distribution, self.uniforms, purpose, self.at)


def _parts(skill: Skill) -> tuple[Escalate | None, Repeat | None]:
    unresolved = skill.unresolved
    return (None, None) if unresolved is None else (unresolved.escalate, unresolved.repeat)
