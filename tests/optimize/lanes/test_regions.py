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


def test_lanes_of_their_own_are_as_large_as_erlang_says_and_the_shared_one_too() -> None:
    """Arrivals never change here, so that a day is Erlang A but for its beginning; a beta that is found may be off by an agent."""
    found = regions(provinces(), answer_rate=0.8, within=20.0)

    def least(rate: float) -> int:
        demand = erlang.Demand(rate / 3600, 240, 240, 20.0)
        return next(n for n in range(1, 60) if erlang.erlang_a(demand, n).answer_rate >= 0.8)

    for one, rate in zip(found.regions, (30, 30, 6), strict=True):
        assert one.contacts == pytest.approx(24 * rate)
        assert abs(one.paid_hours / 24 - least(rate)) <= 1
        assert one.cost == pytest.approx(30 * one.paid_hours)
    assert abs(found.shared_hours / 24 - least(66)) <= 1
    assert found.alone_hours - found.shared_hours >= 24 * (2 * least(30) + least(6) - least(66) - 1)
    assert "3 lanes of their own" in found.said


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
    with pytest.raises(InputError, match="no share"):
        regions(provinces(), share=0.0)


def test_the_page_of_lanes_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Its snippet about regions; the one about a study takes minutes, and is what ``test_study`` does in small."""
    page = Path(__file__).parents[3] / "docs" / "lanes.md"
    snippets = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(snippets[-1], "lanes.md", "exec"), {})
    assert capsys.readouterr().out.startswith("3 lanes of their own cost")
    compile(snippets[0], "lanes.md", "exec")
