"""The league: each centre beside what is asked of it, and the hours at risk, counted by hand from the run's own rows."""

import json
from dataclasses import replace

import pytest

from callfloor import league, simulate
from callfloor.figures.centres import centres
from callfloor.figures.reading import Reading, edges
from scenarios.loading import load


@pytest.fixture(scope="module")
def reading():
    return Reading(simulate(load("vip_tiers"), replications=8, workers=1))


def test_the_whole_comes_first_then_every_queue_where_people_wait(reading):
    found = league.standings(reading, "tiers")
    assert [one.name for one in found] == ["tiers", "gold", "silver", "standard"]
    assert [(one.asked, one.within, one.own) for one in found] == [
        (0.8, 20.0, False), (0.9, 15.0, True), (0.8, 20.0, True), (0.65, 20.0, True),
    ]  # fmt: skip
    assert [one.reaches for one in found] == [(one.rate >= one.asked) for one in found]
    assert [one.met for one in found[1:]] == [one.reaches for one in found[1:]]
    verdicts = reading.results.verdicts
    assert found[0].targets == (sum(not one.met for one in verdicts), len(verdicts))
    assert found[0].met == all(one.met for one in verdicts)
    assert all(one.band for one in found)
    assert found[0].complaints is None
    assert league.from_data(json.loads(json.dumps(league.to_data(found)))) == found


def test_a_run_of_one_queue_is_held_against_what_is_asked_of_it():
    reading = Reading(simulate(load("single_queue"), replications=4, workers=1))
    whole, queue = league.standings(reading, "all of it")
    assert (whole.asked, whole.within, whole.own) == (queue.asked, queue.within, True)
    assert whole.rate == queue.rate


def test_whatever_its_rate_a_run_that_misses_a_target_is_not_met(reading):
    whole = league.standings(reading, "tiers")[0]
    assert not replace(whole, rate=0.99, targets=(1, 3)).met
    assert replace(whole, rate=0.5, targets=(0, 3)).met
    assert not replace(whole, rate=0.5, targets=(0, 0)).met  # it asks for nothing


def test_a_queue_that_misses_its_own_days_is_not_met_by_its_good_week():
    """Faults answer 80 % over the week, and not on Saturday; both of their targets say by which day and hour they are judged."""
    reading = Reading(simulate(load("night_and_weekend"), replications=6, seed=3, workers=1))
    found = {one.name: one for one in league.standings(reading, "week")}
    own = [one for one in reading.results.verdicts if one.target.of_what == "faults"]
    assert [(one.target.per, one.met) for one in own] == [("day", False), ("hour", False)]
    faults = found["faults"]
    assert faults.reaches
    assert (faults.targets, faults.met) == ((2, 2), False)
    assert (found["support"].targets, found["support"].met) == ((0, 1), True)
    assert found["week"].targets == (2, 4)
    assert "misses a target all the same: faults." in centres(list(found.values())[1:]).caption


def test_a_queue_without_targets_is_judged_by_its_rate():
    scenario = load("night_and_weekend", ["targets=[{queue: faults, answer_rate: 0.8, within: 20 s}]"])
    found = {one.name: one for one in league.standings(Reading(simulate(scenario, replications=2, seed=3)), "week")}
    assert found["sales"].targets == (0, 0)
    assert found["sales"].met == found["sales"].reaches


def test_rates_and_intervals_are_those_of_the_runs_rows(reading):
    gold = league.standings(reading, "tiers")[1]
    rows = [
        row
        for row in reading.results.rows
        if (row.measure, row.scope, row.name, row.within_s, row.of) == ("answer_rate", "queue", "gold", 15.0, None)
    ]
    whole = next(row for row in rows if row.interval is None)
    parts = [row.mean for row in rows if row.interval is not None and row.mean is not None]
    assert (gold.rate, gold.low, gold.high) == (whole.mean, whole.low, whole.high)
    assert (gold.reached, gold.intervals) == (sum(mean >= 0.9 for mean in parts), len(parts))
    assert gold.share_reached == pytest.approx(gold.reached / gold.intervals)


def test_an_hours_chance_is_the_share_of_its_days_that_miss(reading):
    """Counted over again from each day's own log of sums."""
    standard = league.standings(reading, "tiers")[3]
    place = list(reading.scenario.queues).index("standard")
    at = edges(reading.scenario)
    by_hour = {}
    for tally in reading.results.tallies:
        offered, good = (tally.sums["queue"][key][place] for key in ("offered", "answered within 20.0"))
        for first in range(0, len(offered), 2):
            if offered[first : first + 2].sum() > 0:
                missed = good[first : first + 2].sum() / offered[first : first + 2].sum() < 0.65
                by_hour.setdefault(f"{at[first]:%H:%M}–{at[first + 2]:%H:%M}", []).append(missed)
    chances = {hour: sum(missed) / len(missed) for hour, missed in by_hour.items()}
    expected = {hour: chance for hour, chance in chances.items() if chance >= 0.1}
    assert {cause.period: cause.chance for cause in standard.causes} == pytest.approx(expected)
    assert [cause.chance for cause in standard.causes] == sorted(
        (cause.chance for cause in standard.causes), reverse=True
    )


def test_it_is_kept_and_drawn_worst_first(reading):
    found = league.standings(reading, "tiers")
    assert league.from_data(league.to_data(found)) == found
    shown = centres(found[1:])
    rates = [one.rate for one in sorted(found[1:], key=lambda one: one.rate)]
    assert list(shown.figure.layout.yaxis.ticktext) == [one.name for one in sorted(found[1:], key=lambda one: one.rate)]
    drawn = sorted(x for trace in shown.figure.data[:-1] for x in trace.x)
    assert drawn == pytest.approx([100 * rate for rate in rates])
    met = sum(one.met for one in found[1:])
    assert shown.caption.startswith(f"{met} of 3 centres reach the answer rate asked of them")
    assert "all the same" not in shown.caption
    assert centres([]).figure is None


def test_complaints_are_counted_where_somebody_complains():
    found = league.standings(Reading(simulate(load("complaint_desk"), replications=3, workers=1)), "desk")
    assert found[0].complaints > 0
    assert [one.name for one in found] == ["desk", "calls"]  # work orders wait for nobody on the line
