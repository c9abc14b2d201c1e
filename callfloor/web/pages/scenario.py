"""Scenario: pick one of the library or of one's own, or upload one; `/scenario/NAME` and `/scenarios/12` are edited (`scenario_edit.py`)."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from callfloor.language import later, say
from callfloor.language.library import library, titled
from callfloor.web.forms import answers
from callfloor.web.forms.draft import KEPT
from callfloor.web.pages import Page, scenario_edit, scenario_edits
from callfloor.web.parts import faults as shown_faults
from callfloor.web.parts.moments import moment
from callfloor.web.safety import uploads
from callfloor.web.visit import visiting
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.visit import Visit
    from scenarios.catalogue import Entry

FIRST = "telecom_hotline"  # the library's richest centre, shown before the others


def layout(visit: Visit) -> list[Component]:
    """The choice; or the editor, where the address names a scenario."""
    if visit.below:
        return scenario_edit.layout(visit)
    ready = sorted(library(), key=lambda one: one.name != FIRST)
    return [
        dmc.Title(say("Which centre?"), order=1),
        _upload(),
        html.Div(id="scenario-refused"),
        *_own(visit),
        dmc.Title(say("Library"), order=2, className="callfloor-heading"),
        dmc.SimpleGrid([_card(one) for one in ready], cols={"base": 1, "sm": 2, "lg": 3}),
    ]


def _upload() -> Component:
    button = dmc.Button(say("Upload a scenario: a YAML file, or a zip with its data"), variant="default")
    return dcc.Upload(button, id="scenario-upload", accept=".yaml,.yml,.zip", className="scenario-upload")


def _own(visit: Visit) -> list[Component]:
    scenes = visit.services.store.scenes(visit.user)
    if not scenes:
        return []
    head = html.Tr(
        [
            html.Th(name, scope="col", className="name")
            for name in (say("no.||scenario"), say("Name||scenario"), say("extends"), say("saved"))
        ]
    )
    rows = [
        html.Tr(
            [
                html.Td(str(one.id), className="name"), html.Td(dmc.Anchor(titled(one.title) or one.name, href=f"/scenarios/{one.id}"), className="name"),
                html.Td(one.base or "", className="name"), html.Td(moment(one.created), className="name"),
            ]
        )
        for one in scenes
    ]  # fmt: skip
    table = html.Div(
        html.Table([html.Thead(head), html.Tbody(rows)]),
        className="callfloor-wide",
        tabIndex=0,
        role="group",
        **{"aria-label": say("Your scenarios")},
    )
    return [dmc.Title(say("Your scenarios"), order=2, className="callfloor-heading"), table]


def _card(one: Entry) -> Component:
    story = [" ".join(part.split()) for part in one.story.split("\n\n")]
    question = next((part for part in story if part.lower().startswith(("the question", "questions", "问题"))), "")
    return dmc.Card(
        [
            dmc.Anchor(one.title, href=f"/scenario/{one.name}", fw=650),
            html.P(story[0], className="soft scenario-clamp"),
            *([html.P(question, className="scenario-clamp")] if question else []),
        ],
        withBorder=True,
        className="callfloor-card",
    )


def register(app: Dash, services: Services) -> None:
    """The upload, and the editor's callbacks."""
    scenario_edits.register(app, services)

    @app.callback(
        Output("shell-at", "href", allow_duplicate=True),
        Output("scenario-refused", "children"),
        Input("scenario-upload", "contents"),
        State("scenario-upload", "filename"),
        prevent_initial_call=True,
    )
    def upload(contents: str | None, name: str | None) -> tuple[Any, Any]:
        if not contents:
            return no_update, no_update
        visit = visiting(services)
        try:
            files = uploads.taken(name or "", contents, services.settings.limits)
            text = _main(files, name or "")
        except InputError as wrong:
            return no_update, shown_faults.listed(wrong.faults)
        stem = PurePath(name or KEPT).stem
        shown = services.quick(answers.titled, text)
        number = services.store.add_scene(visit.user, stem, text, files, shown.base or None, shown.title or stem)
        return f"/scenarios/{number}", None


def _main(files: dict[str, bytes], name: str) -> str:
    """The scenario's own text, taken out of the files: scenario.yaml, else the only YAML file there is."""
    texts = [one for one in files if one.lower().endswith(uploads.TEXTS)]
    at_top = [one for one in texts if "/" not in one]
    chosen = KEPT if KEPT in files else at_top[0] if len(at_top) == 1 else None
    if chosen is None:
        message = (
            say("has several YAML files; call the scenario itself scenario.yaml")
            if at_top
            else say("has no scenario: a file scenario.yaml is needed, with its data beside it")
        )
        raise InputError([Fault(name, None, "", message)])
    try:
        return files.pop(chosen).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Fault(chosen, None, "", say("is not UTF-8 text; save it as UTF-8"))]) from None


PAGE = Page(
    "/scenario", later("Scenario"), 10, layout, register, deep=True,
    about=later("What the centre is: volumes, handling, patience, skills, staffing, targets. From the library or a file, changed in a form."),
)  # fmt: skip
