"""Rolling origins: forecasts as they would have been made on earlier days, beside what then came.

At an origin a model sees the days before it and nothing else; its errors of a day count from the next origin on. Every model has the same
origins and the same days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.history.forecasts.almanac import Traits
from scenarios.history.forecasts.history import BoolArray, FloatArray, Learned
from scenarios.history.forecasts.models import Guess, Model

IntArray = NDArray[np.int64]

MOST_ORIGINS = 24
STEP = 4  # open days from one origin to the next
WEEKS = 3  # of history before the first origin


@dataclass(frozen=True, eq=False)
class Trial:
    """One forecast of the past: made before open day ``origin`` for those after it, and what came (nan: unknown)."""

    origin: int
    guess: Guess
    came: FloatArray

    def before(self, day: int) -> Trial:
        """The part whose days lay before open day ``day``."""
        kept = max(min(day - self.origin, len(self.came)), 0)
        guess = self.guess
        return Trial(
            self.origin, Guess(guess.counts[:kept], guess.day_cv[:kept], guess.share_cv[:kept]), self.came[:kept]
        )

    def __len__(self) -> int:
        """Days forecast."""
        return len(self.came)


def origins_of(days: int, week: int, step: int | None = None, first: int | None = None) -> tuple[int, ...]:
    """Origins for a history of so many open days, ``week`` of them a week: from a third of it on, to its last day."""
    start = max(days // 3, WEEKS * week) if first is None else first
    every = max(STEP, -(-(days - start) // MOST_ORIGINS)) if step is None else step
    return tuple(range(start, days, every))


def trials(
    models: Mapping[str, Model] | Callable[[int], Mapping[str, Model]],
    counts: FloatArray,
    known: Callable[[int, IntArray], Traits],
    origins: Sequence[int],
    horizon: int,
    zeros: Callable[[int | None], BoolArray | None] = lambda _: None,
) -> dict[str, list[Trial]]:
    """Forecast from every origin with every model, or with those that an origin's own past allows.

    ``counts``: [day, interval] of all days; ``zeros``: of the days before an origin, which without contacts teach (None: of all days);
    ``known``: what was known at an origin of some days, by their places.
    """
    whole = Learned.of(counts, zeros(None))
    found: dict[str, list[Trial]] = {}
    for origin in origins:
        learned = Learned.of(counts[: whole.places[origin]], zeros(origin))
        days = known(origin, np.concatenate((learned.places, whole.places[origin:])))
        past, ahead = days.take(slice(0, len(learned))), days.take(slice(len(learned), len(learned) + horizon))
        came = whole.counts[origin : origin + horizon]
        for name, model in (models if isinstance(models, Mapping) else models(origin)).items():
            found.setdefault(name, []).append(Trial(origin, model(learned, past, ahead), came))
    return found


def combined(
    of_models: Mapping[str, Sequence[Trial]], members: Sequence[str], origin: int, guesses: Mapping[str, Guess]
) -> Guess:
    """The mean of some models' guesses, weighed by how right each was on days before the origin."""
    errors = np.array([wape([one.before(origin) for one in of_models.get(name, ())]) for name in members])
    if np.isnan(errors).any():
        weights = np.full(len(members), 1.0 / len(members))
    else:
        weights = 1.0 / np.maximum(errors, 1e-6) ** 2
        weights /= weights.sum()
    parts = [guesses[name] for name in members]

    def mean(name: str) -> FloatArray:
        return np.asarray(sum(weight * getattr(part, name) for weight, part in zip(weights, parts, strict=True)))

    return Guess(mean("counts"), mean("day_cv"), mean("share_cv"))


def with_combination(
    of_models: Mapping[str, Sequence[Trial]], members: Sequence[str], name: str
) -> dict[str, list[Trial]]:
    """Add the combination as one more model: at each origin weighed by the errors of days before it."""
    by_origin = {key: {one.origin: one for one in of_models.get(key, ())} for key in members}
    shared = sorted(set.intersection(*(set(own) for own in by_origin.values())))
    made = [
        Trial(
            origin,
            combined(of_models, members, origin, {key: own[origin].guess for key, own in by_origin.items()}),
            by_origin[members[0]][origin].came,
        )
        for origin in shared
    ]
    return {**{key: list(value) for key, value in of_models.items()}, name: made}


def wape(of_model: Sequence[Trial], *, daily: bool = False) -> float:
    """Sum of absolute errors over the sum of what came, all intervals (or days) of all origins together; nan if nothing came."""
    wrong = there = 0.0
    for one in of_model:
        known = ~np.isnan(one.came)
        came, guess = np.where(known, one.came, 0.0), np.where(known, one.guess.counts, 0.0)
        if daily:
            came, guess = came.sum(axis=1), guess.sum(axis=1)
        wrong += float(np.abs(came - guess).sum())
        there += float(came.sum())
    return wrong / there if there > 0 else float("nan")


def bias(of_model: Sequence[Trial]) -> float:
    """Forecast over what came, less 1: above nought is too much."""
    known = [~np.isnan(one.came) for one in of_model]
    came = sum(float(one.came[seen].sum()) for one, seen in zip(of_model, known, strict=True))
    guess = sum(float(one.guess.counts[seen].sum()) for one, seen in zip(of_model, known, strict=True))
    return guess / came - 1 if came > 0 else float("nan")


def chosen(of_models: Mapping[str, Sequence[Trial]], origin: int, fallback: str) -> str:
    """The model that was least wrong on days before the origin; ``fallback`` before there were any."""
    errors = {name: wape([one.before(origin) for one in found]) for name, found in of_models.items()}
    known = {name: error for name, error in errors.items() if not np.isnan(error)}
    return min(known, key=lambda name: known[name]) if known else fallback
