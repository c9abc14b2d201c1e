"""Curves: any few lines over one axis, drawn as our other figures are, for notebooks and whoever explores.

The caption is the caller's: a figure of one's own answers a question of one's own. A line may have 95 % limits, drawn as a band, or be
dots, as what was measured stands beside what a formula says. The table has every number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from callfloor import words
from callfloor.figures.look import OKABE_ITO, faint
from callfloor.figures.picture import Picture, Table

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 400
MOST_NAMED = 12
DASHES = ("solid", "dash", "dot", "dashdot")
SHAPES = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star")
TICKS = {"share": ".0%"}


@dataclass(frozen=True)
class Curve:
    """One line: its name and a value for each place of the axis (None: unknown); ``low`` and ``high`` are its limits."""

    name: str
    values: Sequence[float | None]
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    dots: bool = False


def curves(
    title: str,
    caption: str,
    across: str,
    at: Sequence[Any],
    up: str,
    lines: Sequence[Curve],
    *,
    style: str = "share",
    rules: Sequence[tuple[float, str]] = (),
) -> Picture:
    """Lines over the places ``at``; ``across`` and ``up`` name the axes.

    ``style`` is how values are written: share, duration (s), money, number. ``rules``: levels with their names.

    Raises:
        ValueError: if there is no line, or one has not one value for each place.

    """
    _check(at, lines)
    rows = tuple((f"{place}", *(_said(line, number, style) for line in lines)) for number, place in enumerate(at))
    table = Table((across, *(line.name for line in lines)), rows)
    return Picture("curves", title, caption, _figure(across, list(at), up, lines, style, rules), table)


def _check(at: Sequence[Any], lines: Sequence[Curve]) -> None:
    if not lines:
        raise ValueError("lines(=[]) must have one line at least.")
    for line in lines:
        for what, values in (("values", line.values), ("low", line.low), ("high", line.high)):
            if len(values) != len(at) and (values or what == "values"):
                raise ValueError(f"{what} of {line.name} are {len(values)}, for {len(at)} places.")


def _said(line: Curve, number: int, style: str) -> str:
    """A value with its limits, in the table."""
    value = words.styled(line.values[number], style)
    if not line.low or not line.high:
        return value
    return f"{value} ({words.limits(line.low[number], line.high[number], style)})"


def _figure(
    across: str, at: list[Any], up: str, lines: Sequence[Curve], style: str, rules: Sequence[tuple[float, str]]
) -> go.Figure:
    import plotly.graph_objects as go

    figure = go.Figure()
    for number, line in enumerate(lines):
        colour = OKABE_ITO[number % len(OKABE_ITO)]
        if line.low and line.high and not line.dots:
            for values, fill in ((line.high, None), (line.low, "tonexty")):
                figure.add_scatter(
                    x=at, y=list(values), mode="lines", line={"width": 0}, fill=fill,
                    fillcolor=faint(colour, 0.18), hoverinfo="skip", showlegend=False,
                )  # fmt: skip
        figure.add_scatter(x=at, y=list(line.values), name=line.name, showlegend=True, **_drawn(line, number, colour))
    for level, label in rules:
        figure.add_hline(
            y=level, line={"dash": "dot", "width": 1.5, "color": "#868D96"}, name=label, showlegend=True,
        )  # fmt: skip
    figure.update_layout(
        height=HEIGHT, margin={"l": 8, "r": 16, "t": 40, "b": 8}, hovermode="x unified", showlegend=len(lines) + len(rules) > 1,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}, yaxis_title=up,
        yaxis_tickformat=TICKS.get(style, ""), meta={"least_width": 340}, xaxis=_across(across, at),
    )  # fmt: skip
    return figure


def _across(name: str, at: list[Any]) -> dict[str, Any]:
    """The axis: places that are words stand side by side, a dozen of them with their names."""
    axis: dict[str, Any] = {"title": {"text": name}, "zeroline": False}
    if any(isinstance(place, str) for place in at):
        axis |= {"type": "category", "tickangle": 0, "tickvals": at[:: -(-len(at) // MOST_NAMED)]}
    return axis


def _drawn(line: Curve, number: int, colour: str) -> dict[str, Any]:
    """Dots with whiskers where something was measured, else a line; told apart by shape as well as colour."""
    marker = {"color": colour, "size": 9, "symbol": SHAPES[number % len(SHAPES)]}
    if not line.dots:
        return {"mode": "lines", "line": {"color": colour, "width": 2.5, "dash": DASHES[number % len(DASHES)]}}
    if not line.low or not line.high:
        return {"mode": "markers", "marker": marker}
    above = [_apart(high, value) for high, value in zip(line.high, line.values, strict=True)]
    below = [_apart(value, low) for low, value in zip(line.low, line.values, strict=True)]
    whiskers = {"type": "data", "symmetric": False, "array": above, "arrayminus": below, "color": colour}
    return {"mode": "markers", "marker": marker, "error_y": whiskers}


def _apart(upper: float | None, lower: float | None) -> float:
    return 0.0 if upper is None or lower is None else upper - lower
