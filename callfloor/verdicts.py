"""Verdicts on differences: which of them a planner reads, and what each comes to in words.

A difference is *better*, *worse* or (where neither way is better) *more* or *less* if it is real: told apart from luck with
all other figures of the comparison taken into account. Else the days cannot show one, which does not say that there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from callfloor import gauges, words
from sim.sums.tally import STANDARD_WITHIN
from sim.targets import name_of

if TYPE_CHECKING:
    from callfloor.comparing import Comparison
    from scenarios.schema import Scenario
    from sim.pairs import Difference

BETTER, WORSE, HIGHER, LOWER, OPEN, SAME = "better", "worse", "more", "less", "not shown", "the same"
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
    return f"{gauges.place(one.scope, one.name)} {gauges.called(one.measure, one.within_s, one.of)}"


def sentence(one: Difference, currency: str) -> str:
    """One difference in full: `vip answered within 15 s: +4.2 points (+3.6 to +4.8), from 87.1 % to 91.3 %: real, better`."""
    found = verdict(one)
    text = f"{said(one)}: {gauges.change(one.measure, one.mean, currency)}"
    if one.low != one.high:
        text += f" ({gauges.limits(one.measure, one.low, one.high)})"
    values = [gauges.value(one.measure, value, currency) for value in (one.first, one.second)]
    text += f", from {values[0]} to {values[1]}"
    return f"{text}: real{', ' + found if found in (BETTER, WORSE) else ''}" if found in REAL else f"{text}: {OPEN}"


def by_verdict(found: Iterable[Difference], *verdicts: str) -> list[Difference]:
    """Those that come to one of these."""
    return [one for one in found if verdict(one) in verdicts]


def in_a_sentence(comparison: Comparison, other: int) -> str:
    """The answer: what it costs, what is better, what is worse, and of how much these days can show no difference."""
    first, name = comparison.names[0], comparison.names[other]
    found, everything = charted(comparison, other), headline(comparison, other)
    currency, days = comparison.contenders[0].scenario.currency, days_of(comparison)
    if not by_verdict(everything, *REAL, OPEN):
        return f"{name} against {first}: every figure is the same on each of {days}."
    if comparison.results[0].replications < 2:
        return f"{name} against {first}: one day tells no difference from luck; give it more --replications."
    cost = next((one for one in found if one.measure == "cost" and verdict(one) in REAL), None)
    parts = []
    for word in (BETTER, WORSE):
        some = [one for one in by_verdict(found, word) if one is not cost]
        parts += [f"{word}: {_listed(some, currency)}"] if some else []
    if not parts and by_verdict(found, HIGHER, LOWER):
        parts = [_listed(by_verdict(found, HIGHER, LOWER), currency)]
    unsure = len(by_verdict(found, OPEN))
    if unsure:
        others = "1 other shows" if unsure == 1 else f"{unsure} others show"
        which = others if parts else "the other figures show" if cost else "the figures show"
        parts.append(f"{which} no difference that {days} could tell from luck")
    text = "; ".join(parts)
    if cost is not None and cost.mean is not None:
        dearer = f"{words.money(abs(cost.mean), currency)} {'more' if cost.mean > 0 else 'less'} than {first}"
        return f"{name} costs {dearer}{'; ' + text if text else ''}."
    return f"{name} against {first}: {text}."


def _listed(found: Sequence[Difference], currency: str, most: int = 3) -> str:
    texts = [f"{said(one)} ({gauges.change(one.measure, one.mean, currency)})" for one in found[:most]]
    if len(found) > most:
        texts.append(f"{len(found) - most} more")
    return words.listed(texts)


def days_of(comparison: Comparison) -> str:
    """`100 days`."""
    one = comparison.contenders[0].scenario.calendar.days == 1
    return words.plural(comparison.results[0].replications, "day" if one else "calendar")


def sentences(comparison: Comparison, other: int) -> list[str]:
    """Every real difference of the chart in words, then what cannot be shown and what is the same, each in one line."""
    found = charted(comparison, other)
    currency = comparison.contenders[0].scenario.currency
    lines = [sentence(one, currency) for one in by_verdict(found, *REAL)]
    rest = by_verdict(found, OPEN)
    if rest:
        told = [
            said(one) + (f" ({gauges.limits(one.measure, one.low, one.high)})" if one.low is not None else "")
            for one in rest
        ]
        lines.append(f"No difference that {days_of(comparison)} can show: {words.listed(told)}.")
    return lines
