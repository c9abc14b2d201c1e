"""The chances are calibrated: over many days that are cut at 11:00, what is said with a chance comes true that often."""

from itertools import pairwise

import numpy as np
import pytest

from optimize.replanning.morning import Morning
from optimize.today.day import look
from optimize.today.risks import chances
from sim.experiment import simulate
from sim.traffic import Drawing
from tests.optimize.replanning.days import team_day

ELEVEN = 11 * 3600.0
SEED = 91
PEOPLE = [0] * 8 + [4, 6, 6, 6, 5, 6, 6, 5, 6, 4] + [0] * 6


def centre(**more):
    group = {"skills": {"calls": {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.0}}}}, "staffing": PEOPLE}
    by_hour = {"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}
    whole = {"queue": "calls", "abandonment": 0.05}
    return team_day(agent_groups={"team": group}, shifts=[], targets=[by_hour, whole], **more)


def mornings(scenario, days):
    """First attempts by hour of so many days."""
    draw = Drawing(scenario).draw
    for day in range(days):
        traffic = draw(SEED, day, {})
        first = traffic.attempt == 1
        yield np.bincount((traffic.arrives_at[first] // 3600).astype(int), minlength=24)


def stated_and_true(scenario, seen, days, **options):
    """For each day and period that is ahead at 11:00: the chance that was stated, and whether it was missed."""
    stated, true = [], []
    for day, counts in enumerate(mornings(scenario, days)):
        morning = Morning(ELEVEN, {"call": tuple(int(one) for one in counts[:11])})
        found = look(seen, morning, mend=False, replications=100, seed=5_000 + day, **options)
        real = chances(simulate(scenario, seed=SEED, first_day=day, replications=1))
        for risk in found.risks:
            key = (risk.target, risk.period.first)
            if key in real:
                stated.append(risk.chance)
                true.append(real[key][0])
    return np.array(stated), np.array(true)


def reliability(stated, true, bands=(0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0001)):
    """By band of the stated chance: its mean, how often it came true, and how many there are."""
    for low, high in pairwise(bands):
        own = (stated >= low) & (stated < high)
        if own.sum() >= 20:
            yield stated[own].mean(), true[own].mean(), int(own.sum())


@pytest.mark.slow
def test_what_is_stated_with_a_chance_comes_true_that_often():
    scenario = centre()
    stated, true = stated_and_true(scenario, scenario, 100)
    rows = list(reliability(stated, true))
    assert len(rows) >= 4
    for said, came, count in rows:
        # Periods of one day depend on each other: as if there were a third of them. The stated chance has the error of its 100 days.
        error = np.sqrt(max(said * (1 - said), 0.02) * (3 / count + 1 / 100 / max(count / 7, 1)))
        assert abs(said - came) < 5 * error, rows
    # The forecast alone, which takes no notice of the morning, is a worse judge (Brier 1950).
    usual = np.broadcast_to(np.mean(true), true.shape)
    assert ((stated - true) ** 2).mean() < ((usual - true) ** 2).mean()


@pytest.mark.slow
def test_where_a_scenario_has_no_busyness_the_assumed_spread_serves_and_none_is_overconfident():
    real = centre()
    plain = centre(busyness={"town": {"fixed": 1}})
    with_it, true = stated_and_true(real, plain, 50)
    without, same = stated_and_true(real, plain, 50, spread=0.0)
    assert (true == same).all()
    assert ((with_it - true) ** 2).mean() < ((without - true) ** 2).mean()
    for said, came, count in reliability(with_it, true):
        assert abs(said - came) < 5 * np.sqrt(max(said * (1 - said), 0.02) * (3 / count + 1 / 100 / max(count / 7, 1)))
