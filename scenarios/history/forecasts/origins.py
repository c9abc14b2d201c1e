"""Rolling origins: forecasts as they would have been made on earlier days, beside what then came.

At an origin a model sees the days before it and nothing else; its errors of a day count from the next origin on. Every model has the same
origins and the same days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.history.forecasts.almanac import Traits
from scenarios.history.forecasts.history import BoolArray, FloatArray, Learned
from scenarios.history.forecasts.models import Guess, Model

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
    models: Mapping[str, Model],
    counts: FloatArray,
    known: Callable[[int], Traits],
    origins: Sequence[int],
    horizon: int,
    zeros: BoolArray | None = None,
) -> dict[str, list[Trial]]:
    """Forecast from every origin with every model.

    ``counts``: [day, interval] of all days, of which those without contacts teach that are in ``zeros``; ``known``: what was known at an origin of all days that teach, those after it too.
    """
    whole = Learned.of(counts, zeros)
    found: dict[str, list[Trial]] = {name: [] for name in models}
    for origin in origins:
        before = slice(0, whole.places[origin])
        learned = Learned.of(counts[before], None if zeros is None else zeros[before])
        days = known(origin)
        past, ahead = days.take(slice(0, origin)), days.take(slice(origin, origin + horizon))
        came = whole.counts[origin : origin + horizon]
        for name, model in models.items():
            found[name].append(Trial(origin, model(learned, past, ahead), came))
    return found


def combined(
    of_models: Mapping[str, Sequence[Trial]], members: Sequence[str], origin: int, guesses: Mapping[str, Guess]
) -> Guess:
    """The mean of some models' guesses, weighed by how right each was on days before the origin."""
    errors = np.array([wape([one.before(origin) for one in of_models[name]]) for name in members])
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
    trials_of = {key: list(value) for key, value in of_models.items()}
    first = of_models[members[0]]
    trials_of[name] = [
        Trial(
            one.origin,
            combined(of_models, members, one.origin, {key: of_models[key][place].guess for key in members}),
            one.came,
        )
        for place, one in enumerate(first)
    ]
    return trials_of


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
