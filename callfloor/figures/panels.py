"""Panels: charts one below the other on one time axis.

Most of callfloor's figures are a few small charts over the same day. Each panel has a heading at its upper left that
names what is drawn in it, so no legend is needed; heights are in pixels, so that text and bars keep their size on a
phone, on a wide screen and on paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isnan
from typing import TYPE_CHECKING, Any

from callfloor import language, words
from callfloor.figures.events import draw_events
from callfloor.figures.look import MISSED, faint

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.schema import Scenario

HEADING, FOOT, GAP = 28, 40, 46  # px above the first panel, below the last, between two
LINE = 17  # px of one more line of a heading
PHONE = 44  # characters of a heading that fit a phone
WEEK, WIDE = 7, 34  # days that fit a phone; px of each where there are more
HEADINGS = "heading"  # the annotations whose breaks a page takes out where there is room
CHINESE = re.compile("[\u3000-\u9fff\uff00-\uff5e]")
SYMBOLS = (("circle", "●"), ("square", "■"), ("triangle-up", "▲"), ("diamond", "◆"), ("triangle-down", "▼"))
DATES = {
    "%H:%M\n%a %-d %b": "%H:%M\n%-m月%-d日%a",
    "%a<br>%-d %b": "%a<br>%-m月%-d日",
    "%a %-d %b %H:%M": "%-m月%-d日%a %H:%M",
    "%a %-d %b %Y": "%Y年%-m月%-d日%a",
    "%-d %b": "%-m月%-d日",
}  # forms of dates on axes, as Chinese readers write them
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")


def square(colour: str, glyph: str = "■") -> str:
    """A coloured mark for a heading."""
    return f'<span style="color:{colour}">{glyph}</span>'


def key(names: Sequence[str], colour: Mapping[str, str]) -> str:
    """Names of lines in their colours and shapes, for a heading."""
    return " ".join(
        f"{square(colour[name], SYMBOLS[place % len(SYMBOLS)][1])}\u00a0{name}" for place, name in enumerate(names)
    )


def wrapped(heading: str, most: int = PHONE) -> str:
    """The heading with breaks between words, so that no line is wider than a phone; marks count as what is seen of them."""
    lines, length = [""], 0
    for gap, word in _words(heading):
        seen = wide(re.sub(r"<[^>]*>", "", word))
        if length and length + len(gap) + seen > most:
            lines.append(word)
            length = seen
        else:
            lines[-1] += f"{gap}{word}" if lines[-1] else word
            length += seen + (len(gap) if length else 0)
    return "<br>".join(lines)


def _words(heading: str) -> list[tuple[str, str]]:
    """What must not be torn apart, each with what stands before it: words, and in Chinese what lies between two marks."""
    found = []
    for word in re.split(r" (?![^<]*>)", heading):
        parts = re.split(r"(?<=[，；：、）])(?![^<]*>)", word) if CHINESE.search(word) else [word]
        found += [(" " if place == 0 else "", part) for place, part in enumerate(parts) if part or len(parts) == 1]
    return found


def wide(text: str) -> int:
    """How wide a text is, in letters: a Chinese sign takes the room of two."""
    return len(text) + len(CHINESE.findall(text))


def panels(headings: Sequence[str], heights: Sequence[int], *, shared: bool = True, spacing: int = GAP) -> go.Figure:
    """Empty panels of the given heights (px) with their headings."""
    from plotly.subplots import make_subplots

    rows = len(heights)
    texts = [wrapped(heading) for heading in headings]
    more = LINE * max((text.count("<br>") for text in texts), default=0)
    inner = sum(heights) + (spacing + more) * (rows - 1)
    figure = make_subplots(
        rows=rows,
        cols=1,
        shared_xaxes=shared,
        row_heights=list(heights),
        vertical_spacing=(spacing + more) / inner if rows > 1 else 0,
    )
    for row, heading in enumerate(texts, start=1):
        add_heading(figure, heading, row)
    figure.update_layout(
        height=inner + HEADING + more + FOOT,
        margin={"l": 8, "r": 12, "t": HEADING + more, "b": FOOT},
        dragmode=False,
        hovermode="x unified" if shared else "closest",
        bargap=0,
    )
    return figure


def add_heading(figure: go.Figure, text: str, row: int) -> None:
    """Write the heading of a panel at its upper left."""
    place = "" if row == 1 else str(row)
    figure.add_annotation(
        name=HEADINGS,
        text=text,
        x=0,
        y=1,
        xref=f"x{place} domain",
        yref=f"y{place} domain",
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        showarrow=False,
        align="left",
    )


def time_axis(figure: go.Figure, scenario: Scenario, first: datetime, last: datetime) -> None:
    """The calendar as the x axis of every panel: 10:30 within a day, the date where several days are shown."""
    several = scenario.calendar.days > 1
    stops: list[dict[str, Any]] = [
        {"dtickrange": [None, 86_399_999], "value": date_form("%H:%M\n%a %-d %b") if several else "%H:%M"},
        {"dtickrange": [86_400_000, None], "value": date_form("%a<br>%-d %b")},
    ]
    if (last - first).days > WEEK:  # on a phone it is moved sideways
        figure.update_layout(meta={"least_width": WIDE * (last - first).days})
    figure.update_xaxes(
        type="date",
        range=[first, last],
        tickformatstops=stops,
        hoverformat=date_form("%a %-d %b %H:%M") if several else "%H:%M",
    )
    draw_events(figure, scenario, first, last)


def date_form(form: str) -> str:
    """A form of dates of an axis, in the language of now."""
    return DATES[form] if language.current() == language.CHINESE else form


def value_axis(
    figure: go.Figure, row: int, *, unit: str = "", low: float | None = 0, high: float | None = None
) -> None:
    """The y axis of a panel, with its unit on the ticks; from zero unless said."""
    figure.update_yaxes(
        row=row,
        col=1,
        ticksuffix=f"\u202f{unit}" if unit else "",
        range=[low, high] if high is not None else None,
        rangemode="tozero" if low == 0 else "normal",
        fixedrange=True,
        nticks=5,
        tickformat=",~r",
    )


def tint(figure: go.Figure, row: int, start: datetime, end: datetime) -> None:
    """Tint a stretch of time behind a panel: here a target is missed or people are short."""
    figure.add_vrect(
        x0=start,
        x1=end,
        fillcolor=faint(MISSED, 0.16),
        line_width=0,
        layer="below",
        row=row,
        col=1,
        exclude_empty_subplots=False,
    )


def step_ends(values: Sequence[float | None]) -> list[float | None]:
    """Repeat the last value, so that a step line reaches the calendar's end."""
    return [*values, values[-1] if values else None]


def step_line(at: Sequence[datetime], values: Sequence[float]) -> dict[str, Any]:
    """A step line over the intervals between the moments ``at``: each value is drawn to its interval's end, also before a gap (NaN).

    ``text`` is what a reader is told at each point; at the end of a stretch nothing, for there the next interval begins.
    """
    x: list[datetime] = []
    y: list[float | None] = []
    text: list[str] = []
    for place, value in enumerate(values):
        if isnan(value):
            continue
        x.append(at[place])
        y.append(value)
        text.append(words.number(value))
        if place + 1 == len(values) or isnan(values[place + 1]):
            x += [at[place + 1]] * 2
            y += [value, None]
            text += ["", ""]
    return {"x": x, "y": y, "text": text, "line": {"shape": "hv", "width": 2.5}, "mode": "lines"}


def common_hour_range(scenario: Scenario, active: Sequence[bool]) -> tuple[int, int]:
    """First and one-past-last interval worth showing: nights with nothing on either side of a day are cut away."""
    busy = [place for place, flag in enumerate(active) if flag]
    if not busy or scenario.calendar.days > 1:
        return 0, scenario.calendar.intervals
    return max(busy[0] - 1, 0), min(busy[-1] + 2, scenario.calendar.intervals)
