"""Busyness: how much days differ beyond chance, type by type, and which types go up and down together.

Given its busyness B (mean 1), a day's contacts of a type are Poisson with mean m B, so over like days

    variance of the count          = m + (cv m)^2        the first part is chance, the second busyness
    covariance of two types' counts = rho cv1 cv2 m1 m2   chance is each type's own and falls out

(Whitt 1999; Jongbloed and Koole 2001; Avramidis, Deslauriers and L'Ecuyer 2004). The estimate takes the Poisson part away,
pooled over weekdays about each weekday's own mean, each weighted by its days. Whether there is any busyness is the index of
dispersion: sum of (count - mean)^2 / mean, chi-square under Poisson alone. Standard errors are those of a gamma busyness,
whose counts are negative binomial. A scenario's type names one busyness, so types are pooled: those whose correlation is
nearer to 1 than to 0 share one, the others have their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SHOWN = 0.05  # a busyness that chance would show with this probability is not written
TOGETHER = 0.5  # correlation from which types share a busyness
ALIKE = 2.0  # types whose cv differ by more than this factor (and beyond chance) do not share one
FEWEST_JUDGED = 8  # days with like days from which unusual ones are told
ODD = 4.0  # standard deviations from which a day is named as unlike its weekday


@dataclass(frozen=True)
class Spread:
    """How much days of one type, or of several together, differ: cv of busyness, its error, and how surely it is there."""

    names: tuple[str, ...]
    per_day: float  # contacts of a mean day
    variance: float  # cv squared; below 0 where days differ less than chance alone would make them
    variance_error: float
    freedom: float  # days less one for each weekday
    chance: float  # probability that Poisson days differ so much (index of dispersion)

    @property
    def cv(self) -> float:
        """Coefficient of variation of busyness."""
        return float(np.sqrt(max(self.variance, 0.0)))

    @property
    def error(self) -> float:
        """Standard error of the cv (delta method); nan where the cv is 0."""
        return self.variance_error / (2 * self.cv) if self.cv > 0 else float("nan")

    @property
    def there(self) -> bool:
        """Whether it is shown."""
        return self.variance > 0 and self.chance < SHOWN


@dataclass(frozen=True)
class Pair:
    """How two types go together: the correlation of their busyness, and its standard error."""

    one: str
    other: str
    correlation: float
    error: float


@dataclass(frozen=True)
class Busyness:
    """All that daily counts say: each type's spread, pairs, and the busynesses that the scenario writes."""

    types: tuple[Spread, ...]
    pairs: tuple[Pair, ...]
    pools: Mapping[str, Spread]  # by the name that the scenario gives it
    odd_days: tuple[tuple[int, float], ...]  # (place of the day, standard deviations from its weekday's mean)
    days: int

    def of(self, name: str) -> str | None:
        """The busyness that a type names; None where it has none."""
        return next((pool for pool, spread in self.pools.items() if name in spread.names), None)


def busyness(counts: FloatArray, weekday: IntArray, names: Sequence[str]) -> Busyness:
    """Busyness from counts of days (rows) by type (columns); ``weekday`` says which days are alike."""
    counts = np.asarray(counts, dtype=np.float64)
    types = tuple(spread(counts[:, [column]], weekday, (name,)) for column, name in enumerate(names))
    pairs = tuple(
        _pair(counts, weekday, names, one, other)
        for one in range(len(names))
        for other in range(one + 1, len(names))
        if types[one].there and types[other].there
    )
    groups = _groups(types, pairs)
    groups = _joined(counts, weekday, names, groups)
    pools: dict[str, Spread] = {}
    for members in groups:
        found = spread(counts[:, [names.index(name) for name in members]], weekday, tuple(members))
        if found.there:
            pools["day" if len(groups) == 1 else f"day_{members[0]}"] = found
    return Busyness(types, pairs, pools, _odd(counts.sum(axis=1), weekday), len(counts))


def spread(counts: FloatArray, weekday: IntArray, names: tuple[str, ...]) -> Spread:
    """The spread of the sum of some types."""
    total = counts.sum(axis=1)
    over = under = dispersion = freedom = mean_of_days = 0.0
    for like in (total[weekday == one] for one in np.unique(weekday)):
        if len(like) < 2 or like.sum() == 0:
            continue
        mean, variance = float(like.mean()), float(like.var(ddof=1))
        own = len(like) - 1
        over += own * (variance - mean)
        under += own * max(mean * mean - variance / len(like), 0.0)
        dispersion += own * variance / mean
        freedom += own
        mean_of_days += own * mean
    per_day = float(total.mean()) if len(total) else 0.0
    if freedom < 1 or under <= 0:
        return Spread(names, per_day, 0.0, float("inf"), freedom, 1.0)
    found = over / under
    mean = mean_of_days / freedom
    whole = mean + max(found, 0.0) * mean * mean
    # A negative binomial's fourth moment: excess kurtosis 6 cv^2 + 1/variance.
    kurtosis = 6 * max(found, 0.0) + 1 / whole
    error = whole / mean**2 * float(np.sqrt(2 / freedom + kurtosis / (freedom + 1)))
    return Spread(names, per_day, found, error, freedom, float(stats.chi2.sf(dispersion, freedom)))


def _together(counts: FloatArray, weekday: IntArray, one: FloatArray, other: FloatArray) -> tuple[float, float]:
    """Covariance of two counts over the product of their means, and its standard error."""
    over = under = freedom = noise = 0.0
    for like in (weekday == kind for kind in np.unique(weekday)):
        a, b = one[like], other[like]
        if len(a) < 2 or a.sum() == 0 or b.sum() == 0:
            continue
        own = len(a) - 1
        product = float(a.mean() * b.mean())
        over += own * float(np.cov(a, b)[0, 1])
        noise += own * (float(a.var(ddof=1) * b.var(ddof=1)) + float(np.cov(a, b)[0, 1]) ** 2)
        under += own * product
        freedom += own
    return (over / under, float(np.sqrt(noise)) / under) if under > 0 else (0.0, float("inf"))


def _pair(counts: FloatArray, weekday: IntArray, names: Sequence[str], one: int, other: int) -> Pair:
    """Correlation of two types' busyness."""
    covariance, error = _together(counts, weekday, counts[:, one], counts[:, other])
    scale = np.sqrt(spread(counts[:, [one]], weekday, ()).variance * spread(counts[:, [other]], weekday, ()).variance)
    return Pair(names[one], names[other], float(np.clip(covariance / scale, -1, 1)), float(error / scale))


def _groups(types: Sequence[Spread], pairs: Sequence[Pair]) -> list[list[str]]:
    """Types whose busyness is shown, in groups of those that go together; the surest pairs first."""
    groups = [[one.names[0]] for one in types if one.there]
    of = {one.names[0]: one for one in types}
    correlation = {frozenset((pair.one, pair.other)): pair.correlation for pair in pairs}

    def mean(first: list[str], second: list[str]) -> float:
        found = [correlation[frozenset((a, b))] for a in first for b in second]
        alike = all(_alike(of[a], of[b]) for a in first for b in second)
        return float(np.mean(found)) if alike else -1.0

    while len(groups) > 1:
        ahead = [(mean(a, b), i, j) for i, a in enumerate(groups) for j, b in enumerate(groups) if i < j]
        most, first, second = max(ahead)
        if most < TOGETHER:
            break
        groups[first] += groups.pop(second)
    order = [one.names[0] for one in types]
    return sorted((sorted(group, key=order.index) for group in groups), key=lambda group: order.index(group[0]))


def _alike(one: Spread, other: Spread) -> bool:
    """Whether two spreads could be one: their cv within a factor, or within chance."""
    near = max(one.cv, other.cv) <= ALIKE * min(one.cv, other.cv)
    apart = abs(one.variance - other.variance)
    return bool(near or apart < 2 * np.hypot(one.variance_error, other.variance_error))


def _joined(counts: FloatArray, weekday: IntArray, names: Sequence[str], groups: list[list[str]]) -> list[list[str]]:
    """Types too small to show a busyness of their own join the group they move with, if they do."""
    if not groups:
        everything = spread(counts, weekday, tuple(names))
        return [list(names)] if everything.there else []
    taken = {name for group in groups for name in group}
    found = [list(group) for group in groups]
    for column, name in enumerate(names):
        if name in taken or counts[:, column].sum() == 0:
            continue
        shares = []
        for group in groups:
            total = counts[:, [names.index(member) for member in group]].sum(axis=1)
            covariance, _ = _together(counts, weekday, counts[:, column], total)
            shares.append(covariance / spread(total[:, None], weekday, ()).variance)
        if max(shares) >= TOGETHER:
            found[int(np.argmax(shares))].append(name)
    return [sorted(group, key=list(names).index) for group in found]


def _odd(total: FloatArray, weekday: IntArray) -> tuple[tuple[int, float], ...]:
    """Days far from the other days of their weekday, holidays as a rule.

    How far days of one weekday are apart as a rule is the median over all days, which a few holidays do not widen; with three
    or four days of each, the spread of a weekday's own days would be told by luck.
    """
    away, chance = np.zeros(len(total)), np.full(len(total), np.inf)
    for day, kind in enumerate(weekday):
        others = np.delete(total, day)[np.delete(weekday, day) == kind]
        typical = float(np.median(others)) if len(others) >= 3 else 0.0
        if typical > 0:
            away[day], chance[day] = total[day] / typical - 1, np.sqrt((1 + 1 / len(others)) / typical)
    judged = np.isfinite(chance)
    if judged.sum() < FEWEST_JUDGED:
        return ()
    usual = 1.4826 * float(np.median(np.abs(away[judged])))
    size = away / np.maximum(usual, chance)
    return tuple((int(day), float(size[day])) for day in np.flatnonzero(judged & (np.abs(size) > ODD)))
