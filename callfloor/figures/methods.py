"""Where do the two methods staff differently? For each group the scheduled people of both plans, and the difference below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.choice import foremost, others
from callfloor.figures.look import MISSED, faint, hatched, scenario_colours
from callfloor.figures.panels import add_heading, common_hour_range, panels, square, step_ends, time_axis, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import edges, spans
from callfloor.language import later, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from optimize.formula.methods import Methods
    from optimize.shifts import FloatArray

NAME, TITLE = "methods", later("Where do the two methods staff differently?")
SOME = 1e-9
METHODS = (later("simulation"), later("erlang"))


def people(found: Methods) -> Picture:
    """Scheduled people by both methods, group by group."""
    searched, by_formula = found.plans
    if searched is None or by_formula is None:
        return nothing_to_draw(NAME, TITLE, later("Only one of the methods came to a plan."))
    scenario = found.scenario
    rows = {
        group: (searched.staffing.mean_scheduled(group), by_formula.staffing.mean_scheduled(group))
        for group in searched.required
    }
    apart = {group: float(abs(second - first).sum()) for group, (first, second) in rows.items()}
    shown = foremost({group: apart[group] + float(first.sum()) * SOME for group, (first, _) in rows.items()})
    columns = [say("interval"), *(f"{group}, {say(method)}" for group in rows for method in METHODS)]
    table = Table(
        tuple(columns),
        tuple(
            (span, *(words.number(float(row[place])) for pair in rows.values() for row in pair))
            for place, span in enumerate(spans(scenario))
        ),
    )
    hours = scenario.calendar.interval / 3600
    said = []
    for group, (first, second) in rows.items():
        more = second - first
        if abs(more).sum() > SOME:
            added, saved = (words.number(float(part.clip(min=0).sum()) * hours) for part in (more, -more))
            said.append(
                say("{group} has {added} h more and {saved} h less by formula", group=group, added=added, saved=saved)
            )
    told = words.chain(said[:5]) if said else say("Both methods schedule the same people throughout.")
    figure = _figure(found, {group: rows[group] for group in shown})
    return Picture(NAME, say(TITLE), told + others(list(rows), shown, later("where they differ most")), figure, table)


def _figure(found: Methods, rows: Mapping[str, tuple[FloatArray, FloatArray]]) -> go.Figure:
    import plotly.graph_objects as go

    scenario, colour = found.scenario, scenario_colours(found.scenario)
    figure = panels([], [height for _ in rows for height in (170, 90)])
    at = edges(scenario)
    for number, (group, (first, second)) in enumerate(rows.items()):
        row = 2 * number + 1
        add_heading(
            figure,
            say("<b>{name}</b>: {mark} simulation, ━ erlang (scheduled)", name=group, mark=square(colour[group])),
            row,
        )
        add_heading(
            figure,
            say("{mark} more by formula, {other} fewer", mark=square(colour[group]), other=square(MISSED, "▨")),
            row + 1,
        )
        area = go.Scatter(
            x=at, y=step_ends([float(value) for value in first]), fill="tozeroy", fillcolor=faint(colour[group], 0.35),
            line={"shape": "hv", "width": 1, "color": colour[group]}, name=say("simulation"), hovertemplate="%{y:,.3~r}",
        )  # fmt: skip
        line = go.Scatter(
            x=at, y=step_ends([float(value) for value in second]), mode="lines", name=say("erlang"),
            line={"shape": "hv", "width": 2.5}, hovertemplate="%{y:,.3~r}",
        )  # fmt: skip
        figure.add_traces([area, line], rows=row, cols=1)
        value_axis(figure, row)
        net = [float(value) for value in second - first]
        for values, marker in (
            ([max(value, 0.0) for value in net], {"color": colour[group], "line": {"width": 0}}),
            ([min(value, 0.0) for value in net], hatched()),
        ):
            width = scenario.calendar.interval * 1000
            bar = go.Bar(
                x=at[:-1], y=values, width=width, offset=0, marker=marker, hovertemplate="%{y:+,.3~r}<extra></extra>"
            )
            figure.add_trace(bar, row=row + 1, col=1)
        value_axis(figure, row + 1, low=None)
    active = [
        any(max(a[place], b[place]) > 0 for a, b in rows.values()) for place in range(scenario.calendar.intervals)
    ]
    start, end = common_hour_range(scenario, active)
    time_axis(figure, scenario, at[start], at[end])
    figure.update_layout(barmode="relative")
    return figure
