"""The command line: what it prints where, which files it leaves, and how it exits."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from callfloor import cli, commands, planning
from callfloor.commands import Run
from scenarios.loading import load

REPOSITORY = Path(__file__).parents[2]
FILES = [
    "agents.csv", "intervals.csv", "measures.csv", "measures.json", "measures.parquet", "outlook.csv", "report.html",
]  # fmt: skip
PLAN_FILES = [
    "measures.csv", "plan.ics", "plan.json", "plan.xlsx", "report.html", "shifts.csv", "shifts.parquet", "staffing.csv", "staffing.parquet", "staffing_by_group.csv",
    "targets.csv",
]  # fmt: skip


def run(*words):
    return CliRunner().invoke(cli.app, [str(word) for word in words])


def process(*words, cwd, **options):
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "callfloor", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, **options)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_simulate_prints_the_answer_first_and_leaves_its_files(tiny_file, tmp_path):
    result = run("simulate", tiny_file, "--workers", 1, "--out", tmp_path)
    assert result.exit_code == 0
    assert result.stdout.startswith("1 of 3 targets is missed: gold ")
    for word in ("Targets", "Contacts", "Agents", "MISSED", "480\u202fEUR", "seed 3"):
        assert word in result.stdout
    assert f"Written to {tmp_path}" in result.stderr.replace("\n", "")
    assert names(tmp_path) == FILES


def test_the_default_folder_has_the_scenarios_name(tiny_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("simulate", tiny_file, "--workers", 1).exit_code == 0
    assert names(tmp_path / "callfloor-out" / "tiny") == FILES


def test_json_on_standard_output_stands_alone(tiny_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("simulate", tiny_file, "--workers", 1, "--json", "-", "--seed", 5, "--replications", 2)
    document = json.loads(result.stdout)
    assert (document["seed"], document["replications"]) == (5, 2)
    assert "Simulating 2 replications of tiny" in result.stderr
    assert names(tmp_path) == []


def test_json_in_a_file_is_the_same_document(tiny_file, tmp_path):
    assert (
        run("simulate", tiny_file, "--workers", 1, "--json", tmp_path / "m.json", "--out", tmp_path / "o").exit_code
        == 0
    )
    assert (tmp_path / "m.json").read_text() == (tmp_path / "o" / "measures.json").read_text()


def test_tables_can_be_read_back(tiny_file, tmp_path, results):
    run("simulate", tiny_file, "--workers", 1, "--out", tmp_path, "--log")
    rows = pd.read_csv(tmp_path / "measures.csv")
    assert len(rows) == len(results.rows)
    again = pd.read_parquet(tmp_path / "measures.parquet")
    assert (again["mean"].isna() == rows["mean"].isna()).all()
    intervals = pd.read_csv(tmp_path / "intervals.csv")
    assert len(intervals) == 24
    nine = intervals[intervals["start"] == "2026-03-02 09:00"].iloc[0]
    assert nine["team scheduled"] == 3
    start = results.scenario.calendar.starts[9]
    assert nine["gold offered"] == results.value("offered", "queue", "gold", interval=start).mean
    log = pd.read_parquet(tmp_path / "log.parquet")
    assert len(log) == results.tallies[0].sums["centre"]["offered"].sum()


def test_an_override_is_used_and_shown(tiny_file, tmp_path):
    result = run("simulate", tiny_file, "--workers", 1, "--json", "-", "--set", "agent_groups.team.staffing=20")
    rows = json.loads(result.stdout)["measures"]
    cost = next(row["mean"] for row in rows if row["measure"] == "cost" and row["interval"] is None)
    assert cost == 20 * 24 * 30
    shown = run("show", tiny_file, "--set", "queues.gold.priority=3")
    assert "# queues.gold.priority: 1 -> 3" in shown.stdout
    copy = tmp_path / "copy.yaml"
    copy.write_text(shown.stdout, encoding="utf-8")
    assert load(copy).queues["gold"].priority == 3


def test_a_scenario_at_fault_is_shown_and_its_faults_are_told():
    shown = run("show", "telecom_hotline", "--set", "calendar.interval=15 min")
    assert shown.exit_code == 2
    assert "interval: 15 min" in shown.stdout
    assert "# calendar.interval: 30 min -> 15 min" in shown.stdout
    assert "volumes.csv has a row every 30 min, the calendar an interval of 15 min" in shown.stderr
    *_, told, page = shown.stderr.splitlines()
    assert told == "2 faults; nothing was run."
    assert page.startswith("What may stand there: docs/language.md#")


@pytest.mark.parametrize(
    ("name", "change", "line"),
    [
        ("outage_surge", "events.2.after=2 h", "# events.2.after: 1 h -> 2 h"),
        (
            "complaint_desk",
            "queues.complaints.deadline=3 working days",
            "# queues.complaints.deadline: 48 h -> 3 working days",
        ),
        ("bot_and_chat", "queues.general.callback.accept=0.6", "# queues.general.callback.accept: 0.4 -> 0.6"),
        ("night_and_weekend", "open.sales=closed", "-> closed"),
        ("vip_tiers", "satisfaction.wait_per_min=4", "# satisfaction.wait_per_min: "),
        ("shop_counter", "contact_types.booked.arrivals.bookings.no_show=0.2", "arrivals.bookings.no_show: "),
    ],
)
def test_every_part_of_the_language_is_shown_with_its_changes(name, change, line):
    shown = run("show", name, "--set", change)
    assert shown.exit_code == 0, shown.stderr
    assert line in shown.stdout


def test_the_library_is_listed_with_a_line_of_its_story():
    result = run("scenarios")
    assert result.exit_code == 0
    for name in ("single_queue", "telecom_hotline"):
        assert name in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["simulate", "nosuch"], "there is no such file, folder or library scenario"),
        (["simulate"], "Missing argument"),
        (["simulate", "single_queue", "--replications", "0"], "--replications"),
        (["simulate", "single_queue", "--engine", "fast"], 'no engine "fast"'),
        (["simulate", "single_queue", "--precision", "answer_rate"], "is not MEASURE=HALF"),
        (["simulate", "single_queue", "--precision", "answer_rat=0.01"], "did you mean answer_rate?"),
        (["simulate", "single_queue", "--precision", "queue.vip.answer_rate=0.01"], 'no queue called "vip"'),
        (["simulate", "single_queue", "--precision", "answer_rate=0"], "is a positive number such as 0.005"),
        (["simulate", "single_queue", "--resume", "--json", "-"], "needs the folder of the run"),
        (["simulate", "single_queue", "--cluster", "here"], "no Dask scheduler answers there"),
        (["plan", "single_queue", "--cluster", "here"], "no Dask scheduler answers there"),
        (["plan", "single_queue", "--time-limit", "0"], "0 is no time limit"),
        (["plan", "single_queue", "--time-limit", "soon"], "is not a duration"),
        (["simulate", "single_queue", "--set", "lines"], "is not KEY=VALUE"),
        (["simulate", "single_queue", "--nonsense"], "No such option"),
        (["nonsense"], "No such command"),
        (["erlang", "--model", "c", "--rate", "5", "--handle-time", "4 min", "--agents", "3"], "5 per min"),
        (["calibrate", "nosuch.csv", "--out", "x", "--start", "someday"], "is not a date"),
    ],
)
def test_input_at_fault_is_a_clear_message_and_exit_code_2(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    text = " ".join(result.stderr.replace("│", " ").split())
    if said == "5 per min":
        assert "is not a rate" in text or "has no unit" in text
    else:
        assert said in text
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert names(tmp_path) == []


def test_the_faults_of_a_file_are_printed_as_they_are(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("calendar: {start: 2026-03-02}\nqueues: {a: {priorty: 1}}\n", encoding="utf-8")
    from scenarios.faults import InputError

    with pytest.raises(InputError) as caught:
        load(path)
    result = run("simulate", path)
    page = "What may stand there: docs/language.md#scenario, docs/language.md#queue\n"
    assert (result.exit_code, result.stderr) == (2, f"{caught.value}\n{page}")


def test_a_write_failure_is_one_message_and_leaves_no_half_file(tiny_file, tmp_path, monkeypatch):
    def refuse(self, target):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "replace", refuse)
    result = run("simulate", tiny_file, "--workers", 1, "--out", tmp_path)
    assert result.exit_code == 2
    assert "read-only file system" in result.stderr
    assert names(tmp_path) == []


def test_our_own_fault_is_owned_up_to_without_a_traceback(tiny_file, tmp_path, monkeypatch):
    def fail(*words, **options):
        raise RuntimeError("the floor gave way")

    monkeypatch.setattr(commands, "simulate", fail)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    result = run("simulate", tiny_file)
    assert result.exit_code == 1
    assert (
        "callfloor stopped: RuntimeError: the floor gave way; this is a fault of callfloor, please report"
        in result.stderr
    )
    assert "Traceback" not in result.output
    assert "Traceback" in next(tmp_path.glob("callfloor-fault-*.txt")).read_text()


@pytest.mark.parametrize(
    ("name", "code", "said", "files"),
    [
        ("met", 0, "The plan costs 930\u202fEUR", [*PLAN_FILES, "trade_off.csv"]),
        ("infeasible", 3, "What would free it:\n  - one more person at 09:00", ["plan.json", "report.html"]),
        (
            "time_limit",
            4,
            "Stopped at the time limit before a plan met every target; the nearest so far costs",
            PLAN_FILES,
        ),
        ("nothing", 4, "The time limit came before any plan was found", ["plan.json", "report.html"]),
    ],
)
def test_plan_exits_by_its_outcome(tiny_file, tmp_path, monkeypatch, outcomes, name, code, said, files):
    asked = {}

    def planner(scenario, **options):
        options["progress"]("learning")
        asked.update(options)
        return outcomes[name]

    monkeypatch.setattr("optimize.plan.plan", planner)
    result = run("plan", tiny_file, "--out", tmp_path, "--time-limit", "2 min", "--seed", 9, "--workers", 1)
    assert result.exit_code == code
    assert said in result.stdout
    assert names(tmp_path) == files
    assert "learning" in result.stderr
    assert 60 < asked["time_limit"] <= 118  # getting ready counts, and the report wants some
    assert (asked["seed"], asked["replications"]) == (9, None)


@pytest.mark.parametrize(("limit", "gone", "left"), [(None, 3, None), (10, 3, 5), (2, 1, 0.6), (2, 30, 0)])
def test_a_limit_counts_from_the_start_of_the_command_and_leaves_time_for_the_report(monkeypatch, limit, gone, left):
    monkeypatch.setattr(planning.time, "monotonic", lambda: 100.0 + gone)
    started = Run("tiny", (), None, None, None, begun=100.0)
    assert planning.for_search(started, limit) == (None if left is None else pytest.approx(left))


def test_tables_of_an_earlier_plan_do_not_stand_beside_a_run_without_one(tiny_file, tmp_path, monkeypatch, outcomes):
    (tmp_path / "mine.csv").write_text("kept")
    for name in ("met", "nothing"):
        monkeypatch.setattr("optimize.plan.plan", lambda scenario, name=name, **options: outcomes[name])
        run("plan", tiny_file, "--out", tmp_path)
    assert names(tmp_path) == ["mine.csv", "plan.json", "report.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of POSIX")
def test_whoever_stops_reading_has_read_enough(tiny_file, tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "callfloor", "simulate", str(tiny_file), "--workers", "1", "--out", str(tmp_path)]
    done = subprocess.run(command, env=environment, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert done.returncode == 0
    assert "Error" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of POSIX")
def test_progress_that_nobody_reads_stops_no_work(tiny_file, tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "callfloor", "simulate", str(tiny_file), "--workers", "1"]
    command += ["--out", str(tmp_path / "o"), "--json", str(tmp_path / "m.json")]
    done = subprocess.run(command, env=environment, stdout=writer, stderr=writer, check=False)  # as `2>&1 | head` does
    os.close(writer)
    assert done.returncode == 0
    assert names(tmp_path / "o") == FILES
    assert json.loads((tmp_path / "m.json").read_text())["format"] == "callfloor/measures/1"


def test_the_log_of_an_earlier_run_does_not_stand_beside_new_figures(tiny_file, tmp_path):
    for words in (["--log"], []):
        run("simulate", tiny_file, "--workers", 1, "--out", tmp_path, *words)
    assert names(tmp_path) == FILES


def test_plan_json_stands_alone(tiny_file, monkeypatch, outcomes):
    monkeypatch.setattr("optimize.plan.plan", lambda scenario, **options: outcomes["met"])
    result = run("plan", tiny_file, "--json", "-", "--time-limit", "60")
    assert json.loads(result.stdout)["format"] == "callfloor/plan/1"


def test_plan_tables_can_be_read_back(tiny_file, tmp_path, monkeypatch, outcomes):
    monkeypatch.setattr("optimize.plan.plan", lambda scenario, **options: outcomes["met"])
    run("plan", tiny_file, "--out", tmp_path)
    shifts = pd.read_csv(tmp_path / "shifts.csv")
    assert list(shifts["agents"]) == [1, 6]
    assert list(shifts["breaks"].fillna("")) == ["01:00-02:00", ""]
    assert len(pd.read_csv(tmp_path / "staffing.csv")) == len(pd.read_parquet(tmp_path / "staffing.parquet")) == 24
    assert list(pd.read_csv(tmp_path / "targets.csv")["name"]) == ["gold", "plain", "team"]


def test_erlang_prints_words_or_json():
    words = ("--model", "a", "--rate", "338 per h", "--handle-time", "4 min", "--patience", "5 min")
    assert run("erlang", *words, "--answer-rate", "0.8").stdout.startswith("Erlang A: 26 agents")
    assert json.loads(run("erlang", *words, "--agents", "26", "--json", "-").stdout)["agents"] == 26


def test_a_real_run_in_a_process_of_its_own(tiny_file, tmp_path):
    done = process("simulate", tiny_file, "--workers", 2, "--json", "-", "--out", "o", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    one = process("simulate", tiny_file, "--workers", 1, "--json", "-", cwd=tmp_path)
    assert json.loads(one.stdout) == document
    assert names(tmp_path / "o") == FILES


def test_an_old_terminal_is_no_reason_to_fail(tiny_file, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = process(
        "erlang", "--model", "c", "--rate", "40 per h", "--handle-time", "3 min", "--agents", 3, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Erlang C: 3 agents for a load of 2 erlangs")


def test_version_and_help_come_at_once(tmp_path):
    begun = time.monotonic()
    assert process("--help", cwd=tmp_path).returncode == 0
    took = time.monotonic() - begun
    assert took < 2.0  # 0.2 s when the machine is idle
    assert process("--version", cwd=tmp_path).stdout == "callfloor 0.1.0\n"
    heavy = "import sys, callfloor.cli; sys.exit(any(m in sys.modules for m in ('numpy', 'pandas', 'plotly', 'scipy', 'rich')))"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    assert subprocess.run([sys.executable, "-c", heavy], env=environment, check=False).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_standard_output_is_one_message(tiny_file, tmp_path):
    for words in (["--json", "-"], []):
        with open("/dev/full", "w") as full:  # noqa: PTH123
            environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
            command = [sys.executable, "-m", "callfloor", "simulate", str(tiny_file), "--workers", "1", *words]
            done = subprocess.run(
                command, cwd=tmp_path, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert done.returncode == 2
        assert "no space left on device" in done.stderr.lower()
        assert "Traceback" not in done.stderr
