"""Mends: how many more people would keep the targets that are at risk.

For each period at risk the group is asked that takes its contacts first. More of its people are put on the floor in what is ahead of the
period, and the same days are simulated again: twice as many until the target is kept, then halving between what is too few and what is
enough, all periods at a time. At the end all of it is simulated together once more, and where neighbours had helped each other and it
is not enough, one more is added. Periods of an hour and less come first: what they lack helps the day, and only what the day lacks then is
added all day. So a number is only given of what was seen to be enough; it is the fewest as far as periods do not depend on each other. How
such people are found is the business of re-planning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.today.risks import Key, Risk, chances
from scenarios.ways import comes_to
from sim.definitions import Sample
from sim.sums.names import STANDARD_WITHIN, within_key

if TYPE_CHECKING:
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario
    from scenarios.targets import Target
    from sim.experiment import Results
    from sim.staffing import Staffing, Steps

HOUR = 3600.0
DOUBLINGS, LAST = 7, 6  # times that people are doubled; times that one is added at the end
Try = Callable[["Staffing"], "Results"]


@dataclass(frozen=True)
class Mend:
    """What would mend one period: so many more people of a group on the floor, from one interval to another (included).

    ``people``: 0 where it is enough to mend the others; None where as many as were tried are not enough, or nobody could help. ``chance``: of
    missing it, with all of the mends. ``when``: the intervals among these in which there is anything to do.
    """

    risk: Risk
    group: str | None
    first: int
    last: int
    people: int | None
    chance: float | None = None
    when: tuple[int, ...] = ()


@dataclass(frozen=True)
class Mended:
    """All mends, what they add up to by group and interval (people on the floor), and the days with all of them."""

    mends: tuple[Mend, ...]
    short: Mapping[str, FloatArray] = field(default_factory=dict)
    results: Results | None = None


@dataclass
class _Search:
    """One period being looked at: ``few`` is known to be too few, ``enough`` to be enough."""

    mend: Mend
    few: int = 0
    enough: int | None = None
    given: int = 0

    @property
    def key(self) -> Key:
        """Which period it is."""
        return self.mend.risk.target, self.mend.risk.period.first

    def next(self, most: float) -> bool:
        """Choose how many to try next; False if that is settled, or more than so many would have to be tried."""
        if self.mend.group is None or (self.enough is not None and self.enough - self.few <= 1):
            return False
        given = max(2 * self.few, 1) if self.enough is None else (self.few + self.enough) // 2
        if given > most:
            return False
        self.given = given
        return True

    def seen(self, *, met: bool) -> None:
        """Learn from a trial."""
        if met:
            self.enough = self.given
        else:
            self.few = self.given


def mended(risks: tuple[Risk, ...], results: Results, span: tuple[int, int], simulate: Try) -> Mended:
    """Find what would mend these periods; ``span``: the first interval that is ahead, and the last of the day in hand."""
    hour = round(HOUR / results.staffing.interval)
    short: dict[str, FloatArray] = {}
    found: list[_Search] = []
    seen = results
    for longer in (False, True):  # what single hours lack helps the day, too
        own = [_Search(_mend(risk, results, span)) for risk in risks if (_length(risk) > max(hour, 1)) == longer]
        found += own
        own = own if not longer else [one for one in own if not _met(seen).get(one.key, True)]
        if own:
            _search(own, with_more(results.staffing, short), simulate)
            seen = _verified(own, with_more(results.staffing, short), simulate) or seen
            short = _together(short, short_of(own, results.staffing))
    chance = chances(seen)
    met = _met(seen)
    mends = (
        replace(
            one.mend,
            people=one.given if met.get(one.key, True) else None,
            chance=chance[one.key][0] if one.key in chance else None,
        )
        for one in found
    )
    return Mended(tuple(sorted(mends, key=lambda mend: risks.index(mend.risk))), short, seen)


def _length(risk: Risk) -> int:
    return risk.period.last + 1 - risk.period.first


def _search(searches: list[_Search], staffing: Staffing, simulate: Try) -> None:
    """Look for what is enough for each period, all at a time."""
    for _ in range(2 * DOUBLINGS):
        active = [one for one in searches if one.next(_most(one.mend, staffing))]
        if not active:
            return
        for one in searches:
            one.given = one.given if one in active else one.enough or 0
        met = _met(simulate(with_more(staffing, short_of(searches, staffing))))
        for one in active:
            one.seen(met=met.get(one.key, True))


def _verified(searches: list[_Search], staffing: Staffing, simulate: Try) -> Results | None:
    """All of them at a time; one more where that is not enough."""
    for one in searches:
        one.given = one.enough or 0
    found, seen = [one for one in searches if one.given], None
    for number in range(LAST if found else 0):
        seen = simulate(with_more(staffing, short_of(searches, staffing)))
        met = _met(seen)
        lacking = [one for one in found if not met.get(one.key, True)]
        if not lacking or number + 1 == LAST:
            break
        for one in lacking:
            one.given += 1
    return seen


def _together(one: Mapping[str, FloatArray], other: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    return {group: one.get(group, 0.0) + other.get(group, np.zeros(1)) for group in {**one, **other}}


def _most(mend: Mend, staffing: Staffing) -> float:
    """More than that are not tried: three times the people there are, and at least 32."""
    if mend.group is None:
        return 0.0
    return 3 * float(staffing.mean_on_floor(mend.group).max()) + 32


def _met(results: Results) -> dict[Key, bool]:
    return {
        (place, period.first): period.met or period.skipped is not None
        for place, verdict in enumerate(results.verdicts)
        for period in verdict.periods
    }


def _mend(risk: Risk, results: Results, span: tuple[int, int]) -> Mend:
    scenario, period = results.scenario, risk.period
    group = _group(results, scenario.targets[risk.target], period.first, period.last)
    first, last = max(period.first, span[0]), min(period.last, span[1])
    return Mend(risk, group, first, last, None, when=() if group is None else _at_work(results, group, first, last))


def _at_work(results: Results, group: str, first: int, last: int) -> tuple[int, ...]:
    """Intervals of a span in which the group's people have something to do: contacts come, or somebody is there."""
    scenario = results.scenario
    skills = scenario.agent_groups[group].skills
    offered = Sample(scenario, results.tallies).sums("queue", "offered").sum(axis=0)
    coming = offered[[place for place, queue in enumerate(scenario.queues) if queue in skills]].sum(axis=0)
    there = results.staffing.mean_on_floor(group)
    return tuple(place for place in range(first, last + 1) if coming[place] > 0 or there[place] > 0)


def _group(results: Results, target: Target, first: int, last: int) -> str | None:
    """Whose people would help: those who take the contacts of the queue that loses most of them."""
    scenario = results.scenario
    if target.scope == "agent_group":
        return target.of_what
    names = {"queue": (target.of_what,), "contact_type": ()}.get(target.scope, tuple(scenario.queues))
    if target.scope == "contact_type":
        names = comes_to(scenario, target.of_what)
    sample = Sample(scenario, results.tallies)
    late = sample.sums("queue", "offered") - sample.sums(
        "queue", within_key("answered within", target.within or STANDARD_WITHIN)
    )
    lost = late[:, :, first : last + 1].sum(axis=(0, 2))
    places = list(scenario.queues)
    for queue in sorted(names, key=lambda name: -float(lost[places.index(name)])):
        group = first_to_take(scenario, queue, target)
        if group is not None:
            return group
    return None


def first_to_take(scenario: Scenario, queue: str, target: Target) -> str | None:
    """The group that takes a queue's contacts first, of those that may take them in time."""
    own = [
        (group.skills[queue].preference, place, name)
        for place, (name, group) in enumerate(scenario.agent_groups.items())
        if queue in group.skills
        and not (target.measure == "answer_rate" and group.skills[queue].after > (target.within or 0.0))
    ]
    return min(own)[2] if own else None


def short_of(searches: list[_Search], staffing: Staffing) -> dict[str, FloatArray]:
    """More people on the floor by group and interval: of periods that overlap the most."""
    found: dict[str, FloatArray] = {}
    for one in searches:
        if one.mend.group is None or not one.given:
            continue
        column = found.setdefault(one.mend.group, np.zeros(round(staffing.horizon / staffing.interval)))
        own = list(one.mend.when)
        column[own] = np.maximum(column[own], one.given)
    return found


def with_more(staffing: Staffing, more: Mapping[str, FloatArray]) -> Staffing:
    """The staffing with so many more people on the floor in each interval; they cost nothing here, nobody was hired."""

    def added(steps: Mapping[str, Steps]) -> dict[str, Steps]:
        return {
            group: _added(own, more[group] / (1 - staffing.shrinkage[group]), staffing.interval)
            if group in more
            else own
            for group, own in steps.items()
        }

    return replace(staffing, steps=added(staffing.steps), present=added(staffing.present))


def _added(steps: Steps, more: FloatArray, interval: float) -> Steps:
    """A step function with an amount added in each interval."""
    moments = sorted({moment for moment, _ in steps} | {place * interval for place in range(len(more))})
    found: list[tuple[float, float]] = []
    at = -1
    for moment in moments:
        while at + 1 < len(steps) and steps[at + 1][0] <= moment:
            at += 1
        place = min(int(moment // interval), len(more) - 1)
        people = steps[at][1] + float(more[place])
        if not found or found[-1][1] != people:
            found.append((moment, people))
    return tuple(found)
