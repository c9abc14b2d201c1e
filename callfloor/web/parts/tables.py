"""Tables to read: names left, figures right; long ones are sorted by a click on a column, all can be copied into a spreadsheet.

Sorting and copying happen in the browser (assets/tables.js). Tables that are edited are AG Grids of their own pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from callfloor.figures.picture import verdict_in
from callfloor.language import say

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.figures.picture import Table

LONG = 6  # rows; shorter ones are read at a glance


def plain_table(content: Table, *, stacked: bool = False, copied: bool = True) -> Component:
    """A table to read; a ``stacked`` one is a card for each row on a phone. ``copied``: with a button that copies it."""
    long = len(content.rows) >= LONG
    head = html.Tr([_heading(content, place, sortable=long) for place in range(len(content.columns))])
    rows = [
        html.Tr([_cell(content, place, text, stacked=stacked) for place, text in enumerate(row)])
        for row in content.rows
    ]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="stack" if stacked else "")
    named = ", ".join(filter(None, content.columns)) or say("Table")
    framed = html.Div(table, className="callfloor-wide", tabIndex=0, role="group", **{"aria-label": named})
    if not (copied and long):
        return framed
    words = {"data-copy": "table", "data-done": say("Copied"), "data-failed": say("Could not be copied")}
    button = html.Button(say("Copy for a spreadsheet"), type="button", className="callfloor-plain", **words)
    return html.Div([framed, button], className="callfloor-table")


def _heading(content: Table, place: int, *, sortable: bool) -> Component:
    name, kind = content.columns[place], _kind(content, place)
    if not (sortable and name):
        return html.Th(name, className=kind, scope="col")
    button = html.Button(name, type="button", className="callfloor-sort", title=say("Sort"))
    return html.Th(button, className=kind, scope="col", **{"aria-sort": "none"})


def _cell(content: Table, place: int, text: str, *, stacked: bool) -> Component:
    kinds = [_kind(content, place), verdict_in(text)]
    label = {"data-label": content.columns[place]} if stacked else {}
    return html.Td(text, className=" ".join(filter(None, kinds)), **label)


def _kind(content: Table, place: int) -> str:
    return "name" if place < content.labels else ""
