"""What a duty manager is told of the rest of a day: the answer, what is at risk, what would mend it, what is assumed."""

from __future__ import annotations

import shlex
from itertools import pairwise
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures import judged
from callfloor.figures.outlook import CAUSES, asked
from callfloor.figures.picture import Table
from callfloor.figures.reading import edges, moment, told
from callfloor.language import plural, say
from optimize.today.expected import recorded
from scenarios.units import DAY
from scenarios.ways import comes_to
from sim.outlook import served, serving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimize.missing import Missing
    from optimize.today.day import Today
    from optimize.today.expected import Course
    from optimize.today.mends import Mend
    from optimize.today.risks import Risk

MOST_RISKS, MOST_MENDS = 12, 12  # rows in the terminal
MOSTLY = 0.5  # of days


def clock(found: Today, seconds: float | None = None) -> str:
    """A moment as it is told: 11:00, with its day on calendars of several days."""
    at = moment(found.scenario, found.until if seconds is None else seconds)
    return words.clock(at, dated=found.scenario.calendar.days > 1)


def headline(found: Today) -> str:
    """The answer in two sentences: how the day goes, and what is at risk."""
    return words.told_in_turn([goes(found), risk_sentence(found)])


def goes(found: Today) -> str:
    """How the day goes: what came, and what that makes of the rest."""
    counted = [one for one in found.ahead.kinds if one.came is not None]
    now = clock(found)
    if not counted:
        return say("Nothing is known of the morning but that it is {now}.", now=now)
    over = found.ahead.over
    came = sum(sum(one.came or ()) for one in counted)
    forecast = sum(float(one.forecast[:over].sum()) for one in counted)
    before, mean, low, high = found.ahead.total.rest
    return say(
        "By {now} {came} contacts came where {forecast} were forecast{more}: the rest of the day is expected at {mean} "
        "contacts{change} ({low}–{high} on 4 days in 5).",
        now=now, came=words.count(came), forecast=words.count(forecast),
        more=say(" ({share})", share=signed_share(came / forecast - 1)) if forecast > 0 else "",
        mean=words.count(mean), low=words.count(low), high=words.count(high),
        change=say(", {share} on its forecast", share=signed_share(mean / before - 1)) if before > 0 else "",
    )  # fmt: skip


def risk_sentence(found: Today) -> str:
    """What is at risk, and what would help."""
    if not found.scenario.targets:
        return say("The scenario sets no target, so none can be missed.")
    if not found.risks:
        return say("No target is judged in what is left of the day.")
    missed = found.at_risk
    if not missed:
        worst = max(risk.chance for risk in found.risks)
        return say("No target is at risk; the likeliest miss has a chance of {share}.", share=words.share(worst))
    flags = [False] * found.scenario.calendar.intervals
    for risk in missed:
        if not whole_day(found, risk):
            flags[max(risk.period.first, found.now) : risk.period.last + 1] = [True] * (
                risk.period.last + 1 - max(risk.period.first, found.now)
            )
    names = list(dict.fromkeys(asked(found.scenario.targets[risk.target]) for risk in missed))
    which = names[0] if len(names) == 1 else plural("{n} target", "{n} targets", len(names))
    if any(flags):
        said = say("At risk: {which} from {when}.", which=which, when=told(found.scenario, flags))
    else:
        said = say("At risk: {which}.", which=which)
    return words.told_in_turn(list(filter(None, (said, mends_said(found)))))


def mends_said(found: Today | Missing) -> str:
    """Who would keep the targets, in a sentence; empty where none is missed."""
    short = found.mended.short
    if not found.mended.mends:
        return ""
    parts = []
    for group, column in short.items():
        if column.max() > 0:
            most = int(column.max())
            parts.append(
                plural("up to {n} more person of {group}", "up to {n} more people of {group}", most, group=group)
            )
    if not parts:
        return say("No more people of one group, as many as were tried, would keep them.")
    left = sum(mend.people is None for mend in found.mended.mends)
    but = plural(
        ", but for {n} period that nothing tried would keep",
        ", but for {n} periods that nothing tried would keep",
        left,
    )
    return words.begun(say("{people} would keep them{but}.", people=words.listed(parts), but=but if left else ""))


def whole_day(found: Today, risk: Risk) -> bool:
    """Whether a period is a day or more."""
    return (risk.period.last + 1 - risk.period.first) * found.scenario.calendar.interval >= DAY


def signed_share(value: float) -> str:
    """A difference as a percentage with its sign."""
    return f"{'+' if value > 0 else ''}{words.share(value)}"


def when(found: Today, risk: Risk) -> str:
    """A period as it is told."""
    at, period = edges(found.scenario), risk.period
    if found.scenario.targets[risk.target].per == "horizon":
        return say("whole horizon")
    return f"{words.clock(at[period.first], dated=found.scenario.calendar.days > 1)}–{words.clock(at[period.last + 1])}"


def chance(risk: Risk) -> str:
    """The chance of missing, with its 95 % limits."""
    return words.estimate(risk.chance, risk.low, risk.high, "share")


def because(found: Today, risk: Risk) -> tuple[str | None, str]:
    """Why a period is likely to be missed: the cause's name, and in words.

    All days simulated have the same morning, so they cannot tell that it is the morning that makes the people too few. That is
    seen beside the days as forecast: where most of those keep the target, more contacts come than these people were scheduled for.
    """
    cause = risk.warned.why
    before, mean = _work_for_the_same(found, risk)
    thin = cause == "staffing" and risk.usual is not None and risk.usual < MOSTLY
    if (thin or cause == "volume") and mean > before > 0:  # one word for one thing: never "usual" beside "forecast"
        return "volume", say("more contacts come than forecast ({share})", share=signed_share(mean / before - 1))
    return cause, "" if cause is None else say(CAUSES[cause].said)


def _work_for_the_same(found: Today, risk: Risk) -> tuple[float, float]:
    """Contacts of the rest of the day for the people who keep the target, as forecast and as expected now."""
    scenario = found.scenario
    names, places = list(scenario.queues), served(scenario, serving(scenario, scenario.targets[risk.target]))
    queues = {names[place] for place in places}
    own = [one.rest for one in found.ahead.kinds if queues & set(comes_to(scenario, one.name))]
    return sum(rest[0] for rest in own), sum(rest[1] for rest in own)


def risk_table(found: Today, risks: Sequence[Risk]) -> Table:
    """Periods with their chance of being missed."""
    rows = []
    for risk in risks:
        target = found.scenario.targets[risk.target]
        _, why = because(found, risk)
        rows.append(
            (
                asked(target),
                when(found, risk),
                say("MISSED" if risk.at_risk else "met"),
                why,
                chance(risk),
                words.share(risk.usual),
                judged.measured(found.results.verdicts[risk.target], risk.period),
            )
        )
    columns = (
        say("target"),
        say("period"),
        say("as it looks"),
        say("because"),
        say("chance of missing"),
        say("as forecast"),
        say("expected"),
    )
    return Table(columns, tuple(rows), labels=4)


def worst(found: Today) -> list[Risk]:
    """What is at risk, the likeliest first where there are many; then by time."""
    likeliest = sorted(found.at_risk, key=lambda risk: -risk.chance)[:MOST_RISKS]
    return [risk for risk in found.risks if risk in likeliest]


def mend_table(found: Today | Missing) -> Table:
    """People short by group and stretch of time: those there are, those that would do."""
    rows = []
    for group, first, last, more in stretches(found):
        floor = found.staffing.mean_on_floor(group)[first:last]
        at = edges(found.scenario)
        there = [words.number(float(value)) for value in (floor.min(), floor.max())]
        span = f"{words.clock(at[first], dated=found.scenario.calendar.days > 1)}–{words.clock(at[last])}"
        rows.append((group, span, "–".join(dict.fromkeys(there)), words.number(more)))
    return Table((say("group"), say("from–to"), say("on the floor"), say("short||of people")), tuple(rows), labels=2)


def stretches(found: Today | Missing) -> list[tuple[str, int, int, float]]:
    """Group, first interval, one past the last, and how many people are short all that time."""
    rows = []
    for group, column in found.mended.short.items():
        changes = [0, *(place for place in range(1, len(column)) if column[place] != column[place - 1]), len(column)]
        rows += [(group, first, last, float(column[first])) for first, last in pairwise(changes) if column[first] > 0]
    return rows


def not_mended(found: Today) -> list[Mend]:
    """Periods that nothing that was tried would keep."""
    return [mend for mend in found.mended.mends if mend.people is None]


def remarks(found: Today) -> list[str]:
    """What the figures rest on."""
    said = [_learned(found, name) for name in dict.fromkeys(one.name for one in found.learned)]
    scenario = found.scenario
    plain = [one.name for one in found.ahead.kinds if one.came is not None and _learns_nothing(found, one)]
    if plain:
        one = "{names}: the scenario has no busyness for it, so the rest of the day stays as forecast."
        more = "{names}: the scenario has no busyness for them, so the rest of the day stays as forecast."
        said.append(say(one if len(plain) == 1 else more, names=words.listed(plain)))
    if found.assumed:
        names = words.listed(list(found.assumed))
        said.append(
            say(
                "The scenario has no busyness for {names}; it is assumed that their days differ from the forecast by {share} "
                "(one standard deviation), each type by itself. Give the contact types a busyness, or say --spread.",
                names=names,
                share=words.share(found.spread),
            )
        )
    missing = [one.name for one in found.ahead.kinds if one.came is None]
    if missing and found.morning.known:
        text = "No counts of {names}: as forecast, but for what others of the same busyness tell."
        said.append(say(text, names=words.listed(missing)))
    booked = [name for name in scenario.contact_types if recorded(scenario, name)]
    if booked:
        text = "{names}: recorded or booked, in the simulated days, and not in the volumes shown."
        said.append(say(text, names=words.listed(booked)))
    if any(spell.ends > found.until for spell in scenario.spells("call_in")):
        said.append(say("Contacts that a fault brings are in the simulated days, and not in the volumes shown."))
    said += [
        say("{target}: nothing that was tried would keep it.", target=_target(found, mend))
        for mend in not_mended(found)
    ]
    said.append(_days(found))
    if found.risks:
        said.append(say("As it looks: by the target's own rule over all these days."))
    return said


def _days(found: Today) -> str:
    """How much was simulated."""
    told = {"seed": found.results.seed, "engine": found.results.engine}
    if found.morning.known:
        return plural(
            "{n} day were simulated with this morning's contacts, and as many as they were forecast; seed {seed}, engine {engine}.",
            "{n} days were simulated with this morning's contacts, and as many as they were forecast; seed {seed}, engine {engine}.",
            found.results.replications,
            **told,
        )
    return plural(
        "{n} day were simulated as they were forecast; seed {seed}, engine {engine}.",
        "{n} days were simulated as they were forecast; seed {seed}, engine {engine}.",
        found.results.replications,
        **told,
    )


def _target(found: Today, mend: Mend) -> str:
    return say("{target}, {when}", target=asked(found.scenario.targets[mend.risk.target]), when=when(found, mend.risk))


def _learns_nothing(found: Today, one: Course) -> bool:
    factor = found.results.scenario.contact_types[one.name].arrivals.busyness
    return factor not in {known.name for known in found.learned}


def _learned(found: Today, name: str) -> str:
    one = next(known for known in found.learned if known.name == name)
    kinds = [kind for kind, factor in found.assumed.items() if factor == name]
    what = kinds[0] if kinds else name
    return say(
        "{what}: {came} contacts came where {forecast} were forecast, so the rest of the day is taken at {scale} of its "
        "forecast, give or take {cv}.",
        what=what, came=words.count(one.came), forecast=words.count(one.expected * one.usual),
        scale=words.share(one.scale), cv=words.share(one.factor.cv),
    )  # fmt: skip


def command(found: Today, source: str, so_far: str, plan: str | None, overrides: Sequence[str]) -> str | None:
    """The command that plans the rest of the day anew; None where there is no plan to begin with."""
    if plan is None:
        return None
    at = moment(found.scenario, found.until)
    text = f"{at:%Y-%m-%d %H:%M}" if found.scenario.calendar.days > 1 else f"{at:%H:%M}"
    parts = ["callfloor", "plan", source, "--from", plan, "--after", text, "--so-far", so_far]
    for one in (*overrides, *found.settings):
        parts += ["--set", one]
    return shlex.join(parts)
