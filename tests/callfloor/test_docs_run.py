"""Every block of code in README and documentation is run by a test, or stands here with the reason why it is not.

`HERE` is run in this file, with few days, small centres and plans by formula; a path is that of the test which runs it or reads it.
"""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callfloor.cli import app
from scenarios.loading import load
from tests.callfloor.test_docs_commands import PAGES, ROOT, blocks

HERE = "here"
FIRST = "tests/callfloor/test_docs_commands.py"
SNIPPETS = "tests/callfloor/test_docs.py"
BASE = "not run: prepares the environment in which tests run, as .ci/run does"
FRAGMENT = "not run: a piece of a file, to be read"
SHELL = "not run: Make, Docker, Slurm, Kubernetes or Dask on several machines; names of commands and options are checked by tests/benchmarks/test_at_scale.py"
WEB_SHELL = (
    "not run: installs packages, or needs a PostgreSQL, users and an address; tests/callfloor/web does it in parts"
)
LONG = "tests/callfloor/test_docs_long.py"

BLOCKS: dict[str, list[str]] = {
    "README.md": ["not run: make itself runs the tests", BASE, HERE],
    "at-scale.md": [HERE, "tests/benchmarks/test_at_scale.py", *[SHELL] * 6, "not run: needs a Slurm cluster"],
    "calibration.md": [LONG],
    "cases.md": ["tests/callfloor/test_docs_cases.py"] * 12,
    "comparing.md": [HERE, FRAGMENT, "tests/callfloor/test_docs.py", HERE, SNIPPETS],
    "custom-routing.md": [SNIPPETS],
    "editors.md": [FIRST, FRAGMENT, FIRST, "not run: changes the shell's own settings"],
    "for-developers.md": [FIRST],
    "for-students.md": [HERE],
    "forecasts.md": [HERE, "tests/callfloor/forecasting/test_docs.py"],
    "how-many-days.md": [HERE, SNIPPETS],
    "imports.md": [HERE, "tests/scenarios/history/imports/test_docs.py"],
    "lanes.md": [LONG, LONG, "tests/optimize/lanes/test_regions.py", LONG],
    "notebooks.md": ["not run: opens JupyterLab; tests/notebooks runs every notebook"],
    "planning-methods.md": [SNIPPETS, FRAGMENT],
    "re-planning.md": [HERE],
    "replay.md": [FRAGMENT],
    "rosters.md": [LONG, *["tests/callfloor/rostering/test_docs.py"] * 2],
    "scenario-files.md": [FIRST, FIRST, FIRST, FIRST],
    "shifts.md": ["tests/scenarios/test_shift_language.py"] * 2 + [FRAGMENT],
    "start.md": [BASE, FIRST, FIRST, FIRST, FIRST, HERE, FIRST],
    "today.md": [HERE, "tests/callfloor/today/test_docs.py"],
    "web.md": [HERE, WEB_SHELL, WEB_SHELL],
    "workbooks.md": [HERE, FRAGMENT, "tests/callfloor/workbooks/test_docs.py", FRAGMENT],
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_is_run_or_says_why_not(page):
    told = BLOCKS.get(page.name, [])
    assert len(blocks(page.read_text(encoding="utf-8"))) == len(told), (
        f"{page.name}: say in BLOCKS how its blocks are run"
    )
    for how in told:
        assert (
            how == HERE
            or how.startswith("not run: ")
            or page.name in (ROOT / how).read_text(encoding="utf-8")
            or how.endswith("cases.py")
        )


def shown(page: str, place: int) -> list[list[str]]:
    """The commands of one block that is run here."""
    path = next(one for one in PAGES if one.name == page)
    assert BLOCKS[page][place] in {HERE, LONG}
    _, block = blocks(path.read_text(encoding="utf-8"))[place]
    lines = re.sub(r"\\\n\s*", " ", block).splitlines()
    wanted = [line.removeprefix("$ ").removeprefix(".venv/bin/") for line in lines]
    told = [part for line in wanted for part in re.split(r"\s{2,}#?", line)[0].split(" && ")]
    return [shlex.split(line) for line in told if line.startswith("callfloor ")]


SMALL = {
    "simulate": ["--replications", "2", "--workers", "1"],
    "compare": ["--replications", "2", "--workers", "1"],
    "sweep": ["--replications", "2", "--workers", "1"],
    "screen": ["--replications", "20", "--workers", "1"],
    "plan": ["--method", "erlang", "--replications", "20", "--workers", "1"],
    "today": ["--replications", "20", "--workers", "1"],
    "forecast": ["--models", "smoothing"],
    "check": ["--replications", "20", "--workers", "1"],
    "calibrate": ["--replications", "20"],
}


def done(words: list[str], codes=(0,)) -> str:
    """What a command of a page says, run with few days; a plan is by formula, which may miss by a little (4)."""
    name, *rest = words[1:]
    names = {"SCENARIO": "centre.yaml", "my_week.yaml": "centre.yaml"}
    rest = [names.get(one, one).replace("callfloor-out/SCENARIO", "callfloor-out/centre") for one in rest]
    few = (
        SMALL["check"] if "--from" in rest else SMALL.get(name, [])
    )  # what is left of a day is planned by search alone
    result = CliRunner().invoke(app, [name, *rest, *few])
    assert result.exit_code in codes, f"{words}: {result.stderr}"
    return result.stdout


@pytest.fixture
def centre(tmp_path, monkeypatch):
    """An empty folder with all the files that pages name, of a small centre."""
    monkeypatch.chdir(tmp_path)
    Path("centre.yaml").write_text("extends: single_queue\n", encoding="utf-8")
    plan = "extends: telecom_hotline\nagent_groups: {vip_desk: {shrinkage: 0.25}}\n"
    Path("my_plan.yaml").write_text(plan, encoding="utf-8")
    Path("my_lanes.yaml").write_text("extends: multiskill_bell\nexperiment: {seed: 2}\n", encoding="utf-8")
    return tmp_path


def so_far(name: str) -> None:
    """The volumes of the first eleven hours, as a file."""
    volumes = load("single_queue").contact_types["call"].arrivals.volumes[:22]
    lines = [
        f"{half // 2:02d}:{30 * (half % 2):02d},call,{round(1.05 * volume)}" for half, volume in enumerate(volumes)
    ]
    Path(name).write_text("interval,contact_type,count\n" + "\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("README.md", 2),
        ("for-students.md", 0),
        ("how-many-days.md", 0),
        ("at-scale.md", 0),
        ("comparing.md", 0),
        ("comparing.md", 3),
    ],
)
def test_the_commands_run(page, place, centre):
    found = shown(page, place)
    assert found
    for words in found:
        small = [one.replace("telecom_hotline", "single_queue") if words[1] == "plan" else one for one in words]
        assert done(small, codes=(0, 4))


@pytest.mark.slow
def test_the_plan_by_formula_is_worked_all_day(centre):
    """What pages say of one plan after another: planned, checked, watched, planned again."""
    done(["callfloor", "plan", "SCENARIO"], codes=(0, 4))
    for name in ("plan.json", "plan.xlsx"):
        Path(name).write_bytes(Path("callfloor-out/centre", name).read_bytes())
    for name in ("so_far.csv", "volumes.csv"):
        so_far(name)
    for page in ("today.md", "workbooks.md", "re-planning.md"):
        found = shown(page, 0)
        assert found
        for words in found:
            done(words, codes=(0, 3, 4))  # 3: half-hours that are past are missed whatever the rest of the day does


@pytest.mark.slow
def test_a_forecast_and_an_import_run(centre):
    lines = [
        f"{date(2026, 1, 5) + timedelta(day)} {half // 2:02d}:{30 * (half % 2):02d},{40 + 7 * half + (11 * day + 3 * half) % 13}"
        for day in range(56)
        for half in range(48)
    ]
    Path("volumes.csv").write_text("datetime,calls\n" + "\n".join(lines) + "\n", encoding="utf-8")
    for words in shown("forecasts.md", 0):
        assert done(words)
    lines = [f"2026-03-02 {8 + n // 6:02d}:{10 * (n % 6):02d}:00,sales,{n % 50},answered,{60 + n}" for n in range(60)]
    Path("calls.csv").write_text("arrived,queue,waited,outcome,handled\n" + "\n".join(lines) + "\n", encoding="utf-8")
    for words in shown("imports.md", 0):
        if "mapping.yaml" in words:
            Path("mapping.yaml").write_bytes(Path("callfloor-out/import-calls.csv/mapping.yaml").read_bytes())
        assert done(words)


@pytest.mark.slow
def test_the_page_is_served(tmp_path):
    """`callfloor web` on a free port answers, and the page is fetched once."""
    (first,) = {tuple(words) for page, place in (("start.md", 5), ("web.md", 0)) for words in shown(page, place)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-c", "from callfloor.cli import main; main()"]
    options = ["--port", str(port), "--files", str(tmp_path / "files"), "--workers", "1"]
    with (
        (tmp_path / "said").open("w") as said,
        subprocess.Popen([*program, *first[1:], *options], stdout=said, stderr=said) as server,
    ):
        try:
            page = fetched(f"http://127.0.0.1:{port}/", server)
        except AssertionError as fault:
            raise AssertionError((tmp_path / "said").read_text()) from fault
        finally:
            server.terminate()
    assert "callfloor" in page


def fetched(address: str, server: subprocess.Popen) -> str:
    """The page, as soon as the server answers; half a minute at most."""
    for _ in range(60):
        assert server.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                assert answer.status == 200
                return answer.read().decode()
        except OSError:
            time.sleep(0.5)
    raise AssertionError("nobody answers")
