"""The page of a replay, /runs/17/replay: one day of a simulation, seen as it went.

The day is simulated once more from its seed, which takes a moment, in one of the warm processes; the browser gets it whole
(``callfloor/films/reel.py``) and draws any moment by itself (``assets/film.js``, ``assets/replay.js``), so that a day of 20,000 calls can be scrubbed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, dcc, html, no_update

from callfloor.films import reel
from callfloor.language import later, say
from callfloor.language.library import titled
from callfloor.web.pages import Page
from callfloor.web.parts import faults
from callfloor.web.visit import NotFound, visiting
from scenarios.faults import InputError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit

ADDRESS = re.compile(r"/runs/(\d{1,18})/replay/?")


class _Replay(Page):
    """The page of every run's replay: below the address of the run."""

    def has(self, path: str) -> bool:
        """Whether the address is a replay's."""
        return ADDRESS.fullmatch(path) is not None


def layout(visit: Visit) -> list[Component]:
    """Which day, and the stage on which the browser draws it."""
    run = _run(visit)
    days = max(run.progress.done, 1)
    number = dmc.NumberInput(
        id="replay-number",
        label=say("Simulated day, 1 to {n}", n=days),
        value=1,
        min=1,
        max=days,
        allowDecimal=False,
        clampBehavior="none",
        debounce=400,
        w=220,
    )
    day = dmc.NumberInput(
        id="replay-day",
        label=say("Day of the calendar"),
        value=1,
        min=1,
        allowDecimal=False,
        debounce=400,
        w=180,
    )
    return [
        dmc.Title(say("Replay: {title}", title=titled(run.title)), order=1),
        html.P(dmc.Anchor(say("Back to run {n}", n=run.id), href=f"/runs/{run.id}")),
        dmc.Group([number, html.Div(day, id="replay-calendar", hidden=True)]),
        html.Div(id="replay-fault", role="alert"),
        dcc.Loading(dcc.Store(id="replay-film"), delay_show=300, custom_spinner=html.P(say("The day is simulated …"))),
        html.Div(id="replay-stage", className="replay"),
    ]


def _run(visit: Visit) -> Run:
    """The run of the address, if it is one whose days can be seen."""
    found = ADDRESS.fullmatch(visit.path)
    if found is None:
        raise NotFound
    run = visit.services.store.run(visit.user, int(found.group(1)))
    if run.kind != "simulate":
        raise NotFound(say("Only simulations have a replay."))
    if run.status != "done":
        raise NotFound(say("This run has no days to be replayed yet."))
    return run


def register(app: Dash, services: Services) -> None:
    """The day that is asked for, and what the browser does with it."""

    @app.callback(
        Output("replay-film", "data"),
        Output("replay-fault", "children"),
        Output("replay-calendar", "hidden"),
        Output("replay-number", "label"),
        Input("replay-number", "value"),
        Input("replay-day", "value"),
    )
    def filmed(number: Any, day: Any) -> tuple[Any, ...]:  # noqa: ANN401 - whatever was typed
        visit = visiting(services)
        run = _run(visit)
        days = max(run.progress.done, 1)
        if not _whole(number) or not 1 <= number <= days:
            return None, faults.problem(say("Name one of the simulated days, 1 to {n}.", n=days)), no_update, no_update
        if not _whole(day) or day < 1:
            return None, faults.problem(say("Name one of the calendar's days, from 1.")), no_update, no_update
        try:
            found = services.quick(
                reel.made, _source(visit, run), tuple(run.settings.get("overrides", ())), run.settings.get("seed"),
                int(number) - 1, int(day) - 1,
            )  # fmt: skip
        except InputError as wrong:
            return None, faults.listed(wrong.faults), no_update, no_update
        if found["days"] == 1:
            return found, None, True, say("Simulated day, 1 to {n}", n=days)
        label = say("Simulated calendar, 1 to {n}", n=days)
        if day > found["days"]:
            return None, faults.problem(say("The calendar has {n} days.", n=found["days"])), False, label
        return found, None, False, label

    app.clientside_callback(
        ClientsideFunction("replay", "show"), Output("replay-stage", "className"), Input("replay-film", "data")
    )


def _whole(value: Any) -> bool:  # noqa: ANN401 - whatever was typed
    return isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)


def _source(visit: Visit, run: Run) -> str:
    """Where the run's scenario is loaded from."""
    if run.scenes:
        return str(visit.services.store.scene_path(run.scenes[0]))
    return str(run.settings.get("scenario", ""))


PAGE = _Replay("/runs/replay", later("Replay of a day"), 65, layout, register, listed=False)
