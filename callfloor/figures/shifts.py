"""What did we buy? The shifts of a plan, one row a kind, under the demand that they answer.

For each group: above, the people required and on the floor; below, every kind of shift that is worked, sorted by start,
with the number of agents at the bar's start and the breaks as gaps. All on one time axis, so that a reader sees which
shift covers which peak.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.look import faint, ink_on, scenario_colours
from callfloor.figures.needed import needed
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
from callfloor.figures.reading import edges, moment
from callfloor.figures.weeks import weeks
from callfloor.language import later, plural, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from optimize.outcome import Plan, ShiftChoice
    from optimize.shifts import ShiftKind
    from scenarios.schema import Scenario

NAME, TITLE = "shifts", later("What did we buy?")
ROW = 24  # px a shift
GAP = 60  # px between two panels: times, and a heading
COLUMNS = tuple(map(later, ("group", "start", "end", "breaks", "agents||number", "hours paid", "cost")))


def shifts(plan: Plan) -> Picture:
    """The shifts of a plan as a Gantt chart under its demand; of several days, people by shift and day."""
    scenario = plan.scenario
    if not plan.shifts:
        return nothing_to_draw(
            NAME, TITLE, later("The plan needs no shift: the targets are met by the groups as staffed.")
        )
    if scenario.calendar.days > 1:
        return weeks(plan)
    return Picture(NAME, say(TITLE), _caption(plan), _figure(plan), shift_table(plan, scenario))


def in_order(plan: Plan) -> list[ShiftChoice]:
    """The shifts by group in the file's order, then by start, end and breaks."""
    groups = list(plan.scenario.agent_groups)
    return sorted(
        plan.shifts,
        key=lambda choice: (groups.index(choice.kind.group), choice.kind.start, choice.kind.end, choice.kind.breaks),
    )


def shift_table(plan: Plan, scenario: Scenario) -> Table:
    """One row a kind of shift."""
    rows = tuple(
        (
            choice.kind.group,
            words.clock(moment(scenario, choice.kind.start), dated=scenario.calendar.days > 1),
            words.clock(moment(scenario, choice.kind.end)),
            breaks_in_words(scenario, choice.kind),
            words.number(choice.agents),
            words.number(choice.kind.paid_hours * choice.agents),
            words.money(choice.cost, scenario.currency),
        )
        for choice in in_order(plan)
    )
    return Table(tuple(map(say, COLUMNS)), rows, labels=4)


def breaks_in_words(scenario: Scenario, kind: ShiftKind) -> str:
    """`10:00–10:15, 12:00–12:30 unpaid`."""
    return ", ".join(
        f"{words.clock(moment(scenario, start))}–{words.clock(moment(scenario, end))}{'' if paid else say(' unpaid')}"
        for start, end, paid in kind.breaks
    )


def _caption(plan: Plan) -> str:
    people = sum(choice.agents for choice in plan.shifts)
    first = min(choice.kind.start for choice in plan.shifts)
    return say(
        "{who}, the first from {clock}, for {money}. The number at a bar's start is people; gaps are breaks.",
        who=work_kinds(people, len(plan.shifts)), clock=words.clock(moment(plan.scenario, first)),
        money=words.money(plan.cost, plan.scenario.currency),
    )  # fmt: skip


def work_kinds(people: int, kinds: int) -> str:
    """`1 person works 1 kind of shift`, `12 people work 5 kinds of shift`."""
    if people == 1:
        return say("1 person works 1 kind of shift")
    return plural(
        "{people} people work {n} kind of shift",
        "{people} people work {n} kinds of shift",
        kinds,
        people=words.whole(people),
    )


def floor_heading(name: str, colour: str) -> str:
    """The heading of a group's people on the floor, which is its legend too."""
    return say("<b>{name}</b>: {mark} on the floor, ━ {word}", name=name, mark=square(colour), word=say("required"))


def _figure(plan: Plan) -> go.Figure:
    scenario, colour = plan.scenario, scenario_colours(plan.scenario)
    groups = [name for name in scenario.agent_groups if any(choice.kind.group == name for choice in plan.shifts)]
    chosen = {name: [choice for choice in in_order(plan) if choice.kind.group == name] for name in groups}
    figure = panels([], [height for name in groups for height in (110, ROW * len(chosen[name]) + 8)], spacing=GAP)
    for place, name in enumerate(groups):
        row = 2 * place + 1
        people = sum(choice.agents for choice in chosen[name])
        add_heading(figure, floor_heading(name, colour[name]), row)
        add_heading(
            figure,
            _on_kinds(people, len(chosen[name])),
            row + 1,
        )
        demand(figure, row, plan, name, colour[name])
        _bars(figure, row + 1, scenario, chosen[name], colour[name])
    at = edges(scenario)
    there = [plan.staffing.mean_scheduled(name) for name in groups]
    first, last = common_hour_range(
        scenario, [any(people[place] > 0 for people in there) for place in range(len(at) - 1)]
    )
    time_axis(figure, scenario, at[first], at[last])
    for row in range(1, 2 * len(groups), 2):  # far above the axis at the bottom
        figure.update_xaxes(row=row, col=1, showticklabels=True)
    figure.update_layout(barmode="overlay", hovermode="closest")
    return figure


def _on_kinds(people: int, kinds: int) -> str:
    if people == 1:
        return say("1 person on 1 kind of shift")
    return plural(
        "{people} people on {n} kind of shift",
        "{people} people on {n} kinds of shift",
        kinds,
        people=words.whole(people),
    )


def demand(figure: go.Figure, row: int, plan: Plan, name: str, colour: str) -> None:
    """The people of a group on the floor as an area, and those required as a line over it."""
    import plotly.graph_objects as go

    at = edges(plan.scenario)
    floor = [float(value) for value in plan.staffing.mean_on_floor(name)]
    figure.add_trace(
        go.Scatter(
            x=at, y=step_ends(floor), fill="tozeroy", fillcolor=faint(colour, 0.35), name=say("on the floor"),
            line={"shape": "hv", "width": 1, "color": colour}, hovertemplate=say("{time}: {count} on the floor", time="%{x|%H:%M}", count="%{y:,.3~r}") + "<extra></extra>",
        ),
        row=row, col=1,
    )  # fmt: skip
    if name in plan.required:
        figure.add_trace(
            go.Scatter(
                **step_line(at, [float(value) for value in needed(plan)[name]]),
                name=say("required"),
                hovertemplate=say("{time}: {count} required", time="%{x|%H:%M}", count="%{text}") + "<extra></extra>",
            ),
            row=row,
            col=1,
        )
    value_axis(figure, row)


def pieces(scenario: Scenario, kind: ShiftKind) -> list[tuple[float, float]]:
    """Stretches of presence inside the calendar; what passes its end goes on at its beginning if it is cyclic."""
    horizon, cyclic = scenario.calendar.horizon, scenario.calendar.cyclic
    found = []
    for start, end in kind.spells:
        if start < horizon:
            found.append((start, min(end, horizon)))
        if cyclic and end > horizon:
            found.append((max(start - horizon, 0.0), end - horizon))
    return found


def _bars(figure: go.Figure, row: int, scenario: Scenario, chosen: Sequence[ShiftChoice], colour: str) -> None:
    import plotly.graph_objects as go

    labels = [
        f"{words.clock(moment(scenario, c.kind.start))}–{words.clock(moment(scenario, c.kind.end))}" for c in chosen
    ]
    base, length, line, hover = [], [], [], []
    for place, choice in enumerate(chosen):
        for start, end in pieces(scenario, choice.kind):
            base.append(moment(scenario, start))
            length.append((end - start) * 1000)
            line.append(place)
            breaks = breaks_in_words(scenario, choice.kind) or say("no breaks")
            hover.append(
                say(
                    "{shift}: {people}, {breaks}",
                    shift=labels[place],
                    people=words.people(choice.agents),
                    breaks=breaks,
                )
            )
    figure.add_trace(
        go.Bar(
            base=base, x=length, y=line, orientation="h", width=0.72, marker={"color": colour, "line": {"width": 0}},
            text=hover, textposition="none", hovertemplate="%{text}<extra></extra>",
        ),
        row=row, col=1,
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[moment(scenario, choice.kind.start) for choice in chosen], y=list(range(len(chosen))), mode="text",
            text=[f" <b>{words.number(choice.agents)}</b>" for choice in chosen], textposition="middle right",
            textfont={"size": 13, "color": ink_on(colour)}, hoverinfo="skip", cliponaxis=False,
        ),
        row=row, col=1,
    )  # fmt: skip
    figure.update_yaxes(
        row=row, col=1, tickvals=list(range(len(chosen))), ticktext=labels, range=[len(chosen) - 0.5, -0.5],
        showgrid=False, fixedrange=True, zeroline=False,
    )  # fmt: skip
