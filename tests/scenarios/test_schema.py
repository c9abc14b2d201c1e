"""What a sound file becomes."""

import pickle

import pytest
from pydantic import ValidationError

from scenarios.distributions import Exponential, Fixed, Never
from scenarios.loading import parse

from .small import SMALL, small, sound


def test_what_is_left_out():
    scenario = parse(SMALL)
    vip, desk = scenario.contact_types["vip"], scenario.agent_groups["desk"]
    assert (vip.channel, vip.patience, vip.retry, vip.cost_of_loss, vip.arrivals.busyness) == (
        "voice",
        Never(),
        None,
        0,
        None,
    )
    assert (desk.reserve, desk.staffing, desk.shrinkage, desk.cost) == (0, None, 0, 30)
    gold = desk.skills["gold"]
    assert (gold.handle_time, gold.wrap_up, gold.preference, gold.after) == (Exponential(240.0), Fixed(0.0), 1, 0)
    queue = scenario.queues["gold"]
    assert (queue.priority, queue.capacity, queue.tries) == (1, None, ())
    assert (scenario.lines, scenario.closing, scenario.overtime, scenario.targets, scenario.shifts) == (
        None,
        "serve_out",
        False,
        (),
        (),
    )
    assert (scenario.routing.freed_agent, scenario.routing.arriving_contact) == ("priority", "preference")
    assert (scenario.experiment.replications, scenario.experiment.seed, scenario.experiment.warm_up) == (100, 1, 0)
    assert (scenario.calendar.days, scenario.calendar.cyclic) == (1, False)
    assert scenario.warnings == ()


def test_the_calendar():
    calendar = sound(calendar__days=2).calendar
    assert (calendar.per_day, calendar.intervals, calendar.horizon) == (4, 8, 172800)
    assert calendar.starts[:2] == ("2026-03-02T00:00", "2026-03-02T06:00")
    assert calendar.starts[-1] == "2026-03-03T18:00"


def test_volumes_of_one_day_are_repeated_and_a_rate_becomes_volumes():
    scenario = sound(calendar__days=2)
    assert scenario.contact_types["vip"].arrivals.volumes == (1, 2, 3, 4, 1, 2, 3, 4)
    assert scenario.contact_types["plain"].arrivals.volumes == pytest.approx([12.0] * 8)


def test_volumes_of_every_interval():
    scenario = sound(calendar__days=2, contact_types__vip__arrivals={"volumes": list(range(8))})
    assert scenario.contact_types["vip"].arrivals.volumes == (0, 1, 2, 3, 4, 5, 6, 7)


def test_no_contacts_at_all_is_no_fault():
    assert sound(contact_types__vip__arrivals={"volumes": [0, 0, 0, 0]}).contact_types["vip"].arrivals.volumes == (
        0,
        0,
        0,
        0,
    )
    assert sound(contact_types__vip__arrivals={"rate": "0 per h"}).contact_types["vip"].arrivals.volumes == (0, 0, 0, 0)


@pytest.mark.parametrize(("written", "people"), [(3, (3, 3, 3, 3)), ([1, 2, 3, 4], (1, 2, 3, 4)), (0, (0, 0, 0, 0))])
def test_staffing(written, people):
    assert sound(agent_groups__desk__staffing=written).agent_groups["desk"].staffing == people


def test_exits_of_the_ivr_may_differ_by_contact_type():
    scenario = sound(
        contact_types__vip__enters="menu",
        ivr__menu__then={"vip": {"gold": 1}, "plain": {"silver": 0.5, "contained": 0.5}},
    )
    assert scenario.ivr["menu"].exits("vip") == (("gold", 1.0),)
    assert scenario.ivr["menu"].exits("plain") == (("silver", 0.5), ("contained", 0.5))


def test_shift_rules():
    rules = sound(
        shifts=[
            {"groups": ["desk"], "starts": {"from": "06:00", "to": "07:00", "every": "30 min"}, "length": ["6 h", "8 h"],
             "breaks": [{"length": "15 min", "between": ["1 h", "7 h"]}, {"length": "30 min", "between": ["3 h", "5 h"], "paid": False}]},
            {"groups": ["desk"], "start": "00:00", "length": "8 h", "premium": 1.35},
            {"groups": ["desk"], "starts": ["08:00", "22:00"], "length": "4 h", "cost": 150},
        ]
    ).shifts  # fmt: skip
    assert [rule.starts for rule in rules] == [(21600, 23400, 25200), (0,), (28800, 79200)]
    assert [rule.lengths for rule in rules] == [(21600, 28800), (28800,), (14400,)]
    assert [(b.length, b.earliest, b.latest, b.paid) for b in rules[0].breaks] == [
        (900, 3600, 25200, True),
        (1800, 10800, 18000, False),
    ]
    assert [(rule.premium, rule.cost) for rule in rules] == [(1, None), (1.35, None), (1, 150)]


def test_targets():
    targets = sound(
        targets=[
            {
                "queue": "gold",
                "answer_rate": 0.9,
                "within": "15 s",
                "per": "interval",
                "confidence": 0.9,
                "at_least": 10,
            },
            {"contact_type": "vip", "abandonment": 0.05},
            {"agent_group": "desk", "occupancy": 0.88, "per": "day"},
            {"mean_wait": "1 min"},
        ]
    ).targets
    assert [(t.scope, t.of_what, t.measure, t.asked) for t in targets] == [
        ("queue", "gold", "answer_rate", 0.9),
        ("contact_type", "vip", "abandonment", 0.05),
        ("agent_group", "desk", "occupancy", 0.88),
        ("centre", "", "mean_wait", 60),
    ]
    first, second = targets[:2]
    assert (first.within, first.of, first.per, first.confidence, first.at_least) == (15, "offered", "interval", 0.9, 10)
    assert (second.within, second.of, second.per, second.confidence, second.at_least) == (
        None,
        "offered",
        "horizon",
        None,
        0,
    )


def test_a_queue_that_nothing_reaches_is_a_warning():
    assert sound(contact_types__plain__enters="gold").warnings == ("queues.silver: no contact can come here",)


def test_weights_that_weigh_nothing_are_a_warning():
    words = "routing.wait_weights: does nothing with freed_agent: priority"
    assert sound(routing={"wait_weights": {"gold": 3}}).warnings == (words,)
    assert sound(routing={"wait_weights": {"gold": 3}, "freed_agent": "longest_wait"}).warnings == ()


def test_a_scenario_is_a_value():
    scenario = parse(SMALL)
    assert scenario == parse(small())
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    with pytest.raises(ValidationError, match="frozen"):
        scenario.lines = 3


def test_the_title_is_the_name_if_there_is_none():
    assert parse(SMALL, name="night.yaml").title == "night"
    assert sound(title="Night").title == "Night"
