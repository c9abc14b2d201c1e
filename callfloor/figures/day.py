"""What happens inside one day: how many wait in each queue and how many of each group are busy, at every moment.

Averages over many days are smooth; a day is not. This is the first simulated day as it went (of a longer calendar, the one of
its days on which most people waited at once), drawn minute by minute from the log. The gap between the people on the floor
and the busy ones is who is idle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from callfloor import words
from callfloor.figures.choice import MOST, TOLD, foremost, others
from callfloor.figures.events import grey_closed
from callfloor.figures.look import faint, scenario_colours
from callfloor.figures.panels import DASHES, SYMBOLS, key, panels, square, time_axis, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import moment
from callfloor.language import later, say
from sim.series import Series, series
from sim.sums.spans import AGENTS, contacts_in_hand, counted

if TYPE_CHECKING:
    from datetime import datetime

    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from scenarios.schema import Scenario
    from sim.log import Log
    from sim.sums.spans import Counts

NAME, TITLE = "day", later("What happens inside one day?")
DAY, MINUTE = 86400.0, 60.0
SHOWN = 1800.0  # s between the rows of the table


@dataclass(frozen=True)
class Span:
    """The stretch of the calendar that is shown, in seconds."""

    scenario: Scenario
    begins: float
    ends: float

    @property
    def moments(self) -> NDArray[np.float64]:
        """Every minute of it."""
        return np.arange(self.begins, self.ends, MINUTE)


def day(scenario: Scenario, log: Log) -> Picture:
    """Queues and agents of one simulated day, minute by minute."""
    found = _by_slots(scenario, log, series(scenario, log))
    span = _shown(scenario, found)
    present = sum(found.present[name].at(span.moments) for name in scenario.agent_groups)
    waiting = sum(found.waiting[name].at(span.moments) for name in scenario.queues)
    if not np.any(present) and not np.any(waiting):
        return nothing_to_draw(NAME, TITLE, later("Nobody called and nobody worked on that day."))
    return Picture(
        NAME, say(TITLE), _caption(scenario, found, span), _figure(scenario, found, span), _table(scenario, found, span)
    )


def _by_slots(scenario: Scenario, log: Log, found: Series) -> Series:
    """The same, but of groups with several chats at once not the people: their slots; anything but a chat fills all of them."""
    hand = contacts_in_hand(log)
    chat = np.array([scenario.channel_of[name] == "chat" for name in scenario.queues])[log.queue[log.agent >= 0]]
    present, busy = dict(found.present), dict(found.busy)
    for place, (name, group) in enumerate(scenario.agent_groups.items()):
        if group.concurrency > 1:
            own = hand.owner // AGENTS == place
            fills = np.where(chat[own], 1, group.concurrency)
            busy[name] = counted(np.repeat(hand.begins[own], fills), np.repeat(hand.ends[own], fills))
            present[name] = replace(present[name], values=present[name].values * group.concurrency)
    return replace(found, present=present, busy=busy)


def _foremost_queues(scenario: Scenario, found: Series, span: Span, most: int) -> list[str]:
    return foremost({name: _peak(found.waiting[name], span)[0] for name in scenario.queues}, most)


def _foremost_groups(scenario: Scenario, found: Series, span: Span, most: int) -> list[str]:
    busy = {name: float(found.busy[name].at(span.moments).sum()) for name in scenario.agent_groups}
    return foremost(busy, most)


def _immediate(scenario: Scenario) -> list[str]:
    return [name for name in scenario.queues if not scenario.deferred(name)]


def _shown(scenario: Scenario, found: Series) -> Span:
    """The day on which most wait on the line at once, cut to the hours in which anybody waits or works."""
    names = _immediate(scenario) or list(scenario.queues)
    minutes = np.arange(0.0, scenario.calendar.horizon, MINUTE)
    waiting = np.sum([found.waiting[name].at(minutes) for name in names], axis=0)
    first = float(minutes[int(np.argmax(waiting))] // DAY) * DAY
    here = minutes[(minutes >= first) & (minutes < first + DAY)]
    alive = np.sum([counts.at(here) for part in (found.waiting, found.present) for counts in part.values()], axis=0) > 0
    if not alive.any():
        return Span(scenario, first, first + DAY)
    hours = here[alive] // 3600
    return Span(scenario, 3600.0 * hours[0], 3600.0 * (hours[-1] + 1))


def _peak(counts: Counts, span: Span) -> tuple[int, float]:
    """The most there are within the span, and when first."""
    inside = (counts.moments >= span.begins) & (counts.moments < span.ends)
    moments = np.r_[span.begins, counts.moments[inside]]
    values = counts.at(moments)
    return int(values.max()), float(moments[int(np.argmax(values))])


def _caption(scenario: Scenario, found: Series, span: Span) -> str:
    said = []
    for name in _foremost_queues(scenario, found, span, TOLD):
        most, at = _peak(found.waiting[name], span)
        clock = words.clock(moment(scenario, at))
        said.append(
            say("{name} is longest at {clock} with {count} waiting", name=name, clock=clock, count=words.count(most))
            if most
            else say("nobody waits for {name}", name=name)
        )
    full = [(name, _all_busy(found, name, span)) for name in _foremost_groups(scenario, found, span, TOLD)]
    for name, seconds in full:
        if seconds > 0:
            chats = scenario.agent_groups[name].concurrency > 1
            taken = "all slots of {name} are taken for {time}" if chats else "all of {name} are taken for {time}"
            said.append(say(taken, name=name, time=words.duration(seconds)))
    free = [name for name, seconds in full if seconds == 0 and _peak(found.present[name], span)[0]]
    said += [say("somebody of {names} is always free", names=words.listed(free))] if free else []
    hidden = others(
        list(scenario.queues), _foremost_queues(scenario, found, span, MOST), later("queues that are longest")
    )
    if scenario.calendar.days == 1:
        return say("On the first simulated day: {said}", said=words.chain(said)) + hidden
    start = moment(scenario, span.begins)
    return (
        say(
            "On {day} of the first simulated calendar, its day of the longest queue: {said}",
            day=words.day_of_month(start),
            said=words.chain(said),
        )
        + hidden
    )


def _all_busy(found: Series, group: str, span: Span) -> float:
    """Seconds during which everybody of a group who is there is busy, by the minute."""
    present, busy = (part[group].at(span.moments) for part in (found.present, found.busy))
    return float(np.sum((present > 0) & (busy >= present)) * MINUTE)


def _table(scenario: Scenario, found: Series, span: Span) -> Table:
    moments = np.arange(span.begins, span.ends, SHOWN)
    columns = [(say("{name} waiting", name=name), found.waiting[name].at(moments)) for name in scenario.queues]
    for name in scenario.agent_groups:
        for word, part in zip(_drawn(scenario, name), (found.busy, found.present), strict=True):
            columns.append((f"{name} {word}", part[name].at(moments)))
    rows = tuple(
        (words.clock(moment(scenario, float(at))), *(words.count(float(values[place])) for _, values in columns))
        for place, at in enumerate(moments)
    )
    return Table((say("at"), *(title for title, _ in columns)), rows)


def _figure(scenario: Scenario, found: Series, span: Span) -> go.Figure:
    colour, shown = scenario_colours(scenario), _foremost_queues(scenario, found, span, MOST)
    people = [name for name in _immediate(scenario) if name in shown]
    work = [name for name in shown if name not in people]
    groups = _foremost_groups(scenario, found, span, MOST)
    queues = [(word, names) for word, names in ((say("people waiting"), people), (say("work waiting"), work)) if names]
    headings = [f"<b>{word}</b> {key(names, colour)}" for word, names in queues]
    headings += [f"<b>{name}</b>: {square(colour[name])} {', ━ '.join(_drawn(scenario, name))}" for name in groups]
    figure = panels(headings, [150] * len(queues) + [120] * len(groups))
    for row, (_, names) in enumerate(queues, start=1):
        grey_closed(figure, scenario, row, names)
        for place, name in enumerate(names):
            _queue(figure, row, (found.waiting[name], name, colour[name], place), span)
        value_axis(figure, row)
    for row, name in enumerate(groups, start=len(queues) + 1):
        grey_closed(figure, scenario, row, scenario.agent_groups[name].skills)
        _group(figure, row, found, name, colour[name], span)
        value_axis(figure, row)
    time_axis(figure, scenario, moment(scenario, span.begins), moment(scenario, span.ends))
    return figure


def _drawn(scenario: Scenario, group: str) -> tuple[str, str]:
    """What the area and the line of a group are."""
    if scenario.agent_groups[group].concurrency > 1:
        return say("slots taken"), say("slots")
    return say("busy"), say("on the floor")


def _steps(counts: Counts, span: Span) -> dict[str, object]:
    """A step line minute by minute: where it starts and how far its points are apart says it all."""
    start: datetime = moment(span.scenario, span.begins)
    return {"x0": start, "dx": 1000 * MINUTE, "y": counts.at(span.moments), "mode": "lines"}


def _queue(figure: go.Figure, row: int, one: tuple[Counts, str, str, int], span: Span) -> None:
    import plotly.graph_objects as go

    counts, name, colour, place = one
    line = go.Scatter(
        **_steps(counts, span),
        line={"shape": "hv", "color": colour, "width": 2, "dash": DASHES[place % len(DASHES)]},
        name=say("{name} waiting", name=name),
    )
    figure.add_trace(line, row=row, col=1)
    most, at = _peak(counts, span)
    if most:  # a mark of the queue's own shape at its peak, as the heading has it
        mark = go.Scatter(
            x=[moment(span.scenario, at)], y=[most], mode="markers", hoverinfo="skip",
            marker={"symbol": SYMBOLS[place % len(SYMBOLS)][0], "size": 10, "color": colour},
        )  # fmt: skip
        figure.add_trace(mark, row=row, col=1)


def _group(figure: go.Figure, row: int, found: Series, name: str, colour: str, span: Span) -> None:
    import plotly.graph_objects as go

    area, line = _drawn(span.scenario, name)
    busy = go.Scatter(
        **_steps(found.busy[name], span),
        line={"shape": "hv", "color": colour, "width": 1},
        fill="tozeroy",
        fillcolor=faint(colour, 0.45),
        name=f"{name} {area}",
    )
    there = go.Scatter(**_steps(found.present[name], span), line={"shape": "hv", "width": 2}, name=f"{name} {line}")
    figure.add_traces([busy, there], rows=row, cols=1)
