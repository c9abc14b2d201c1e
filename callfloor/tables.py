"""The tables that the terminal prints and the report holds: the same rows, the same words.

Each row is made of measures as they are; nothing is computed here. Every share's denominator stands in `GLOSSARY`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.asked import SHARES, asked_in_words
from callfloor.figures.picture import Table
from callfloor.figures.reading import Reading

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.measures import MeasureRow
    from sim.targets import Verdict

STANDARD = 20.0  # s
SCOPE_WORDS = {"centre": "centre", "contact_type": "contact type", "queue": "queue", "agent_group": "group"}

GLOSSARY: tuple[tuple[str, str], ...] = (
    ("offered", "contacts that asked for a person at an open queue: answered + abandoned + blocked + cleared + unfinished"),
    (
        "answered within 20 s",
        "answered with a wait of at most 20 s / offered. Who gave up or was turned away stays in the denominator. "
        "The same for any other number of seconds",
    ),
    ("abandoned", "contacts that gave up waiting / offered"),
    ("mean wait", "seconds from joining the queue to the answer / answered. “Of all who ask”: any end of the wait / offered"),
    ("90 % wait at most", "90th percentile of the waits of the answered, all days pooled"),
    ("longest wait", "mean of the days' longest waits"),
    ("occupancy", "time handling and wrapping up / time staffed; breaks are not staffed"),
    ("people on the floor", "scheduled people x (1 - shrinkage), rounded half up; costs are of scheduled people"),
    ("cost", "paid staff for the calendar; the cost of lost contacts stands apart"),
    ("cost per contact", "cost / answered"),
    ("days met", "days on which the period reaches the target / days on which something was offered in it"),
    (
        "95 % limits",
        "where the mean over endless days would lie in 95 of 100 such runs; means are sums over days / sums over days. "
        "“Exact”: computed without chance, or the same on every day",
    ),
)  # fmt: skip


def estimate(row: MeasureRow | None, show: str) -> str:
    """A row with its limits: `91.2 % (90.5–91.9)`."""
    return words.NOTHING if row is None else words.estimate(row.mean, row.low, row.high, show)


def withins(scenario: Scenario) -> list[float]:
    """The answer thresholds worth a column: those that targets name, else 20 s."""
    named = {target.within for target in scenario.targets if target.measure == "answer_rate" and target.within}
    return sorted(named) or [STANDARD]


def contacts(reading: Reading) -> Table:
    """Centre, contact types and queues: what was asked and how it was served."""
    scenario = reading.scenario
    rates = withins(scenario)
    columns = ("", "name", "offered", *(f"answered within {words.duration(within)}" for within in rates))
    columns += ("abandoned", "mean wait", "90 % wait at most", "longest wait")
    places = [("centre", "centre")]
    places += [("contact_type", name) for name in scenario.contact_types]
    places += [("queue", name) for name in scenario.queues]
    rows = []
    for scope, name in places:
        rows.append(
            (
                SCOPE_WORDS[scope],
                scenario.name if scope == "centre" else name,
                words.number(reading.value("offered", scope, name)),
                *(estimate(reading.row("answer_rate", scope, name, within=within), "share") for within in rates),
                estimate(reading.row("abandonment", scope, name), "share"),
                estimate(reading.row("mean_wait", scope, name), "duration"),
                words.duration(reading.value("wait_p90", scope, name)),
                words.duration(reading.value("longest_wait", scope, name)),
            )
        )
    return Table(columns, tuple(rows), labels=2)


def groups(reading: Reading) -> Table:
    """Agent groups: how busy they are and what they cost."""
    scenario = reading.scenario
    places = [("agent_group", name) for name in scenario.agent_groups]
    places += [("centre", "centre")] if len(places) > 1 else []
    rows = []
    for scope, name in places:
        rows.append(
            (
                scenario.name if scope == "centre" else name,
                words.number(reading.value("answered", scope, name)),
                estimate(reading.row("occupancy", scope, name), "share"),
                *_price(reading, scope, name),
            )
        )
    return Table(("group", "answered", "occupancy", "cost", "cost per contact"), tuple(rows))


def _price(reading: Reading, scope: str, name: str) -> tuple[str, str]:
    """Cost and cost per contact; nothing where no wage is stated, for work that nobody has priced is not free."""
    groups, cost = reading.scenario.agent_groups, reading.value("cost", scope, name)
    named = [groups[name]] if scope == "agent_group" else list(groups.values())
    if not cost and all(group.cost is None for group in named):
        return words.NOTHING, words.NOTHING
    currency = reading.scenario.currency
    return words.money(cost, currency), words.money(reading.value("cost_per_contact", scope, name), currency)


def targets(scenario: Scenario, verdicts: tuple[Verdict, ...], *, exact: bool = False) -> Table:
    """Each target at its worst period, with limits; ``exact`` if they were computed, not measured."""
    columns = ("of", "verdict", "measure", "asked", "worst", "95 % limits", "at", "days met", "not judged")
    return Table(columns, tuple(_target(scenario, verdict, exact=exact) for verdict in verdicts), labels=4)


def _target(scenario: Scenario, verdict: Verdict, *, exact: bool) -> tuple[str, ...]:
    target, worst = verdict.target, verdict.worst
    show = "share" if target.measure in SHARES else "duration"
    skipped = [period for period in verdict.periods if period.skipped is not None]
    not_judged = words.plural(len(skipped), "period") if skipped else ""
    name = target.of_what or scenario.name
    if worst is None:
        return (name, "not judged", measure_words(verdict), asked_in_words(verdict), *[words.NOTHING] * 4, not_judged)
    return (
        name,
        "met" if verdict.met else "MISSED",
        measure_words(verdict),
        asked_in_words(verdict),
        words.styled(worst.reached, show),
        "exact" if exact else words.limits(worst.low, worst.high, show),
        when(scenario, verdict),
        words.share(worst.days_met),
        not_judged,
    )


def measure_words(verdict: Verdict) -> str:
    """The measure of a target, with its denominator if it is not the usual one."""
    target = verdict.target
    text = {"answer_rate": "answered in time", "abandonment": "abandoned", "mean_wait": "mean wait"}
    word = text.get(target.measure, target.measure)
    return word if target.of == "offered" else f"{word}, of {target.of.replace('_', ' ')}"


def when(scenario: Scenario, verdict: Verdict) -> str:
    """The worst period: `10:30`, or the whole horizon."""
    if verdict.worst is None or verdict.target.per == "horizon":
        return "horizon"
    return words.clock(verdict.worst.start, dated=scenario.calendar.days > 1)


def skipped(scenario: Scenario, verdicts: tuple[Verdict, ...]) -> tuple[str, ...]:
    """Every period that no target judges and why, in words, one line a reason."""
    lines = []
    dated = scenario.calendar.days > 1
    for verdict in verdicts:
        reasons: dict[str, list[str]] = {}
        for period in verdict.periods:
            if period.skipped is not None:
                reasons.setdefault(period.skipped, []).append(words.clock(period.start, dated=dated))
        name = verdict.target.of_what or scenario.name
        lines += [f"{name}, {measure_words(verdict)}: {reason}: {', '.join(at)}" for reason, at in reasons.items()]
    return tuple(lines)
