"""How many agents does the lane need? The square-root rule beside the lane as it was sized by simulation, over the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.look import BLUE, ORANGE, faint
from callfloor.figures.panels import panels, square, step_ends, step_line, time_axis, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import edges
from callfloor.lanes_words import plainly, why_missing
from callfloor.language import later, say

if TYPE_CHECKING:
    from optimize.lanes.result import Study

NAME, TITLE = "lane-size", later("How many agents does a dedicated lane need?")


def lane_size(study: Study) -> Picture:
    """Two step lines: by the rule and as sized."""
    found = study.square_root
    if found is None:
        return nothing_to_draw(NAME, TITLE, why_missing(study, later("A dedicated lane was not sized.")))
    import plotly.graph_objects as go

    scenario, dated = study.scenario, study.scenario.calendar.days > 1
    at = edges(scenario)
    heading = say(
        "<b>agents on the floor</b> {mark} as sized, in shifts {other} by the rule",
        mark=square(BLUE, "▬"), other=square(ORANGE, "┅"),
    )  # fmt: skip
    figure = panels([heading], [240])
    sized = [one.simulated for one in found.by_interval]
    figure.add_trace(
        go.Scatter(
            x=at, y=step_ends(sized), mode="lines", line={"shape": "hv", "width": 0}, fill="tozeroy", fillcolor=faint(BLUE, 0.3),
            hovertemplate=say("{count} as sized", count="%{y:.1f}") + "<extra></extra>",
        ),
        row=1, col=1,
    )  # fmt: skip
    rule = step_line(at, [float(one.square_root) for one in found.by_interval])
    rule["line"] = {"shape": "hv", "width": 2.5, "color": ORANGE, "dash": "dot"}
    figure.add_trace(
        go.Scatter(**rule, hovertemplate=say("{count} by the rule", count="%{text}") + "<extra></extra>"), row=1, col=1
    )
    time_axis(figure, scenario, at[0], at[-1])
    value_axis(figure, 1)
    rows = tuple(
        (words.clock(one.start, dated=dated), words.number(one.load), f"{one.square_root}", words.number(one.simulated))
        for one in found.by_interval
    )
    rule_says = say(
        "The rule takes load + {beta} x the square root of the load and knows no shifts, no spread of handle times and no "
        "busy days; what the lane has above it, it has to have in shifts, or for those.",
        beta=f"{found.beta:.2f}",
    )
    caption = words.told_in_turn([plainly(found.said), rule_says])
    columns = (say("from||time of a row"), say("load, erlangs"), say("by the rule"), say("as sized, on the floor"))
    return Picture(NAME, say(TITLE), caption, figure, Table(columns, rows))
