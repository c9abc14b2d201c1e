"""Ways that lead back to where they began."""

import pytest

from .small import small, sound, told

FIX = {"fixed": "1 min"}
HOUR = {"fixed": "1 h"}


def handing_on(**to):
    skills = {
        queue: {"handle_time": FIX, "resolves": 0.5, "unresolved": {"escalate": {"to": other, "share": 0.5}}}
        for queue, other in to.items()
    }
    return {"agent_groups__desk__skills": {"gold": {"handle_time": FIX}, "silver": {"handle_time": FIX}} | skills}


def test_a_circle_of_one_queue():
    assert told(small(**handing_on(gold="gold"))) == [
        ("agent_groups.desk.skills.gold.unresolved.escalate.to",
         "contacts can be handed on in a circle: gold -> gold; hand them on elsewhere")
    ]  # fmt: skip


def test_a_circle_over_two_groups_is_told_once():
    other = {"skills": handing_on(silver="gold")["agent_groups__desk__skills"] | {"gold": {"handle_time": FIX}}}
    assert told(small(**handing_on(gold="silver"), agent_groups__other=other)) == [
        ("agent_groups.desk.skills.gold.unresolved.escalate.to",
         "contacts can be handed on in a circle: gold -> silver -> gold; hand them on elsewhere")
    ]  # fmt: skip


def test_no_circle():
    sound(**handing_on(gold="silver"))


def test_who_finds_a_node_full_may_go_round_too():
    spare = {"takes": FIX, "then": {"menu": 1}}
    found = told(small(ivr__spare=spare, ivr__menu__ports=1, ivr__menu__when_full="spare"))
    assert found == [
        ("ivr.menu.when_full", "contacts can go round in the IVR: menu -> spare -> menu; lead one of them elsewhere")
    ]
    sound(ivr__spare=spare | {"then": {"gold": 1}}, ivr__menu__ports=1, ivr__menu__when_full="spare")
    sound(ivr__menu__ports=1, ivr__menu__when_full="hang_up")


@pytest.mark.parametrize(("key", "more"), [("follow_up", {"share": 0.5}), ("complaint", {"unresolved": 0.5})])
def test_service_calls_and_complaints_that_bring_themselves(key, more):
    back = {"channel": "outbound", "arrivals": {"rate": "0 per h"}, "enters": "back"}
    office = {"queues__back": {}, "agent_groups__desk__skills__back": {"handle_time": FIX}}
    sequel = {key: {"contact_type": "back", "delay": HOUR} | more}
    sound(**office, contact_types__back=back, **{f"contact_types__vip__{key}": sequel[key]})
    assert told(small(**office, contact_types__back=back | sequel)) == [
        (
            f"contact_types.back.{key}.contact_type",
            "each of these brings the next, for ever: back -> back; take one out",
        )
    ]
