"""How sure are we yet? The limits of a figure drawing closer as days are simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from callfloor import words
from callfloor.figures.look import BLUE, faint
from callfloor.figures.panels import panels, square, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.language import say

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAME = "closing"


def closing(course: Sequence[Mapping[str, Any]], unit: str = "") -> Picture:
    """The answer rate and its 95 % limits against the days done: rows with done, within (s), mean, low and high.

    ``unit``: what is counted, `days` if left out.
    """
    title, unit = say("How sure is it yet?"), unit or say("days")
    rows = [row for row in course if row.get("mean") is not None]
    if not rows:
        return nothing_to_draw(NAME, title, say("No limits yet: they need some days."))
    return Picture(NAME, title, _caption(rows, unit), _figure(rows, unit), _table(rows, unit))


def _caption(rows: Sequence[Mapping[str, Any]], unit: str) -> str:
    last = rows[-1]
    told = {
        "done": words.count(last["done"]),
        "unit": unit,
        "within": words.duration(last.get("within", 20.0)),
        "rate": words.share(last["mean"]),
    }
    if last.get("low") is None or last.get("high") is None:
        return say("After {done} {unit}: {rate} answered within {within}; too few {unit} for limits.", **told)
    told["limits"] = words.limits(last["low"], last["high"], "share")
    return say("After {done} {unit}: {rate} answered within {within}, 95 % limits {limits}.", **told)


def _figure(rows: Sequence[Mapping[str, Any]], unit: str) -> go.Figure:
    import plotly.graph_objects as go

    known = [row for row in rows if row.get("low") is not None and row.get("high") is not None]
    done = [row["done"] for row in known]
    heading = say("{mark} <b>answered in time</b>, with its 95 % limits", mark=square(BLUE))
    figure = panels([heading], [220], shared=False)
    figure.add_trace(
        go.Scatter(
            x=[*done, *reversed(done)],
            y=[100 * row["high"] for row in known] + [100 * row["low"] for row in reversed(known)],
            fill="toself", fillcolor=faint(BLUE, 0.22), mode="lines", line={"width": 0}, hoverinfo="skip",
        ),
        row=1, col=1,
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[row["done"] for row in rows],
            y=[100 * row["mean"] for row in rows],
            mode="lines+markers",
            line={"color": BLUE, "width": 2},
            marker={"size": 6},
            text=[words.estimate(row["mean"], row.get("low"), row.get("high"), "share") for row in rows],
            hovertemplate="%{x}: %{text}<extra></extra>",
        ),
        row=1, col=1,
    )  # fmt: skip
    value_axis(figure, 1, unit="%", low=None)
    figure.update_xaxes(title=unit, title_standoff=6, rangemode="tozero", fixedrange=True)
    figure.update_layout(height=figure.layout.height + 20, margin_b=figure.layout.margin.b + 20)
    return figure


def _table(rows: Sequence[Mapping[str, Any]], unit: str) -> Table:
    return Table(
        (unit, say("answered in time"), say("95 % limits")),
        tuple(
            (words.count(row["done"]), words.share(row["mean"]), words.limits(row.get("low"), row.get("high"), "share"))
            for row in rows
        ),
    )
