"""The worked cases: the page is made of kept figures, the figures say what the sentences claim, and so do a few fresh days."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from docs.making import cases
from docs.making.case_list import CASES
from scenarios.loading import load

KEPT = json.loads(cases.KEPT.read_text(encoding="utf-8"))


def test_the_page_is_in_step_with_the_cases_and_their_figures():
    assert cases.PAGE.read_text(encoding="utf-8") == cases.page(KEPT), "run: .venv/bin/python -m docs.making.cases"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_every_figure_that_a_sentence_names_is_there(case):
    assert not re.search(r"\{\w+\.\d+\}", cases.section(case, KEPT[case.key]))
    assert len(KEPT[case.key]["rows"]) == len(case.rows)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_the_kept_figures_say_what_the_sentences_claim(case):
    assert case.holds(cases.means(KEPT[case.key]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_every_case_has_a_scenario_a_question_a_command_a_figure_and_what_to_decide(case):
    text = cases.section(case, KEPT[case.key])
    parts = [
        f"**Scenario.** `{cases.home(case)}`",
        "**Question.** ",
        "```console\ncallfloor simulate ",
        "\n| ",
        "**What it says** (",
        "**Decide.** ",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_there_are_twelve():
    assert len(CASES) == 12


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_a_few_fresh_days_say_so_too(case):
    assert case.holds(cases.means(cases.run(case, replications=2)))


def test_every_command_of_the_page_can_be_typed():
    text = cases.PAGE.read_text(encoding="utf-8").replace("\\\n", " ")
    commands = [shlex.split(line) for line in text.splitlines() if line.startswith("callfloor ")]
    assert len(commands) == sum(len(case.rows) for case in CASES)
    for program, verb, source, *options in commands:
        assert (program, verb) == ("callfloor", "simulate")
        flags, settings = options[::2], options[1::2]
        assert set(flags) <= {"--set"}
        path = cases.ROOT / source
        load(path if path.is_file() else source, settings)
