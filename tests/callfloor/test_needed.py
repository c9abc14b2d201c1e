"""Where a target is missed nobody knows how many people would be enough, and nothing says that there are."""

from dataclasses import replace

import numpy as np

from callfloor import documents_planned, figures
from callfloor.figures.needed import needed, unknown
from optimize.outcome import ByFormula


def picture_of(plan, name="staffing"):
    return next(one for one in figures.of_plan(plan, figures.Reading(plan.results)) if one.name == name)


def test_people_required_are_not_known_where_a_target_is_missed(plan):
    gold = plan.verdicts[0]
    missed = [period.first for period in gold.periods if period.skipped is None and not period.met]
    assert 9 in missed  # seven are required there and six are on the floor: that says something
    missed.remove(9)
    assert missed
    assert np.flatnonzero(unknown(plan)["team"]).tolist() == missed
    assert np.isnan(needed(plan)["team"][missed]).all()
    rows = documents_planned.staffing(plan)
    assert [place for place, row in enumerate(rows) if row["required"] is None] == missed
    assert rows[9]["required"] == 7
    drawn = picture_of(plan, "shifts").figure
    line = next(trace for trace in drawn.data if trace.name == "required")
    assert {at.hour for at, value in zip(line.x, line.y, strict=True) if value is None} >= {missed[0]}


def test_a_plan_that_misses_does_not_say_that_there_are_people_enough(plan):
    enough = replace(plan, required={"team": plan.staffing.mean_on_floor("team")})
    caption = picture_of(enough).caption
    assert "More are needed where a target is missed, and how many is not known: team from" in caption
    assert "at least its required people" not in caption


def test_where_all_is_met_all_is_known(plan):
    kept = tuple(replace(one, periods=tuple(replace(p, met=True) for p in one.periods)) for one in plan.verdicts)
    met = replace(plan, exact_verdicts=kept)
    assert not unknown(met)["team"].any()
    assert "not known" not in picture_of(met).caption


def test_what_there_was_no_time_for_is_not_called_unasked(plan):
    late = replace(plan, required={"team": np.full(24, np.nan)}, exact_verdicts=())
    assert picture_of(late).caption.startswith("How many people are required was not worked out")


def test_what_a_formula_requires_is_its_own(plan):
    formula = replace(plan, by_formula=ByFormula((), (None, None, None)))
    assert not unknown(formula)["team"].any()
    assert "Required is what the formula says." in picture_of(formula).caption


def test_a_simulation_that_misses_does_not_call_the_workload_enough(plan):
    reading = figures.Reading(plan.results)
    missed = [p.first for p in plan.results.verdicts[0].periods if p.skipped is None and not p.met]
    assert missed
    caption = figures.staffing(reading).caption
    assert "a target is missed, so more are needed: team from" in caption
    assert "queues can be kept short" not in caption
