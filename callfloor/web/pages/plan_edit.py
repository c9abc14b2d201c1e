"""The plan as a table that is edited: groups, days, times, breaks, people. What is wrong stands at its cell; what an edit does, below."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from callfloor import blocks
from callfloor.language import say
from callfloor.language.below import retold
from callfloor.web.parts import faults as shown_faults
from callfloor.web.parts import sheet
from callfloor.web.safety import uploads
from callfloor.web.visit import visiting
from callfloor.web.work import editing
from callfloor.web.work.asked import overrides_of, sources_of
from callfloor.workbooks import plan_book as book
from callfloor.workbooks import rows as edited
from scenarios.faults import InputError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit
    from callfloor.web.work.editing import Told

Rows = list[dict[str, Any]]
WRONG, KEY = "wrong", "key"  # of a row, beside its columns
ROW, MOST_TALL = 42, 460  # px
CHANGED = ("cellValueChanged", "rowData")
ON_CALL = f"params.data && params.data.{edited.CALL} >= 0"  # of a row in the browser, whose grid knows no `undefined`


def editable(run: Run) -> bool:
    """Whether the run has a plan of shifts."""
    path = run.folder / "plan.json"
    return path.is_file() and bool(editing.document_of(run.folder).get("shifts"))


def editor(run: Run, visit: Visit) -> list[Component]:
    """The table with its buttons, and room for what an edit does."""
    columns, groups, rows = visit.services.quick(editing.table, edit_of(visit, run, []))
    return [
        dmc.Title(say("Edit the plan by hand"), order=2, className="callfloor-heading"),
        html.P(say("Change people, times, breaks or groups. Each change is priced at once, then tried on a few fresh days together with the plan as it was made."), className="soft"),
        _buttons(),
        dcc.Store(id="plan-edit-run", data=run.id),
        dcc.Store(id="plan-edit-made", data=rows),
        html.Div(id="plan-edit-faults", role="status"),
        _grid(columns, groups, keyed(rows)),
        dcc.Loading(html.Div(id="plan-edit-price"), delay_show=500),
        dcc.Loading(html.Div(id="plan-edit-look"), delay_show=200),
        dcc.Store(id="plan-edit-sound"),
    ]  # fmt: skip


def keyed(rows: Rows) -> Rows:
    """Rows with a key of their own, so that the grid can tell them apart."""
    return [{**row, KEY: str(place), WRONG: {}} for place, row in enumerate(rows)]


def _buttons() -> Component:
    upload = dcc.Upload(
        dmc.Button(say("Give back an edited plan.xlsx"), variant="default"),
        id="plan-edit-upload",
        accept=".xlsx",
        className="plan-upload",
    )
    return dmc.Group(
        [
            dmc.Button(say("Add a shift like the chosen one"), id="plan-edit-add", variant="default"),
            dmc.Button(say("Remove the chosen shifts"), id="plan-edit-remove", variant="default"),
            dmc.Button(say("As it was made"), id="plan-edit-reset", variant="default"),
            upload,
            dmc.Button(say("Test on all fresh days"), id="plan-edit-test"),
        ],
        gap="xs",
        mb="sm",
    )


def _grid(columns: tuple[str, ...], groups: tuple[str, ...], rows: Rows) -> Component:
    widths = {book.NUMBER: 112, book.GROUP: 140, book.DAYS: 150, book.AGENTS: 90}
    first = (book.NUMBER, book.GROUP, book.AGENTS)  # what is edited most is seen on a phone, too
    columns = (*first, *(name for name in columns if name not in (*first, book.DAYS)), book.DAYS)
    definitions: list[dict[str, Any]] = []
    for name in columns:
        wrong = f"params.data.{WRONG} && params.data.{WRONG}['{name}']"
        one: dict[str, Any] = {
            "field": name, "headerName": _title(name), "width": widths.get(name, 130),
            "editable": _editable(name), "cellClassRules": {"plan-wrong": wrong}, "tooltipValueGetter": {"function": wrong},
        }  # fmt: skip
        if name == book.GROUP:
            one |= {"cellEditor": "agSelectCellEditor", "cellEditorParams": {"values": list(groups)}}
        if name in (book.NUMBER, book.AGENTS):
            one |= {"type": "rightAligned"}
        if name == book.NUMBER:
            one["valueGetter"] = {"function": f"{ON_CALL} ? {json.dumps(say('on call'))} : params.data.{name}"}
        definitions.append(one)
    return dag.AgGrid(
        id="plan-edit-grid",
        columnDefs=definitions,
        rowData=rows,
        getRowId=f"params.data.{KEY}",
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        dashGridOptions={
            "rowSelection": {"mode": "multiRow", "headerCheckbox": False, "isRowSelectable": {"function": f"!({ON_CALL})"}}, "stopEditingWhenCellsLoseFocus": True, "singleClickEdit": False,
            "tooltipShowDelay": 200, "enterNavigatesVerticallyAfterEdit": True, "suppressScrollOnNewData": True,
            "ensureDomOrder": True,
        },
        className="plan-grid",
        style={"height": f"{min(ROW * (len(rows) + 1) + 24, MOST_TALL)}px"},
    )  # fmt: skip


def _title(name: str) -> str:
    """What a column is called on the page."""
    titles = {
        book.NUMBER: say("no||number of a shift"), book.GROUP: say("group"), book.DAYS: say("days"), book.START: say("start"), book.END: say("end"),
        book.AGENTS: say("people"),
    }  # fmt: skip
    return titles.get(name) or say("break {n}", n=name.removeprefix(book.BREAK))


def _editable(name: str) -> bool | dict[str, str]:
    """Whether a column is edited: of people on call only how many come, for when is the scenario's."""
    return {book.NUMBER: False, book.AGENTS: True}.get(name, {"function": f"!({ON_CALL})"})


def register(app: Dash, services: Services) -> None:
    """What buttons, edits and an upload do."""
    _rows(app, services)
    _tries(app, services)


def _rows(app: Dash, services: Services) -> None:
    @app.callback(
        Output("plan-edit-grid", "rowData"),
        Output("plan-edit-faults", "children", allow_duplicate=True),
        Input("plan-edit-add", "n_clicks"),
        Input("plan-edit-remove", "n_clicks"),
        Input("plan-edit-reset", "n_clicks"),
        Input("plan-edit-upload", "contents"),
        State("plan-edit-upload", "filename"),
        State("plan-edit-grid", "rowData"),
        State("plan-edit-grid", "selectedRows"),
        State("plan-edit-made", "data"),
        State("plan-edit-run", "data"),
        prevent_initial_call=True,
    )
    def change(
        _add: int | None, _remove: int | None, _reset: int | None, contents: str | None, name: str | None, rows: Rows, selected: Rows | None,
        made: Rows, number: int,
    ) -> tuple[Any, Any]:  # fmt: skip
        picked = {row[KEY] for row in selected or ()}
        match ctx.triggered_id:
            case "plan-edit-reset":
                return keyed(made), None
            case "plan-edit-remove":
                return [row for row in rows if row[KEY] not in picked], None
            case "plan-edit-add":
                shifts = [row for row in rows if edited.CALL not in row]
                like = next((row for row in shifts if row[KEY] in picked), (shifts or made)[-1])
                key = 1 + max((int(row[KEY]) for row in rows), default=-1)
                return [*rows, {**like, book.NUMBER: None, KEY: str(key), WRONG: {}}], None
            case _:
                return _given_back(services, number, name or "", contents or "")

    @app.callback(
        Output("shell-at", "href", allow_duplicate=True),
        Input("plan-edit-test", "n_clicks"),
        State("plan-edit-grid", "rowData"),
        State("plan-edit-run", "data"),
        State("plan-edit-sound", "data"),
        prevent_initial_call=True,
    )
    def test(clicks: int | None, rows: Rows, number: int, sound: bool | None) -> Any:  # noqa: ANN401 - a path, or nothing new
        if not clicks or sound is False:
            return no_update
        visit = visiting(services)
        run = services.store.run(visit.user, number)
        kept: dict[str, Any] = {name: run.settings[name] for name in ("scenario", "overrides") if name in run.settings}
        settings = {**kept, "plan": edited.slim(editing.document_of(run.folder)), "rows": plain(rows), "of": run.id}
        title = say("{plan}, edited", plan=run.title)
        most = services.settings.limits.waiting
        return f"/runs/{services.store.add_run(visit.user, 'check', title, settings, run.scenes, most)}"


def plain(rows: Rows) -> Rows:
    """Rows without what the grid has besides."""
    return [{name: value for name, value in row.items() if name not in (KEY, WRONG)} for row in rows]


def _given_back(services: Services, number: int, name: str, contents: str) -> tuple[Any, Any]:
    visit = visiting(services)
    run = services.store.run(visit.user, number)
    try:
        (workbook,) = uploads.taken(name, contents, services.settings.limits, (".xlsx",)).values()
        rows, told = services.quick(editing.given_back, edit_of(visit, run, []), workbook)
    except InputError as wrong:
        return no_update, shown_faults.listed(wrong.faults)
    if not told.sound:
        return no_update, shown_faults.listed(told.rest)
    return keyed(rows), None


def edit_of(visit: Visit, run: Run, rows: Rows) -> editing.Edit:
    """A run's plan with rows as they are now."""
    document = editing.document_of(run.folder)
    return editing.Edit(sources_of(run, visit.services.store)[0], overrides_of(run), document, plain(rows))


def _tries(app: Dash, services: Services) -> None:
    @app.callback(
        Output("plan-edit-price", "children"),
        Output("plan-edit-faults", "children"),
        Output("plan-edit-grid", "rowTransaction"),
        Output("plan-edit-sound", "data"),
        Output("plan-edit-look", "children", allow_duplicate=True),
        Input("plan-edit-grid", "cellValueChanged"),
        Input("plan-edit-grid", "rowData"),
        State("plan-edit-run", "data"),
        State("plan-edit-made", "data"),
        prevent_initial_call=True,
    )
    def price(_edit_: Any, rows: Rows, number: int, made: Rows) -> tuple[Any, ...]:  # noqa: ANN401 - what the grid says of a cell
        if plain(rows) == made:
            return None, None, no_update, None, None
        visit = visiting(services)
        told = services.quick(editing.price, edit_of(visit, services.store.run(visit.user, number), rows))
        marked = _marked(rows, told)
        marks = {"update": marked} if marked else no_update
        if not told.sound:
            return None, _faults(told), marks, False, None
        return sheet.shown(blocks.from_json(told.sheet), "plan-price"), None, marks, rows, None

    @app.callback(
        Output("plan-edit-look", "children"),
        Input("plan-edit-sound", "data"),
        State("plan-edit-run", "data"),
        prevent_initial_call=True,
    )
    def look(rows: Rows | bool | None, number: int) -> Any:  # noqa: ANN401 - components, or nothing
        if not isinstance(rows, list):
            return no_update
        visit = visiting(services)
        told = services.quick(editing.look, edit_of(visit, services.store.run(visit.user, number), rows))
        return sheet.shown(blocks.from_json(told.sheet), "plan-look") if told.sound else _faults(told)


def _marked(rows: Rows, told: Told) -> Rows:
    """The rows whose marks of what is wrong are others now."""
    wrong: dict[int, dict[str, str]] = {}
    for place, column, text in told.cells:
        wrong.setdefault(place, {})[column] = text
    return [
        {**row, WRONG: wrong.get(place, {})}
        for place, row in enumerate(rows)
        if row.get(WRONG, {}) != wrong.get(place, {})
    ]


def _faults(told: Told) -> Component:
    """All that is wrong, row by row."""
    lines = [
        html.Li([html.Strong(say("row {n}, {column}", n=place + 1, column=_title(column))), " ", retold(text)])
        for place, column, text in told.cells
    ]
    lines += [html.Li(retold(fault.message)) for fault in told.rest]
    return dmc.Alert(
        html.Ul(lines),
        title=say("The plan cannot be worked like that:"),
        color="orange",
        variant="outline",
        className="callfloor-problem",
    )
