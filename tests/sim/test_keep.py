"""Days that are kept: a killed run goes on, and never with the days of another one."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from scenarios.schema import Scenario
from sim import archive
from sim.days import keep
from sim.days.identity import digest_of, fingerprint
from sim.experiment import Interrupted, Results, prepare, simulate
from sim.staffing import Staffing
from tests.sim.test_experiment import NobodyAnswers, small

REPOSITORY = Path(__file__).parents[2]
DAYS = 12
RUN = """
import sys
from pathlib import Path
from sim import archive
from sim.days import keep
from sim.experiment import simulate
from tests.sim.test_experiment import small
keep.PAUSE = 0.0
if __name__ == "__main__":
    simulate(small(), replications=500, keep=Path(sys.argv[1]), workers=int(sys.argv[2]),
             progress=lambda done, of: print(done, flush=True))
"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "PAUSE", 0.0)


@pytest.fixture(scope="module")
def whole() -> Results:
    return simulate(small(), replications=DAYS)


def days_in(folder: Path) -> int:
    return len(list(folder.glob("*/*.days")))


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by POSIX")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_goes_on_and_ends_with_the_same_figures(tmp_path: Path, workers: int, whole: Results) -> None:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", RUN, str(tmp_path), str(workers)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert running.stdout is not None
    for line in running.stdout:
        if int(line) >= DAYS // 2:
            break
    running.kill()
    assert running.wait() == -signal.SIGKILL
    assert days_in(tmp_path) >= DAYS // 2
    told: list[int] = []
    again = simulate(
        small(), replications=DAYS, keep=tmp_path, resume=True, progress=lambda done, _of: told.append(done)
    )
    assert told[0] >= min(DAYS // 2, DAYS)  # not run again
    assert again.rows == whole.rows
    assert again.verdicts == whole.verdicts
    assert "of this very run lay in" in again.notes[0]


def test_more_days_go_on_from_fewer(tmp_path: Path, whole: Results) -> None:
    simulate(small(), replications=4, keep=tmp_path)
    told: list[int] = []
    longer = simulate(
        small(), replications=DAYS, keep=tmp_path, resume=True, progress=lambda done, _of: told.append(done)
    )
    assert told[0] == 4
    assert longer.rows == whole.rows
    fewer = simulate(small(), replications=3, keep=tmp_path, resume=True)
    assert fewer.rows == simulate(small(), replications=3).rows


def test_a_run_until_precise_goes_on_too(tmp_path: Path) -> None:
    asked = {"answer_rate": 0.06}
    simulate(small(), replications=20, keep=tmp_path)
    again = simulate(small(), precision=asked, keep=tmp_path, resume=True)
    assert again.rows == simulate(small(), precision=asked).rows
    assert again.notes[0].startswith("20 days of this very run")


def test_without_resume_days_that_lie_there_are_not_used(tmp_path: Path) -> None:
    simulate(small(), replications=4, keep=tmp_path)
    told: list[int] = []
    simulate(small(), replications=2, keep=tmp_path, progress=lambda done, _of: told.append(done))
    assert told == [0, 1, 2]
    assert days_in(tmp_path) == 2


def busier() -> Scenario:
    call = {"arrivals": {"volumes": [61] * 4 + [0] * 44, "busyness": "weather"}, "enters": "calls"}
    return small(contact_types={"call": call})


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ({"scenario": busier()}, "scenario"),
        ({"scenario": small(), "seed": 4}, "seed"),
        ({"scenario": small(), "first_day": 100}, "first day"),
        ({"scenario": small(), "staffing": Staffing.by_interval(small(), {"desk": [3.0] * 48})}, "staffing"),
        ({"scenario": small(), "router": NobodyAnswers}, "router"),
        ({"scenario": small(), "stratify": True}, "stratified busyness"),
    ],
)
def test_days_of_another_run_are_never_used_and_it_is_said(tmp_path: Path, other: dict, differs: str) -> None:
    simulate(small(), replications=2, keep=tmp_path)
    fresh = simulate(**other, replications=2, keep=tmp_path, resume=True)
    assert f"are of another run ({differs} differs)" in fresh.notes[0]
    assert fresh.rows == simulate(**other, replications=2).rows


def test_days_of_another_callfloor_are_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(small(), replications=2, keep=tmp_path)
    monkeypatch.setattr("sim.days.identity.identity", lambda: "callfloor 9.9, code 123")
    fresh = simulate(small(), replications=2, keep=tmp_path, resume=True)
    assert "are of another run (callfloor differs)" in fresh.notes[0]


def test_where_no_days_lie_it_is_said(tmp_path: Path) -> None:
    fresh = simulate(small(), replications=2, keep=tmp_path / "new", resume=True)
    assert "nothing to go on with" in fresh.notes[0]


def test_neither_the_engine_nor_the_number_of_days_makes_another_run() -> None:
    one, two = (
        prepare(small(experiment={"replications": count, "seed": 3, "warm_up": warm}), engine=engine).work
        for count, warm, engine in ((4, "1 h", "simpy"), (400, "1 h", "compiled"))
    )
    assert fingerprint(one) == fingerprint(two)
    warmer = prepare(small(experiment={"replications": 4, "seed": 3, "warm_up": "2 h"})).work
    assert fingerprint(warmer) != fingerprint(one)


@pytest.mark.parametrize(
    "changes",
    [
        {"agent_groups": {"desk": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "181 s"}}}}, "staffing": 6, "cost": "30 per h"}}},
        {"busyness": {"weather": {"gamma": {"mean": 1, "cv": 0.31}}, "news": {"gamma": {"mean": 1, "cv": 0.3}}}},
        {"queues": {"calls": {"capacity": 7}}},
        {"closing": "clear"},
        {"targets": [{"queue": "calls", "answer_rate": 0.8, "within": "16 s"}]},
    ],
)  # fmt: skip
def test_whatever_a_day_depends_on_makes_another_run(changes: dict) -> None:
    assert digest_of(small(**changes)) != digest_of(small())


def test_what_was_half_written_or_is_no_file_of_days_is_run_again(tmp_path: Path, whole: Results) -> None:
    simulate(small(), replications=6, keep=tmp_path)
    first, second, third, *_ = sorted(tmp_path.glob("*/*.days"))
    first.write_bytes(first.read_bytes()[:-100])
    second.write_text("not mine")
    third.write_bytes(b"")
    (first.parent / ".000009.days.77").write_bytes(b"a file that was being written when its run was killed")
    again = simulate(small(), replications=DAYS, keep=tmp_path, resume=True)
    assert again.rows == whole.rows
    assert again.notes[0].startswith("3 days of this very run")


class Evil:
    def __reduce__(self):
        return os.system, ("touch evil",)


def test_a_file_of_days_cannot_run_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    simulate(small(), replications=2, keep=tmp_path / "days")
    file = next(tmp_path.glob("days/*/*.days"))
    file.write_bytes(pickle.dumps({0: Evil()}))
    simulate(small(), replications=2, keep=tmp_path / "days", resume=True)
    assert not (tmp_path / "evil").exists()
    pickle.loads(pickle.dumps({0: Evil()}))  # as anything else would read it
    assert (tmp_path / "evil").exists()


def test_days_are_written_at_most_once_in_a_while_but_all_of_them_when_it_is_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "PAUSE", 3600.0)

    def stop(done: int, _of: int) -> None:
        assert days_in(tmp_path) == 0
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as broken_off:
        simulate(small(), replications=DAYS, keep=tmp_path, progress=stop)
    assert broken_off.value.results is not None
    assert broken_off.value.results.replications == 5
    assert days_in(tmp_path) == 1
    assert simulate(small(), replications=DAYS, keep=tmp_path, resume=True).notes[0].startswith("5 days")


def test_to_go_on_a_folder_is_needed() -> None:
    with pytest.raises(ValueError, match="needs the folder in which days are kept"):
        simulate(small(), resume=True)


def test_a_folder_that_is_not_needed_any_more_goes(tmp_path: Path) -> None:
    folder = tmp_path / "days"
    results = simulate(small(), replications=2, keep=folder)
    assert folder.exists()
    keep.Keeper(folder, results.work, resume=True).forget()
    assert not folder.exists()


def test_days_that_were_run_lately_are_on_disk_within_the_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "PAUSE", 1.0)
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    written: list[int] = []

    def pass_time(_done: int, _of: int) -> None:
        clock[0] += 0.3
        written.append(days_in(tmp_path))

    simulate(small(), replications=9, keep=tmp_path, progress=pass_time)
    assert written == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]


def test_days_whose_logs_are_wanted_and_missing_are_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: Results
) -> None:
    monkeypatch.chdir(tmp_path)
    keeping, logs = Path("days"), Path("logs")
    simulate(small(), replications=2, keep=keeping)
    first = simulate(small(), replications=4, keep=keeping, resume=True, logs=logs)
    assert archive.days(logs) == [0, 1, 2, 3]
    assert "nothing to go on with" not in first.notes[0]
    again = simulate(small(), replications=DAYS, keep=keeping, resume=True, logs=logs)
    assert again.notes[0].startswith("4 days of this very run")
    assert archive.days(logs) == list(range(DAYS))
    assert again.rows == whole.rows
    told = pd.read_parquet(logs)
    assert (told["outcome"] == "answered").sum() == sum(one.sums["centre"]["answered"].sum() for one in whole.tallies)
    with pytest.raises(FileExistsError, match="logs of another run"):
        simulate(small(), replications=2, seed=9, logs=logs)


def test_processes_write_logs_where_they_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with ThreadPoolExecutor(2) as threads:
        simulate(small(), replications=5, workers=threads, logs=Path("logs"))
    assert archive.days(tmp_path / "logs") == [0, 1, 2, 3, 4]
