"""What does each step up cost? Cost across, the first figure that is asked (or answered) up, a dot a point.

The line joins the points that nothing beats at their cost. What lies below it buys less for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from callfloor import courses, words
from callfloor.courses import Course
from callfloor.figures.look import BLUE, GREY, MISSED
from callfloor.figures.panels import HEADING, HEADINGS, LINE, square, wrapped
from callfloor.figures.picture import Picture, nothing_to_draw
from callfloor.language import later, plural, say
from callfloor.tables_swept import points

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from callfloor.sweeping import Done, Sweep

Dot = tuple[float, float, int]  # cost, figure, place among the points done

NAME, TITLE = "frontier", later("What does each step up cost?")
NAMED = 8  # points of the line that are named; of more, the one to take
LOOKS = (
    (later("meets every target"), BLUE, "circle", "●"),
    (later("misses a target"), MISSED, "diamond-open", "◇"),
    (later("no target"), GREY, "circle", "●"),
)


def frontier(sweep: Sweep) -> Picture:
    """What more costs."""
    up = next((one for one in courses.courses(sweep) if one.show != "money"), None)
    if up is None or not courses.priced(sweep):
        return nothing_to_draw(
            NAME, TITLE, later("No cost is stated, so there is nothing to weigh the figures against.")
        )
    known = [
        (money.mean, value.mean, place)
        for place, (money, value) in enumerate(zip(courses.cost(sweep).values, up.values, strict=True))
        if money.mean is not None and value.mean is not None
    ]
    if len({money for money, _, _ in known}) < 2:
        return nothing_to_draw(NAME, TITLE, later("Every point costs the same."))
    edge = edge_of(known, up.floor)
    caption = plural(
        "Each dot is a point; the line joins those that no other beats at their cost: {n} point of {all}. Up is {what}.",
        "Each dot is a point; the line joins those that no other beats at their cost: {n} points of {all}. Up is {what}.",
        len(edge),
        all=len(known),
        what=say("{name} {measure}", name=up.name, measure=up.what),
    )
    return Picture(NAME, say(TITLE), caption, _figure(sweep, up, known, edge), points(sweep))


def edge_of(known: Sequence[Dot], floor: bool) -> list[Dot]:
    """The points that nothing beats: the cheapest, and every dearer one that is better than all that are cheaper."""
    edge: list[Dot] = []
    for one in sorted(known, key=lambda point: (point[0], -point[1] if floor else point[1])):
        if not edge or (one[1] > edge[-1][1] if floor else one[1] < edge[-1][1]):
            edge.append(one)
    return edge


def _figure(sweep: Sweep, up: Course, known: list[Dot], edge: list[Dot]) -> go.Figure:
    import plotly.graph_objects as go

    scale = 100.0 if up.show == "share" else 1.0
    figure = go.Figure()
    x, y, line = [one[0] for one in edge], [one[1] * scale for one in edge], {"color": BLUE, "width": 2}
    figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip"))
    names = []
    for look, (label, colour, _, glyph) in enumerate(LOOKS):
        some = [one for one in known if _look(sweep.done[one[2]]) == look]
        if some:
            names.append(f"{square(colour, glyph)} {say(label)}")
            figure.add_trace(_dots(sweep, some, look, scale))
    _name_points(figure, sweep, edge, scale)
    figures = say("{value} ({limits})", value=up.what, limits=" ".join(names))
    heading = wrapped(say("{name}: {what}", name=up.name, what=figures))
    top = HEADING + LINE * heading.count("<br>")
    figure.add_annotation(
        text=heading, name=HEADINGS, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", align="left",
        yshift=6, showarrow=False,
    )  # fmt: skip
    asked = {value.asked for value in up.values if value.asked is not None}
    if len(asked) == 1:
        figure.add_hline(y=asked.pop() * scale, line={"dash": "dash", "width": 1.5}, layer="below")
    unit = {"share": f"{words.THIN}%", "duration": f"{words.THIN}{words.unit_word('s')}"}.get(up.show, "")
    title = say("cost of staff, {unit}", unit=sweep.scenario.currency)
    figure.update_xaxes(title=title, fixedrange=True, tickformat=",~r", nticks=6, tickangle=0)
    figure.update_yaxes(fixedrange=True, ticksuffix=unit, nticks=6, tickformat=",~r")
    margin = {"l": 8, "r": 24, "t": top, "b": 48}
    figure.update_layout(height=360 + top, margin=margin, dragmode=False, hovermode="closest")
    return figure


def _look(done: Done) -> int:
    """Which of the looks a point has."""
    missed = done.summary.missed
    return 2 if missed is None else int(missed > 0)


def _dots(sweep: Sweep, some: list[Dot], look: int, scale: float) -> go.Scatter:
    import plotly.graph_objects as go

    _, colour, symbol, _ = LOOKS[look]
    found = courses.courses(sweep)
    marker = {
        "symbol": symbol,
        "size": 10,
        "color": colour,
        "line": {"width": 2 if "open" in symbol else 0, "color": colour},
    }
    return go.Scatter(
        x=[one[0] for one in some],
        y=[one[1] * scale for one in some],
        mode="markers",
        marker=marker,
        text=[courses.told(sweep, one[2], found) for one in some],
        hovertemplate="%{text}<extra></extra>",
    )


def _name_points(figure: go.Figure, sweep: Sweep, edge: list[Dot], scale: float) -> None:
    """Write the values beside the points of the line, as long as there is room; else only beside the one to take."""
    best = courses.best(sweep)
    for money, value, place in edge if len(edge) <= NAMED else [one for one in edge if sweep.done[one[2]] is best]:
        text = " · ".join(sweep.done[place].point.values.values())
        figure.add_annotation(x=money, y=value * scale, text=text, showarrow=False, yshift=13, font={"size": 12})
