"""Regional lanes against one that all share."""

from __future__ import annotations

import re
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from optimize.lanes import regions
from scenarios.faults import InputError
from sim import erlang
from tests.sim.chains import kind, skill


def provinces(**more: Any) -> dict[str, Any]:
    names = {"north": "30 per h", "south": "30 per h", "west": "6 per h"}
    return {
        "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
        "contact_types": {name: kind(rate, name, "4 min") for name, rate in names.items()},
        "queues": {name: {} for name in names},
        "agent_groups": {name: {"skills": {name: skill("4 min")}, "cost": "30 per h"} for name in names},
        **more,
    }


def least(rate: float) -> int:
    """Agents that so many contacts an hour need for 80 % in 20 s, by Erlang A."""
    demand = erlang.Demand(rate / 3600, 240, 240, 20.0)
    return next(n for n in range(1, 60) if erlang.erlang_a(demand, n).answer_rate >= 0.8)


def test_lanes_of_their_own_are_as_large_as_erlang_says_and_the_shared_one_too() -> None:
    """Arrivals never change here, so that a day is Erlang A but for its beginning; a beta that is found may be off by an agent."""
    found = regions(provinces(), answer_rate=0.8, within=20.0)
    for one, rate in zip(found.regions, (30, 30, 6), strict=True):
        assert one.contacts == pytest.approx(24 * rate)
        assert abs(one.paid_hours / 24 - least(rate)) <= 1
        assert one.cost == pytest.approx(30 * one.paid_hours)
    assert abs(found.shared_hours / 24 - least(66)) <= 1
    assert found.alone_hours - found.shared_hours >= 24 * (2 * least(30) + least(6) - least(66) - 1)
    assert "3 lanes of their own" in found.said


def test_only_who_asks_for_a_person_while_there_is_one_is_counted() -> None:
    """Half of the north is settled by a machine, the south is open for half of the day: as many as 15 an hour, and as 30 for 12 hours."""
    menu = {"takes": {"fixed": "1 s"}, "then": {"north": {"contained": 0.5, "north": 0.5}}}
    some = provinces(ivr={"menu": menu}, open={"south": "08:00-20:00"})
    some["contact_types"]["north"]["enters"] = "menu"
    found = regions(some, ["north", "south"], answer_rate=0.8, within=20.0)
    north, south = found.regions
    assert north.contacts == pytest.approx(24 * 15, rel=1e-3)
    assert south.contacts == pytest.approx(12 * 30)
    assert abs(north.paid_hours / 24 - least(15)) <= 1
    assert abs(south.paid_hours / 12 - least(30)) <= 1
    assert abs(found.shared_hours / 12 - least(45) - least(15)) <= 2
    assert any("720 of 1,440 VIPs" in note for note in found.notes)


def test_what_a_lane_costs_and_gives_has_limits() -> None:
    many = provinces()
    for name in (
        "north",
        "south",
    ):  # of unlike sizes over the day, so that an agent more or less is not all that there is between two costs
        many["contact_types"][name]["arrivals"] = {"volumes": [20 + 3 * hour for hour in range(24)]}
    found = regions(many, ["north", "south"], answer_rate=0.8, within=20.0)
    for one in found.regions:
        assert one.cost_limits[0] <= one.cost <= one.cost_limits[1]
        for rate in (one.rate, one.shared_rate):
            assert rate.low is not None
            assert rate.mean is not None
            assert rate.high is not None
            assert rate.low < rate.mean < rate.high
        assert (one.rate.mean or 0.0) >= 0.8
    assert found.alone_limits[0] < found.alone_limits[1]
    assert found.shared_limits[0] <= found.shared_cost <= found.shared_limits[1]


def test_who_asks_for_two_queues_has_the_handling_of_each() -> None:
    two = provinces()
    two["queues"]["north_bills"] = {}
    two["ivr"] = {"menu": {"takes": {"fixed": "1 s"}, "then": {"north": {"north": 0.5, "north_bills": 0.5}}}}
    two["contact_types"]["north"]["enters"] = "menu"
    two["agent_groups"]["north"]["skills"]["north_bills"] = skill("12 min")
    long, short = (regions(one, ["north", "south"], answer_rate=0.8, within=20.0) for one in (two, provinces()))
    assert long.regions[0].contacts == pytest.approx(short.regions[0].contacts, rel=1e-3)
    assert long.regions[0].paid_hours >= 1.4 * short.regions[0].paid_hours  # 8 minutes each, not 4


def test_a_shared_lane_never_costs_more_and_the_share_counts() -> None:
    few, many = (regions(provinces(), share=share) for share in (0.2, 1.0))
    for one in (few, many):
        assert one.shared_cost < one.alone_cost
    assert few.alone_cost < many.alone_cost
    assert (
        1 - few.shared_cost / few.alone_cost > 1 - many.shared_cost / many.alone_cost
    )  # the fewer call, the more sharing brings
    assert ceil(few.regions[2].paid_hours / 24) >= 1  # somebody is there


def test_regions_that_are_not_there_are_named() -> None:
    with pytest.raises(
        InputError, match=r"no contact type is called nord; there are north, south, west\. Did you mean north"
    ):
        regions(provinces(), ["nord", "south"])
    with pytest.raises(InputError, match="nobody to share with"):
        regions(provinces(), ["south"])
    with pytest.raises(InputError, match="south is named twice"):
        regions(provinces(), ["south", "south"])
    with pytest.raises(InputError, match="no share"):
        regions(provinces(), share=0.0)


def test_the_page_of_lanes_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Its snippet about regions; the one about a study takes minutes, and is what ``test_study`` does in small."""
    page = Path(__file__).parents[3] / "docs" / "lanes.md"
    snippets = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(snippets[-1], "lanes.md", "exec"), {})
    assert capsys.readouterr().out.startswith("3 lanes of their own cost")
    compile(snippets[0], "lanes.md", "exec")
