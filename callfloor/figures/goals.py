"""Do we reach the targets, and when not? One panel a target, over the calendar.

Every target is shown by its own periods as `sim/targets.py` judges them (this file does not judge): a point an interval or
an hour, one value for a day or the horizon. A centre without targets is shown by the answer rate of its queues within 20 s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures import judged
from callfloor.figures.asked import OF_EACH, Goal, Point
from callfloor.figures.choice import MOST, others
from callfloor.figures.events import closed_words, queues_about
from callfloor.figures.goal_panels import draw
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.figures.reading import Line, Reading, edges, told
from callfloor.language import later, say
from callfloor.language.below import retold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.schema import Scenario
    from sim.targets import Verdict

NAME, TITLE = "targets", later("Do we reach the targets, and when not?")
EXACT = later(" The values that targets judge are computed exactly, not simulated.")
UNASKED = later("How many are answered in time, and when not?")
STANDARD = 20.0  # s
MOST_DAYS = 3  # named in a sentence


def goals(reading: Reading, verdicts: tuple[Verdict, ...] | None = None, *, exact: bool = False) -> Picture:
    """The targets over the calendar; `verdicts` of a plan stand for the simulated ones, `exact` if they hold no chance."""
    verdicts = reading.results.verdicts if verdicts is None else verdicts
    every = [
        _of_verdict(reading, one, days) for one, days in zip(verdicts, judged.days_of(reading.results), strict=False)
    ]
    every = every or [_unasked(reading, name) for name in reading.scenario.queues]
    shown = [goal for goal in every if goal.line.known or any(point.value is not None for point in goal.points)]
    if not shown:
        return nothing_to_draw(NAME, say(TITLE), say("Nothing was offered to any queue, so there is no answer rate."))
    title = say(TITLE if verdicts else UNASKED)
    table = _table(reading.scenario, shown, exact=exact)
    worst = sorted(shown, key=lambda goal: -sum(point.missed for point in goal.points) / max(len(goal.judged), 1))[
        :MOST
    ]
    drawn = [goal for goal in shown if goal in worst]
    caption = _caption(reading.scenario, drawn) + (say(EXACT) if exact else "")
    caption += others([goal.label for goal in shown], [goal.label for goal in drawn], later("that are missed most"))
    return Picture(NAME, title, caption, draw(reading.scenario, drawn), table)


def _of_verdict(reading: Reading, verdict: Verdict, days: judged.Days) -> Goal:
    target = verdict.target
    found = [judged.figure(target, period, days) for period in verdict.periods]
    where = (target.measure, target.scope, target.of_what)
    within = target.within if target.measure == "answer_rate" else None
    points = tuple(
        Point(
            period.first,
            period.last,
            one.reached,
            one.low,
            one.high,
            missed=period.skipped is None and not period.met,
            skipped=period.skipped,
        )
        for period, one in zip(verdict.periods, found, strict=True)
    )
    whole = points[0].value if len(points) == 1 else reading.value(*where, within=within, of=target.of)
    line = reading.line(*where, within=within, of=target.of)
    if judged.of_days(target):
        whole, line = None if verdict.worst is None else verdict.worst.days_met, _by_period(line, points)
    name = target.of_what or say(target.scope)
    asked = target.asked if target.confidence is None else target.confidence
    return Goal(target.scope, name, target.measure, line, points, whole, within, asked, verdict)


def _by_period(line: Line, points: Sequence[Point]) -> Line:
    """The values of the periods over the intervals in which the measure is known."""
    of = {place: point for point in points for place in range(point.first, point.last + 1)}
    known = [of.get(place) if value is not None else None for place, value in enumerate(line.mean)]
    return Line(
        tuple(None if one is None else one.value for one in known),
        tuple(None if one is None else one.low for one in known),
        tuple(None if one is None else one.high for one in known),
    )


def _unasked(reading: Reading, queue: str) -> Goal:
    """The answer rate of a queue for which nothing is asked."""
    line = reading.line("answer_rate", "queue", queue, within=STANDARD)
    whole = reading.value("answer_rate", "queue", queue, within=STANDARD)
    return Goal("queue", queue, "answer_rate", line, _by_interval(line), whole, STANDARD, None, None)


def _by_interval(line: Line) -> tuple[Point, ...]:
    values = zip(line.mean, line.low, line.high, strict=True)
    return tuple(Point(place, place, mean, low, high) for place, (mean, low, high) in enumerate(values))


def _caption(scenario: Scenario, shown: Sequence[Goal]) -> str:
    if shown[0].verdict is None:
        reached = [say("{value} {what}", value=goal.said(goal.whole), what=goal.what) for goal in shown]
        said = [say("{name}: {what}", name=goal.name, what=what) for goal, what in zip(shown, reached, strict=True)]
        return say("No target is set. {said}", said=words.chain(said))
    hollow = say(" Hollow grey: not judged.") if any(goal.unjudged for goal in shown) else ""
    hollow += closed_words(scenario, [queues_about(scenario, goal.scope, goal.name) for goal in shown])
    lines = [_miss(scenario, goal) for goal in shown if any(point.missed for point in goal.points)]
    lines += [
        say("{name}: {what} cannot be judged in any period", name=goal.name, what=goal.what)
        for goal in shown
        if not goal.judged
    ]
    if not lines:
        skipped = any(len(goal.judged) < len(goal.points) for goal in shown)
        met = (
            say("Every target is met in every period that is judged.")
            if skipped
            else say("Every target is met in every period that it names.")
        )
        return met + hollow
    tinted = say(" Tinted: the target is missed there.") if any(any(goal.missed) for goal in shown) else ""
    return words.chain(lines) + tinted + hollow


def _miss(scenario: Scenario, goal: Goal) -> str:
    """Say where a target is missed: `vip: 97.7 % answered within 15 s overall, 90 % asked each interval, missed from ...`."""
    each = "" if goal.per == "horizon" else say(OF_EACH[goal.per])
    if goal.of_days and goal.verdict is not None:
        return say(
            "{name}: {reached}, {asked} asked{each}, missed{when}"
            if len(goal.judged) == 1
            else "{name}: {reached} at worst, {asked} asked{each}, missed{when}",
            name=goal.name, reached=judged.measured(goal.verdict), asked=judged.asked(goal.verdict.target), each=each,
            when=_when(scenario, goal),
        )  # fmt: skip
    return say(
        "{name}: {value} {what} overall, {asked} asked{each}, missed{when}",
        name=goal.name, value=goal.said(goal.whole), what=goal.what, asked=goal.said(goal.asked), each=each,
        when=_when(scenario, goal),
    )  # fmt: skip


def _when(scenario: Scenario, goal: Goal) -> str:
    """In which periods a target is missed; nothing for the whole horizon."""
    if goal.per != "day":
        when = told(scenario, goal.missed)
        return say(" from {when}", when=when) if when else ""
    days = [_day(scenario, point) for point in goal.points if point.missed]
    more = [say("{count} more", count=len(days) - MOST_DAYS)] if len(days) > MOST_DAYS else []
    return say(" on {days}", days=words.listed([*days[:MOST_DAYS], *more]))


def _day(scenario: Scenario, point: Point) -> str:
    return words.day(edges(scenario)[point.first], full=False)


def _table(scenario: Scenario, shown: Sequence[Goal], *, exact: bool) -> Table:
    """One row a period of each target."""
    rows = tuple(
        (
            goal.label,
            _span(scenario, goal, point),
            goal.said(point.value),
            say("exact") if exact and point.value is not None else words.limits(point.low, point.high, goal.show),
            _verdict(goal, point),
        )
        for goal in shown
        for point in goal.points
    )
    columns = (say("measure"), say("period"), say("reached"), say("95 % limits"), say("verdict"))
    return Table(columns, rows, labels=2)


def _span(scenario: Scenario, goal: Goal, point: Point) -> str:
    if goal.per == "horizon":
        return say("whole horizon")
    if goal.per == "day":
        return _day(scenario, point)
    at = edges(scenario)
    start = words.clock(at[point.first], dated=scenario.calendar.days > 1)
    return f"{start}–{words.clock(at[point.last + 1])}"


def _verdict(goal: Goal, point: Point) -> str:
    if goal.verdict is None:
        return ""
    if point.skipped is not None:
        return say("not judged: {why}", why=retold(point.skipped))
    return say("missed") if point.missed else say("met")
