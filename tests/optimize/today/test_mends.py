"""Who is short: the numbers given are enough, and fewer are not; what hours lack comes before what the day lacks."""

import numpy as np
import pytest

from optimize.replanning.morning import Morning
from optimize.today.day import look
from optimize.today.mends import with_more
from sim.experiment import simulate
from sim.staffing import Staffing
from tests.optimize.replanning.days import team_day

ELEVEN = 11 * 3600.0
CAME = (0,) * 8 + (52, 71, 66)
PEOPLE = [0] * 8 + [4, 6, 6, 6, 4, 9, 5, 9, 6, 9] + [0] * 6


def centre(targets, shrinkage=0.0):
    group = {
        "skills": {"calls": {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.0}}}}, "staffing": PEOPLE, "shrinkage": shrinkage,
    }  # fmt: skip
    return team_day(agent_groups={"team": group}, shifts=[], targets=targets)


HOURLY = {"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}
WHOLE = {"queue": "calls", "answer_rate": 0.9, "within": "20 s"}


def met(found, more):
    day = found.results
    again = simulate(
        day.scenario, with_more(day.staffing, {"team": more}), replications=day.replications, seed=day.seed, stratify=True
    )  # fmt: skip
    return {
        (place, period.first): period.met for place, verdict in enumerate(again.verdicts) for period in verdict.periods
    }


def test_the_people_given_are_enough_and_one_fewer_is_not():
    found = look(centre([HOURLY]), Morning(ELEVEN, {"call": CAME}), replications=200)
    short = found.mended.short["team"]
    assert found.at_risk
    kept = met(found, short)
    assert all(kept[risk.target, risk.period.first] for risk in found.at_risk)
    for mend in found.mended.mends:
        fewer = short.copy()
        fewer[mend.first] -= 1
        assert mend.people == short[mend.first]
        assert not met(found, fewer)[0, mend.first]
    assert short[:11].sum() == 0


def test_what_the_hours_lack_comes_before_what_the_day_lacks():
    found = look(centre([HOURLY, WHOLE]), Morning(ELEVEN, {"call": CAME}), replications=200)
    (whole,) = (mend for mend in found.mended.mends if mend.risk.target == 1)
    hours = [mend.people for mend in found.mended.mends if mend.risk.target == 0]
    assert all(hours)
    assert whole.people is not None
    assert met(found, found.mended.short["team"])[1, 0]
    assert found.mended.short["team"][11:18].max() == pytest.approx(max(hours) + whole.people)


def test_people_are_counted_on_the_floor():
    scenario = centre([HOURLY], shrinkage=0.3)
    staffing = Staffing.of(scenario)
    more = np.zeros(24)
    more[12] = 3
    added = with_more(staffing, {"team": more}).mean_on_floor("team") - staffing.mean_on_floor("team")
    assert added.tolist() == more.tolist()


def test_a_day_on_which_nothing_is_at_risk_lacks_nobody():
    generous = centre([{**HOURLY, "answer_rate": 0.1}])
    found = look(generous, Morning(ELEVEN, {"call": CAME}), replications=50)
    assert found.at_risk == ()
    assert found.mended.mends == ()


def test_nobody_is_short_while_nothing_is_to_be_done():
    group = {
        "skills": {"calls": {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.0}}}},
        "staffing": [0] * 8 + [5] * 10 + [0] * 6,
    }
    scenario = team_day(agent_groups={"team": group}, shifts=[], targets=[{**WHOLE, "answer_rate": 0.8}])
    found = look(scenario, Morning(ELEVEN, {"call": CAME}), replications=60)
    short = found.mended.short["team"]
    assert (short[11:18] > 0).all()
    assert short.sum() == short[11:18].sum()
