"""What happens in the editor of a scenario: inputs, lists, tables and text change the draft; save, download and the ways to run it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, no_update
from dash.exceptions import PreventUpdate

from callfloor.language import say
from callfloor.web.forms import answers, intervals
from callfloor.web.pages import scenario_edit as editor
from callfloor.web.pages import scenario_fields as inputs
from callfloor.web.pages import scenario_saving as saving
from callfloor.web.pages import scenario_tables as grids
from callfloor.web.parts import faults as shown_faults
from callfloor.web.parts import names
from callfloor.web.store.records import file_name
from callfloor.web.visit import Visit, visiting
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from callfloor.web.forms.answers import Answer
    from callfloor.web.forms.draft import Origin
    from callfloor.web.services import Services

GO = {"scenario-simulate": "/simulate", "scenario-plan": "/plan", "scenario-lanes": "/lanes"}
SCENARIO = "scenario.yaml"
NOW = (  # what stands in the browser: the part that is shown with the text it was drawn from, and its inputs
    State("scenario-shown", "data"),
    State({"type": inputs.FIELD, "key": ALL}, "value"),
    State({"type": inputs.FIELD, "key": ALL}, "id"),
    State({"type": grids.GRID, "kind": ALL}, "rowData"),
    State({"type": editor.TEXT, "of": ALL}, "value"),
)


@dataclass(frozen=True)
class Now:
    """What stands in the browser."""

    at: str
    text: str
    typed: dict[str, Any]
    rows: intervals.Rows | None
    written: str | None

    @classmethod
    def of(
        cls, shown: dict[str, str], typed: list[Any], idents: list[dict[str, str]], rows: list[Any], written: list[str]
    ) -> Now:
        """As the browser sent it."""
        by_key = {ident["key"]: value for ident, value in zip(idents, typed, strict=True)}
        return cls(
            str(shown["at"]), str(shown["text"]), by_key, rows[0] if rows else None, written[0] if written else None
        )

    def answer(self, services: Services, origin: Origin) -> Answer:
        """The draft with what stands in the inputs."""
        if self.written is not None:
            return services.quick(answers.answer, origin, self.written, as_text=True)
        if self.rows is not None and self.at in answers.TABLES:
            return services.quick(answers.tabled, origin, self.text, self.at, self.rows)
        if self.typed:
            return services.quick(answers.filled, origin, self.text, self.at, self.typed)
        return services.quick(answers.answer, origin, self.text)


def register(app: Dash, services: Services) -> None:
    """The callbacks of the editor."""
    _live(app, services)
    _shaped(app, services)
    _kept(app, services)
    _downloaded(app, services)
    saving.register(app, services)


def _live(app: Dash, services: Services) -> None:
    @app.callback(
        Output("scenario-draft", "data"),
        Output("scenario-changes", "children"),
        Output("scenario-faults", "children"),
        Output({"type": inputs.FIELD, "key": ALL}, "error"),
        Input({"type": inputs.FIELD, "key": ALL}, "value"),
        Input({"type": editor.TEXT, "of": ALL}, "value"),
        Input({"type": grids.GRID, "kind": ALL}, "cellValueChanged"),
        *NOW,
        prevent_initial_call=True,
    )
    def live(_typed: Any, _text: Any, _cells: Any, *now: Any) -> tuple[Any, ...]:  # noqa: ANN401 - whatever the browser sent
        """An input was changed: the changes, what is wrong, and where."""
        if not ctx.triggered_id or len(ctx.triggered) > 1:  # several: they were only drawn
            raise PreventUpdate
        here = Now.of(*now)
        found = here.answer(services, editor.origin_of(visiting(services)))
        keys = [one["id"]["key"] for one in ctx.outputs_list[3]]
        said, _ = shown_faults.beside(found.faults, keys)
        return found.text, editor.changes(found), editor.fault_list(found), [said.get(key) for key in keys]


def _shaped(app: Dash, services: Services) -> None:
    @app.callback(
        Output("scenario-draft", "data", allow_duplicate=True),
        Output("scenario-changes", "children", allow_duplicate=True),
        Output("scenario-faults", "children", allow_duplicate=True),
        Output("scenario-shown", "data"),
        Output("scenario-parts", "children"),
        Output("scenario-panel", "children"),
        Input({"type": inputs.PART, "key": ALL, "at": ALL}, "n_clicks"),
        Input({"type": inputs.SHAPE, "act": ALL, "key": ALL}, "n_clicks"),
        Input({"type": inputs.SHAPE, "act": ALL, "key": ALL}, "value"),
        Input({"type": inputs.CHOICE, "key": ALL}, "value"),
        Input({"type": grids.ACT, "act": ALL}, "n_clicks"),
        Input("scenario-pasted", "data"),
        Input({"type": editor.UNDO, "key": ALL}, "n_clicks"),
        Input("scenario-taken", "data"),
        State({"type": grids.OPTION, "of": ALL}, "value"),
        *NOW,
        prevent_initial_call=True,
    )
    def shape(*given: Any) -> tuple[Any, ...]:  # noqa: ANN401 - whatever the browser sent
        """Another part is shown, something is added or removed, a distribution gets another family, a table is changed as a whole."""
        trigger = ctx.triggered_id
        value = ctx.triggered[0]["value"] if len(ctx.triggered) == 1 else None  # several: they were only drawn
        if not trigger or value in (None, "", 0):
            raise PreventUpdate
        visit, block, (options, *now) = visiting(services), given[5], given[8:]
        origin, here = editor.origin_of(visit), Now.of(*now)
        if trigger == "scenario-taken":
            here = Now(here.at, str(value), {}, None, None)
        found, at = here.answer(services, origin), here.at
        if isinstance(trigger, dict) and trigger["type"] == inputs.PART:
            at = str(trigger["key"])
        elif trigger != "scenario-taken":
            try:
                asked = _pasted(block) if trigger == "scenario-pasted" else _asked(trigger, value, options)
                made = services.quick(answers.acted, origin, found.text, here.at, asked)
            except InputError as wrong:
                return no_update, no_update, shown_faults.listed(wrong.faults), no_update, no_update, no_update
            if made is None:
                raise PreventUpdate
            found = made
            at = _next(at, asked)
        return (
            found.text, editor.changes(found), editor.fault_list(found), {"at": at, "text": found.text}, editor.parts(found, at),
            editor.panel(visit, origin, found, at),
        )  # fmt: skip


def _next(at: str, asked: answers.Asked) -> str:
    """The part to show after an act: a new one by its own form, the list where one was removed."""
    if asked.act == "remove" and asked.key == at:
        return at.partition(".")[0]
    named = asked.act == "add" and asked.text.strip() and asked.key == at and at in editor.NAMED
    return f"{at}.{asked.text.strip()}" if named else at


def _pasted(block: dict[str, Any]) -> answers.Asked:
    """A block of cells, and where it was pasted."""
    return answers.Asked("paste", str(block["column"]), text=str(block["text"]), number=float(block["row"]))


def _asked(trigger: dict[str, str], value: Any, options: list[Any]) -> answers.Asked:  # noqa: ANN401 - whatever the browser sent
    """What a button or a choice asks for."""
    if trigger["type"] == grids.ACT:
        percent, names = _options(options)
        return answers.Asked("scale", "", number=percent, names=tuple(names))
    if trigger["type"] == inputs.CHOICE:
        return answers.Asked("add", trigger["key"], text=str(value))
    if trigger["type"] == editor.UNDO:
        return answers.Asked("undo", trigger["key"])
    act = trigger["act"]
    if act == "choose":
        return answers.Asked("add", str(value))
    return answers.Asked(act, trigger["key"], text=str(value) if act == "family" else "")


def _options(options: list[Any]) -> tuple[float, list[str]]:
    """The percentage, and of what; as the browser sent them."""
    percent, names = (*options, None, None)[:2]
    if isinstance(percent, list) or isinstance(names, int | float | str):
        percent, names = names, percent
    try:
        number = float(percent)
    except (TypeError, ValueError):
        raise InputError([Fault("", None, "", say("write by how many percent"))]) from None
    return number, [str(one) for one in names or []]


def _kept(app: Dash, services: Services) -> None:
    @app.callback(
        Output("shell-at", "href", allow_duplicate=True),
        Output("scenario-name", "error"),
        Output("scenario-faults", "children", allow_duplicate=True),
        Output("scenario-draft", "data", allow_duplicate=True),
        Input("scenario-save", "n_clicks"),
        Input("scenario-new", "n_clicks"),
        *(Input(ident, "n_clicks") for ident in GO),
        State("scenario-name", "value"),
        State("scenario-begun", "data"),
        *NOW,
        prevent_initial_call=True,
    )
    def keep(*given: Any) -> tuple[Any, ...]:  # noqa: ANN401 - whatever the browser sent
        """Keep the draft under its name; and go on to where it is run, which takes no draft that is at fault."""
        clicks, (name, begun, *now) = given[: 2 + len(GO)], given[2 + len(GO) :]
        if not any(clicks) or not ctx.triggered_id:
            raise PreventUpdate
        visit = visiting(services)
        origin, page = editor.origin_of(visit), GO.get(str(ctx.triggered_id))
        found = Now.of(*now).answer(services, origin)
        if page is not None and found.faults:
            return no_update, None, editor.fault_list(found), no_update
        if page is not None and found.text == begun:
            asked = f"scenario={origin.name}" if origin.place is None else f"scene={visit.below[0]}"
            return f"{page}?{asked}", None, no_update, no_update
        title, wrong = names.checked(name)
        if wrong:
            return no_update, wrong, no_update, no_update
        text = (
            found.text
            if found.broken or title == found.title
            else services.quick(answers.named, origin, found.text, title)
        )
        over = None if ctx.triggered_id == "scenario-new" else saving.own(visit)
        number = _stored(services, visit, origin, text, title, over)
        there = f"/scenarios/{number}?{saving.SAVED}=1" if page is None else f"{page}?scene={number}"
        return there, None, no_update, begun  # what is saved is no draft any more


def _downloaded(app: Dash, services: Services) -> None:
    @app.callback(
        Output("scenario-file", "data"),
        Input("scenario-download", "n_clicks"),
        State("scenario-name", "value"),
        *NOW,
        prevent_initial_call=True,
    )
    def download(clicks: int | None, name: str | None, *now: Any) -> Any:  # noqa: ANN401 - whatever the browser sent
        """The draft as one YAML file; with the files it needs beside it, as a zip of its folder."""
        if not clicks:
            raise PreventUpdate
        origin = editor.origin_of(visiting(services))
        text = Now.of(*now).answer(services, origin).text
        kept = services.quick(answers.kept, origin, text)
        plain = file_name(name or origin.name)
        if not kept.files:
            return dcc.send_string(kept.text, f"{plain}.yaml")
        files = {**kept.files, SCENARIO: kept.text.encode()}
        return dcc.send_bytes(
            _zipped({f"{plain}/{place}": content for place, content in files.items()}), f"{plain}.zip"
        )


def _stored(services: Services, visit: Visit, origin: Origin, text: str, title: str, over: int | None) -> int:
    kept = services.quick(answers.kept, origin, text)
    return services.store.add_scene(visit.user, origin.name, kept.text, kept.files, kept.base or None, title, over)


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(name, content)
    return out.getvalue()
