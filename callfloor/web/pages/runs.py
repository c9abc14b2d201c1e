"""Runs: what was asked for, how far it is, what came of it. /runs lists them, /runs/17 is one.

A run's page looks after itself: while the run waits or is under way it asks every second how far it is and shows it; when it
is over, its result takes that place. The page may be closed meanwhile, the run goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from callfloor import words
from callfloor.language import later, say
from callfloor.web.pages import Page, runs_files, runs_result
from callfloor.web.parts.moments import moment
from callfloor.web.visit import NotFound, visiting

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit

SOON, LATER = 1000, 3000  # ms between two looks at one run, at the list


def layout(visit: Visit) -> list[Component]:
    """The list, or one run."""
    if not visit.below:
        return [
            dmc.Title(say("Runs"), order=1),
            html.Div(_list(visit), id="runs-list"),
            dcc.Interval(id="runs-later", interval=LATER),
            dcc.Store(id="runs-listed", data=_state_of_all(visit)),
        ]
    run = _run(visit, visit.below[0])
    if len(visit.below) > 1:
        raise NotFound
    return [
        dmc.Title(run.title or runs_result.kind_of(run), order=1),
        html.P(_about(run, visit), className="soft"),
        html.Div(runs_result.shown(run, visit), id="runs-shown"),
        html.Div(_actions(run, visit), id="runs-actions"),
        dcc.Store(id="runs-number", data=run.id),
        dcc.Store(id="runs-state", data=_state(run)),
        dcc.Interval(id="runs-soon", interval=SOON, disabled=run.over),
        _sure(),
    ]


def _run(visit: Visit, number: object) -> Run:
    """The run of a number that came from a browser."""
    text = str(number)
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise NotFound(say("There is no such run."))
    return visit.services.store.run(visit.user, int(text))


def _list(visit: Visit) -> Component:
    """A row a run, the latest first."""
    found = visit.services.store.runs(visit.user)
    if not found:
        return html.P(say("Nothing has been run yet."), className="callfloor-empty")
    columns = [say("run"), say("kind"), say("state"), say("answer"), say("begun")]
    columns += [] if visit.services.settings.users is None else [say("owner")]
    heads = [html.Th(one, className="name", scope="col") for one in columns]
    return html.Div(
        html.Table(
            [html.Thead(html.Tr(heads)), html.Tbody([_row(run, columns, visit) for run in found])],
            className="stack",
        ),
        className="callfloor-wide runs-list",
        tabIndex=0,
        role="group",
        **{"aria-label": say("Runs")},
    )


def _row(run: Run, columns: list[str], visit: Visit) -> Component:
    link = dmc.Anchor(f"{run.id} · {run.title or runs_result.kind_of(run)}", href=f"/runs/{run.id}")
    state = runs_result.state_of(run)
    if run.status == "running" and run.progress.total:
        state = f"{state}, {words.share(run.progress.done / run.progress.total)}"
    cells = (link, runs_result.kind_of(run), state, run.headline_in(visit.language), moment(run.created), run.owner)
    return html.Tr(
        [html.Td(cell, className="name", **{"data-label": name}) for cell, name in zip(cells, columns, strict=False)]
    )


def _about(run: Run, visit: Visit) -> list[Component | str]:
    parts: list[Component | str] = [f"{runs_result.kind_of(run)} · {moment(run.created)}"]
    for number in run.scenes:
        parts += [" · ", dmc.Anchor(say("scenario {n}", n=number), href=f"/scenarios/{number}")]
    if "scenario" in run.settings and not run.scenes:
        parts += [" · ", str(run.settings["scenario"])]
    if run.owner != visit.user:
        parts += [" · ", say("of {owner}", owner=run.owner)]
    return parts


def _actions(run: Run, visit: Visit) -> list[Component]:
    """What its owner can do with a run; all of it is there at all times, so that callbacks find it."""
    own = run.owner == visit.user
    shared = dmc.Switch(id="runs-share", label=say("Everybody who may log in sees it"), checked=run.shared)
    return [
        dmc.Group(
            [
                dmc.Button(say("Cancel"), id="runs-cancel", variant="default", display=_if(own and not run.over)),
                dmc.Button(
                    say("Begin again"), id="runs-again", variant="default", display=_if(own and _cut_short(run))
                ),
                dmc.Button(say("Delete"), id="runs-delete", variant="default", display=_if(own)),
                html.Div(shared, hidden=not own or visit.services.settings.users is None),
            ],
            mt="lg",
        )
    ]


def _cut_short(run: Run) -> bool:
    return run.status in {"cancelled", "interrupted", "failed"}


def _if(shown: bool) -> str:
    return "inline-block" if shown else "none"


def _sure() -> Component:
    """A question before what cannot be taken back."""
    return dmc.Modal(
        [
            html.P(say("The run and its files are removed for good.")),
            dmc.Group([dmc.Button(say("Delete"), id="runs-sure", color="red.9")], justify="flex-end"),
        ],
        id="runs-modal",
        title=say("Delete this run?"),
        closeButtonProps={"aria-label": say("Close")},
    )


def _state(run: Run) -> list[Any]:
    """What of a run a reader would see change."""
    return [run.status, run.progress.done, run.progress.note, len(run.progress.course)]


def _state_of_all(visit: Visit) -> list[list[Any]]:
    return [[run.id, *_state(run)] for run in visit.services.store.runs(visit.user)]


def register(app: Dash, services: Services) -> None:
    """Progress, actions and downloads."""
    runs_files.register(app, services)
    _register_progress(app, services)
    _register_actions(app, services)
    _register_deletion(app, services)
    _register_sharing(app, services)


def _register_progress(app: Dash, services: Services) -> None:
    @app.callback(
        Output("runs-shown", "children"),
        Output("runs-actions", "children"),
        Output("runs-state", "data"),
        Output("runs-soon", "disabled"),
        Input("runs-soon", "n_intervals"),
        State("runs-number", "data"),
        State("runs-state", "data"),
        prevent_initial_call=True,
    )
    def look(_times: int, number: int, before: list[Any]) -> tuple[Any, ...]:
        visit = visiting(services)
        run = _run(visit, number)
        now = _state(run)
        if now == before:
            return no_update, no_update, no_update, run.over
        changed = now[0] != before[0]  # buttons are left alone while somebody may be about to press one
        return runs_result.shown(run, visit), _actions(run, visit) if changed else no_update, now, run.over

    @app.callback(
        Output("runs-list", "children"),
        Output("runs-listed", "data"),
        Input("runs-later", "n_intervals"),
        State("runs-listed", "data"),
        prevent_initial_call=True,
    )
    def look_at_all(_times: int, before: list[Any]) -> tuple[Any, Any]:
        visit = visiting(services)
        now = _state_of_all(visit)
        return (no_update, no_update) if now == before else (_list(visit), now)


def _register_actions(app: Dash, services: Services) -> None:
    store = services.store

    @app.callback(
        Output("runs-soon", "disabled", allow_duplicate=True),
        Input("runs-cancel", "n_clicks"),
        State("runs-number", "data"),
        prevent_initial_call=True,
    )
    def cancel(clicks: int | None, number: int) -> Any:  # noqa: ANN401 - a value or none
        if not clicks:
            return no_update
        visit = visiting(services)
        store.cancel(visit.user, _run(visit, number).id)
        return False

    @app.callback(
        Output("runs-soon", "disabled", allow_duplicate=True),
        Input("runs-again", "n_clicks"),
        State("runs-number", "data"),
        prevent_initial_call=True,
    )
    def again(clicks: int | None, number: int) -> Any:  # noqa: ANN401 - a value or none
        if not clicks:
            return no_update
        visit = visiting(services)
        store.again(visit.user, _run(visit, number).id)
        return False


def _register_deletion(app: Dash, services: Services) -> None:
    @app.callback(
        Output("runs-modal", "opened"),
        Input("runs-delete", "n_clicks"),
        prevent_initial_call=True,
    )
    def ask(clicks: int | None) -> Any:  # noqa: ANN401 - a value or none
        return True if clicks else no_update

    @app.callback(
        Output("shell-at", "href", allow_duplicate=True),
        Input("runs-sure", "n_clicks"),
        State("runs-number", "data"),
        prevent_initial_call=True,
    )
    def delete(clicks: int | None, number: int) -> Any:  # noqa: ANN401 - a value or none
        if not clicks:
            return no_update
        visit = visiting(services)
        services.store.delete(visit.user, _run(visit, number).id)
        return "/runs"


def _register_sharing(app: Dash, services: Services) -> None:
    @app.callback(
        Output("runs-share", "checked"),
        Input("runs-share", "checked"),
        State("runs-number", "data"),
        prevent_initial_call=True,
    )
    def share(wanted: bool, number: int) -> Any:  # noqa: ANN401 - a value or none
        visit = visiting(services)
        run = _run(visit, number)
        if run.owner == visit.user and run.shared != wanted:
            services.store.share(visit.user, run.id, wanted)
        return no_update


PAGE = Page(
    "/runs",
    later("Runs"),
    70,
    layout,
    register,
    about=later("What was run, what is under way, and what came of it."),
    deep=True,
)
