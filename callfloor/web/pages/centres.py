"""The page Centres: many centres at a glance, of one run (its queues) or of several runs; a league table, and the causes one click away.

What it shows was worked out when each run was done (`callfloor/league.py`), so that thirty centres are on the page at once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html

from callfloor import words
from callfloor.figures.centres import centres
from callfloor.figures.picture import Table
from callfloor.language import later, plural, say
from callfloor.language.library import titled
from callfloor.league import from_data
from callfloor.web.pages import Page
from callfloor.web.parts import picture
from callfloor.web.parts.tables import plain_table
from callfloor.web.store.listing import finished
from callfloor.web.visit import visiting

if TYPE_CHECKING:
    from pathlib import Path

    from dash.development.base_component import Component

    from callfloor.league import Standing
    from callfloor.web.services import Services
    from callfloor.web.store.listing import Line
    from callfloor.web.visit import Visit

MOST_CAUSES, MOST_RUNS = 24, 60


def layout(visit: Visit) -> list[Component]:
    """The choice of runs; `?runs=3,5` has these chosen already, else the latest."""
    there = shown_here(visit)
    heading = [
        dmc.Title(say("Centres"), order=1),
        html.P(
            say(
                "One run: its queues are the centres. Several runs: each is one, a week of days or a province of its own."
            ),
            className="soft",
        ),
    ]
    if not there:
        nothing = say("No run is done yet. Simulate one first; province_pool of the library has thirty-one centres.")
        return [*heading, html.P(nothing, className="empty"), dmc.Anchor(say("Simulate"), href="/simulate")]
    options = [{"value": str(run.id), "label": f"#{run.id} {titled(run.title)}"} for run in there]
    known = {option["value"] for option in options}
    chosen = [one for one in visit.query.get("runs", "").split(",") if one in known] or [options[0]["value"]]
    return [
        *heading,
        dmc.MultiSelect(
            id="centres-runs", label=say("Runs"), data=options, value=chosen, searchable=True, maxValues=MOST_RUNS, maw=620
        ),
        dcc.Loading(html.Div(id="centres-shown"), delay_show=400),
        dcc.Store(id="centres-causes"),
        html.Div(id="centres-why", role="status"),
    ]  # fmt: skip


def shown_here(visit: Visit) -> list[Line]:
    """Finished simulations that have a league."""
    store = visit.services.store
    runs = finished(store, visit.user, ("simulate",))
    return [run for run in runs if (store.folder(run.id) / league_file("en")).is_file()]


def league_file(language: str) -> str:
    """What a worker wrote it as."""
    return f"job.league.{language}.json"


def league(folders: list[Path], language: str) -> list[Standing]:
    """The centres: the queues of one run, or the runs as wholes."""
    found = []
    for folder in folders:
        told = json.loads((folder / league_file(language)).read_text(encoding="utf-8"))
        whole, *queues = from_data(told["standings"])
        found += queues if len(folders) == 1 and len(queues) > 1 else [whole]
    return found


def register(app: Dash, services: Services) -> None:
    """The league of the chosen runs, and the causes of the row that is chosen."""

    @app.callback(Output("centres-shown", "children"), Output("centres-causes", "data"), Input("centres-runs", "value"))
    def shown(chosen: list[str] | None) -> tuple[Any, Any]:
        visit = visiting(services)
        runs = [services.store.folder(run.id) for run in shown_here(visit) if str(run.id) in (chosen or [])]
        if not runs:
            return html.P(say("Choose a run."), className="empty"), {}
        found = league(runs, visit.language)
        causes = {
            one.name: [[cause.period, words.share(cause.chance), cause.why] for cause in one.causes] for one in found
        }
        return [picture.chart(centres(found), "centres-rates"), *_league(found)], causes

    @app.callback(
        Output("centres-why", "children"),
        Input("centres-league", "selectedRows"),
        State("centres-causes", "data"),
        prevent_initial_call=True,
    )
    def why(rows: list[dict[str, Any]] | None, causes: dict[str, list[list[str]]] | None) -> list[Component]:
        if not rows:
            return []
        name = str(rows[0]["name"])
        found = (causes or {}).get(name, [])
        heading = dmc.Title(say("{name}: the hours at risk", name=name), order=2, className="callfloor-heading")
        if not found:
            return [heading, html.P(say("No hour is likely to miss what is asked."))]
        columns = (say("hour"), say("chance of missing"), say("because"))
        rest = len(found) - MOST_CAUSES
        more = [html.P(plural("and {n} more hour", "and {n} more hours", rest), className="soft")] if rest > 0 else []
        table = Table(columns, tuple(tuple(row) for row in found[:MOST_CAUSES]), labels=1)
        return [heading, plain_table(table), *more]


def _league(found: list[Standing]) -> list[Component]:
    """The table that can be sorted; a click on a row shows its causes."""
    assumed = sum(not one.own for one in found)
    note = plural(
        "{n} centre has no answer-rate target over all its contacts: its rate stands beside 80 % within 20 s. The verdict on a run is that on its own targets.",
        "{n} centres have no answer-rate target over all their contacts: their rates stand beside 80 % within 20 s. The verdict on a run is that on its own targets.",
        assumed,
    )
    return [
        dmc.Title(say("League table"), order=2, className="callfloor-heading"),
        html.P(say("Choose a row to see why it is at risk: hours that may miss the rate asked, whatever periods its targets have. Shares are of the offered; intervals are those that had contacts.")),
        *([html.P(note, className="soft")] if assumed else []),
        dag.AgGrid(
            id="centres-league",
            rowData=[_row(one) for one in found],
            columnDefs=_columns(found),
            defaultColDef={"sortable": True, "filter": True, "resizable": True, "suppressHeaderFilterButton": True, "wrapHeaderText": True, "autoHeaderHeight": True},
            dashGridOptions={
                "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
                "domLayout": "autoHeight" if len(found) <= 40 else "normal",
                "ensureDomOrder": True,
            },
            className="callfloor-grid",
            style={} if len(found) <= 40 else {"height": "70vh"},
        ),
    ]  # fmt: skip


def _row(one: Standing) -> dict[str, Any]:
    first = one.causes[0].why if one.causes else ""
    return {
        "name": one.name,
        "offered": one.offered,
        "rate": None if one.rate is None else round(100 * one.rate, 1),
        "asked": round(100 * one.asked, 1),
        "met": _verdict(one),
        "intervals": None if one.share_reached is None else round(100 * one.share_reached, 1),
        "complaints": None if one.complaints is None else round(one.complaints, 1),
        "satisfaction": None if one.satisfaction is None else round(one.satisfaction, 1),
        "band": one.band,
        "risks": len(one.causes),
        "why": first,
    }


def _verdict(one: Standing) -> str:
    if one.met is None:
        return ""
    if one.targets is not None and one.targets[0] > 0:
        return say("{missed} of {judged} targets missed", missed=one.targets[0], judged=one.targets[1])
    return say("met") if one.met else say("MISSED")


def _columns(found: list[Standing]) -> list[dict[str, Any]]:
    """What matters first: on a phone the rest is a swipe away. What no scenario models has no column."""
    complaints = any(one.complaints is not None for one in found)
    scored = any(one.satisfaction is not None for one in found)
    columns: list[tuple[str, str, int, bool]] = [
        ("name", say("centre"), 140, True),
        ("rate", say("answered in time, %"), 125, True),
        ("asked", say("asked, %"), 85, True),
        ("met", say("verdict"), 190, True),
        ("risks", say("hours at risk"), 85, True),
        ("why", say("most likely because"), 230, True),
        ("intervals", say("intervals that reach it, %"), 115, True),
        ("complaints", say("complaints"), 105, complaints),
        ("satisfaction", say("satisfaction, of 100"), 115, scored),
        ("band", say("band"), 110, scored),
        ("offered", say("offered"), 95, True),
    ]
    right = {"type": "rightAligned"}
    extra: dict[str, dict[str, Any]] = {
        "name": {"pinned": "left"}, "met": {}, "band": {}, "why": {"flex": 1, "minWidth": 180, "tooltipField": "why"},
        "rate": {**right, "sort": "asc"}, "offered": {**right, "valueFormatter": {"function": "d3.format(',.0f')(params.value)"}},
    }  # fmt: skip
    return [
        {"field": name, "headerName": title, "width": width, **extra.get(name, right)}
        for name, title, width, there in columns
        if there
    ]


PAGE = Page(
    "/centres",
    later("Centres"),
    60,
    layout,
    register,
    about=later("Which of many centres reach what is asked, and why the others do not."),
)
