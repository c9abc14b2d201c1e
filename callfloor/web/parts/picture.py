"""A picture on the page: its title, its answer, the chart, and the numbers behind it when they are asked for.

The figure is that of the report and the notebooks. Ink and grid follow light and dark: `assets/charts.js` puts the template
of the moment under every chart before it is drawn, so nothing here knows which of the two a reader has chosen.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import dcc, html

from callfloor.figures.look import locale
from callfloor.language import say
from callfloor.web.parts.tables import plain_table

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.figures.picture import Picture

CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "showTips": False,
    "responsive": True,
    "plotlyServerURL": "",
    "topojsonURL": "",
}
HEIGHT = 400  # px, of a figure that does not say


def chart(picture: Picture, ident: str, *, level: int = 2) -> Component:
    """The picture under its heading; ``ident`` is the id of its `dcc.Graph`, `{ident}-caption` that of its answer.

    ``level``: of its heading among the page's. A picture without data says why and has no chart.
    """
    heading = dmc.Title(picture.title, order=level, className="callfloor-heading")
    if picture.figure is None:
        return html.Section([heading, html.P(picture.caption, className="callfloor-empty")])
    return html.Section(
        [heading, html.Figure([caption(picture, ident), graph(picture, ident), numbers(picture)])],
        className="callfloor-chart",
    )


def caption(picture: Picture, ident: str) -> Component:
    """The answer in a sentence, above the chart."""
    return html.Figcaption(picture.caption, id=f"{ident}-caption")


def graph(picture: Picture, ident: str) -> Component:
    """The chart alone, wide enough to be read: on a phone it is scrolled sideways in its own frame."""
    drawn = figure(picture)
    layout = drawn["layout"]
    least = (layout.get("meta") or {}).get("least_width", 0)
    return html.Div(
        dcc.Graph(
            id=ident,
            figure=drawn,
            config={**CONFIG, **locale()},
            responsive=True,
            style={"height": f"{int(layout.get('height', HEIGHT))}px", "minWidth": f"{least}px"},
        ),
        className="callfloor-plot",
        role="group",
        tabIndex=0,
        **{"aria-label": picture.title, "aria-describedby": f"{ident}-caption"},
    )


def figure(picture: Picture) -> dict[str, Any]:
    """The figure for `dcc.Graph`, without a template: light or dark is the browser's business."""
    if picture.figure is None:
        return {"data": [], "layout": {}}
    drawn: dict[str, Any] = json.loads(picture.figure.to_json())
    drawn["layout"].pop("template", None)
    return drawn


def numbers(picture: Picture) -> Component:
    """The table behind a chart, folded away until it is asked for."""
    return html.Details([html.Summary(say("the numbers behind this chart")), plain_table(picture.table)])
