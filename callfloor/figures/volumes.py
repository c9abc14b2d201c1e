"""How many contacts ask for a person, when, and how many go away without an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.choice import foremost, others
from callfloor.figures.events import closed_words, grey_closed, queues_about
from callfloor.figures.look import MISSED, hatched, scenario_colours
from callfloor.figures.panels import common_hour_range, panels, square, time_axis, value_axis
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Line, Reading, edges, middles, spans
from callfloor.language import later, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAME, TITLE = "volumes", later("How many contacts ask for a person?")


def volumes(reading: Reading) -> Picture:
    """Offered contacts by interval and contact type: answered plain, not answered hatched on top."""
    scenario = reading.scenario
    offered = {name: reading.line("offered", "contact_type", name) for name in scenario.contact_types}
    answered = {name: reading.line("answered", "contact_type", name) for name in scenario.contact_types}
    total = [sum(line.mean[place] or 0 for line in offered.values()) for place in range(scenario.calendar.intervals)]
    if not any(total):
        return nothing_to_draw(NAME, TITLE, later("No contact asked for a person in any of the simulated days."))
    table = Table(
        (say("interval"), *(f"{name} {what}" for name in offered for what in (say("offered"), say("answered")))),
        tuple(
            (span, *(words.count(line.mean[place]) for name in offered for line in (offered[name], answered[name])))
            for place, span in enumerate(spans(scenario))
        ),
    )
    shown = foremost({name: reading.value("offered", "contact_type", name) or 0.0 for name in offered})
    caption = _caption(reading, total) + others(list(offered), shown, later("with most contacts"))
    figure = _figure(reading, {name: offered[name] for name in shown}, answered, total)
    return Picture(NAME, say(TITLE), caption, figure, table)


def _caption(reading: Reading, total: list[float]) -> str:
    scenario = reading.scenario
    peak = max(range(len(total)), key=total.__getitem__)
    asked, answered = reading.value("offered", "centre"), reading.value("answered", "centre")
    lost = (
        ""
        if not asked or answered is None
        else say(" {share} of them are not answered.", share=words.share(1 - answered / asked))
    )
    return (
        say(
            "{count} contacts ask for a person each day, most from {when} ({most} in {time})."
            if scenario.calendar.days == 1
            else "{count} contacts ask for a person in {days} days, most from {when} ({most} in {time}).",
            count=words.count(sum(total)),
            days=scenario.calendar.days,
            when=spans(scenario)[peak],
            most=words.count(total[peak]),
            time=words.duration(scenario.calendar.interval),
        )
        + lost
        + closed_words(scenario, [queues_about(scenario, "contact_type", name) for name in scenario.contact_types])
    )


def _figure(reading: Reading, offered: dict[str, Line], answered: dict[str, Line], total: list[float]) -> go.Figure:
    import plotly.graph_objects as go

    scenario, colour = reading.scenario, scenario_colours(reading.scenario)
    headings = []
    for name in offered:
        asked, lost = reading.value("offered", "contact_type", name), _lost(reading, name)
        headings.append(
            say(
                "{mark} <b>{name}</b>: {count} offered, {other} {lost} not answered",
                mark=square(colour[name]),
                name=name,
                count=words.count(asked),
                other=square(MISSED, "▨"),
                lost=words.count(lost),
            )
        )
    figure = panels(headings, [150] * len(offered))
    shared = {"width": scenario.calendar.interval * 1000, "hovertemplate": "%{y:,.3~r}"}
    for row, name in enumerate(offered, start=1):
        grey_closed(figure, scenario, row, queues_about(scenario, "contact_type", name))
        served = [value or 0 for value in answered[name].mean]
        away = [max((value or 0) - got, 0) for value, got in zip(offered[name].mean, served, strict=True)]
        for values, label, marker in (
            (served, say("answered"), {"color": colour[name], "line": {"width": 0}}),
            (away, say("not answered"), hatched()),
        ):
            bar = go.Bar(x=middles(scenario), y=values, name=f"{name} {label}", marker=marker, **shared)
            figure.add_trace(bar, row=row, col=1)
        value_axis(figure, row)
    figure.update_layout(barmode="stack")
    first, last = common_hour_range(scenario, [value > 0 for value in total])
    time_axis(figure, scenario, edges(scenario)[first], edges(scenario)[last])
    return figure


def _lost(reading: Reading, name: str) -> float | None:
    asked, answered = (reading.value(what, "contact_type", name) for what in ("offered", "answered"))
    return None if asked is None or answered is None else asked - answered
