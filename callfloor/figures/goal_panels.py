"""The chart of the targets: each is drawn by the periods that it judges, and the rule stands only where it holds.

A target of every interval or hour: a dot a period with its 95 % band and the rule across the judged ones; a missed period is
tinted and has a diamond. Periods that are not judged are hollow and grey, away from the rule. A target of a day or of the
whole horizon: one level with its limits over all of it and the rule as a mark at the edge; the course within the day stands
behind it, faint, since no single interval has to reach the target.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.asked import Goal, Point
from callfloor.figures.events import grey_closed, queues_about
from callfloor.figures.look import BLUE, GREY, MISSED, faint, scenario_colours
from callfloor.figures.panels import common_hour_range, panels, square, time_axis, tint, value_axis
from callfloor.figures.reading import edges, middles, stretches
from callfloor.language import say
from callfloor.language.below import retold

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from scenarios.schema import Scenario

RULE_MARGIN = 58  # px for the label of a rule
EDGE = 0.035  # of the panel's width: the mark of a rule that holds for no single interval
DENSE = 100  # points; more are drawn smaller
LABELLED = 7  # days; more levels than these are labelled on hover only


def draw(scenario: Scenario, shown: Sequence[Goal]) -> go.Figure:
    """One panel a goal."""
    colour = scenario_colours(scenario)
    figure = panels(
        [_heading(goal, colour.get(goal.name, BLUE)) for goal in shown],
        [170 if len(shown) <= 3 else 120] * len(shown),
    )
    for row, goal in enumerate(shown, start=1):
        _panel(figure, row, goal, colour.get(goal.name, BLUE), scenario)
    active = [any(goal.line.mean[place] is not None for goal in shown) for place in range(scenario.calendar.intervals)]
    first, last = common_hour_range(scenario, active)
    time_axis(figure, scenario, edges(scenario)[first], edges(scenario)[last])
    if any(goal.asked is not None for goal in shown):
        figure.update_layout(margin_r=RULE_MARGIN)
    return figure


def _heading(goal: Goal, colour: str) -> str:
    """Name, verdict, measure: short enough for a phone, and what matters most first."""
    name, what = f"{square(colour)} <b>{goal.name}</b>", f"{goal.what}{goal.each}".replace("answered within", "within")
    if goal.verdict is None:
        return say("{name}: {what}", name=name, what=what)
    if not goal.judged:
        return say("{name} not judged: {what}", name=name, what=what)
    if goal.verdict.met:
        return say("{name} met: {what}", name=name, what=what)
    return say("{name} {mark} missed: {what}", name=name, mark=square(MISSED, "◆"), what=what)


def _panel(figure: go.Figure, row: int, goal: Goal, colour: str, scenario: Scenario) -> None:
    grey_closed(figure, scenario, row, queues_about(scenario, goal.scope, goal.name))
    for start, end in stretches(scenario, goal.missed):
        tint(figure, row, start, end)
    if goal.long:
        if not goal.of_days:  # a share of days has no course within the day
            _course(figure, row, goal, colour, scenario)
        for point in goal.points:
            _level(figure, row, goal, point, colour, scenario)
    else:
        _points(figure, row, goal, colour, scenario)
    _rule(figure, row, goal, scenario)
    low, high = _range(goal)
    value_axis(figure, row, unit="%" if goal.show == "share" else words.unit_word("s"), low=low, high=high)


def _points(figure: go.Figure, row: int, goal: Goal, colour: str, scenario: Scenario) -> None:
    """A dot a judged period with its band; hollow and grey, on no line, where it is not judged."""
    import plotly.graph_objects as go

    size, missed = (5, 10) if len(goal.points) <= DENSE else (3, 6)
    at = [_middle(scenario, point) for point in goal.points]
    for part in _unbroken(goal.points):
        figure.add_trace(_band(at, goal, part, colour), row=row, col=1)
    judged = go.Scatter(
        x=at,
        y=[None if point.skipped is not None else _scaled(goal, point.value) for point in goal.points],
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={
            "symbol": ["diamond" if point.missed else "circle" for point in goal.points],
            "size": [missed if point.missed else size for point in goal.points],
            "color": [MISSED if point.missed else colour for point in goal.points],
        },
        name=goal.name,
        text=[_told(goal, point) for point in goal.points],
        hovertemplate="%{text}",
    )
    figure.add_trace(judged, row=row, col=1)
    if goal.unjudged:
        figure.add_trace(_hollow(goal, scenario), row=row, col=1)


def _hollow(goal: Goal, scenario: Scenario) -> go.Scatter:
    import plotly.graph_objects as go

    return go.Scatter(
        x=[_middle(scenario, point) for point in goal.unjudged],
        y=[_scaled(goal, point.value) for point in goal.unjudged],
        mode="markers",
        marker={"symbol": "circle-open", "size": 7 if len(goal.points) <= DENSE else 4, "color": GREY},
        name=say("{name}, not judged", name=goal.name),
        text=[_told(goal, point) for point in goal.unjudged],
        hovertemplate="%{text}<extra></extra>",
    )


def _course(figure: go.Figure, row: int, goal: Goal, colour: str, scenario: Scenario) -> None:
    """The measure by interval, for information: faint, without marks."""
    import plotly.graph_objects as go

    course = go.Scatter(
        x=middles(scenario),
        y=[_scaled(goal, value) for value in goal.line.mean],
        mode="lines",
        line={"color": faint(colour, 0.4), "width": 1},
        name=say("{name} by interval", name=goal.name),
        text=[goal.said(value) for value in goal.line.mean],
        hovertemplate=say("in this interval {text}", text="%{text}") + "<extra></extra>",
    )
    figure.add_trace(course, row=row, col=1)


def _level(figure: go.Figure, row: int, goal: Goal, point: Point, colour: str, scenario: Scenario) -> None:
    """One value over a whole period, with its limits around it."""
    import plotly.graph_objects as go

    value = _scaled(goal, point.value)
    if value is None:
        return
    at, ink = edges(scenario), colour if point.skipped is None else GREY
    start, end = at[point.first], at[point.last + 1]
    if point.low is not None and point.high is not None and point.skipped is None:
        figure.add_shape(
            type="rect", x0=start, x1=end, y0=point.low * goal.scale, y1=point.high * goal.scale,
            fillcolor=faint(colour, 0.25), line_width=0, layer="below", row=row, col=1,
        )  # fmt: skip
    inside = [start, *(moment for moment in middles(scenario) if start < moment < end), end]
    level = go.Scatter(
        x=inside, y=[value] * len(inside), mode="lines", name=goal.name,
        line={"color": MISSED if point.missed else ink, "width": 3, "dash": "solid" if point.skipped is None else "dot"},
        text=[_told(goal, point)] * len(inside), hovertemplate="%{text}",
    )  # fmt: skip
    figure.add_trace(level, row=row, col=1)
    if len(goal.points) <= LABELLED:
        _label(figure, row, goal, point)


def _label(figure: go.Figure, row: int, goal: Goal, point: Point) -> None:
    """Value and limits, as the panel's second heading at its right; the value alone where there are several."""
    value = point.value
    if len(goal.points) == 1:
        place = "" if row == 1 else str(row)
        low = goal.show == "share" and (goal.asked or 0.0) >= 0.5  # away from the rule, and mostly from the course
        figure.add_annotation(
            text=f"<b>{_told(goal, point)}</b>", x=1, y=0.03 if low else 0.97, xref=f"x{place} domain",
            yref=f"y{place} domain", xanchor="right", yanchor="bottom" if low else "top", xshift=-4,
            font={"size": 12}, showarrow=False,
        )  # fmt: skip
        return
    trace = figure.data[-1]
    figure.add_annotation(
        text=goal.said(value), x=trace.x[len(trace.x) // 2], y=(value or 0.0) * goal.scale, row=row, col=1,
        yanchor="bottom", font={"size": 12}, showarrow=False,
    )  # fmt: skip


def _told(goal: Goal, point: Point) -> str:
    """A point in words: `82.2 % (67.7–96.6), missed`."""
    text = words.estimate(point.value, point.low, point.high, goal.show) if goal.long else goal.said(point.value)
    if point.skipped is not None:
        return say("{value}, not judged: {why}", value=text, why=retold(point.skipped))
    return say("{value}, missed", value=text) if point.missed else text


def _middle(scenario: Scenario, point: Point) -> datetime:
    at = edges(scenario)
    length: timedelta = at[point.last + 1] - at[point.first]
    return at[point.first] + length / 2


def _scaled(goal: Goal, value: float | None) -> float | None:
    return None if value is None else value * goal.scale


def _unbroken(points: Sequence[Point]) -> list[range]:
    """Runs of judged points whose limits are known: a band may not bridge a closed hour."""
    runs: list[range] = []
    for place, point in enumerate(points):
        if point.low is None or point.high is None or point.skipped is not None:
            continue
        if runs and runs[-1].stop == place:
            runs[-1] = range(runs[-1].start, place + 1)
        else:
            runs.append(range(place, place + 1))
    return runs


def _band(at: Sequence[datetime], goal: Goal, part: range, colour: str) -> go.Scatter:
    import plotly.graph_objects as go

    there, back = list(part), list(reversed(part))
    high = [(goal.points[place].high or 0) * goal.scale for place in there]
    low = [(goal.points[place].low or 0) * goal.scale for place in back]
    return go.Scatter(
        x=[at[place] for place in there + back],
        y=high + low,
        fill="toself",
        fillcolor=faint(colour, 0.25),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def _rule(figure: go.Figure, row: int, goal: Goal, scenario: Scenario) -> None:
    """The target as a rule across the periods it judges, labelled in the margin, where no line can run through the label."""
    if goal.asked is None or not goal.judged:
        return
    y, place = goal.asked * goal.scale, "" if row == 1 else str(row)
    shared = {"type": "line", "y0": y, "y1": y, "line": {"dash": "dash", "width": 1.5}}
    if goal.long:
        mark = {**shared, "line": {"width": 3}}
        figure.add_shape(**mark, x0=1 - EDGE, x1=1, xref=f"x{place} domain", yref=f"y{place}")
    else:
        for start, end in stretches(scenario, goal.flags(goal.judged)):
            figure.add_shape(**shared, x0=start, x1=end, row=row, col=1)
    figure.add_annotation(
        text=f"{'≥' if goal.floor else '≤'} {goal.said(goal.asked)}",
        x=1,
        y=y,
        xref=f"x{place} domain",
        yref=f"y{place}",
        xanchor="left",
        xshift=3,
        font={"size": 12},
        showarrow=False,
    )


def _range(goal: Goal) -> tuple[float, float | None]:
    if not goal.floor:
        return 0.0, None
    values = [value for point in goal.points for value in (point.value, None if point.skipped else point.low)]
    values += [*(goal.line.mean if goal.long else ()), goal.asked]
    return max(0.0, 10 * (min(value * goal.scale for value in values if value is not None) // 10) - 10), 102.0
