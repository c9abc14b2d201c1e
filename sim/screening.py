"""Screening: which of many scenarios can still be the best, and which surely are not.

All candidates are simulated on the same days, so rivals are compared day by day (``sim/pairs.py``). A candidate is dropped when
it surely misses a target, or when a rival that surely keeps them all is surely better. What stays has the best among it with
the stated ``chance``: the best by the true mean among those that truly keep their targets. This is subset selection as in
Nelson, Swann, Goldsman and Song (2001) with paired differences in place of their independent samples, in rounds that spend
further days on the contenders alone; "surely keeps the targets" is the feasibility of Andradottir and Kim (2010).

Why the chance holds. The best is lost only by a wrong verdict. Against each of k - 1 rivals it stands one paired t-test a round,
at 1/(k - 1) of half the error allowed; each of its P periods one, at 1/P of a quarter; and each rival that misses a target may
be cleared wrongly, at 1/(k - 1) of a quarter. Every one of them has to share with the other rounds. Sums of chances
(Bonferroni) hold for any dependence, so common days, unequal variances and looking again and again do no harm. What is
assumed is Student's t: days are independent, and means of their differences nearly normal. It is better with 20 days than
with five, and a ratio of sums counts as the mean of its pulls (``sim/pulls.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.candidates import Candidate
from sim.pulls import Pulls
from sim.sums.ratios import CONFIDENCE, FloatArray
from sim.targets import number

__all__ = ["Candidate", "Contender", "Dropped", "Screening", "in_rounds", "screen"]

ROUNDING = 1e-9  # relative; figures that differ by less differ by the order of additions only

Run = Callable[[Sequence[int], range], Sequence[Candidate]]


@dataclass(frozen=True)
class Contender:
    """A candidate that may be the best: its measure with 95 % limits, and how far it is from the best estimate, paired.

    ``keeps_targets``: by the sums over all days; ``surely``: beyond doubt.
    """

    place: int
    days: int
    mean: float | None
    low: float | None
    high: float | None
    behind: float | None
    behind_low: float | None
    behind_high: float | None
    keeps_targets: bool
    surely: bool


@dataclass(frozen=True)
class Dropped:
    """A candidate that is not the best: a rival ``better`` than it stands beside, or the target that it ``misses``."""

    place: int
    days: int
    mean: float | None
    better: int | None
    misses: str | None


@dataclass(frozen=True)
class Screening:
    """Who is left and who is not. ``kept``: those that keep their targets first, by their measure; ``dropped``: as it happened."""

    chance: float
    kept: tuple[Contender, ...]
    dropped: tuple[Dropped, ...]

    @property
    def best(self) -> Contender | None:
        """The best by its estimate among those kept that keep their targets; None if nobody does."""
        return next((one for one in self.kept if one.keeps_targets), None)

    @property
    def days(self) -> int:
        """Days simulated for all candidates together."""
        return sum(one.days for one in self.kept) + sum(one.days for one in self.dropped)


def screen(candidates: Sequence[Candidate], *, chance: float = CONFIDENCE, largest: bool = False) -> Screening:
    """Screen candidates that were all simulated on the same days. ``largest``: the more the better; else the less.

    Raises:
        ValueError: if there are no candidates, or they have different days.

    """
    if not 0 < chance < 1:
        raise ValueError(f"chance(={chance}) must lie between 0 and 1.")
    return _round(dict(enumerate(candidates)), _Rule(chance, largest, len(candidates), 1), ())


def in_rounds(
    run: Run,
    count: int,
    *,
    first: int = 20,
    most: int = 640,
    chance: float = CONFIDENCE,
    largest: bool = False,
    told: Callable[[Screening], object] | None = None,
) -> Screening:
    """Screen ``count`` candidates in rounds: all on ``first`` days, then the contenders on twice as many, up to ``most``.

    ``run(places, days)`` simulates the candidates at these places on these days (replications of one seed) and gives them in
    order. ``told`` hears of every round. It ends when one is left, or nobody, or ``most`` days are spent on each contender.

    Raises:
        ValueError: if the numbers make no sense.

    """
    if not 2 <= first <= most:
        raise ValueError(f"first(={first}) must be at least 2 and not above most(={most}).")
    if not 0 < chance < 1:
        raise ValueError(f"chance(={chance}) must lie between 0 and 1.")
    ends = [min(first * 2**doubled, most) for doubled in range(int(np.ceil(np.log2(most / first))) + 1)]
    rule = _Rule(chance, largest, count, len(ends))
    contenders: dict[int, Candidate] = {}
    found = Screening(chance, (), ())
    places: Sequence[int] = range(count)
    for begin, end in zip([0, *ends], ends, strict=False):
        more = dict(zip(places, run(places, range(begin, end)), strict=True))
        contenders = {place: contenders[place] + more[place] if begin else more[place] for place in places}
        found = _round(contenders, rule, found.dropped)
        if told is not None:
            told(found)
        places = sorted(one.place for one in found.kept)
        if len(places) < 2:
            break
    return found


@dataclass(frozen=True)
class _Rule:
    """How sure a single verdict has to be, with so many ``candidates`` and ``rounds``."""

    chance: float
    largest: bool
    candidates: int
    rounds: int

    def level(self, share: float, verdicts: int) -> float:
        """Error allowed to each of so many verdicts that together have a share of what is allowed."""
        return (1 - self.chance) * share / (self.rounds * max(verdicts, 1))


def _round(contenders: dict[int, Candidate], rule: _Rule, before: tuple[Dropped, ...]) -> Screening:
    """Drop whom this round's days rule out, and rank the others."""
    if not contenders:
        raise ValueError("there are no candidates to screen.")
    if len({one.days for one in contenders.values()}) > 1:
        raise ValueError("candidates are compared on the same days; these have different ones.")
    places, all_of_them = list(contenders), list(contenders.values())
    over, under = (np.stack([getattr(one, key) for one in all_of_them], axis=1) for key in ("over", "under"))
    figures = Pulls.of_sums(over, under)
    any_targets = any(one.promises.names for one in all_of_them)
    surely = np.array([_surely_keeps(one, rule) for one in all_of_them])
    missed = [_surely_missed(one, rule) for one in all_of_them]
    lead, error = _leads(figures, rule.largest)
    level = rule.level(0.5 if any_targets else 1.0, rule.candidates - 1)
    margin = float(special.stdtrit(max(all_of_them[0].days - 1, 1), 1 - level)) * error
    beats = (lead > margin) & surely[:, None]
    out = beats.any(axis=0) | np.array([miss is not None for miss in missed])
    # Who beats it may itself have missed a target or been beaten; any of them proves the case, the best is named.
    champion = np.argmax(np.where(beats, lead, -np.inf), axis=0)
    dropped = tuple(
        Dropped(
            place=places[at],
            days=all_of_them[at].days,
            mean=number(figures.mean[at]),
            better=None if missed[at] is not None else places[champion[at]],
            misses=missed[at],
        )
        for at in np.flatnonzero(out)
    )
    return Screening(rule.chance, _ranked(places, all_of_them, figures, surely, ~out, rule), before + dropped)


def _leads(figures: Pulls, largest: bool) -> tuple[FloatArray, FloatArray]:
    """By how much each candidate (rows) is better than each other (columns), with the standard error of that."""
    good = figures.mean if largest else -figures.mean
    lead = good[:, None] - good[None, :]
    days = len(figures.pull)
    if days < 2:
        return lead, np.full_like(lead, np.inf)
    together = figures.pull.T @ figures.pull
    own = np.diag(together)
    between = np.maximum(own[:, None] + own[None, :] - 2 * together, 0.0)
    scale = np.maximum(np.abs(good[:, None]), np.abs(good[None, :]))
    error = np.sqrt(between / (days * (days - 1)))
    return np.where(np.abs(lead) <= ROUNDING * scale, 0.0, lead), error + ROUNDING * scale


def _surely_keeps(one: Candidate, rule: _Rule) -> bool:
    """Whether every judged period is kept beyond doubt: each has to say so itself (an intersection-union test)."""
    if not one.promises.names:
        return True
    better = one.promises.doubt()[1][one.promises.judged]
    return bool(np.all(better <= rule.level(0.25, rule.candidates - 1)))


def _surely_missed(one: Candidate, rule: _Rule) -> str | None:
    """Name the period that is missed most surely, if one is beyond doubt."""
    if not one.promises.names:
        return None
    worse = one.promises.doubt()[0]
    at = int(np.argmin(worse))
    return one.promises.names[at] if worse[at] <= rule.level(0.25, len(worse)) else None


def _ranked(
    places: Sequence[int],
    candidates: Sequence[Candidate],
    figures: Pulls,
    surely: NDArray[np.bool_],
    stays: NDArray[np.bool_],
    rule: _Rule,
) -> tuple[Contender, ...]:
    keeps = np.array([bool(one.promises.kept.all()) for one in candidates])
    worth = -figures.mean if rule.largest else figures.mean
    order = [at for at in np.lexsort((np.nan_to_num(worth, nan=np.inf), ~keeps)) if stays[at]]
    if not order:
        return ()
    leader = Pulls(figures.mean[order[:1]], figures.pull[:, order[:1]])
    behind = figures.minus(leader)
    half, apart = figures.half_width, behind.half_width

    def contender(at: int) -> Contender:
        return Contender(
            place=places[at],
            days=candidates[at].days,
            mean=number(figures.mean[at]),
            low=number(figures.mean[at] - half[at]),
            high=number(figures.mean[at] + half[at]),
            behind=number(behind.mean[at]),
            behind_low=number(behind.mean[at] - apart[at]),
            behind_high=number(behind.mean[at] + apart[at]),
            keeps_targets=bool(keeps[at]),
            surely=bool(surely[at]),
        )

    return tuple(contender(at) for at in order)
