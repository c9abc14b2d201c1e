"""When people wait: queue lengths and mean waits over the calendar. Work that waits for hours is drawn by its deadlines instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.choice import TOLD, foremost, others
from callfloor.figures.events import closed_words, grey_closed
from callfloor.figures.look import scenario_colours
from callfloor.figures.panels import DASHES, SYMBOLS, common_hour_range, key, panels, time_axis, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Line, Reading, edges, middles, spans
from callfloor.language import later, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.schema import Scenario

NAME, TITLE = "waiting", later("When is the queue long?")
DENSE = 100  # points; more are drawn without marks


def waiting(reading: Reading) -> Picture:
    """Queue length and mean wait over the calendar, one line a queue."""
    scenario = reading.scenario
    names = [name for name in scenario.queues if not scenario.deferred(name)]
    length = {name: reading.line("mean_queue_length", "queue", name) for name in names}
    wait = {name: reading.line("mean_wait_all", "queue", name) for name in names}
    if not names:
        return nothing_to_draw(NAME, TITLE, later("Nobody waits on a line here: all of it is deferred work."))
    if not any(line.known for line in wait.values()):
        return nothing_to_draw(NAME, TITLE, later("Nothing was offered to any queue, so nobody waited."))
    table = Table(
        (
            say("interval"),
            *(f"{name} {what}" for name in length for what in (say("waiting||number"), say("mean wait"))),
        ),
        tuple(
            (
                span,
                *(
                    text
                    for name in length
                    for text in (words.number(length[name].mean[place]), words.duration(wait[name].mean[place]))
                ),
            )
            for place, span in enumerate(spans(scenario))
        ),
    )
    longest = {
        name: max((value for value in line.mean if value is not None), default=0.0) for name, line in length.items()
    }
    shown = foremost(longest)
    caption = _caption(scenario, {name: length[name] for name in foremost(longest, TOLD)}, wait)
    caption += others(names, shown, later("with the longest queues"))
    return Picture(NAME, say(TITLE), caption, _figure(scenario, {name: length[name] for name in shown}, wait), table)


def _caption(scenario: Scenario, length: dict[str, Line], wait: dict[str, Line]) -> str:
    said = []
    for name, line in length.items():
        known = {place: value for place, value in enumerate(line.mean) if value is not None}
        if not known or not max(known.values()):
            said.append(say("nobody waits for {name}", name=name))
            continue
        peak = max(known, key=known.__getitem__)
        said.append(
            say(
                "{name} is longest from {when}: {count} waiting on average, {time} mean wait of all who ask then",
                name=name, when=spans(scenario)[peak], count=words.number(known[peak]),
                time=words.duration(wait[name].mean[peak]),
            )
        )  # fmt: skip
    return words.chain(said) + closed_words(scenario, [list(length)])


def _figure(scenario: Scenario, length: dict[str, Line], wait: dict[str, Line]) -> go.Figure:
    import plotly.graph_objects as go

    colour, names = scenario_colours(scenario), list(length)
    names_key = key(names, colour)
    headings = [f"<b>{say('people waiting')}</b> {names_key}", f"<b>{say('mean wait of all who ask')}</b>"]
    figure = panels(headings, [170, 170])
    marked = scenario.calendar.intervals <= DENSE
    for row, (lines, show) in enumerate(((length, words.number), (wait, words.duration)), start=1):
        grey_closed(figure, scenario, row, names)
        for place, name in enumerate(names):
            figure.add_trace(
                go.Scatter(
                    x=middles(scenario),
                    y=lines[name].mean,
                    mode="lines+markers" if marked else "lines",
                    line={"color": colour[name], "width": 2, "dash": DASHES[place % len(DASHES)]},
                    marker={"symbol": SYMBOLS[place % len(SYMBOLS)][0], "size": 6},
                    name=name,
                    text=[show(value) for value in lines[name].mean],
                    hovertemplate="%{text}",
                ),
                row=row,
                col=1,
            )
        value_axis(figure, row, unit=words.unit_word("s") if row == 2 else "")
    active = [
        any(line.mean[place] is not None for line in wait.values()) for place in range(scenario.calendar.intervals)
    ]
    first, last = common_hour_range(scenario, active)
    time_axis(figure, scenario, edges(scenario)[first], edges(scenario)[last])
    return figure
