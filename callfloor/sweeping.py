"""Sweeping: one scenario at every point of a grid, on the same contacts.

The days of all points are in the hands of the same workers at once, so nobody idles while one point waits for its last day. Points
are begun coarse first (`callfloor/grid.py`): a sweep that is stopped half-way has a coarse picture of the whole.

What is kept of a point is its summary. With a folder to keep things in, each finished point is one small file there (and the
days of one half done lie beside it, `sim/days/keep.py`), so a sweep that was killed goes on where it was and ends with the same figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callfloor.grid import Grid, Point, grid, read_values
from callfloor.output import write_file
from callfloor.summary import Summary
from scenarios.faults import Fault, InputError, shown
from scenarios.loading import load
from scenarios.settings import ONE_NUMBER
from sim.days.identity import digest_of, fingerprint
from sim.experiment import pool, prepare, run
from sim.staffing import Staffing

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from scenarios.schema import Scenario
    from sim.experiment import Job, Progress

BATCH = 100  # points that are prepared at a time: their scenarios are in memory together
POINTS, ENDING = "points", ".json"
NO_MATTER = ("keep", "resume", "engine", "seed", "logs")  # to the figures, or known to the days' own fingerprint
Settings = Sequence[str] | Mapping[str, object]


@dataclass(frozen=True)
class Done:
    """A point of the grid that was simulated, and what it came to."""

    point: Point
    summary: Summary


@dataclass(frozen=True)
class Sweep:
    """What a grid gave: its points in the grid's order, those that were done; `scenario` is the first of them."""

    grid: Grid
    scenario: Scenario
    seed: int
    done: tuple[Done, ...]
    control: bool = False

    @property
    def complete(self) -> bool:
        """Whether every point was done."""
        return len(self.done) == self.grid.size

    @property
    def replications(self) -> tuple[int, int]:
        """Fewest and most days of a point; the same unless a precision was asked for."""
        days = [one.summary.replications for one in self.done]
        return min(days), max(days)

    def at(self, **values: object) -> Done:
        """The point with these values, each key by its last part: `sweep.at(staffing=12)`.

        Raises:
            KeyError: if there is none such, or it was not done.

        """
        for one in self.done:
            found = {key.rpartition(".")[2]: value for key, value in one.point.values.items()}
            if all(found.get(name) == str(value) for name, value in values.items()):
                return one
        raise KeyError(f"no point has {values}")


class Stopped(KeyboardInterrupt):
    """Ctrl-C during a sweep; ``sweep`` has the points that were done, and is None if there are none."""

    def __init__(self, sweep: Sweep | None) -> None:
        """Keep what there is."""
        super().__init__()
        self.sweep = sweep


def sweep(
    source: str | Path,
    settings: Settings,
    *,
    workers: int | Executor = 1,
    progress: Progress | None = None,
    keep: Path | None = None,
    resume: bool = False,
    **asked: Any,  # noqa: ANN401 - as sim.experiment.prepare takes them: replications, seed, engine, precision
) -> Sweep:
    """Simulate a scenario at every point of a grid.

    ``settings``: as after ``--set``, ``["agent_groups.vip_desk.staffing=8..16", "lines=400"]``, or a mapping from keys to a value or a
    list of values. All else is as for ``callfloor.simulate``.

    Raises:
        InputError: if any point is at fault; each fault names the values that bring it about.
        Stopped: after Ctrl-C, with the points that were done.

    """
    found = settings_of(settings)
    first = checked(source, found)
    under_way = _UnderWay(source, found, {**asked, "keep": keep, "resume": resume}, progress)
    seed = first.experiment.seed if asked.get("seed") is None else asked["seed"]
    try:
        with ExitStack() as stack:
            if isinstance(workers, int) and workers > 1 and found.size > BATCH:
                workers = stack.enter_context(pool(workers))
            under_way.run(workers)
    except KeyboardInterrupt:
        done = under_way.in_order()
        raise Stopped(Sweep(found, first, seed, done, bool(asked.get("control"))) if done else None) from None
    return Sweep(found, first, seed, under_way.in_order(), bool(asked.get("control")))


def settings_of(settings: Settings) -> Grid:
    """The grid that is asked for, as words or as a mapping."""
    if not isinstance(settings, Mapping):
        return grid(settings)
    texts = []
    for key, value in settings.items():
        several = list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else [value]
        texts.append(f"{key}={','.join(_written(one) for one in several)}")
    return grid(texts)


def _written(value: object) -> str:
    """A value as YAML; words stay as they are, so that ranges may be given as such."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def checked(source: str | Path, found: Grid) -> Scenario:
    """Load every point once before anything is run; give the first, or refuse with every fault and where it comes from."""
    first: Scenario | None = None
    at_fault: dict[Fault, list[Point]] = {}
    for point in found.points:
        try:
            scenario = load(source, [*found.fixed, *point.overrides])
            Staffing.of(scenario)
            first = first or scenario
        except InputError as error:
            for fault in error.faults:
                at_fault.setdefault(fault, []).append(point)
    if at_fault or first is None:
        raise InputError(_blamed(found, fault, points) for fault, points in at_fault.items())
    return first


def _blamed(found: Grid, fault: Fault, points: Sequence[Point]) -> Fault:
    """The fault with the values that bring it about: nothing if it is everywhere, one value if that is enough to."""
    if len(points) == found.size:
        return fault
    for axis in found.axes:
        values = {point.values[axis.key] for point in points}
        if len(values) == 1 and len(points) == found.size // len(axis.values):
            return Fault(f"at {axis.label} {values.pop()}", None, fault.key, fault.message)
    more = f" and at {len(points) - 1} more points" if len(points) > 1 else ""
    return Fault(f"at {points[0].label}{more}", None, fault.key, fault.message)


def nothing_swept(source: str | Path, settings: Sequence[str]) -> list[Fault]:
    """What is wrong with settings that give no key several values, told with a key that the scenario has.

    Raises:
        InputError: if there is no such scenario.

    """
    group = next(iter(load(source).agent_groups), "GROUP")
    such = f"write --set agent_groups.{group}.staffing=8..16, or KEY=V1,V2"
    faults = []
    for text in settings:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals:
            faults.append(Fault("--set", None, key, f"{shown(text)} has no = and no values; {such}"))
        elif not key:
            faults.append(Fault("--set", None, "", f"{shown(text)} names no key; {such}"))
        elif not value:
            faults.append(Fault("--set", None, key, f"nothing stands after the =; {such}"))
        elif len(read_values(value)) == 1 and ".." in value and "/" not in value:
            faults.append(Fault("--set", None, key, f"{shown(value)} is one value; {such}"))
    return faults or [Fault("--set", None, "", f"no key has several values; {such}")]


def everywhere(warnings: Sequence[str]) -> tuple[str, ...]:
    """Warnings of the first point, said of all: a list that became one number became another one at each."""
    return tuple(
        f"{warning.partition(ONE_NUMBER)[0]}{ONE_NUMBER} at every point" if ONE_NUMBER in warning else warning
        for warning in warnings
    )


@dataclass
class _UnderWay:
    """A sweep at work: what is done so far."""

    source: str | Path
    grid: Grid
    asked: dict[str, Any]
    progress: Progress | None
    done: dict[int, Done] = field(default_factory=dict)
    cleared: int = 0  # days of points whose days are no longer in memory
    ahead: int = 0  # days of the batches to come, as far as is known

    def in_order(self) -> tuple[Done, ...]:
        """The points done, in the grid's order."""
        return tuple(self.done[number] for number in sorted(self.done))

    def run(self, workers: int | Executor) -> None:
        """Run all points, batch by batch."""
        order = self.grid.coarse_first
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            self._batch(batch, len(order) - first - len(batch), workers)

    def _batch(self, numbers: Sequence[int], later: int, workers: int | Executor) -> None:
        points, found = self.grid.points, []
        for number in numbers:
            scenario = load(self.source, [*self.grid.fixed, *points[number].overrides])
            job = prepare(scenario, **self.asked)
            kept = self._kept(job)
            if kept is None:
                found.append((number, job))
            else:
                self.done[number] = Done(points[number], kept)
                self.cleared += kept.replications
        jobs = [job for _, job in found]
        self.ahead = later * max((job.goal for job in jobs), default=0)
        try:
            for place, results in run(jobs, workers=workers, progress=self._tell):
                number, job = found[place]
                self.done[number] = Done(points[number], Summary.of(results))
                self._keep(job, self.done[number].summary)
                self.cleared += len(job.done)
                job.goal -= len(job.done)
                job.done = {}  # a grid has more days than fit in memory
        except KeyboardInterrupt:
            for job in jobs:
                if job.keeper is not None:
                    job.keeper.flush()
            raise

    def _tell(self, done: int, goal: int) -> None:
        if self.progress is not None:
            self.progress(self.cleared + done, self.cleared + goal + self.ahead)

    def _place(self, job: Job) -> Path | None:
        """The file of a point: its name says all that its figures depend on."""
        keep = self.asked["keep"]
        if keep is None:
            return None
        reading = {name: value for name, value in self.asked.items() if value and name not in NO_MATTER}
        days = digest_of(({"replications": job.goal, **reading}, job.work.scenario.targets))
        return Path(keep) / POINTS / f"{fingerprint(job.work)}-{days}{ENDING}"

    def _kept(self, job: Job) -> Summary | None:
        """The summary of a point that an earlier sweep finished."""
        path = self._place(job)
        if path is None or not path.is_file():
            return None
        if not self.asked["resume"]:
            path.unlink(missing_ok=True)
            return None
        try:
            return Summary.again(json.loads(path.read_text(encoding="utf-8")), job.work.scenario.targets)
        except (ValueError, TypeError, KeyError, OSError):
            return None  # a file that lost its end with the machine: the point is run again

    def _keep(self, job: Job, summary: Summary) -> None:
        """Put the finished point in its file; its days are not needed any more."""
        path = self._place(job)
        if path is None:
            return
        write_file(path, json.dumps(summary.kept()).encode())
        if job.keeper is not None:
            job.keeper.forget()
