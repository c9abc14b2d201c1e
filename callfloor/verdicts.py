"""Verdicts on differences: which of them a planner reads, and what each comes to in words.

A difference is *better*, *worse* or (where neither way is better) *more* or *less* if it is real: told apart from luck with
all other figures of the comparison taken into account. Else the days cannot show one, which does not say that there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from callfloor import gauges, words
from callfloor.language import later, plural, say
from sim.sums.tally import STANDARD_WITHIN
from sim.targets import name_of

if TYPE_CHECKING:
    from callfloor.comparing import Comparison
    from scenarios.schema import Scenario
    from sim.pairs import Difference

BETTER, WORSE = later("better"), later("worse")
HIGHER, LOWER = later("more"), later("less")
OPEN, SAME = later("not shown"), later("the same")
REAL = (BETTER, WORSE, HIGHER, LOWER)
MOST = 14  # rows of a chart that is read in five seconds


def verdict(one: Difference) -> str:
    """What a difference comes to."""
    if one.first == one.second and not (one.low or one.high):
        return SAME
    if one.mean is None or not one.real:
        return OPEN
    better = gauges.gauge(one.measure).better
    if better == 0:
        return HIGHER if one.mean > 0 else LOWER
    return BETTER if one.mean * better > 0 else WORSE


def headline(comparison: Comparison, other: int) -> tuple[Difference, ...]:
    """The headline measures at every scope that both scenarios have, in the order of scopes; what neither has is left out."""
    scenario, others = comparison.contenders[0].scenario, comparison.contenders[other].scenario
    priced = scenario.currency == others.currency
    return tuple(
        one
        for one in comparison.of(other)
        if one.measure in gauges.HEADLINE
        and one.interval is None
        and one.mean is not None
        and (one.first or one.second)
        and (priced or gauges.gauge(one.measure).show != "money")
        and not _needless(scenario, one)
    )


def _needless(scenario: Scenario, one: Difference) -> bool:
    """Figures that say nothing of their own: chats where there are none, a group's part of what customers meet."""
    if one.measure == "slot_use":
        return all(group.concurrency == 1 for group in scenario.agent_groups.values())
    if one.scope == "agent_group":
        return one.measure in ("mean_wait", "cost_per_contact", "first_contact_resolution", "satisfaction")
    return one.scope in ("queue", "contact_type") and one.measure in ("cost", "cost_per_contact")


def charted(comparison: Comparison, other: int) -> list[Difference]:
    """The few that stand in the chart and in the answer."""
    found = foremost(comparison, other)
    of_all = [one for one in found if one.scope == "centre"]
    others = [one for one in found if one.scope != "centre"][: max(MOST - len(of_all), 0)]
    return [one for one in found if one in of_all or one in others]


def foremost(comparison: Comparison, other: int) -> list[Difference]:
    """What targets ask first, then the centre's money, then what customers meet in each queue, the busiest first, then people."""
    scenario = comparison.contenders[0].scenario
    asked = {(target.scope, name_of(target), target.measure, target.within) for target in scenario.targets}
    within = {(target.scope, name_of(target)) for target in scenario.targets if target.measure == "answer_rate"}

    def weight(one: Difference) -> int | None:
        key = (one.scope, one.name)
        if (*key, one.measure, one.within_s) in asked:
            return 0
        if one.measure == "answer_rate" and (key in within or one.within_s != STANDARD_WITHIN):
            return None  # the threshold that the target names is the one to read
        if one.scope == "centre" and one.measure in gauges.OF_THE_CENTRE:
            return 1  # what a contact costs has no scale in common with what the centre costs; it stands in the table
        if one.scope == "queue" and one.measure in gauges.OF_CUSTOMERS:
            return 2
        if one.scope == "agent_group" and one.measure in gauges.BY_PEOPLE:
            return 3
        return None

    busy = {(one.scope, one.name): one.first or 0.0 for one in comparison.of(other) if one.measure == "offered"}
    told = [(weight(one), one) for one in headline(comparison, other) if verdict(one) != SAME]
    found = [(weighed, -busy.get((one.scope, one.name), 0.0), one) for weighed, one in told if weighed is not None]
    return [one for _, _, one in sorted(found, key=lambda each: each[:2])]


def said(one: Difference) -> str:
    """Where and what: `vip answered within 15 s`."""
    return say(
        "{name} {measure}",
        name=gauges.place(one.scope, one.name),
        measure=gauges.called(one.measure, one.within_s, one.of),
    )


def sentence(one: Difference, currency: str) -> str:
    """One difference in full: `vip answered within 15 s: +4.2 points (+3.6 to +4.8), from 87.1 % to 91.3 %: real, better`."""
    found = verdict(one)
    change = gauges.change(one.measure, one.mean, currency)
    if one.low != one.high:
        change = say("{value} ({limits})", value=change, limits=gauges.limits(one.measure, one.low, one.high))
    first, second = (gauges.value(one.measure, value, currency) for value in (one.first, one.second))
    whether = say("not shown")
    if found in REAL:
        whether = say("real, {verdict}", verdict=say(found)) if found in (BETTER, WORSE) else say("real")
    return say(
        "{what}: {change}, from {first} to {second}: {whether}",
        what=said(one), change=change, first=first, second=second, whether=whether,
    )  # fmt: skip


def by_verdict(found: Iterable[Difference], *verdicts: str) -> list[Difference]:
    """Those that come to one of these."""
    return [one for one in found if verdict(one) in verdicts]


def in_a_sentence(comparison: Comparison, other: int) -> str:
    """The answer: what it costs, what is better, what is worse, and of how much these days can show no difference."""
    first, name = comparison.names[0], comparison.names[other]
    found, everything = charted(comparison, other), headline(comparison, other)
    currency, days = comparison.contenders[0].scenario.currency, days_of(comparison)
    if not by_verdict(everything, *REAL, OPEN):
        return say(
            "{name} against {first}: every figure is the same on each of {days}.", name=name, first=first, days=days
        )
    if comparison.results[0].replications < 2:
        return say(
            "{name} against {first}: one day tells no difference from luck; give it more --replications.",
            name=name,
            first=first,
        )
    cost = next((one for one in found if one.measure == "cost" and verdict(one) in REAL), None)
    parts = []
    for word in (BETTER, WORSE):
        some = [one for one in by_verdict(found, word) if one is not cost]
        parts += [say("{name}: {what}", name=say(word), what=_listed(some, currency))] if some else []
    if not parts and by_verdict(found, HIGHER, LOWER):
        parts = [_listed(by_verdict(found, HIGHER, LOWER), currency)]
    unsure = len(by_verdict(found, OPEN))
    if unsure:
        parts.append(_unsure(unsure, days, others=bool(parts), cost=cost is not None))
    if cost is not None and cost.mean is not None:
        dearer = "{name} costs {money} more than {first}" if cost.mean > 0 else "{name} costs {money} less than {first}"
        money = words.money(abs(cost.mean), currency)
        return words.chain([say(dearer, name=name, money=money, first=first), *parts])
    return say("{name} against {first}: {said}", name=name, first=first, said=words.chain(parts))


def _unsure(count: int, days: str, *, others: bool, cost: bool) -> str:
    """Of how many figures no difference can be told: besides others that were named, or besides the cost, or of all."""
    if others:
        return plural(
            "1 other shows no difference that {days} could tell from luck",
            "{n} others show no difference that {days} could tell from luck",
            count,
            days=days,
        )
    if cost:
        return say("the other figures show no difference that {days} could tell from luck", days=days)
    return say("the figures show no difference that {days} could tell from luck", days=days)


def _listed(found: Sequence[Difference], currency: str, most: int = 3) -> str:
    texts = [
        say("{value} ({limits})", value=said(one), limits=gauges.change(one.measure, one.mean, currency))
        for one in found[:most]
    ]
    if len(found) > most:
        texts.append(say("{count} more", count=len(found) - most))
    return words.listed(texts)


def days_of(comparison: Comparison) -> str:
    """`100 days`."""
    one = comparison.contenders[0].scenario.calendar.days == 1
    count = comparison.results[0].replications
    return words.days(count) if one else plural("{n} calendar", "{n} calendars", count)


def sentences(comparison: Comparison, other: int) -> list[str]:
    """Every real difference of the chart in words, then what cannot be shown and what is the same, each in one line."""
    found = charted(comparison, other)
    currency = comparison.contenders[0].scenario.currency
    lines = [sentence(one, currency) for one in by_verdict(found, *REAL)]
    rest = by_verdict(found, OPEN)
    if rest:
        told = [
            said(one)
            if one.low is None
            else say("{value} ({limits})", value=said(one), limits=gauges.limits(one.measure, one.low, one.high))
            for one in rest
        ]
        days = days_of(comparison)
        lines.append(say("No difference that {days} can show: {figures}.", days=days, figures=words.listed(told)))
    return lines
