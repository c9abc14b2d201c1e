"""The tables that the terminal prints and the report holds: the same rows, the same words.

Each row is made of measures as they are; nothing is computed here. What only some centres have (deadlines, chats, ...) is in
`callfloor/extras.py`; every share's denominator stands in `callfloor/glossary.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import words
from callfloor.extras import SCOPE_WORDS, agent_columns, channels, estimate, fates, places, satisfaction, work
from callfloor.figures import asked, judged
from callfloor.figures.asked import WORDS, asked_in_words
from callfloor.figures.picture import Table
from callfloor.figures.reading import Reading
from callfloor.language import later, plural, say
from callfloor.language.below import retold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.schema import Scenario
    from sim.targets import PeriodVerdict, Verdict

STANDARD = 20.0  # s
ONE_DAY = later("Each agent's figures: the mean of the group (and the most) on one simulated day.")


def headline_within(scenario: Scenario) -> float:
    """The wait (s) of the one answer rate that a headline has: that of the targets where they agree on one, else the trade's."""
    found = withins(scenario)
    return found[0] if len(found) == 1 else STANDARD


def withins(scenario: Scenario) -> list[float]:
    """The answer thresholds worth a column: those that targets name, else 20 s."""
    named = {target.within for target in scenario.targets if target.within is not None}
    return sorted(named) or [STANDARD]


def contacts(reading: Reading) -> Table:
    """Centre, contact types and queues: what was asked and how it was served."""
    scenario = reading.scenario
    rates = withins(scenario)
    answered = (say("answered within {within}", within=words.duration(within)) for within in rates)
    columns = ("", say("name"), say("offered"), *answered)
    columns += (say("abandoned"), say("mean wait"), say("90 % wait at most"), say("longest wait"))
    rows = [
        (
            say(SCOPE_WORDS[scope]),
            label,
            words.count(reading.value("offered", scope, name)),
            *(estimate(reading, "answer_rate", scope, name, "share", within) for within in rates),
            estimate(reading, "abandonment", scope, name, "share"),
            estimate(reading, "mean_wait", scope, name, "duration"),
            words.duration(reading.value("wait_p90", scope, name)),
            words.duration(reading.value("longest_wait", scope, name)),
        )
        for scope, name, label in places(scenario, "centre", "contact_type", "queue")
        if scope == "centre" or _immediate(scenario, scope, name)
    ]
    return Table(columns, tuple(rows), labels=2)


def _immediate(scenario: Scenario, scope: str, name: str) -> bool:
    """Whether somebody waits: deferred work has a table of its own."""
    return scenario.contact_types[name].immediate if scope == "contact_type" else not scenario.deferred(name)


def groups(reading: Reading) -> Table:
    """Agent groups: how busy they are, what they cost, and what one day is like for each of their people."""
    scenario = reading.scenario
    found = places(scenario, "agent_group")
    found += places(scenario, "centre") if len(found) > 1 else []
    chat = any(group.concurrency > 1 for group in scenario.agent_groups.values())
    each = agent_columns(reading)
    rows = [
        (
            label,
            words.count(reading.value("answered", scope, name)),
            estimate(reading, "occupancy", scope, name, "share"),
            *((estimate(reading, "slot_use", scope, name, "share"),) if chat else ()),
            *(each.get(name, (words.NOTHING,) * 3) if scope == "agent_group" else ("",) * 3),
            *_price(reading, scope, name),
        )
        for scope, name, label in found
    ]
    columns = (say("group"), say("answered"), say("occupancy"), *((say("chat slots in use"),) if chat else ()))
    columns += (say("contacts an agent in 8 h (most)"), say("each agent busy (most)"), say("longest stretch (worst)"))
    return Table((*columns, say("cost"), say("cost per contact")), tuple(rows))


def more(reading: Reading) -> list[tuple[str, Table]]:
    """The tables of what only some centres have, each with its heading."""
    found = (
        (say("What else became of contacts"), fates(reading)),
        (say("Deferred work"), work(reading)),
        (say("Satisfaction"), satisfaction(reading)),
        (say("Channels"), channels(reading)),
    )
    return [(heading, content) for heading, content in found if content is not None]


def _price(reading: Reading, scope: str, name: str) -> tuple[str, str]:
    """Cost and cost per contact; nothing where no wage is stated, for work that nobody has priced is not free."""
    groups, cost = reading.scenario.agent_groups, reading.value("cost", scope, name)
    named = [groups[name]] if scope == "agent_group" else list(groups.values())
    if not cost and all(group.cost is None for group in named):
        return words.NOTHING, words.NOTHING
    currency = reading.scenario.currency
    return words.money(cost, currency), words.money(reading.value("cost_per_contact", scope, name), currency)


def targets(
    scenario: Scenario,
    verdicts: tuple[Verdict, ...],
    *,
    exact: bool = False,
    promised: tuple[float | None, ...] | None = None,
    days: Sequence[judged.Days] = (),
) -> Table:
    """Each target at its worst period, with limits; ``exact`` if they were computed, not measured; ``promised``: by a formula.

    A promise about days stands there with the share of them that kept it; ``days``: the limits of these shares, by target.
    """
    met = say("days met") if scenario.calendar.days == 1 else say("calendars met")
    columns: tuple[str, ...] = (
        say("of"),
        say("verdict"),
        say("measure"),
        say("asked"),
        say("worst"),
        say("95 % limits"),
        say("at"),
        met,
        say("not judged"),
    )
    known = days or [{}] * len(verdicts)
    rows = tuple(_target(scenario, verdict, own, exact=exact) for verdict, own in zip(verdicts, known, strict=False))
    if promised is None:
        return Table(columns, rows, labels=4)
    said = [_promise(verdict, value) for verdict, value in zip(verdicts, promised, strict=True)]
    told = tuple((*row[:4], value, *row[4:]) for row, value in zip(rows, said, strict=True))
    return Table((*columns[:4], say("by formula"), *columns[4:]), told, labels=4)


def style_of(verdict: Verdict) -> str:
    """How values of a target's measure are written: as shares or as durations."""
    return asked.style_of(verdict.target)


def _promise(verdict: Verdict, value: float | None) -> str:
    """What a formula promises; of a promise about days, what it has on a day so busy that just enough are quieter."""
    text = words.styled(value, style_of(verdict))
    return say("{value} on a busy day", value=text) if judged.of_days(verdict.target) and value is not None else text


def _target(scenario: Scenario, verdict: Verdict, days: judged.Days, *, exact: bool) -> tuple[str, ...]:
    target, worst = verdict.target, verdict.worst
    skipped = [period for period in verdict.periods if period.skipped is not None]
    not_judged = plural("{n} period", "{n} periods", len(skipped)) if skipped else ""
    name = target.of_what or scenario.name
    if worst is None:
        return (
            name,
            say("not judged"),
            measure_words(verdict),
            asked_in_words(verdict),
            *[words.NOTHING] * 4,
            not_judged,
        )
    found = judged.figure(target, worst, days)
    return (
        name,
        say("met") if verdict.met else say("MISSED"),
        measure_words(verdict),
        asked_in_words(verdict),
        judged.said(target, found.reached),
        say("exact") if exact else judged.limits(target, found),
        when(scenario, verdict),
        words.share(worst.days_met),
        not_judged,
    )


def measure_words(verdict: Verdict) -> str:
    """The measure of a target, with its denominator if it is not the usual one."""
    target = verdict.target
    word = (
        say("answered in time") if target.measure == "answer_rate" else say(WORDS.get(target.measure, target.measure))
    )
    return (
        word
        if target.of == "offered"
        else say("{measure}, of {whom}", measure=word, whom=say(target.of.replace("_", " ")))
    )


def when(scenario: Scenario, verdict: Verdict, period: PeriodVerdict | None = None) -> str:
    """A period, or the worst: `10:30`, a day as `Sat 7 Mar`, or the whole horizon."""
    at, several = period or verdict.worst, scenario.calendar.days > 1
    if at is None or verdict.target.per == "horizon" or (verdict.target.per == "day" and not several):
        return say("horizon")
    said = words.clock(at.start, dated=several)
    return said.rpartition(" ")[0] if verdict.target.per == "day" else said


def at(scenario: Scenario, verdict: Verdict, period: PeriodVerdict | None = None) -> str:
    """The same as the end of a phrase: ` at 10:30`, ` on Sat 7 Mar`; nothing for the whole horizon."""
    said = when(scenario, verdict, period)
    if said == say("horizon"):
        return ""
    return say(" on {when}" if verdict.target.per == "day" else " at {when}", when=said)


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
        lines += [
            say(
                "{name}, {measure}: {why}: {when}",
                name=name,
                measure=measure_words(verdict),
                why=retold(reason),
                when=say(", ").join(at),
            )
            for reason, at in reasons.items()
        ]
    return tuple(lines)
