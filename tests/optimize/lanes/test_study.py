"""The study: sizing on equal terms, the rules that it begins with, and what it says."""

from __future__ import annotations

import time

import numpy as np
import pytest

import optimize.lanes.map as mapped
from optimize.lanes import Stopped, Study, resimulate, study
from optimize.lanes.advice import differing, margin_of, pooling_rules
from optimize.lanes.covering import covering
from optimize.lanes.measuring import Measured, difference, thresholds_of
from optimize.lanes.result import MapCell
from optimize.lanes.root import beta_for, later
from optimize.lanes.rule import Rule, days_of
from optimize.lanes.sizing import Terms, size
from optimize.refusals import roster_of
from scenarios.faults import InputError
from sim import erlang
from sim.experiment import simulate
from tests.optimize.lanes.centres import SHORT, design, prepared, staffed, two_classes
from tests.sim.chains import kind, skill


def test_a_class_of_one_type_has_the_figures_of_that_type() -> None:
    scenario = staffed(design("priority"), team=5)
    results = simulate(scenario, replications=20, stratify=True)
    own = prepared()
    seen = Measured(results, own.classes, thresholds_of(scenario, own.classes))
    for key, name in (("vip", "vip"), ("others", "std")):
        figures = seen.figures(key)
        for measure in (
            "offered",
            "answer_rate",
            "abandonment",
            "mean_wait",
            "wait_p50",
            "wait_p90",
            "wait_p95",
            "cost_of_loss",
        ):
            row, mine = results.value(measure, "contact_type", name), getattr(figures, measure)
            assert mine.mean == pytest.approx(row.mean), measure
            assert mine.high == pytest.approx(row.high), measure
        value = scenario.contact_types[name].cost_of_loss
        assert figures.lost.mean == pytest.approx((figures.cost_of_loss.mean or 0.0) / value)
        assert figures.waiting[0][1] >= figures.waiting[-1][1]


def test_two_types_in_a_class_are_added_up() -> None:
    scenario = staffed(design("priority"), team=5)
    results = simulate(scenario, replications=10)
    own = prepared()
    everybody = own.classes.__class__(
        own.classes.vip, own.classes.vip.__class__("all", ("vip", "std"), ("vip", "std")), own.classes.tiers
    )
    seen = Measured(results, everybody, {"vip": 20.0, "others": 20.0})
    for measure in ("answer_rate", "abandonment", "mean_wait", "wait_p90"):
        assert getattr(seen.figures("others"), measure).mean == pytest.approx(results.value(measure).mean)


def test_a_difference_of_the_same_days_is_surer_than_two_figures() -> None:
    own = prepared()
    first, second = (
        Measured(simulate(staffed(design(key), team=5), replications=30), own.classes, {"vip": 20.0, "others": 20.0})
        for key in ("one_queue", "priority")
    )
    found = difference(first, second, "vip", "answer_rate")
    assert found.mean is not None
    assert found.low is not None
    one = second.estimate("vip", "answer_rate")
    assert one.mean is not None
    assert one.low is not None
    assert found.mean > 0
    assert found.mean - found.low < 1.4 * (one.mean - one.low)


# --- the rule ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("load", "patience"), [(8.0, np.inf), (30.0, np.inf), (8.0, 180.0), (30.0, 300.0)])
def test_square_root_staffing_is_within_an_agent_of_erlang(load: float, patience: float) -> None:
    handle, asked, within = 240.0, 0.9, 15.0
    beta = beta_for(asked, within, load, handle, patience)
    demand = erlang.Demand(load / handle, handle, patience, within)
    model = erlang.erlang_c if patience == np.inf else erlang.erlang_a
    exact = next(
        n
        for n in range(int(load) - 3, 200)
        if n > (load if patience == np.inf else 0) and model(demand, n).answer_rate >= asked
    )
    assert abs(np.ceil(load + beta * np.sqrt(load)) - exact) <= 1
    assert later(beta, within, load, handle, patience) == pytest.approx(1 - asked, abs=1e-6)


def test_the_rule_finds_the_least_agents_and_a_shared_line_needs_fewer() -> None:
    costs = {}
    for key in ("one_queue", "priority", "dedicated", "overflow", "lane_helps"):
        made = design(key)
        found = Rule(made.scenario, made, prepared().classes, days_of(made.scenario, 1, None, 40_000)).least()
        assert found.met
        costs[key] = found.cost
    assert costs["one_queue"] < 0.95 * costs["dedicated"]
    assert costs["priority"] < 0.95 * costs["dedicated"]
    assert costs["overflow"] <= costs["dedicated"]
    assert costs["lane_helps"] <= 1.01 * costs["dedicated"]


def test_shifts_that_come_near_to_agents() -> None:
    shifts = [{"groups": ["desk", "team"], "starts": {"from": "00:00", "to": "16:00", "every": "2 h"}, "length": "8 h"}]
    made = design("one_queue", **SHORT, shifts=shifts)
    roster = roster_of(made.scenario)
    wanted = [0.0, 0.0, 4.0, 6.0, 6.0, 6.0, 4.0, 4.0, 0.0, 0.0, 0.0, 0.0]
    found = covering(roster, {"team": wanted})
    assert found is not None
    scheduled = roster.scheduled("team", found)
    assert np.minimum(scheduled, wanted).sum() > 0.75 * sum(wanted)
    assert scheduled.sum() < 1.5 * sum(wanted)


# --- studies -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("vip", "std"), [(20, 60), (10, 30)])
def test_a_sized_lane_costs_no_less_than_the_sized_pool(vip: int, std: int) -> None:
    """Both classes alike in all but name: theory says so, and the search is held to it."""
    types = {
        "contact_types": {"vip": kind(f"{vip} per h", "vip", "4 min"), "std": kind(f"{std} per h", "std", "4 min")}
    }
    costs = {}
    for key in ("one_queue", "dedicated", "lane_helps"):
        found = size(design(key, **SHORT, **types).scenario, Terms(20, 60, 1))
        assert found is not None
        costs[key] = found.tried.cost
    assert costs["one_queue"] <= costs["dedicated"]
    assert costs["one_queue"] <= costs["lane_helps"]


@pytest.mark.slow
def test_a_small_study_from_end_to_end() -> None:
    told: list[tuple[str, int, float]] = []
    made = study(
        two_classes(**SHORT), vip="vip", others="std", only=["one_queue", "priority", "dedicated"], replications=20,
        parts=("frontier", "shocks"),
        progress=lambda text, so_far, done: told.append((text, len(so_far.designs) if so_far else 0, done)),
    )  # fmt: skip
    assert made.complete
    assert [one.key for one in made.designs] == ["one_queue", "priority", "dedicated"]
    assert [(text.partition(" ")[0], count) for text, count, _ in told if "is being sized" in text] == [
        ("one_queue", 0), ("dedicated", 1), ("priority", 2),
    ]  # what is worked on, with partial results  # fmt: skip
    assert told[2][0] == "dedicated is being sized, 2 of 3"
    assert told[-1][2] == pytest.approx(1.0)
    by_key = {one.key: one for one in made.designs}
    assert all(one.status == "met" for one in made.designs)
    assert by_key["dedicated"].cost > by_key["one_queue"].cost
    gain = by_key["priority"].against["vip"]["answer_rate"]
    assert gain.low is not None
    assert gain.low > 0
    assert by_key["one_queue"].against["vip"]["answer_rate"].mean == 0
    assert made.recommendation is not None
    assert made.recommendation.key in ("one_queue", "priority")
    assert "cannot cost less" not in made.recommendation.why_no_lane  # a lost VIP costs more here
    assert {one.key for one in made.frontier} == set(by_key)
    for point in made.frontier:  # looks are of fewer days, and a design has one answer rate
        if point.scale == 1:
            own = by_key[point.key]
            assert point.vip.mean == pytest.approx(own.classes["vip"].answer_rate.mean, abs=1e-12)
            assert point.others.mean == pytest.approx(own.classes["others"].answer_rate.mean, abs=1e-12)
            lose = own.against["others"]["answer_rate"].mean
            assert point.others_lose.mean == pytest.approx(-lose, abs=1e-12)
    assert {one.shock for one in made.shocks} == {"more_vips", "surge", "absent"}
    assert made.square_root is not None
    assert abs(made.square_root.busiest.square_root - made.square_root.busiest.simulated) <= 1.5
    begun = time.monotonic()
    other = resimulate(made, "priority", shares={"vip": 0.5, "std": 0.5})
    assert time.monotonic() - begun < 5
    assert (other.classes["vip"].offered.mean or 0) > 1.4 * (by_key["priority"].classes["vip"].offered.mean or 0)
    with pytest.raises(InputError, match="no design of this study"):
        resimulate(made, "tiers")


@pytest.mark.slow
def test_a_point_of_the_map_sizes_both_ways_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapped, "CONTACTS", 10_000)
    own = prepared(**SHORT)
    lane, pool = design("dedicated", **SHORT), design("one_queue", **SHORT)
    within = {"vip": 20.0, "others": 20.0}
    points = mapped.points(lane, pool, own.classes, within, 40.0, Terms(4, 4, 1))
    assert len(points) % len(mapped.VOLUMES) == 0
    assert max(point.share for point in points) == mapped.MOST_SHARE
    found = mapped.cell(points[0])
    assert found.dearer > 0
    assert found.breaks_even is None or found.pays(found.breaks_even + 1)
    assert not found.pays(0.0)
    drawn = mapped.drawn([found], lane, pool, (40.0, 5.0), own.classes)
    assert drawn.cell(found.share, found.volume) == found
    assert "pays" in drawn.said


@pytest.mark.parametrize(
    ("dearer", "saved", "edges"),
    [
        (120.0, 2.0, (60.0, None)),  # dearer, but saves VIPs: from 60 each on
        (-120.0, 2.0, (0.0, None)),  # cheaper, and saves some: always
        (-120.0, -2.0, (0.0, 60.0)),  # cheaper, but loses more: only while one costs less than 60
        (120.0, -2.0, (None, None)),
        (120.0, 0.0, (None, None)),
        (-120.0, 0.0, (0.0, None)),
    ],
)
def test_between_which_values_a_lane_pays(
    dearer: float, saved: float, edges: tuple[float | None, float | None]
) -> None:
    assert mapped.edges_of(dearer, saved) == edges
    cell = MapCell(0.1, 1.0, 1000.0 + dearer, 1000.0, saved, 0.0, *edges)
    for value in (0.0, 59.0, 61.0, 1e6):
        within = edges[0] is not None and edges[0] < value + 1e-9 and (edges[1] is None or value < edges[1])
        assert cell.pays(value) == within


def test_theory_is_called_upon_only_where_it_holds() -> None:
    alike = {"contact_types": {"vip": kind("20 per h", "vip", "4 min"), "std": kind("40 per h", "std", "4 min")}}
    assert differing(prepared(**alike)) == ()
    assert "cannot cost less" in pooling_rules(prepared(**alike))
    assert differing(prepared()) == ("the cost of a loss",)
    dear = {"desk": {"skills": {"vip": skill("3 min"), "std": skill("4 min", 2)}, "cost": "40 per h"}}
    groups = {**two_classes()["agent_groups"], **dear}
    assert differing(prepared(**alike, agent_groups=groups)) == ("handling", "wages")


def test_the_margin_is_what_two_searches_differ_by_and_does_not_trust_two_that_agree_by_luck() -> None:
    unseen, agreed, apart = margin_of([]), margin_of([(100.0, 100.0)] * 2), margin_of([(100.0, 103.0)] * 2)
    assert unseen == pytest.approx(2.776 * 2**0.5 * 0.004, rel=1e-3)  # Student, 4 degrees of freedom
    assert 0.005 < agreed < unseen < apart
    assert margin_of([(100.0, 103.0)] * 200) == pytest.approx(1.96 * 3 / 101.5, rel=0.03)


@pytest.mark.parametrize(
    "true",
    [(100.0, 100.3), (100.0, 100.1, 100.2, 102.0, 103.0, 105.0, 110.0), tuple(100 + 0.02 * n for n in range(10))],
)
@pytest.mark.parametrize("spread", [0.001, 0.002, 0.004])
def test_the_true_best_is_named_as_often_as_is_said(true: tuple[float, ...], spread: float) -> None:
    """Costs found with the spread of the search: the best design, or one within its margin, is the true best in 95 % of studies and more."""
    rng, named, studies = np.random.default_rng(1), 0, 1000
    for _ in range(studies):
        found = np.array(true) * (1 + spread * rng.standard_normal(len(true)))
        two = np.argsort(found)[:2]  # are sized once more, and the cheaper plan is taken
        again = np.array(true)[two] * (1 + spread * rng.standard_normal(2))
        margin = margin_of(list(zip(found[two], again, strict=True)))
        found[two] = np.minimum(found[two], again)
        named += found[0] <= found.min() * (1 + margin)
    assert named / studies >= 0.95


def test_whoever_breaks_off_has_what_was_done() -> None:
    def enough(text: str, so_far: Study | None, done: float) -> None:
        if so_far is not None and so_far.designs:
            raise KeyboardInterrupt

    with pytest.raises(Stopped) as stopped:
        study(two_classes(**SHORT), vip="vip", others="std", only=["priority"], replications=40, progress=enough)
    assert [one.key for one in stopped.value.study.designs] == ["priority"]
    assert not stopped.value.study.complete


def test_a_bot_before_the_best_design_takes_work_off_its_people_and_the_share_done_only_rises() -> None:
    seen: list[float] = []
    made = study(
        two_classes(**SHORT), vip="vip", others="std", only=["priority"], bot={"std": 0.4}, parts=("shocks",), replications=40,
        progress=lambda text, so_far, done: seen.append(done),
    )  # fmt: skip
    assert [one.key for one in made.designs] == ["priority", "bot_first"]
    assert made.found("bot_first").cost < made.found("priority").cost
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert len(set(seen)) == 5  # nothing, one sized, both, one looked at, both


def test_a_design_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(InputError, match="no design is called queue; there are today, one_queue"):
        study(two_classes(), vip="vip", others="std", only=["queue"])
    with pytest.raises(InputError, match="no contact type is called vpi"):
        study(two_classes(), vip="vip", others="std", bot={"vpi": 0.3})
