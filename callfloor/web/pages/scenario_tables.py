"""Volumes or staffing by interval, edited in a grid: typed, pasted from a spreadsheet, or changed by a percentage as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from callfloor.language import say
from callfloor.web.forms import intervals

if TYPE_CHECKING:
    from dash.development.base_component import Component

GRID, ACT, OPTION = "scenario-grid", "scenario-act", "scenario-option"
ROW, MOST_TALL = 36, 560  # px


def panel(table: intervals.Table, kind: str) -> list[Component]:
    """The table under its heading, with what can be done to all of it."""
    volumes = kind == intervals.VOLUMES
    heading = say("Volumes by interval") if volumes else say("Staffing by interval")
    about = (
        say("Expected contacts of each interval, before weekdays, holidays, busyness and events.")
        if volumes
        else say("Scheduled people of each interval, before shrinkage and absence.")
    )
    shown: list[Component] = [
        dmc.Title(heading, order=2, className="callfloor-heading"),
        html.P(about, className="soft"),
        _scale(table, volumes),
    ]
    if table.left_out:
        text = say("Without a table: {names}. They are set in their own form.", names=", ".join(table.left_out))
        shown.append(html.P(text, className="soft"))
    if not table.rows:
        return [*shown, html.P(say("Nothing here is given by interval."), className="callfloor-empty")]
    shown.append(
        html.P(
            say(
                "Double-click a cell to change it. A block copied in a spreadsheet is pasted from the chosen cell on with Ctrl+V."
            ),
            className="soft",
        )
    )
    return [*shown, _grid(table, kind, heading)]


def _scale(table: intervals.Table, volumes: bool) -> Component:
    names = [name for _, name in table.columns]
    of = say("Contact types (empty: all)") if volumes else say("Groups (empty: all)")
    return dmc.Group(
        [
            dmc.NumberInput(id={"type": OPTION, "of": "percent"}, label=say("Change by, %"), value=10, min=-100, w=140, clampBehavior="none"),
            dmc.MultiSelect(id={"type": OPTION, "of": "names"}, label=of, data=[*names, *(one for one in table.left_out if one not in names)], value=[], miw=220, flex=1),
            dmc.Button(say("Change||button"), id={"type": ACT, "act": "scale"}, variant="default"),
        ],
        align="flex-end",
        mb="sm",
    )  # fmt: skip


def _grid(table: intervals.Table, kind: str, heading: str) -> Component:
    columns: list[dict[str, Any]] = [
        {
            "field": intervals.TIME,
            "headerName": say("from"),
            "width": 150 if len(table.rows[0][intervals.TIME]) > 5 else 84,
            "pinned": "left",
        }
    ]
    for key, name in table.columns:
        columns.append(
            {
                "colId": key, "field": key, "headerName": name, "editable": True, "type": "rightAligned", "minWidth": 96, "flex": 1,
                "cellEditor": "agTextCellEditor", "cellClassRules": {"scenario-wrong": "!(params.value >= 0) || params.value === null"}, "valueGetter": {"function": f"params.data['{key}']"},
                "valueSetter": {"function": f"scenarioSet(params, '{key}')"},
            }
        )  # fmt: skip
    grid = dag.AgGrid(
        id={"type": GRID, "kind": kind},
        columnDefs=columns,
        rowData=table.rows,
        getRowId=f"String(params.data.{intervals.PLACE})",
        defaultColDef={"sortable": False, "resizable": True, "suppressMovable": True},
        dashGridOptions={
            "stopEditingWhenCellsLoseFocus": True, "enterNavigatesVertically": True, "enterNavigatesVerticallyAfterEdit": True,
            "undoRedoCellEditing": True, "ensureDomOrder": True, "rowHeight": ROW, "suppressFieldDotNotation": True,
        },
        className="callfloor-grid",
        style={"height": f"{min(ROW * (len(table.rows) + 2), MOST_TALL)}px"},
    )  # fmt: skip
    return html.Div(grid, className="scenario-grid", role="group", **{"aria-label": heading})
