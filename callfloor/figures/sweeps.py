"""One key swept: how each target, and the cost, moves with it.

One panel a target (at its worst period) with its rule, then one for the cost; where nothing is asked, the answer rates of the
queues. Missed points are diamonds on a tint; the point to take stands on a line through all panels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import courses, words
from callfloor.courses import Course
from callfloor.figures.look import BLUE, MISSED, faint, scenario_colours
from callfloor.figures.panels import panels, square
from callfloor.figures.picture import Picture
from callfloor.language import later, plural, say
from callfloor.tables_swept import points

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from callfloor.sweeping import Sweep

MOST = 6  # panels
CHOSEN, FIRST = later("cheapest that meets all"), later("meets all")
RIGHT = 64  # px for the label of a rule


def lines(sweep: Sweep) -> Picture:
    """The course of every target and of the cost along the one key."""
    axis = sweep.grid.axes[0]
    found = [one for one in courses.courses(sweep) if one.show != "money" or _moves(one)]
    shown = found if len(found) <= MOST else [*found[: MOST - 1], found[-1]]
    title = say("What does {key} change?", key=axis.label)
    return Picture("sweep", title, _caption(sweep, len(found) - len(shown)), _figure(sweep, shown), points(sweep))


def _moves(one: Course) -> bool:
    """Whether a figure differs at all from point to point."""
    return len({value.mean for value in one.values}) > 1


def _caption(sweep: Sweep, left_out: int) -> str:
    text = f"{courses.headline(sweep)}{courses.doubt(sweep)}"
    if left_out:
        text += plural(" {n} more target stands in the table.", " {n} more targets stand in the table.", left_out)
    return text


def _figure(sweep: Sweep, shown: list[Course]) -> go.Figure:
    colour = scenario_colours(sweep.scenario)
    tall = 190 if len(shown) <= 3 else 140
    currency = sweep.scenario.currency
    figure = panels([_heading(one, colour.get(one.name, BLUE), currency) for one in shown], [tall] * len(shown))
    axis = sweep.grid.axes[0]
    places = [one.point.place[0] for one in sweep.done]
    x = [axis.numbers[place] for place in places] if axis.numbers else [_tick(axis.values[place]) for place in places]
    for row, one in enumerate(shown, start=1):
        _panel(figure, row, one, x, colour.get(one.name, BLUE), currency)
    _mark_best(figure, sweep, x, len(shown))
    figure.update_xaxes(fixedrange=True, zeroline=False, **({} if axis.numbers else {"type": "category"}))
    if axis.numbers:
        pad = 0.05 * (max(axis.numbers) - min(axis.numbers))
        figure.update_xaxes(range=[min(axis.numbers) - pad, max(axis.numbers) + pad])
    if axis.numbers and all(float(value).is_integer() for value in axis.numbers) and len(axis.values) <= 12:
        figure.update_xaxes(tickvals=list(axis.numbers))
    unit = f" ({axis.unit})" if axis.unit else ""
    figure.update_xaxes(row=len(shown), col=1, title=f"{axis.label}{unit}", title_standoff=6)
    if any(one.target for one in shown):
        figure.update_layout(margin_r=RIGHT)
    figure.update_layout(height=figure.layout.height + 20, margin_b=figure.layout.margin.b + 20)
    return figure


def _tick(value: str, most: int = 18) -> str:
    return value if len(value) <= most else f"{value[: most - 1]}…"


def _heading(one: Course, colour: str, currency: str) -> str:
    what = say("{what}, {unit}", what=one.what, unit=currency) if one.show == "money" else one.what
    return f"{square(colour)} {say('{name}: {what}', name=f'<b>{one.name}</b>', what=what)}"


def _panel(figure: go.Figure, row: int, one: Course, x: list[float] | list[str], colour: str, currency: str) -> None:
    import plotly.graph_objects as go

    scale = 100.0 if one.show == "share" else 1.0
    _band(figure, row, one, x, colour, scale)
    figure.add_trace(
        go.Scatter(
            x=x,
            y=[None if value.mean is None else value.mean * scale for value in one.values],
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={
                "symbol": ["diamond" if value.missed else "circle" for value in one.values],
                "opacity": 1,
                "size": [11 if value.missed else 8 for value in one.values],
                "color": [MISSED if value.missed else colour for value in one.values],
            },
            text=[_told(one, place, currency) for place in range(len(x))],
            hovertemplate="%{text}<extra></extra>",
        ),
        row=row,
        col=1,
    )
    asked = [value.asked for value in one.values]
    if any(value is not None for value in asked):
        rule = [None if value is None else value * scale for value in asked]
        line = {"dash": "dash", "width": 1.5}
        figure.add_trace(go.Scatter(x=x, y=rule, mode="lines", line=line, hoverinfo="skip"), row=row, col=1)
        last = next(value for value in reversed(asked) if value is not None)
        place = "" if row == 1 else str(row)
        figure.add_annotation(
            text=f"{'≥' if one.floor else '≤'} {words.styled(last, one.show, currency)}", x=1, y=last * scale,
            xref=f"x{place} domain", yref=f"y{place}", xanchor="left", xshift=3, font={"size": 12}, showarrow=False,
        )  # fmt: skip
    figure.update_yaxes(
        row=row, col=1, fixedrange=True, nticks=5, tickformat=",~r", range=_range(one, scale),
        ticksuffix={"share": f"{words.THIN}%", "duration": f"{words.THIN}{words.unit_word('s')}"}.get(one.show, ""),
    )  # fmt: skip


def _band(figure: go.Figure, row: int, one: Course, x: list[float] | list[str], colour: str, scale: float) -> None:
    """The 95 % limits behind the line; bars where the values are no numbers."""
    import plotly.graph_objects as go

    known = [place for place, value in enumerate(one.values) if value.low is not None and value.high is not None]
    if not known:
        return
    low = [(one.values[place].low or 0.0) * scale for place in known]
    high = [(one.values[place].high or 0.0) * scale for place in known]
    at = [x[place] for place in known]
    figure.add_trace(
        go.Scatter(
            x=[*at, *reversed(at)], y=[*high, *reversed(low)], fill="toself", fillcolor=faint(colour, 0.22), mode="lines",
            line={"width": 0}, hoverinfo="skip",
        ),
        row=row, col=1,
    )  # fmt: skip


def _range(one: Course, scale: float) -> tuple[float, float] | None:
    """From zero for costs and waits; shares that must be high show the part near what is asked."""
    ends = [
        end * scale
        for value in one.values
        for end in (value.mean, value.low, value.high, value.asked)
        if end is not None
    ]
    if not ends:
        return None
    pad = 0.06 * (max(ends) - min(ends)) or 1.0
    if one.show == "share" and one.floor:
        return max(min(ends) - pad, -2.0), min(max(ends) + pad, 102.0)
    return (0.0, max(ends) * 1.08) if one.show != "money" else (min(ends) - pad, max(ends) + pad)


def _told(one: Course, place: int, currency: str) -> str:
    value = one.values[place]
    text = words.styled(value.mean, one.show, currency)
    if value.low is not None and value.high is not None and value.low != value.high:
        text = say("{value} ({limits})", value=text, limits=words.limits(value.low, value.high, one.show))
    return courses.line(one, text, missed=value.missed)


def _mark_best(figure: go.Figure, sweep: Sweep, x: list[float] | list[str], rows: int) -> None:
    """A line through all panels at the point to take, or at each of those that are as good."""
    found = courses.rivals(sweep)
    for one in found:
        at = x[sweep.done.index(one)]
        for row in range(1, rows + 1):
            figure.add_vline(x=at, line_width=8, line_color=faint(BLUE, 0.18), layer="below", row=row, col=1)
    if not found:
        return
    first = x[sweep.done.index(found[0])]
    right = sweep.done.index(found[0]) > len(sweep.done) / 2
    figure.add_annotation(
        text=f"<b>{say(FIRST if len(found) > 1 or not courses.priced(sweep) else CHOSEN)}</b>", x=first, y=0, xref="x",
        yref="y domain", xanchor="right" if right else "left", yanchor="bottom", showarrow=False, font={"size": 12},
        bgcolor=faint(BLUE, 0.12),
    )  # fmt: skip
