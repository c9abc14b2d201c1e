"""Experiment: many independent days of one scenario, and what they say.

A replication is one calendar: its contacts are drawn, happen on the floor and are added up. Replications share nothing, so
they run in as many processes as wanted, and every replication's chance depends on the seed and its own number alone. The
results are therefore the same, to the last digit, for any number of workers, on one machine or many, and for a run that was
killed and went on. How that is done is the business of ``sim/days``.

With ``stratify`` the days are not quite independent: the luck behind each busyness is spread evenly over its range, one day
in each of as many equal strata as there are replications. Busy days are then as frequent as they should be even among few
days. The limits of the measures know of it (``sim/variance.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim import archive
from sim.batches import cut
from sim.chance.luck import Luck
from sim.days import engines
from sim.days.crew import WorkersLostError, work_off
from sim.days.identity import fingerprint
from sim.days.jobs import Job
from sim.days.keep import Keeper
from sim.days.pool import pool
from sim.days.precision import rule
from sim.days.results import Results
from sim.days.work import VersionError, Work
from sim.service.duty import reinforced, unplanned
from sim.staffing import Staffing

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.routing import Router
    from sim.sums.ratios import FloatArray

__all__ = [
    "Interrupted",
    "Job",
    "Progress",
    "Results",
    "VersionError",
    "Work",
    "WorkersLostError",
    "pool",
    "prepare",
    "run",
    "simulate",
    "stratified",
]

Progress = Callable[[int, int], None]  # (replications done, replications in all as far as is known)


class Interrupted(KeyboardInterrupt):
    """Ctrl-C. ``results`` has the days that were done, None if there are none."""

    def __init__(self, results: Results | None) -> None:
        """Keep what there is."""
        super().__init__()
        self.results = results


def simulate(  # noqa: PLR0913 - a run has that many knobs; all but two are keywords
    scenario: Scenario,
    staffing: Staffing | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | Executor = 1,
    progress: Progress | None = None,
    stratify: bool = False,
    first_day: int = 0,
    router: Callable[[Scenario], Router] | None = None,
    engine: str | None = None,
    precision: Mapping[str, float | str] | None = None,
    control: bool = False,
    batches: int | None = None,
    keep: Path | None = None,
    resume: bool = False,
    logs: Path | None = None,
) -> Results:
    """Simulate a scenario on many days and measure it.

    ``workers``: so many processes, started where that pays; or any executor of ``concurrent.futures``, such as a ``pool`` that
    several simulations share, or that of a cluster (``sim/days/cluster.py``). A program that asks for more than one has to guard its
    entry point with ``if __name__ == "__main__"``, as every program does that starts processes. All else is as for ``prepare``.

    Raises:
        InputError: if a group has no staffing, ``precision`` asks for what there is not, or ``logs`` can be no folder.
        ValueError: if ``replications`` or ``workers`` is below 1, or the engine cannot be had.
        Interrupted: after Ctrl-C, with the results of the days that were done.

    """
    if isinstance(workers, int) and workers < 1:
        raise ValueError(f"workers(={workers}) must be >= 1.")
    job = prepare(
        scenario,
        staffing,
        replications=replications,
        seed=seed,
        stratify=stratify,
        first_day=first_day,
        router=router,
        engine=engine,
        precision=precision,
        control=control,
        batches=batches,
        keep=keep,
        resume=resume,
        logs=logs,
    )
    try:
        (_, results), *_ = run([job], workers=workers, progress=progress)
    except KeyboardInterrupt:
        raise Interrupted(job.results()) from None
    return results


def prepare(  # noqa: PLR0913 - a run has that many knobs; all but two are keywords
    scenario: Scenario,
    staffing: Staffing | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    stratify: bool = False,
    first_day: int = 0,
    router: Callable[[Scenario], Router] | None = None,
    engine: str | None = None,
    precision: Mapping[str, float | str] | None = None,
    control: bool = False,
    batches: int | None = None,
    keep: Path | None = None,
    resume: bool = False,
    logs: Path | None = None,
) -> Job:
    """Prepare an experiment, to be run beside others by ``run``.

    ``staffing``, ``replications`` and ``seed`` are the scenario's own if left out. Days before ``first_day`` are not used, so
    that a plan can be measured on days that it has not seen. ``router`` makes a routing of one's own from the scenario
    (``sim/routing.py``); it runs on the SimPy model, and with workers it is defined in a module, for it has to travel to other
    processes. ``engine``: ``compiled`` or ``simpy``; they give the same figures.

    ``precision`` asks for limits of a given half-width, such as ``{"answer_rate": 0.005}``: days are added until they are that
    near or there are ``replications`` of them (10,000 if left out); see ``sim/days/precision.py``. ``control`` corrects all figures for
    how many calls were drawn, which makes them surer: most limits come out half as wide (``sim/variance.py``). ``batches`` is for
    centres that never close: the calendar's limits are from so many batches of each long run (``sim/batches.py``). ``keep``: a
    folder in which days done are kept, for ``resume`` to go on from; ``logs``: one for the logs of all days, in Parquet.
    """
    if replications is not None and replications < 1:
        raise ValueError(f"replications(={replications}) must be >= 1.")
    if resume and keep is None:
        raise ValueError("resume(=True) needs the folder in which days are kept; write keep=Path(...).")
    if stratify and precision is not None:
        raise ValueError("stratify(=True) spreads a known number of days; with precision= their number is not known.")
    if batches is not None and (control or stratify or precision is not None):
        raise ValueError(
            "batches= are of one long run; control, stratify and precision are about days that are independent."
        )
    days = scenario.experiment.replications if replications is None else replications
    seed = scenario.experiment.seed if seed is None else seed
    work = Work(
        scenario=scenario,
        staffing=reinforced(scenario, Staffing.of(scenario) if staffing is None else staffing),
        router=router,
        seed=seed,
        first_day=first_day,
        busyness=stratified(scenario, seed, first_day, days) if stratify else {},
        engine=engines.chosen(engine, router),
        logs=None if logs is None else logs.absolute(),  # workers may be elsewhere
    )
    if batches is not None:
        cut(scenario, work.staffing, batches)  # what cannot be cut is refused before anything is run
    wanted = None if precision is None else rule(scenario, precision, replications)
    if logs is not None:
        archive.begin(logs, fingerprint(work))
    keeper = None if keep is None else Keeper(keep, work, resume=resume)
    told = unplanned(scenario) if staffing is None else ()
    return Job.begin(work, days, wanted, keeper, control=control, batches=batches, told=told)


def run(
    jobs: Sequence[Job], *, workers: int | Executor = 1, progress: Progress | None = None
) -> Iterator[tuple[int, Results]]:
    """Run several experiments at a time; give the place of each and its results as it is complete.

    The days of all are in the hands of the same workers, so that nobody is idle while one experiment waits for its last day. After
    Ctrl-C ``job.results()`` has what was done of each.
    """

    def tell() -> None:
        if progress is not None:
            progress(sum(len(job.done) for job in jobs), sum(job.goal for job in jobs))

    tell()
    try:
        for place in work_off(jobs, workers, tell):
            results = jobs[place].results()
            if results is None:
                raise RuntimeError(f"experiment {place} ended without a day")
            yield place, results
    finally:
        for job in jobs:
            job.flush()


def stratified(scenario: Scenario, seed: int, first_day: int, replications: int) -> dict[str, FloatArray]:
    """Spread the luck of each busyness over its range: one day in each of as many equal strata as there are days in all.

    Gives arrays (replications, days of the calendar). Every name has an order of its own, or two of them would be busy on the same days.
    """
    luck, days = Luck(seed, first_day), replications * scenario.calendar.days
    spread = {}
    for name in scenario.busyness:
        order = np.argsort(luck.stream(f"stratum/{name}", 0, 0, days))
        uniforms = (order + luck.stream(f"within stratum/{name}", 0, 0, days)) / days
        spread[name] = uniforms.reshape(replications, scenario.calendar.days)
    return spread
