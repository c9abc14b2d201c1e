"""What is compared is compared on equal terms: numbers that are searched, lost customers, absent people, promises, and today's rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import optimize.lanes.map as mapped
from optimize.lanes import work
from optimize.lanes.classes import Classes
from optimize.lanes.looks import there_of
from optimize.lanes.measuring import Measured
from optimize.lanes.root import beta_for, square_root
from optimize.lanes.rule import NEAR, Rule, Ruled, days_of
from optimize.lanes.sizing import Terms
from optimize.lanes.source import Source
from sim.experiment import Results, simulate
from sim.staffing import Staffing
from tests.optimize.lanes.centres import design, prepared, two_classes
from tests.optimize.lanes.test_reasons import crew, found
from tests.sim.chains import kind, skill

SHORT: dict[str, Any] = {
    "calendar": {"start": "2026-03-02", "days": 1, "interval": "2 h"},
    "experiment": {"warm_up": "0 h"},
}
WITHIN = {"vip": 20.0, "others": 20.0}


# --- numbers that are searched ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "values"), [("reserved", (1.0, 2.0)), ("head_start", (60.0, 180.0)), ("callback", (60.0, 240.0))]
)
def test_agents_by_the_rule_are_the_same_wherever_their_search_begins(key: str, values: tuple[float, float]) -> None:
    """By another value's agents or by none: else the first value that is tried is dearer, or cheaper, than it is."""
    classes = prepared(**SHORT).classes
    made = [design(key, value, **SHORT) for value in values]
    cold = [Rule(one.scenario, one, classes, days_of(one.scenario, 1, None, 8_000)).least() for one in made]
    warm = Rule(made[0].scenario, made[0], classes, days_of(made[0].scenario, 1, None, 8_000)).least(cold[1])
    assert warm.pool == cold[0].pool
    assert warm.cost == cold[0].cost
    assert round(warm.pool / NEAR) == pytest.approx(warm.pool / NEAR)
    far = replace(cold[1], pool=5.0)
    assert (
        Rule(made[0].scenario, made[0], classes, days_of(made[0].scenario, 1, None, 8_000)).least(far).cost == warm.cost
    )


@pytest.mark.parametrize("key", ["overflow", "lane_helps"])
def test_no_value_is_dearer_for_being_tried_first(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "TRIAL_CONTACTS", 8_000.0)
    made = design(key, None, **SHORT)
    assert made.parameter is not None
    costs: dict[float, list[float | None]] = {}
    for first in made.parameter.tried[:3]:
        one = replace(made, parameter=replace(made.parameter, value=first))
        _, search, ruled = work._searched(work.Task(one, prepared(**SHORT).classes, WITHIN, Terms(4, 4, 1), 4, 1))
        assert search.best in [trial.value for trial in search.trials]
        assert min(trial.cost or 0.0 for trial in search.trials if trial.value == search.best) == ruled.cost
        for trial in search.trials:
            costs.setdefault(trial.value, []).append(trial.cost)
    assert any(len(some) > 1 for some in costs.values())
    assert all(len(set(some)) == 1 for some in costs.values()), costs


# --- lost customers -----------------------------------------------------------------------------------------------------


def three_types(team: int) -> tuple[Results, Classes]:
    """Others of two types: plain ones who give up soon and cost little, and dear ones who never give up."""
    types = {
        "vip": kind("20 per h", "vip", "4 min", cost_of_loss=40),
        "std": kind("20 per h", "std", "1 min", cost_of_loss=5),
        "gem": kind("20 per h", "std", "10 h", cost_of_loss=100),
    }
    made = Source.of(two_classes(**SHORT, contact_types=types))
    data = made.copied()
    data["agent_groups"] = {"team": {**data["agent_groups"]["team"], "staffing": team}}
    alone = made.changed(data)
    return simulate(alone.scenario, replications=20), Classes.of(alone, ["vip"], ["std", "gem"])


def test_a_lost_customer_costs_what_those_cost_who_are_lost() -> None:
    """Half of the others cost 100, but hardly any of them is ever lost: 5 each, not 52."""
    results, classes = three_types(4)
    assert mapped.worth_of(Measured(results, classes, WITHIN), "others") < 10
    assert mapped.worth_of(Measured(results, classes, WITHIN), "vip") == 40.0


def sized_by_hand(monkeypatch: pytest.MonkeyPatch, *, pool_met: bool) -> tuple[mapped.Point, dict[bool, Measured]]:
    """A point of the map whose lane has 5 agents for 100 and whose pool has 4 for 90."""
    lane, classes = three_types(5)
    pool, _ = three_types(4)
    seen = {True: Measured(lane, classes, WITHIN), False: Measured(pool, classes, WITHIN)}

    def sized(_scenario: object, one: Any, _point: object) -> Ruled:
        own = bool(one.lane)
        return Ruled(0.0, 0.0, 100.0 if own else 90.0, seen[own].results, met=own or pool_met)

    monkeypatch.setattr(mapped, "_sized", sized)
    types = two_classes(**SHORT)["contact_types"]
    more = {**SHORT, "contact_types": {**types, "gem": kind("20 per h", "std", "10 h", cost_of_loss=100)}}
    designs = design("dedicated", None, **more), design("priority", None, **more)
    return mapped.Point(*designs, classes, WITHIN, 1 / 3, 1.0, 40.0, 1, None), seen


def test_a_point_of_the_map_counts_those_who_are_saved_at_what_each_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    point, seen = sized_by_hand(monkeypatch, pool_met=True)
    cell = mapped.cell(point)
    vip, others = (
        float((seen[False].sums(key, "cost of loss") - seen[True].sums(key, "cost of loss")).mean()) for key in WITHIN
    )
    assert cell.others_money == pytest.approx(others)
    assert cell.others_money < 10 * cell.others_saved
    assert cell.counted == pytest.approx(vip / 40) == pytest.approx(cell.saved)
    assert cell.breaks_even == pytest.approx(max((10 - others) / (vip / 40), 0.0))


def test_a_point_at_which_targets_cannot_be_kept_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    point, _ = sized_by_hand(monkeypatch, pool_met=False)
    cell = mapped.cell(point)
    assert not cell.met
    assert cell.breaks_even is None
    assert not cell.pays(1e9)
    kept = replace(cell, share=0.5, met=True, counted=1.0)
    said = [
        mapped.drawn(some, point.lane, point.pool, (40.0, 5.0), point.classes).said for some in ([cell], [cell, kept])
    ]
    assert said[0].startswith("At no point of this map do both ways keep the targets")
    assert "At 1 points no number of agents keeps the targets both ways." in said[1]


# --- bad days, the lane by the rule, today's rules ------------------------------------------------------------------------


@pytest.mark.parametrize(("missing", "left"), [(4.0, (0.6, 1.0)), (15.0, (0.0, 0.75)), (99.0, (0.0, 0.0))])
def test_as_many_hours_are_absent_in_every_design(missing: float, left: tuple[float, float]) -> None:
    """A lane of 10 paid hours beside a pool of 20: what the lane has not, the pool lacks."""
    one = found("dedicated", (crew(300.0, 7.0, 4.0, lane=True), crew(600.0, 14.0, 10.0)))
    factors = there_of(one, missing)
    assert (factors["desk"], factors["team"]) == pytest.approx(left)
    paid = sum(own.paid_hours * (1 - factors[own.group]) for own in one.crews)
    assert paid == pytest.approx(min(missing, 30.0))


@pytest.mark.parametrize("shrinkage", [0.0, 0.3])
@pytest.mark.parametrize("share", [0.05, 0.1, 0.5, 1.0])
def test_people_who_are_absent_are_missing_on_the_floor(share: float, shrinkage: float) -> None:
    """A tenth of 4 people were none: 3.6 were rounded to 4 in every interval."""
    groups = two_classes()["agent_groups"]
    team = {**groups["team"], "shrinkage": shrinkage, "staffing": [6.0, 7.0] * 6}
    one = Source.of(two_classes(**SHORT, agent_groups={"team": team})).scenario
    before = Staffing.of(one)
    after = work.fewer(before, {"team": 1 - share})
    there, left = (float(found.mean_on_floor("team").sum()) for found in (before, after))
    assert left == pytest.approx((1 - share) * there, abs=0.5)  # at most half a person in one interval is owed
    assert (after.mean_on_floor("team") <= before.mean_on_floor("team")).all()
    assert float(after.cost["team"].sum()) == pytest.approx((1 - share) * float(before.cost["team"].sum()))


def test_the_lane_by_the_rule_knows_all_its_customers_and_the_strictest_promise() -> None:
    types = {
        "gold": kind("30 per h", "vip", "10 h"),
        "silver": kind("90 per h", "vip", "1 min"),
        "std": kind("40 per h", "std", "4 min"),
    }
    targets = [
        {"queue": "vip", "answer_rate": 0.7, "within": "60 s"},
        {"contact_type": "gold", "answer_rate": 0.95, "within": "10 s"},
        {"queue": "std", "answer_rate": 0.8, "within": "20 s"},
    ]
    made = Source.of(two_classes(**SHORT, contact_types=types, targets=targets))
    classes = Classes.of(made, ["gold", "silver"], ["std"])
    lane = replace(design("dedicated", None, **SHORT), source=made)
    told = square_root(lane, None, classes)
    leaving = 0.25 / 36_000 + 0.75 / 60
    assert told.beta == pytest.approx(beta_for(0.95, 10.0, 120 * 180 / 3600, 180.0, 1 / leaving), abs=0.01)
    assert "95% within 10 s" in told.said


def test_today_has_no_lane_where_the_scenario_has_none() -> None:
    groups = {"team": {"skills": {"vip": skill("3 min"), "std": skill("3 min")}, "cost": "30 per h"}}
    today = design("today", None, agent_groups=groups)
    assert today.lane == ()
    assert list(today.scenario.agent_groups) == ["team"] == list(today.pool)
    assert design("dedicated", None, agent_groups=groups).lane == ("vip_lane",)
    assert design("today").lane == ("desk",)
