"""What pages show that takes minutes at full size, run on small centres: rosters, lanes, calibrations."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callfloor.cli import app
from tests.callfloor.test_docs_commands import ROOT, blocks
from tests.callfloor.test_docs_run import done, shown
from tests.optimize.lanes.centres import SHORT, two_classes
from tests.scenarios.history import logs
from tests.scenarios.history.calibrating.centres import centre
from tests.sim.chains import kind, skill

FEW = ["--replications", "20", "--workers", "1"]


def classes(*names: str) -> str:
    """A small centre with these classes, the best first, as a file."""
    made = two_classes(**SHORT)
    skills = {name: skill("3 min") for name in names}
    made["contact_types"] = {
        name: kind(f"{20 + 10 * n} per h", name, "4 min", cost_of_loss=40 - 10 * n) for n, name in enumerate(names)
    }
    made["queues"] = {name: {"priority": n + 1} for n, name in enumerate(names)}
    made["agent_groups"] = {name: {"skills": skills, "cost": "30 per h"} for name in ("desk", "team")}
    made["targets"] = [{"queue": name, "answer_rate": 0.8, "within": "20 s"} for name in names]
    path = Path(f"{'_'.join(names)}.yaml")
    path.write_text(json.dumps(made), encoding="utf-8")
    return str(path)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
def test_a_plan_becomes_a_roster_that_is_checked(here):
    small = {"extends": "single_queue", "contact_types": {"call": {"arrivals": {"volumes": None, "rate": "20 per h"}}}}
    Path("centre.yaml").write_text(json.dumps(small), encoding="utf-8")
    people = "".join(f"{number:03d},team,8-40\n" for number in range(40))
    Path("staff.csv").write_text("name,groups,hours\n" + people, encoding="utf-8")
    plan, *rosters = shown("rosters.md", 0)
    assert [words[1] for words in (plan, *rosters)] == ["plan", "roster", "roster"]
    done(plan, codes=(0, 4))
    for words in rosters:
        done(words, codes=(0, 4))
    assert Path("roster/roster.xlsx").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("place", [1, 3])
def test_studies_of_lanes_run(place, here):
    small = {"vip_tiers": classes("gold", "silver", "standard"), "telecom_hotline": classes("vip", "standard")}
    for words in shown("lanes.md", place):
        few = ["--workers", "1"] if "--regions" in words else [*FEW, "--only", "priority", "--parts", "none"]
        done([*(small.get(word, word) for word in words), *few])


@pytest.mark.slow
def test_the_study_of_the_page_runs(here, capsys):
    (_, snippet), *_ = blocks((ROOT / "docs" / "lanes.md").read_text(encoding="utf-8"), "python")
    few = 'only=["priority", "dedicated"], parts=(), replications=20, workers=1'
    told = snippet.replace("telecom_hotline", classes("vip", "standard")).replace("workers=2", few)
    exec(compile(told, "lanes.md", "exec"), {})
    assert len(capsys.readouterr().out.splitlines()) == 3  # the advice, and two designs


@pytest.mark.slow
def test_logs_are_calibrated_and_the_day_simulated(here):
    Path("small.yaml").write_text(json.dumps(centre(3)), encoding="utf-8")
    CliRunner().invoke(app, ["simulate", "small.yaml", "--replications", "5", "--workers", "1", "--logs", "some"])
    lines = [
        f"2026-03-{2 + n // 90:02d} {8 + n % 90 // 6:02d}:{10 * (n % 6):02d}:00,sales,{n % 50},answered,{60 + n}"
        for n in range(450)
    ]
    Path("calls.csv").write_text("arrived,queue,waited,outcome,handled\n" + "\n".join(lines) + "\n", encoding="utf-8")
    done(["callfloor", "import", "calls.csv", "--out", "read"])
    shutil.copy("read/mapping.yaml", "columns.yaml")
    bank = logs.written(Path("bank.csv"), logs.simulated()).read_bytes()
    Path("anonymous_bank_feb1999.csv.gz").write_bytes(gzip.compress(bank))
    for words in shown("calibration.md", 0):
        done([word.replace("telecom_hotline", "small.yaml") for word in words])
    for folder in ("centre", "bank", "again"):
        assert Path(folder, "scenario.yaml").is_file(), folder
