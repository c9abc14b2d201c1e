"""The page about workbooks: its snippet runs, its sheets, columns and commands are those there are."""

import re
from pathlib import Path

import typer
from ruamel.yaml import YAML

from callfloor.cli import app
from optimize.shifts import kinds
from scenarios.loading import load
from tests.callfloor.workbooks.conftest import CENTRE, planned
from tests.callfloor.workbooks.test_round_trip import SHEETS

PAGE = (Path(__file__).parents[3] / "docs" / "workbooks.md").read_text(encoding="utf-8")


def test_the_snippet_runs(tmp_path, monkeypatch, capsys):
    with (tmp_path / "centre.yaml").open("w") as file:
        YAML().dump(CENTRE, file)
    scenario = load(str(tmp_path / "centre.yaml"))
    plan = planned(scenario, dict.fromkeys(kinds(scenario)[::9], 1))
    (tmp_path / "plan.xlsx").write_bytes(plan.book)
    monkeypatch.chdir(tmp_path)
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(snippet.replace("SCENARIO", "centre.yaml"), "workbooks.md", "exec"), {})
    assert capsys.readouterr().out.split()[1:] == [str(plan.document["cost"]), "[]"]


def test_the_sheets_of_the_page_are_those_there_are():
    named = re.findall(r"^\| ([A-Z][a-z ]+) \|", PAGE, re.MULTILINE)
    assert [name for name in SHEETS if not name.startswith("_")] == [name for name in named if name != "Called in"]


def test_the_commands_of_the_page_are_those_there_are():
    commands = typer.main.get_command(app).commands
    for name, rest in re.findall(r"^callfloor (\w+) (.*)$", PAGE, re.MULTILINE):
        known = {text for one in commands[name].params for text in one.opts}
        assert set(re.findall(r"--[a-z-]+", rest.split("#")[0])) <= known
