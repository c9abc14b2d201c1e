"""The first page: what can be done here, and the way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import html

from callfloor.language import later, say
from callfloor.language.library import titled
from callfloor.web.pages import Page, pages
from callfloor.web.pages.runs_result import kind_of, state_of
from callfloor.web.store.listing import listed

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.listing import Line
    from callfloor.web.visit import Visit

LATEST = 5


def layout(visit: Visit) -> list[Component]:
    """A card for each page."""
    cards = [_card(page) for page in pages() if page.listed and page is not PAGE]
    return [
        dmc.Title(say("What do you want to know?"), order=1),
        dmc.SimpleGrid(cards, cols={"base": 1, "sm": 2, "lg": 3}, mt="md"),
        *_latest(visit),
    ]


def _latest(visit: Visit) -> list[Component]:
    """The last runs with their answers: what most come back for."""
    runs, _ = listed(visit.services.store, visit.user, LATEST)
    if not runs:
        return []
    lines = [html.Li([_to(run), " ", html.Span(_said(run, visit), className="soft")]) for run in runs]
    return [dmc.Title(say("Latest runs"), order=2, className="callfloor-heading"), html.Ul(lines)]


def _to(run: Line) -> Component:
    return dmc.Anchor(f"{run.id} · {titled(run.title) or kind_of(run)}", href=f"/runs/{run.id}")


def _said(run: Line, visit: Visit) -> str:
    """The answer of a run, or where it stands."""
    return " · ".join((kind_of(run), run.headline_in(visit.language) or state_of(run)))


def _card(page: Page) -> Component:
    return dmc.Card(
        [dmc.Anchor(say(page.name), href=page.path, fw=650, fz="lg"), html.P(say(page.about), className="soft")],
        withBorder=True,
        className="callfloor-card",
    )


def register(app: Dash, services: Services) -> None:
    """Nothing happens here but links."""


PAGE = Page("/", later("Start"), 0, layout, register)
