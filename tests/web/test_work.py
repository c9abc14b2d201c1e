"""Runs for real: a dispatcher with workers that are processes, and what is left of a run when one of them is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from callfloor import blocks, compare, documents, documents_compared
from callfloor.web.settings import Limits, Settings
from callfloor.web.store.store import Store
from callfloor.web.store.tables import RUNS
from callfloor.web.work.dispatch import Dispatcher
from callfloor.web.work.quick import Quick
from scenarios.faults import InputError
from scenarios.loading import load
from sim.experiment import simulate

DAYS = {"scenario": "single_queue", "replications": 6, "seed": 5}
MANY = {"scenario": "single_queue", "replications": 400, "seed": 5}
LONG = {"scenario": "telecom_hotline", "replications": 2000}


def settings_of(folder: Path, **others) -> Settings:
    return replace(Settings(files=folder, workers=1), **others)


@pytest.fixture
def opened(tmp_path):
    settings = settings_of(tmp_path)
    store = Store.open(settings.database, tmp_path)
    dispatcher = Dispatcher(store, settings)
    yield store
    dispatcher.close()
    store.close()


def until(store, number, wanted, seconds=90.0, user="ada"):
    """Wait until a run is as wanted."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = store.run(user, number)
        if wanted(found):
            return found
        time.sleep(0.1)
    raise AssertionError(f"it is {found.status} after {seconds} s: {found.fault} {found.progress}")


def over(run):
    return run.over


def under_way(run):
    return run.status == "running" and run.progress.done > 0


def holder(store, number) -> str:
    with store.engine.connect() as connection:
        return connection.execute(select(RUNS.c.holder).where(RUNS.c.id == number)).scalar_one()


def workers_of(folder: Path) -> list[int]:
    """Worker processes that work in this folder (their log is open there)."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes()
            files = {str(one.readlink()) for one in (path / "fd").iterdir()}
        except OSError:
            continue
        if b"callfloor.web.work" in command and any(one.startswith(str(folder)) for one in files):
            found.append(int(path.name))
    return found


def expected(days: int, seed: int = 5):
    return documents.measures(simulate(load("single_queue"), replications=days, seed=seed, workers=1))["measures"]


def test_a_run_gives_what_the_library_gives_in_both_languages(opened):
    number = opened.add_run("ada", "simulate", "six days", DAYS)
    run = until(opened, number, over)
    assert (run.status, run.fault) == ("done", "")
    assert json.loads((run.folder / "measures.json").read_text())["measures"] == expected(6)
    assert {"report.html", "report.zh.html", "measures.json", "measures.csv", "log.parquet"} <= set(run.files)
    assert run.headline["en"]
    for language in ("en", "zh"):
        sheet = blocks.from_json((run.folder / f"sheet.{language}.json").read_text())
        assert sheet.language == language
    last = run.progress.course[-1]
    row = next(
        r
        for r in expected(6)
        if r["measure"] == "answer_rate"
        and r["scope"] == "centre"
        and r["interval"] is None
        and r["within_s"] == last["within"]
    )
    assert [last[key] for key in ("mean", "low", "high")] == [row[key] for key in ("mean", "low", "high")]


def test_what_is_wrong_with_a_scenario_is_kept_as_faults(opened):
    text = "callfloor: 1\nextends: single_queue\nqueues: {calls: {priority: high}}\n"
    scene = opened.add_scene("ada", "bad", text)
    run = until(opened, opened.add_run("ada", "simulate", "bad", {}, [scene]), over)
    assert run.status == "failed"
    assert [fault["key"] for fault in run.faults] == ["queues.calls.priority"]
    assert run.faults[0]["file"] == "scenario.yaml"
    assert str(opened.files) not in json.dumps(run.faults)
    outside = opened.add_run("ada", "simulate", "a file of the machine", {"scenario": "/etc/passwd"})
    assert "the library has no scenario" in until(opened, outside, over).fault
    none = opened.add_run("ada", "nothing", "a kind that there is not", {})
    assert until(opened, none, over).status == "failed"


def test_a_killed_worker_loses_nothing_that_was_done(opened):
    number = opened.add_run("ada", "simulate", "many days", MANY)
    until(opened, number, under_way)
    first = holder(opened, number)
    (worker, *_) = workers_of(opened.files)
    os.killpg(worker, signal.SIGKILL)
    run = until(opened, number, lambda one: one.over or holder(opened, number) not in ("", first))
    run = until(opened, number, over)
    assert run.status == "done"
    assert json.loads((run.folder / "measures.json").read_text())["measures"] == expected(400)


def test_a_cancelled_and_a_deleted_run_end_with_their_processes(opened):
    number = opened.add_run("ada", "simulate", "long", LONG)
    until(opened, number, lambda one: one.status == "running")
    opened.cancel("ada", number)
    assert until(opened, number, over, 20).status == "cancelled"
    number = opened.add_run("ada", "simulate", "long", LONG)
    until(opened, number, lambda one: one.status == "running")
    opened.delete("ada", number)
    end = time.monotonic() + 20
    while time.monotonic() < end and (workers_of(opened.files) or opened.folder(number).exists()):
        time.sleep(0.1)
    assert workers_of(opened.files) == []
    assert not opened.folder(number).exists()


def test_a_run_ends_when_its_time_is_over(tmp_path):
    settings = settings_of(tmp_path, limits=Limits(seconds=3.0))
    store = Store.open(settings.database, tmp_path)
    dispatcher = Dispatcher(store, settings)
    try:
        run = until(store, store.add_run("ada", "simulate", "long", LONG), over, 40)
        assert run.status == "failed"
        assert "took longer" in run.fault
    finally:
        dispatcher.close()
        store.close()


SERVER = """
import sys, time
from pathlib import Path
from callfloor.web.settings import Settings
from callfloor.web.store.store import Store
from callfloor.web.work.dispatch import Dispatcher
settings = Settings(files=Path(sys.argv[1]), workers=1)
Dispatcher(Store.open(settings.database, settings.files), settings)
time.sleep(600)
"""


def test_runs_outlive_a_killed_server_and_wait_for_one_that_stops(tmp_path):
    settings = settings_of(tmp_path)
    store = Store.open(settings.database, tmp_path)
    number = store.add_run("ada", "simulate", "many days", MANY)
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)])
    try:
        until(store, number, under_way)
        held = holder(store, number)
    finally:
        server.kill()
        server.wait()
    again = Dispatcher(store, settings)  # the next server leaves the worker alone that goes on
    try:
        run = until(store, number, lambda one: one.progress.done > 100 or one.over)
        assert run.over or holder(store, number) == held
        run = until(store, number, over)
        assert run.status == "done"
        long = store.add_run("ada", "simulate", "long", LONG)
        until(store, long, lambda one: one.status == "running")
    finally:
        again.close()
    assert store.run("ada", long).status == "waiting"
    assert workers_of(tmp_path) == []
    store.close()


def test_what_must_answer_at_once_answers_or_says_that_it_took_too_long():
    quick = Quick(Limits(), processes=1, seconds=2.0)
    try:
        quick.seconds = 60.0  # while its process starts
        assert quick(divmod, 7, 3) == (2, 1)
        with pytest.raises(ZeroDivisionError):
            quick(divmod, 7, 0)
        quick.seconds = 0.5
        with pytest.raises(InputError, match="stopped"):
            quick(time.sleep, 30)
        quick.seconds = 60.0
        assert quick(divmod, 9, 2) == (4, 1)
        with pytest.raises(InputError, match="its process ended"):
            quick(os._exit, 1)
    finally:
        quick.close()


def test_runs_are_compared_on_the_same_days(opened):
    first = opened.add_run("ada", "simulate", "as it is", DAYS)
    more = {**DAYS, "overrides": ["agent_groups.team.shrinkage=0.2"], "seed": 77}
    second = opened.add_run("ada", "simulate", "a fifth away", more)
    number = opened.add_run("ada", "compare", "both", {"runs": [first, second], "replications": 12})
    run = until(opened, number, over)
    assert (run.status, run.fault) == ("done", "")
    by_library = documents_compared.compare(
        compare("single_queue", variations=["x: agent_groups.team.shrinkage=0.2"], replications=12, workers=1)
    )
    found = json.loads((run.folder / "result.json").read_text())
    assert [one["difference"] for one in found["differences"]] == [
        one["difference"] for one in by_library["differences"]
    ]
    assert "a fifth away" in run.headline["en"]
    others = opened.add_run("bob", "compare", "not his", {"runs": [first, second]})
    assert until(opened, others, over, user="bob").fault == "There is no such run."


COMPUTING = """
import os, signal, time
from callfloor.web.settings import Limits
from callfloor.web.work.quick import Quick
if __name__ == "__main__":
    print(Quick(Limits())(os.getpid), flush=True)
    time.sleep(600)
"""


def test_a_killed_page_leaves_no_process_behind_and_one_that_is_late_disturbs_nobody_else(tmp_path):
    script = tmp_path / "page.py"
    script.write_text(COMPUTING)
    page = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    computing = int(page.stdout.readline())
    page.kill()
    page.wait()
    end = time.monotonic() + 30
    while Path(f"/proc/{computing}").exists() and time.monotonic() < end:
        time.sleep(0.2)
    assert not Path(f"/proc/{computing}").exists()
    quick = Quick(Limits(), processes=2, seconds=60.0)
    try:
        assert quick(divmod, 7, 3) == (2, 1)
        with ThreadPoolExecutor(2) as crew:
            slow = crew.submit(quick, time.sleep, 2.0)
            time.sleep(0.2)
            broken = crew.submit(quick, os._exit, 1)
            with pytest.raises(InputError, match="its process ended"):
                broken.result()
            assert slow.result() is None
    finally:
        quick.close()
