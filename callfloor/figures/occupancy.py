"""Who is busy and who idles: occupancy by group and hour, in three named bands with the number in the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.panels import GAP, HEADING, square
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Reading, moment

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.schema import Scenario

NAME, TITLE = "occupancy", "Who is busy, who idles?"
FULL, OVERHEATED = 0.70, 0.88
BANDS = (("calm", "#CFE4F3"), ("full", "#8ACBB4"), ("overheated", "#F2A679"))
WIDE = 7  # columns; of more, the cells hold the bare number
MOST_ROWS = 24  # more rows than hours of a day would be too small to read


@dataclass(frozen=True)
class Grid:
    """Occupancy of one panel: rows are times of day, columns are groups or days."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]


def band(value: float) -> int:
    """0 calm, 1 full, 2 overheated."""
    shown = round(100 * value)  # as the cell says it
    return int(shown >= 100 * FULL) + int(shown > 100 * OVERHEATED)


def occupancy(reading: Reading) -> Picture:
    """A heat map: times of day down, groups (or, in a longer calendar, days) across."""
    scenario = reading.scenario
    whole = {name: reading.value("occupancy", "agent_group", name) for name in scenario.agent_groups}
    if not any(value is not None for value in whole.values()):
        return nothing_to_draw(NAME, TITLE, "Nobody was staffed, so there is no occupancy.")
    if scenario.calendar.days == 1:
        grids = [_grid_of_groups(reading)]
    else:
        grids = [_grid_of_days(reading, name) for name in scenario.agent_groups]
    rows = tuple(
        (grid.title, row, *(words.share(value) for value in values))
        for grid in grids
        for row, values in zip(grid.rows, grid.values, strict=True)
    )
    table = Table(("", "from", *(name.replace("<br>", " ") for name in grids[0].columns)), rows, labels=2)
    return Picture(NAME, TITLE, _caption(whole, grids), _figure(grids), table)


def _caption(whole: dict[str, float | None], grids: list[Grid]) -> str:
    known = {name: value for name, value in whole.items() if value is not None}
    said = words.listed([f"{name} {words.share(value)}" for name, value in known.items()])
    cells = [value for grid in grids for values in grid.values for value in values if value is not None]
    hot = sum(band(value) == 2 for value in cells)
    heat = (
        f"{hot} of {len(cells)} cells are overheated (over {words.share(OVERHEATED)})"
        if hot
        else f"no cell is overheated (over {words.share(OVERHEATED)})"
    )
    return f"Time busy out of time staffed: {said}; {heat}. Below {words.share(FULL)} is calm."


def _hours(scenario: Scenario) -> int:
    """How many intervals make one row of the map."""
    fewest = -(-scenario.calendar.per_day // MOST_ROWS)
    return next(size for size in range(fewest, scenario.calendar.per_day + 1) if scenario.calendar.per_day % size == 0)


def _merged(reading: Reading, name: str, first: int, size: int) -> float | None:
    """Occupancy over neighbouring intervals: each weighs as much as its staffed time."""
    line = reading.line("occupancy", "agent_group", name).mean[first : first + size]
    staff = reading.results.staffing.mean_on_floor(name)[first : first + size]
    pairs = [(value, float(people)) for value, people in zip(line, staff, strict=True) if value is not None]
    weight = sum(people for _, people in pairs)
    if not pairs or weight <= 0:
        return None
    return sum(value * people for value, people in pairs) / weight


def _grid_of_groups(reading: Reading) -> Grid:
    scenario, size = reading.scenario, _hours(reading.scenario)
    names = tuple(scenario.agent_groups)
    starts = range(0, scenario.calendar.intervals, size)
    values = [tuple(_merged(reading, name, first, size) for name in names) for first in starts]
    rows = [words.clock(moment(scenario, first * scenario.calendar.interval)) for first in starts]
    return _trimmed("", names, rows, values)


def _grid_of_days(reading: Reading, name: str) -> Grid:
    scenario, size = reading.scenario, _hours(reading.scenario)
    calendar = scenario.calendar
    days = [moment(scenario, 86_400.0 * day) for day in range(calendar.days)]
    starts = range(0, calendar.per_day, size)
    values = [
        tuple(_merged(reading, name, day * calendar.per_day + first, size) for day in range(calendar.days))
        for first in starts
    ]
    rows = [words.clock(moment(scenario, first * calendar.interval)) for first in starts]
    return _trimmed(name, tuple(f"{day:%a}<br>{day.day} {day:%b}" for day in days), rows, values)


def _trimmed(title: str, columns: tuple[str, ...], rows: list[str], values: list[tuple[float | None, ...]]) -> Grid:
    """A panel without the rows of hours at which nobody is ever staffed."""
    staffed = [place for place, row in enumerate(values) if any(value is not None for value in row)] or [0]
    return Grid(title, columns, tuple(rows[place] for place in staffed), tuple(values[place] for place in staffed))


def _figure(grids: list[Grid]) -> go.Figure:
    from plotly.subplots import make_subplots

    inner = sum(24 * len(grid.rows) for grid in grids) + (GAP + 34) * (len(grids) - 1)
    figure = make_subplots(
        rows=len(grids), cols=1, row_heights=[len(grid.rows) for grid in grids], vertical_spacing=(GAP + 34) / inner
    )
    for row, grid in enumerate(grids, start=1):
        figure.add_trace(_cells(grid), row=row, col=1)
    figure.update_xaxes(side="top", fixedrange=True, type="category", tickangle=0, showline=False, ticks="")
    figure.update_yaxes(autorange="reversed", fixedrange=True, type="category", showgrid=False, dtick=1, ticks="")
    names = "  ".join(f"{square(colour)} {label}" for label, colour in BANDS)
    names += " (per cent)" if len(grids[0].columns) > WIDE else ""
    figure.add_annotation(text=names, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=30)
    for row, grid in enumerate(grids, start=1):
        if grid.title:
            place = "" if row == 1 else str(row)
            figure.add_annotation(
                text=f"<b>{grid.title}</b>",
                x=0,
                y=1,
                xref=f"x{place} domain",
                yref=f"y{place} domain",
                xanchor="left",
                yanchor="bottom",
                yshift=56 if row == 1 else 36,
            )
    top = HEADING + 30 + (26 if grids[0].title else 0)
    figure.update_layout(height=inner + top + 12, margin={"l": 8, "r": 12, "t": top, "b": 12}, dragmode=False)
    return figure


def _cells(grid: Grid) -> go.Heatmap:
    import plotly.graph_objects as go

    bands = [[None if value is None else band(value) for value in row] for row in grid.values]
    percent = _percent if len(grid.columns) <= WIDE else _bare
    text = [
        ["" if value is None else f"<b>{percent(value)}</b>" if band(value) == 2 else percent(value) for value in row]
        for row in grid.values
    ]
    scale = [[edge / 3, colour] for place, (_, colour) in enumerate(BANDS) for edge in (place, place + 1)]
    hover = [["not staffed" if value is None else words.share(value) for value in row] for row in grid.values]
    return go.Heatmap(
        z=bands,
        x=list(grid.columns),
        y=list(grid.rows),
        zmin=-0.5,
        zmax=2.5,
        showscale=False,
        colorscale=scale,
        xgap=2,
        ygap=1,
        text=text,
        texttemplate="%{text}",
        textfont={"color": "#1F2328", "size": 12},
        customdata=hover,
        hovertemplate="%{x}, %{y}: %{customdata}<extra></extra>",
    )


def _bare(value: float) -> str:
    """The number alone, for a map of many columns; beyond what fits a phone, the colour and the hover have to do."""
    return f"{round(100 * value)}"


def _percent(value: float) -> str:
    return f"{round(100 * value)}{words.THIN}%"
