"""Ways: every row has its steps in every node that it may come to."""

from __future__ import annotations

import numpy as np

from sim.chance.contacts import CONTAINED, TO_NODE
from sim.traffic import draw
from tests.sim.drawing import about_share, centre

PORTS = {
    "menu": {"takes": {"fixed": "20 s"}, "then": {"bot": 0.8, "calls": 0.2}, "ports": 5, "when_full": "short"},
    "bot": {"takes": {"exponential": {"mean": "50 s"}}, "then": {"contained": 0.4, "calls": 0.6}},
    "short": {"takes": {"fixed": "5 s"}, "then": {"bot": 0.5, "calls": 0.5}},
}


def test_who_may_find_a_node_full_has_steps_on_the_other_way_too() -> None:
    day = draw(centre(ivr=PORTS), 1, 0)
    menu, bot, short = (day.ivr[node] for node in (0, 1, 2))
    assert np.all(menu.takes == 20)
    assert np.all(short.takes == 5)
    led = (menu.leads_to == TO_NODE - 1) | (short.leads_to == TO_NODE - 1)
    assert np.all(bot.takes[led] > 0)
    assert np.all(bot.takes[~led] == 0)
    about_share(float(led.mean()), 1 - 0.2 * 0.5, day.contacts)
    about_share(float(np.mean(bot.leads_to[led] == CONTAINED)), 0.4, led.sum())
    # By way of the bot or past it, every one of them may come to the queue but those that the bot contains on both ways.
    never = (menu.leads_to == TO_NODE - 1) & (short.leads_to == TO_NODE - 1) & (bot.leads_to == CONTAINED)
    assert np.array_equal(np.isnan(day.talk[0, 0]), never)


def test_ports_without_another_way_shift_nobodys_luck() -> None:
    plain, limited = (
        draw(centre(ivr={**PORTS, "menu": {**PORTS["menu"], "ports": ports}}), 1, 0) for ports in (1, 500)
    )
    for node in plain.ivr:
        assert np.array_equal(plain.ivr[node].takes, limited.ivr[node].takes)


def test_a_type_walks_only_where_it_may_come() -> None:
    ivr = {
        "door": {"takes": {"fixed": "3 s"}, "then": {"call": {"calls": 1}, "vip": {"lounge": 1}}},
        "lounge": {"takes": {"fixed": "7 s"}, "then": {"calls": 1}},
        "nowhere": {"takes": {"fixed": "7 s"}, "then": {"calls": 1}},
    }
    vip = {"arrivals": {"rate": "1 per min"}, "enters": "door"}
    day = draw(centre(call={"enters": "door"}, ivr=ivr, others={"vip": vip}), 1, 0)
    assert sorted(day.ivr) == [0, 1]
    assert np.array_equal(day.ivr[1].takes > 0, day.contact_type == 1)
