"""Nobody is lost where customers are divided, moved or shared: tiers, bots, bad days, lanes of regions and lanes of nobody."""

from __future__ import annotations

import pytest

from optimize.lanes import regions, study
from optimize.lanes.classes import Classes
from optimize.lanes.looks import peak
from optimize.lanes.setting import source_of
from optimize.lanes.source import Source, divided
from scenarios.faults import InputError
from tests.optimize.lanes.centres import two_classes
from tests.optimize.lanes.test_regions import provinces


def test_a_tier_may_not_be_called_as_another_type_for_that_would_be_lost():
    with pytest.raises(InputError, match="vip is a contact type already"):
        source_of(two_classes(), (), {"std": {"vip": 0.1, "std": 0.9}}, None)


def test_tiers_are_all_of_a_type():
    with pytest.raises(InputError, match=r"add up to 0\.6"):
        divided(Source.of(two_classes()), "std", {"gold": 0.1, "std": 0.5})


def test_a_bot_settles_what_is_said_where_the_scenario_has_none():
    with pytest.raises(InputError, match=r"no bot whose share could be taken; write std=0\.35"):
        study(two_classes(), vip="vip", others="std", bot={"std": None})


def test_the_busiest_hours_are_those_of_all_days():
    busy_on_monday = [0.0] * 24 + [1.0] * 10 + [9.0, 9.0] + [1.0] * 12
    data = two_classes(calendar={"start": "2026-03-01", "days": 2, "interval": "1 h"})
    for one in data["contact_types"].values():
        one["arrivals"] = {"volumes": busy_on_monday}
    made = Source.of(data)
    assert peak(made.scenario, Classes.of(made, ("vip",), ("std",))) == 10 * 3600.0


def test_a_shared_lane_pays_no_other_wage_for_being_named_in_another_order():
    dear = provinces()
    dear["agent_groups"]["north"]["cost"] = "60 per h"
    one, other = (regions(dear, names) for names in (["north", "south"], ["south", "north"]))
    assert one.shared_cost == pytest.approx(other.shared_cost)
    assert one.shared_cost == pytest.approx(one.shared_hours * 45.0)  # as many contacts here as there
