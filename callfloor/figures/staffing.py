"""Do we have the right people at the right time?

For each group: the people it needs as a step line over the people on the floor as a step area; below it the difference as
bars from zero, over upward and plain, under downward and hatched. What a group *needs* is, for a plan, what the plan
found to be required for the targets; for a simulation it is the workload (`workload.py`): with less a queue can only grow.
Where people may be absent or late, on the floor is who was there on the simulated days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from callfloor import words
from callfloor.figures.choice import TOLD, foremost, others
from callfloor.figures.events import closed_words, grey_closed
from callfloor.figures.look import MISSED, faint, hatched, scenario_colours
from callfloor.figures.needed import too_few
from callfloor.figures.panels import (
    add_heading,
    common_hour_range,
    panels,
    square,
    step_ends,
    step_line,
    time_axis,
    value_axis,
)
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Reading, edges, spans, told
from callfloor.figures.workload import workload
from callfloor.language import later, say

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario

NAME, TITLE = "staffing", later("Do we have the right people at the right time?")
SHORT = 1e-6
LARGE = 1e6  # being short counts before being large


@dataclass(frozen=True)
class Need:
    """People of one group, by interval: on the floor, needed, and what the need is called."""

    group: str
    floor: tuple[float, ...]
    needed: tuple[float, ...]

    @property
    def net(self) -> tuple[float, ...]:
        """People on the floor above the need; below zero they are short. Where nothing is required nothing is over or under."""
        return tuple(0.0 if isnan(need) else have - need for have, need in zip(self.floor, self.needed, strict=True))

    @property
    def missing(self) -> float:
        """People short, summed over the intervals."""
        return -sum(min(value, 0.0) for value in self.net)

    @property
    def free(self) -> bool:
        """Whether there are intervals in which nothing is required."""
        return any(isnan(value) for value in self.needed)

    @property
    def unknown(self) -> bool:
        """Whether nothing at all is said of how many are required."""
        return all(isnan(value) for value in self.needed)

    def cells(self, place: int) -> tuple[str, ...]:
        """On the floor, needed and the difference in one interval, as a table writes them."""
        difference = None if isnan(self.needed[place]) else self.net[place]
        return tuple(words.number(value) for value in (self.floor[place], self.needed[place], difference))


def staffing(
    reading: Reading,
    required: Mapping[str, FloatArray] | None = None,
    unknown: Mapping[str, NDArray[np.bool_]] | None = None,
) -> Picture:
    """People on the floor against the people required (a plan) or the workload (a simulation).

    ``unknown``: intervals in which nobody knows how many would be enough, for a target is missed there.
    """
    scenario = reading.scenario
    # Those required are as planned, the absent and the late among them: a plan that keeps its targets is not short of these.
    planned = {name: reading.results.staffing.mean_on_floor(name) for name in scenario.agent_groups}
    floor = people_on_floor(reading) if required is None else planned
    load = workload(reading, floor) if required is None else {name: list(row) for name, row in required.items()}
    word = later("workload") if required is None else later("required")
    needs = [
        Need(
            name,
            tuple(float(value) for value in floor[name]),
            tuple(float(value) for value in load.get(name, [0.0] * scenario.calendar.intervals)),
        )
        for name in scenario.agent_groups
    ]
    if not any(any(need.floor) or any(need.needed) for need in needs):
        return nothing_to_draw(NAME, TITLE, later("Nobody was staffed and nothing was asked of anybody."))
    each = (say("on the floor"), say(word), say("difference"))
    columns = [say("interval"), *(f"{need.group} {what}" for need in needs for what in each)]
    rows = tuple(
        (span, *(cell for need in needs for cell in need.cells(place))) for place, span in enumerate(spans(scenario))
    )
    unknown = too_few(scenario, reading.results.verdicts, scenario.agent_groups) if required is None else unknown
    chosen = foremost({need.group: need.missing * LARGE + sum(need.floor) for need in needs})
    figure = _figure(scenario, [need for need in needs if need.group in chosen], word, _rates(reading))
    caption = _caption(scenario, needs, word, unknown or {}) + others(
        list(scenario.agent_groups), chosen, later("most short of people, or largest")
    )
    return Picture(NAME, say(TITLE), caption, figure, Table(tuple(columns), rows))


def people_on_floor(reading: Reading) -> dict[str, FloatArray]:
    """People on the floor by group and interval: as planned, or measured where they may be absent or late."""
    scenario, planned = reading.scenario, reading.results.staffing
    away = {spell.of for spell in scenario.spells("absence")}
    return {
        name: measured_presence(reading, name)
        if name in away or group.absence or group.late is not None
        else planned.mean_on_floor(name)
        for name, group in scenario.agent_groups.items()
    }


def measured_presence(reading: Reading, name: str) -> FloatArray:
    """People of a group who were there, by interval: mean over the days of seconds staffed / seconds measured."""
    place, tallies = list(reading.scenario.agent_groups).index(name), reading.results.tallies
    seconds = np.mean([one.sums["agent_group"]["seconds staffed"][place] for one in tallies], axis=0)
    measured = tallies[0].sums["centre"]["seconds measured"][0]
    return np.asarray(np.divide(seconds, measured, out=np.zeros_like(seconds), where=measured > 0))


def _rates(reading: Reading) -> tuple[str, ...]:
    """The centre's answer rate by interval, for whoever points at a chart."""
    return tuple(words.share(value) for value in reading.line("answer_rate", "centre", within=20.0).mean)


def _caption(scenario: Scenario, needs: Sequence[Need], word: str, unknown: Mapping[str, NDArray[np.bool_]]) -> str:
    said = []
    scarce = foremost({need.group: need.missing for need in needs if need.missing > SHORT}, TOLD)
    for need in (need for need in needs if need.group in scarce):
        short = [value < -SHORT for value in need.net]
        worst = min(range(len(short)), key=need.net.__getitem__)
        said.append(
            say(
                "{group} is short from {when} (worst {worst}: {count} too few)",
                group=need.group,
                when=told(scenario, short),
                worst=spans(scenario)[worst],
                count=words.number(-need.net[worst]),
            )
        )
    count = sum(need.missing > SHORT for need in needs)
    said += [say("{count} more groups are short", count=count - TOLD)] if count > TOLD else []
    hidden = {need.group: _flags(unknown.get(need.group), len(need.floor)) for need in needs}
    free, missed = [], []
    for need in needs:
        flags = [isnan(value) and not also for value, also in zip(need.needed, hidden[need.group], strict=True)]
        free += [f"{need.group}{_from(scenario, flags)}"] if any(flags) else []
        missed += [f"{need.group}{_from(scenario, hidden[need.group])}"] if any(hidden[need.group]) else []
    unasked = say(" No target asks for people: {when}", when=words.chain(free)) if free else ""
    if free and scenario.calendar.days > 1:  # every night again
        unasked = say(" Where none are drawn as required, no target asks for people.")
    if scenario.targets and not missed and all(need.unknown for need in needs):
        return say("How many people are required was not worked out.")
    if missed and word == "workload":
        where = words.chain(missed)
        unasked += say(
            " The workload is what keeps a queue from growing; a target is missed, so more are needed: {where}",
            where=where,
        )
    elif missed:
        where = words.chain(missed)
        unasked += say(" More are needed where a target is missed, and how many is not known: {where}", where=where)
    unasked += closed_words(scenario, [scenario.agent_groups[need.group].skills for need in needs])
    if not said:
        if missed:
            return unasked.strip()
        enough = (
            say("Every group has at least its required people on the floor throughout.")
            if word == "required"
            else say(
                "Every group has at least its workload on the floor throughout: queues can be kept short, if chance is kind."
            )
        )
        return enough + unasked
    skills = [queue for group in scenario.agent_groups.values() for queue in group.skills]
    shared = len(set(skills)) < len(skills)
    after = say(" A shortage may be made good by another group with the skill.") if shared else ""
    return words.chain(said) + after + unasked


def _from(scenario: Scenario, flags: list[bool]) -> str:
    return say(" throughout") if all(flags) else say(" from {when}", when=told(scenario, flags))


def _flags(found: NDArray[np.bool_] | None, count: int) -> list[bool]:
    return [False] * count if found is None else [bool(flag) for flag in found]


def _figure(scenario: Scenario, needs: Sequence[Need], word: str, rates: Sequence[str]) -> go.Figure:
    colour = scenario_colours(scenario)
    figure = panels([], [height for _ in needs for height in (170, 90)])
    for place, need in enumerate(needs):
        row = 2 * place + 1
        hours = scenario.calendar.interval / 3600
        over, under = (
            None if need.unknown else hours * sum(max(sign * value, 0) for value in need.net) for sign in (1, -1)
        )
        add_heading(
            figure,
            say(
                "<b>{name}</b>: {mark} on the floor, ━ {word}",
                name=need.group,
                mark=square(colour[need.group]),
                word=say(word),
            ),
            row,
        )
        add_heading(
            figure,
            say(
                "{mark} over {over} h, {other} under {under} h",
                mark=square(colour[need.group]),
                over=words.number(over),
                other=square(MISSED, "▨"),
                under=words.number(under),
            ),
            row + 1,
        )
        for panel in (row, row + 1):
            grey_closed(figure, scenario, panel, scenario.agent_groups[need.group].skills)
        _levels(figure, row, scenario, need, word, colour[need.group])
        _net(figure, row + 1, scenario, need, colour[need.group], rates)
    count = scenario.calendar.intervals
    active = [any(need.floor[at] > 0 or need.needed[at] > SHORT for need in needs) for at in range(count)]
    first, last = common_hour_range(scenario, active)
    time_axis(figure, scenario, edges(scenario)[first], edges(scenario)[last])
    figure.update_layout(barmode="relative")
    return figure


def _levels(figure: go.Figure, row: int, scenario: Scenario, need: Need, word: str, colour: str) -> None:
    import plotly.graph_objects as go

    at = edges(scenario)
    area = go.Scatter(
        x=at,
        y=step_ends(need.floor),
        line={"shape": "hv", "width": 1, "color": colour},
        fill="tozeroy",
        fillcolor=faint(colour, 0.35),
        name=say("on the floor"),
        hovertemplate="%{y:,.3~r}",
    )
    line = go.Scatter(**step_line(at, need.needed), name=say(word), hovertemplate="%{text}")
    figure.add_traces([area, line], rows=row, cols=1)
    value_axis(figure, row)


def _net(figure: go.Figure, row: int, scenario: Scenario, need: Need, colour: str, rates: Sequence[str]) -> None:
    import plotly.graph_objects as go

    # Drawn from its start on: bars around the middle of an interval would have the axis name half hours.
    shared = {"x": edges(scenario)[:-1], "width": scenario.calendar.interval * 1000, "offset": 0}
    over = go.Bar(
        **shared,
        y=[max(value, 0.0) for value in need.net],
        marker={"color": colour, "line": {"width": 0}},
        name=say("over"),
        hovertemplate="%{y:,.3~r}",
    )
    under = go.Bar(
        **shared,
        y=[min(value, 0.0) for value in need.net],
        marker=hatched(),
        name=say("under"),
        customdata=rates,
        hovertemplate=say("{count} (answered within 20 s: {share})", count="%{y:,.3~r}", share="%{customdata}"),
    )
    figure.add_traces([over, under], rows=row, cols=1)
    flat = {} if any(need.net) else {"range": [0, 1]}  # else half of the panel is below a zero that nothing crosses
    figure.update_yaxes(row=row, col=1, zeroline=True, fixedrange=True, nticks=4, **flat)
