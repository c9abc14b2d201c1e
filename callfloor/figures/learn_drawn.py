"""Drawing shared by the learning charts: lines with their names, rules, and axes that are no clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from callfloor.figures.look import BLUE, GREEN, ORANGE, VERMILLION
from callfloor.figures.panels import panels, value_axis

if TYPE_CHECKING:
    import plotly.graph_objects as go

# One colour and one dash a way of telling, in every chart.
C, A, SIMULATION = (ORANGE, "dash", "square"), (BLUE, "solid", "circle"), (VERMILLION, "dot", "diamond")
OTHER = (GREEN, "dashdot", "triangle-up")
Look = tuple[str, str, str]
Values = Sequence[float | None]


def drawn(headings: Sequence[str], heights: Sequence[int], across: str, *, log: bool = False) -> go.Figure:
    """Empty panels over one axis that is called ``across``."""
    figure = panels(headings, heights)
    figure.update_xaxes(fixedrange=True, zeroline=False, **({"type": "log"} if log else {}))
    figure.update_xaxes(row=len(heights), col=1, title=across, title_standoff=6)
    figure.update_layout(
        hovermode="x unified", height=figure.layout.height + 24, margin_b=figure.layout.margin.b + 24, margin_r=24
    )
    return figure


def line(  # noqa: PLR0917 - a line has that much to say
    figure: go.Figure,
    row: int,
    x: Sequence[float],
    y: Values,
    name: str,
    look: Look,
    text: Sequence[str],
    *,
    steps: bool = False,
) -> None:
    """One line; its name stands in the panel's heading and in the hover."""
    import plotly.graph_objects as go

    colour, dash, _ = look
    figure.add_trace(
        go.Scatter(
            x=list(x), y=list(y), mode="lines", name=name, text=list(text), hovertemplate="%{text}" if name else None,
            hoverinfo=None if name else "skip", line={"color": colour, "width": 2.5, "dash": dash, "shape": "hv" if steps else "linear"},
        ),
        row=row, col=1,
    )  # fmt: skip


def dots(  # noqa: PLR0917 - as has a row of points
    figure: go.Figure, row: int, x: Sequence[float], y: Values, name: str, look: Look, text: Sequence[str],
    limits: tuple[Values, Values] | None = None,
) -> None:  # fmt: skip
    """Points of their own shape, with bars for their limits."""
    import plotly.graph_objects as go

    colour, _, symbol = look
    bars = None
    if limits is not None:
        low, high = limits
        bars = {
            "type": "data", "symmetric": False, "color": colour, "thickness": 1.5,
            "array": [0 if top is None or at is None else top - at for top, at in zip(high, y, strict=True)],
            "arrayminus": [0 if low_ is None or at is None else at - low_ for low_, at in zip(low, y, strict=True)],
        }  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=list(x), y=list(y), mode="markers", name=name, text=list(text), hovertemplate="%{text}", error_y=bars,
            marker={"color": colour, "symbol": symbol, "size": 10},
        ),
        row=row, col=1,
    )  # fmt: skip


def here(figure: go.Figure, row: int, x: float, text: str = "", *, left: bool = False) -> None:
    """A rule at what was chosen, with a word beside it, on its ``left`` where there is no room on the other side."""
    place = "" if row == 1 else str(row)
    figure.add_vline(x=x, line_width=1.5, line_dash="dot", row=row, col=1)
    if text:
        figure.add_annotation(
            text=text, x=x if figure.layout[f"xaxis{place}"].type != "log" else _log(x), y=0.02, xref=f"x{place}",
            yref=f"y{place} domain", xanchor="right" if left else "left", xshift=-4 if left else 4, yanchor="bottom", showarrow=False, font={"size": 12},
        )  # fmt: skip


def _log(x: float) -> float:
    from math import log10

    return log10(x)


def level(figure: go.Figure, row: int, y: float, text: str) -> None:
    """A rule across, such as what is asked."""
    place = "" if row == 1 else str(row)
    figure.add_hline(y=y, line_width=1.5, line_dash="dash", row=row, col=1)
    figure.add_annotation(
        text=text, x=1, y=y, xref=f"x{place} domain", yref=f"y{place}", xanchor="right", yanchor="bottom",
        showarrow=False, font={"size": 12},
    )  # fmt: skip


__all__ = ["OTHER", "SIMULATION", "A", "C", "dots", "drawn", "here", "level", "line", "value_axis"]
