"""What happened on the day, and when nobody could come: events as labelled bars above a chart, closed hours greyed behind it.

Every chart over the calendar shows the same strip: one lane an event, its name and hours at the left, a bar where it is at work,
and dotted lines through the panels where it begins and ends. An event of every day has one lane and many bars. A panel is
greyed where everything it shows is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from callfloor import words
from callfloor.figures.look import GREY, faint
from callfloor.figures.reading import moment
from callfloor.language import say
from scenarios.events import OnCall
from scenarios.ways import reached

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.events import Event, Spell
    from scenarios.schema import Scenario

LANE = 20  # px
MOST_LANES = 8
MOST_LINES = 40  # dotted lines through the panels; more would hide them
NAMED = 2  # of what an event is about, on its lane

Spans = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Lane:
    """One event: what it does in words, and the spans (s) during which it is at work."""

    text: str
    spans: tuple[tuple[float, float], ...]


def lanes(scenario: Scenario) -> tuple[Lane, ...]:
    """The scenario's events in the file's order, each with when it is at work."""
    spans: dict[int, set[tuple[float, float]]] = {}
    for spell in _spells(scenario):
        spans.setdefault(spell.event, set()).add((spell.begins, spell.ends))
    return tuple(
        Lane(_text(scenario, place, sorted(spans[place])), tuple(sorted(spans[place]))) for place in sorted(spans)
    )


def _spells(scenario: Scenario) -> list[Spell[Any]]:
    return [
        *scenario.spells("call_in"),
        *(spell for kind in ("surge", "outage", "absence", "reinforce") for spell in scenario.spells(kind)),
    ]


def _text(scenario: Scenario, place: int, spans: Spans) -> str:
    event = scenario.events[place]
    begins, ends = (words.clock(moment(scenario, at)) for at in spans[0])
    dated = scenario.calendar.days > 1
    if dated and event.at.day:
        day = words.weekday(moment(scenario, spans[0][0]), short=True)
        return say("{event}, {day} {begins}–{ends}", event=what(event), day=day, begins=begins, ends=ends)
    if dated:
        return say("{event}, daily {begins}–{ends}", event=what(event), begins=begins, ends=ends)
    return say("{event}, {begins}–{ends}", event=what(event), begins=begins, ends=ends)


def what(event: Event) -> str:
    """What an event does, in a few words: `▲ surge customer ×1.3`."""
    if event.call_in is not None:
        return say(
            "▲ call-in {whom}",
            whom=_few([f"{name} {words.count(one.contacts)}" for name, one in event.call_in.items()]),
        )
    if event.surge is not None:
        whom = _few([f"{name} ×{words.number(factor)}" for name, factor in event.surge.items()])
        return say("▲ surge {whom}" if max(event.surge.values()) >= 1 else "▼ lull {whom}", whom=whom)
    if event.reinforce is not None:
        return say(
            "+ called in {whom}", whom=_few([f"{name} {_people(more)}" for name, more in event.reinforce.items()])
        )
    if event.outage is not None:
        parts = ["IVR" if name == "ivr" else f"{name} {words.share(part)}" for name, part in event.outage.items()]
        return say("✕ out of order: {what}", what=_few(parts))
    parts = [f"{name} {words.share(part)}" for name, part in (event.absence or {}).items()]
    return say("✕ absent: {whom}", whom=_few(parts))


def _people(more: OnCall | int) -> str:
    return say("up to {count}", count=words.number(more.up_to)) if isinstance(more, OnCall) else words.number(more)


def _few(parts: Sequence[str]) -> str:
    more = [say("{count} more", count=len(parts) - NAMED)] if len(parts) > NAMED else []
    return say(", ").join([*parts[:NAMED], *more])


def draw_events(figure: go.Figure, scenario: Scenario, first: datetime, last: datetime) -> None:
    """Put the strip of events above the first panel, and dotted lines through all of them."""
    found = _inside(scenario, lanes(scenario), first, last)
    if not found:
        return
    shown = found[: MOST_LANES if len(found) <= MOST_LANES else MOST_LANES - 1]
    margin, height = figure.layout.margin, figure.layout.height
    inner, rows = height - margin.t - margin.b, len(shown) + (len(shown) < len(found))
    strip = LANE * rows + 4
    for place, lane in enumerate(shown):
        low = 1 + (margin.t + strip - LANE * (place + 1)) / inner
        _lane(figure, scenario, lane, (low, LANE / inner), (first, last))
    if len(shown) < len(found):
        _name(figure, say("and {count} more events", count=len(found) - len(shown)), 1 + margin.t / inner)
    figure.update_layout(margin_t=margin.t + strip, height=height + strip)
    edges = {at for lane in found for span in lane.spans for at in span}
    if len(edges) <= MOST_LINES:
        _dotted(figure, scenario, edges, first, last)


def _inside(scenario: Scenario, found: Iterable[Lane], first: datetime, last: datetime) -> list[Lane]:
    """Lanes of which anything is at work in the time that is shown."""
    return [
        lane
        for lane in found
        if any(moment(scenario, begins) < last and moment(scenario, ends) > first for begins, ends in lane.spans)
    ]


def _lane(
    figure: go.Figure, scenario: Scenario, lane: Lane, place: tuple[float, float], shown: tuple[datetime, datetime]
) -> None:
    low, height = place
    for begins, ends in lane.spans:
        start, end = max(moment(scenario, begins), shown[0]), min(moment(scenario, ends), shown[1])
        if start < end:
            figure.add_shape(
                type="rect", x0=start, x1=end, xref="x", y0=low + 0.1 * height, y1=low + 0.9 * height, yref="paper",
                fillcolor=faint(GREY, 0.45), line_width=0, layer="below",
            )  # fmt: skip
    _name(figure, lane.text, low)


def _name(figure: go.Figure, text: str, low: float) -> None:
    figure.add_annotation(
        text=text, x=0, xref="paper", xanchor="left", y=low, yref="paper", yanchor="bottom", font={"size": 12},
        showarrow=False,
    )  # fmt: skip


def _dotted(figure: go.Figure, scenario: Scenario, edges: Iterable[float], first: datetime, last: datetime) -> None:
    axes = sorted({trace.xaxis or "x" for trace in figure.data})
    for at in sorted(edges):
        when = moment(scenario, at)
        if first < when < last:
            for axis in axes:
                figure.add_shape(
                    type="line", x0=when, x1=when, xref=axis, y0=0, y1=1, yref=f"y{axis.removeprefix('x')} domain",
                    line={"dash": "dot", "width": 1, "color": GREY}, layer="below",
                )  # fmt: skip


def closed(scenario: Scenario, queues: Iterable[str]) -> list[tuple[float, float]]:
    """Spans (s) in which every one of the queues is closed."""
    open_spans = sorted(span for name in set(queues) for span in scenario.open_spans(name))
    found, at = [], 0.0
    for begins, ends in open_spans:
        if begins > at:
            found.append((at, begins))
        at = max(at, ends)
    if at < scenario.calendar.horizon:
        found.append((at, scenario.calendar.horizon))
    return found


def queues_about(scenario: Scenario, scope: str, name: str) -> set[str]:
    """The queues that a name stands for: itself, those that a type comes to, that a group serves, or all."""
    if scope == "queue":
        return {name}
    if scope == "contact_type":
        return set(reached(scenario, name)) & set(scenario.queues)
    if scope == "agent_group":
        return set(scenario.agent_groups[name].skills)
    return set(scenario.queues)


def grey_closed(figure: go.Figure, scenario: Scenario, row: int, queues: Iterable[str]) -> None:
    """Grey a panel where all that it shows is closed."""
    place = "" if row == 1 else str(row)
    for begins, ends in closed(scenario, queues):
        figure.add_shape(
            type="rect", x0=moment(scenario, begins), x1=moment(scenario, ends), xref=f"x{place}", y0=0, y1=1,
            yref=f"y{place} domain", fillcolor=faint(GREY, 0.22), line_width=0, layer="below",
        )  # fmt: skip


def closed_words(scenario: Scenario, panels: Iterable[Iterable[str]]) -> str:
    """` Grey: closed.` if any panel, each given by the queues that it shows, is ever greyed."""
    return say(" Grey: closed.") if any(closed(scenario, queues) for queues in panels) else ""
