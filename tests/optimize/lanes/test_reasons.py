"""Why a design costs more: what is told adds up, and is told of those whom it is about."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from optimize.lanes.finding import worked
from optimize.lanes.reasons import occupancy, parts, why
from optimize.lanes.result import ClassFigures, Crew, Estimate, Found
from sim.experiment import simulate
from tests.optimize.lanes.centres import design, prepared, staffed, two_classes

NOTHING = Estimate(None)


def crew(cost: float, floor: float, busy: float, *, lane: bool = False) -> Crew:
    return Crew("desk" if lane else "team", lane, floor / 0.7, cost, 1.0, None, floor, busy)


def found(key: str, crews: tuple[Crew, ...], rates: tuple[float, float] = (0.9, 0.8), **more: Any) -> Found:
    verdicts = simulate(staffed(design("priority"), team=5), replications=3).verdicts
    figures = [ClassFigures(20.0, NOTHING, Estimate(rate), *[NOTHING] * 7) for rate in rates]
    return Found(
        design(key, None, **more), "met", sum(one.cost for one in crews), crews, None, (), dict(zip(("vip", "others"), figures, strict=True)), NOTHING, NOTHING,
        verdicts,
    )  # fmt: skip


def test_what_people_cost_more_is_for_wages_shifts_talk_or_for_standing_ready() -> None:
    one = found("dedicated", (crew(300.0, 10.0, 4.0, lane=True), crew(600.0, 20.0, 16.0)))
    other = found("priority", (crew(700.0, 28.0, 20.0),))
    told = parts(one, other)
    assert told.whole == pytest.approx(one.cost - other.cost)
    assert told.wages == pytest.approx(0.0)  # both groups have 30 an hour and no shrinkage
    assert told.shifts == pytest.approx((900 / 30 - 700 / 28) * 29)
    assert told.busy == pytest.approx(0.0)
    assert told.free == pytest.approx(2 * (900 / 30 + 700 / 28) / 2)
    assert occupancy(one.crews) == pytest.approx(20 / 30)


def test_a_desk_at_a_dearer_wage_is_told_apart_from_more_hours() -> None:
    """30 hours, 10 of them at 60 where all others are at 30: of the 300 more, 300 are wages; two hours more would be 2 at 35."""
    both = two_classes()["agent_groups"]
    groups = {**both, "desk": {**both["desk"], "cost": "60 per h"}}
    dear = found("dedicated", (crew(600.0, 10.0, 4.0, lane=True), crew(600.0, 20.0, 16.0)), agent_groups=groups)
    plain = found("priority", (crew(900.0, 30.0, 20.0),), agent_groups=groups)
    told = parts(dear, plain)
    assert (told.wages, told.shifts, told.busy, told.free) == pytest.approx((300.0, 0.0, 0.0, 0.0))
    text = why(dear, plain, prepared(agent_groups=groups).classes, "EUR")
    assert "300 EUR more for wages (an hour on the floor costs 40.0 EUR, there 30.0)" in text
    less = found("priority", (crew(840.0, 28.0, 20.0),), agent_groups=groups)
    told = parts(dear, less)
    assert told.whole == pytest.approx(360.0)
    assert told.wages == pytest.approx(10 * 29)
    assert told.free == pytest.approx(2 * 35)


def test_the_reason_names_what_is_different() -> None:
    classes = prepared().classes
    lane = found("dedicated", (crew(300.0, 10.0, 4.0, lane=True), crew(600.0, 20.0, 16.0)))
    pool = found("priority", (crew(700.0, 28.0, 20.0),))
    text = why(lane, pool, classes, "EUR")
    assert text.startswith("Its people cost 200 EUR more than those of priority in the shared pool: ")
    assert "145 EUR more for dearer or cheaper shifts (an hour on the floor costs 30.0 EUR, there 25.0)" in text
    assert "55 EUR more for time in which they are free (busy 67% of the time, there 71%)" in text
    assert "Those in the lane are busy 40% of the time" in text
    assert "  " not in why(lane, pool, classes, "")
    line = found("one_queue", (crew(800.0, 32.0, 20.0),), (0.9, 0.93))
    text = why(line, pool, classes, "EUR")
    assert "one line cannot tell vip from std" in text
    assert "std is answered in time in 93% of all cases, where 80% are asked and the other design gives 80%" in text
    assert "within 0.5%" in why(replace(line, cost=700.0, crews=(crew(700.0, 32.0, 20.0),)), pool, classes, "EUR")


def test_what_is_told_of_a_difference_adds_up_to_it() -> None:
    """Of the 340 that four more hours at a dearer price cost, talk takes too little to be told by itself: it is in the rest."""
    one = found("dedicated", (crew(1040.0, 32.0, 21.0),))
    other = found("priority", (crew(700.0, 28.0, 20.0),))
    text = why(one, other, prepared().classes, "EUR").partition(": ")[2].partition(". ")[0]
    signed = [
        float(cost) * (1 if more == "more" else -1) for cost, more in re.findall(r"(\d+) EUR (more|less) for", text)
    ]
    assert "for talk" not in text
    assert re.search(r"29 EUR more for the rest", text)
    assert sum(signed) == pytest.approx(340.0, abs=1.5)  # of three that are rounded


def test_hours_are_those_of_the_floor() -> None:
    results = simulate(staffed(design("priority"), team=5), replications=10)
    (one,) = worked((Crew("team", False, 0.0, 0.0, 5.0, None),), results)
    share = results.value("occupancy", "agent_group", "team").mean
    assert one.floor_hours > 0
    assert one.busy_hours / one.floor_hours == pytest.approx(share)
