"""The page about forecasts: its snippet runs, its options and models are those there are."""

import re
from pathlib import Path

import typer

from callfloor.cli import app
from scenarios.history.forecasts import statistical
from scenarios.history.forecasts.models import OWN
from tests.scenarios.history.forecasts.made import rows, text

PAGE = (Path(__file__).parents[3] / "docs" / "forecasts.md").read_text(encoding="utf-8")


def test_the_snippet_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "volumes.csv").write_text(text(*rows(days=60)), encoding="utf-8")
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(snippet, "forecasts.md", "exec"), {})
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 5
    assert all(int(low) <= int(mean) <= int(high) for _, mean, low, high in lines)


def test_every_option_and_every_model_of_the_page_is_there():
    command = typer.main.get_command(app).commands["forecast"]
    options = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z]+", PAGE)) <= options
    assert [name for name in (*OWN, *statistical.METHODS, "combination") if f"`{name}`" not in PAGE] == []
