"""What becomes of a draft: that it was saved, and as what; what was left unsaved; deleting and sharing what is kept.

Unsaved changes are kept in the visitor's own browser, under his name and the scenario's address (assets/scenario.js), and offered when he comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from callfloor.language import say
from callfloor.web.visit import NotFound, visiting

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.records import Scene
    from callfloor.web.visit import Visit

SAVED = "saved"  # of the address: the page says that it was


def own(visit: Visit) -> int | None:
    """The number of the kept scenario at this address, if it is this user's and nothing has taken its place."""
    found = _kept(visit)
    mine = found is not None and found.owner == visit.user and visit.services.store.latest(found.id) == found.id
    return found.id if found is not None and mine else None


def _kept(visit: Visit) -> Scene | None:
    page, *below = [part for part in visit.path.split("/") if part] or [""]
    if page != "scenarios" or len(below) != 1 or not (below[0].isascii() and below[0].isdigit()):
        return None
    return visit.services.store.scene(visit.user, int(below[0]))


def said(visit: Visit) -> list[Component]:
    """That it was saved, as what, and where it is found; or that a later one has taken its place."""
    found = _kept(visit)
    if found is None:
        return []
    later = visit.services.store.latest(found.id)
    if later != found.id:
        link = dmc.Anchor(say("Open no. {n}", n=later), href=f"/scenarios/{later}")
        return [html.P([say("This is an earlier state; another was saved over it."), " ", link], role="status")]
    if SAVED not in visit.query:
        return []
    text = say(
        'Saved as no. {n}, "{title}". It stands under Scenario, in "Your scenarios", and can be chosen wherever something is run.',
        n=found.id, title=found.title,
    )  # fmt: skip
    return [html.P([html.Strong("✓ ", className="good"), text], role="status", id="scenario-saved")]


def left(visit: Visit) -> Component:
    """The offer of what was left unsaved; hidden unless the browser has something."""
    take = html.Button(say("Take them up again"), id="scenario-left-take", type="button", className="callfloor-plain")
    drop = html.Button(say("Throw them away"), id="scenario-left-drop", type="button", className="callfloor-plain")
    line = html.P([say("Changes of yours were left here unsaved."), " ", take, " ", drop])
    return html.Div(
        [
            html.Div(line, id="scenario-left", hidden=True, role="status", **{"data-user": visit.user}),
            dcc.Store(id="scenario-taken"),
        ]
    )


def actions(visit: Visit) -> list[Component]:
    """Deleting and sharing, of what is this user's own."""
    found = _kept(visit)
    if found is None or own(visit) is None:
        return []
    shared = dmc.Switch(id="scenario-share", label=say("Everybody who may log in sees it"), checked=found.shared)
    sure = dmc.Modal(
        [
            html.P(say("The scenario is removed for good. Runs that were made with it stay as they are.")),
            dmc.Group([dmc.Button(say("Delete"), id="scenario-sure", color="red.9")], justify="flex-end"),
        ],
        id="scenario-modal",
        title=say("Delete this scenario?"),
        closeButtonProps={"aria-label": say("Close")},
    )
    return [
        dmc.Group(
            [
                dmc.Button(say("Delete"), id="scenario-delete", variant="default"),
                html.Div(shared, hidden=visit.services.settings.users is None),
            ],
            mt="lg",
        ),
        sure,
    ]


def register(app: Dash, services: Services) -> None:
    """Drafts in the browser; deleting and sharing."""
    _drafts(app)
    _deletion(app, services)


def _drafts(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("scenario", "remember"),
        Output("scenario-left", "hidden"),
        Input("scenario-draft", "data"),
        State("scenario-begun", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("scenario", "take"),
        Output("scenario-taken", "data"),
        Input("scenario-left-take", "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("scenario", "drop"),
        Output("scenario-left", "hidden", allow_duplicate=True),
        Input("scenario-left-drop", "n_clicks"),
        prevent_initial_call=True,
    )


def _deletion(app: Dash, services: Services) -> None:
    def mine() -> int:
        number = own(visiting(services))
        if number is None:
            raise NotFound(say("There is nothing of yours here that this can be done with."))
        return number

    @app.callback(Output("scenario-modal", "opened"), Input("scenario-delete", "n_clicks"), prevent_initial_call=True)
    def ask(clicks: int | None) -> Any:  # noqa: ANN401 - a value or none
        return True if clicks else no_update

    @app.callback(
        Output("shell-at", "href", allow_duplicate=True),
        Input("scenario-sure", "n_clicks"),
        prevent_initial_call=True,
    )
    def delete(clicks: int | None) -> Any:  # noqa: ANN401 - a value or none
        if not clicks:
            return no_update
        services.store.delete_scene(visiting(services).user, mine())
        return "/scenario"

    @app.callback(Output("scenario-share", "checked"), Input("scenario-share", "checked"), prevent_initial_call=True)
    def share(wanted: bool) -> Any:  # noqa: ANN401 - a value or none
        services.store.share_scene(visiting(services).user, mine(), bool(wanted))
        return no_update
