"""`callfloor new`: six questions, a file that loads, simulates and plans; what is wrong is asked for again."""

import re

import pytest
from typer.testing import CliRunner

from callfloor.authoring.questions import QUESTIONS
from callfloor.cli import app
from scenarios.loading import load
from sim.experiment import simulate


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(*arguments, answers=""):
    return CliRunner().invoke(app, ["new", *arguments], input=answers)


def test_six_questions_are_asked_and_the_answers_stand_in_the_file(here):
    run = new("desk", answers="800\n09:00-17:00\n3 min\n2 min\n90 % within 15 s\n25 EUR\n")
    assert run.exit_code == 0, run.stderr
    assert all(question.text in run.stderr for question in QUESTIONS)
    scenario = load("desk.yaml")
    assert scenario.warnings == ()
    assert sum(scenario.contact_types["call"].arrivals.volumes) == pytest.approx(800)
    assert scenario.open_spans("calls") == ((9 * 3600, 17 * 3600),)
    assert scenario.agent_groups["team"].skills["calls"].handle_time.mean() == pytest.approx(180)
    assert scenario.contact_types["call"].patience.mean() == 120
    assert (scenario.targets[0].answer_rate, scenario.targets[0].within) == (0.9, 15)
    assert (scenario.agent_groups["team"].cost, scenario.currency) == (25, "EUR")


def test_what_is_not_answered_is_as_suggested(here):
    assert new("asked", answers="\n" * 6).exit_code == 0
    assert new("silent", "--yes").exit_code == 0
    asked, silent = ((here / f"{name}.yaml").read_text(encoding="utf-8") for name in ("asked", "silent"))
    assert asked.replace("asked", "silent") == silent


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        ("contacts", "many", '"many" is not a number of contacts'),
        ("contacts", "0", "0 contacts a day are none"),
        ("hours", "from eight", "does not say when it is open"),
        ("hours", "08:10-20:00", "half-hours"),
        ("hours", "closed", "nothing to plan"),
        ("handle_time", "4", '"4" has no unit'),
        ("handle_time", "0 s", "takes some time"),
        ("patience", "5 d", "longer than 4 h"),
        ("promise", "fast", "no promise that can be measured"),
        ("promise", "100 % within 20 s", "cannot be promised"),
        ("promise", "80 % within soon", "is not a duration"),
        ("pay", "0", "is not what an hour costs"),
    ],
)
def test_a_bad_answer_is_asked_for_again_with_a_sentence(here, question, answer, sentence):
    place = [one.key for one in QUESTIONS].index(question)
    run = new("desk", answers="\n" * place + f"{answer}\n" + "\n" * (6 - place))
    assert run.exit_code == 0, run.stderr
    assert sentence in run.stderr
    assert run.stderr.count(QUESTIONS[place].text) == 2


def test_all_bad_options_are_told_at_once_and_nothing_is_asked(here):
    run = new("desk", "--contacts", "many", "--pay", "much")
    assert run.exit_code == 2
    assert "--contacts" in run.stderr
    assert "--pay" in run.stderr
    assert "2 faults; nothing was run." in run.stderr
    assert not any(here.iterdir())


def test_answers_that_end_early_are_a_fault(here):
    run = new("desk", answers="800\n")
    assert run.exit_code == 2
    assert "--yes" in run.stderr
    assert not any(here.iterdir())


@pytest.mark.parametrize(
    ("name", "words"), [("desk", "is there already"), ("no/desk", "there is no folder"), (".", "")]
)
def test_nothing_is_written_over_and_no_folder_is_invented(here, name, words):
    (here / "desk.yaml").write_text("mine", encoding="utf-8")
    run = new(name, "--yes")
    assert run.exit_code == 2
    assert words in run.stderr
    assert (here / "desk.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "options",
    [
        ("--hours", "00:00-24:00"),
        ("--hours", "22:00-06:00", "--contacts", "30"),
        ("--hours", "08:30-20:00", "--contacts", "60"),
        ("--hours", "10:00-13:00", "--patience", "never"),
        ("--hours", "23:30-02:00", "--contacts", "5"),
        ("--contacts", "50000", "--promise", "0.95 in 10 s"),
    ],
)
def test_whatever_is_answered_loads_and_simulates(here, options):
    run = new("desk", *options, "--yes")
    assert run.exit_code == 0, run.stderr
    scenario = load("desk.yaml")
    assert scenario.warnings == ()
    results = simulate(scenario, replications=2, workers=1)
    assert results.value("answered").mean > 0
    covered = set()  # of each open half-hour some shift makes sure
    for rule in scenario.shifts:
        for start in rule.starts:
            covered |= {int((start + part) % 86400 // 1800) for part in range(0, int(rule.lengths[0]), 1800)}
    is_open = {i for i, volume in enumerate(scenario.contact_types["call"].arrivals.volumes) if volume}
    assert is_open <= covered


def test_the_file_can_be_planned(here):
    new("desk", "--contacts", "400", "--hours", "09:00-17:00", "--yes")
    run = CliRunner().invoke(app, ["plan", "desk.yaml", "--method", "erlang", "--workers", "1", "--out", "out"])
    assert run.exit_code in {0, 4}, run.stderr  # 4: tested, and a formula may miss by a little
    assert re.search(r"The plan .*costs [\d\s]+CNY|plan by formula", run.stdout.replace("\u202f", " "))
