"""The page about the day as it goes: its snippet runs, its options are those there are."""

import re
from pathlib import Path

import typer

from callfloor.cli import app

PAGE = (Path(__file__).parents[3] / "docs" / "today.md").read_text(encoding="utf-8")


def options(name):
    command = typer.main.get_command(app).commands[name]
    return {text for one in command.params for text in (*one.opts, *one.secondary_opts)}


def test_the_snippet_runs(capsys):
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(snippet, "today.md", "exec"), {})
    scale, at_risk = capsys.readouterr().out.split()
    assert 1.05 < float(scale) < 1.13
    assert at_risk == "True"


def test_the_options_of_the_page_are_those_there_are():
    named = set(re.findall(r"(?<!-)--[a-z][a-z-]*", PAGE))
    assert named - {"--set"} <= options("today")
    assert {"--so-far", "--plan", "--at", "--spread", "--replan", "--no-mend", "--mend"} <= options("today")


def test_the_files_of_the_page_are_those_that_are_written():
    text = (Path(__file__).parents[3] / "callfloor" / "intraday" / "command.py").read_text(encoding="utf-8")
    written = re.findall(r'^ {12}"([\w.]+)": ', text, re.MULTILINE)
    assert len(written) == 6
    for name in written:
        assert f"`{name}`" in PAGE
