"""Which scenario: the choice between those that are kept here and the library's, and what was chosen.

A choice is a word that a browser may send and nobody has to trust: `scene:12` is looked up for the user who asks, `library:NAME`
among the library's names, anything else is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc

from callfloor.language import say
from callfloor.language.library import library, titled
from callfloor.web.visit import NotFound

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.visit import Visit

KEPT, LIBRARY = "scene", "library"
FIRST = "library:telecom_hotline"  # offered to whoever has none of his own: it has all that is asked about


@dataclass(frozen=True)
class Source:
    """A scenario to be run: where it is loaded from, and how a run names it (`Store.add_run`)."""

    path: str
    name: str
    title: str
    scenes: tuple[int, ...]
    settings: dict[str, Any]


def choice(visit: Visit, ident: str) -> Component:
    """The field to choose a scenario in; the address may name one: `?scene=12`, `?scenario=NAME`."""
    options = choices(visit)
    known = [one["value"] for group in options for one in group["items"]]
    asked = f"{KEPT}:{visit.query['scene']}" if "scene" in visit.query else f"{LIBRARY}:{visit.query.get('scenario')}"
    latest = [one for one in known[:1] if one.startswith(KEPT)]
    return dmc.Select(
        id=ident,
        label=say("Scenario"),
        data=options,
        value=next((one for one in (asked, *latest, FIRST, *known) if one in known), None),
        allowDeselect=False,
        searchable=True,
        nothingFoundMessage=say("No scenario is called that."),
    )


def choices(visit: Visit) -> list[dict[str, Any]]:
    """Scenarios to choose from: those kept here, the latest first, then the library's."""
    kept = [
        {"value": f"{KEPT}:{one.id}", "label": say("{title} (no. {n})", title=titled(one.title) or one.name, n=one.id)}
        for one in visit.services.store.scenes(visit.user)
    ]
    ready = [{"value": f"{LIBRARY}:{one.name}", "label": f"{one.title} ({one.name})"} for one in library()]
    groups = [
        {"group": say("Kept scenarios"), "items": kept},
        {"group": say("Library"), "items": ready},
    ]
    return [group for group in groups if group["items"]]


def chosen(visit: Visit, value: str | None) -> Source:
    """What was chosen.

    Raises:
        NotFound: it is not there, or not this user's.

    """
    from scenarios.catalogue import library

    kind, _, name = (value or "").partition(":")
    if kind == KEPT and name.isascii() and name.isdigit():
        scene = visit.services.store.scene(visit.user, int(name))
        path = str(visit.services.store.scene_path(scene.id))
        return Source(path, scene.name, scene.title or scene.name, (scene.id,), {})
    found = next((one for one in library() if one.name == name), None) if kind == LIBRARY else None
    if found is None:
        raise NotFound(say("There is no such scenario."))
    return Source(found.name, found.name, found.title, (), {"scenario": found.name})
