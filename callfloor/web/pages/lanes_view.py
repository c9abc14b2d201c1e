"""A study's sliders: value, share and targets; which design then, the frontier, who gains and who loses.

The first answer comes within two seconds. Where it is an estimate on few days it is refined on more while it is being read, and it says
which of the two it is; whoever wants to be sure has the whole study made again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from callfloor import blocks
from callfloor.language import say
from callfloor.language.library import titled
from callfloor.web.parts import sheet
from callfloor.web.visit import visiting
from callfloor.web.work import sliding
from scenarios.faults import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit

SLIDER = "lanes-slider"


def shown(run: Run, visit: Visit) -> list[Component]:
    """The way from a study to its sliders."""
    if not slides(run):
        return []
    link = dmc.Anchor(say("Move value, share and targets: what then?"), href=f"/lanes?run={run.id}", fw=650, fz="lg")
    return [html.P(link)]


def slides(run: Run) -> bool:
    """Whether there is a study that sliders can move."""
    return run.status == "done" and movable(run.folder)


def movable(folder: Path) -> bool:
    """Whether a study was kept there for its sliders."""
    return (folder / sliding.FILE).is_file()


def page(run: Run, visit: Visit) -> list[Component]:
    """The sliders of a study, and beside them what they make of it."""
    found = visit.services.quick(sliding.sliders, run.folder)
    moves = [
        html.P(
            say("Only the value of a lost customer is exact; share and targets are estimates that say so."),
            className="soft",
        ),
        *[_slider(one) for one in found],
        dmc.Group(
            [
                dmc.Button(say("Back to the study"), id="lanes-home", variant="default"),
                dmc.Anchor(say("The whole study"), href=f"/runs/{run.id}"),
            ]
        ),
    ]
    answer = [
        html.Div(id="lanes-state", role="status", className="soft"),
        dcc.Loading(
            html.Div(id="lanes-answer"), delay_show=1500, overlay_style={"visibility": "visible", "opacity": 0.5}
        ),
    ]
    return [
        dmc.Title(say("What if? {title}", title=titled(run.title)), order=1),
        dcc.Store(id="lanes-run", data=run.id),
        dcc.Store(id="lanes-made", data=[one.value for one in found]),
        dcc.Store(id="lanes-estimate"),
        dmc.Grid(
            [
                dmc.GridCol(html.Div(moves, className="lanes-sliders"), span={"base": 12, "md": 4}),
                dmc.GridCol(answer, span={"base": 12, "md": 8}),
            ],
            gutter="xl",
        ),
    ]


def _slider(one: sliding.Slider) -> Component:
    label = html.Div(one.label, id=f"lanes-label-{one.key.replace('.', '-')}", className="lanes-label")
    marks = {one.least: f"{one.least:g}", one.most: f"{one.most:g}", one.value: ""}  # and a dot where the study is
    slider = dmc.Slider(
        id={"type": SLIDER, "key": one.key},
        value=one.value,
        min=one.least,
        max=one.most,
        step=one.step,
        marks=[{"value": value, "label": label} for value, label in marks.items()],
        thumbLabel=one.label,
        labelAlwaysOn=True,
        updatemode="mouseup",
        mt=32,
        mb=28,
    )
    return html.Div([label, slider])


def register(app: Dash, services: Services) -> None:
    """A slider's answer, first quickly and then finely."""

    @app.callback(
        Output({"type": SLIDER, "key": ALL}, "value"),
        Input("lanes-home", "n_clicks"),
        State("lanes-made", "data"),
        prevent_initial_call=True,
    )
    def home(_clicks: int | None, made: list[float]) -> list[float]:
        return made

    @app.callback(
        Output("lanes-answer", "children"),
        Output("lanes-state", "children"),
        Output("lanes-estimate", "data"),
        Input({"type": SLIDER, "key": ALL}, "value"),
        State({"type": SLIDER, "key": ALL}, "id"),
        State("lanes-run", "data"),
        running=[(Output("lanes-state", "children"), say("…"), "")],
    )
    def slide(values: list[float], idents: list[dict[str, str]], number: int) -> tuple[Any, ...]:
        at = {ident["key"]: value for ident, value in zip(idents, values, strict=True)}
        found = _slid(services, number, at, sliding.QUICK)
        if not found.estimate:
            return _drawn(found), "", None
        return _drawn(found), say("A first estimate on few days; it is being refined."), at

    @app.callback(
        Output("lanes-answer", "children", allow_duplicate=True),
        Output("lanes-state", "children", allow_duplicate=True),
        Input("lanes-estimate", "data"),
        State({"type": SLIDER, "key": ALL}, "value"),
        State("lanes-run", "data"),
        prevent_initial_call=True,
    )
    def refine(at: dict[str, float] | None, now: list[float], number: int) -> tuple[Any, Any]:
        if not at or list(at.values()) != now:
            return no_update, no_update
        try:
            found = _slid(services, number, at, sliding.FINE)
        except InputError:
            return no_update, say("A first estimate on few days; there was no time to refine it.")
        return _drawn(found), say("Refined: simulated on more days.")


def _slid(services: Services, number: int, at: dict[str, float], depth: str) -> sliding.Moved:
    visit = visiting(services)
    found: sliding.Moved = services.quick(sliding.slid, services.store.run(visit.user, number).folder, at, depth)
    return found


def _drawn(found: sliding.Moved) -> Component:
    return sheet.shown(blocks.from_json(found.sheet), "lanes")
