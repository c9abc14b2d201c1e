"""The audit: every library scenario that has shifts is planned, and the plan tried on ten thousand further days.

python -m benchmarks.audit                            all of them: an hour or so
python -m benchmarks.audit shop_counter vip_tiers     some
    --days 2000  --time-limit 120  --workers 2  --confidence 0.8

A plan is chosen on some days and judged on others; these are days of a third kind, and there are so many of them that chance explains
next to nothing. For each target the period is shown that comes out worst: what was asked, what the plan's own test days said, what
ten thousand days say with their standard error, and how many of the periods fall short. ``--confidence`` turns every target
into a promise about that share of the days.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from optimize.outcome import Infeasible, Met, OutOfTime
from optimize.plan import plan
from scenarios.catalogue import library
from scenarios.loading import load
from sim.definitions import Sample
from sim.experiment import pool, simulate
from sim.targets import AT_MOST, evidence

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from optimize.outcome import Plan
    from scenarios.schema import Scenario, Target

CHUNK = 500  # days simulated at a time, so that their sums fit in memory
FIRST_SEED = 10_000_019  # far from the seeds of plans


@dataclass(frozen=True)
class Line:
    """A target at its worst period: ``reached`` and its ``error`` over all days, ``told`` by the plan; ``short`` of ``judged`` periods miss it."""

    target: Target
    start: str
    asked: float
    told: float
    reached: float
    error: float
    short: int
    judged: int

    @property
    def missing(self) -> float:
        """By how much the target is missed; negative if it is met."""
        by = self.asked - self.reached
        return -by if self.target.measure in AT_MOST and self.target.confidence is None else by

    def text(self) -> str:
        """One row."""
        about = f"{self.target.of_what or 'centre'} {self.target.measure.replace('_', ' ')} per {self.target.per}"
        verdict = (
            "kept"
            if self.missing <= 0
            else f"SHORT by {self.missing:.4g} ({self.missing / max(self.error, 1e-12):.1f} se)"
        )
        return (
            f"  {about:<44} {self.start[-5:]:>6} {self.asked:>8.4g} {self.told:>8.4g} {self.reached:>8.4g} {self.error:>8.2g} "
            f"{self.short:>4}/{self.judged:<4} {verdict}"
        )


def lines(found: Plan, days: int, workers: int | Executor) -> Iterator[Line]:
    """Try a plan on so many days."""
    scenario = found.scenario
    sums: list[list[NDArray[np.float64]]] = [[] for _ in scenario.targets]
    for number in range(days // CHUNK):
        results = simulate(
            scenario, found.staffing, replications=CHUNK, seed=FIRST_SEED + number, workers=workers, stratify=True
        )
        sample = Sample(scenario, results.tallies)
        for place, target in enumerate(scenario.targets):
            seen = evidence(sample, target, target.per)
            if target.confidence is None:
                sums[place].append(np.stack([seen.over, seen.under]))
            else:
                sums[place].append(np.stack([seen.reaches * seen.telling, seen.telling]))
    for place, parts in enumerate(sums):
        line = _worst(found, place, np.concatenate(parts, axis=1))
        if line is not None:
            yield line


def _worst(found: Plan, place: int, sums: NDArray[np.float64]) -> Line | None:
    verdict, target = found.verdicts[place], found.scenario.targets[place]
    judged = [number for number, period in enumerate(verdict.periods) if period.skipped is None]
    if not judged:
        return None
    over, under = sums[:, :, judged]
    asked = target.asked if target.confidence is None else target.confidence
    reached = over.sum(axis=0) / under.sum(axis=0)
    error = np.std(over - reached * under, axis=0, ddof=1) / under.mean(axis=0) / np.sqrt(len(over))
    at_most = target.measure in AT_MOST and target.confidence is None
    missing = reached - asked if at_most else asked - reached
    worst = int(np.nanargmax(missing))
    period = verdict.periods[judged[worst]]
    told = period.reached if target.confidence is None else period.days_met
    short = int((missing > 1e-9 * asked).sum())
    return Line(
        target, period.start, asked, np.nan if told is None else told, float(reached[worst]), float(error[worst]),
        short, len(judged),
    )  # fmt: skip


def promised(scenario: Scenario, confidence: float | None) -> Scenario:
    """The same with every target a promise about a share of the days."""
    if confidence is None:
        return scenario
    targets = tuple(target.model_copy(update={"confidence": confidence}) for target in scenario.targets)
    return scenario.model_copy(update={"targets": targets})


def audit(name: str, asked: argparse.Namespace, workers: int | Executor) -> Iterator[str]:
    """Plan a scenario and tell how the plan fares, row by row."""
    begun = monotonic()
    outcome = plan(promised(load(name), asked.confidence), time_limit=asked.time_limit, workers=workers)
    found = outcome.plan if isinstance(outcome, Met) else outcome.best if isinstance(outcome, OutOfTime) else None
    status = type(outcome).__name__
    if found is None:
        yield f"{name}: {status}" + (f" - {outcome.message}" if isinstance(outcome, Infeasible) else "")
        return
    said = "met" if found.met else "MISSED on its own test days"
    yield f"{name}: {status}, {said}; cost {found.cost:,.0f}, bound {found.bound:,.0f}, gap {found.gap:.2%}, {monotonic() - begun:.0f} s"
    yield from (line.text() for line in lines(found, asked.days, workers))


def main(words: list[str]) -> None:
    """Read the command line and print the tables as they come."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.audit", description="Plans on ten thousand further days."
    )
    parser.add_argument("names", nargs="*", help="library scenarios; all with shifts, if none is named")
    parser.add_argument("--days", type=int, default=10_000)
    parser.add_argument("--time-limit", type=float, default=None, help="seconds for each plan")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--confidence", type=float, default=None, help="ask it of every target, on this share of the days"
    )
    asked = parser.parse_args(words)
    names = asked.names or [entry.name for entry in library() if load(entry.name).shifts]
    head = ("  target", "worst", "asked", "told", "reached", "se", "short")
    sys.stdout.write(f"{head[0]:<46} {head[1]:>6} {head[2]:>8} {head[3]:>8} {head[4]:>8} {head[5]:>8} {head[6]:>4}\n")
    with pool(asked.workers) as crew:
        for name in names:
            for row in audit(name, asked, crew if asked.workers > 1 else 1):
                sys.stdout.write(f"{row}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
