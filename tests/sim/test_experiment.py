"""Experiments: the same for any number of workers, on the days that were asked for, with busyness spread evenly if asked."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from scenarios.faults import InputError
from scenarios.schema import Scenario
from sim.days import crew, engines
from sim.experiment import Results, simulate, stratified
from sim.routing import View
from sim.staffing import Staffing
from tests.sim.by_hand import centre


def small(**changes: object) -> Scenario:
    """A desk of six that is called twice a minute on days of varying busyness."""
    desk = {"skills": {"calls": {"handle_time": {"exponential": {"mean": "3 min"}}}}, "staffing": 6, "cost": "30 per h"}
    call = {
        "arrivals": {"volumes": [60] * 4 + [0] * 44, "busyness": "weather"},
        "enters": "calls",
        "patience": {"exponential": {"mean": "2 min"}},
    }
    return centre(
        **{
            "contact_types": {"call": call},
            "busyness": {"weather": {"gamma": {"mean": 1, "cv": 0.3}}, "news": {"gamma": {"mean": 1, "cv": 0.3}}},
            "agent_groups": {"desk": desk},
            "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "15 s"}],
            "experiment": {"replications": 4, "seed": 3},
            **changes,
        }
    )


@pytest.fixture(scope="module")
def alone() -> Results:
    return simulate(small())


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are started however little there is to do."""
    monkeypatch.setattr(crew, "WORTH", 0.0)


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("workers", [2, 3])
def test_results_are_identical_for_any_number_of_workers(alone: Results, workers: int) -> None:
    told: list[tuple[int, int]] = []
    together = simulate(small(), workers=workers, progress=lambda done, of: told.append((done, of)))
    assert together.rows == alone.rows
    assert together.verdicts == alone.verdicts
    assert told[-1] == (4, 4)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_replications_and_seed_are_the_scenarios_own_unless_given(alone: Results) -> None:
    assert (alone.replications, alone.seed, alone.engine) == (4, 3, engines.DEFAULT)
    given = simulate(small(), replications=2, seed=9)
    assert (given.replications, given.seed, len(given.tallies)) == (2, 9, 2)


def test_replications_take_one_day_after_the_other(alone: Results) -> None:
    later = simulate(small(), replications=2, first_day=2)
    assert later.days("offered").tolist() == alone.days("offered")[2:].tolist()


def test_a_calendar_of_two_days_takes_two_days_at_a_time() -> None:
    two = {"calendar": {"start": "2026-03-02", "days": 2, "interval": "30 min"}}
    pairs = simulate(small(**two), replications=2).days("offered")[:, 0]
    singles = simulate(small(), replications=4).days("offered")[:, 0]
    assert pairs.tolist() == [singles[0] + singles[1], singles[2] + singles[3]]


def test_a_staffing_may_be_given(alone: Results) -> None:
    scenario = small()
    fewer = simulate(scenario, Staffing.by_interval(scenario, {"desk": [3.0] * 48}))
    assert fewer.value("offered") == alone.value("offered")  # the same contacts meet fewer people
    assert fewer.days("answer_rate")[:, 0].max() < alone.days("answer_rate")[:, 0].min()
    assert fewer.value("cost", "agent_group", "desk").mean == 3 * 24 * 30


def test_a_figure_is_found_by_its_name(alone: Results) -> None:
    assert alone.value("answer_rate", "queue", "calls").within_s == 20
    assert alone.value("answer_rate", "queue", "calls", within=15.0).within_s == 15
    assert alone.value("offered", interval="2026-03-02T03:00").mean == 0
    assert alone.value("days_meeting_target", "queue", "calls", target=0).mean is not None
    with pytest.raises(KeyError):
        alone.value("answer_rate", "queue", "calls", within=16.0)


def test_what_cannot_be_run_is_refused() -> None:
    with pytest.raises(ValueError, match=r"replications\(=0\) must be >= 1"):
        simulate(small(), replications=0)
    with pytest.raises(ValueError, match=r"workers\(=0\) must be >= 1"):
        simulate(small(), workers=0)
    with pytest.raises(InputError, match=r"agent_groups\.desk\.staffing"):
        simulate(centre())


def test_stratified_busyness_has_one_day_in_each_stratum() -> None:
    spread = stratified(small(), seed=3, first_day=0, replications=50)
    assert set(spread) == {"weather", "news"}
    for uniforms in spread.values():
        assert uniforms.shape == (50, 1)
        assert sorted((uniforms[:, 0] * 50).astype(int)) == list(range(50))
    assert abs(np.corrcoef(spread["weather"].T, spread["news"].T)[0, 1]) < 0.7  # 5 standard errors of independence
    assert spread["weather"].tolist() == stratified(small(), 3, 0, 50)["weather"].tolist()
    assert spread["weather"].tolist() != stratified(small(), 3, 50, 50)["weather"].tolist()


def test_days_are_as_busy_as_their_stratum_says() -> None:
    """Drawn without strata, the days' volumes would know nothing of them: a correlation of 20 days above 0.9 would be chance."""
    offered = simulate(small(), replications=20, stratify=True).days("offered")[:, 0]
    assert np.corrcoef(offered, stratified(small(), 3, 0, 20)["weather"][:, 0])[0, 1] > 0.9


def test_each_day_of_a_calendar_has_a_stratum_of_its_own() -> None:
    weeks = stratified(small(calendar={"start": "2026-03-02", "days": 7, "interval": "30 min"}), 3, 0, 40)["weather"]
    assert weeks.shape == (40, 7)
    assert sorted((weeks.ravel() * 280).astype(int)) == list(range(280))
    spread = weeks.mean(axis=1).std() / (1 / np.sqrt(12 * 7))  # 1 for independent days, 2.6 if a week had one luck
    assert abs(spread - 1) < 5 / np.sqrt(2 * 40)


class NobodyAnswers:
    """A router that leaves everybody waiting."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def answering_group(self, queue: int, floor: View) -> int | None:
        return None

    def next_queue(self, group: int, floor: View) -> int | None:
        return None


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_router_of_ones_own_is_obeyed_by_every_worker(alone: Results, workers: int) -> None:
    nobody = simulate(small(), router=NobodyAnswers, replications=2, workers=workers)
    assert nobody.value("answered").mean == 0
    assert nobody.days("offered").tolist() == alone.days("offered")[:2].tolist()


def test_people_whom_events_call_in_are_on_the_floor_and_paid(alone: Results) -> None:
    """Six more from 1:00 to 1:45."""
    called_in = [{"at": "01:00", "lasts": "45 min", "reinforce": {"desk": 6}}]
    helped = simulate(small(events=called_in))
    assert helped.staffing.mean_on_floor("desk")[1:5].tolist() == [6, 12, 9, 6]
    assert helped.value("cost").mean == 6 * 24 * 30 + 6 * 0.75 * 30
    at_one = {"interval": "2026-03-02T01:00"}
    assert helped.value("occupancy", **at_one).mean < 0.7 * alone.value("occupancy", **at_one).mean


KILLED = """
import os
from sim.experiment import pool
if __name__ == "__main__":
    with pool(2) as workers:
        print(*(workers.submit(os.getpid).result() for _ in range(4)), flush=True)
        workers.submit(sum, [0]).result()
        input()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a killed parent is noticed by POSIX")
def test_workers_do_not_outlive_a_killed_run(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(KILLED)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(script)]
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    assert running.stdout is not None
    workers = {int(word) for word in running.stdout.readline().split()}
    running.kill()
    running.wait()
    until = time.monotonic() + 20
    while any(map(_lives, workers)) and time.monotonic() < until:
        time.sleep(0.2)
    assert workers
    assert not any(map(_lives, workers))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
