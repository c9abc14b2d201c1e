"""Where contacts can come to, and what waits in each queue."""

import pytest

from scenarios.ways import Ways, comes_to, escalations, reached

from .small import small, sound, told

FIX = {"fixed": "1 min"}
RATE = {"rate": "1 per h"}


def centre(kinds, queues=(), escalates=()):
    """A centre whose types are channel and queue, whose queues may have a deadline, and whose one group hands on."""
    names = [*dict.fromkeys([*(queue for _, queue in kinds), *queues, *(to for _, to in escalates)])]
    skills = {name: {"handle_time": FIX} for name in names}
    for queue, to in escalates:
        skills[queue] |= {"resolves": 0.5, "unresolved": {"escalate": {"to": to, "share": 0.5}}}
    return small(
        contact_types={f"{channel}_{i}": {"channel": channel, "arrivals": RATE, "enters": queue} for i, (channel, queue) in enumerate(kinds)},
        ivr=None,
        queues={name: {"deadline": "1 h"} if name in queues else {} for name in names},
        agent_groups={"desk": {"skills": skills}},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kinds", "queues", "escalates", "expected"),
    [
        ([("voice", "a"), ("chat", "b"), ("counter", "c")], (), (), {"a": "voice", "b": "chat", "c": "counter"}),
        ([("voice", "a"), ("counter", "a")], (), (), {"a": "voice"}),
        ([("counter", "a"), ("voice", "a")], (), (), {"a": "voice"}),
        ([("email", "a")], (), (), {"a": "email"}),
        ([("email", "a"), ("outbound", "a")], (), (), {"a": "work_order"}),
        ([("voice", "a")], (), [("a", "b")], {"a": "voice", "b": "voice"}),
        ([("chat", "a")], (), [("b", "c"), ("a", "b")], {"a": "chat", "b": "chat", "c": "chat"}),
        ([("voice", "a")], ["b"], [("a", "b"), ("b", "c")], {"a": "voice", "b": "work_order", "c": "work_order"}),
        ([("email", "a")], (), [("a", "b")], {"a": "email", "b": "email"}),
        ([("voice", "a"), ("email", "b")], (), [("a", "b")], {"a": "voice", "b": "email"}),
    ],
)
def test_channels(kinds, queues, escalates, expected):
    from scenarios.loading import parse

    data = centre(kinds, queues, escalates)
    scenario = parse(data)
    assert scenario.channel_of == expected
    assert Ways.of_data(data).channel_of() == expected
    assert {queue: scenario.deferred(queue) for queue in expected} == {
        queue: channel not in {"voice", "chat", "counter"} for queue, channel in expected.items()
    }


def test_a_queue_that_nothing_comes_to_waits_for_calls():
    assert sound(contact_types__plain__enters="gold").channel_of == {"gold": "voice", "silver": "voice"}


def test_ways_through_the_ivr():
    scenario = sound(
        contact_types__vip__enters="menu",
        ivr__menu={
            "takes": FIX,
            "then": {"vip": {"gold": 1, "hang_up": 0}, "plain": {"contained": 1}},
            "ports": 3,
            "when_full": "spare",
        },
        ivr__spare={"takes": FIX, "then": {"silver": 1, "gold": 0}},
    )
    assert set(reached(scenario, "vip")) == {"menu", "gold", "spare", "silver"}
    assert set(reached(scenario, "plain")) == {"menu", "spare", "silver"}


def test_queues_that_are_escalated_to_are_come_to():
    skill = {"handle_time": FIX, "resolves": 0.5, "unresolved": {"escalate": {"to": "silver", "share": 0.5}}}
    scenario = sound(agent_groups__desk__skills__gold=skill, contact_types__plain__enters="gold", ivr=None)
    assert comes_to(scenario, "vip") == ("gold", "silver")
    assert tuple(escalations(scenario)) == (("desk", "gold", "silver"),)
    assert scenario.warnings == ()
    skill["unresolved"]["escalate"]["share"] = 0
    scenario = sound(agent_groups__desk__skills__gold=skill, contact_types__plain__enters="gold", ivr=None)
    assert comes_to(scenario, "vip") == ("gold",)
    assert scenario.warnings == ("queues.silver: no contact can come here",)


def test_who_finds_a_node_full_needs_a_way_too():
    data = small(
        ivr__spare={"takes": FIX, "then": {"vip": {"silver": 1}}}, ivr__menu__ports=1, ivr__menu__when_full="spare"
    )
    ((key, message),) = told(data)
    assert (key, message) == (
        "ivr.spare.then",
        "plain contacts come here and no split is given for them; write plain: {...}",
    )
