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
from callfloor.language import later, plural, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.history.calibrating.durations import Measured

FAMILIES = {
    "exponential": later("exponential"),
    "lognormal": later("lognormal"),
    "weibull": later("weibull"),
    "gamma": later("gamma"),
    "short and weibull": later("short and weibull"),
    "two exponentials": later("two exponentials"),
    "short and lognormal": later("short and lognormal"),
}
POINTS = 160
MOST = 8  # panels; the others are in the table
FIRM = 20  # moments with fewer still waiting hang on a handful and are not drawn


def fits(name: str, title: str, shown: Sequence[Measured]) -> Picture:
    """Panels of the most numerous durations, and a table of all."""
    fitted = [one for one in shown if one.chosen is not None]
    if not fitted:
        why = later("Nothing was fitted: the log holds no such durations, or they never vary.")
        return nothing_to_draw(name, title, why)
    largest = sorted(fitted, key=lambda one: -one.count)[:MOST]
    drawn = [one for one in fitted if any(one is other for other in largest)]
    worst = max(fitted, key=lambda one: 0.0 if one.chosen is None else one.chosen.ks)
    most = worst.chosen.ks if worst.chosen else 0.0
    caption = [
        say(
            "The fitted and the observed share are nowhere further apart than {share} ({what}).",
            share=words.share(most),
            what=worst.what,
        )
    ]
    if len(drawn) < len(fitted):
        text = "Drawn are the {count} with the most contacts; the table has all {all}."
        caption.append(say(text, count=len(drawn), all=len(fitted)))
    return Picture(name, say(title), words.told_in_turn(caption), _figure(drawn), table(shown))


def table(shown: Sequence[Measured]) -> Table:
    """Every duration: its family, mean and cv with standard errors, how many contacts it is read off, its distance from them."""
    rows = tuple(
        (
            _of_what(one),
            _family(one),
            plural("{n} contact", "{n} contacts", one.count),
            words.number(int(one.ended.sum())),
            _sure(one.mean, one.mean_error, f" {words.unit_word('s')}"),
            _sure(one.cv, one.cv_error),
            words.share(one.chosen.ks) if one.chosen else words.NOTHING,
        )
        for one in shown
    )
    columns = ("of", "family", "read off", "seen to their end", "mean", "cv", "furthest from the data")
    return Table(tuple(map(say, map(later, columns))), rows, labels=2)


def _of_what(one: Measured) -> str:
    if not one.begins:
        return one.what
    return say(
        "{what}, from {time}", what=one.what, time=f"{int(one.begins) // 3600:02d}:{int(one.begins) % 3600 // 60:02d}"
    )


def _family(one: Measured) -> str:
    """The family that was chosen; what there is where none was."""
    if one.chosen:
        return say(FAMILIES.get(one.chosen.family.name, one.chosen.family.name))
    return say("always the same" if one.ended.any() else "nobody gave up")


def _sure(value: float, error: float, unit: str = "") -> str:
    """A value and its standard error."""
    if not np.isfinite(value):
        return words.NOTHING
    return f"{words.number(value)}{unit}" + (f" ± {words.number(error)}{unit}" if error > 0 else "")


def _figure(drawn: Sequence[Measured]) -> go.Figure:
    import plotly.graph_objects as go

    headings = [say("<b>{what}</b>, share still going on", what=one.what) for one in drawn]
    headings[0] += say("   ━ fitted, {mark} observed", mark=square(MISSED))
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
            (share, MISSED, say("observed"), {"width": 1.5, "shape": "hv"}),
            (one.survival(at), BLUE, say("fitted"), {"width": 2.5}),
        ):
            figure.add_trace(
                go.Scatter(x=at, y=100 * values, mode="lines", name=name, line={"color": colour, **style}),
                row=row,
                col=1,
            )
        value_axis(figure, row, unit="%", high=100)
        figure.update_xaxes(row=row, col=1, ticksuffix=f"{words.THIN}{words.unit_word('s')}", fixedrange=True)
    return figure
