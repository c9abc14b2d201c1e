"""Addresses of kept scenarios, `/scenarios/12`: the editor of the page Scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor.language import later
from callfloor.web.pages import Page, scenario, scenario_edit

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.visit import Visit


def layout(visit: Visit) -> list[Component]:
    """The editor; without a number, the choice."""
    return scenario_edit.layout(visit) if visit.below else scenario.layout(visit)


def register(app: Dash, services: Services) -> None:
    """The callbacks are those of the page Scenario."""


PAGE = Page("/scenarios", later("Scenario"), 11, layout, register, deep=True, listed=False)
