"""What the staff costs, by group, and what the lost contacts cost the business, kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.choice import foremost
from callfloor.figures.look import GREY, MISSED, ink_on, scenario_colours
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Reading
from callfloor.language import later, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAME, TITLE = "costs", later("What does it cost?")
BARS = 12  # groups with a bar of their own


def costs(reading: Reading) -> Picture:
    """Paid staff by group as bars from zero; the cost of lost contacts hatched below."""
    scenario, currency = reading.scenario, reading.scenario.currency
    paid = {name: reading.value("cost", "agent_group", name) or 0.0 for name in scenario.agent_groups}
    lost = reading.value("cost_of_loss", "centre") or 0.0
    if not any(paid.values()) and not lost:
        why = later("The scenario gives no cost: no agent group has a `cost` and no contact type a `cost_of_loss`.")
        return nothing_to_draw(NAME, TITLE, why)
    total = sum(paid.values())
    each = reading.value("cost_per_contact", "centre")
    dearest = max(paid, key=paid.__getitem__)
    caption = say("Staff cost {money}", money=words.money(total, currency))
    if total and len(paid) > 1:
        caption += say(", {share} of it for {group}", share=words.share(paid[dearest] / total), group=dearest)
    if each is not None:
        caption += say("; that is {money} for each answered contact", money=words.money(each, currency))
    caption += say(".")
    if lost:
        caption += say(
            " Lost contacts cost the business another {money}, not in the staff cost.",
            money=words.money(lost, currency),
        )
    rows = [(name, words.money(value, currency)) for name, value in paid.items()]
    rows += [(say("all staff"), words.money(total, currency))]
    rows += [(say("lost contacts"), words.money(lost, currency))] if lost else []
    dear = foremost(paid, BARS)
    shown = {name: paid[name] for name in dear}
    if len(dear) < len(paid):
        shown[say("all others")] = total - sum(shown.values())
    return Picture(NAME, say(TITLE), caption, _figure(reading, shown, lost), Table(("", say("cost")), tuple(rows)))


def _figure(reading: Reading, paid: dict[str, float], lost: float) -> go.Figure:
    import plotly.graph_objects as go

    colour, currency = scenario_colours(reading.scenario), reading.scenario.currency
    names = [*paid, *([say("lost contacts")] if lost else [])]
    values = [*paid.values(), *([lost] if lost else [])]
    most = max(values)
    shades = [colour.get(name, GREY if name in paid else MISSED) for name in names]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=names,
            orientation="h",
            marker={
                "color": shades,
                "pattern": {
                    "shape": ["" if name in paid else "/" for name in names],
                    "bgcolor": shades,
                    "fgcolor": "#FFFFFF",
                    "size": 6,
                    "solidity": 0.25,
                },
            },
            hovertemplate="%{y}: %{text}<extra></extra>",
            text=[words.money(value, currency) for value in values],
            # A label beside a long bar would leave the chart: it goes into the bar's end instead.
            textposition=["inside" if value > 0.55 * most else "outside" for value in values],
            insidetextanchor="end",
            insidetextfont={"color": [ink_on(shade) for shade in shades], "size": 13},
            textangle=0,
            constraintext="none",
        )
    )
    figure.update_layout(height=44 * len(names) + 50, margin={"l": 8, "r": 12, "t": 8, "b": 36}, dragmode=False)
    figure.update_xaxes(rangemode="tozero", nticks=5, tickformat=",~r", fixedrange=True, title=currency)
    figure.update_yaxes(autorange="reversed", fixedrange=True)
    return figure
