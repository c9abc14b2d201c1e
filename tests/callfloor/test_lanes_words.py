"""What a study of lanes says: who loses by which measure, what may be luck, what was not tried, and what a plan costs otherwise."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from callfloor import cli, lanes_report, lanes_tables, lanes_words
from callfloor.figures.lanes_frontier import LEAST, _size
from callfloor.figures.lanes_gains import who_gains
from callfloor.language import using
from optimize.lanes.result import Estimate, FrontierPoint
from scenarios.loading import parse
from tests.callfloor.lanes_small import SHORT
from tests.callfloor.lanes_small import study as small_study
from tests.optimize.lanes.centres import two_classes


@pytest.fixture(scope="module")
def small():
    """The study, which no test changes."""
    return small_study()


CHANGES = {"answer_rate": (0.02, 0.01, 0.03), "abandonment": (-0.01, -0.02, -0.001), "mean_wait": (-1.0, -2.0, -0.1)}


@pytest.mark.parametrize(
    ("measure", "change", "lost"),
    [
        ("answer_rate", (-0.02, -0.03, -0.01), True),
        ("abandonment", (0.01, 0.005, 0.02), True),  # more give up, though more are answered in time
        ("mean_wait", (30.0, 20.0, 40.0), True),
        ("mean_wait", (30.0, -20.0, 80.0), False),  # may be luck
        ("mean_wait", (0.1, 0.05, 0.15), False),  # and nobody would call that a loss
        ("answer_rate", (0.0, 0.0, 0.0), False),
    ],
)
def test_who_loses_in_any_measure_is_not_said_to_lose_nothing(small, measure, change, lost):
    best = min(small.designs, key=lambda one: one.whole)
    other = next(one for one in small.designs if one is not best)
    study = replace(small, reference=other.key)
    figures = {name: Estimate(*found) for name, found in {**CHANGES, measure: change}.items()}
    cost = Estimate(0.0, 0.0, 0.0)
    against = {key: {**figures, "cost_of_loss": cost, "lost": cost} for key in ("vip", "others")}
    changed = replace(best, against=against)
    study = replace(study, designs=tuple(changed if one is best else one for one in small.designs))
    assert lanes_words.loses(changed, "vip") == ((measure,) if lost else ())
    caption = who_gains(study).caption
    word = lanes_words.WORDS[measure]
    assert (f"vip with {lanes_words.short(changed)} ({word})" in caption) == lost
    assert "points less" not in lanes_words.gets(study, changed)
    assert "0 points" not in lanes_words.gets(study, changed).replace("2.0", "").replace("20", "")


def test_a_size_that_may_be_luck_is_none():
    def point(*lose):
        return FrontierPoint("callback", 1.0, (), 1.0, Estimate(0.9), Estimate(0.8), Estimate(*lose), dominated=False)

    assert _size(point(0.02, -0.01, 0.05), 0.02) == LEAST
    assert _size(point(0.02, 0.01, 0.03), 0.02) > LEAST


def test_money_of_no_currency_leaves_no_gap(small):
    plain = two_classes(**SHORT)
    del plain["currency"]
    study = replace(small, scenario=parse(plain))
    texts = [lanes_words.headline(study), *lanes_words.reasons(study), *lanes_tables.designs(study).columns]
    assert not [text for text in texts if "  " in text or text.endswith(", ")]


def test_the_page_says_why_a_plan_costs_something_else(small):
    shifts = [{"groups": ["desk", "team"], "starts": ["00:00", "08:00", "16:00"], "length": "8 h"}]
    said = "callfloor plan prices the same rules otherwise"
    assert said not in lanes_report.report(small).decode()
    assert said in lanes_report.report(replace(small, scenario=parse(two_classes(**SHORT, shifts=shifts)))).decode()


def test_a_class_of_several_types_is_called_in_the_language_of_now(small):
    classes = small.classes
    several = replace(
        small, classes=replace(classes, others=replace(classes.others, contact_types=("silver", "standard", "guest")))
    )
    assert lanes_words.names(several) == {"vip": "vip", "others": "silver, standard and guest"}
    with using("zh"):
        assert lanes_words.names(several) == {"vip": "vip", "others": "silver、standard和guest"}


def test_tiers_that_are_named_in_no_class_are_refused(tmp_path):
    path = tmp_path / "two.yaml"
    path.write_text(json.dumps(two_classes(**SHORT)), encoding="utf-8")
    done = CliRunner().invoke(
        cli.app, ["lanes", str(path), "--vip", "vip", "--others", "silver", "--tiers", "std=silver:0.3,std:0.7"]
    )
    assert done.exit_code == 2
    assert "names silver of the tiers of std and not std: write silver,std" in done.stderr


@pytest.mark.parametrize("many", [1, 2, 3])
def test_a_heading_counts_equally_good_designs_where_they_are_many_and_the_reasons_name_them(small, many):
    others = [one for one in small.designs if one.key != small.recommendation.key and one.staffing is not None]
    keys = tuple((others * many)[place].key for place in range(many))
    study = replace(small, recommendation=replace(small.recommendation, equally_good=keys))
    heading, told = lanes_words.headline(study), " ".join(lanes_words.reasons(study))
    names = [lanes_words.title(study.found(key).design).lower() for key in keys]
    assert ("3 others are equally good" in heading) == (many == 3)
    assert all((name in heading.lower()) == (many < 3) for name in names)
    assert all(name in told.lower() for name in names)
    assert "Equally good, within" in told
