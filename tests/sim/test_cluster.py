"""A cluster: a real scheduler and two worker processes on this machine, one of which is killed half-way."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.faults import InputError
from sim.days import work
from sim.days.cluster import ClusterExecutor, cluster
from sim.experiment import VersionError, simulate
from tests.sim.test_experiment import small

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by POSIX"),
]

REPOSITORY = Path(__file__).parents[2]
DAYS = 24


class Dask:
    """A scheduler and workers, each a process of its own as on a cluster."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        surroundings = {**os.environ, "PYTHONPATH": str(REPOSITORY), **environment}
        command = [sys.executable, "-m", "dask", *words]
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(command, cwd=self.folder, env=surroundings, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def scheduler(self, **environment: str) -> None:
        file = self.folder / "scheduler.json"
        words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        self.start("scheduler", *words, **environment)
        until = time.monotonic() + 60
        while not self.address and time.monotonic() < until:
            time.sleep(0.05)
            with contextlib.suppress(OSError, ValueError):  # not there yet, or half written
                self.address = json.loads(file.read_text())["address"]

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        return self.start("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", **environment)

    def end(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    started = Dask(tmp_path)
    try:
        started.scheduler()
        yield started
    finally:
        started.end()


def test_a_killed_worker_loses_nothing_and_nothing_counts_twice(dask: Dask) -> None:
    alone = simulate(small(), replications=DAYS)
    first, _ = dask.worker(), dask.worker()
    told: list[int] = []

    def watch(done: int, _of: int) -> None:
        told.append(done)
        if done >= DAYS // 3 and first.poll() is None:
            os.kill(first.pid, signal.SIGKILL)
            first.wait()

    with cluster(dask.address) as workers:
        assert isinstance(workers, ClusterExecutor)
        workers.client.wait_for_workers(2, timeout=60)
        assert workers.width == 2
        together = simulate(small(), replications=DAYS, workers=workers, progress=watch)
        assert workers.width == 1
    assert first.poll() == -signal.SIGKILL
    assert told == sorted(told)
    assert told[-1] == DAYS
    assert together.rows == alone.rows
    assert together.verdicts == alone.verdicts


def test_a_piece_that_the_scheduler_gives_up_is_handed_out_anew(tmp_path: Path) -> None:
    """A scheduler that allows no failures gives up whatever was on the worker that died."""
    alone = simulate(small(), replications=DAYS)
    dask = Dask(tmp_path)
    try:
        dask.scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
        first, _ = dask.worker(), dask.worker()

        def watch(done: int, _of: int) -> None:
            if done >= DAYS // 3:
                first.kill()

        with cluster(dask.address) as workers:
            assert isinstance(workers, ClusterExecutor)
            workers.client.wait_for_workers(2, timeout=60)
            together = simulate(small(), replications=DAYS, workers=workers, progress=watch)
    finally:
        dask.end()
    assert together.rows == alone.rows


def test_a_worker_with_another_callfloor_is_refused(dask: Dask, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for room in ("scenarios", "sim"):
        shutil.copytree(REPOSITORY / room, other / room, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "sim" / "floor.py").open("a") as file:
        file.write("# another rule\n")
    dask.worker(PYTHONPATH=str(other))
    with pytest.raises(InputError, match="install the same callfloor on both"), cluster(dask.address):
        pass


def test_a_piece_from_another_callfloor_is_refused() -> None:
    parcel = work.packed(simulate(small(), replications=1).work)
    with pytest.raises(VersionError, match="their figures must not be mixed"):
        work.run_packed(parcel, (0,), "callfloor 0.0, code 0")


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "here", "smoke://there:1"])
def test_where_no_scheduler_answers_it_is_said(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.days.cluster.PATIENCE", 1.0)
    with pytest.raises(InputError, match="no Dask scheduler answers there"), cluster(address):
        pass


def test_a_cluster_without_workers_is_said_to_have_none(dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.days.cluster.PATIENCE", 1.0)
    with pytest.raises(InputError, match="no worker has come within 1 s"), cluster(dask.address):
        pass
