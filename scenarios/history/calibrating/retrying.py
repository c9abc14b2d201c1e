"""Retries: who comes again after giving up or being turned away, when, and how often.

Of the customers whom the log identifies, a lost contact is followed by another of the same customer on the same day, or not.
Who has not come back by the day's end may have had no time to, so share and delay are estimated together: with probability p
the customer comes back after a delay of distribution F, and a loss with time h left to the day's end shows nothing with
probability 1 - p F(h) (a cure model, as of Boag 1949). Customers call again by chance too, and on other business: at a
rate that those who had been answered show. Both run at once, whichever comes first is seen; so a log in which nobody comes
back because of the loss gives no retries, however often its customers call. Where chance explains as much, nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from scenarios.history import fitting
from scenarios.history.calibrating.likely import PLAIN, likeliest, moments, spread
from scenarios.history.calibrating.sample import Sample
from scenarios.history.calls import Outcome
from scenarios.history.columns import DAY
from scenarios.history.fitting import Family

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

FEWEST = 20  # losses of identified customers, and 5 who came back, from which retries are estimated
NO_LIMIT = 10  # attempts written where the log shows no limit
SURELY = 13.8  # twice the log-likelihood that retries must add to chance: once in a thousand it would by luck
SURE = 0.01  # chance of what was seen, below which it is held not to be chance


@dataclass(frozen=True)
class Retries:
    """How lost contacts come again; shares are net of chance calls."""

    losses: int  # of identified customers, those on their last attempt left out
    returned: int
    after_abandoning: float
    after_abandoning_error: float
    after_blocking: float
    after_blocking_error: float
    chance: float  # share of the answered who call again the same day
    chance_of: int  # answered contacts that it is a share of
    family: Family
    parameters: FloatArray  # of the delay
    mean: float
    mean_error: float
    attempts: int
    limit_shown: bool
    weight: float  # share of what look like retries that chance brought


@dataclass(frozen=True)
class _Losses:
    """Lost contacts: delay of the next (nan: none seen), time left to the day's end, whether it had been turned away."""

    delay: FloatArray
    left: FloatArray
    blocked: BoolArray


def retries(sample: Sample, codes: Sequence[int]) -> Retries | None:
    """Retries of some types; None where too few lost customers are known, or nearly none comes back."""
    calls = sample.calls
    own = np.isin(sample.type, codes) & (calls.customer >= 0)
    lost = own & calls.ended(Outcome.ABANDONED, Outcome.BLOCKED, Outcome.CLOSED)
    returned = lost & (sample.again >= 0)
    if lost.sum() < FEWEST or returned.sum() < 5:
        return None
    chance = _chance(sample, own & calls.ended(Outcome.ANSWERED))
    most, shown = _limit(sample, lost, returned, chance.share)
    counted = np.flatnonzero(lost & (sample.attempt < most) if shown else lost)
    return _estimated(_losses(sample, counted), chance, most if shown else max(NO_LIMIT, most + 1), shown)


@dataclass(frozen=True)
class _Chance:
    """Calls that follow an answer on the same day: their share, of how many answers, and their rate (per second)."""

    share: float
    of: int
    rate: float


def _chance(sample: Sample, answered: BoolArray) -> _Chance:
    """How often customers call again whose contact was answered."""
    calls = sample.calls
    rows = np.flatnonzero(answered & ~np.isnan(calls.handled))
    after = sample.again[rows] >= 0
    after[after] &= ~sample.handed_on[sample.again[rows[after]]]
    end = (calls.answered + calls.handled)[rows]
    left = calls.day[rows] * DAY + _closing(sample)[sample.day[rows]] - end
    delay = np.where(after, calls.arrived[np.maximum(sample.again[rows], 0)] - end, left)
    passed = float(np.maximum(delay, 0.0).sum())
    return _Chance(
        float(after.mean()) if len(rows) else 0.0, len(rows), float(after.sum()) / passed if passed > 0 else 0.0
    )


def _closing(sample: Sample) -> FloatArray:
    """Second of the day after which no contacts come any more, of each day."""
    last = np.zeros(len(sample.date_of))
    np.maximum.at(last, sample.day, sample.calls.second)
    of_weekday = np.array([last[sample.weekday == kind].max(initial=0.0) for kind in range(7)])
    return np.asarray(np.where(of_weekday > 23 * 3600, float(DAY), of_weekday)[sample.weekday], dtype=np.float64)


def _limit(sample: Sample, lost: BoolArray, returned: BoolArray, chance: float) -> tuple[int, bool]:
    """The attempt after which customers come again no more often than chance brings them, and whether one is shown.

    It must be clear twice: those lost on it or later come back far more rarely than those lost before, and not more often than
    those who had been answered (of whom the share ``chance`` calls again). Without both, the most attempts that were lost.
    """
    most = int(sample.attempt[lost].max())
    for attempt in range(2, most + 1):
        before, after = lost & (sample.attempt < attempt), lost & (sample.attempt >= attempt)
        losses, came = int(after.sum()), int(returned[after].sum())
        share = float(returned[before].mean())
        too_rare = stats.binom.cdf(came, losses, share) < SURE
        by_chance = stats.binom.sf(came - 1, losses, chance) > SURE
        if share > chance and too_rare and by_chance:
            return attempt, True
    return most, False


def _losses(sample: Sample, rows: IntArray) -> _Losses:
    """What became of each loss."""
    calls = sample.calls
    gone = np.where(np.isnan(calls.waited), 0.0, calls.waited)[rows]
    start = np.where(np.isnan(calls.asked), calls.arrived + np.nan_to_num(calls.ivr), calls.asked)[rows]
    end = start + gone
    left = calls.day[rows] * DAY + _closing(sample)[sample.day[rows]] - end
    again = sample.again[rows]
    delay = np.where(again >= 0, np.maximum(calls.arrived[np.maximum(again, 0)] - end, 0.0), np.nan)
    blocked = calls.ended(Outcome.BLOCKED, Outcome.CLOSED)[rows]
    return _Losses(delay, np.maximum(np.where(np.isnan(delay), left, np.maximum(left, delay)), 1e-3), blocked)


def _estimated(losses: _Losses, chance: _Chance, attempts: int, shown: bool) -> Retries | None:
    """Shares and delay by maximum likelihood, the delay's family by Schwarz's criterion; None where chance explains as much."""
    came = ~np.isnan(losses.delay)
    sides = (~losses.blocked, losses.blocked)
    used = [side for side in sides if side.any()]
    mean = max(float(losses.delay[came].mean()), 1.0)
    cv = max(float(losses.delay[came].std()) / mean, 0.1)
    start = [float(special.logit(np.clip(came[side].mean(), 0.01, 0.97))) for side in used]
    top = None
    likelihoods: list[float] = []
    for family in PLAIN:

        def value(at: FloatArray, family: Family = family) -> float:
            return _log_likelihood(family, losses, used, at, chance.rate)

        parameters, likelihood = likeliest(value, np.array([*start, *family.start(mean, cv)]))
        likelihoods.append(likelihood)
        criterion = len(parameters) * np.log(max(came.sum(), 2)) - 2 * likelihood
        if top is None or criterion < top[0]:
            top = (criterion, family, parameters, spread(value, parameters))
    assert top is not None
    if 2 * (max(likelihoods) - _by_chance(losses, chance.rate)) < SURELY:
        return None
    _, family, parameters, covariance = top
    shares, errors = [0.0, 0.0], [0.0, 0.0]
    for number, side in enumerate(one for one, rows in enumerate(sides) if rows.any()):
        shares[side] = fitting.share(parameters[number])
        slope = shares[side] * (1 - shares[side])
        errors[side] = slope * float(np.sqrt(covariance[number, number]))
    delay = parameters[len(used) :]
    block = covariance[len(used) :, len(used) :]
    step = np.eye(len(delay)) * 1e-3
    slopes = np.array([(moments(family, delay + one)[0] - moments(family, delay - one)[0]) / 2e-3 for one in step])
    return Retries(
        len(losses.delay), int(came.sum()), shares[0], errors[0], shares[1], errors[1], chance.share, chance.of, family,
        delay, moments(family, delay)[0], float(np.sqrt(slopes @ block @ slopes)), attempts, shown,
        _weight(family, losses, used, parameters, chance.rate),
    )  # fmt: skip


def _log_likelihood(family: Family, losses: _Losses, sides: Sequence[BoolArray], at: FloatArray, rate: float) -> float:
    """How likely it is that these came again when they did, and the others not before the day's end."""
    delay = at[len(sides) :]
    value = 0.0
    with np.errstate(all="ignore"):
        for logit, side in zip(at, sides, strict=False):
            share = fitting.share(logit)
            because, by_chance = _ways(family, delay, share, losses.delay[side & ~np.isnan(losses.delay)], rate)
            value += float(np.log(np.maximum(because + by_chance, 1e-300)).sum())
            left = losses.left[side & np.isnan(losses.delay)]
            value += float(np.log(np.maximum(1 - share * (1 - family.survival(left, delay)), 1e-300)).sum())
    value -= rate * float(np.where(np.isnan(losses.delay), losses.left, losses.delay).sum())
    return value if np.isfinite(value) else -1e15


def _ways(
    family: Family, delay: FloatArray, share: float, came: FloatArray, rate: float
) -> tuple[FloatArray, FloatArray]:
    """How likely it is, in a second, that a customer came again then because of the loss, and by chance."""
    seen = family.survival(np.maximum(came - 0.5, 0.0), delay) - family.survival(came + 0.5, delay)
    return share * seen, (1 - share * (1 - family.survival(came, delay))) * rate


def _weight(family: Family, losses: _Losses, sides: Sequence[BoolArray], at: FloatArray, rate: float) -> float:
    """Share of those seen again whom chance brought."""
    delay, likely = at[len(sides) :], 0.0
    came = ~np.isnan(losses.delay)
    for logit, side in zip(at, sides, strict=False):
        because, by_chance = _ways(family, delay, fitting.share(logit), losses.delay[side & came], rate)
        likely += float((by_chance / np.maximum(because + by_chance, 1e-300)).sum())
    return likely / max(int(came.sum()), 1)


def _by_chance(losses: _Losses, rate: float) -> float:
    """The log-likelihood if nobody came back because of the loss."""
    came = int((~np.isnan(losses.delay)).sum())
    passed = float(np.where(np.isnan(losses.delay), losses.left, losses.delay).sum())
    own = max(rate, 1e-300)
    return came * float(np.log(own)) - own * passed
