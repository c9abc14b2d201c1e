"""Does the simulated day behave as the recorded one did?

A calibrated scenario brings the figures of the days that it was made from. Each is drawn by hour beside the simulated one,
with the band in which chance alone would put the recorded figure 95 times in 100; a diamond marks an hour outside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.look import BLUE, MISSED, faint
from callfloor.figures.panels import panels, square, time_axis, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import moment
from callfloor.language import later, plural, say

if TYPE_CHECKING:
    from datetime import datetime

    import plotly.graph_objects as go

    from scenarios.schema import Scenario
    from sim.against_actual import Comparison
    from sim.experiment import Results

NAME, TITLE = "actual", later("Does the simulation behave as the recorded days did?")
DAY = "day"
CENTRE = "centre"
SIGN = later("In the table a plus says that the recorded figure is the larger, in standard errors of the difference.")
SHOWN = {
    "offered": (later("offered"), "number", later("contacts an hour")),
    "answer_rate": (later("answered"), "share", later("of the offered")),
    "answered_within_20_s": (later("answered within 20 s"), "share", later("of the offered")),
    "abandonment": (later("abandoned"), "share", later("of the offered")),
    "mean_wait": (later("mean wait"), "duration", later("of the answered")),
    "occupancy": (later("occupancy"), "share", later("of the time staffed")),
}
DRAWN = ("offered", "answered_within_20_s", "abandonment", "mean_wait", "occupancy")


def against_actual(results: Results) -> list[Picture]:
    """The chart and the table, if the scenario's folder holds the recorded figures (`actual.csv`)."""
    if actual_file(results.scenario) is None:
        return []
    found = _compared(results)
    if not found:
        return [
            nothing_to_draw(NAME, TITLE, later("The recorded figures have no hour in common with the simulated day."))
        ]
    ordered = sorted(found, key=lambda one: (list(SHOWN).index(one.measure), one.period != DAY, one.period))
    columns = (
        "measure",
        "period",
        "recorded",
        "simulated||beside the recorded",
        "95 % of such days",
        "standard errors apart",
    )
    table = Table((*map(say, map(later, columns)), ""), tuple(_row(one) for one in ordered), labels=2)
    return [Picture(NAME, say(TITLE), _caption(ordered), _figure(results.scenario, ordered), table)]


def actual_file(scenario: Scenario) -> Path | None:
    """The recorded figures beside the scenario, if there are any."""
    path = None if scenario.folder is None else scenario.folder / "actual.csv"
    return path if path is not None and path.is_file() else None


def _compared(results: Results) -> tuple[Comparison, ...]:
    """The figures of the whole centre; those of contact types are on the calibration page."""
    return tuple(one for one in compared(results) if one.scope == CENTRE)


def compared(results: Results) -> tuple[Comparison, ...]:
    """Every recorded figure beside the simulated one."""
    from sim.against_actual import compare_with_actual, read_actual

    path = actual_file(results.scenario)
    return () if path is None else compare_with_actual(read_actual(path), results)


def _row(one: Comparison) -> tuple[str, ...]:
    name, show, of = SHOWN[one.measure]
    apart = words.NOTHING if one.standard_errors is None else words.signed(one.standard_errors)
    return (
        say("{measure}, {whom}", measure=say(name), whom=say(of)),
        say("day") if one.period == DAY else one.period,
        words.styled(one.actual, show),
        words.styled(one.simulated, show),
        words.limits(*_possible(one, show), show),
        apart,
        say("outside") if one.agrees is False else "",
    )


def _possible(one: Comparison, show: str) -> tuple[float | None, float | None]:
    """The limits, cut to what the measure can be: no share is below 0 or above 1."""
    if one.low is None or one.high is None:
        return None, None
    return max(one.low, 0.0), min(one.high, 1.0) if show == "share" else one.high


def by_hour(results: Results) -> Table:
    """One row an hour: recorded / simulated, and how many standard errors lie between."""
    found = _compared(results)
    names = [name for name in SHOWN if any(one.measure == name for one in found)]
    cells = {(one.period, one.measure): one for one in found}
    periods = sorted({one.period for one in found}, key=lambda period: (period != DAY, period))
    rows = tuple(
        (say("day") if period == DAY else period, *(_cell(cells.get((period, name))) for name in names))
        for period in periods
    )
    columns = (say("recorded / simulated (standard errors apart)"), *(say(SHOWN[name][0]) for name in names))
    return Table(columns, rows)


def _cell(one: Comparison | None) -> str:
    if one is None:
        return words.NOTHING
    show = SHOWN[one.measure][1]
    apart = "" if one.standard_errors is None else f" ({words.signed(round(one.standard_errors, 1))})"
    mark = "* " if one.agrees is False else ""
    return f"{mark}{words.styled(one.actual, show)} / {words.styled(one.simulated, show)}{apart}"


def _caption(found: Sequence[Comparison]) -> str:
    known = [one for one in found if one.agrees is not None]
    if not known:
        return say("Recorded and simulated figures side by side; with one recorded day, chance cannot be told apart.")
    inside = sum(one.agrees is True for one in known)
    whole = [one for one in known if one.period == DAY and one.agrees is False]
    hours = _hours(known)
    more = [*([hours] if hours else []), _caution(known), say(SIGN)]
    if not whole:
        said = say(
            "{inside} of {all} figures agree with the recorded days within 95 % limits, and so do all figures of the whole day.",
            inside=inside, all=len(known),
        )  # fmt: skip
        return words.told_in_turn([said, *more])
    parts = [
        say(
            "{measure} (recorded {actual}, simulated {simulated})",
            measure=say(SHOWN[one.measure][0]), actual=words.styled(one.actual, SHOWN[one.measure][1]),
            simulated=words.styled(one.simulated, SHOWN[one.measure][1]),
        )
        for one in whole
    ]  # fmt: skip
    said = say(
        "{inside} of {all} figures agree with the recorded days within 95 % limits. Outside over the whole day: {figures}.",
        inside=inside, all=len(known), figures=words.listed(parts),
    )  # fmt: skip
    return words.told_in_turn([said, *more])


def _hours(known: Sequence[Comparison]) -> str:
    """Name the hours that are not reproduced, each with its figures: those of one hour hang together."""
    outside: dict[str, list[str]] = {}
    for one in sorted(known, key=lambda one: one.period):
        if one.period != DAY and one.agrees is False:
            outside.setdefault(one.period, []).append(say(SHOWN[one.measure][0]))
    said = [say("{value} ({limits})", value=hour, limits=say(", ").join(names)) for hour, names in outside.items()]
    return (
        say("Not reproduced: {hours}; the figures of one hour hang together.", hours=words.listed(said)) if said else ""
    )


def _caution(known: Sequence[Comparison]) -> str:
    """How much the agreement is worth."""
    days = max(one.days for one in known)
    return plural(
        "The limits are those of {n} recorded day: the fewer the days, the more agrees.",
        "The limits are those of {n} recorded days: the fewer the days, the more agrees.",
        days,
    )


def _figure(scenario: Scenario, found: Sequence[Comparison]) -> go.Figure | None:
    hourly = {name: [one for one in found if one.measure == name and one.period != DAY] for name in DRAWN}
    hourly = {name: rows for name, rows in hourly.items() if rows}
    if not hourly:
        return None
    headings = [
        say("{measure}, {whom}", measure=f"<b>{say(SHOWN[name][0])}</b>", whom=say(SHOWN[name][2])) for name in hourly
    ]
    key = say("━ simulated, {dot} recorded ({mark} outside)", dot=square(MISSED, "●"), mark=square(MISSED, "◆"))
    headings[0] += f"   {key}"
    figure = panels(headings, [130] * len(hourly))
    for row, (name, rows) in enumerate(hourly.items(), start=1):
        _panel(figure, row, scenario, name, rows)
    hours = sorted(one.period for rows in hourly.values() for one in rows)
    time_axis(figure, scenario, _hour(scenario, hours[0]), _hour(scenario, hours[-1]) + timedelta(hours=1))
    return figure


def _hour(scenario: Scenario, period: str) -> datetime:
    return moment(scenario, 3600.0 * int(period[:2]))


def _panel(figure: go.Figure, row: int, scenario: Scenario, name: str, rows: Sequence[Comparison]) -> None:
    import plotly.graph_objects as go

    show = SHOWN[name][1]
    scale = 100.0 if show == "share" else 1.0
    at = [_hour(scenario, one.period) + timedelta(minutes=30) for one in rows]
    banded = [(when, *_possible(one, show)) for when, one in zip(at, rows, strict=True) if one.low is not None]
    figure.add_trace(
        go.Scatter(
            x=[when for when, _, _ in banded] + [when for when, _, _ in reversed(banded)],
            y=[(high or 0) * scale for _, _, high in banded] + [(low or 0) * scale for _, low, _ in reversed(banded)],
            fill="toself", fillcolor=faint(BLUE, 0.25), line={"width": 0}, mode="lines", hoverinfo="skip",
        ),
        row=row, col=1,
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=at, y=[one.simulated * scale for one in rows], mode="lines", line={"width": 2, "color": BLUE},
            name=say("simulated||beside the recorded"), text=[words.styled(one.simulated, show) for one in rows], hovertemplate="%{text}",
        ),
        row=row, col=1,
    )  # fmt: skip
    outside = [one.agrees is False for one in rows]
    figure.add_trace(
        go.Scatter(
            x=at, y=[one.actual * scale for one in rows], mode="markers", name=say("recorded"),
            marker={
                "color": MISSED,
                "symbol": ["diamond" if flag else "circle" for flag in outside],
                "size": [11 if flag else 7 for flag in outside],
            },
            text=[words.styled(one.actual, show) for one in rows], hovertemplate="%{text}",
        ),
        row=row, col=1,
    )  # fmt: skip
    value_axis(figure, row, unit={"share": "%", "duration": words.unit_word("s")}.get(show, ""))
