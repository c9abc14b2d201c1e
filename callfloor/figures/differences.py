"""What changed, and is it real? Differences of two scenarios on the same contacts, as dots with their limits.

One panel for each unit (percentage points, time, money, the rest), a line of zero through it, the largest improvement on top.
Colour and shape say what a difference comes to: better, worse, neither, or not to be told from luck.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from callfloor import gauges, tables_compared, words
from callfloor.figures.look import BLUE, GREY, MISSED, SKY
from callfloor.figures.panels import HEADING, LINE, add_heading, panels, square, wrapped
from callfloor.figures.picture import Picture, nothing_to_draw
from callfloor.language import later, say
from callfloor.verdicts import BETTER, HIGHER, LOWER, OPEN, REAL, WORSE, by_verdict, charted, foremost, said, verdict

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from callfloor.comparing import Comparison
    from sim.pairs import Difference

ROW = 44  # px of a row: its name and, under it, the difference in figures
NBSP = "\u00a0"
NARROW = 24  # characters of a heading beside such names on a phone
LOOKS = {
    BETTER: (BLUE, "circle", "●"),
    WORSE: (MISSED, "diamond", "◆"),
    HIGHER: (SKY, "square", "■"),
    LOWER: (SKY, "square", "■"),
    OPEN: (GREY, "circle-open", "○"),
}
UNITS = (
    ("share", later("percentage points")),
    ("duration", later("seconds")),
    ("number", later("points of 100")),
    ("count", later("contacts")),
    ("money", ""),
    ("people", later("occupancy, points")),
)
STEPS = (1.0, 2.0, 5.0)


def changed(comparison: Comparison, other: int) -> Picture:
    """The differences of one scenario against the first."""
    title = say("What changes from {first} to {second}?", first=comparison.names[0], second=comparison.names[other])
    name, found = f"differences-{other}", charted(comparison, other)
    if not found:
        return nothing_to_draw(
            name, title, later("Every figure is the same on every day: nothing that was changed is ever felt.")
        )
    currency = comparison.contenders[0].scenario.currency
    figure = _figure(found, currency)
    more = len(foremost(comparison, other)) - len(found)
    return Picture(name, title, _caption(found, more), figure, tables_compared.differences(comparison, other))


def _caption(found: list[Difference], more: int) -> str:
    real = by_verdict(found, *REAL)
    text = (
        say("{real} of these {all} differences are real", real=len(real), all=len(found))
        if real
        else say("None of these differences is shown to be real")
    )
    if more:
        text += say(" ({count} more, of less busy queues and groups, in the table)", count=words.whole(more))
    return text + say(
        ". Bars: 95\u202f% limits of each difference by itself; what is called real holds for all of them together "
        "(the chance that luck alone makes any of them is 5\u202f% at most)."
    )


def _figure(found: list[Difference], currency: str) -> go.Figure:
    kinds = [
        (say(heading) or currency, sorted(some, key=_goodness))
        for show, heading in UNITS
        if (some := [one for one in found if _unit(one) == show])
    ]
    figure = panels([""] * len(kinds), [ROW * len(some) for _, some in kinds], shared=False)
    for row, (heading, some) in enumerate(kinds, start=1):
        _panel(figure, row, some, currency)
        add_heading(figure, f"<b>{heading}</b>", row)
    key = wrapped(_key(found), NARROW)
    above = 8 + LINE * (1 + key.count("<br>"))
    figure.add_annotation(
        text=key, name="heading", x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", align="left",
        yshift=HEADING, showarrow=False,
    )  # fmt: skip
    figure.update_layout(
        height=figure.layout.height + above, margin_t=figure.layout.margin.t + above, hovermode="closest"
    )
    return figure


def _unit(one: Difference) -> str:
    """The panel of a difference: how busy people are is neither good nor bad, and often moves far more than the rest."""
    return "people" if one.measure in gauges.BY_PEOPLE else gauges.gauge(one.measure).show


def _key(found: list[Difference]) -> str:
    either, unknown = say("more or less||of a figure"), say("no difference shown")
    names = {BETTER: say(BETTER), WORSE: say(WORSE), HIGHER: either, LOWER: either, OPEN: unknown}
    seen = dict.fromkeys(names[verdict(one)] for one in found)
    looks = {names[word]: look for word, look in LOOKS.items()}
    order = [word for word in dict.fromkeys(names.values()) if word in seen]
    return " ".join(f"{square(looks[word][0], looks[word][2])}{NBSP}{word.replace(' ', NBSP)}" for word in order)


def _goodness(one: Difference) -> tuple[bool, float]:
    """From the bottom up: the largest harm first, the largest good last; what is neither good nor bad below."""
    better = gauges.gauge(one.measure).better
    return better != 0, (better or 1) * (one.mean or 0.0)


def _panel(figure: go.Figure, row: int, found: list[Difference], currency: str) -> None:
    import plotly.graph_objects as go

    scale = 100.0 if gauges.gauge(found[0].measure).show == "share" else 1.0
    rows = list(range(len(found)))
    for word, (colour, symbol, _) in LOOKS.items():
        some = [place for place in rows if verdict(found[place]) == word]
        if not some:
            continue
        means = [(found[place].mean or 0.0) * scale for place in some]
        marks = go.Scatter(
            x=means,
            y=some,
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 12, "line": {"width": 2, "color": colour}},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [_arm(found[place].high, found[place].mean, scale) for place in some],
                "arrayminus": [_arm(found[place].mean, found[place].low, scale) for place in some],
                "color": colour,
                "thickness": 2.5,
                "width": 0,
            },
            text=[_hover(found[place], currency) for place in some],
            hovertemplate="%{text}<extra></extra>",
        )
        figure.add_trace(marks, row=row, col=1)
    figure.update_yaxes(
        row=row, col=1, tickvals=rows, ticktext=[_label(one, currency) for one in found], range=[-0.5, len(found) - 0.5],
        fixedrange=True, showgrid=False, ticks="", ticklabelstandoff=6,
    )  # fmt: skip
    ends = [abs(value) * scale for one in found for value in (one.low, one.high, one.mean) if value is not None]
    most = 1.08 * max(ends)
    ticks = _ticks(most)
    figure.update_xaxes(
        row=row, col=1, range=[-most, most], zeroline=True, zerolinewidth=2, showgrid=True, fixedrange=True,
        tickvals=ticks, ticktext=[words.signed(tick) for tick in ticks], showline=False, ticks="", tickangle=0,
    )  # fmt: skip


def _ticks(most: float) -> list[float]:
    """Round numbers either side of zero, which stands in the middle of every panel: one line through all of them."""
    power = 10.0 ** math.floor(math.log10(most))
    step = max(size for size in STEPS if size * power <= most) * power
    return [-step, 0.0, step]


def _arm(outer: float | None, inner: float | None, scale: float) -> float:
    """How far the limits reach from the dot; nothing where they are not known."""
    return 0.0 if outer is None or inner is None else max(outer - inner, 0.0) * scale


def _label(one: Difference, currency: str) -> str:
    """The name over its difference: `vip answered within 15 s` / `+4.2 points`, in bold where it is real."""
    what = gauges.change(one.measure, one.mean, currency)
    what = f"<b>{what}</b>" if verdict(one) in REAL else what
    return f"{said(one)}<br>{what}"


def _hover(one: Difference, currency: str) -> str:
    first, second = (gauges.value(one.measure, value, currency) for value in (one.first, one.second))
    values, limits = say("{start} to {end}", start=first, end=second), gauges.limits(one.measure, one.low, one.high)
    return f"{said(one)}<br>{values}<br>{limits}<br>{say(verdict(one))}"
