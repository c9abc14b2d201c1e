"""The pages: one module each, with its `PAGE`; and what a finished run shows besides its sheet, by kind.

A module is named here and nowhere else. Its `layout` is called for each visit and gives the page's components (the first of
them a heading, `html.H1` or `dmc.Title(order=1)`); its `register` is called once and adds the page's callbacks. Ids of components begin with the page's name.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from callfloor.language.below import retold

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit

LOG = logging.getLogger(__name__)

# One line a page, `callfloor.web.pages.NAME`; the navigation has them by their order.
MODULES: tuple[str, ...] = (
    "home",
    "scenario",
    "scenario_kept",
    "simulate",
    "replay",
    "plan",
    "lanes",
    "compare",
    "centres",
    "runs",
    "learn",
)

# What a run's page shows of a kind besides headline, sheet and downloads: "kind": "module:function" of callfloor.web.pages;
# the function is called with (Run, Visit) and gives a list of components.
VIEWS: Mapping[str, str] = MappingProxyType(
    {
        "simulate": "simulate_view:shown",
        "plan": "plan_view:shown",
        "check": "plan_view:shown",
        "lanes": "lanes_view:shown",
    }
)


@dataclass(frozen=True)
class Page:
    """One page. ``about``: what it is for, a sentence on the first page.

    ``path`` may have a * for what changes, as in /runs/*/replay. ``deep``: addresses below its own are its own too, such as
    /runs/17, but for those of other pages. ``listed``: stands in the navigation.
    """

    path: str
    name: str
    order: int
    layout: Callable[[Visit], Component | list[Component]]
    register: Callable[[Dash, Services], None]
    about: str = ""
    deep: bool = False
    listed: bool = True

    def has(self, path: str) -> bool:
        """Whether the address is this page's."""
        return self.is_at(path) or (self.deep and path.startswith(f"{self.path}/"))

    def is_at(self, path: str) -> bool:
        """Whether the address is the page's own, and not one below it."""
        here, there = self.path.split("/"), (path.rstrip("/") or "/").split("/")
        return len(here) == len(there) and all(one in ("*", other) for one, other in zip(here, there, strict=True))


@cache
def pages() -> tuple[Page, ...]:
    """All pages, in the order of the navigation."""
    found = [import_module(f"{__name__}.{name}").PAGE for name in MODULES]
    return tuple(sorted(found, key=lambda page: page.order))


def page_of(path: str) -> Page | None:
    """The page of an address, None if there is none."""
    found = [page for page in pages() if page.has(path)]
    return next((page for page in found if page.is_at(path)), next(iter(found), None))


def views(run: Run, visit: Visit) -> list[Component]:
    """What a run shows besides its headline, sheet and downloads; if that cannot be made, why not, and the rest still stands."""
    from callfloor.web.parts import faults
    from scenarios.faults import InputError

    place = VIEWS.get(run.kind)
    if place is None:
        return []
    module, function = place.split(":")
    try:
        shown: list[Component] = getattr(import_module(f"{__name__}.{module}"), function)(run, visit)
    except InputError as fault:
        LOG.warning("the view of run %s could not be made: %s", run.id, fault)
        return [faults.problem("; ".join(retold(one.message) for one in fault.faults))]
    return shown
