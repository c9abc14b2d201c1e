"""What is asked, and what became of it in each period: what the charts and tables of targets read.

`sim/targets.py` judges; here its verdict is put in the words and points that a reader sees. A target of every interval or
hour has a point for each; one of a day or of the whole horizon has one value for all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.language import later, say

if TYPE_CHECKING:
    from callfloor.figures.reading import Line
    from scenarios.targets import Target
    from sim.targets import Verdict

SHARES = ("answer_rate", "abandonment", "occupancy", "on_time")
FLOORS = ("answer_rate", "on_time")  # at least; every other target is a ceiling
LONG = ("day", "horizon")
WORDS = {
    "abandonment": later("abandoned"),
    "mean_wait": later("mean wait"),
    "on_time": later("finished on time"),
    "occupancy": later("occupancy"),
}
EACH = {
    "interval": later(", each interval"),
    "hour": later(", each hour"),
    "day": later(", each day"),
    "horizon": later(", whole horizon"),
}
OF_EACH = {"interval": later(" each interval"), "hour": later(" each hour"), "day": later(" each day")}
IN_EACH = {
    "interval": later(" in each interval"),
    "hour": later(" in each hour"),
    "day": later(" in each day"),
    "horizon": later(" over the whole horizon"),
}


@dataclass(frozen=True)
class Point:
    """A measure over one period, from the interval `first` to the interval `last`; `skipped`: why it is not judged."""

    first: int
    last: int
    value: float | None
    low: float | None
    high: float | None
    missed: bool = False
    skipped: str | None = None


@dataclass(frozen=True)
class Goal:
    """What one panel shows: a measure over the calendar, and what is asked of it if anything is.

    `points` are the periods of the target (the intervals where nothing is asked); `line` has every interval.
    """

    scope: str
    name: str
    measure: str
    line: Line
    points: tuple[Point, ...]
    whole: float | None
    within: float | None
    asked: float | None
    verdict: Verdict | None

    @property
    def per(self) -> str:
        """How often it is asked: `interval` where nothing is."""
        return "interval" if self.verdict is None else self.verdict.target.per

    @property
    def long(self) -> bool:
        """Whether one value stands for a whole day or more, so that no single interval has to reach the target."""
        return self.per in LONG

    @property
    def of_days(self) -> bool:
        """Whether it is a promise about days: what is shown is then the share of them that reach what is asked."""
        return self.verdict is not None and self.verdict.target.confidence is not None

    @property
    def floor(self) -> bool:
        """Whether at least so much is asked; else it is at most."""
        return self.of_days or self.measure in FLOORS

    @property
    def show(self) -> str:
        """How `words` writes it."""
        return "share" if self.of_days or self.measure in SHARES else "duration"

    @property
    def scale(self) -> float:
        """From a value to what the axis has: shares are drawn in per cent."""
        return 100.0 if self.show == "share" else 1.0

    @property
    def what(self) -> str:
        """What is measured, in words: `answered within 15 s`, or `days with 80 % answered within 15 s`."""
        if self.of_days and self.verdict is not None:
            return say("days with {promise}", promise=on_a_day(self.verdict.target))
        if self.measure == "answer_rate":
            return say("answered within {within}", within=words.duration(self.within))
        return say(WORDS.get(self.measure, self.measure))

    @property
    def each(self) -> str:
        """How often: `, each hour`; nothing where nothing is asked."""
        return "" if self.verdict is None else say(EACH[self.per])

    @property
    def label(self) -> str:
        """What is measured of whom, and how often: `vip: answered within 15 s, each hour`."""
        return say("{name}: {what}{each}", name=self.name, what=self.what, each=self.each)

    @property
    def judged(self) -> tuple[Point, ...]:
        """The points that the target judges."""
        return tuple(point for point in self.points if point.skipped is None)

    @property
    def unjudged(self) -> tuple[Point, ...]:
        """Points that have a value and yet are not judged."""
        return tuple(point for point in self.points if point.skipped is not None and point.value is not None)

    def said(self, value: float | None) -> str:
        """A value of the measure in its unit."""
        return words.styled(value, self.show)

    def flags(self, points: tuple[Point, ...]) -> list[bool]:
        """The intervals that belong to these points."""
        flags = [False] * len(self.line.mean)
        for point in points:
            flags[point.first : point.last + 1] = [True] * (point.last + 1 - point.first)
        return flags

    @property
    def missed(self) -> list[bool]:
        """Intervals in a period that misses the target; none for a target of the whole horizon."""
        return self.flags(() if self.per == "horizon" else tuple(point for point in self.points if point.missed))


def style_of(target: Target) -> str:
    """How values of a target's measure are written: as shares or as durations."""
    return "share" if target.measure in SHARES else "duration"


def what(target: Target) -> str:
    """What a target measures, in words: `answered within 15 s`."""
    if target.within is not None:
        return say("answered within {within}", within=words.duration(target.within))
    return say(WORDS.get(target.measure, target.measure))


def on_a_day(target: Target) -> str:
    """What a day has to reach: `80 % answered within 20 s`, `a mean wait of at most 30 s`."""
    asked = words.styled(target.asked, style_of(target))
    if target.measure in FLOORS:
        return say("{asked} {what}", asked=asked, what=what(target))
    if target.measure == "abandonment":
        return say("at most {asked} abandoned", asked=asked)
    if target.measure == "mean_wait":
        return say("a mean wait of at most {asked}", asked=asked)
    return say("an occupancy of at most {asked}", asked=asked)


def asked_in_words(verdict: Verdict) -> str:
    """What a target asks, in words: `at least 90 % within 15 s, in each interval, on 90 % of days`."""
    target = verdict.target
    if target.within is not None:
        within = words.duration(target.within)
        text = say("at least {asked} within {within}", asked=value_asked(target), within=within)
    else:
        text = say("at least {asked}" if target.measure in FLOORS else "at most {asked}", asked=value_asked(target))
    return text + say(IN_EACH[target.per]) + on_days(target)


def on_days(target: Target) -> str:
    """On how many of the days, where a target is about a share of them: ` on 90 % of days`."""
    return "" if target.confidence is None else say(" on {share} of days", share=words.share(target.confidence))


def value_asked(target: Target) -> str:
    """The value that a target asks for: `90 %`, or `30 s`."""
    return words.share(target.asked) if target.measure in SHARES else words.duration(target.asked)


def asked_variously(target: Target) -> str:
    """What targets ask that differ in nothing but the value: `each its own value within 15 s, in each interval`."""
    if target.within is None:
        return say("each its own value") + say(IN_EACH[target.per])
    within = words.duration(target.within)
    return say("each its own value within {within}", within=within) + say(IN_EACH[target.per])
