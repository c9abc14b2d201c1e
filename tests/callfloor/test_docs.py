"""What the documentation shows is run, and what it promises to explain is there."""

import re
from pathlib import Path

import pytest

from callfloor.glossary import ALWAYS, FATES
from scenarios.loading import load
from sim.definitions import measures

DOCS = Path(__file__).parents[2] / "docs"


def snippets(name):
    return re.findall(r"```python\n(.*?)```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL)


def test_the_routing_rule_of_the_page_runs_and_changes_the_day(capsys):
    (snippet,) = snippets("custom-routing.md")
    exec(compile(snippet, "custom-routing.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(load("vip_tiers").queues)
    assert any(float(usual) != float(mine) for usual, mine in (re.findall(r"([\d.]+)%", line) for line in lines))


def test_the_page_of_routing_names_all_that_a_rule_sees():
    from sim.routing import View

    text = (DOCS / "custom-routing.md").read_text(encoding="utf-8")
    for name in (name for name in vars(View) if not name.startswith("_")):
        assert f"floor.{name}" in text


def test_the_comparisons_of_the_page_run(capsys):
    (snippet,) = snippets("comparing.md")
    exec(compile(snippet, "comparing.md", "exec"), {})
    first, *points, kept = capsys.readouterr().out.splitlines()
    assert "->" in first
    assert [line.split()[1] for line in points] == ["22", "26", "30"]
    assert kept.startswith("['team.staffing ")


def test_the_ranges_of_the_page_are_what_it_says():
    from callfloor.grid import grid

    text = (DOCS / "comparing.md").read_text(encoding="utf-8")
    lines = re.findall(r"^--set (\"[^\"]+\"|\S+)", text, re.MULTILINE)
    sizes = [grid([line.strip('"')]).size for line in lines]
    assert sizes == [9, 6, 5, 2, 2]


def test_the_precision_of_the_page_is_reached(capsys):
    (snippet,) = snippets("how-many-days.md")
    exec(compile(snippet, "how-many-days.md", "exec"), {})
    told = re.findall(r"±([\d.]+) after (\d+) days, asked ±([\d.]+)", capsys.readouterr().out)
    assert len(told) == 2
    assert all(float(found) <= float(asked) for found, _, asked in told)


def test_every_measure_has_its_row():
    text = (DOCS / "measures.md").read_text(encoding="utf-8")
    rows = set(
        re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in text.splitlines() if line.startswith("|")))
    )
    named = {measure.name for measure in measures(load("bot_and_chat"))}
    assert named | {"intervals_meeting_target", "days_meeting_target"} <= rows


@pytest.mark.parametrize(("word", "meaning"), [*ALWAYS, *FATES.values()])
def test_every_word_says_what_it_is_over(word, meaning):
    assert len(meaning.split()) > 2
    assert word == word.strip()


def test_the_two_methods_of_the_page_can_be_compared(capsys):
    (snippet,) = snippets("planning-methods.md")
    exec(compile(snippet, "planning-methods.md", "exec"), {})
    first, *causes = capsys.readouterr().out.splitlines()
    searched, by_formula, percent = first.split()
    assert float(percent.rstrip("%")) / 100 == pytest.approx(float(by_formula) / float(searched) - 1, abs=1e-3)
    assert all("[" in line for line in causes)
