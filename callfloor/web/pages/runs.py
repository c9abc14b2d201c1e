"""Runs: what was asked for, how far it is, what came of it. /runs lists them, /runs/17 is one.

A run's page looks after itself: while the run waits or is under way it asks every second how far it is and shows it; when it
is over, its result takes that place. The page may be closed meanwhile, the run goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from callfloor import words
from callfloor.language import later, plural, say
from callfloor.language.library import titled
from callfloor.web.pages import Page, runs_files, runs_naming, runs_result
from callfloor.web.parts.moments import moment
from callfloor.web.store.listing import listed, queue
from callfloor.web.visit import NotFound, visiting
from callfloor.web.work.asked import changes, overrides_of, sources_of
from scenarios.faults import InputError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.listing import Line
    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit

SOON, LATER = 1000, 3000  # ms between two looks at one run, at the list
PER_PAGE = 25
FEW = 6  # changes of a run that are not folded away


def layout(visit: Visit) -> list[Component]:
    """The list, or one run."""
    if not visit.below:
        return [
            dmc.Title(say("Runs"), order=1),
            *_list_page(visit),
        ]
    run = _run(visit, visit.below[0])
    if len(visit.below) > 1:
        raise NotFound
    return [
        dmc.Title(titled(run.title) or runs_result.kind_of(run), order=1, id="runs-title"),
        html.P(_about(run, visit), className="soft"),
        runs_naming.shown(run, visit),
        *_changed(run, visit),
        html.Div(runs_result.shown(run, visit), id="runs-shown"),
        html.Div(_actions(run, visit), id="runs-actions"),
        dcc.Store(id="runs-number", data=run.id),
        dcc.Store(id="runs-state", data=_state(run, visit)),
        dcc.Interval(id="runs-soon", interval=SOON, disabled=run.over),
        _sure(),
    ]


def _run(visit: Visit, number: object) -> Run:
    """The run of a number that came from a browser."""
    text = str(number)
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise NotFound(say("There is no such run."))
    return visit.services.store.run(visit.user, int(text))


def _list_page(visit: Visit) -> list[Component]:
    """The list with its search and its pages."""
    lines, count = listed(visit.services.store, visit.user, PER_PAGE)
    waiting = queue(visit.services.store)
    search = dmc.TextInput(
        id="runs-search",
        label=say("Search: a name, or a number"),
        value="",
        debounce=400,
        w={"base": "100%", "sm": 320},
    )
    pages = dmc.Pagination(
        id="runs-page", total=_pages(count), value=1, mt="md", withControls=False, hideWithOnePage=True
    )
    return [
        search,
        html.Div(_list(lines, waiting, visit), id="runs-list"),
        html.Nav(pages, **{"aria-label": say("Pages of the list")}),
        dcc.Interval(id="runs-later", interval=LATER),
        dcc.Store(id="runs-listed", data=_state_of_all(lines, count, waiting)),
    ]


def _pages(count: int) -> int:
    return max(1, -(-count // PER_PAGE))


def _list(found: list[Line], waiting: tuple[int, ...], visit: Visit, *, searched: bool = False) -> Component:
    """A row a run, the latest first."""
    if not found:
        empty = say("No run is called that.") if searched else say("Nothing has been run yet.")
        return html.P(empty, className="callfloor-empty", role="status")
    columns = [say("run"), say("kind"), say("state"), say("answer"), say("begun")]
    columns += [] if visit.services.settings.users is None else [say("owner")]
    heads = [html.Th(one, className="name", scope="col") for one in columns]
    return html.Div(
        html.Table(
            [html.Thead(html.Tr(heads)), html.Tbody([_row(run, columns, waiting, visit) for run in found])],
            className="stack",
        ),
        className="callfloor-wide runs-list",
        tabIndex=0,
        role="group",
        **{"aria-label": say("Runs")},
    )


def _row(run: Line, columns: list[str], waiting: tuple[int, ...], visit: Visit) -> Component:
    link = dmc.Anchor(f"{run.id} · {titled(run.title) or runs_result.kind_of(run)}", href=f"/runs/{run.id}")
    state = runs_result.state_of(run)
    if run.status == "running" and run.total:
        state = f"{state}, {words.share(run.done / run.total)}"
    if run.status == "waiting" and (turn := runs_result.waiting_at(run.id, waiting)):
        state = f"{state}, {turn}"
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


def _changed(run: Run, visit: Visit) -> list[Component]:
    """What was asked for otherwise than the scenario has it, for this run alone."""
    lines = [html.Li(one) for one in _changes(run, visit)]
    if not lines:
        return []
    summary = plural(
        "{n} change to the scenario, for this run alone", "{n} changes to the scenario, for this run alone", len(lines)
    )
    return [html.Details([html.Summary(summary), html.Ul(lines)], open=len(lines) <= FEW)]


def _changes(run: Run, visit: Visit) -> list[str]:
    """Old and new in words; as it was written where the scenario cannot be read any more."""
    overrides = overrides_of(run)
    if not overrides:
        return []
    try:
        found = visit.services.quick(changes, sources_of(run, visit.services.store)[0], overrides)
    except InputError:
        return list(overrides)
    return [f"{where}: {old} → {new}" for where, old, new in found]


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


def _state(run: Run, visit: Visit) -> list[Any]:
    """What of a run a reader would see change."""
    told, waits = run.progress, run.status == "waiting"
    return [run.status, told.done, told.note, len(told.course), *(list(queue(visit.services.store)) if waits else [])]


def _state_of_all(lines: list[Line], count: int, waiting: tuple[int, ...]) -> list[list[Any]]:
    places = ([one.id, one.status, one.done, waiting.index(one.id) if one.id in waiting else -1] for one in lines)
    return [*places, [count, sum(one.status == "waiting" for one in lines) and len(waiting)]]


def register(app: Dash, services: Services) -> None:
    """Progress, actions and downloads."""
    runs_files.register(app, services)
    runs_naming.register(app, services)
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
        now = _state(run, visit)
        if now == before:
            return no_update, no_update, no_update, run.over
        changed = now[0] != before[0]  # buttons are left alone while somebody may be about to press one
        return runs_result.shown(run, visit), _actions(run, visit) if changed else no_update, now, run.over

    @app.callback(
        Output("runs-list", "children"),
        Output("runs-listed", "data"),
        Output("runs-page", "total"),
        Output("runs-page", "value"),
        Input("runs-later", "n_intervals"),
        Input("runs-search", "value"),
        Input("runs-page", "value"),
        State("runs-listed", "data"),
        prevent_initial_call=True,
    )
    def look_at_all(_times: int, search: str | None, page: int | None, before: list[Any]) -> tuple[Any, ...]:
        visit = visiting(services)
        page = 1 if ctx.triggered_id == "runs-search" else int(page or 1)
        lines, count = listed(services.store, visit.user, PER_PAGE, page, str(search or ""))
        if not lines and page > 1:  # the last of this page was deleted
            page = _pages(count)
            lines, count = listed(services.store, visit.user, PER_PAGE, page, str(search or ""))
        waiting = queue(services.store)
        now = _state_of_all(lines, count, waiting)
        if now == before:
            return no_update, no_update, no_update, no_update
        return _list(lines, waiting, visit, searched=bool(search)), now, _pages(count), page


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
