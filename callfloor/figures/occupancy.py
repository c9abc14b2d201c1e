"""Who is busy and who idles: occupancy by group and hour, in three named bands with the number in the cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from callfloor import words
from callfloor.figures.choice import TOLD, foremost, others
from callfloor.figures.panels import GAP, HEADING, square
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Reading, moment
from callfloor.language import later, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.schema import Scenario

NAME, TITLE = "occupancy", later("Who is busy, who idles?")
FULL, OVERHEATED = 0.70, 0.88
BANDS = ((later("calm"), "#CFE4F3"), (later("full"), "#8ACBB4"), (later("overheated"), "#F2A679"))
WEEK = 7  # days; a map has no more columns of them
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
        return nothing_to_draw(NAME, TITLE, later("Nobody was staffed, so there is no occupancy."))
    shown = foremost({name: reading.results.staffing.mean_on_floor(name).sum() for name in scenario.agent_groups})
    grids, drawn = _grids(reading, list(scenario.agent_groups)), _grids(reading, shown)
    caption = _caption(whole, grids) + others(list(scenario.agent_groups), shown, later("with most people"))
    return Picture(NAME, say(TITLE), caption, _figure(drawn), _table(grids))


def _grids(reading: Reading, names: list[str]) -> list[Grid]:
    """One map with a column a group; in a longer calendar maps with a column a day for each group."""
    if reading.scenario.calendar.days == 1:
        return [_grid_of_groups(reading, names)]
    return [grid for name in names for grid in _grids_of_days(reading, name)]


def _table(grids: list[Grid]) -> Table:
    """One row a cell: its group, in a longer calendar its day, and its time."""
    rows = tuple(
        (*((grid.title,) if grid.title else ()), column.replace("<br>", " "), row, words.share(value))
        for grid in grids
        for place, column in enumerate(grid.columns)
        for row, values in zip(grid.rows, grid.values, strict=True)
        if (value := values[place]) is not None
    )
    names = (
        (say("group"), say("day"), say("from||time of a row"))
        if grids[0].title
        else (say("group"), say("from||time of a row"))
    )
    return Table((*names, say("occupancy")), rows, labels=len(names))


def _caption(whole: dict[str, float | None], grids: list[Grid]) -> str:
    known = {name: value for name, value in whole.items() if value is not None}
    busiest = foremost(known, TOLD)
    said = words.listed([f"{name} {words.share(known[name])}" for name in busiest])
    said += say("; the other {count} less", count=len(known) - len(busiest)) if len(busiest) < len(known) else ""
    cells = [value for grid in grids for values in grid.values for value in values if value is not None]
    hot = sum(band(value) == 2 for value in cells)
    return say(
        "Time busy out of time staffed: {said}; {hot} of {count} cells are overheated (over {over}). Below {full} is calm."
        if hot
        else "Time busy out of time staffed: {said}; no cell is overheated (over {over}). Below {full} is calm.",
        said=said, hot=hot, count=len(cells), over=words.share(OVERHEATED), full=words.share(FULL),
    )  # fmt: skip


def _hours(scenario: Scenario) -> int:
    """How many intervals make one row of the map."""
    fewest = -(-scenario.calendar.per_day // MOST_ROWS)
    return next(size for size in range(fewest, scenario.calendar.per_day + 1) if scenario.calendar.per_day % size == 0)


@dataclass(frozen=True)
class Work:
    """Seconds that a group was busy and staffed, by interval, over all days."""

    busy: NDArray[np.float64]
    staffed: NDArray[np.float64]

    @classmethod
    def of(cls, reading: Reading, name: str) -> Work:
        """Add up the days of one group."""
        row = list(reading.scenario.agent_groups).index(name)
        sums = [one.sums["agent_group"] for one in reading.results.tallies]
        return cls(*(np.sum([one[key][row] for one in sums], axis=0) for key in ("seconds busy", "seconds staffed")))

    def occupancy(self, places: Iterable[int]) -> float | None:
        """Time busy / time staffed over several intervals; None where nobody was staffed."""
        here = list(places)
        staffed = float(self.staffed[here].sum())
        return float(self.busy[here].sum()) / staffed if staffed > 0 else None


def _grid_of_groups(reading: Reading, names: list[str]) -> Grid:
    scenario, size = reading.scenario, _hours(reading.scenario)
    starts = range(0, scenario.calendar.intervals, size)
    work = [Work.of(reading, name) for name in names]
    values = [tuple(one.occupancy(range(first, first + size)) for one in work) for first in starts]
    rows = [words.clock(moment(scenario, first * scenario.calendar.interval)) for first in starts]
    return _trimmed("", tuple(names), rows, values)


def _columns(scenario: Scenario) -> list[tuple[str, list[tuple[str, list[int]]]]]:
    """The maps of a longer calendar: a remark for the title, and columns with the days that each stands for.

    One map a week; of more weeks than two, one map of a typical week. So no map has more columns than a phone can show.
    """
    days = [moment(scenario, 86_400.0 * day) for day in range(scenario.calendar.days)]
    if len(days) > 2 * WEEK:
        by_weekday = [[place for place, day in enumerate(days) if day.weekday() == weekday] for weekday in range(WEEK)]
        return [
            (say(", typical week"), [(words.weekday(days[places[0]], short=True), places) for places in by_weekday])
        ]
    weeks = range(0, len(days), WEEK)
    return [
        (
            say(", from {day}", day=words.month_day(days[first])) if len(weeks) > 1 else "",
            [
                (f"{words.weekday(day, short=True)}<br>{words.month_day(day)}", [first + place])
                for place, day in enumerate(days[first : first + WEEK])
            ],
        )
        for first in weeks
    ]


def _grids_of_days(reading: Reading, name: str) -> list[Grid]:
    scenario, size = reading.scenario, _hours(reading.scenario)
    calendar = scenario.calendar
    starts = range(0, calendar.per_day, size)
    rows = [words.clock(moment(scenario, first * calendar.interval)) for first in starts]
    grids, work = [], Work.of(reading, name)
    for remark, columns in _columns(scenario):
        values = [
            tuple(
                work.occupancy([day * calendar.per_day + place for day in days for place in range(at, at + size)])
                for _, days in columns
            )
            for at in starts
        ]
        grids.append(_trimmed(name + remark, tuple(label for label, _ in columns), rows, values))
    return grids


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
    names = "  ".join(f"{square(colour)} {say(label)}" for label, colour in BANDS)
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
    text = [
        ["" if value is None else f"<b>{_percent(value)}</b>" if band(value) == 2 else _percent(value) for value in row]
        for row in grid.values
    ]
    scale = [[edge / 3, colour] for place, (_, colour) in enumerate(BANDS) for edge in (place, place + 1)]
    hover = [[say("not staffed") if value is None else words.share(value) for value in row] for row in grid.values]
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


def _percent(value: float) -> str:
    return f"{round(100 * value)}{words.THIN}%"
