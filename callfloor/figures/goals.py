"""Do we reach the targets, and when not? One panel a target, over the calendar.

The line is the measure in each interval with its 95 % band, the rule is what is asked. A period in which the target is
missed (as `sim/targets.py` judges it: this file does not judge) is tinted, and its intervals carry a diamond in place of
a dot. A centre without targets is shown by the answer rate of its queues within 20 s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.look import BLUE, MISSED, faint, scenario_colours
from callfloor.figures.panels import common_hour_range, panels, square, time_axis, tint, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Line, Reading, edges, middles, spans, stretches, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import plotly.graph_objects as go

    from sim.targets import Verdict

NAME, TITLE = "targets", "Do we reach the targets, and when not?"
EXACT = " Shares of each interval are computed exactly, not simulated."
UNASKED = "How many are answered in time, and when not?"
STANDARD = 20.0  # s
SHARES = ("answer_rate", "abandonment", "occupancy")
RULE_MARGIN = 58  # px for the label of a rule
FLOORS = ("answer_rate",)  # at least; every other target is a ceiling


@dataclass(frozen=True)
class Goal:
    """What one panel shows: a measure over the calendar, and what is asked of it if anything is."""

    scope: str
    name: str
    measure: str
    line: Line
    whole: float | None
    within: float | None
    asked: float | None
    verdict: Verdict | None

    @property
    def what(self) -> str:
        """What is measured, in words: `answered within 15 s`."""
        within = f"answered within {words.duration(self.within)}"
        return {"answer_rate": within, "abandonment": "abandoned", "mean_wait": "mean wait"}.get(
            self.measure, self.measure
        )

    @property
    def label(self) -> str:
        """What is measured of whom, and how often: `vip: answered within 15 s, each hour`."""
        each = (
            "" if self.verdict is None or self.verdict.target.per == "horizon" else f", each {self.verdict.target.per}"
        )
        return f"{self.name}: {self.what}{each}"

    def said(self, value: float | None) -> str:
        """A value of the measure in its unit."""
        return words.share(value) if self.measure in SHARES else words.duration(value)

    def missed(self, intervals: int) -> list[bool]:
        """Intervals in a period that misses the target; none for a target of the whole horizon."""
        flags = [False] * intervals
        if self.verdict is None or self.verdict.target.per == "horizon":
            return flags
        for period in self.verdict.periods:
            if not period.met and period.skipped is None:
                for place in range(period.first, period.last + 1):
                    flags[place] = True
        return flags


def goals(reading: Reading, exact: tuple[Verdict, ...] | None = None) -> Picture:
    """The targets over the calendar; `exact` are verdicts computed without chance, which then stand for the simulated ones."""
    verdicts = reading.results.verdicts if exact is None else exact
    every = [_of_verdict(reading, one, exact=exact is not None) for one in verdicts]
    every = every or [_unasked(reading, name) for name in reading.scenario.queues]
    shown = [goal for goal in every if goal.line.known]
    if not shown:
        return nothing_to_draw(NAME, TITLE, "Nothing was offered to any queue, so there is no answer rate.")
    title = TITLE if verdicts else UNASKED
    caption = _caption(reading, shown) + (EXACT if exact is not None else "")
    return Picture(NAME, title, caption, _figure(reading, shown), _table(reading, shown))


def asked_in_words(verdict: Verdict) -> str:
    """What a target asks, in words: `at least 90 % within 15 s, in each interval, on 90 % of days`."""
    target = verdict.target
    bound = "at least" if target.measure in FLOORS else "at most"
    asked = words.share(target.asked) if target.measure in SHARES else words.duration(target.asked)
    text = f"{bound} {asked}"
    if target.within is not None:
        text += f" within {words.duration(target.within)}"
    text += " over the whole horizon" if target.per == "horizon" else f" in each {target.per}"
    if target.confidence is not None:
        text += f" on {words.share(target.confidence)} of days"
    return text


def _of_verdict(reading: Reading, verdict: Verdict, *, exact: bool) -> Goal:
    target = verdict.target
    where = (target.measure, target.scope, target.of_what)
    within = target.within if target.measure == "answer_rate" else None
    line = reading.line(*where, within=within, of=target.of)
    if exact and target.per == "interval":
        reached = tuple(period.reached for period in verdict.periods)
        line = Line(reached, reached, reached)
    whole = reading.value(*where, within=within, of=target.of)
    return Goal(
        target.scope, target.of_what or target.scope, target.measure, line, whole, within, target.asked, verdict
    )


def _unasked(reading: Reading, queue: str) -> Goal:
    """The answer rate of a queue for which nothing is asked."""
    line = reading.line("answer_rate", "queue", queue, within=STANDARD)
    whole = reading.value("answer_rate", "queue", queue, within=STANDARD)
    return Goal("queue", queue, "answer_rate", line, whole, STANDARD, None, None)


def _caption(reading: Reading, shown: Sequence[Goal]) -> str:
    if shown[0].verdict is None:
        return (
            "No target is set. "
            + "; ".join(f"{goal.name}: {goal.said(goal.whole)} {goal.what}" for goal in shown)
            + "."
        )
    lines = [_miss(reading, goal, goal.verdict) for goal in shown if goal.verdict is not None and not goal.verdict.met]
    if not lines:
        return "Every target is met in every period that it names."
    return "; ".join(lines) + ". Tinted: the target is missed there."


def _miss(reading: Reading, goal: Goal, verdict: Verdict) -> str:
    """Say where a target is missed: `vip: 97.7 % answered within 15 s overall, 90 % asked each interval, missed from ...`."""
    per = verdict.target.per
    when = told(reading.scenario, goal.missed(reading.scenario.calendar.intervals))
    each = "" if per == "horizon" else f" each {per}"
    where = f" from {when}" if when else ""
    return (
        f"{goal.name}: {goal.said(goal.whole)} {goal.what} overall, {goal.said(goal.asked)} asked{each}, missed{where}"
    )


def _table(reading: Reading, shown: Sequence[Goal]) -> Table:
    columns = ["interval"]
    for goal in shown:
        columns += [goal.label, "95 % limits", "met"]
    rows = []
    missed = [goal.missed(reading.scenario.calendar.intervals) for goal in shown]
    for place, span in enumerate(spans(reading.scenario)):
        row = [span]
        for goal, flags in zip(shown, missed, strict=True):
            show = "share" if goal.measure in SHARES else "duration"
            row += [
                goal.said(goal.line.mean[place]),
                words.limits(goal.line.low[place], goal.line.high[place], show),
                "missed" if flags[place] else "",
            ]
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def _figure(reading: Reading, shown: Sequence[Goal]) -> go.Figure:
    scenario, colour = reading.scenario, scenario_colours(reading.scenario)
    headings = [_heading(goal, colour.get(goal.name, BLUE)) for goal in shown]
    figure = panels(headings, [170 if len(shown) <= 3 else 120] * len(shown))
    for row, goal in enumerate(shown, start=1):
        _panel(figure, row, goal, colour.get(goal.name, BLUE), reading)
    active = [any(goal.line.mean[place] is not None for goal in shown) for place in range(scenario.calendar.intervals)]
    first, last = common_hour_range(scenario, active)
    time_axis(figure, scenario, edges(scenario)[first], edges(scenario)[last])
    if any(goal.asked is not None for goal in shown):
        figure.update_layout(margin_r=RULE_MARGIN)
    return figure


def _heading(goal: Goal, colour: str) -> str:
    """Name, verdict, measure: short enough for a phone, and what matters most first."""
    name, what = f"{square(colour)} <b>{goal.name}</b>", goal.label.removeprefix(f"{goal.name}: ")
    what = what.replace("answered within", "within")
    if goal.verdict is None:
        return f"{name}: {what}"
    return f"{name} {'met' if goal.verdict.met else square(MISSED, '◆') + ' missed'}: {what}"


def _panel(figure: go.Figure, row: int, goal: Goal, colour: str, reading: Reading) -> None:
    import plotly.graph_objects as go

    scenario = reading.scenario
    scale = 100.0 if goal.measure in SHARES else 1.0
    at = middles(scenario)
    missed = goal.missed(scenario.calendar.intervals)
    for start, end in stretches(scenario, missed):
        tint(figure, row, start, end)
    for part in _unbroken(goal.line):
        figure.add_trace(_band(at, goal.line, part, scale, colour), row=row, col=1)
    figure.add_trace(
        go.Scatter(
            x=at,
            y=[None if value is None else value * scale for value in goal.line.mean],
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={
                "symbol": ["diamond" if flag else "circle" for flag in missed],
                "size": [10 if flag else 5 for flag in missed],
                "color": [MISSED if flag else colour for flag in missed],
            },
            name=goal.name,
            text=[
                f"{goal.said(value)}{', missed' if flag else ''}"
                for value, flag in zip(goal.line.mean, missed, strict=True)
            ],
            hovertemplate="%{text}",
        ),
        row=row,
        col=1,
    )
    _rule(figure, row, goal, scale)
    low, high = _range(goal, scale)
    value_axis(figure, row, unit="%" if goal.measure in SHARES else "s", low=low, high=high)


def _unbroken(line: Line) -> list[range]:
    """Runs of intervals whose limits are known: a band may not bridge a closed hour."""
    runs: list[range] = []
    for place, (low, high) in enumerate(zip(line.low, line.high, strict=True)):
        if low is None or high is None:
            continue
        if runs and runs[-1].stop == place:
            runs[-1] = range(runs[-1].start, place + 1)
        else:
            runs.append(range(place, place + 1))
    return runs


def _band(at: Sequence[datetime], line: Line, part: range, scale: float, colour: str) -> go.Scatter:
    import plotly.graph_objects as go

    there, back = list(part), list(reversed(part))
    return go.Scatter(
        x=[at[place] for place in there + back],
        y=[(line.high[place] or 0) * scale for place in there] + [(line.low[place] or 0) * scale for place in back],
        fill="toself",
        fillcolor=faint(colour, 0.25),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def _rule(figure: go.Figure, row: int, goal: Goal, scale: float) -> None:
    """The target as a rule, labelled in the margin, where no line can run through the label."""
    if goal.asked is None:
        return
    figure.add_hline(y=goal.asked * scale, line_dash="dash", line_width=1.5, row=row, col=1)
    place = "" if row == 1 else str(row)
    figure.add_annotation(
        text=f"{'≥' if goal.measure in FLOORS else '≤'} {goal.said(goal.asked)}",
        x=1,
        y=goal.asked * scale,
        xref=f"x{place} domain",
        yref=f"y{place}",
        xanchor="left",
        xshift=3,
        font={"size": 12},
        showarrow=False,
    )


def _range(goal: Goal, scale: float) -> tuple[float, float | None]:
    values = [value * scale for line in (goal.line.low, goal.line.mean) for value in line if value is not None]
    asked = [] if goal.asked is None else [goal.asked * scale]
    if goal.measure == "answer_rate":
        return max(0.0, 10 * (min(values + asked) // 10) - 10), 102.0
    return 0.0, None
