"""The bound against the cheapest of all plans, found by trying them on many days."""

import itertools

import numpy as np
import pytest

from optimize.attendance import cost_of_reinforcements
from optimize.bound import lower_bound
from optimize.extra import crowded, extra_visits
from optimize.outcome import staffing_of
from optimize.program import Roster
from optimize.visits import flows
from scenarios.distributions import Exponential, Fixed
from sim.experiment import simulate
from tests.optimize.whole_floor import HANDLE, chats, escalating, morning, orders, repeating

TWO = [{"groups": ["team"], "start": "08:00", "length": "2 h"}, {"groups": ["team"], "start": "10:00", "length": "2 h"}]
CALLBACK = {"calls": {"callback": {"offer_above": "10 s", "accept": 0.8, "dial": {"fixed": "5 s"}, "reached": 0.9}}}
ABANDONMENT = [{"queue": "calls", "abandonment": 0.2, "per": "horizon"}]
RETRY = {"retry": {"after_abandoning": 0.9, "after_blocking": 0.9, "delay": {"fixed": "4 h"}, "attempts": 3}}
CALLED_IN = {"at": "08:00", "lasts": "4 h", "reinforce": {"team": 2}}


def good_plans_below(scenario, bound):
    """Plans that cost less than the bound and meet the targets on 60 days, or nearly: what they lack may be chance."""
    roster = Roster.of(scenario)
    prices = [kind.cost for kind in roster.kinds]
    most = int(bound // min(prices))
    for agents in itertools.product(range(most + 1), repeat=len(prices)):
        fixed = cost_of_reinforcements(scenario, "team")
        if np.dot(agents, prices) + fixed < bound - 1e-6:
            results = simulate(scenario, staffing_of(scenario, roster, roster.shifts(agents)), replications=60, seed=6)
            if all(_nearly(period, verdict.target) for verdict in results.verdicts for period in verdict.periods):
                yield agents


def _nearly(period, target):
    if period.skipped is not None or period.reached is None:
        return period.skipped is not None
    error = (period.high - period.low) / 3.92
    if target.measure == "abandonment":
        return period.reached <= target.asked + 2 * error
    return period.reached >= target.asked - 2 * error


@pytest.mark.slow
@pytest.mark.parametrize(
    "scenario",
    [
        morning(shifts=TWO),
        repeating(share=1.0, delay="30 min", shifts=TWO),
        chats(3, [1, 1.2, 1.4], shifts=TWO),
        morning(queues=CALLBACK, shifts=TWO),
        morning(call=RETRY, shifts=TWO, targets=ABANDONMENT),
        morning(open={"calls": "08:00-11:00"}, shifts=TWO),
        morning(team={"absence": 0.3}, shifts=TWO),
        morning(events=[CALLED_IN], shifts=TWO),
        orders(calls=False, shifts=TWO),
    ],
    ids=["plain", "repeats", "chats", "call-backs", "retries", "open", "absence", "called in", "orders"],
)
def test_no_plan_that_meets_the_targets_costs_less_than_the_bound(scenario):
    bound = lower_bound(scenario, Roster.of(scenario))[0]
    assert bound > 0
    assert list(good_plans_below(scenario, bound)) == []


def test_few_who_abandon_are_not_many_answers_where_people_can_be_called_back():
    """Whoever accepts waits for ever, and need not be answered: nothing is known, and nothing is claimed."""
    scenario = morning(queues=CALLBACK, targets=ABANDONMENT)
    assert lower_bound(scenario, Roster.of(scenario))[0] == 0


def test_people_who_are_ill_make_plans_dearer():
    bounds = [lower_bound(s, Roster.of(s))[0] for s in (morning(), morning(team={"absence": 0.4}))]
    assert bounds[1] > 1.2 * bounds[0]


def test_a_deadline_in_the_calendar_is_in_the_bound_and_one_after_it_is_not():
    bounds = [lower_bound(s, Roster.of(s))[0] for s in (orders(calls=False), orders(calls=False, deadline="48 h"))]
    assert bounds == [pytest.approx(60, abs=11), 0]


def test_where_people_stay_for_one_queue_and_serve_another_no_bound_is_claimed():
    skills = {"calls": HANDLE, "late": HANDLE}
    kinds = {
        name: {
            "channel": "voice",
            "arrivals": {"rate": "40 per h"},
            "enters": name,
            "patience": {"exponential": {"mean": "5 min"}},
        }
        for name in skills
    }
    centre = {
        "contact_types": kinds,
        "queues": {"calls": {}, "late": {}},
        "agent_groups": {"team": {"skills": skills, "cost": "10 per h"}},
    }
    one_closes = morning(**centre, open={"calls": "08:00-10:00"})
    bound, proof = lower_bound(one_closes, Roster.of(one_closes))
    assert bound == 0
    assert "team" in proof
    assert "close" in proof
    cleared = one_closes.model_copy(update={"closing": "clear"})
    assert lower_bound(cleared, Roster.of(cleared))[0] > 0


def test_repeats_without_end_are_not_limited():
    visits = extra_visits(repeating(share=1.0), flows(repeating(share=1.0)))
    assert visits["calls"].total == pytest.approx(160)  # one in two comes again, and again
    assert visits["calls"].within(36) == pytest.approx(160 * 0.01, rel=0.1)  # of an hour's delay


def test_who_is_handed_on_is_let_in_at_once():
    visits = extra_visits(escalating(), flows(escalating()))
    assert visits["experts"].within(0) == visits["experts"].total == pytest.approx(160 * 0.4)


@pytest.mark.parametrize(("delay", "share"), [(Fixed(600.0), 1.0), (Exponential(600.0), 1 - np.exp(-0.1))])
def test_delays_bring_together_no_more_than_lie_in_a_span(delay, share):
    assert crowded((delay,), 60.0) == pytest.approx(share, abs=2e-3)
