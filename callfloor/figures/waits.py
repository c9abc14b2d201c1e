"""How long people wait: the share still waiting after so long, one curve a queue.

People and work are drawn apart: who is on the line waits seconds or minutes, a work order waits hours, and on one axis neither
could be read. The rules are what is asked: answered within so long, or the deadline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from callfloor import words
from callfloor.figures.choice import MOST, TOLD, foremost, others
from callfloor.figures.look import scenario_colours
from callfloor.figures.panels import DASHES, SYMBOLS, key, panels, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Reading
from callfloor.language import later, say
from sim.sums.waits import Ascending, pooled

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.schema import Scenario

NAME, TITLE = "waits", later("How long do people wait?")
SHOWN = (0.0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 3600)
HOURS = tuple(3600.0 * hours for hours in (0, 0.5, 1, 2, 4, 8, 12, 24, 36, 48, 72, 96, 120, 168, 240, 336))
POINTS = 241  # of a survival curve
TAIL = 0.005  # the curve is drawn until so few are left
STANDARD = 20.0  # s


@dataclass(frozen=True)
class Curves:
    """One panel: queues with their waits (s, ascending), and the waits that are asked for."""

    heading: str
    waits: dict[str, Ascending]
    rules: tuple[float, ...]
    shown: tuple[float, ...]

    @property
    def end(self) -> float:
        """Where the axis ends (s): when hardly anybody is left, and past the rules that anybody comes near."""
        longest = max(values.at_share(1 - TAIL) for values in self.waits.values())
        near = [rule for rule in self.rules if rule <= 4 * max(longest, 1.0)] or list(self.rules[:1])
        return max(longest, *(1.5 * rule for rule in near), 1.0) if near else max(longest, 1.0)

    @property
    def unit(self) -> tuple[str, float]:
        """What the axis is written in, and how many seconds that is."""
        return ("s", 1.0) if self.end <= 300 else ("min", 60.0) if self.end <= 7200 else ("h", 3600.0)

    def worst(self, most: int) -> Curves:
        """The same of the queues where the most wait longer than the first rule."""
        at = self.rules[0] if self.rules else 0.0
        chosen = foremost({name: values.beyond(at) for name, values in self.waits.items()}, most)
        return replace(self, waits={name: self.waits[name] for name in chosen})


def survival(reading: Reading) -> Picture:
    """Share of the answered still waiting after t, with the targets' thresholds and the deadlines as rules."""
    found = [curves for curves in (_people(reading), _work(reading)) if curves.waits]
    if not found:
        return nothing_to_draw(NAME, TITLE, later("Nobody was answered, so there is no wait to show."))
    rows = tuple(row for curves in found for row in _rows(curves))
    table = Table((say("queue"), say("longer than"), say("of the answered")), rows, labels=2)
    caption = _caption(reading.scenario, [curves.worst(TOLD) for curves in found])
    shown = [curves.worst(MOST) for curves in found]
    caption += others([*_names(found)], [*_names(shown)], later("where most wait long"))
    return Picture(NAME, say(TITLE), caption, _figure(reading.scenario, shown), table)


def _names(found: list[Curves]) -> list[str]:
    return [name for curves in found for name in curves.waits]


def _known(reading: Reading, *, deferred: bool) -> dict[str, Ascending]:
    scenario, tallies = reading.scenario, reading.results.tallies
    names = [name for name in scenario.queues if scenario.deferred(name) is deferred]
    waits = {name: pooled(scenario, tallies, "queue", name) for name in names}
    return {name: values for name, values in waits.items() if len(values)}


def _people(reading: Reading) -> Curves:
    asked = {target.within for target in reading.scenario.targets if target.within is not None}
    return Curves(say("still waiting"), _known(reading, deferred=False), tuple(sorted(asked or {STANDARD})), SHOWN)


def _work(reading: Reading) -> Curves:
    known = _known(reading, deferred=True)
    due = {deadline.seconds for name in known if (deadline := reading.scenario.queues[name].deadline)}
    return Curves(say("work not yet begun"), known, tuple(sorted(at for at in due if at)), HOURS)


def _rows(curves: Curves) -> list[tuple[str, ...]]:
    """The curves as numbers: until hardly anybody is left."""
    return [
        (name, words.duration(at), words.share(values.beyond(at)))
        for name, values in curves.waits.items()
        for at in curves.shown
        if at <= curves.end
    ]


def _caption(scenario: Scenario, found: list[Curves]) -> str:
    said = []
    for curves in found:
        for name, values in curves.waits.items():
            rules = thresholds(scenario, name, curves.rules)
            work = scenario.deferred(name)
            longer = (
                "{share} of the work done of {name} waits longer than {time}"
                if work
                else "{share} of the answered of {name} waits longer than {time}"
            )
            said += [
                say(longer, share=words.share(values.beyond(at)), name=name, time=words.duration(at)) for at in rules
            ]
            if not rules:
                tenth = (
                    "one in ten of the work done of {name} waits longer than {time}"
                    if work
                    else "one in ten of the answered of {name} waits longer than {time}"
                )
                said.append(say(tenth, name=name, time=words.duration(values.at_share(0.9))))
    return words.chain(said)


def thresholds(scenario: Scenario, queue: str, rules: tuple[float, ...]) -> list[float]:
    """What is asked of this queue: its deadline; the thresholds that targets name for it, else the first of all."""
    if scenario.deferred(queue):
        deadline = scenario.queues[queue].deadline
        return [deadline.seconds] if deadline and deadline.seconds else []
    own = {target.within for target in scenario.targets if target.within is not None and target.of_what == queue}
    return sorted(own) or list(rules[:1])


def _figure(scenario: Scenario, found: list[Curves]) -> go.Figure:
    colour = scenario_colours(scenario)
    headings = [f"<b>{curves.heading}</b> {key(list(curves.waits), colour)}" for curves in found]
    figure = panels(headings, [260] * len(found), shared=False, spacing=72)
    for row, curves in enumerate(found, start=1):
        _panel(figure, row, curves, colour)
    return figure


def _panel(figure: go.Figure, row: int, curves: Curves, colour: dict[str, str]) -> None:
    import plotly.graph_objects as go

    unit, size = curves.unit
    moments = np.linspace(0, curves.end, POINTS)
    for place, (name, values) in enumerate(curves.waits.items()):
        curve = go.Scatter(
            x=moments / size,
            y=[100 * values.beyond(float(at)) for at in moments],
            mode="lines+markers",
            line={"color": colour[name], "width": 2.5, "dash": DASHES[place % len(DASHES)]},
            marker={"symbol": SYMBOLS[place % len(SYMBOLS)][0], "size": 8, "maxdisplayed": 8},
            name=name,
            text=[words.duration(float(at)) for at in moments],
            hovertemplate=say(
                "{name}: {share} wait longer than {time}", name=name, share="%{y:.1f}\u202f%", time="%{text}"
            )
            + "<extra></extra>",
        )
        figure.add_trace(curve, row=row, col=1)
    _rules(figure, row, curves)
    value_axis(figure, row, unit="%")
    figure.update_xaxes(
        row=row,
        col=1,
        ticksuffix=f"\u202f{words.unit_word(unit)}",
        range=[0, curves.end / size],
        fixedrange=True,
        nticks=8,
    )


def _rules(figure: go.Figure, row: int, curves: Curves) -> None:
    """The waits that are asked for; labels side by side would overlap, so each stands a line lower."""
    shown = [rule for rule in curves.rules if rule <= curves.end]
    for place, within in enumerate(shown):
        figure.add_vline(
            x=within / curves.unit[1],
            line_dash="dash",
            line_width=1.5,
            annotation_text=words.duration(within),
            annotation_position="top left" if place == 0 and len(shown) > 1 else "top right",
            annotation_yshift=-16 * max(place - 1, 0),
            annotation_font_size=12,
            row=row,
            col=1,
        )
