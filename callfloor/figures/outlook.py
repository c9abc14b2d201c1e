"""The warning ahead: where is a target likely to be missed, and what for?

The simulated days are as many ways in which the day ahead may go. A bar is the share of them on which the target is missed in
that period; its pattern says what sets those days apart (`sim/outlook.py`). A target that hardly any day misses is not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from math import expm1
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.asked import what as what_of
from callfloor.figures.choice import MOST
from callfloor.figures.events import grey_closed, queues_about, what
from callfloor.figures.look import BLUE, GREEN, GREY, MISSED, ORANGE
from callfloor.figures.panels import common_hour_range, panels, square, time_axis, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Reading, edges
from callfloor.language import later, plural, say
from sim.outlook import Warned, outlook

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from scenarios.schema import Scenario
    from scenarios.targets import Target
    from sim.targets import PeriodVerdict

NAME, TITLE = "outlook", later("Where are the targets at risk, and why?")
LIKELY = 0.1  # chance of missing from which on a period is warned of
MOST_PERIODS = 3  # of a target, in the short table
TOLD = 3  # targets, in the caption
LABELLED = 8  # bars, each with its chance written on it


@dataclass(frozen=True)
class Cause:
    """How a cause is written and drawn."""

    word: str
    said: str
    colour: str
    pattern: str
    glyph: str


CAUSES = {
    "staffing": Cause(later("staffing"), later("too few are scheduled"), MISSED, "", "■"),
    "volume": Cause(later("volume"), later("more contacts come than usual"), BLUE, "/", "▨"),
    "handle_time": Cause(later("handle time"), later("contacts take longer than usual"), ORANGE, "x", "▦"),
    "absence": Cause(later("absence"), later("fewer people come than are scheduled"), GREEN, ".", "▤"),
}


@dataclass(frozen=True)
class Risk:
    """One period of a target, from the interval `first` to the interval `last`: the chance of missing it, and why."""

    first: int
    last: int
    warned: Warned
    events: tuple[str, ...] = ()  # at work in the period, but for people called in

    @property
    def chance(self) -> float:
        """The chance; 0 where nothing can be told."""
        return self.warned.chance or 0.0

    @property
    def why(self) -> str:
        """The cause in words, with its size where it has one: `more contacts come than usual (+12 %)`."""
        if self.warned.why is None:
            return ""
        cause = CAUSES[self.warned.why]
        if self.warned.why == "staffing" and self.events:
            return say("too few are scheduled for {events}", events=say(" and ").join(self.events))
        part = {"volume": self.warned.volume, "handle_time": self.warned.handle_time, "absence": self.warned.absence}
        if self.warned.why not in part:
            return say(cause.said)
        size = part[self.warned.why]
        size = expm1(-size) if self.warned.why == "absence" else expm1(size)
        return say("{cause} ({size})", cause=say(cause.said), size=f"{'+' if size > 0 else ''}{words.share(size)}")


def risks(reading: Reading) -> list[tuple[Target, list[Risk]]]:
    """Every target with its periods, in the scenario's order."""
    results = reading.results
    warned = outlook(results.scenario, results.tallies)
    found = []
    for place, verdict in enumerate(results.verdicts):
        own = [one for one in warned if one.target == place]
        periods = [
            Risk(at.first, at.last, one, _events(results.scenario, at.first, at.last))
            for at, one in zip(verdict.periods, own, strict=True)
        ]
        found.append((verdict.target, periods))
    return found


def _events(scenario: Scenario, first: int, last: int) -> tuple[str, ...]:
    """What is out of the ordinary in a period, in a few words; not told of the whole calendar."""
    interval = scenario.calendar.interval
    if (first, last) == (0, scenario.calendar.intervals - 1):
        return ()
    begins, ends = first * interval, (last + 1) * interval
    places = sorted(
        {
            spell.event
            for kind in ("call_in", "surge", "outage", "absence")
            for spell in scenario.spells(kind)
            if spell.begins < ends and spell.ends > begins
        }
    )
    return tuple(what(scenario.events[place])[2:] for place in places)


def ahead(reading: Reading) -> Picture:
    """The chance of missing each target, by its periods."""
    scenario = reading.scenario
    if not scenario.targets:
        return nothing_to_draw(NAME, TITLE, later("The scenario sets no target, so none can be missed."))
    found = risks(reading)
    told = [(target, periods) for target, periods in found if any(risk.warned.chance is not None for risk in periods)]
    if not told:
        return nothing_to_draw(NAME, TITLE, later("Nothing happened that a target could be judged by."))
    at_risk = [(target, periods) for target, periods in told if max(risk.chance for risk in periods) >= LIKELY]
    table = _table(scenario, found)
    if not at_risk:
        most = max(risk.chance for _, periods in told for risk in periods)
        days = "No target is at risk: none is missed on more than {share} of days in any period."
        calendars = "No target is at risk: none is missed on more than {share} of calendars in any period."
        calm = say(days if scenario.calendar.days == 1 else calendars, share=words.share(most))
        return Picture(NAME, say(TITLE), calm, _figure(scenario, told[:MOST]), table)
    worst = sorted(at_risk, key=lambda one: -max(risk.chance for risk in one[1]))[:MOST]
    shown = [one for one in at_risk if one in worst]
    return Picture(NAME, say(TITLE), _caption(reading, at_risk, len(found)), _figure(scenario, shown), table)


def at_risk(reading: Reading) -> Table:
    """The periods that are most at risk, a few of each target, the worst first: the chance, and why; and how many more there are."""
    chosen: list[tuple[Target, Risk]] = []
    more: list[tuple[str, ...]] = []
    for target, periods in risks(reading):
        likely = sorted((risk for risk in periods if risk.chance >= LIKELY), key=lambda risk: -risk.chance)
        chosen += [(target, risk) for risk in likely[:MOST_PERIODS]]
        if rest := likely[MOST_PERIODS:]:
            others = plural("and {n} more period", "and {n} more periods", len(rest))
            chances = say(" to ").join(dict.fromkeys(words.share(risk.chance) for risk in (rest[0], rest[-1])))
            more.append((asked(target), others, "", chances, words.count(rest[0].warned.days)))
    chosen.sort(key=lambda one: (-one[1].chance, one[1].first))
    table = _table(reading.scenario, [(target, [risk]) for target, risk in chosen])
    return replace(table, rows=(*table.rows, *more))


def _table(scenario: Scenario, found: Sequence[tuple[Target, Sequence[Risk]]]) -> Table:
    rows = tuple(
        (
            asked(target),
            when(scenario, target, risk),
            risk.why,
            words.share(risk.warned.chance),
            words.count(risk.warned.days),
        )
        for target, periods in found
        for risk in periods
        if risk.warned.chance is not None
    )
    drawn = say("of days") if scenario.calendar.days == 1 else say("of calendars")
    columns = (say("target"), say("period"), say("because"), say("chance of missing"), drawn)
    return Table(columns, rows, labels=3)


def asked(target: Target) -> str:
    """A target in a few words: `vip: 90 % answered within 15 s`."""
    name, share = target.of_what or say("centre"), target.measure != "mean_wait"
    value = words.share(target.asked) if share else words.duration(target.asked)
    return say("{name}: {what}", name=name, what=say("{value} {what}", value=value, what=what_of(target)))


def when(scenario: Scenario, target: Target, risk: Risk | PeriodVerdict) -> str:
    """A period of a target as it is told."""
    at = edges(scenario)
    start, end = at[risk.first], at[risk.last + 1]
    if target.per == "horizon":
        return say("whole horizon")
    if target.per == "day":
        return words.day(start, full=False)
    return f"{words.clock(start, dated=scenario.calendar.days > 1)}–{words.clock(end)}"


def _caption(reading: Reading, at_risk: Sequence[tuple[Target, Sequence[Risk]]], count: int) -> str:
    scenario = reading.scenario
    said = []
    for target, periods in sorted(at_risk, key=lambda one: -max(risk.chance for risk in one[1]))[:TOLD]:
        worst = max(periods, key=lambda risk: risk.chance)
        period = when(scenario, target, worst)
        at = "" if target.per == "horizon" else say(" on {when}" if target.per == "day" else " at {when}", when=period)
        one = (
            "{target} is missed on {share} of days{at}, because {why}"
            if scenario.calendar.days == 1
            else "{target} is missed on {share} of calendars{at}, because {why}"
        )
        said.append(say(one, target=asked(target), share=words.share(worst.chance), at=at, why=worst.why))
    told = words.chain(said)
    if count == 1:
        return say("1 of 1 target is at risk: {said}", said=told)
    if len(at_risk) == 1:
        return say("1 of {all} targets is at risk: {said}", all=count, said=told)
    if len(at_risk) > TOLD:
        return say("{count} of {all} targets are at risk, most: {said}", count=len(at_risk), all=count, said=told)
    return say("{count} of {all} targets are at risk: {said}", count=len(at_risk), all=count, said=told)


def _figure(scenario: Scenario, found: Sequence[tuple[Target, Sequence[Risk]]]) -> go.Figure:
    causes = dict.fromkeys(risk.warned.why for _, periods in found for risk in periods if risk.warned.why)
    legend = " ".join(f"{square(CAUSES[one].colour, CAUSES[one].glyph)}\u00a0{say(CAUSES[one].word)}" for one in causes)
    headings = [say("<b>{target}</b>, chance of missing", target=asked(target)) for target, _ in found]
    headings[0] += f" {legend}"
    figure = panels(headings, [110 if len(periods) > LABELLED else 60 for _, periods in found])
    for row, (target, periods) in enumerate(found, start=1):
        grey_closed(figure, scenario, row, queues_about(scenario, target.scope, target.of_what))
        _bars(figure, row, scenario, target, periods)
        value_axis(figure, row, unit="%", low=0, high=140)  # room for the chance above a bar
        figure.update_yaxes(row=row, col=1, tickvals=[0, 50, 100])
    told = [False] * scenario.calendar.intervals
    for _, periods in found:
        for risk in periods:
            if risk.warned.chance is not None:
                told[risk.first : risk.last + 1] = [True] * (risk.last + 1 - risk.first)
    first, last = common_hour_range(scenario, told)
    time_axis(figure, scenario, edges(scenario)[first], edges(scenario)[last])
    return figure


def _bars(figure: go.Figure, row: int, scenario: Scenario, target: Target, periods: Sequence[Risk]) -> None:
    import plotly.graph_objects as go

    known = [risk for risk in periods if risk.warned.chance is not None]
    causes = [CAUSES.get(risk.warned.why or "") for risk in known]
    length = [(risk.last + 1 - risk.first) * scenario.calendar.interval for risk in known]
    starts = [edges(scenario)[risk.first] for risk in known]
    few = len(known) <= LABELLED
    bar = go.Bar(
        x=[start + timedelta(seconds=size / 2) for start, size in zip(starts, length, strict=True)],
        y=[100 * risk.chance for risk in known],
        width=[1000 * (size - 0.1 * min(size, 3600.0)) for size in length],
        marker={
            "color": [GREY if cause is None else cause.colour for cause in causes],
            "line": {"width": 0},
            "pattern": {
                "shape": ["" if cause is None else cause.pattern for cause in causes],
                "fgcolor": "#FFFFFF",
                "size": 6,
                "solidity": 0.3,
            },
        },
        text=[words.share(risk.chance) if few else "" for risk in known],
        textposition="outside",
        cliponaxis=False,
        textangle=0,
        hovertext=[
            say(
                "{when}: {share} {why}", when=when(scenario, target, risk), share=words.share(risk.chance), why=risk.why
            )
            for risk in known
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.add_trace(bar, row=row, col=1)
