"""Durations: talk, wrap-up, time in the IVR and patience, each with its fit, its evidence and its standard errors.

Talk and wrap-up are fitted for each group and queue where groups differ by more than chance, else for the queue; and by part
of the day where that is likelier by Schwarz's criterion, parts paid for. The chosen distribution keeps the mean of the data:
the mean is the workload. Patience is fitted to those who had to wait: who was answered after 40 s would have waited at
least 40 s, who was answered at once says nothing, and who hung up the moment he heard that nobody was free had none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.history import fitting
from scenarios.history.calibrating.likely import HANDLING, PATIENCE, PLAIN, Likely, best, fit, moments
from scenarios.history.calibrating.sample import Sample
from scenarios.history.calls import Outcome
from scenarios.history.fitting import span
from scenarios.history.patience import Curve, kaplan_meier

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

ENOUGH = 300  # calls in a part of the day, or of a group, for its times to be fitted apart
FEW = 30  # with fewer, one family that needs one parameter
FEW_LOSSES = 10
PARTS = (0.0, 9 * 3600.0, 13 * 3600.0, 17 * 3600.0)  # of the day, between which handling may differ
GOLDEN = 0.6180339887
ZERO = 0.005  # share of durations of exactly 0 from which they are a kind of their own
Data = dict[str, object]


@dataclass(frozen=True)
class Measured:
    """A distribution read off a log: what it is of, from which hour it holds, the chosen data, and how sure its mean and cv are."""

    what: str
    begins: float
    data: Data
    mean: float
    mean_error: float
    cv: float
    cv_error: float
    candidates: tuple[Likely, ...]
    chosen: Likely | None  # None: always the same, or nobody ever ended
    zero: float  # share of exactly 0, beside the candidates
    seconds: FloatArray
    ended: BoolArray

    @property
    def curve(self) -> Curve:
        """Share still going on (Kaplan-Meier)."""
        return kaplan_meier(self.seconds, self.ended)

    @property
    def count(self) -> int:
        """Durations it is read off."""
        return len(self.seconds)

    def survival(self, at: FloatArray) -> FloatArray:
        """Fitted share still going on."""
        if self.chosen is None:
            return np.where(at < self.mean, 1.0, 0.0)
        return (1 - self.zero) * self.chosen.survival(at)


def handling(seconds: FloatArray, what: str, begins: float = 0.0) -> Measured:
    """Talk, wrap-up or time in the IVR: seen to its end. The mean is the data's own."""
    whole = np.ones(len(seconds), dtype=np.bool_)
    if len(seconds) == 0 or np.ptp(seconds) < 1e-6:
        value = float(seconds[0]) if len(seconds) else 0.0
        return Measured(what, begins, {"fixed": span(value)}, value, 0.0, 0.0, 0.0, (), None, 0.0, seconds, whole)
    # In a log of whole seconds a 0 is a short duration like any other.
    zero = 0.0 if np.all(seconds == np.round(seconds)) else float((seconds <= 0).mean())
    zero = zero if zero >= ZERO else 0.0
    body = seconds[seconds > 0] if zero else seconds
    if np.ptp(body) < 1e-6:
        fits: tuple[Likely, ...] = ()
        data: Data = {"fixed": span(float(body[0]))}
        chosen = None
    else:
        families = HANDLING if len(body) >= FEW else (fitting.EXPONENTIAL,)
        fits = tuple(fit(one, body, np.ones(len(body), dtype=np.bool_)) for one in families)
        chosen = _kept_mean(best(fits), float(body.mean()))
        data = chosen.data
    mean, error = float(seconds.mean()), float(seconds.std(ddof=1) / np.sqrt(len(seconds)))
    cv, cv_error = (chosen.cv, chosen.cv_error) if chosen else (0.0, 0.0)
    if zero:
        data = fitting.mixture_data(zero, {"fixed": "0 s"}, data)
        cv = float(np.sqrt((1 + cv * cv) / (1 - zero) - 1))
        cv_error = float("nan")
    return Measured(what, begins, data, mean, error, cv, cv_error, fits, chosen, zero, seconds, whole)


def _kept_mean(found: Likely, mean: float) -> Likely:
    """The same shape with the mean of the data."""
    parameters = found.parameters.copy()
    for _ in range(30):
        own = moments(found.family, parameters)[0]
        if abs(own - mean) < 1e-6 * mean:
            break
        parameters[found.family.scale] += np.log(mean / own)
    return replace(found, parameters=parameters)


def by_part(seconds: FloatArray, second: FloatArray, what: str) -> tuple[Measured, ...]:
    """Handling by part of the day (``second``: of the day at which each contact came), where that is likelier."""
    whole = handling(seconds, what)
    edges = _parts(second)
    if len(edges) < 2 or not whole.candidates:
        return (whole,)
    parts = tuple(
        handling(seconds[(second >= start) & (second < end)], what, start)
        for start, end in zip(edges, [*edges[1:], np.inf], strict=True)
    )
    if any(not part.candidates for part in parts):
        return (whole,)
    apart = sum(best(part.candidates).criterion for part in parts)
    return parts if apart < best(whole.candidates).criterion else (whole,)


def _parts(second: FloatArray) -> list[float]:
    """Where parts of the day begin, each with enough contacts."""
    edges = [0.0]
    for start in PARTS[1:]:
        before = int(((second >= edges[-1]) & (second < start)).sum())
        if min(before, int((second >= start).sum())) >= ENOUGH:
            edges.append(start)
    return edges


@dataclass(frozen=True)
class Work:
    """Times of one queue: of all who serve it, or of each group (by its place)."""

    together: tuple[Measured, ...]
    apart: dict[int, tuple[Measured, ...]]

    def of(self, group: int) -> tuple[Measured, ...]:
        """The times of one group."""
        return self.apart.get(group, self.together)


def work(seconds: FloatArray, second: FloatArray, group: IntArray, what: str, names: Sequence[str]) -> Work:
    """Talk or wrap-up of one queue, by group where groups differ beyond chance."""
    together = by_part(seconds, second, what)
    group = _shared(group)
    present, counts = np.unique(group[group >= 0], return_counts=True)
    large = present[counts >= ENOUGH]
    if len(present) < 2 or len(large) == 0:
        return Work(together, {})
    apart = {int(one): by_part(seconds[group == one], second[group == one], f"{what}, {names[one]}") for one in large}
    rest = seconds[~np.isin(group, large)]
    cost = sum(_criterion(one) for one in apart.values()) + (_criterion((handling(rest, what),)) if len(rest) else 0.0)
    return Work(together, apart) if cost < _criterion(together) else Work(together, {})


def _shared(group: IntArray) -> IntArray:
    """Contacts that name nobody, shared among the groups by what each answered: their times are somebody's work too."""
    nameless = np.flatnonzero(group < 0)
    named = np.bincount(group[group >= 0]) if (group >= 0).any() else np.empty(0)
    if not len(nameless) or not named.sum():
        return group
    place = (np.arange(len(nameless)) * GOLDEN) % 1.0  # spread evenly, whatever their order
    found = group.copy()
    found[nameless] = np.searchsorted(np.cumsum(named) / named.sum(), place, side="right")
    return found


def _criterion(parts: Sequence[Measured]) -> float:
    """Schwarz's criterion of parts together; what never varies costs nothing."""
    return float(sum(best(part.candidates).criterion for part in parts if part.candidates))


def patience(sample: Sample, own: BoolArray, what: str) -> Measured | None:
    """Patience of the contacts in ``own``; None where nobody waited at all."""
    calls = sample.calls
    gone = calls.ended(Outcome.ABANDONED)
    known = own & ~np.isnan(calls.waited) & ~calls.ended(Outcome.BLOCKED) & ((calls.waited > 0) | gone)
    known &= ~(calls.ended(Outcome.CLOSED) & (calls.waited <= 0))
    seconds, ended = np.maximum(calls.waited[known], 0.0), gone[known]
    if len(seconds) == 0:
        return None
    if not ended.any():
        never: Data = {}
        return Measured(what, 0.0, never, float("inf"), float("nan"), 0.0, float("nan"), (), None, 0.0, seconds, ended)
    families = PATIENCE if ended.sum() >= FEW_LOSSES else (fitting.EXPONENTIAL,)
    fits = tuple(fit(one, seconds, ended) for one in families)
    chosen = best(fits)
    return Measured(
        what, 0.0, chosen.data, chosen.mean, chosen.mean_error, chosen.cv, chosen.cv_error, fits, chosen, 0.0, seconds, ended
    )  # fmt: skip


def in_ivr(sample: Sample, own: BoolArray, what: str) -> Measured | None:
    """Time in the IVR of those who then asked for a person; None where there is none, or it takes no time."""
    calls = sample.calls
    seconds = calls.ivr[own & ~sample.ended_in_ivr & ~np.isnan(calls.asked) & ~np.isnan(calls.ivr)]
    seconds = np.maximum(seconds, 0.0)
    if len(seconds) < 2 or seconds.max() <= 0:
        return None
    zero = float((seconds <= 0).mean())
    if zero >= ZERO or np.ptp(seconds) < 1e-6 or len(seconds) < FEW:
        return handling(seconds, what)
    fits = tuple(fit(one, seconds, np.ones(len(seconds), dtype=np.bool_)) for one in PLAIN)
    chosen = _kept_mean(best(fits), float(seconds.mean()))
    error = float(seconds.std(ddof=1) / np.sqrt(len(seconds)))
    whole = np.ones(len(seconds), dtype=np.bool_)
    return Measured(
        what, 0.0, chosen.data, chosen.mean, error, chosen.cv, chosen.cv_error, fits, chosen, 0.0, seconds, whole
    )  # fmt: skip
