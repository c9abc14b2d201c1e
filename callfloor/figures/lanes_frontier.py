"""Which design of lane? Cost across, the preferred class's answer rate up, what the others lose as size.

A design is a labelled point as it is sized; a thin line leads to the same design with more and with fewer people. What another point
beats, in answers of both classes and in cost, is faint. Labels are placed for a phone, where room is least.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from callfloor import gauges, words
from callfloor.figures.look import BLUE, GREY, VERMILLION, faint
from callfloor.figures.panels import HEADING, HEADINGS, LINE, square, wrapped
from callfloor.figures.panels import wide as width
from callfloor.figures.picture import Picture, nothing_to_draw
from callfloor.lanes_tables import frontier as table
from callfloor.lanes_words import best, estimated, names, per, reference, short, surely, title, why_missing
from callfloor.language import later, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from optimize.lanes.result import FrontierPoint, Study

NAME, TITLE = "frontier", later("Which design of lane, and at what price?")
WIDTH, HEIGHT = 300, 440  # px of the plot on a phone
LETTER, TALL = 6.6, 15  # px of a label's letter and line
LEAST, MOST, SMALL = 9.0, 28.0, 5.0  # px of a point
SIZED = 1e-9
NBSP = "\u00a0"
FRAME = VERMILLION  # of the recommended design: seen on light and on dark


def frontier(study: Study) -> Picture:
    """The designs as points."""
    points = [one for one in study.frontier if one.vip.mean is not None]
    if not points:
        return nothing_to_draw(NAME, TITLE, why_missing(study, later("It was not asked for.")))
    return Picture(NAME, say(TITLE), _caption(study, points), _figure(study, points), table(study))


def _sized(points: Sequence[FrontierPoint]) -> list[FrontierPoint]:
    """The designs as sized, by cost."""
    return sorted((one for one in points if abs(one.scale - 1) < SIZED), key=lambda one: one.cost)


def _caption(study: Study, points: Sequence[FrontierPoint]) -> str:
    currency, (vip, others) = study.scenario.currency, names(study).values()
    there = _sized(points)
    edge = [one for one in there if not one.dominated] or there
    ends = [edge[0], max(edge, key=lambda one: one.vip.mean or 0.0)]
    told = [
        say(
            "{design} answers {share} of the offered {vip} in time for {money} {per}",
            design=short(study.found(one.key)),
            share=words.share(one.vip.mean),
            vip=vip,
            money=words.money(one.cost, currency),
            per=per(study),
        )
        for one in dict.fromkeys(ends)
    ]
    text = [say("Up and to the left is better: {designs}", designs=words.chain(told))]
    beaten = [short(study.found(one.key)) for one in there if one.dominated]
    if beaten:
        text.append(
            say("Faint: {designs}, which others beat for both classes at no more cost.", designs=words.listed(beaten))
        )
    size = (
        "The larger a point, the more {others} surely lose against {reference}; small: the same design with fewer and with more people."
        if any(map(_lost, there))
        else "Small: the same design with fewer and with more people."
    )
    return words.told_in_turn([*text, say(size, others=others, reference=reference(study))])


def _figure(study: Study, points: Sequence[FrontierPoint]) -> go.Figure:
    import plotly.graph_objects as go

    figure, found = go.Figure(), best(study)
    here = None if found is None else found.key
    most = max([*map(_lost, _sized(points)), 0.01])
    for key in dict.fromkeys(one.key for one in points):
        own = sorted((one for one in points if one.key == key), key=lambda one: one.cost)
        line = {"color": faint(GREY, 0.5), "width": 1.2}
        x, y = [one.cost for one in own], [_up(one) for one in own]
        figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip"))
    figure.add_trace(_dots(study, [one for one in points if not _is_sized(one)], None, 0.0))
    figure.add_trace(_dots(study, _sized(points), here, most))
    _axes(figure, study, points)
    _labels(figure, study, points, here)
    return figure


def _dots(study: Study, some: Sequence[FrontierPoint], here: str | None, most: float) -> go.Scatter:
    """Points; ``most``: the loss that has the largest size, 0 where none has."""
    import plotly.graph_objects as go

    marker = {
        "size": [_size(one, most) for one in some],
        "color": [faint(_colour(one), 0.25 if one.dominated else 0.75) for one in some],
        "symbol": ["square" if study.found(one.key).design.lane else "circle" for one in some],
        "line": {
            "width": [3 if one.key == here else 1 for one in some],
            "color": [FRAME if one.key == here else _colour(one) for one in some],
        },
    }
    return go.Scatter(
        x=[one.cost for one in some], y=[_up(one) for one in some], mode="markers", marker=marker,
        text=[_hover(study, one) for one in some], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _colour(one: FrontierPoint) -> str:
    return GREY if one.dominated else BLUE


def _size(one: FrontierPoint, most: float) -> float:
    """Width of a point (px): its area grows with what the others lose."""
    if not most:
        return SMALL
    return LEAST + (MOST - LEAST) * math.sqrt(_lost(one) / most)


def _lost(one: FrontierPoint) -> float:
    """What the others surely lose: a size that luck alone may be behind would be read as a loss."""
    return max(one.others_lose.mean or 0.0, 0.0) if surely(one.others_lose) else 0.0


def _up(one: FrontierPoint) -> float:
    return 100 * (one.vip.mean or 0.0)


def _is_sized(one: FrontierPoint) -> bool:
    return abs(one.scale - 1) < SIZED


def _hover(study: Study, one: FrontierPoint) -> str:
    both, currency = names(study), study.scenario.currency
    found = study.found(one.key)
    people = (
        say("as sized")
        if _is_sized(one)
        else say("{count} times the people of {groups}", count=words.number(one.scale), groups=words.listed(one.scaled))
    )
    return "<br>".join(
        (
            say("<b>{design}</b>, {people}", design=title(found.design), people=people),
            f"{words.money(one.cost, currency)} {per(study)}",
            say("{name}: {what}", name=both["vip"], what=estimated(one.vip, "share")),
            say(
                "{name}: {share}, loses {change}",
                name=both["others"],
                share=estimated(one.others, "share"),
                change=gauges.change("answer_rate", one.others_lose.mean, ""),
            ),
            say("beaten by another point") if one.dominated else say("beaten by none"),
        )
    )


def _axes(figure: go.Figure, study: Study, points: Sequence[FrontierPoint]) -> None:
    both = names(study)
    looks = (
        (square(BLUE, "●"), say("all serve all")),
        (square(BLUE, "■"), say("with a lane").replace(" ", NBSP)),
        (square(GREY, "●"), say("beaten")),
        (square(FRAME, "○"), say("recommended")),
    )
    marks = " ".join(f"{mark}{NBSP}{what}" for mark, what in looks)
    lost = max(map(_lost, _sized(points)), default=0.0)
    size = (
        say("; size: what {others} surely lose, at most {lost} points", others=both["others"], lost=f"{100 * lost:.1f}")
        if lost
        else ""
    )
    heading = wrapped(say("<b>{name} answered in time</b>, of the offered", name=both["vip"]) + f" {marks}{size}")
    top = HEADING + LINE * heading.count("<br>")
    figure.add_annotation(
        text=heading, name=HEADINGS, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", align="left",
        yshift=6, showarrow=False,
    )  # fmt: skip
    (left, right), (low, high) = _ranges(points)
    figure.update_xaxes(
        title=say("cost of people {per}, {unit}", per=per(study), unit=study.scenario.currency or say("money")), range=[left, right], fixedrange=True, tickformat=",~r", nticks=5,
        tickangle=0,
    )  # fmt: skip
    figure.update_yaxes(range=[low, high], fixedrange=True, ticksuffix=f"{words.THIN}%", nticks=6, tickformat=",~r")
    asked = [
        one.asked
        for one in study.scenario.targets
        if one.measure == "answer_rate" and one.of_what in (*study.classes.vip.queues, *study.classes.vip.contact_types)
    ]
    if asked and low < 100 * asked[0] < high:
        figure.add_hline(
            y=100 * asked[0], line={"dash": "dash", "width": 1.5}, layer="below", annotation_text=say("asked {share}", share=words.share(asked[0])),
            annotation_position="bottom right", annotation_font_size=12,
        )  # fmt: skip
    figure.update_layout(
        height=HEIGHT + top + 48, margin={"l": 8, "r": 16, "t": top, "b": 48}, dragmode=False, hovermode="closest"
    )


def _ranges(points: Sequence[FrontierPoint]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The axes, with room for points and labels."""
    found = []
    for values in ([one.cost for one in points], [_up(one) for one in points]):
        low, high = min(values), max(values)
        room = 0.09 * (high - low) or abs(high) * 0.02 or 1.0
        found.append((low - room, high + room))
    return found[0], found[1]


def _labels(figure: go.Figure, study: Study, points: Sequence[FrontierPoint], here: str | None) -> None:
    """Write the designs' names beside their points, so that none lies on another on a phone."""
    (left, right), (low, high) = _ranges(points)

    def at(one: FrontierPoint) -> tuple[float, float]:
        return (one.cost - left) / (right - left) * WIDTH, (one.vip.mean or 0.0) * 100

    def pixels(one: FrontierPoint) -> tuple[float, float]:
        x, y = at(one)
        return x, (high - y) / (high - low) * HEIGHT

    most = max([*map(_lost, _sized(points)), 0.01])
    wide_of = {one.key: _size(one, most) for one in _sized(points)}
    taken = [_box(*pixels(one), wide_of[one.key], wide_of[one.key]) for one in _sized(points)]
    for one in sorted(_sized(points), key=lambda point: (point.key != here, point.dominated)):
        text, (x, y) = short(study.found(one.key)), pixels(one)
        wide, off = width(text) * LETTER, wide_of[one.key] / 2 + 4
        up = off + TALL / 2
        ways: list[tuple[float, float]] = [(side * (wide / 2 + off), dy) for dy in (0, -12, 12) for side in (1, -1)]
        ways += [
            (dx, side * dy)
            for dy in (up, up + 16, up + 32, up + 48)
            for side in (-1, 1)
            for dx in (0, wide / 2, -wide / 2)
        ]
        chosen = min(ways, key=lambda way: _cost(way, (x, y), wide, taken))
        box = _box(x + chosen[0], y + chosen[1], wide, TALL)
        taken.append(box)
        bold = f"<b>{text}</b>" if one.key == here else text
        figure.add_annotation(
            x=one.cost, y=_up(one), text=bold, ax=chosen[0], ay=chosen[1], showarrow=abs(chosen[1]) > 24, arrowhead=0, arrowwidth=1, arrowcolor=GREY,
            standoff=4, font={"size": 12}, opacity=0.75 if one.dominated and one.key != here else 1,
            **({} if abs(chosen[1]) > 24 else {"xshift": chosen[0], "yshift": -chosen[1]}),
        )  # fmt: skip


Box = tuple[float, float, float, float]


def _box(x: float, y: float, wide: float, tall: float) -> Box:
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


def _cost(way: tuple[float, float], at: tuple[float, float], wide: float, taken: Sequence[Box]) -> float:
    """How bad a place is: what it covers, how far it sticks out, and how far away it is."""
    x0, y0, x1, y1 = _box(at[0] + way[0], at[1] + way[1], wide, TALL)
    covered = sum(max(min(x1, b[2]) - max(x0, b[0]), 0) * max(min(y1, b[3]) - max(y0, b[1]), 0) for b in taken)
    out = max(-x0, 0) + max(x1 - WIDTH, 0) + max(-y0, 0) + max(y1 - HEIGHT, 0)
    far = abs(way[1]) * 0.6 + (6 if way[0] < 0 else 0)
    return covered * 4 + out * 20 + far
