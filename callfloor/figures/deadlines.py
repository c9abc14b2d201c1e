"""Deferred work: is it done by its deadline, and how much of it lies there?

For each queue of work, above: how much was waiting, over the calendar; below: what was due inside the calendar by when it came,
done on time plain, late (or not done at all) hatched on top. Work whose deadline lies past the calendar's end is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from callfloor import words
from callfloor.figures.choice import foremost, others
from callfloor.figures.events import grey_closed
from callfloor.figures.look import MISSED, faint, hatched, scenario_colours
from callfloor.figures.panels import add_heading, panels, square, time_axis, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Line, Reading, edges, middles
from sim.sums.tally import names_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.schema import Scenario

NAME, TITLE = "deadlines", "Is the work done in time, and how much is waiting?"


@dataclass(frozen=True)
class Work:
    """One queue of deferred work: what waits, and what was due and done on time by period of joining (means per calendar)."""

    queue: str
    backlog: Line
    due: tuple[float, ...]
    on_time: tuple[float, ...]
    left: float

    @property
    def share(self) -> float | None:
        """Done on time / due inside the calendar."""
        return sum(self.on_time) / sum(self.due) if sum(self.due) else None


def deferred_queues(scenario: Scenario) -> list[str]:
    """The queues that hold deferred work."""
    return [name for name in scenario.queues if scenario.deferred(name)]


def deadlines(reading: Reading) -> Picture:
    """Backlog and timeliness of each queue of deferred work."""
    scenario = reading.scenario
    found = [_work(reading, name) for name in deferred_queues(scenario)]
    if not any(any(work.due) or any(work.backlog.mean) for work in found):
        return nothing_to_draw(NAME, TITLE, "No work came on any of the simulated days, so none was late.")
    starts = _starts(scenario)
    rows = tuple(
        (work.queue, _span(scenario, start), words.count(due), words.count(on_time), _share(on_time, due))
        for work in found
        for start, due, on_time in zip(starts, work.due, work.on_time, strict=True)
    )
    table = Table(("queue", "came", "due in the calendar", "on time", "share on time"), rows, labels=2)
    late = foremost({work.queue: sum(work.due) - sum(work.on_time) for work in found})
    shown = [work for work in found if work.queue in late]
    caption = _caption(scenario, shown) + others([work.queue for work in found], late, "with most late work")
    return Picture(NAME, TITLE, caption, _figure(scenario, shown), table)


def _period(scenario: Scenario) -> int:
    """Intervals of a bar: a day's where the calendar has several, else an hour's."""
    if scenario.calendar.days > 1:
        return scenario.calendar.per_day
    return max(round(3600 / scenario.calendar.interval), 1)


def _starts(scenario: Scenario) -> list[datetime]:
    return edges(scenario)[: scenario.calendar.intervals : _period(scenario)]


def _work(reading: Reading, name: str) -> Work:
    scenario, tallies = reading.scenario, reading.results.tallies
    row = names_of(scenario)["queue"].index(name)
    first = np.arange(0, scenario.calendar.intervals, _period(scenario))

    def by_period(key: str) -> tuple[float, ...]:
        mean = np.mean([one.sums["queue"][key][row] for one in tallies], axis=0)
        return tuple(float(value) for value in np.add.reduceat(mean, first))

    left = reading.value("unfinished", "queue", name) or 0.0
    return Work(name, reading.line("mean_queue_length", "queue", name), by_period("due"), by_period("on time"), left)


def _share(on_time: float, due: float) -> str:
    return words.share(on_time / due) if due else words.NOTHING


def _span(scenario: Scenario, start: datetime) -> str:
    return f"{start:%a} {start.day} {start:%b}" if scenario.calendar.days > 1 else words.clock(start)


def _caption(scenario: Scenario, found: list[Work]) -> str:
    starts = _starts(scenario)
    said = []
    for work in found:
        left = f", {words.count(work.left)} left over at the end" if work.left >= 0.05 else ""
        if work.share is None:
            asked = scenario.queues[work.queue].deadline is not None
            said.append(f"{work.queue}: {'nothing falls due in the calendar' if asked else 'no deadline'}{left}")
            continue
        late = [due - on_time for due, on_time in zip(work.due, work.on_time, strict=True)]
        worst = max(range(len(late)), key=late.__getitem__)
        when = f", most late of what came {_when(scenario, starts[worst])}" if late[worst] >= 0.05 else ""
        said.append(
            f"{work.queue}: {words.share(work.share)} of {words.count(sum(work.due))} due are done on time{when}{left}"
        )
    return "; ".join(said) + "."


def _when(scenario: Scenario, start: datetime) -> str:
    return f"on {_span(scenario, start)}" if scenario.calendar.days > 1 else f"from {_span(scenario, start)}"


def _figure(scenario: Scenario, found: list[Work]) -> go.Figure:
    colour = scenario_colours(scenario)
    heights = [height for work in found for height in ((120, 90) if any(work.due) else (120,))]
    figure = panels([], heights)
    row = 1
    for work in found:
        add_heading(figure, f"{square(colour[work.queue])} <b>{work.queue}</b>: waiting", row)
        grey_closed(figure, scenario, row, [work.queue])
        _backlog(figure, row, scenario, work, colour[work.queue])
        if any(work.due):
            row += 1
            late = sum(work.due) - sum(work.on_time)
            text = f"{square(colour[work.queue])} {words.share(work.share)} on time, {square(MISSED, '▨')} {words.count(late)} late"
            add_heading(figure, text, row)
            _bars(figure, row, scenario, work, colour[work.queue])
        row += 1
    figure.update_layout(barmode="stack")
    at = edges(scenario)
    time_axis(figure, scenario, at[0], at[-1])
    return figure


def _backlog(figure: go.Figure, row: int, scenario: Scenario, work: Work, colour: str) -> None:
    import plotly.graph_objects as go

    area = go.Scatter(
        x=middles(scenario),
        y=work.backlog.mean,
        mode="lines",
        line={"color": colour, "width": 2},
        fill="tozeroy",
        fillcolor=faint(colour, 0.3),
        name=f"{work.queue} waiting",
        hovertemplate="%{y:,.3~r} waiting",
    )
    figure.add_trace(area, row=row, col=1)
    value_axis(figure, row)


def _bars(figure: go.Figure, row: int, scenario: Scenario, work: Work, colour: str) -> None:
    import plotly.graph_objects as go

    width = _period(scenario) * scenario.calendar.interval
    middle = [start + timedelta(seconds=width / 2) for start in _starts(scenario)]
    late = [due - on_time for due, on_time in zip(work.due, work.on_time, strict=True)]
    for values, label, marker in (
        (work.on_time, "on time", {"color": colour, "line": {"width": 0}}),
        (late, "late", hatched()),
    ):
        bar = go.Bar(
            x=middle,
            y=values,
            width=900 * width,
            name=f"{work.queue} {label}",
            marker=marker,
            hovertemplate="%{y:,.3~r}",
        )
        figure.add_trace(bar, row=row, col=1)
    value_axis(figure, row)
