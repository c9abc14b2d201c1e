"""Nearest: what a plan misses that does not meet its targets, and by how little.

Where no plan can meet the targets, or none that was tested did, the plan that comes nearest is shown all the same. What a reader has to
know of it first is not its cost but what it misses: each target at its worst period, by how much, and in how many of its periods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from callfloor import tables, words
from callfloor.figures import judged
from callfloor.figures.asked import style_of
from callfloor.language import later, plural, say

if TYPE_CHECKING:
    from callfloor.ended import Ended
    from optimize.outcome import Plan
    from sim.targets import PeriodVerdict, Verdict

Document = dict[str, Any]
OTHERS = {
    "interval": (", and {n} other interval too", later(", and {n} other intervals too")),
    "hour": (", and {n} other hour too", later(", and {n} other hours too")),
    "day": (", and {n} other day too", later(", and {n} other days too")),
}


@dataclass(frozen=True)
class Miss:
    """A target that is missed, or (``narrow``) met by less than a standard error: its worst period, and how many there are such."""

    place: int
    verdict: Verdict
    worst: PeriodVerdict
    periods: int
    narrow: bool = False

    @property
    def short(self) -> float | None:
        """By how much the worst period falls short, in the figure that is judged; None where nothing can be told."""
        return judged.short(self.verdict.target, judged.figure(self.verdict.target, self.worst, {}))


def misses(found: Plan) -> list[Miss]:
    """The targets that a plan misses, in the scenario's order."""
    said = []
    for place, verdict in enumerate(found.verdicts):
        missed = [period for period in verdict.periods if period.skipped is None and not period.met]
        if missed and verdict.worst is not None:
            said.append(Miss(place, verdict, verdict.worst, len(missed)))
    return said


def narrow(found: Plan) -> list[Miss]:
    """The targets that a plan meets, some period by less than a standard error: other days may say otherwise."""
    from optimize.search.aims import PASS
    from optimize.search.standing import missed, standings

    if found.exact or found.corrected_verdicts is not None:
        return []
    standing = standings(found.results)
    unsure: dict[int, dict[int, float]] = {}
    for (place, first), _ in missed(standing, {}, PASS):
        unsure.setdefault(place, {})[first] = standing[place, first].score
    said = []
    for place, firsts in unsure.items():
        verdict = found.verdicts[place]
        if verdict.met:
            worst = min(firsts, key=firsts.__getitem__)
            period = next(one for one in verdict.periods if one.first == worst)
            said.append(Miss(place, verdict, period, len(firsts), narrow=True))
    return said


def lines(ended: Ended) -> list[str]:
    """What the plan misses, or if nothing, what it keeps by too little; one line a target."""
    if ended.plan is None:
        return []
    return [sentence(ended, one) for one in misses(ended.plan) or narrow(ended.plan)]


def sentence(ended: Ended, one: Miss) -> str:
    """`vip 89.6 % answered within 15 s at 13:30 (asked 90 %): 0.4 points short`, and in how many periods more."""
    target = one.verdict.target
    at = tables.at(ended.scenario, one.verdict, one.worst)
    reached = judged.measured(one.verdict, one.worst)
    more = one.periods - 1
    others = plural(*OTHERS[target.per], more) if more else ""
    how = say("met by less than a standard error") if one.narrow else _by(one)
    return say(
        "{name} {reached}{at} (asked {asked}): {how}{others}",
        name=target.of_what or say("centre"), reached=reached, at=at, asked=judged.asked(target), how=how, others=others,
    )  # fmt: skip


def _by(one: Miss) -> str:
    """By how much: points of a share, time of a wait."""
    target, short = one.verdict.target, one.short
    if short is None:
        return say("nobody was answered")
    if judged.of_days(target):
        return say("{points} points of days short", points=words.number(100 * short))
    if style_of(target) == "share":
        too = "{points} points too many" if target.measure in ("abandonment", "occupancy") else "{points} points short"
        return say(too, points=words.number(100 * short))
    return say("{time} too long", time=words.duration(short))


def document(ended: Ended) -> Document:
    """The key `tests`: how many plans were tested and failed, and what the nearest misses; null unless that is how it ended."""
    found = ended.plan
    if ended.status != "tests_failed" or found is None:
        return {"tests": None}
    rows = []
    for one in (*misses(found), *narrow(found)):
        target = one.verdict.target
        figure = judged.figure(target, one.worst, {})
        rows.append(
            {
                "target": one.place, target.scope: target.of_what or ended.scenario.name, "measure": target.measure,
                "judged_by": "days" if judged.of_days(target) else "measure",
                "at": None if target.per == "horizon" else one.worst.start, "asked": figure.asked, "reached": figure.reached,
                "short": one.short, "periods": one.periods, "met": one.narrow,
            }
        )  # fmt: skip
    return {"tests": {"failed": ended.tests, "misses": rows}}
