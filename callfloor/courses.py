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
from sim.sums.tally import CENTRE, STANDARD_WITHIN

if TYPE_CHECKING:
    from callfloor.figures.judged import Limits
    from callfloor.sweeping import Done, Sweep
    from sim.targets import Verdict

TOLD = 2  # points in a sentence
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
            what = f"days with enough {what}" if target.measure in FLOORS else f"days with {what} low enough"
        if target.per != "horizon":
            what += f", worst {target.per}"
        show = "share" if target.confidence is not None else gauges.gauge(target.measure).show
        floor = target.confidence is not None or target.measure in FLOORS
        values = tuple(map(_reached, verdicts, days))
        yield Course(target.of_what or "centre", what, show, values, floor, target=True)


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
    of = words.listed(list(dict.fromkeys(one.target.of_what or "centre" for one in doubtful)))
    keeps = "keeps its target" if len(doubtful) == 1 else "keep their targets"
    return f" There {of} {keeps} by the estimate, not beyond doubt."


def told(sweep: Sweep, place: int, found: Sequence[Course]) -> str:
    """A point with all courses, a line each, for whoever points at it."""
    done = sweep.done[place]
    lines = [f"<b>{done.point.label}</b>"]
    for one in found:
        value = one.values[place]
        said = words.styled(value.mean, one.show, sweep.scenario.currency)
        lines.append(f"{one.name} {one.what}: {said}{', missed' if value.missed else ''}")
    return "<br>".join(lines)


def headline(sweep: Sweep) -> str:
    """The answer: where all targets are met, and the cheapest point that does."""
    if sweep.complete:
        return _answer(sweep)
    return f"Stopped after {len(sweep.done)} of {words.plural(sweep.grid.size, 'point')}. Of these: {_answer(sweep)}"


def _answer(sweep: Sweep) -> str:
    judged = [one for one in sweep.done if one.summary.missed is not None]
    if not judged:
        return _spread(sweep)
    count = len(judged[0].summary.verdicts)
    every = "the target" if count == 1 else f"all {count} targets"
    found = best(sweep)
    if found is None:
        least = nearest(sweep)
        missed = words.plural(least.summary.missed or 0, "target")
        return (
            f"No point meets {every}. The nearest is {least.point.label}, which misses {missed}{_price(sweep, least)}."
        )
    meeting = sum(one.summary.met for one in sweep.done)
    where = f"{_every(meeting, len(sweep.done))} {every}"
    alike = rivals(sweep)
    if len(alike) > 1:
        named = [one.point.label for one in alike[:TOLD]]
        named += [f"and {len(alike) - TOLD} more"] if len(alike) > TOLD else []
        begun = ". The cheapest are " if priced(sweep) and meeting > len(alike) else ": "
        return f"{where}{begun}{'; '.join(named)}{_price(sweep, found).replace(', for', ', each for')}."
    cheapest = "the cheapest is" if meeting > 1 else "it is"
    return f"{where}; {cheapest} {found.point.label}{_price(sweep, found)}."


def _every(meeting: int, points: int) -> str:
    if meeting == points:
        return "Every point meets"
    return f"{meeting} of {points} points {'meets' if meeting == 1 else 'meet'}"


def _price(sweep: Sweep, done: Done) -> str:
    return f", for {words.money(done.summary.value('cost'), sweep.scenario.currency)}" if priced(sweep) else ""


def _spread(sweep: Sweep) -> str:
    """Where nothing is asked: from where to where the answer rate goes."""
    rates = [(one.summary.value("answer_rate"), one) for one in sweep.done]
    known = [(rate, one) for rate, one in rates if rate is not None]
    if not known:
        return "No target is set, and nobody waits for an answer at once; the table has the figures."
    low, high = (choose(known, key=lambda pair: pair[0]) for choose in (min, max))
    ends = [f"{words.share(rate)} ({one.point.label}{_price(sweep, one)})" for rate, one in (low, high)]
    return f"Answered within {words.duration(STANDARD_WITHIN)}: from {ends[0]} to {ends[1]}; no target is set."
