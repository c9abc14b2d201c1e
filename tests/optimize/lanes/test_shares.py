"""Nobody is lost where customers are divided, moved or shared: tiers, bots, bad days, lanes of regions and lanes of nobody."""

from __future__ import annotations

from typing import Any

import pytest

from optimize.lanes import regions, study
from optimize.lanes.centre import centre
from optimize.lanes.classes import Classes
from optimize.lanes.looks import peak
from optimize.lanes.map import share_of
from optimize.lanes.setting import source_of
from optimize.lanes.shares import with_shares
from optimize.lanes.source import Source, awaited, divided, scaled
from scenarios.faults import InputError
from tests.optimize.lanes.centres import prepared, two_classes
from tests.optimize.lanes.test_regions import provinces
from tests.sim.chains import kind


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


def unlike(**arrivals: Any) -> dict[str, Any]:
    """VIPs in the morning, others in the afternoon, a little of each at noon; a week."""
    data = two_classes(calendar={"start": "2026-03-02", "days": 7, "interval": "6 h"})
    for name, volumes in (("vip", [0.0, 30.0, 10.0, 5.0]), ("std", [8.0, 40.0, 90.0, 0.0])):
        data["contact_types"][name]["arrivals"] = {"volumes": volumes, **arrivals.get(name, {})}
    return data


def totals(source: Source) -> list[float]:
    kinds = source.scenario.contact_types
    return [sum(both) for both in zip(*(kinds[name].arrivals.volumes for name in ("vip", "std")), strict=True)]


@pytest.mark.parametrize(
    "arrivals",
    [
        {},
        {"vip": {"weekdays": {"sat": 2.0, "sun": 0.0}}, "std": {"weekdays": {"sat": 0.5, "mon": 1.3}}},
        {"vip": {"busyness": "wild"}},
    ],
)
@pytest.mark.parametrize("share", [0.10, 0.25, 0.6])
def test_customers_moved_have_the_share_that_was_asked_and_every_interval_its_total(
    arrivals: dict[str, Any], share: float
) -> None:
    """One pass of proportions made 0.10 of unlike profiles 0.115, and changed the total of unlike weekdays."""
    data = {**unlike(**arrivals), "busyness": {"wild": {"gamma": {"mean": 1.0, "cv": 0.2}}}}
    before = Source.of(data)
    after = with_shares(before, {"vip": share, "std": 1 - share})
    assert totals(after) == pytest.approx(totals(before), abs=1e-6)
    vips, others = (awaited(after.scenario, name) for name in ("vip", "std"))
    assert vips / (vips + others) == pytest.approx(share, abs=1e-9)
    assert share_of(after.scenario, Classes.of(after, ("vip",), ("std",))) == pytest.approx(share, abs=1e-9)


def test_a_share_counts_the_weekdays_on_which_customers_come() -> None:
    """VIPs come on Mondays alone: a seventh of what their volumes would be."""
    monday = dict.fromkeys(("tue", "wed", "thu", "fri", "sat", "sun"), 0.0)
    made = Source.of(unlike(vip={"weekdays": monday}))
    assert share_of(made.scenario, Classes.of(made, ("vip",), ("std",))) == pytest.approx(45 / (45 + 7 * 138))


def test_the_busiest_hours_are_those_of_the_days_on_which_people_come() -> None:
    data = two_classes(calendar={"start": "2026-03-02", "days": 2, "interval": "1 h"})
    early, late = [9.0] * 2 + [1.0] * 22, [1.0] * 20 + [8.0] * 2 + [1.0] * 2
    data["contact_types"]["vip"]["arrivals"] = {"volumes": early, "weekdays": {"mon": 0.1, "tue": 0.1}}
    data["contact_types"]["std"]["arrivals"] = {"volumes": late}
    made = Source.of(data)
    assert peak(made.scenario, Classes.of(made, ("vip",), ("std",))) == 20 * 3600.0


@pytest.mark.parametrize("share", [0.0, 0.04, 0.9])
def test_a_share_that_no_volumes_have_is_refused_with_what_there_can_be(share: float) -> None:
    """Only VIPs come in the last interval (5 of 183), only others in the first (8): VIPs are 0.0273 to 0.956 of all."""
    before = Source.of(unlike())
    if 0.03 < share < 0.95:
        assert totals(with_shares(before, {"vip": share, "std": 1 - share})) == pytest.approx(totals(before))
        return
    with pytest.raises(InputError, match=r"0 is out of reach.*vip can have 0\.0273 to 0\.956 of them"):
        with_shares(before, {"vip": share, "std": 1 - share})


def test_a_tenth_more_appointments_are_whole_ones() -> None:
    made = Source.of("shop_counter")
    booked = next(name for name, kind in made.scenario.contact_types.items() if kind.arrivals.bookings is not None)
    before, after = (
        one.scenario.contact_types[booked].arrivals.bookings for one in (made, scaled(made, {booked: 1.1}))
    )
    assert before is not None
    assert after is not None
    assert sum(after.slots) == round(1.1 * sum(before.slots))
    assert awaited(made.scenario, booked) == pytest.approx(sum(before.slots) * (1 - before.no_show))


@pytest.mark.parametrize(
    ("tiers", "others", "said"),
    [
        (
            {"std": {"silver": 0.3, "std": 0.7}},
            "silver",
            "names silver of the tiers of std and not std: write silver,std",
        ),
        ({"std": {"silver": 0.3, "bronze": 0.7}}, "vip", "whose tiers are in neither class"),
    ],
)
def test_a_tier_that_is_in_neither_class_is_not_lost_silently(
    tiers: dict[str, dict[str, float]], others: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        study(two_classes(), vip="vip", others=others, tiers=tiers)


def test_who_comes_to_the_queues_of_the_classes_and_is_in_neither_is_said() -> None:
    data = two_classes()
    data["contact_types"]["guest"] = kind("5 per h", "std", "4 min")
    notes = centre(Source.of(data), ["vip"], ["std"]).notes
    assert any(note.startswith("guest comes to std too, and is in neither class") for note in notes)
    assert not any("neither class" in note for note in prepared().notes)
