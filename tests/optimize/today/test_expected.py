"""The rest of the day: the band is that of the theory, types that share a busyness are busy together, what is assumed is said."""

import numpy as np
import pytest
from ruamel.yaml import YAML
from scipy import stats

from optimize.replanning.morning import Morning, as_it_looks, last_counted, learned
from optimize.today.day import _simulated, look
from optimize.today.expected import ahead, assumed, settings
from scenarios.faults import InputError
from scenarios.loading import load, parse
from sim.definitions import Sample
from sim.staffing import Staffing
from tests.optimize.replanning.days import team_day

ELEVEN = 11 * 3600.0
CAME = (0,) * 8 + (52, 71, 66)


def two_types(busyness="town", other="town"):
    day = [0] * 8 + [40] * 10 + [0] * 6
    return parse(
        {
            "callfloor": 1, "title": "two", "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
            "contact_types": {
                "call": {"arrivals": {"volumes": day, **({"busyness": busyness} if busyness else {})}, "enters": "calls"},
                "gold": {"arrivals": {"volumes": day, **({"busyness": other} if other else {})}, "enters": "calls"},
            },
            "busyness": {"town": {"gamma": {"mean": 1, "cv": 0.1}}},
            "queues": {"calls": {}},
            "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"fixed": "3 min"}}}, "staffing": 8}},
            "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}],
        }
    )  # fmt: skip


def test_the_band_is_that_of_a_poisson_whose_mean_is_gamma():
    scenario, morning = team_day(), Morning(ELEVEN, {"call": CAME})
    found = ahead(scenario, morning, 1)
    (course,) = found.kinds
    (known,) = learned(scenario, morning)
    assert course.came == CAME
    assert course.mean == pytest.approx([known.factor.mean * volume for volume in (60,) * 6 + (40,) + (0,) * 6])
    for place, volume in ((0, 60), (6, 40)):
        mean, shape = known.factor.mean * volume, known.factor.shape
        exact = stats.nbinom(shape, shape / (shape + mean))
        for side, level in ((course.low, 0.1), (course.high, 0.9)):
            error = 5 * np.sqrt(level * (1 - level) / 20_000)
            assert exact.ppf(level - error) <= side[place] <= exact.ppf(level + error)
    mean = 400 * known.factor.mean
    rest = stats.nbinom(known.factor.shape, known.factor.shape / (known.factor.shape + mean))
    assert course.rest[:2] == pytest.approx((400.0, mean))
    assert course.rest[2] == pytest.approx(rest.ppf(0.1), abs=3)
    assert course.rest[3] == pytest.approx(rest.ppf(0.9), abs=3)


def test_types_that_share_a_busyness_tell_about_it_together_and_one_that_nobody_counted_follows():
    scenario = two_types()
    both = learned(scenario, Morning(ELEVEN, {"call": CAME, "gold": CAME}))[0]
    assert (both.came, both.expected) == (378, 240.0)
    morning = Morning(ELEVEN, {"call": CAME})
    (one,) = learned(scenario, morning)
    day = as_it_looks(scenario, morning)
    assert day.contact_types["call"].arrivals.volumes[:11] == CAME
    scaled = [one.scale * volume for volume in scenario.contact_types["gold"].arrivals.volumes]
    assert day.contact_types["gold"].arrivals.volumes == pytest.approx(scaled)  # its morning, too: it was as busy
    total = ahead(scenario, morning, 1).total
    assert total.came is None
    assert total.mean[0] == pytest.approx(80 * one.factor.mean)
    # Busy together: wider than if each were busy by itself.
    apart = np.sqrt(2 * (40 * one.factor.mean + (40 * one.factor.mean * one.factor.cv) ** 2))
    assert total.high[0] - total.low[0] > 2 * 1.2816 * apart * 0.95


def test_without_busyness_a_spread_is_assumed_and_set_says_the_same(tmp_path):
    scenario, morning = two_types(None, None), Morning(ELEVEN, {"call": CAME})
    supposed, given = assumed(scenario, morning, 0.1)
    assert given == {"call": "assumed_call"}
    (one,) = learned(supposed, morning)
    assert one.factor.mean == pytest.approx((100 + 189) / (100 + 120))
    assert assumed(scenario, morning, 0.0) == (scenario, {})
    assert ahead(scenario, morning, 1).kinds[0].rest[1] == 280.0
    data = {
        "callfloor": 1, "title": "two", "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
        "contact_types": {"call": {"arrivals": {"rate": "40 per h"}, "enters": "calls"}}, "queues": {"calls": {}},
        "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"fixed": "3 min"}}}, "staffing": 8}},
    }  # fmt: skip
    with (tmp_path / "two.yaml").open("w") as file:
        YAML().dump(data, file)
    again = load(str(tmp_path / "two.yaml"), settings(given, 0.1))
    assert again.contact_types["call"].arrivals.busyness == "assumed_call"
    assert again.busyness["assumed_call"].mean() == 1.0
    assert again.busyness["assumed_call"].cv() == pytest.approx(0.1)


def test_of_several_days_only_the_day_in_hand_is_known_better():
    scenario = team_day(calendar={"start": "2026-03-02", "days": 3, "interval": "1 h"}, shifts=[])
    moment = 24 * 3600 + ELEVEN
    came = tuple([0] * 8 + [40] + [60] * 8 + [40] + [0] * 6) + (0,) * 8 + (60, 90, 90)
    morning = Morning(moment, {"call": came})
    (one,) = learned(scenario, morning)
    assert (one.came, one.expected) == (240, 160.0)
    day = as_it_looks(scenario, morning)
    results = _simulated(day, Staffing.by_interval(day, {"team": [9.0] * 72}), (one,), moment, (400, 5, 1, None))
    # First attempts by day: those who give up do not come again here.
    seen = Sample(day, results.tallies).sums("contact_type", "offered")[:, 0]
    assert (seen[:, 24 : 24 + 11].sum(axis=1) == 240).all()
    rest, next_day = seen[:, 35:48].sum(axis=1), seen[:, 48:].sum(axis=1)
    for values, mean, cv in ((rest, 400 * one.factor.mean, one.factor.cv), (next_day, 560, 0.1)):
        spread = np.sqrt(mean + (mean * cv) ** 2)
        assert abs(values.mean() - mean) < 5 * spread / np.sqrt(400)
        assert values.std() == pytest.approx(spread, rel=5 / np.sqrt(800))


def test_the_end_of_what_is_counted_is_the_moment(tmp_path):
    path = tmp_path / "so_far.csv"
    path.write_text("interval,call\n08:00,40\n09:00,60\n10:00,60\n11:00,\n12:00,\n")
    assert last_counted(path, team_day()) == ELEVEN
    path.write_text("interval,call\n08:00,\n")
    with pytest.raises(InputError, match="has no row with a count"):
        last_counted(path, team_day())


def test_counts_of_a_type_with_appointments_are_refused():
    scenario = two_types()
    kind = scenario.contact_types["gold"]
    booked = kind.arrivals.model_copy(update={"by_interval": None, "bookings": object()})
    kinds = {**scenario.contact_types, "gold": kind.model_copy(update={"arrivals": booked})}
    with pytest.raises(InputError, match="has a recorded day or appointments in the scenario: leave its counts out"):
        look(scenario.model_copy(update={"contact_types": kinds}), Morning(ELEVEN, {"gold": CAME}))
