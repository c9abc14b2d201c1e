"""A plan's run: while it is under way best plan and bound closing on each other, afterwards the plan to be edited by hand.

An edit is priced at once; then it is simulated with the plan it came from on a few fresh days; a test on all of them is a run of its own. The same
rows are what `callfloor check` reads from a workbook, and a workbook that was edited in Excel can be given back here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from callfloor import words
from callfloor.figures.look import BLUE, GREEN, GREY
from callfloor.figures.picture import Picture, Table
from callfloor.language import say
from callfloor.web.pages import plan_edit
from callfloor.web.parts import picture

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from dash.development.base_component import Component

    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit

HEIGHT = 300  # px
Row = Mapping[str, Any]


def shown(run: Run, visit: Visit) -> list[Component]:
    """What stands on the run's page besides its sheet."""
    if not run.over:
        course = [row for row in run.progress.course if "cost" in row or "bound" in row]
        return [picture.chart(closing(course), "plan-course")] if course else []
    if run.status == "done" and plan_edit.editable(run):
        return plan_edit.editor(run, visit)
    return []


def closing(course: Sequence[Row]) -> Picture:
    """Best plan and bound, closing on each other."""
    last = course[-1]
    best, bound = last.get("best"), max((row["bound"] for row in course if "bound" in row), default=None)
    if best is None:
        text = say("No shifts have kept every target yet.")
    elif bound is None:
        text = say(
            "The cheapest shifts that kept every target on the days on which they were tried cost {best}; no bound is known yet.",
            best=words.money(best, ""),
        )
    else:
        text = say(
            "The cheapest shifts that kept every target on the days on which they were tried cost {best}; the lower bound is {bound}, {gap} below. Only a test on fresh days decides.",
            best=words.money(best, ""), bound=words.money(bound, ""), gap=words.share(max(best - bound, 0.0) / best if best else 0.0),
        )  # fmt: skip
    columns = (say("seconds"), say("cost of what was tried"), say("targets"), say("best so far"), say("bound"))
    return Picture(
        "course", say("How near is the best plan?"), text, _figure(course), Table(columns, tuple(map(_cells, course)))
    )


def _cells(row: Row) -> tuple[str, ...]:
    met = words.NOTHING if "cost" not in row else say("kept") if row.get("met") else say("missed")
    return (
        words.number(row["seconds"]),
        words.money(row.get("cost"), ""),
        met,
        words.money(row.get("best"), ""),
        words.money(row.get("bound"), ""),
    )


def _figure(course: Sequence[Row]) -> go.Figure:
    import plotly.graph_objects as go

    figure = go.Figure()
    for met, name, symbol, colour in (
        (True, say("keeps every target"), "circle", BLUE),
        (False, say("misses one"), "x", GREY),
    ):
        some = [row for row in course if "cost" in row and bool(row.get("met")) is met]
        figure.add_trace(
            go.Scatter(
                x=[row["seconds"] for row in some], y=[row["cost"] for row in some], mode="markers", name=name,
                marker={"symbol": symbol, "size": 8, "color": colour}, hovertemplate=f"%{{x:.0f}} s: %{{y:,.0f}}, {name}<extra></extra>",
            )
        )  # fmt: skip
    for key, name, colour, dash in (
        ("best", say("best so far"), BLUE, "solid"),
        ("bound", say("bound"), GREEN, "dash"),
    ):
        some = [row for row in course if key in row]
        if some:
            x = [*(row["seconds"] for row in some), course[-1]["seconds"]]
            y = [*(row[key] for row in some), some[-1][key]]
            figure.add_trace(
                go.Scatter(
                    x=x,
                    y=y,
                    mode="lines",
                    name=name,
                    line={"shape": "hv", "color": colour, "dash": dash, "width": 2},
                    hoverinfo="skip",
                )
            )
            figure.add_annotation(x=x[-1], y=y[-1], text=name, xanchor="right", yanchor="bottom", yshift=2)
    figure.update_xaxes(title=say("seconds"), rangemode="tozero", fixedrange=True)
    figure.update_yaxes(fixedrange=True, tickformat=",~r", nticks=6)
    figure.update_layout(height=HEIGHT, margin={"l": 8, "r": 16, "t": 16, "b": 44}, dragmode=False, hovermode="closest")
    return figure
