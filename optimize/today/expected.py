"""Expected: the contacts of the rest of a day, as they look once its morning is over.

For each contact type and interval: what was forecast, what came, and from now on the mean and a band that holds four in five
days. Given the day's factor contacts are Poisson; of the factor is known what the morning says (``optimize/replanning``, the one
home of that rule). All types that share a busyness are busy together, so the band of their sum is drawn, not added up.

Where a scenario has no busyness it says that no day is busier than another, and a morning would teach nothing. Real days do
differ; so such a type is given a factor of its own, of an assumed spread, and that is said (``assumed``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.replanning.busyness import Factor
from optimize.replanning.morning import Morning, expected, learned
from optimize.shifts import FloatArray
from scenarios.arrivals import COUNTED
from scenarios.families import Gamma

if TYPE_CHECKING:
    from scenarios.schema import Scenario

SPREAD = 0.1  # assumed coefficient of variation of a day's factor, where a scenario has none
LEVEL = 0.8  # of the days are within the band
DRAWS = 20_000
PREFIX = "assumed_"


@dataclass(frozen=True)
class Course:
    """One contact type (or all of them) over the intervals of the day in hand.

    ``came``: of the intervals that are over, None where nobody counted. ``mean``, ``low``, ``high``: of those to come. ``rest``: forecast, mean,
    low and high of all that is to come together.
    """

    name: str
    forecast: FloatArray
    came: tuple[int, ...] | None
    mean: FloatArray
    low: FloatArray
    high: FloatArray
    rest: tuple[float, float, float, float]


@dataclass(frozen=True)
class Ahead:
    """The volumes of the day in hand: its first interval, how many of it are over, each type and the total."""

    first: int
    over: int
    kinds: tuple[Course, ...]
    total: Course


def assumed(scenario: Scenario, morning: Morning, spread: float) -> tuple[Scenario, dict[str, str]]:
    """Give each counted type that has no busyness a factor of its own; the scenario, and the factors' names by type."""
    without = [name for name in morning.came if spread > 0 and _could(scenario, name)]
    if not without:
        return scenario, {}
    kinds, factors = dict(scenario.contact_types), dict(scenario.busyness)
    given = {name: f"{PREFIX}{name}" for name in without}
    for name, factor in given.items():
        kind = kinds[name]
        kinds[name] = kind.model_copy(update={"arrivals": kind.arrivals.model_copy(update={"busyness": factor})})
        factors[factor] = Gamma(1.0, spread)
    return scenario.model_copy(update={"contact_types": kinds, "busyness": factors}), given


def _could(scenario: Scenario, name: str) -> bool:
    """Whether a type has no busyness, or one that never moves, and could have one."""
    arrivals = scenario.contact_types[name].arrivals
    fixed = arrivals.busyness is None or scenario.busyness[arrivals.busyness].cv() == 0
    return fixed and not recorded(scenario, name)


def recorded(scenario: Scenario, name: str) -> bool:
    """Whether it stands in the scenario itself who comes: a recorded day, or appointments."""
    return any(getattr(scenario.contact_types[name].arrivals, source) is not None for source in COUNTED)


def ahead(scenario: Scenario, morning: Morning, seed: int) -> Ahead:
    """Look ahead; ``scenario``: as it was before the morning, with what is assumed."""
    calendar = scenario.calendar
    last = round(morning.until / calendar.interval)
    first = last - 1 - (last - 1) % calendar.per_day
    own = slice(first, first + calendar.per_day)
    known = {one.name: one.factor for one in learned(scenario, morning)}
    usual = {name: Factor(one.mean(), 1 / one.cv() ** 2) for name, one in scenario.busyness.items() if one.cv() > 0}
    rng = np.random.default_rng([seed, last])
    drawn = {
        name: rng.gamma(factor.shape, factor.mean / factor.shape, DRAWS) for name, factor in (usual | known).items()
    }
    over, sums, found = last - first, np.zeros((DRAWS, calendar.per_day - (last - first))), []
    names = [name for name in scenario.contact_types if not recorded(scenario, name)]
    for name in names:
        forecast = expected(scenario, name)[own]
        factor = scenario.contact_types[name].arrivals.busyness or ""
        means = _means(forecast[over:], drawn.get(factor))
        counts = rng.poisson(means, (DRAWS, len(forecast) - over)).astype(float)
        sums += counts
        scale = (usual | known).get(factor)
        plain = forecast * (usual[factor].mean if factor in usual else 1.0)
        mean = forecast[over:] * (scale.mean if scale else 1.0)
        came = morning.came.get(name)
        found.append(_course(name, plain, None if came is None else came[own], mean, counts))
    return Ahead(first, over, tuple(found), _total(found, sums, calendar.per_day))


def _means(forecast: FloatArray, factor: FloatArray | None) -> FloatArray:
    return forecast if factor is None else np.asarray(np.multiply.outer(factor, forecast))


def _total(kinds: list[Course], sums: FloatArray, count: int) -> Course:
    counted = [one for one in kinds if one.came is not None]
    came = None if not counted or len(counted) < len(kinds) else tuple(
        int(sum(column)) for column in zip(*(one.came or () for one in counted), strict=True)
    )  # fmt: skip
    forecast = np.sum([one.forecast for one in kinds], axis=0) if kinds else np.zeros(count)
    mean = np.sum([one.mean for one in kinds], axis=0) if kinds else np.zeros(sums.shape[1])
    return _course("all", np.asarray(forecast), came, np.asarray(mean), sums)


def _course(
    name: str, forecast: FloatArray, came: tuple[int, ...] | None, mean: FloatArray, counts: FloatArray
) -> Course:
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    over = len(forecast) - len(mean)
    low, high = np.quantile(counts, tails, axis=0, method="inverted_cdf") if counts.size else (mean, mean)
    all_of_it = counts.sum(axis=1)
    least, most = np.quantile(all_of_it, tails, method="inverted_cdf")
    rest = (float(forecast[over:].sum()), float(mean.sum()), float(least), float(most))
    return Course(name, forecast, came, mean, np.asarray(low, float), np.asarray(high, float), rest)


def settings(given: Mapping[str, str], spread: float) -> tuple[str, ...]:
    """What is assumed, as ``--set`` would say it: whoever re-plans believes the same."""
    found: list[str] = []
    for name, factor in given.items():
        found.append(f"busyness.{factor}={{gamma: {{mean: 1, cv: {spread:g}}}}}")
        found.append(f"contact_types.{name}.arrivals.busyness={factor}")
    return tuple(found)
