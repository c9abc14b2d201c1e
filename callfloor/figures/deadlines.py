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
from callfloor.language import later, say
from sim.sums.tally import names_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.schema import Scenario

NAME, TITLE = "deadlines", later("Is the work done in time, and how much is waiting?")


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
        return nothing_to_draw(NAME, TITLE, later("No work came on any of the simulated days, so none was late."))
    starts = _starts(scenario)
    rows = tuple(
        (work.queue, _span(scenario, start), words.count(due), words.count(on_time), _share(on_time, due))
        for work in found
        for start, due, on_time in zip(starts, work.due, work.on_time, strict=True)
    )
    columns = (say("queue"), say("came"), say("due in the calendar"), say("on time"), say("share on time"))
    table = Table(columns, rows, labels=2)
    late = foremost({work.queue: sum(work.due) - sum(work.on_time) for work in found})
    shown = [work for work in found if work.queue in late]
    caption = _caption(scenario, shown) + others([work.queue for work in found], late, later("with most late work"))
    return Picture(NAME, say(TITLE), caption, _figure(scenario, shown), table)


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
    return words.day(start, full=False) if scenario.calendar.days > 1 else words.clock(start)


def _caption(scenario: Scenario, found: list[Work]) -> str:
    starts = _starts(scenario)
    said = []
    for work in found:
        left = say(", {count} left over at the end", count=words.count(work.left)) if work.left >= 0.05 else ""
        if work.share is None:
            asked = scenario.queues[work.queue].deadline is not None
            what = say("nothing falls due in the calendar") if asked else say("no deadline")
            said.append(say("{name}: {what}", name=work.queue, what=what) + left)
            continue
        late = [due - on_time for due, on_time in zip(work.due, work.on_time, strict=True)]
        worst = max(range(len(late)), key=late.__getitem__)
        when = _when(scenario, starts[worst]) if late[worst] >= 0.05 else ""
        done = say(
            "{queue}: {share} of {count} due are done on time",
            queue=work.queue, share=words.share(work.share), count=words.count(sum(work.due)),
        )  # fmt: skip
        said.append(done + when + left)
    return words.chain(said)


def _when(scenario: Scenario, start: datetime) -> str:
    several = scenario.calendar.days > 1
    late = ", most late of what came on {when}" if several else ", most late of what came from {when}"
    return say(late, when=_span(scenario, start))


def _figure(scenario: Scenario, found: list[Work]) -> go.Figure:
    colour = scenario_colours(scenario)
    heights = [height for work in found for height in ((120, 90) if any(work.due) else (120,))]
    figure = panels([], heights)
    row = 1
    for work in found:
        add_heading(figure, say("{mark} <b>{name}</b>: waiting", mark=square(colour[work.queue]), name=work.queue), row)
        grey_closed(figure, scenario, row, [work.queue])
        _backlog(figure, row, scenario, work, colour[work.queue])
        if any(work.due):
            row += 1
            late = sum(work.due) - sum(work.on_time)
            text = say(
                "{mark} {share} on time, {other} {count} late",
                mark=square(colour[work.queue]), share=words.share(work.share), other=square(MISSED, "▨"), count=words.count(late),
            )  # fmt: skip
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
        name=say("{name} waiting", name=work.queue),
        hovertemplate=say("{count} waiting", count="%{y:,.3~r}"),
    )
    figure.add_trace(area, row=row, col=1)
    value_axis(figure, row)


def _bars(figure: go.Figure, row: int, scenario: Scenario, work: Work, colour: str) -> None:
    import plotly.graph_objects as go

    width = _period(scenario) * scenario.calendar.interval
    middle = [start + timedelta(seconds=width / 2) for start in _starts(scenario)]
    late = [due - on_time for due, on_time in zip(work.due, work.on_time, strict=True)]
    for values, label, marker in (
        (work.on_time, say("on time"), {"color": colour, "line": {"width": 0}}),
        (late, say("late"), hatched()),
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
