"""Where does a lane pay? The share of the preferred class across, the volume up, in each cell the value of a lost customer from which on it does.

A cell is marked where the lane pays at the value that the scenario states; today's centre is framed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.look import VERMILLION
from callfloor.figures.panels import HEADING, HEADINGS, LINE, square, wrapped
from callfloor.figures.picture import Picture, nothing_to_draw
from callfloor.lanes_tables import map_cells
from callfloor.lanes_words import names, plainly, short, why_missing
from callfloor.language import later, say
from optimize.lanes.map import share_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from optimize.lanes.result import Map, MapCell, Study

NAME, TITLE = "map", later("Where does a lane of its own start to pay?")
BANDS = (
    (later("✓ pays"), "#8ACBB4"),
    (later("pays if worth up to 4 times as much"), "#F7D9A0"),
    (later("pays only beyond"), "#F2A679"),
    (later("pays only if worth less"), "#A9CCE8"),
    (later("never pays"), "#D9DDE2"),
    (later("✗ targets are not kept both ways"), "#E9DDF2"),
)
NEAR = 4.0
INK = "#1F2328"  # on cells, which are pale on light and on dark paper; a frame in it would not be seen on dark paper
NARROW = 34  # characters of a heading beside the volumes on a phone
CELL = 52  # px of a row
LETTERS = 6  # of an amount in a cell
HARD = "<br />"  # a break that wide pages keep, too


def where_it_pays(study: Study) -> Picture:
    """The map."""
    found = study.map
    if found is None or not found.cells:
        why = later(
            "It was not asked for, or there is no dedicated lane and shared pool that could be held against each other."
        )
        return nothing_to_draw(NAME, TITLE, why_missing(study, why))
    return Picture(NAME, say(TITLE), _caption(study, found), _figure(study, found), map_cells(study))


def _caption(study: Study, found: Map) -> str:
    lane, pool = (short(study.found(key)) for key in (found.lane, found.pool))
    called, (value, others) = names(study), found.worth
    currency = study.scenario.currency
    told = say(
        "A cell says from which value of a lost {vip} customer on (after ≤: up to which) the lane ({lane}) costs less than sharing ({pool}), "
        "lost customers included, and below it what its people cost more. The scenario says {value} for {vip}, {worth} for {others}."
        if any(one.up_to is not None for one in found.cells)
        else "A cell says from which value of a lost {vip} customer on the lane ({lane}) costs less than sharing ({pool}), "
        "lost customers included, and below it what its people cost more. The scenario says {value} for {vip}, {worth} for {others}.",
        vip=called["vip"], others=called["others"], lane=lane, pool=pool, value=words.money(value, currency),
        worth=words.money(others, currency),
    )  # fmt: skip
    return words.told_in_turn([plainly(found.said), told])


def band(cell: MapCell, value: float) -> int:
    """Which of the bands a cell is in."""
    if not cell.met:
        return 5
    if cell.pays(value):
        return 0
    if cell.pays(NEAR * value):
        return 1
    if cell.breaks_even is None:
        return 4
    return 2 if cell.up_to is None else 3


def _figure(study: Study, found: Map) -> go.Figure:
    import plotly.graph_objects as go

    value = found.worth[0]
    known = {(one.share, one.volume): one for one in found.cells}
    grid = [[known.get((share, volume)) for share in found.shares] for volume in found.volumes]
    bands = [[None if one is None else band(one, value) for one in line] for line in grid]
    scale = [[edge / len(BANDS), colour] for place, (_, colour) in enumerate(BANDS) for edge in (place, place + 1)]
    figure = go.Figure(
        go.Heatmap(
            z=bands,
            x=[words.share(share) for share in found.shares],
            y=[say("{count} times", count=f"{volume:g}") for volume in found.volumes],
            colorscale=scale,
            zmin=-0.5,
            zmax=len(BANDS) - 0.5,
            showscale=False,
            xgap=2,
            ygap=2,
            text=[["" if one is None else _number(one, value) for one in line] for line in grid],
            texttemplate="%{text}",
            textfont={"color": INK, "size": 13},
            customdata=[["" if one is None else _hover(study, one) for one in line] for line in grid],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    there = {place for line in bands for place in line if place is not None}
    marks = " ".join(f"{square(colour)} {say(label)}" for place, (label, colour) in enumerate(BANDS) if place in there)
    pays = (
        "<b>a lane pays from this value of a lost customer on (≤: up to it), {unit}</b>; below: its people cost more by; framed: today"
        if any(one.up_to is not None for one in found.cells)
        else "<b>a lane pays from this value of a lost customer on, {unit}</b>; below: its people cost more by; framed: today"
    )
    heading = wrapped(say(pays, unit=study.scenario.currency or say("money")), NARROW)
    heading = f"{heading}{HARD}{wrapped(marks, NARROW)}"
    top = HEADING + LINE * heading.count("<br")
    figure.add_annotation(
        text=heading, name=HEADINGS, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", align="left",
        yshift=6, showarrow=False,
    )  # fmt: skip
    _frame_today(figure, study, found)
    figure.update_xaxes(
        type="category",
        fixedrange=True,
        showline=False,
        ticks="",
        tickangle=0,
        title=say("share of {name} among both classes", name=names(study)["vip"]),
    )
    figure.update_yaxes(type="category", fixedrange=True, showgrid=False, ticks="", title=say("volume of both"))
    figure.update_layout(
        height=CELL * len(found.volumes) + top + 60, margin={"l": 8, "r": 12, "t": top, "b": 60}, dragmode=False
    )
    return figure


def _number(cell: MapCell, value: float) -> str:
    if not cell.met:
        return "✗"
    text = _edge(cell)
    more = f"{cell.dearer / cell.pool_cost:+.0%}".replace("-", words.MINUS) if cell.pool_cost else words.NOTHING
    return f"{'✓ ' if cell.pays(value) else ''}{text}<br>{more}"


def _edge(cell: MapCell) -> str:
    """From which value on a lane pays, or up to which: `120`, `≤ 8`, `always`, `never`."""
    if cell.breaks_even is None:
        return say("never")
    if cell.up_to is not None:
        return f"≤{words.THIN}{_brief(cell.up_to)}"
    return _brief(cell.breaks_even) if cell.breaks_even > 0 else say("always")


def _brief(value: float) -> str:
    text = words.money(value, "").strip()
    return text if len(text) <= LETTERS else f"{words.number(value / 1000)}k"


def _frame_today(figure: go.Figure, study: Study, found: Map) -> None:
    """A frame around the centre as it is."""
    usual = share_of(study.scenario, study.classes)
    across = min(range(len(found.shares)), key=lambda place: abs(found.shares[place] - usual))
    up = min(range(len(found.volumes)), key=lambda place: abs(found.volumes[place] - 1))
    figure.add_shape(
        type="rect", x0=across - 0.5, x1=across + 0.5, y0=up - 0.5, y1=up + 0.5, line={"width": 3, "color": VERMILLION}
    )


def _hover(study: Study, cell: MapCell) -> str:
    called, currency = names(study), study.scenario.currency
    where = say(
        "{share} {name}, {count} times the volume",
        share=words.share(cell.share),
        name=called["vip"],
        count=f"{cell.volume:g}",
    )
    if not cell.met:
        return f"{where}<br>{say('no number of agents keeps the targets both ways')}"
    more = words.money(abs(cell.dearer), currency)
    return "<br>".join(
        (
            where,
            say(
                "the lane's people cost {money} more" if cell.dearer > 0 else "the lane's people cost {money} less",
                money=more,
            ),
            say(
                "{count} {vip} and {other} {others} fewer are lost",
                count=words.number(cell.saved),
                vip=called["vip"],
                other=words.number(cell.others_saved),
                others=called["others"],
            ),
        )
    )
