"""Dots with limits, one row a design and one mark a class: who gains and who loses, and what a bad day does.

Several panels below one another share the rows. The preferred class is a blue circle, the others an orange diamond; a mark is
hollow where its limits hold zero, so that luck alone may be behind it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.look import BLUE, GREY, ORANGE, faint
from callfloor.figures.panels import HEADING, LINE, add_heading, panels, square, wrapped
from callfloor.lanes_words import surely
from callfloor.language import say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from optimize.lanes.result import Estimate

LOOKS = {"vip": (BLUE, "circle", "●"), "others": (ORANGE, "diamond", "◆")}
ROW, TALL, SPACE = 28, 40, 50  # px of a row of one line, of two; between two panels
APART = 0.17  # of a row, between the marks of the two classes
NARROW = 25  # characters of a heading beside the names on a phone
STEPS = (1, 2, 5, 10)
TICKS = 5


@dataclass(frozen=True)
class Row:
    """One design: its name, and an estimate a class."""

    label: str
    marks: Mapping[str, Estimate]
    remark: str = ""


@dataclass(frozen=True)
class Panel:
    """Rows under a heading; ``scale``: what values are multiplied by, ``unit``: what is told with them, ``floor``: the least reach of the axis."""

    heading: str
    rows: Sequence[Row]
    scale: float = 1.0
    unit: str = ""
    floor: float = field(default=1.0)


def dots(found: Sequence[Panel], names: Mapping[str, str]) -> go.Figure:
    """Draw the panels."""
    headings = [wrapped(f"<b>{one.heading}</b>", NARROW) for one in found]
    more = LINE * max(text.count("<br>") for text in headings)
    heights = [_tall(one) * len(one.rows) for one in found]
    figure = panels([""] * len(found), heights, shared=False, spacing=SPACE + more)
    for row, panel in enumerate(found, start=1):
        _panel(figure, row, panel, names)
        add_heading(figure, headings[row - 1], row)
    marks = " ".join(f"{square(LOOKS[name][0], LOOKS[name][2])} {called}" for name, called in names.items())
    key = wrapped(say("{marks} · hollow: may be luck", marks=marks), NARROW)
    above = 8 + more + LINE * (1 + key.count("<br>"))
    figure.add_annotation(
        text=key, name="heading", x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", align="left",
        yshift=HEADING + more, showarrow=False,
    )  # fmt: skip
    figure.update_layout(
        height=figure.layout.height + above, margin_t=figure.layout.margin.t + above, hovermode="closest"
    )
    return figure


def _tall(panel: Panel) -> int:
    return TALL if any(one.remark for one in panel.rows) else ROW


def _panel(figure: go.Figure, row: int, panel: Panel, names: Mapping[str, str]) -> None:
    rows = list(reversed(panel.rows))
    for place, (key, called) in enumerate(names.items()):
        _marks(figure, row, panel, key, called, (1 if place == 0 else -1) * APART)
    values = [
        value * panel.scale
        for one in rows
        for mark in one.marks.values()
        for value in (mark.mean, mark.low, mark.high)
        if value is not None
    ]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    room = 0.08 * max(high - low, panel.floor)
    ticks = _ticks(low, high, panel.floor)
    texts = [f"{one.label}<br><b>{one.remark}</b>" if one.remark else one.label for one in rows]
    figure.update_yaxes(
        row=row, col=1, tickvals=list(range(len(rows))), ticktext=texts, range=[-0.5, len(rows) - 0.5], fixedrange=True,
        showgrid=False, ticks="", ticklabelstandoff=6,
    )  # fmt: skip
    figure.update_xaxes(
        row=row, col=1, range=[low - room, high + room], zeroline=True, zerolinewidth=2, showgrid=True, fixedrange=True,
        tickvals=ticks, ticktext=[words.signed(tick) for tick in ticks], showline=False, ticks="", tickangle=0,
    )  # fmt: skip
    _part(figure, row, len(rows))


def _part(figure: go.Figure, row: int, rows: int) -> None:
    """A thin line between each two rows; all at once, for Plotly takes longer to add one than to draw the rest, and a slider waits for it."""
    axis = "" if row == 1 else row
    line = {"type": "line", "line": {"width": 0.5, "color": faint(GREY, 0.5)}}
    across = {"xref": f"x{axis} domain", "yref": f"y{axis}", "x0": 0, "x1": 1}
    lines = [{**line, **across, "y0": at + 0.5, "y1": at + 0.5} for at in range(rows - 1)]
    figure.update_layout(shapes=[*figure.layout.shapes, *lines])


def _ticks(low: float, high: float, floor: float) -> list[float]:
    """Round numbers along the axis, zero among them."""
    wide = max(high - low, floor)
    power = 10.0 ** _power(wide / TICKS)
    step = next(size * power for size in STEPS if wide / (size * power) <= TICKS)
    return [step * at for at in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _power(value: float) -> int:
    """The power of ten below a value."""
    return math.floor(math.log10(value))


def _marks(figure: go.Figure, row: int, panel: Panel, key: str, called: str, shift: float) -> None:
    """The marks of one class."""
    import plotly.graph_objects as go

    rows = list(reversed(panel.rows))
    known = [(at, one, mark) for at, one in enumerate(rows) if (mark := one.marks.get(key)) and mark.mean is not None]
    if not known:
        return
    colour, symbol, _ = LOOKS[key]
    trace = go.Scatter(
        x=[(mark.mean or 0.0) * panel.scale for _, _, mark in known],
        y=[at + shift for at, _, _ in known],
        mode="markers",
        marker={
            "color": colour,
            "symbol": [symbol if surely(mark) else f"{symbol}-open" for _, _, mark in known],
            "size": 11,
            "line": {"width": 2, "color": colour},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [_arm(mark.high, mark.mean, panel.scale) for _, _, mark in known],
            "arrayminus": [_arm(mark.mean, mark.low, panel.scale) for _, _, mark in known],
            "color": colour,
            "thickness": 2,
            "width": 0,
        },
        text=[f"{one.label}, {called}: {_hover(mark, panel)}" for _, one, mark in known],
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_trace(trace, row=row, col=1)


def _hover(mark: Estimate, panel: Panel) -> str:
    text = f"{words.signed((mark.mean or 0.0) * panel.scale)}{words.THIN}{panel.unit}"
    if mark.low is None or mark.high is None:
        return text
    limits = say(
        "{start} to {end}", start=words.signed(mark.low * panel.scale), end=words.signed(mark.high * panel.scale)
    )
    return say("{value} ({limits})", value=text, limits=limits)


def _arm(outer: float | None, inner: float | None, scale: float) -> float:
    return 0.0 if outer is None or inner is None else max(outer - inner, 0.0) * scale
