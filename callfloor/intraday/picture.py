"""The picture of a day as it goes: what came, what is expected, where targets are at risk, who is short; all over one clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.look import BLUE, GREY, MISSED, faint, hatched
from callfloor.figures.outlook import asked
from callfloor.figures.panels import panels, square, time_axis, value_axis
from callfloor.figures.picture import Picture, Table
from callfloor.figures.reading import edges, moment
from callfloor.intraday.telling import goes, risk_table, stretches, whole_day
from callfloor.language import later, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import plotly.graph_objects as go

    from optimize.today.day import Today
    from optimize.today.risks import Risk

MOST_TARGETS = 3
NAME, TITLE = "today", later("How does the day go, and what is at risk?")


def picture(found: Today) -> Picture:
    """The whole day on one axis, a line at the moment."""
    targets = _shown(found)
    short = [group for group, column in found.mended.short.items() if column.max() > 0]
    figure = panels(
        [_heading(), *(_risk_heading(found, place) for place in targets), *(_short_heading(group) for group in short)],
        [230, *[120] * len(targets), *[80] * len(short)],
    )
    _contacts(figure, found)
    for row, place in enumerate(targets, start=2):
        _chances(figure, row, found, [risk for risk in found.risks if risk.target == place])
    for row, group in enumerate(short, start=2 + len(targets)):
        _short(figure, row, found, group)
    first, last = _span(found)
    at = edges(found.scenario)
    time_axis(figure, found.scenario, at[first], at[last])
    now = moment(found.scenario, found.until)
    figure.add_vline(x=now, line_width=1.5, line_dash="dot")
    figure.add_annotation(
        text=say("now {time}", time=f"{now:%H:%M}"), x=now, y=0.99, yref="y domain", xanchor="right", yanchor="top", xshift=-4, showarrow=False
    )  # fmt: skip
    table = risk_table(found, found.risks) if found.risks else Table((), ())
    return Picture(NAME, say(TITLE), goes(found), figure, table)


def _shown(found: Today) -> list[int]:
    """Targets that are drawn: judged by less than a day, the likeliest to be missed first; in the scenario's order."""
    worst: dict[int, float] = {}
    for risk in found.risks:
        if not whole_day(found, risk):
            worst[risk.target] = max(worst.get(risk.target, 0.0), risk.chance + risk.at_risk)
    return sorted(sorted(worst, key=lambda place: -worst[place])[:MOST_TARGETS])


def _heading() -> str:
    return say(
        "<b>contacts an interval</b>: {dot}\u00a0came, {dashes}\u00a0forecast, {line}\u00a0expected now, with a band that holds 4 days in 5",
        dot=square(BLUE, "●"), dashes=square(GREY, "┄"), line=square(BLUE, "━"),
    )  # fmt: skip


def _risk_heading(found: Today, place: int) -> str:
    target = found.scenario.targets[place]
    return say(
        "<b>{target}</b>, chance of missing: {mark}\u00a0at risk, {other}\u00a0not, ◆\u00a0on a day as forecast",
        target=asked(target), mark=square(MISSED, "▨"), other=square(BLUE),
    )  # fmt: skip


def _short_heading(group: str) -> str:
    return say("<b>{group}</b>: {mark}\u00a0people short on the floor", group=group, mark=square(MISSED, "▨"))


def _contacts(figure: go.Figure, found: Today) -> None:
    import plotly.graph_objects as go

    ahead, scenario = found.ahead, found.scenario
    size = scenario.calendar.interval
    at = [moment(scenario, (ahead.first + place) * size) for place in range(len(ahead.total.forecast) + 1)]
    total, over = ahead.total, ahead.over
    counted = [one for one in ahead.kinds if one.came is not None]
    came = [sum((one.came or (0,) * over)[place] for one in counted) for place in range(over)] if counted else []
    label = say("came" if len(counted) == len(ahead.kinds) else "came of the types counted")
    none = {"width": 0, "shape": "hv"}
    hover = "%{y:,.3~r}"

    def steps(first: int, values: Sequence[float], **look: object) -> go.Scatter:
        drawn = [*values, values[-1]] if len(values) else []
        return go.Scatter(x=at[first:], y=drawn, mode="lines", **look)

    traces = [
        steps(over, list(total.high), line=none, hoverinfo="skip"),
        steps(over, list(total.low), line=none, fill="tonexty", fillcolor=faint(BLUE, 0.22), hoverinfo="skip"),
        steps(0, list(total.forecast), line={"color": GREY, "width": 2, "dash": "dot", "shape": "hv"}, name=say("forecast"), hovertemplate=hover),
        steps(over, list(total.mean), line={"color": BLUE, "width": 2.5, "shape": "hv"}, name=say("expected now"), hovertemplate=hover),
        go.Scatter(
            x=[start + timedelta(seconds=size / 2) for start in at[:over]], y=came, mode="markers",
            marker={"color": BLUE, "size": 8}, name=label, hovertemplate="%{y:,}",
        ),
    ]  # fmt: skip
    for trace in traces:
        figure.add_trace(trace, row=1, col=1)
    most = max([*total.forecast, *total.high, *came], default=0.0)
    value_axis(figure, 1, low=0, high=1.2 * float(most) or None)  # room for the word at the line


def _chances(figure: go.Figure, row: int, found: Today, risks: Sequence[Risk]) -> None:
    import plotly.graph_objects as go

    scenario = found.scenario
    at = edges(scenario)
    few = len(risks) <= 14
    for flag, marker in ((True, hatched()), (False, {"color": BLUE, "line": {"width": 0}})):
        own = [risk for risk in risks if risk.at_risk == flag]
        spans = [(at[risk.period.first], at[risk.period.last + 1]) for risk in own]
        bar = go.Bar(
            x=[start + (end - start) / 2 for start, end in spans],
            y=[100 * risk.chance for risk in own],
            width=[900 * (end - start).total_seconds() for start, end in spans],
            error_y={
                "type": "data", "symmetric": False, "thickness": 1.2, "width": 2,
                "array": [100 * (risk.high - risk.chance) for risk in own], "arrayminus": [100 * (risk.chance - risk.low) for risk in own],
            },
            marker=marker,
            hovertext=[_told(risk, *span) for risk, span in zip(own, spans, strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip
        figure.add_trace(bar, row=row, col=1)
    middle = [at[risk.period.first] + (at[risk.period.last + 1] - at[risk.period.first]) / 2 for risk in risks]
    usual = go.Scatter(
        x=middle, y=[None if risk.usual is None else 100 * risk.usual for risk in risks], mode="markers", hoverinfo="skip",
        marker={"symbol": "diamond", "size": 8 if few else 6, "line": {"width": 1, "color": "#FFFFFF"}},
    )  # fmt: skip
    figure.add_trace(usual, row=row, col=1)
    value_axis(figure, row, unit="%", low=0, high=104)
    figure.update_yaxes(row=row, col=1, tickvals=[0, 50, 100])


def _told(risk: Risk, start: datetime, end: datetime) -> str:
    return say(
        "{when}: {share}, as forecast {usual}",
        when=f"{words.clock(start)}–{words.clock(end)}", share=words.share(risk.chance), usual=words.share(risk.usual),
    )  # fmt: skip


def _short(figure: go.Figure, row: int, found: Today, group: str) -> None:
    import plotly.graph_objects as go

    at, column = edges(found.scenario), found.mended.short[group]
    own = [(at[first], at[last], more) for name, first, last, more in stretches(found) if name == group]
    bar = go.Bar(
        x=[start + (end - start) / 2 for start, end, _ in own],
        y=[more for _, _, more in own],
        width=[(end - start).total_seconds() * 1000 - 60_000 for start, end, _ in own],
        marker=hatched(),
        text=[words.number(more) for _, _, more in own],
        textposition="outside",
        textangle=0,
        constraintext="none",
        cliponaxis=False,
        name=say("{group} short", group=group),
        hovertemplate="%{y}",
    )
    figure.add_trace(bar, row=row, col=1)
    value_axis(figure, row, low=0, high=1.5 * float(column.max()))


def _span(found: Today) -> tuple[int, int]:
    """First and one past the last interval of the day worth showing."""
    total, first = found.ahead.total, found.ahead.first
    busy = [place for place, volume in enumerate(total.forecast) if volume > 0]
    if not busy:
        return first, first + len(total.forecast)
    return first + max(busy[0] - 1, 0), first + min(busy[-1] + 2, len(total.forecast))
