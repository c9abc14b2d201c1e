"""How charts look: colours that colour-blind readers can tell apart, and one template for light and one for dark.

The colours are Okabe and Ito's. A queue or group has the same colour in every chart of a scenario, by its place in the
file. Figures carry no colour of ink, paper or grid of their own: those come from the template, so that one figure is
drawn light or dark by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from callfloor.language import CHINESE, current

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.schema import Scenario

BLUE, ORANGE, GREEN, PURPLE, VERMILLION, SKY, YELLOW = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#D55E00",
    "#56B4E9",
    "#F0E442",
)
OKABE_ITO = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION, YELLOW)
MISSED = VERMILLION
GREY = "#868D96"  # what is not judged; readable on light and dark
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
# Weekdays on a Chinese axis; the rest of a date is written by `panels.date_form`.
WEEKDAYS = {
    "zh-CN": {"dictionary": {}, "format": {"shortDays": ["周日", "周一", "周二", "周三", "周四", "周五", "周六"]}}
}
TEXT = 13  # px; nothing in a chart is smaller than 12


def locale() -> dict[str, object]:
    """What plotly.js is told of the language in use."""
    return {"locale": "zh-CN", "locales": WEEKDAYS} if current() == CHINESE else {"locale": "en-US"}


def hatched() -> dict[str, object]:
    """The marker of bars that stand for something amiss: vermillion, hatched, so that it shows without colour too."""
    return {
        "color": MISSED,
        "line": {"width": 0},
        "pattern": {"shape": "/", "bgcolor": MISSED, "fgcolor": "#FFFFFF", "size": 6, "solidity": 0.25},
    }


def ink_on(colour: str) -> str:
    """Ink that can be read on a bar of this colour."""
    return "#FFFFFF" if colour in (BLUE, GREEN, VERMILLION) else "#1F2328"


def colours(names: Iterable[str]) -> dict[str, str]:
    """One colour a name, by the order of the names."""
    return {name: OKABE_ITO[place % len(OKABE_ITO)] for place, name in enumerate(dict.fromkeys(names))}


def scenario_colours(scenario: Scenario) -> dict[str, str]:
    """The colours of all queues, then groups, then contact types of a scenario."""
    return colours([*scenario.queues, *scenario.agent_groups, *scenario.contact_types])


def faint(colour: str, alpha: float) -> str:
    """The colour with a transparency, for bands and areas."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def template(*, dark: bool) -> go.layout.Template:
    """Ink, paper and grid of a chart."""
    import plotly.graph_objects as go

    ink, soft, grid = ("#E8EAED", "#B4B9C0", "#3A4048") if dark else ("#1F2328", "#57606A", "#DFE3E8")
    axis = {
        "gridcolor": grid,
        "linecolor": soft,
        "zerolinecolor": soft,
        "tickcolor": soft,
        "tickfont": {"size": 12, "color": soft},
        "title": {"font": {"size": 12, "color": soft}},
        "automargin": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": TEXT, "color": ink},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": {**axis, "showgrid": False, "showline": True, "ticks": "outside"},
            "yaxis": {**axis, "zeroline": False},
            "hoverlabel": {"font": {"family": FONT, "size": TEXT}},
            "annotationdefaults": {"font": {"size": TEXT, "color": ink}, "showarrow": False},
            "shapedefaults": {"line": {"color": ink, "width": 1.5}},
            "colorway": [ink],  # a trace without a colour of its own is drawn in ink
            "showlegend": False,
            "separators": ".," if current() == CHINESE else ".\u202f",
        }
    )
