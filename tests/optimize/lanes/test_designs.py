"""Designs as scenarios: who may serve whom, what is asked of whom, and what is said where something is missing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from optimize.lanes.centre import centre, stand_ins
from optimize.lanes.classes import Classes
from optimize.lanes.designs import Design, Designer
from optimize.lanes.shares import with_shares
from optimize.lanes.source import Source, divided, scaled
from scenarios.catalogue import folders
from scenarios.faults import InputError
from scenarios.loading import parse
from tests.optimize.lanes.centres import design, prepared, two_classes
from tests.sim.chains import kind, skill


def skills(made: Design) -> dict[str, dict[str, tuple[int, float]]]:
    """Preference and delay by group and queue."""
    return {
        name: {queue: (one.preference, one.after) for queue, one in group.skills.items()}
        for name, group in made.scenario.agent_groups.items()
    }


@pytest.mark.parametrize(
    ("key", "who"),
    [
        ("dedicated", {"desk": {"vip": (1, 0)}, "team": {"std": (1, 0)}}),
        ("overflow", {"desk": {"vip": (1, 0)}, "team": {"std": (1, 0), "vip": (2, 10)}}),
        ("pool_helps", {"desk": {"vip": (1, 0)}, "team": {"std": (1, 0), "vip": (2, 0)}}),
        ("lane_helps", {"desk": {"vip": (1, 0), "std": (2, 0)}, "team": {"std": (1, 0)}}),
        ("one_queue", {"team": {"vip": (1, 0), "std": (1, 0)}}),
        ("reserved", {"team": {"vip": (1, 0), "std": (2, 0)}}),
    ],
)
def test_who_may_serve_whom(key: str, who: dict[str, dict[str, tuple[int, float]]]) -> None:
    assert skills(design(key)) == who


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("reserved", 1, "only while 1 agent stays free"),
        ("reserved", 2, "only while 2 agents stay free"),
        ("lane_helps", 0, "helps the pool whenever anybody in it is free"),
        ("lane_helps", 2, "helps the pool while 2 agents stay free in it"),
        ("overflow", 0, "one who finds nobody free in it may be taken"),
        ("overflow", 10, "one who has waited 10 s may be taken"),
    ],
)
def test_a_design_says_its_number_as_people_do(key: str, value: float, said: str) -> None:
    assert said in design(key, value).says


def test_vips_come_first_or_all_are_alike() -> None:
    queues = {key: design(key).scenario.queues for key in ("one_queue", "priority", "overflow")}
    assert queues["one_queue"]["vip"].priority == queues["one_queue"]["std"].priority
    assert queues["priority"]["vip"].priority < queues["priority"]["std"].priority
    assert queues["overflow"]["vip"].priority < queues["overflow"]["std"].priority
    assert design("head_start", 60.0).scenario.routing.head_start == {"vip": 60.0}
    assert design("reserved", 3.0).scenario.agent_groups["team"].reserve == 3
    assert design("callback", 120.0).scenario.queues["std"].callback is not None
    assert design("callback", 120.0).scenario.queues["vip"].callback is None


@pytest.mark.parametrize("key", ["lane_helps", "pool_helps"])
def test_who_helps_leaves_the_order_of_the_others_as_it_is(key: str) -> None:
    """Silver comes before standard in every design; in the pool that may help, gold comes after its own."""
    own = centre(Source.of("vip_tiers"), ["gold"], ["silver", "standard"])
    made = next(one for one in Designer(own).all() if one.key == key).scenario
    order = sorted(made.queues, key=lambda name: made.queues[name].priority)
    assert order == (["gold", "silver", "standard"] if key == "lane_helps" else ["silver", "standard", "gold"])
    assert made.routing.freed_agent == "priority"


def test_every_design_asks_the_same_and_draws_the_same() -> None:
    own = prepared()
    for made in Designer(own).all():
        assert made.scenario.targets == own.scenario.targets, made.key
        assert made.scenario.contact_types == own.scenario.contact_types, made.key


def test_a_design_can_be_saved_and_read_again() -> None:
    for made in Designer(prepared()).all():
        read = parse(made.text)
        assert read.agent_groups == made.scenario.agent_groups
        assert read.queues == made.scenario.queues
        assert made.key == "today" or read.title.endswith(made.title.lower())


def test_who_costs_more_for_everything_is_not_hired_where_everybody_serves_everybody() -> None:
    both = {"vip": skill("3 min"), "std": skill("3 min", 2)}
    dear = {"skills": both, "cost": "45 per h"}
    groups = {"desk": dear, "team": {"skills": {"vip": skill("4 min", 2), "std": skill("3 min")}, "cost": "30 per h"}}
    assert stand_ins(prepared(agent_groups=groups)) == {"desk": "team"}
    quick = {"skills": {"vip": skill("1 min"), "std": skill("3 min", 2)}, "cost": "45 per h"}
    assert stand_ins(prepared(agent_groups={**groups, "desk": quick})) == {}
    told = "People of desk are not hired where everybody serves everybody: those of team cost as much or less for every contact."
    assert design("priority", agent_groups=groups).notes == (told,)


def test_who_may_work_shifts_that_others_may_not_is_hired_in_every_design() -> None:
    """The team works the day and the desk the night: without the desk nobody could be there at night."""
    day, night = ({"starts": [start], "length": "12 h"} for start in ("08:00", "20:00"))
    apart = prepared(shifts=[{**day, "groups": ["team"]}, {**night, "groups": ["desk"]}])
    assert stand_ins(apart) == {}
    assert stand_ins(prepared(shifts=[{**day, "groups": ["desk", "team"]}, {**night, "groups": ["team"]}])) == {
        "desk": "team"
    }
    made = {one.key: one for one in Designer(apart).all()}
    assert made["priority"].scenario.agent_groups.keys() == {"desk", "team"}
    assert made["priority"].notes == ()


def test_no_more_people_are_in_a_pool_for_all_than_there_are_on_the_books() -> None:
    """Six on the desk and nine in the team are fifteen for all; where a lane is made up, there are the nine that there were."""
    heads = {"headcount": {"desk": 6, "team": 9}}
    shifts = [{"groups": ["desk", "team"], "starts": ["08:00"], "length": "8 h"}]
    assert design("priority", shifts=shifts, **heads).scenario.headcount == {"team": 15}
    assert (
        design("priority", shifts=shifts, headcount={"team": 9}).scenario.headcount == {}
    )  # as many of the desk as are wanted
    assert design("priority", shifts=shifts, headcount={"desk": 6}).scenario.headcount == {}
    team = {"team": two_classes()["agent_groups"]["team"]}
    alone = {"agent_groups": team, "shifts": [{**shifts[0], "groups": ["team"]}], "headcount": {"team": 9}}
    made = design("priority", **alone)
    assert (made.scenario.headcount, made.notes) == ({"team": 9}, ())
    third = {
        **two_classes()["agent_groups"],
        "quick": {"skills": {"vip": skill("1 min"), "std": skill("9 min", 2)}, "cost": "40 per h"},
    }
    three = {
        "agent_groups": third,
        "shifts": [{**shifts[0], "groups": [*third]}],
        "headcount": {**heads["headcount"], "quick": 4},
    }
    assert design("priority", **three).scenario.headcount == {"quick": 4, "team": 15}


def test_a_shared_queue_is_divided_and_what_is_asked_of_it_is_asked_of_both() -> None:
    own = prepared(
        contact_types={"vip": kind("20 per h", "menu"), "std": kind("40 per h", "menu")},
        ivr={"menu": {"takes": {"fixed": "5 s"}, "then": {"calls": 0.9, "hang_up": 0.1}}},
        queues={"calls": {"capacity": 9}},
        agent_groups={"team": {"skills": {"calls": skill("3 min")}, "cost": "30 per h", "staffing": 9}},
        targets=[{"queue": "calls", "answer_rate": 0.8, "within": "20 s"}],
    )
    assert own.classes.vip.queues == ("calls_vip",)
    assert own.classes.others.queues == ("calls",)
    assert [target.queue for target in own.scenario.targets] == ["calls", "calls_vip"]
    assert own.scenario.ivr["menu"].exits("vip") == (("hang_up", 0.1), ("calls_vip", 0.9))
    assert own.lane == ("vip_lane",)
    assert own.pool == ("team",)
    assert own.scenario.agent_groups["vip_lane"].cost == own.scenario.agent_groups["team"].cost
    assert [own.scenario.queues[name].capacity for name in ("calls_vip", "calls")] == [3, 6]  # of 9, as 20 calls to 40
    assert "calls_vip, 6 in calls" in own.notes[1]
    assert len(own.notes) == 3
    assert skills(next(one for one in Designer(own).all() if one.key == "dedicated")) == {
        "team": {"calls": (1, 0)},
        "vip_lane": {"calls_vip": (1, 0)},
    }


@pytest.mark.parametrize(("room", "parts"), [(1, [0, 1]), (2, [1, 1]), (0, [0, 0]), (40, [4, 36])])
def test_the_room_of_a_shared_queue_is_divided_and_no_more_may_wait(room: int, parts: list[int]) -> None:
    """Of 100 calls 10 are VIPs'; where two may wait each class has a place, and a loss system stays one."""
    own = prepared(
        contact_types={"vip": kind("10 per h", "calls"), "std": kind("90 per h", "calls")},
        queues={"calls": {"capacity": room}},
        agent_groups={"team": {"skills": {"calls": skill("3 min")}, "cost": "30 per h", "staffing": 9}},
        targets=[{"queue": "calls", "answer_rate": 0.8, "within": "20 s"}],
    )
    assert [own.scenario.queues[name].capacity for name in ("calls_vip", "calls")] == parts


def test_an_ivr_that_is_full_leads_vips_where_it_leads_all() -> None:
    own = centre(divided(Source.of("bot_and_chat"), "caller", {"premium": 0.1, "caller": 0.9}), ["premium"], ["caller"])
    assert own.classes.vip.queues == ("general_premium",)
    parted = next(one for one in Designer(own).all() if one.key == "dedicated")
    assert parted.scenario.agent_groups["voice_team"].skills.keys() == {"general"}
    assert parted.scenario.agent_groups["premium_lane"].skills.keys() == {"general_premium"}


def test_who_never_served_a_class_handles_it_as_those_do_who_serve_it() -> None:
    groups = {
        "desk": {"skills": {"vip": skill("5 min")}, "cost": "30 per h"},
        "team": {"skills": {"std": skill("3 min")}, "cost": "30 per h"},
    }
    own = prepared(agent_groups=groups)
    assert own.skills["team"]["vip"]["handle_time"] == {"exponential": {"mean": "5 min"}}
    assert any("team serve vip" in note for note in own.notes)


def test_tiers_have_a_lane_each() -> None:
    own = centre(Source.of("vip_tiers"), ["gold"], ["silver", "standard"])
    made = next(one for one in Designer(own).all() if one.key == "tiers")
    assert {name: tuple(queues) for name, queues in skills(made).items()} == {
        "gold_desk": ("gold",),
        "silver_desk": ("silver",),
        "generalists": ("standard",),
    }
    divided_vips = divided(Source.of(two_classes()), "vip", {"gold": 0.25, "silver": 0.75})
    own = centre(divided_vips, ["gold", "silver"], ["std"])
    assert own.classes.vip.name == "gold and silver"
    assert sum(own.scenario.contact_types["gold"].arrivals.volumes) == pytest.approx(24 * 5)


def test_tiers_of_one_queue_get_queues_of_their_own() -> None:
    """Silver and standard were one type and wait in one queue: a lane each takes two queues, and what is asked is asked of each."""
    made = divided(Source.of("telecom_hotline"), "standard", {"silver": 0.3, "standard": 0.7})
    own = centre(made, ["vip"], ["silver", "standard"])
    assert [tier.queues for tier in own.classes.tiers] == [("vip",), ("general_silver",), ("general",)]
    assert any("silver waits in general_silver here" in note for note in own.notes)
    asked = [(target.queue, target.asked, target.per) for target in own.scenario.targets]
    assert all((name, 0.8, "horizon") in asked for name in ("general", "general_silver"))
    tiers = next(one for one in Designer(own).all() if one.key == "tiers")
    assert {name: tuple(queues) for name, queues in skills(tiers).items()} == {
        "vip_desk": ("vip",),
        "generalists": ("general",),
        "silver_lane": ("general_silver",),
    }
    assert set(tiers.lane) == {"vip_desk", "silver_lane"}
    one_line = next(one for one in Designer(own).all() if one.key == "one_queue").scenario.queues
    assert len({one_line[name].priority for name in ("vip", "general", "general_silver")}) == 1


def test_a_bot_comes_before_all_else() -> None:
    designer = Designer(prepared())
    made = designer.bot_first(designer.priority(), {"vip": 0.4})
    assert made.scenario.contact_types["vip"].enters == "vip_bot_first"
    assert dict(made.scenario.ivr["vip_bot_first"].exits("vip")) == {"contained": 0.4, "vip": 0.6}
    assert "40 %" in made.notes[-1].replace("40%", "40 %")


@pytest.mark.parametrize("name", sorted(set(folders()) - {"bank_1999"}))
def test_every_library_scenario_is_prepared_or_refused_by_name(name: str) -> None:
    source = Source.of(name)
    types = list(source.scenario.contact_types)
    own = None
    with suppress(InputError):  # which names what is in the way
        own = centre(source, types[:1], types[1:2])
    for made in Designer(own).all() if own else ():
        assert made.scenario.queues


# --- customers moved between classes ----------------------------------------------------------------------------------


def test_shares_move_customers_and_leave_every_interval_its_total() -> None:
    source = Source.of("telecom_hotline")
    before = source.scenario.contact_types
    after = with_shares(source, {"vip": 0.3, "standard": 0.7}).scenario.contact_types
    totals = [
        [sum(both) for both in zip(*(one[name].arrivals.volumes for name in one), strict=True)]
        for one in (before, after)
    ]
    assert totals[1] == pytest.approx(totals[0])
    vips = sum(after["vip"].arrivals.volumes)
    assert vips / sum(totals[1]) == pytest.approx(0.3, abs=0.01)
    assert sum(scaled(source, {"vip": 2.0}).scenario.contact_types["vip"].arrivals.volumes) == pytest.approx(
        2 * sum(before["vip"].arrivals.volumes)
    )


# --- bad input --------------------------------------------------------------------------------------------------------


def faults(vip: list[str], others: list[str], **more: Any) -> str:
    with pytest.raises(InputError) as refused:
        Classes.of(Source.of(two_classes(**more)), vip, others)
    return str(refused.value)


def test_a_class_that_is_not_there_is_named_with_what_is() -> None:
    said = faults(["vipp"], ["standart"])
    assert "no contact type is called vipp; there are vip, std. Did you mean vip?" in said
    assert "standart" in said
    assert "2 faults" in said


def test_a_class_without_volume_is_named() -> None:
    types = {"vip": kind("0 per h", "vip"), "std": kind("40 per h", "std")}
    assert "vip has no volume; contacts come of std" in faults(["vip"], ["std"], contact_types=types)


def test_no_target_for_either_class_is_named_with_what_is_there() -> None:
    said = faults(["vip"], ["std"], targets=[{"agent_group": "desk", "occupancy": 0.9}])
    assert "vip or std" in said
    assert "occupancy of desk" in said


def test_a_class_cannot_be_both_and_needs_a_line_to_wait_in() -> None:
    assert "cannot be in both" in faults(["vip"], ["vip"])
    with pytest.raises(InputError, match="deferred work"):
        Classes.of(Source.of("complaint_desk"), ["caller"], ["complaint"])
    with pytest.raises(InputError, match="one channel"):
        Classes.of(Source.of("bot_and_chat"), ["caller"], ["app_user"])


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(InputError, match=r"0.3 \+ 0.6 is 0.9"):
        with_shares(Source.of(two_classes()), {"vip": 0.3, "std": 0.6})
