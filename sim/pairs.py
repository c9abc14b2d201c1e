"""Pairs: what sets two scenarios apart, measured on the same contacts.

The same seed and days give the same contacts whatever the staffing, routing or rules. So two results are compared day by
day (common random numbers; Law 2015, sec. 11.2): a hard day is hard for both, and cancels. A difference is that of the two
reported figures, exactly; its limits come from the differences of the days' pulls on them (``sim/pulls.py``).

Whoever looks at a hundred differences sees five beyond their limits where there are none. ``real`` therefore is the verdict
on all of them together, after Holm (1979): the chance that luck alone makes even one of them *real* is at most 5 %, however
they depend on each other. The p-values are those of Student's t on one degree of freedom fewer than days. For shares of days
and intervals that meet a target, of which few may differ, the exact sign test of the days (McNemar 1947) has to agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.pulls import Key, Pulls, days_by_target, pulls
from sim.sums.ratios import CONFIDENCE, FloatArray
from sim.targets import number

if TYPE_CHECKING:
    from sim.experiment import Results

ROUNDING = 1e-9  # relative; figures that differ by less differ by the order of additions only


@dataclass(frozen=True)
class Difference:
    """One figure in two results: ``mean`` is ``second`` - ``first``; the other fields name the figure as a ``MeasureRow`` does.

    ``other``: which of the compared results it is about, from 1. ``low`` and ``high`` are the 95 % limits of this difference
    alone; ``p`` the chance of one as large by luck. All three are None where they are not known: with one day, where one of the
    figures is undefined. Figures that are the same on every day have a difference of 0, limits of 0 and a ``p`` of 1.
    """

    measure: str
    scope: str
    name: str
    interval: str | None
    within_s: float | None
    of: str | None
    target: int | None
    other: int
    first: float | None
    second: float | None
    mean: float | None
    low: float | None
    high: float | None
    p: float | None
    real: bool


def differences(results: Sequence[Results], *, intervals: bool = False) -> tuple[Difference, ...]:
    """Compare every result with the first, figure by figure: those that both have, in the order of the first.

    ``real`` is judged over all differences of the call. A figure about a target is compared where both ask the same.

    Raises:
        ValueError: if there is nothing to compare, or the results are not of the same days.

    """
    if len(results) < 2:
        raise ValueError(f"results(={len(results)}) must be at least 2: one is compared with another.")
    for other in results[1:]:
        _check(results[0], other)
    keys, usual = pulls(results[0].scenario, results[0].tallies, intervals=intervals, known=results[0].known)
    compared = [_compared(results[0], other, keys, usual, intervals) for other in results[1:]]
    real = iter(holm(np.concatenate([one.p for one in compared])))
    return tuple(
        _difference(one, column, place, bool(next(real)))
        for place, one in enumerate(compared, 1)
        for column in range(len(one.keys))
    )


def holm(p: FloatArray, error: float = 1 - CONFIDENCE) -> NDArray[np.bool_]:
    """Say which of many differences are real, so that any is called so by luck with a chance of ``error`` at most (Holm 1979).

    The smallest p-value has to keep to ``error`` / all of them, the next to ``error`` / one fewer, until one does not. Figures
    that are the same on every day (p = 1) and unknown ones (NaN) are not among them: there is nothing to be told apart.
    """
    told = np.flatnonzero(p < 1)  # not NaN either
    ascending = told[np.argsort(p[told], kind="stable")]
    kept = p[ascending] <= error / np.arange(len(told), 0, -1)
    real = np.zeros(len(p), bool)
    real[ascending[np.logical_and.accumulate(kept)]] = True
    return real


@dataclass(frozen=True)
class _Compared:
    """The figures that two results share, and their differences."""

    keys: tuple[Key, ...]
    first: FloatArray
    second: FloatArray
    mean: FloatArray
    half: FloatArray
    p: FloatArray


def _check(first: Results, other: Results) -> None:
    """Refuse results of different days."""
    for what, one, another in (
        ("seed", first.seed, other.seed),
        ("replications", first.replications, other.replications),
        ("first day", first.work.first_day, other.work.first_day),
        ("calendar", _calendar(first), _calendar(other)),
    ):
        if one != another:
            raise ValueError(f"{what} {one} and {another}: results are compared on the same days; simulate both alike.")
    mine, theirs = first.work.busyness, other.work.busyness
    if set(mine) != set(theirs) or any(not np.array_equal(mine[name], theirs[name]) for name in mine):
        raise ValueError("the days of one result are stratified as the other's are not; simulate both alike.")


def _calendar(results: Results) -> str:
    calendar = results.scenario.calendar
    return f"{calendar.starts[0]} ({calendar.days} days by {calendar.interval / 60:g} min)"


def _compared(first: Results, other: Results, keys: tuple[Key, ...], usual: Pulls, intervals: bool) -> _Compared:
    their_keys, theirs = pulls(other.scenario, other.tallies, intervals=intervals, known=other.known)
    at = {key: place for place, key in enumerate(their_keys)}
    both = [place for place, key in enumerate(keys) if key in at and _same_target(first, other, key)]
    shared = tuple(keys[place] for place in both)
    mine, yours = usual.only(both), theirs.only([at[key] for key in shared])
    between = _without_rounding(yours.minus(mine), np.maximum(np.abs(mine.mean), np.abs(yours.mean)))
    signs = _sign_tests(first, other, intervals)
    p = np.array([max(one, signs.get(key, 0.0)) for key, one in zip(shared, between.p.tolist(), strict=True)])
    return _Compared(shared, mine.mean, yours.mean, between.mean, between.half_width, p)


def _same_target(first: Results, other: Results, key: Key) -> bool:
    return key.target is None or first.scenario.targets[key.target] == other.scenario.targets[key.target]


def _without_rounding(between: Pulls, scale: FloatArray) -> Pulls:
    slack = ROUNDING * scale
    same = (np.abs(between.mean) <= slack) & (np.abs(between.pull) <= slack).all(axis=0)
    return replace(between, mean=np.where(same, 0.0, between.mean), pull=np.where(same, 0.0, between.pull))


def _sign_tests(first: Results, other: Results, intervals: bool) -> dict[Key, float]:
    """Two-sided p-values of the exact sign test, for targets: how many days keep it in one result alone, and in the other."""
    mine, theirs = (days_by_target(one.scenario, one.tallies, intervals=intervals) for one in (first, other))
    found = {}
    for key in mine.keys() & theirs.keys():
        more, fewer = (int((sign * (theirs[key] - mine[key]) > 0).sum()) for sign in (1, -1))
        found[key] = min(2 * float(special.bdtr(min(more, fewer), more + fewer, 0.5)), 1.0)
    return found


def _difference(one: _Compared, column: int, place: int, real: bool) -> Difference:
    mean, half = one.mean[column], one.half[column]
    return Difference(
        *one.keys[column],
        other=place,
        first=number(one.first[column]),
        second=number(one.second[column]),
        mean=number(mean),
        low=number(mean - half),
        high=number(mean + half),
        p=number(one.p[column]),
        real=real,
    )
