"""Another name for a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from callfloor.language import say
from callfloor.language.library import titled
from callfloor.web.parts import names
from callfloor.web.visit import visiting

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit


def shown(run: Run, visit: Visit) -> Component:
    """The field, folded away; of somebody else's run it is hidden, so that its callback finds it."""
    field = dmc.TextInput(
        id="runs-name", label=say("Name||run"), value=titled(run.title), w={"base": "100%", "sm": 320}
    )
    button = dmc.Button(say("Rename"), id="runs-rename", variant="default")
    folded = html.Details([html.Summary(say("Rename")), dmc.Group([field, button], align="flex-end")], id="runs-naming")
    return html.Div(folded, hidden=run.owner != visit.user)


def register(app: Dash, services: Services) -> None:
    """The name is kept, and stands on the page at once."""

    @app.callback(
        Output("runs-title", "children"),
        Output("runs-name", "error"),
        Output("runs-naming", "open"),
        Input("runs-rename", "n_clicks"),
        State("runs-name", "value"),
        State("runs-number", "data"),
        prevent_initial_call=True,
    )
    def rename(clicks: int | None, name: str | None, number: int) -> tuple[Any, Any, Any]:
        if not clicks:
            return no_update, no_update, no_update
        title, wrong = names.checked(name)
        if wrong:
            return no_update, wrong, True
        services.store.rename(visiting(services).user, int(number), title)
        return title, None, False
