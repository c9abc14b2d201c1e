"""Crews: whoever runs the days, in whatever order and pieces, the figures are the same; none is lost, none counts twice."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import active_children, parent_process
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.schema import Scenario
from sim.days import crew
from sim.days.pool import Pool, pool
from sim.experiment import Interrupted, Results, VersionError, WorkersLostError, prepare, run, simulate
from sim.routing import Routing
from tests.sim.test_experiment import small

DAYS = 13


@pytest.fixture(scope="module")
def alone() -> Results:
    return simulate(small(), replications=DAYS)


@pytest.fixture(scope="module")
def processes() -> Iterator[Pool]:
    with pool(2) as hired:
        yield hired


def slowly(_done: int, _of: int) -> None:
    """Processes need a while to come; the days must not be over before."""
    time.sleep(0.1)


class Drawer(Executor):
    """Runs what it is given in any order, the later the better, and some of it twice."""

    def __init__(self, seed: int, width: int) -> None:
        self.rng = np.random.default_rng(seed)
        self._max_workers = width
        self.waiting: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []
        self.pieces: list[tuple[int, ...]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.pieces.append(args[1])
        self.waiting.append((future, fn, args))
        if len(self.waiting) >= 2 * self._max_workers or self.rng.random() < 0.3:
            self._run_some()
        return future

    def _run_some(self) -> None:
        self.rng.shuffle(self.waiting)  # type: ignore[arg-type]
        while self.waiting:
            future, function, args = self.waiting.pop()
            if self.rng.random() < 0.2:
                function(*args)
            future.set_result(function(*args))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("width", [1, 3])
def test_neither_order_nor_pieces_matter(alone: Results, seed: int, width: int) -> None:
    class Eager(Drawer):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
            future = super().submit(fn, *args)
            self._run_some()  # nobody else would: the caller waits once all is sent
            return future

    drawer = Eager(seed, width)
    together = simulate(small(), replications=DAYS, workers=drawer)
    assert together.rows == alone.rows
    assert sorted(number for piece in drawer.pieces for number in piece) == list(range(DAYS))


def test_threads_give_the_same(alone: Results) -> None:
    with ThreadPoolExecutor(3) as threads:
        assert simulate(small(), replications=DAYS, workers=threads).rows == alone.rows


def test_processes_that_are_shared_give_the_same(alone: Results, processes: Pool) -> None:
    for _ in range(2):
        assert simulate(small(), replications=DAYS, workers=processes).rows == alone.rows


def test_processes_are_not_started_for_what_is_soon_done(monkeypatch: pytest.MonkeyPatch, alone: Results) -> None:
    def not_now(_: int) -> Pool:
        raise AssertionError("started")

    monkeypatch.setattr(crew, "pool", not_now)
    assert simulate(small(), replications=DAYS, workers=2).rows == alone.rows
    monkeypatch.setattr(crew, "WORTH", 0.0)
    with pytest.raises(AssertionError, match="started"):
        simulate(small(), replications=DAYS, workers=2)


def test_processes_take_over_once_they_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "WORTH", 0.0)
    hired: list[Pool] = []

    def start(workers: int) -> Any:
        context = pool(workers)
        entered = context.__enter__()
        hired.append(entered)
        submitted.append(0)
        original = entered.submit

        def submit(fn: Callable[..., Any], /, *args: Any, **rest: Any) -> Future[Any]:
            submitted[0] += 1
            sent.append(original(fn, *args, **rest))
            return sent[-1]

        entered.submit = submit  # type: ignore[method-assign]

        class Context:
            def __enter__(self) -> Pool:
                return entered

            def __exit__(self, *what: object) -> None:
                context.__exit__(*what)  # type: ignore[arg-type]

        return Context()

    def wait_for_them(_done: int, _of: int) -> None:
        if sent:
            sent[0].result(timeout=120)  # the first thing they are asked for is to lay out their work

    submitted: list[int] = []
    sent: list[Future[Any]] = []
    monkeypatch.setattr(crew, "pool", start)
    together = simulate(small(), replications=100, workers=2, progress=wait_for_them)
    assert len(hired) == 1
    assert submitted[0] > 2
    assert together.rows == simulate(small(), replications=100).rows


class Falls:
    """A router by the rules whose process dies: once for each of the files named ``fall-...`` in this folder."""

    def __init__(self, scenario: Scenario) -> None:
        self.by_the_rules = Routing.of(scenario)
        for file in Path(os.environ["FALLS"]).glob("fall-*"):
            if parent_process() is not None:
                file.unlink()
                os._exit(1)

    def answering_group(self, queue: int, floor: Any) -> int | None:
        return self.by_the_rules.answering_group(queue, floor)

    def next_queue(self, group: int, floor: Any) -> int | None:
        return self.by_the_rules.next_queue(group, floor)


@pytest.mark.slow
@pytest.mark.parametrize(("falls", "goes_on"), [(1, True), (40, False)])
def test_a_process_that_dies_loses_nothing_unless_all_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, falls: int, goes_on: bool
) -> None:
    monkeypatch.setenv("FALLS", str(tmp_path))
    monkeypatch.setattr(crew, "WORTH", 0.0)
    for number in range(falls):
        (tmp_path / f"fall-{number}").touch()
    if goes_on:
        together = simulate(small(), replications=100, workers=2, router=Falls, progress=slowly)
        assert list(tmp_path.iterdir()) == []  # it did fall
        assert together.rows == simulate(small(), replications=100, engine="simpy").rows
    else:
        with pytest.raises(WorkersLostError, match="died again and again"):
            simulate(small(), replications=1000, workers=2, router=Falls, progress=slowly)


@pytest.mark.parametrize("workers", [1, "processes", "threads"])
def test_several_experiments_share_a_crew(workers: int | str, processes: Pool) -> None:
    changes = [{}, {"seed": 9}, {"replications": 2}, {"precision": {"answer_rate": 0.05}}]
    with ThreadPoolExecutor(2) as threads:
        crews: dict[int | str, int | Executor] = {1: 1, "processes": processes, "threads": threads}
        told: list[tuple[int, int]] = []
        jobs = [prepare(small(), **{"replications": 5, **change}) for change in changes[:3]]
        jobs.append(prepare(small(), **changes[3]))
        found = dict(run(jobs, workers=crews[workers], progress=lambda done, of: told.append((done, of))))
    assert sorted(found) == [0, 1, 2, 3]
    for place, change in enumerate(changes):
        single = simulate(small(), **({"replications": 5, **change} if place < 3 else change))
        assert found[place].rows == single.rows
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize("workers", [1, 2])
def test_after_ctrl_c_there_are_the_results_of_the_first_days(workers: int, alone: Results, processes: Pool) -> None:
    def stop(done: int, _of: int) -> None:
        if done >= 5:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as broken_off:
        simulate(small(), replications=DAYS, workers=1 if workers == 1 else processes, progress=stop)
    found = broken_off.value.results
    assert found is not None
    assert not found.complete
    assert found.asked == DAYS
    assert found.rows == simulate(small(), replications=found.replications).rows
    assert found.replications == 5 if workers == 1 else found.replications <= DAYS
    # The processes are still of use.
    assert simulate(small(), replications=DAYS, workers=processes).rows == alone.rows


def test_ctrl_c_before_the_first_day_leaves_no_results() -> None:
    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as broken_off:
        simulate(small(), progress=stop)
    assert broken_off.value.results is None


def test_a_day_that_comes_in_twice_counts_once(alone: Results) -> None:
    job = prepare(small(), replications=3)
    numbers = job.take(5)
    assert numbers == (0, 1, 2)
    assert job.take(1) == ()
    job.put((1,), [alone.tallies[1]])
    job.give_back(numbers)  # they were held to be lost
    assert job.take(5) == (0, 2)
    job.put(numbers, list(alone.tallies[:3]))  # and were not
    job.put((0, 2), [alone.tallies[0], alone.tallies[2]])
    assert job.over
    results = job.results()
    assert results is not None
    assert results.rows == simulate(small(), replications=3).rows


def test_a_worker_elsewhere_must_have_our_callfloor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "identity", lambda: "callfloor 0.0, code 0")
    with ThreadPoolExecutor(1) as threads, pytest.raises(VersionError, match="Install the same callfloor"):
        simulate(small(), replications=2, workers=threads)


def test_both_engines_give_the_same_figures(alone: Results) -> None:
    by_simpy = simulate(small(), replications=DAYS, engine="simpy")
    assert by_simpy.rows == alone.rows
    assert by_simpy.verdicts == alone.verdicts


def test_an_engine_is_chosen_and_said() -> None:
    assert simulate(small(), replications=1).engine == "compiled"
    assert simulate(small(), replications=1, engine="simpy").engine == "simpy"
    assert simulate(small(), replications=1, router=Routing.of).engine == "simpy"
    with pytest.raises(ValueError, match=r'engine\(="fast"\) must be one of compiled, simpy'):
        simulate(small(), engine="fast")
    with pytest.raises(ValueError, match="runs on the SimPy model only"):
        simulate(small(), engine="compiled", router=Routing.of)


def test_days_that_were_to_be_stratified_and_are_not_all_there_are_read_as_plain_ones(alone: Results) -> None:
    def stop(done: int, _of: int) -> None:
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as broken_off:
        simulate(small(), replications=DAYS, stratify=True, progress=stop)
    found = broken_off.value.results
    assert found is not None
    assert found.known is None
    assert simulate(small(), replications=DAYS, stratify=True).known is not None
    assert alone.known is None


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is a signal of POSIX")
def test_ctrl_c_while_processes_are_started_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []

    def submit_under_fire(self: Pool, function: Callable[..., Any], /) -> Future[Any]:
        os.kill(os.getpid(), signal.SIGINT)
        reached.append("submitted")
        return ProcessPoolExecutor.submit(self, function)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(Pool, "submit", submit_under_fire)
    started = set(active_children())
    try:
        with pytest.raises(KeyboardInterrupt), pool(2):
            reached.append("entered")
    finally:
        signal.signal(signal.SIGINT, before)
    assert reached == ["submitted", "submitted"]
    patience = time.monotonic() + 20
    # Not join: a thread of the pool waits for them too, and whoever comes second is not told how they ended until the first is.
    while set(active_children()) - started and time.monotonic() < patience:
        time.sleep(0.05)
    assert set(active_children()) - started == set()
