"""Two keys swept: where the targets are met and at what cost, as a map.

A cell's colour and mark say whether all targets are met there; its number is the cost (or, where no cost is stated, the first
figure of the sweep). Further keys make further maps, one for each of their values, as long as somebody could read them all.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING

from callfloor import courses, words
from callfloor.courses import Course
from callfloor.figures.look import VERMILLION
from callfloor.figures.panels import GAP, HEADING, HEADINGS, LINE, square, wrapped
from callfloor.figures.picture import Picture, nothing_to_draw
from callfloor.language import later, say
from callfloor.tables_swept import points

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from callfloor.sweeping import Done, Sweep

MOST = 6  # maps below one another
CELLS = 16  # across; more have no room for a number
BANDS = (
    (later("✓ meets every target"), "#8ACBB4"),
    (later("misses one||target"), "#F7D9A0"),
    (later("misses more||targets"), "#F2A679"),
)
FAR = "#E07B3E"  # the furthest from what is asked; dark ink can be read on it
CELL = 34  # px of a row


def map_of(sweep: Sweep) -> Picture:
    """The map of the first two keys, once for every choice of the others."""
    down, across, *others = sweep.grid.axes
    title = say("Where are the targets met: {down} by {across}?", down=down.label, across=across.label)
    choices = list(product(*(range(len(axis.values)) for axis in others)))
    if len(choices) > MOST:
        why = say(
            "{count} maps, one for each choice of the further keys, would be too many to read; the chart of costs shows all points.",
            count=len(choices),
        )
        return nothing_to_draw("map", title, why)
    if courses.best(sweep) is None and all(one.summary.missed is None for one in sweep.done):
        title = say("What do {down} and {across} change?", down=down.label, across=across.label)
    return Picture(
        "map", title, f"{courses.headline(sweep)}{courses.doubt(sweep)}", _maps(sweep, choices), points(sweep)
    )


def _maps(sweep: Sweep, choices: list[tuple[int, ...]]) -> go.Figure:
    from plotly.subplots import make_subplots

    down, across, *others = sweep.grid.axes
    course = _in_cells(sweep)
    tall = CELL * len(down.values)
    between = GAP + (LINE if others else 0)
    inner = tall * len(choices) + between * (len(choices) - 1)
    figure = make_subplots(rows=len(choices), cols=1, vertical_spacing=between / inner if len(choices) > 1 else 0)
    for row, choice in enumerate(choices, start=1):
        cells = {
            one.point.place[:2]: (place, one) for place, one in enumerate(sweep.done) if one.point.place[2:] == choice
        }
        figure.add_trace(_cells(sweep, course, cells), row=row, col=1)
        if others:
            text = ", ".join(f"{axis.label} {axis.values[at]}" for axis, at in zip(others, choice, strict=True))
            _write(figure, f"<b>{text}</b>", row)
    _mark_best(figure, sweep, choices)
    figure.update_xaxes(type="category", fixedrange=True, showline=False, ticks="", tickangle=0)
    figure.update_yaxes(type="category", fixedrange=True, showgrid=False, ticks="", title=down.label, autorange=True)
    figure.update_xaxes(row=len(choices), col=1, title=across.label)
    key = wrapped(_key(sweep, course))
    top = HEADING + LINE * (1 + key.count("<br>")) + (LINE if others else 0)
    figure.add_annotation(
        text=key, name=HEADINGS, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", align="left",
        yshift=6 + (LINE if others else 0), showarrow=False,
    )  # fmt: skip
    figure.update_layout(height=inner + top + 56, margin={"l": 8, "r": 12, "t": top, "b": 56}, dragmode=False)
    return figure


def _in_cells(sweep: Sweep) -> Course:
    """What the number in a cell is: the cost, else the first course there is."""
    return courses.cost(sweep) if courses.priced(sweep) else courses.courses(sweep)[0]


def _write(figure: go.Figure, text: str, row: int) -> None:
    place = "" if row == 1 else str(row)
    figure.add_annotation(
        text=text, x=0, y=1, xref=f"x{place} domain", yref=f"y{place} domain", xanchor="left", yanchor="bottom", yshift=2,
        showarrow=False,
    )  # fmt: skip


def _key(sweep: Sweep, course: Course) -> str:
    currency = sweep.scenario.currency
    if course.show == "money":
        number = say("number: {what}, {unit}", what=course.what, unit=currency)
    else:
        number = say("number: {what} of {name}", what=course.what, name=course.name)
    if all(one.summary.missed is None for one in sweep.done):
        return number
    if courses.best(sweep) is None:
        text = "{mark} darker: further from what is asked; {number}; framed: the nearest"
        return say(text, mark=square(FAR), number=number)
    seen = {_band(one) for one in sweep.done}
    marks = [f"{square(colour)} {say(label)}" for place, (label, colour) in enumerate(BANDS) if place in seen]
    return f"{' '.join(marks)}{say('; ')}{number}"


def _band(done: Done) -> int | None:
    missed = done.summary.missed
    return None if missed is None else min(missed, 2)


def _shade(sweep: Sweep, course: Course) -> tuple[Callable[[int, Done], float | None], dict[str, object]]:
    """What colours a cell: whether its targets are met; where none are anywhere, how far they fall short; else its number."""
    if all(one.summary.missed is None for one in sweep.done):
        known = [value.mean for value in course.values if value.mean is not None]  # one scale for all maps
        plain = {"colorscale": "Blues", "zmin": min(known), "zmax": max(known), "textfont": {"size": 12}}
        return lambda place, done: course.values[place].mean, plain
    dark = {"color": "#1F2328", "size": 12}
    if courses.best(sweep) is None:
        scale, most = [[0, BANDS[1][1]], [1, FAR]], max(one.summary.shortfall for one in sweep.done)
        return lambda place, done: done.summary.shortfall, {
            "colorscale": scale,
            "zmin": 0,
            "zmax": most,
            "textfont": dark,
        }
    scale = [[edge / 3, colour] for place, (_, colour) in enumerate(BANDS) for edge in (place, place + 1)]
    return lambda place, done: _band(done), {"colorscale": scale, "zmin": -0.5, "zmax": 2.5, "textfont": dark}


def _cells(sweep: Sweep, course: Course, cells: dict[tuple[int, ...], tuple[int, Done]]) -> go.Heatmap:
    import plotly.graph_objects as go

    down, across, *_ = sweep.grid.axes
    grid = [[cells.get((row, column)) for column in range(len(across.values))] for row in range(len(down.values))]
    value_of, look = _shade(sweep, course)
    fits, found = len(across.values) <= CELLS, courses.courses(sweep)
    return go.Heatmap(
        z=[[None if one is None else value_of(*one) for one in line] for line in grid],
        x=list(across.values),
        y=list(down.values),
        showscale=False,
        xgap=2,
        ygap=2,
        text=[["" if one is None or not fits else _number(course, *one) for one in line] for line in grid],
        texttemplate="%{text}",
        customdata=[
            [say("not run") if one is None else courses.told(sweep, one[0], found) for one in line] for line in grid
        ],
        hovertemplate="%{customdata}<extra></extra>",
        **look,
    )


def _number(course: Course, place: int, done: Done) -> str:
    value = course.values[place].mean
    text = words.money(value, "").strip() if course.show == "money" else words.styled(value, course.show)
    return f"✓ {text}" if done.summary.met else text


def _mark_best(figure: go.Figure, sweep: Sweep, choices: list[tuple[int, ...]]) -> None:
    """A frame around the cell to take, or the one that comes nearest."""
    if all(one.summary.missed is None for one in sweep.done):
        return
    found = courses.best(sweep) or courses.nearest(sweep)
    row, column, *rest = found.point.place
    figure.add_shape(
        type="rect", x0=column - 0.5, x1=column + 0.5, y0=row - 0.5, y1=row + 0.5, line={"width": 3, "color": VERMILLION},
        row=choices.index(tuple(rest)) + 1, col=1,
    )  # fmt: skip
