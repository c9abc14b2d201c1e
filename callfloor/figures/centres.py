"""Many centres at a glance: who reaches what is asked, who does not, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.look import BLUE, MISSED
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.language import plural, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from callfloor.league import Standing

NAME = "centres"
ROW, AROUND = 22, 76  # px
TOLD = 3  # centres that are named


def centres(standings: Sequence[Standing]) -> Picture:
    """The answer rate of each centre with its limits, the worst first; a tick where what is asked of it lies."""
    title = say("Who reaches what is asked?")
    found = sorted((one for one in standings if one.rate is not None), key=lambda one: one.rate or 0.0)
    if not found:
        return nothing_to_draw(NAME, title, say("Nothing was offered to any of these centres."))
    return Picture(NAME, title, _caption(found), _figure(found), _table(found))


def _caption(found: Sequence[Standing]) -> str:
    met, worst = sum(bool(one.reaches) for one in found), found[0]
    mean = sum(one.rate or 0.0 for one in found) / len(found)
    held = {(one.asked, one.within) for one in found}
    wanted = say("the answer rate asked of them")
    if len(held) == 1:
        ((asked, within),) = held
        wanted = say("{share} within {time}", share=words.share(asked), time=words.duration(within))
    text = say(
        "{met} of {all} centres reach {wanted}, {share} of them; the mean of their answer rates is {mean}. The lowest is {name} with {rate}.",
        met=met, all=len(found), wanted=wanted, share=words.share(met / len(found)), mean=words.share(mean),
        name=worst.name, rate=words.share(worst.rate),
    )  # fmt: skip
    return words.told_in_turn((text, *_missing_all_the_same(found)))


def _missing_all_the_same(found: Sequence[Standing]) -> tuple[str, ...]:
    """Whose rate is good on the whole, and who misses a target in a period of its own."""
    names = [one.name for one in found if one.reaches and one.met is False]
    if not names:
        return ()
    told = ", ".join(names[:TOLD]) + (", …" if len(names) > TOLD else "")
    return (
        plural(
            "{n} of those that reach it misses a target all the same: {names}.",
            "{n} of those that reach it miss a target all the same: {names}.",
            len(names),
            names=told,
        ),
    )


def _figure(found: Sequence[Standing]) -> go.Figure:
    import plotly.graph_objects as go

    figure = go.Figure()
    looks = ((True, BLUE, "circle", say("reaches it")), (False, MISSED, "diamond-open", say("misses it")))
    for met, colour, symbol, label in looks:
        some = [(place, one) for place, one in enumerate(found) if one.reaches is met]
        if not some:
            continue
        rates = [100 * (one.rate or 0.0) for _, one in some]
        figure.add_trace(
            go.Scatter(
                x=rates,
                y=[place for place, _ in some],
                name=label,
                mode="markers",
                marker={"symbol": symbol, "size": 10, "color": colour, "line": {"width": 2, "color": colour}},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [100 * (one.high or 0.0) - rate for rate, (_, one) in zip(rates, some, strict=True)],
                    "arrayminus": [rate - 100 * (one.low or 0.0) for rate, (_, one) in zip(rates, some, strict=True)],
                    "color": colour,
                    "thickness": 2,
                    "width": 0,
                },
                text=[f"<b>{one.name}</b><br>{words.share(one.rate)}<br>{label}" for _, one in some],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    asked = go.Scatter(
        x=[100 * one.asked for one in found],
        y=list(range(len(found))),
        name=say("asked"),
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 14, "line": {"width": 2}},
        hoverinfo="skip",
    )
    figure.add_trace(asked)
    least = min(min(100 * (one.low or 0.0), 100 * one.asked) for one in found)
    figure.update_xaxes(
        title=say("answered in time, % of the offered"), range=[max(least - 3, 0), 101], fixedrange=True, showgrid=True
    )
    figure.update_yaxes(
        tickvals=list(range(len(found))), ticktext=[one.name for one in found], range=[len(found) - 0.4, -0.6],
        fixedrange=True, showgrid=False, ticks="",
    )  # fmt: skip
    figure.update_layout(
        height=ROW * len(found) + AROUND + 40, margin={"l": 8, "r": 16, "t": 36, "b": 44}, dragmode=False, hovermode="closest",
        showlegend=True, legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"},
    )  # fmt: skip
    return figure


def _table(found: Sequence[Standing]) -> Table:
    rows = tuple(
        (
            one.name,
            words.count(one.offered),
            words.estimate(one.rate, one.low, one.high, "share"),
            words.share(one.asked),
            words.duration(one.within),
            say("reaches it") if one.reaches else say("misses it"),
        )
        for one in found
    )
    columns = (say("centre"), say("offered"), say("answered in time"), say("asked"), say("within"), "")
    return Table(columns, rows)
