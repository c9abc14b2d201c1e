"""Against actual: does the simulated centre behave as the real one did?

Two means are set side by side: of the real days that a calibration averaged, and of the simulated ones. Both vary from day
to day, so their difference has a standard error of its own, the two combined; and since real days are few, its limits are
Student's t, with Satterthwaite's degrees of freedom (Welch 1947). A difference inside its 95 % limits is one that days like
these can make by chance.

A row says, for the centre or a contact type, and for the whole day or an hour: the measure as it was, as simulated, the 95 % limits of what the simulation would
lead one to expect of as many real days, and the difference in standard errors. Occupancy is (talk + the pause after a
call) / presence in both. Where no standard error is known (a single real day) limits and standard errors are None.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from scenarios.faults import Fault, InputError, choices
from sim.sums.names import CENTRE
from sim.sums.ratios import CONFIDENCE, FloatArray
from sim.sums.tally import STANDARD_WITHIN, within_key

if TYPE_CHECKING:
    from sim.experiment import Results

COLUMNS = ("measure", "period", "mean", "standard_error", "days")
DAY = "day"
# Measure -> (sum over, sum under), by their names in a tally; None counts replications.
MEASURES: Mapping[str, tuple[str, str | None]] = {
    "offered": ("offered", None),
    "answer_rate": ("prompt answered", "prompt offered"),
    "answered_within_20_s": (within_key("answered within", STANDARD_WITHIN), "prompt offered"),
    "abandonment": ("abandoned", "offered"),
    "mean_wait": ("wait of answered", "prompt answered"),
    "occupancy": ("seconds busy", "seconds staffed"),
}
SHARES = ("answer_rate", "answered_within_20_s", "abandonment")  # of contacts: 1 at most


@dataclass(frozen=True)
class Comparison:
    """One measure of one period, as it was and as simulated."""

    measure: str
    period: str  # "day", or the hour's start: "09:00"
    actual: float
    simulated: float
    low: float | None
    high: float | None
    standard_errors: float | None
    days: int  # recorded ones that the actual figure is the mean of
    scope: str = CENTRE
    name: str = CENTRE

    @property
    def agrees(self) -> bool | None:
        """Whether the actual figure lies inside its limits; None where there are none."""
        return None if self.low is None or self.high is None else self.low <= self.actual <= self.high


def read_actual(path: Path) -> list[dict[str, str]]:
    """Rows of an ``actual.csv``; InputError where it cannot be read or lacks a column."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError((Fault(str(path), None, "", f"cannot be read: {error}"),)) from None
    if missing:
        raise InputError(
            (Fault(str(path), 1, "", f"the header lacks {', '.join(missing)}; write {', '.join(COLUMNS)}"),)
        )
    return rows


def compare_with_actual(actual: Iterable[Mapping[str, str]], results: Results) -> tuple[Comparison, ...]:
    """Every figure of ``actual`` that is known, beside the simulated one; hours that the simulation lacks are left out.

    Raises:
        InputError: if a row names an unknown measure or period, or holds what is no number.

    """
    hours = np.array([datetime.fromisoformat(start).hour for start in results.scenario.calendar.starts])
    found = []
    for line, row in enumerate(actual, start=2):
        measure, period, mean, error, days = _row(row, line)
        scope, called = row.get("scope") or CENTRE, row.get("name") or CENTRE
        place = _place(results, scope, called, line)
        if mean is None:
            continue
        columns = np.ones(len(hours), bool) if period == DAY else hours == int(period[:2])
        over, under = (_sums(results, name, columns, scope, place) for name in MEASURES[measure])
        if over is None or under is None or under.sum() <= 0:
            continue
        found.append(replace(_compared(measure, period, (mean, error, days), over, under), scope=scope, name=called))
    return tuple(found)


def _row(row: Mapping[str, str], line: int) -> tuple[str, str, float | None, float | None, int]:
    """One row of the actual figures, read."""
    measure, period = row["measure"], row["period"]
    problems = []
    if measure not in MEASURES:
        problems.append(f"unknown measure {measure!r}; known are {', '.join(MEASURES)}")
    hour = period.removesuffix(":00")
    if period != DAY and not (hour.isdigit() and len(hour) == 2 and int(hour) < 24):
        problems.append(f"the period {period!r} is neither an hour such as 09:00 nor {DAY!r}")
    try:
        numbers = [float(row[name]) if row[name] else None for name in ("mean", "standard_error")]
        days = int(row["days"])
    except ValueError:
        problems.append(
            f"no numbers: mean {row['mean']!r}, standard_error {row['standard_error']!r}, days {row['days']!r}"
        )
    if problems:
        raise InputError(tuple(Fault("actual.csv", line, "", problem) for problem in problems))
    return measure, period, numbers[0], numbers[1], days


def _place(results: Results, scope: str, name: str, line: int) -> int:
    """Where a name stands in its scope."""
    if scope == CENTRE:
        return 0
    if scope != "contact_type":
        problem = f"unknown scope {scope!r}; write {CENTRE} or contact_type"
    else:
        names = tuple(results.scenario.contact_types)
        if name in names:
            return names.index(name)
        problem = f"no contact type is called {name!r}; there are {choices(name, names)}"
    raise InputError((Fault("actual.csv", line, "", problem),))


def _sums(
    results: Results, name: str | None, columns: np.ndarray, scope: str = CENTRE, place: int = 0
) -> FloatArray | None:
    """A sum of each replication over some of its intervals, per calendar day."""
    if name is None:
        return np.full(len(results.tallies), float(results.scenario.calendar.days))
    sums = [tally.sums[scope] for tally in results.tallies]
    return np.array([one[name][place, columns].sum() for one in sums]) if all(name in one for one in sums) else None


def _compared(
    measure: str, period: str, actual: tuple[float, float | None, int], over: FloatArray, under: FloatArray
) -> Comparison:
    """The two means, and how far apart they are."""
    mean, error, days = actual
    simulated, replications = float(over.sum() / under.sum()), len(over)
    if error is None or days < 2 or replications < 2:
        return Comparison(measure, period, mean, simulated, None, None, None, days)
    residuals = over - simulated * under
    own = float(np.sqrt((residuals**2).sum() * replications / (replications - 1)) / under.sum())
    both = float(np.hypot(error, own))
    if both == 0:
        return Comparison(
            measure, period, mean, simulated, simulated, simulated, 0.0 if mean == simulated else np.inf, days
        )
    freedom = both**4 / (error**4 / (days - 1) + own**4 / (replications - 1))
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom)) * both
    low, high = max(simulated - half, 0.0), simulated + half  # nothing here is below nothing
    if measure in SHARES:
        high = min(high, 1.0)
    return Comparison(measure, period, mean, simulated, low, high, (mean - simulated) / both, days)


def lines(found: Sequence[Comparison]) -> list[str]:
    """The comparison as a plain table, the whole day first."""
    head = f"{'measure':<22}{'period':<8}{'actual':>10}{'simulated':>11}{'low':>10}{'high':>10}{'std errors':>12}"
    order = sorted(found, key=lambda one: one.period != DAY)
    return [head, *(_line(one) for one in order)]


def _line(one: Comparison) -> str:
    limits = "".join(f"{'' if value is None else format(value, '.4g'):>10}" for value in (one.low, one.high))
    errors = "" if one.standard_errors is None else f"{one.standard_errors:.2f}"
    outside = "  outside" if one.agrees is False else ""
    name = one.measure.replace("_", " ")
    return f"{name:<22}{one.period:<8}{one.actual:>10.4g}{one.simulated:>11.4g}{limits}{errors:>12}{outside}"
