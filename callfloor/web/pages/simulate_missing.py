"""The way from a simulation that misses a target to the people that are missing: a run of its own, for it takes many trials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from callfloor import blocks
from callfloor.language import ENGLISH, say
from callfloor.web.store.records import WHOLE
from callfloor.web.visit import visiting

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.records import Run

GO = "simulate-missing"
KEPT = ("scenario", "overrides", "seed")
FEWEST, MOST = 40, 200  # days that are simulated again and again


def offered(run: Run) -> list[Component]:
    """The button, where a target is missed."""
    if not _missed(run):
        return []
    about = say(
        "A run of its own: as many days, from {least} to {most}, are simulated again with more people, on the whole floor, until every target is "
        "kept; some ten to thirty times as long as this one took.",
        least=FEWEST,
        most=MOST,
    )
    button = dmc.Button(say("Work out who is missing"), id=GO, variant="default")
    return [
        html.Section([html.Strong(say("By how many people is it missed?")), html.P(about, className="soft"), button])
    ]


def _missed(run: Run) -> bool:
    """Whether the answer of its sheet says so."""
    path = run.folder / f"{WHOLE}.{ENGLISH}.json"
    if not path.is_file():
        return False
    sheet = blocks.from_json(path.read_text(encoding="utf-8"))
    return any(isinstance(one, blocks.Answer) and one.good is False for one in sheet.blocks)


def register(app: Dash, services: Services) -> None:
    """The run that looks for them."""

    @app.callback(
        Output("shell-at", "href", allow_duplicate=True),
        Input(GO, "n_clicks"),
        State("runs-number", "data"),
        running=[(Output(GO, "loading"), True, False)],
        prevent_initial_call=True,
    )
    def go(clicks: int | None, number: int) -> Any:  # noqa: ANN401 - a path, or nothing new
        if not clicks:
            return no_update
        visit = visiting(services)
        run = services.store.run(visit.user, number)
        settings: dict[str, Any] = {name: run.settings[name] for name in KEPT if name in run.settings}
        settings |= {"replications": max(min(run.progress.done, MOST), FEWEST), "of": run.id}
        most = services.settings.limits.waiting
        return f"/runs/{services.store.add_run(visit.user, 'missing', run.title, settings, run.scenes, most)}"
