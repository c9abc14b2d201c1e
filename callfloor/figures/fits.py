"""Do the fitted distributions follow their data?

Each panel is one duration: the share of contacts still going on after so many seconds, as observed (steps; where some were
cut short, Kaplan and Meier's curve with its 95 % band) and as fitted (line).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from callfloor import words
from callfloor.figures.look import BLUE, MISSED, faint
from callfloor.figures.panels import panels, square, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.history.calibrating.durations import Measured

POINTS = 160
MOST = 8  # panels; the others are in the table
FIRM = 20  # moments with fewer still waiting hang on a handful and are not drawn


def fits(name: str, title: str, shown: Sequence[Measured]) -> Picture:
    """Panels of the most numerous durations, and a table of all."""
    fitted = [one for one in shown if one.chosen is not None]
    if not fitted:
        return nothing_to_draw(name, title, "Nothing was fitted: the log holds no such durations, or they never vary.")
    largest = sorted(fitted, key=lambda one: -one.count)[:MOST]
    drawn = [one for one in fitted if any(one is other for other in largest)]
    worst = max(fitted, key=lambda one: 0.0 if one.chosen is None else one.chosen.ks)
    most = worst.chosen.ks if worst.chosen else 0.0
    caption = f"The fitted and the observed share are nowhere further apart than {words.share(most)} ({worst.what})."
    if len(drawn) < len(fitted):
        caption += f" Drawn are the {len(drawn)} with the most contacts; the table has all {len(fitted)}."
    return Picture(name, title, caption, _figure(drawn), table(shown))


def table(shown: Sequence[Measured]) -> Table:
    """Every duration: its family, mean and cv with standard errors, how many contacts it is read off, its distance from them."""
    rows = tuple(
        (
            one.what
            + (f", from {int(one.begins) // 3600:02d}:{int(one.begins) % 3600 // 60:02d}" if one.begins else ""),
            one.chosen.family.name if one.chosen else ("always the same" if one.ended.any() else "nobody gave up"),
            words.plural(one.count, "contact"),
            words.number(int(one.ended.sum())),
            _sure(one.mean, one.mean_error, " s"),
            _sure(one.cv, one.cv_error),
            words.share(one.chosen.ks) if one.chosen else words.NOTHING,
        )
        for one in shown
    )
    return Table(
        ("of", "family", "read off", "seen to their end", "mean", "cv", "furthest from the data"), rows, labels=2
    )


def _sure(value: float, error: float, unit: str = "") -> str:
    """A value and its standard error."""
    if not np.isfinite(value):
        return words.NOTHING
    return f"{words.number(value)}{unit}" + (f" ± {words.number(error)}{unit}" if error > 0 else "")


def _figure(drawn: Sequence[Measured]) -> go.Figure:
    import plotly.graph_objects as go

    headings = [f"<b>{one.what}</b>, share still going on" for one in drawn]
    headings[0] += f"   ━ fitted, {square(MISSED)} observed"
    figure = panels(headings, [120] * len(drawn), shared=False)
    for row, one in enumerate(drawn, start=1):
        curve = one.curve
        firm = curve.time[curve.at_risk >= FIRM]
        end = float(np.quantile(one.seconds, 0.98)) if one.ended.all() else float(firm.max(initial=1.0))
        at = np.linspace(0.0, max(end, 1.0), POINTS)
        share = curve.at(at)
        place = np.searchsorted(curve.time, at, side="right")
        half = 1.96 * np.concatenate(([0.0], curve.error))[place]
        low, high = np.clip(share - half, 0, 1), np.clip(share + half, 0, 1)
        figure.add_trace(
            go.Scatter(
                x=np.concatenate((at, at[::-1])), y=100 * np.concatenate((high, low[::-1])), fill="toself",
                fillcolor=faint(MISSED, 0.2), line={"width": 0}, mode="lines", hoverinfo="skip",
            ),
            row=row, col=1,
        )  # fmt: skip
        for values, colour, name, style in (
            (share, MISSED, "observed", {"width": 1.5, "shape": "hv"}),
            (one.survival(at), BLUE, "fitted", {"width": 2.5}),
        ):
            figure.add_trace(
                go.Scatter(x=at, y=100 * values, mode="lines", name=name, line={"color": colour, **style}),
                row=row,
                col=1,
            )
        value_axis(figure, row, unit="%", high=100)
        figure.update_xaxes(row=row, col=1, ticksuffix="\u202fs", fixedrange=True)
    return figure
