"""Batches: limits from one long run of a centre that never closes.

Days that each start empty are wrong for a centre that works round the clock: every one of them would begin with nobody waiting.
There a calendar of many days is simulated as one run, its start is left out (``experiment.warm_up``), and the rest is cut into
10 to 30 batches long enough to be nearly independent of one another (Schmeiser 1982). The figures stay those of ``Results``;
what single days are elsewhere, the batches are here: limits are by Student's t on their pulls (``sim/pulls.py``), leaning to the
side to which batches stray furthest, for a few of them hold most of the waiting.

A batch is a whole number of days or weeks where volumes or staffing vary over them, so that all batches are alike. Whether
neighbours are independent is tested with von Neumann's ratio (1941), as in Fishman's LABATCH (1996): if not, limits are widened
by the square root of (1 + r) / (1 - r), r being the correlation of neighbours (Tafazzoli et al. 2011, Skart), and the row
says so. Then the run is too short for so many batches: take fewer, or more days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scenarios.faults import Fault, InputError
from sim.definitions import REPLICATIONS, Sample, Share, measures
from sim.pulls import Pulls
from sim.sums.grid import Grid
from sim.sums.ratios import FloatArray
from sim.sums.tally import SCOPES
from sim.targets import number

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.measures import MeasureRow
    from sim.staffing import Staffing

BATCHES = 20
DAY = 86400.0
WEEK = 7 * DAY
LEVEL = 0.1  # of the test for dependence: with few batches a stricter one would seldom notice any
MSER = 5  # intervals in one value of the search for the warm-up
ENOUGH = 20  # such values


@dataclass(frozen=True)
class BatchRow:
    """One figure of the calendar, as in ``MeasureRow``, with limits from batches.

    ``correlation``: of a batch with the next. ``dependent``: it is more than luck would do, and the limits are wider for it.
    """

    measure: str
    scope: str
    name: str
    within_s: float | None
    of: str | None
    mean: float | None
    low: float | None
    high: float | None
    correlation: float | None
    dependent: bool


def batch_means(results: Results, batches: int = BATCHES) -> tuple[BatchRow, ...]:
    """Give every measure that is a sum divided by a sum, over the calendar, with limits from so many batches a replication.

    Fewer batches are taken if there are not as many whole days or weeks. What is left over at the end joins the last.

    Raises:
        InputError: if less than two batches can be cut, or no two weeks of the calendar are alike.

    """
    sample, firsts = Sample(results.scenario, results.tallies), cut(results.scenario, results.staffing, batches)
    shares = sample.grid.measured / sample.grid.measured.sum()
    return tuple(row for scope in SCOPES for row in _rows(sample, scope, firsts, shares))


def with_limits(rows: Sequence[MeasureRow], batched_rows: Sequence[BatchRow]) -> list[MeasureRow]:
    """Give the calendar's rows the limits that their batches have; all others stay as they are."""
    found = {(one.measure, one.scope, one.name, one.within_s, one.of): one for one in batched_rows}

    def row(plain: MeasureRow) -> MeasureRow:
        one = found.get((plain.measure, plain.scope, plain.name, plain.within_s, plain.of))
        return plain if one is None or plain.interval is not None else replace(plain, low=one.low, high=one.high)

    return [row(plain) for plain in rows]


def cut(scenario: Scenario, staffing: Staffing, batches: int) -> NDArray[np.int64]:
    """First interval of each batch.

    Raises:
        InputError: if there cannot be two of them.

    """
    if batches < 2:
        raise _fault(f"asks for {batches}; two are the least, and 10 to 30 are of use")
    grid, length = Grid.of(scenario), cycle(scenario, staffing)
    begin, lag = int(grid.warm_up // grid.interval), round(length / grid.interval)
    whole = (grid.intervals - begin) // lag
    if whole < 2:
        raise _fault(f"only {whole} x {length / 3600:g} h remain after the warm-up; two are the least, 10 are of use")
    starts = np.array_split(np.arange(whole), min(batches, whole))
    return np.array([begin + lag * int(part[0]) for part in starts])


def cycle(scenario: Scenario, staffing: Staffing) -> float:
    """Seconds after which volumes and staffing repeat: an interval, a day or a week.

    Raises:
        InputError: if they do not.

    """
    kinds, groups = scenario.contact_types.items(), scenario.agent_groups
    found = {f"volumes of {name}": np.asarray(kind.arrivals.volumes, float) for name, kind in kinds}
    found |= {f"staffing of {group}": np.asarray(staffing.mean_on_floor(group), float) for group in groups}
    for length in (float(scenario.calendar.interval), DAY, WEEK):
        lag = round(length / scenario.calendar.interval)
        if lag * 2 <= scenario.calendar.intervals and not _unlike(found, lag):
            return length
    raise _fault(
        "are about a steady state: volumes and staffing have to repeat every day or week of the calendar, and the calendar "
        f"has to hold two of these at least. {_why(scenario, found)}"
    )


def _unlike(profiles: Mapping[str, FloatArray], lag: int) -> list[str]:
    """Which profiles do not repeat after so many intervals."""
    return [name for name, one in profiles.items() if not np.array_equal(one[lag:], one[:-lag])]


def _why(scenario: Scenario, profiles: Mapping[str, FloatArray]) -> str:
    """Which of the conditions fails, and what the calendar has."""
    days = scenario.calendar.days
    if days < 2:
        return "This calendar has 1 day"
    names = _unlike(profiles, scenario.calendar.per_day)
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    told = f"This calendar has {days} days, and the {names[0]}{others} differ from one day to the next"
    return f"{told}; that takes two weeks" if days < 14 else f"{told}, and from one week to the next"


def _fault(message: str) -> InputError:
    return InputError([Fault("--batches", None, "", message)])


def _rows(sample: Sample, scope: str, firsts: NDArray[np.int64], shares: FloatArray) -> Iterator[BatchRow]:
    found = []
    for measure in measures(sample.scenario):
        if isinstance(measure, Share) and scope in measure.scopes:
            known = (
                measure.by_day(sample, scope)[1][:, :, :1] > 0
            )  # an answer rate may be undefined though its sums are not
            over, under = (_by_interval(sample, scope, key, shares) for key in (measure.over, measure.under))
            one = batched(over * known, under * known, firsts)
            # Not the batches' own means: those of what people are paid during the warm-up would lack that.
            found.append((measure, measure.estimate(sample, scope).mean[:, 0], one, *one.limits))
    for row, name in enumerate(sample.names(scope)):
        for measure, means, one, low, high in found:
            mean, own = means[row], one.figures.mean[row]
            yield BatchRow(
                measure=measure.name,
                scope=scope,
                name=name,
                within_s=measure.within,
                of=measure.of,
                mean=number(mean),
                low=number(np.maximum(mean + (low[row] - own), 0.0)),
                high=number(np.minimum(mean + (high[row] - own), measure.most)),
                correlation=number(one.correlation[row]),
                dependent=bool(one.dependent[row]),
            )


def _by_interval(sample: Sample, scope: str, key: str, shares: FloatArray) -> FloatArray:
    """Give a sum by replication, name and interval; a calendar is shared out by the time that is measured."""
    found = sample.sums(scope, key)
    return found * shares if key == REPLICATIONS else found


@dataclass(frozen=True)
class Batched:
    """Figures of batches that follow each other in ``runs`` independent runs: the pulls have a row a batch."""

    figures: Pulls
    runs: int

    @property
    def correlation(self) -> FloatArray:
        """Correlation of a batch with the next of the same run; NaN where all batches say the same."""
        pull = self.figures.pull.reshape(self.runs, -1, self.figures.pull.shape[1])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((pull[:, 1:] * pull[:, :-1]).sum(axis=(0, 1)) / (pull**2).sum(axis=(0, 1)))

    @property
    def dependent(self) -> NDArray[np.bool_]:
        """Whether neighbours are more alike than luck would have them, by von Neumann's ratio with its ends corrected."""
        pull = self.figures.pull.reshape(self.runs, -1, self.figures.pull.shape[1])
        batches = pull.shape[1]
        if batches < 3:
            return np.zeros(pull.shape[2], bool)
        steps = ((pull[:, 1:] - pull[:, :-1]) ** 2).sum(axis=(0, 1)) / (2 * self.runs * (batches - 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            likeness = 1 - steps / ((pull**2).sum(axis=(0, 1)) / (self.runs * batches - 1))
        spread = np.sqrt((batches - 2) / (batches**2 - 1) / self.runs)
        return np.asarray(likeness > special.ndtri(1 - LEVEL) * spread)

    @property
    def limits(self) -> tuple[FloatArray, FloatArray]:
        """95 % limits; wider where the batches are dependent."""
        mean, (low, high), r = (
            self.figures.mean,
            self.figures.limits,
            np.clip(np.nan_to_num(self.correlation), 0.0, 0.9),
        )
        wider = np.where(self.dependent, np.sqrt((1 + r) / (1 - r)), 1.0)
        return np.asarray(mean + wider * (low - mean)), np.asarray(mean + wider * (high - mean))


def batched(over: FloatArray, under: FloatArray, firsts: NDArray[np.int64]) -> Batched:
    """Cut sums by run, name and interval into batches that begin at the intervals ``firsts``; what is before is left out."""
    flat_over, flat_under = (
        np.add.reduceat(sums, firsts, axis=2).transpose(0, 2, 1).reshape(-1, sums.shape[1]) for sums in (over, under)
    )
    return Batched(Pulls.of_sums(flat_over, flat_under), len(over))


def suggested_warm_up(results: Results) -> float:
    """Suggest how many seconds from the start to leave out: until as many contacts are in the house as usual at that time.

    MSER-5 (White 1997; White, Cobb and Spratt 2000): of all lengths up to half of the run, the one after which the mean is known
    best. It looks at contacts waiting or in hand, averaged over replications and five intervals at a time, less what is
    usual at that time of the day or week in the second half. Whole intervals, counted from the calendar's start.

    Raises:
        ValueError: if the run is too short to tell, or has not settled in its first half.

    """
    sample = Sample(results.scenario, results.tallies)
    grid, begin = sample.grid, int(sample.grid.warm_up // sample.grid.interval)
    inside = sum(sample.sums("centre", key)[:, 0, begin:].mean(axis=0) for key in ("seconds in queue", "seconds busy"))
    level = np.asarray(inside) / np.maximum(grid.measured[begin:], 1.0)
    values = _five_by_five(_without_cycle(level, round(cycle(results.scenario, results.staffing) / grid.interval)))
    if len(values) < ENOUGH:
        raise ValueError(f"{len(level)} intervals are too few to tell a warm-up; simulate {MSER * ENOUGH} at least.")
    settled = mser(values)
    if settled == len(values) // 2:
        raise ValueError("the run has not settled by its half; simulate a longer calendar.")
    return grid.interval * (begin + settled * MSER) if settled or begin else 0.0


def _without_cycle(level: FloatArray, lag: int) -> FloatArray:
    """Take out what is usual at each time of the cycle, as the second half of the run has it."""
    half = len(level) // 2
    times = np.arange(len(level)) % lag
    usual = np.array([level[half:][times[half:] == time].mean() for time in range(lag)])
    return np.asarray(level - usual[times])


def _five_by_five(level: FloatArray) -> FloatArray:
    whole = len(level) // MSER * MSER
    return np.asarray(level[:whole].reshape(-1, MSER).mean(axis=1))


def mser(values: Sequence[float] | FloatArray) -> int:
    """Find how many of the first values to leave out, at most half, so that the mean of the others has the least error (White 1997)."""
    ahead = np.asarray(values, float)[::-1]
    left = np.arange(1, len(ahead) + 1)
    squares = np.cumsum(ahead**2) - np.cumsum(ahead) ** 2 / left
    errors = (squares / left**2)[::-1]  # by how many are left out
    return int(np.argmin(errors[: len(ahead) // 2 + 1]))
