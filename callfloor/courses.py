"""Courses: what is read at every point of a grid, and which point is the one to take.

A course is one figure over all points: each target at its worst period, then what customers meet and what it costs. The point to
take is the cheapest of those that meet every target; where no cost is stated, the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callfloor import gauges, words
from callfloor.figures.asked import FLOORS
from callfloor.figures.choice import foremost
from callfloor.language import later, plural, say
from sim.sums.tally import CENTRE, STANDARD_WITHIN

if TYPE_CHECKING:
    from callfloor.figures.judged import Limits
    from callfloor.sweeping import Done, Sweep
    from sim.targets import Verdict

TOLD = 2  # points in a sentence
WORST = {"interval": later(", worst interval"), "hour": later(", worst hour"), "day": later(", worst day")}
QUEUES = 4  # with a course of their own where nothing is asked


@dataclass(frozen=True)
class Reached:
    """A figure at one point; ``asked`` if anything is, and then whether it is missed."""

    mean: float | None
    low: float | None = None
    high: float | None = None
    asked: float | None = None
    missed: bool = False


@dataclass(frozen=True)
class Course:
    """One figure over all points done; ``floor``: what is asked is the least, not the most."""

    name: str
    what: str
    show: str
    values: tuple[Reached, ...]
    floor: bool = True
    target: bool = False

    @property
    def known(self) -> bool:
        """Whether any point has a value."""
        return any(one.mean is not None for one in self.values)


def courses(sweep: Sweep) -> list[Course]:
    """Every course that a chart may show: targets, or the queues where nothing is asked; then cost where there is one."""
    found = list(_of_targets(sweep)) or list(_of_queues(sweep))
    return [one for one in (*found, cost(sweep)) if one.known and (one.show != "money" or priced(sweep))]


def _of_targets(sweep: Sweep) -> Iterator[Course]:
    count = min(len(one.summary.verdicts) for one in sweep.done)
    for place in range(count):
        verdicts = [one.summary.verdicts[place] for one in sweep.done]
        days = [one.summary.days[place] for one in sweep.done]
        target = verdicts[0].target
        what = gauges.called(target.measure, target.within, target.of)
        if target.confidence is not None:
            text = "days with enough {what}" if target.measure in FLOORS else "days with {what} low enough"
            what = say(text, what=what)
        if target.per != "horizon":
            what += say(WORST[target.per])
        show = "share" if target.confidence is not None else gauges.gauge(target.measure).show
        floor = target.confidence is not None or target.measure in FLOORS
        values = tuple(map(_reached, verdicts, days))
        yield Course(target.of_what or say("centre"), what, show, values, floor, target=True)


def _reached(verdict: Verdict, days: Limits) -> Reached:
    target, worst = verdict.target, verdict.worst
    asked = target.asked if target.confidence is None else target.confidence
    if worst is None:
        return Reached(None, asked=asked)
    if target.confidence is not None:
        return Reached(worst.days_met, *days, asked, not verdict.met)
    return Reached(worst.reached, worst.low, worst.high, asked, not verdict.met)


def _of_queues(sweep: Sweep) -> Iterator[Course]:
    scenario = sweep.scenario
    immediate = [name for name in scenario.queues if not scenario.deferred(name)]
    weight = {name: sweep.done[0].summary.value("offered", "queue", name) or 0.0 for name in immediate}
    for name in foremost(weight, QUEUES):
        yield course(sweep, "answer_rate", "queue", name, STANDARD_WITHIN)
    for measure in ("abandonment", "mean_wait"):
        yield course(sweep, measure)


def cost(sweep: Sweep) -> Course:
    """What staff costs at every point."""
    return course(sweep, "cost")


def priced(sweep: Sweep) -> bool:
    """Whether anything costs anything."""
    return any(one.summary.value("cost") for one in sweep.done)


def course(
    sweep: Sweep, measure: str, scope: str = "centre", name: str = CENTRE, within: float | None = None
) -> Course:
    """One measure over all points."""
    rows = [one.summary.row(measure, scope, name, within=within) for one in sweep.done]
    values = tuple(Reached(None) if row is None else Reached(row.mean, row.low, row.high) for row in rows)
    known = gauges.gauge(measure)
    return Course(
        gauges.place(scope, name), gauges.called(measure, within), known.show, values, known.better == gauges.MORE
    )


def best(sweep: Sweep) -> Done | None:
    """The point to take: the cheapest that meets every target; None where none does or nothing is asked."""
    meeting = [one for one in sweep.done if one.summary.met]
    return min(meeting, key=lambda one: one.summary.value("cost") or 0.0, default=None)


def rivals(sweep: Sweep) -> list[Done]:
    """The points that are as good to take as the best: they meet every target at the same cost."""
    found = best(sweep)
    if found is None:
        return []
    price = found.summary.value("cost")
    return [one for one in sweep.done if one.summary.met and one.summary.value("cost") == price]


def nearest(sweep: Sweep) -> Done:
    """The point that misses least, where all miss something."""
    return min(sweep.done, key=lambda one: (one.summary.shortfall, one.summary.value("cost") or 0.0))


def close(done: Done) -> list[Verdict]:
    """Targets that are met, but not beyond doubt: their limits reach past what is asked."""
    found = []
    for one, days in zip(done.summary.verdicts, done.summary.days, strict=True):
        reached = _reached(one, days)
        if one.met and reached.asked is not None and reached.low is not None and reached.high is not None:
            floor = one.target.confidence is not None or one.target.measure in FLOORS
            if reached.low < reached.asked if floor else reached.high > reached.asked:
                found.append(one)
    return found


def doubt(sweep: Sweep) -> str:
    """That the point to take keeps targets by the estimate only, as a sentence after others; nothing if beyond doubt."""
    found = best(sweep)
    doubtful = [] if found is None else close(found)
    if not doubtful:
        return ""
    of = words.listed(list(dict.fromkeys(one.target.of_what or say("centre") for one in doubtful)))
    return say(
        " There {names} keeps its target by the estimate, not beyond doubt."
        if len(doubtful) == 1
        else " There {names} keep their targets by the estimate, not beyond doubt.",
        names=of,
    )


def told(sweep: Sweep, place: int, found: Sequence[Course]) -> str:
    """A point with all courses, a line each, for whoever points at it."""
    done = sweep.done[place]
    lines = [f"<b>{done.point.label}</b>"]
    for one in found:
        value = one.values[place]
        said = words.styled(value.mean, one.show, sweep.scenario.currency)
        lines.append(line(one, said, missed=value.missed))
    return "<br>".join(lines)


def line(one: Course, value: str, *, missed: bool) -> str:
    """A figure with its value: `vip answered within 15 s: 84 %, missed`."""
    name = say("{name} {measure}", name=one.name, measure=one.what)
    return say("{name}: {what}", name=name, what=say("{value}, missed", value=value) if missed else value)


def headline(sweep: Sweep) -> str:
    """The answer: where all targets are met, and the cheapest point that does."""
    if sweep.complete:
        return _answer(sweep)
    return plural(
        "Stopped after {done} of {n} point. Of these: {answer}",
        "Stopped after {done} of {n} points. Of these: {answer}",
        sweep.grid.size,
        done=len(sweep.done),
        answer=_answer(sweep),
    )


def _answer(sweep: Sweep) -> str:
    judged = [one for one in sweep.done if one.summary.missed is not None]
    if not judged:
        return _spread(sweep)
    count = len(judged[0].summary.verdicts)
    every = say("the target") if count == 1 else say("all {count} targets", count=count)
    found = best(sweep)
    if found is None:
        least = nearest(sweep)
        return say(
            "No point meets {every}. The nearest is {point}, which misses {missed}{price}.",
            every=every, point=least.point.label, missed=plural("{n} target", "{n} targets", least.summary.missed or 0),
            price=_price(sweep, least),
        )  # fmt: skip
    meeting = sum(one.summary.met for one in sweep.done)
    where = _where(meeting, len(sweep.done), every)
    alike = rivals(sweep)
    if len(alike) > 1:
        named = [one.point.label for one in alike[:TOLD]]
        named += [say("and {count} more", count=len(alike) - TOLD)] if len(alike) > TOLD else []
        cheapest = "{where}. The cheapest are {points}{price}."
        so_many = "{where}: {points}{price}."
        return say(
            cheapest if priced(sweep) and meeting > len(alike) else so_many,
            where=where, points=say("; ").join(named), price=_price(sweep, found, each=True),
        )  # fmt: skip
    return say(
        "{where}; the cheapest is {point}{price}." if meeting > 1 else "{where}; it is {point}{price}.",
        where=where,
        point=found.point.label,
        price=_price(sweep, found),
    )


def _where(meeting: int, points: int, every: str) -> str:
    if meeting == points:
        return say("Every point meets {every}", every=every)
    text = "{count} of {all} points meets {every}" if meeting == 1 else "{count} of {all} points meet {every}"
    return say(text, count=meeting, all=points, every=every)


def _price(sweep: Sweep, done: Done, *, each: bool = False) -> str:
    if not priced(sweep):
        return ""
    money = words.money(done.summary.value("cost"), sweep.scenario.currency)
    return say(", each for {money}" if each else ", for {money}", money=money)


def _spread(sweep: Sweep) -> str:
    """Where nothing is asked: from where to where the answer rate goes."""
    rates = [(one.summary.value("answer_rate"), one) for one in sweep.done]
    known = [(rate, one) for rate, one in rates if rate is not None]
    if not known:
        return say("No target is set, and nobody waits for an answer at once; the table has the figures.")
    low, high = (choose(known, key=lambda pair: pair[0]) for choose in (min, max))
    first, last = (
        say("{share} ({point}{price})", share=words.share(rate), point=one.point.label, price=_price(sweep, one))
        for rate, one in (low, high)
    )
    return say(
        "Answered within {within}: from {first} to {last}; no target is set.",
        within=words.duration(STANDARD_WITHIN),
        first=first,
        last=last,
    )
