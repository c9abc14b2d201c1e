"""How many wait, how long, and how many wait longer than promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from callfloor import words
from callfloor.figures.look import scenario_colours
from callfloor.figures.panels import DASHES, SYMBOLS, common_hour_range, panels, square, time_axis, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Line, Reading, edges, middles, spans

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from scenarios.schema import Scenario

DAY, DAY_TITLE = "waiting", "When is the queue long?"
SURVIVAL, SURVIVAL_TITLE = "waits", "How long do people wait?"
SHOWN = np.array([0.0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 3600])
POINTS = 241  # of a survival curve
TAIL = 0.005  # the curve is drawn until so few are left


def waiting(reading: Reading) -> Picture:
    """Queue length and mean wait over the calendar, one line a queue."""
    scenario = reading.scenario
    length = {name: reading.line("mean_queue_length", "queue", name) for name in scenario.queues}
    wait = {name: reading.line("mean_wait_all", "queue", name) for name in scenario.queues}
    if not any(line.known for line in wait.values()):
        return nothing_to_draw(DAY, DAY_TITLE, "Nothing was offered to any queue, so nobody waited.")
    table = Table(
        ("interval", *(f"{name} {what}" for name in length for what in ("waiting", "mean wait"))),
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
    return Picture(DAY, DAY_TITLE, _day_caption(scenario, length, wait), _day_figure(scenario, length, wait), table)


def _day_caption(scenario: Scenario, length: dict[str, Line], wait: dict[str, Line]) -> str:
    said = []
    for name, line in length.items():
        known = {place: value for place, value in enumerate(line.mean) if value is not None}
        if not known or not max(known.values()):
            said.append(f"nobody waits for {name}")
            continue
        peak = max(known, key=known.__getitem__)
        said.append(
            f"{name} is longest from {spans(scenario)[peak]}: {words.number(known[peak])} waiting on average, "
            f"{words.duration(wait[name].mean[peak])} mean wait of all who ask then"
        )
    return "; ".join(said) + "."


def _key(names: list[str], colour: dict[str, str]) -> str:
    """The lines' names in their colours and shapes, for a heading."""
    return "  ".join(
        f"{square(colour[name], SYMBOLS[place % len(SYMBOLS)][1])} {name}" for place, name in enumerate(names)
    )


def _day_figure(scenario: Scenario, length: dict[str, Line], wait: dict[str, Line]) -> go.Figure:
    import plotly.graph_objects as go

    colour, names = scenario_colours(scenario), list(length)
    key = _key(names, colour)
    figure = panels([f"<b>people waiting</b>  {key}", "<b>mean wait of all who ask</b>"], [170, 170])
    for row, (lines, show) in enumerate(((length, words.number), (wait, words.duration)), start=1):
        for place, name in enumerate(names):
            figure.add_trace(
                go.Scatter(
                    x=middles(scenario),
                    y=lines[name].mean,
                    mode="lines+markers",
                    line={"color": colour[name], "width": 2, "dash": DASHES[place % len(DASHES)]},
                    marker={"symbol": SYMBOLS[place % len(SYMBOLS)][0], "size": 6},
                    name=name,
                    text=[show(value) for value in lines[name].mean],
                    hovertemplate="%{text}",
                ),
                row=row,
                col=1,
            )
        value_axis(figure, row, unit="s" if row == 2 else "")
    active = [
        any(line.mean[place] is not None for line in wait.values()) for place in range(scenario.calendar.intervals)
    ]
    first, last = common_hour_range(scenario, active)
    time_axis(figure, scenario, edges(scenario)[first], edges(scenario)[last])
    return figure


def answered_waits(reading: Reading, queue: str) -> NDArray[np.float64]:
    """Waits (s) of the answered contacts of a queue, all days pooled, ascending."""
    place = list(reading.scenario.queues).index(queue)
    parts = [tally.waits.wait[tally.waits.queue == place] for tally in reading.results.tallies]
    return np.sort(np.concatenate(parts).astype(float)) if parts else np.empty(0)


def survival(reading: Reading) -> Picture:
    """Share of the answered still waiting after t, one curve a queue, with the targets' thresholds as rules."""
    scenario = reading.scenario
    waits = {name: answered_waits(reading, name) for name in scenario.queues}
    known = {name: values for name, values in waits.items() if len(values)}
    if not known:
        return nothing_to_draw(SURVIVAL, SURVIVAL_TITLE, "Nobody was answered, so there is no wait to show.")
    rules = sorted({target.within for target in scenario.targets if target.within} or {20.0})
    said = [
        f"{words.share(_beyond(values, within))} of the answered of {name} wait longer than {words.duration(within)}"
        for name, values in known.items()
        for within in _thresholds(scenario, name, rules)
    ]
    moments = [float(at) for at in SHOWN if at <= max(_end(values) for values in known.values())]
    table = Table(
        ("longer than", *(f"{name}, of the answered" for name in known)),
        tuple((words.duration(at), *(words.share(_beyond(values, at)) for values in known.values())) for at in moments),
    )
    return Picture(SURVIVAL, SURVIVAL_TITLE, "; ".join(said) + ".", _survival_figure(scenario, known, rules), table)


def _thresholds(scenario: Scenario, queue: str, rules: list[float]) -> list[float]:
    """The thresholds that targets name for this queue, else the first of all."""
    own = {target.within for target in scenario.targets if target.within and target.of_what == queue}
    return sorted(own) or rules[:1]


def _beyond(values: NDArray[np.float64], at: float) -> float:
    return 1 - float(np.searchsorted(values, at + 1e-6, side="right")) / len(values)


def _end(values: NDArray[np.float64]) -> float:
    return float(np.quantile(values, 1 - TAIL))


def _survival_figure(scenario: Scenario, waits: dict[str, NDArray[np.float64]], rules: list[float]) -> go.Figure:
    import plotly.graph_objects as go

    colour = scenario_colours(scenario)
    end = max([*(_end(values) for values in waits.values()), 1.5 * max(rules)])
    minutes = end > 300
    unit, size = ("min", 60.0) if minutes else ("s", 1.0)
    figure = panels([f"<b>still waiting</b>  {_key(list(waits), colour)}"], [260], shared=False)
    moments = np.linspace(0, end, POINTS)
    for place, (name, values) in enumerate(waits.items()):
        figure.add_trace(
            go.Scatter(
                x=moments / size,
                y=[100 * _beyond(values, float(at)) for at in moments],
                mode="lines+markers",
                line={"color": colour[name], "width": 2.5, "dash": DASHES[place % len(DASHES)]},
                marker={"symbol": SYMBOLS[place % len(SYMBOLS)][0], "size": 8, "maxdisplayed": 8},
                name=name,
                text=[words.duration(float(at)) for at in moments],
                hovertemplate=f"{name}: %{{y:.1f}}\u202f% wait longer than %{{text}}<extra></extra>",
            )
        )
    for place, within in enumerate(rules):
        figure.add_vline(
            x=within / size,
            line_dash="dash",
            line_width=1.5,
            annotation_text=words.duration(within),
            annotation_position="top left" if place == 0 and len(rules) > 1 else "top right",
            annotation_yshift=-16 * max(place - 1, 0),
            annotation_font_size=12,
        )
    value_axis(figure, 1, unit="%")
    figure.update_xaxes(ticksuffix=f"\u202f{unit}", range=[0, end / size], fixedrange=True, nticks=8)
    return figure
