"""Every command that a page shows can be typed, and those of the first pages are run, with few days."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from callfloor.cli import app
from scenarios.loading import parse

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])
RUN = ("start.md", "editors.md", "scenario-files.md")


def blocks(text: str, kind: str | None = None) -> list[tuple[str, str]]:
    """The blocks of a page with their kind, the word after the fence; of one kind alone, if it is named."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [block for block in found if kind is None or block[0] == kind]


def commands(page: Path, *, sentences: bool = True) -> list[list[str]]:
    """Commands of a page, as words: lines of its blocks that begin with callfloor, and those in its sentences and tables."""
    text = page.read_text(encoding="utf-8")
    lines = [line.strip() for _, block in blocks(text) for line in re.sub(r"\\\n\s*", " ", block).splitlines()]
    found = [line.removeprefix("$ ").removeprefix(".venv/bin/") for line in lines]
    if sentences:
        found += re.findall(r"`(callfloor [^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    return [_words(line) for line in found if line.startswith("callfloor ") and "…" not in line]


def _words(line: str) -> list[str]:
    """The words of a line; what a page says beside a command, after two spaces or a comment sign, is none of it."""
    return shlex.split(re.split(r"\s{2,}| && ", line.strip())[0], comments=True)


SHOWN = [(page.name, words) for page in PAGES for words in commands(page)]


def test_pages_show_commands():
    assert len(SHOWN) > 100


@pytest.mark.parametrize(
    ("page", "words"), SHOWN, ids=lambda value: " ".join(value)[:70] if isinstance(value, list) else value
)
def test_a_command_of_a_page_can_be_typed(page, words):
    program, *rest = words
    root = typer.main.get_command(app)
    assert program == "callfloor"
    name, *arguments = rest
    if name.startswith("-"):
        assert name in {option for parameter in root.params for option in parameter.opts}
        return
    command = root.commands[name]
    if arguments == ["--help"] or not arguments:
        return
    # A page may name a command with some of its options, an option without its value, or write NAME for a value.
    allowed = {"MissingParameter", "BadOptionUsage"} | {"BadParameter" for word in arguments if word.isupper()}
    try:
        command.make_context(name, list(arguments))
    except Exception as fault:  # typer's own copy of click, or click itself: told by the name
        if type(fault).__name__ not in allowed:
            raise


def test_the_page_of_all_commands_has_all_commands():
    told = {words[1] for words in commands(ROOT / "docs" / "commands.md")}
    assert set(typer.main.get_command(app).commands) <= told


def small(words: list[str]) -> list[str]:
    """The same command with few days, and by formula where it plans."""
    name, *arguments = words[1:]
    more = {
        "simulate": ["--replications", "1", "--workers", "1", "--json", "-"],
        "compare": ["--replications", "2", "--workers", "1", "--json", "-"],
        "plan": ["--method", "erlang", "--replications", "20", "--workers", "1", "--json", "-"],
        "new": ["--yes"],
    }
    return [name, *arguments, *more.get(name, [])]


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN)
def test_the_commands_of_a_page_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_centre.yaml").write_text("extends: single_queue\n", encoding="utf-8")
    for words in commands(ROOT / "docs" / page, sentences=False):
        if words[1] == "new":
            (tmp_path / "my_centre.yaml").unlink(missing_ok=True)
        if words[1].startswith("-") or words[1] == "web" or "FILE" in words:
            continue
        done = CliRunner().invoke(app, small(words))
        assert done.exit_code in {0, 4}, f"{words}: {done.stderr}"  # 4: a plan by formula, which may miss by a little


def test_the_scenarios_of_a_page_load():
    text = (ROOT / "docs" / "scenario-files.md").read_text(encoding="utf-8")
    snippets = blocks(text, "yaml")
    assert len(snippets) == 3
    for _, snippet in snippets:
        assert parse(snippet).queues


def test_the_fault_of_the_first_page_is_told_as_it_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(app, ["new", "my_centre", "--yes"])
    path = tmp_path / "my_centre.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("shrinkage: 0.3 ", "shrinkage: 30 "), encoding="utf-8")
    told = CliRunner().invoke(app, ["show", "my_centre.yaml"]).stderr
    text = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
    shown = next(block for _, block in blocks(text, "") if "1 fault" in block)
    assert told == shown


def test_the_snippet_for_developers_runs(capsys):
    text = (ROOT / "docs" / "for-developers.md").read_text(encoding="utf-8")
    ((_, snippet),) = blocks(text, "python")
    exec(compile(snippet, "for-developers.md", "exec"), {})
    mean, low, high = map(float, re.findall(r"[\d.]+", capsys.readouterr().out))
    assert 0 < low < mean < high < 1


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
