"""What else may happen to a contact: retries, call-backs, escalations, repeats, service calls, complaints."""

import pytest

from scenarios.distributions import Exponential, Fixed

from .small import small, sound, told

HOUR = {"exponential": {"mean": "1 h"}}
BACK = {"channel": "work_order", "arrivals": {"rate": "0 per h"}, "enters": "back"}
OFFICE = {"queues__back": {}, "agent_groups__desk__skills__back": {"handle_time": {"fixed": "1 min"}}}
GOLD = "agent_groups__desk__skills__gold"


def with_office(**changes):
    return OFFICE | {"contact_types__back": BACK} | changes


def vip(**changes):
    return sound(**with_office(**changes)).contact_types["vip"]


def test_what_is_left_out():
    scenario = sound()
    kind, queue, skill = (
        scenario.contact_types["vip"],
        scenario.queues["gold"],
        scenario.agent_groups["desk"].skills["gold"],
    )
    assert (kind.follow_up, kind.complaint, queue.callback, skill.unresolved, skill.resolves) == (
        None,
        None,
        None,
        None,
        1,
    )


def test_a_service_call():
    found = vip(contact_types__vip__follow_up={"share": 0.3, "contact_type": "back", "delay": HOUR}).follow_up
    assert (found.share, found.contact_type, found.delay) == (0.3, "back", Exponential(3600.0))


def test_a_complaint():
    found = vip(
        contact_types__vip__complaint={
            "contact_type": "back",
            "after_waiting": 0.1,
            "longer_than": "5 min",
            "delay": HOUR,
        }
    ).complaint
    assert (found.contact_type, found.after_abandoning, found.after_waiting, found.longer_than) == ("back", 0, 0.1, 300)
    assert (found.unresolved, found.delay) == (0, Exponential(3600.0))


def test_a_callback():
    found = sound(queues__gold__callback={"offer_above": "3 min", "accept": 0.4}).queues["gold"].callback
    assert (found.offer_above, found.accept, found.dial, found.reached) == (180, 0.4, Fixed(0.0), 1)


def test_unresolved():
    unresolved = {
        "escalate": {"to": "silver", "share": 0.4},
        "repeat": {"share": 0.6, "delay": HOUR, "same_agent": "10 min"},
    }
    skill = sound(**{f"{GOLD}__resolves": 0.8, f"{GOLD}__unresolved": unresolved}).agent_groups["desk"].skills["gold"]
    escalate, repeat = skill.unresolved.escalate, skill.unresolved.repeat
    assert (skill.resolves, escalate.to, escalate.share, escalate.warm, escalate.handover) == (
        0.8,
        "silver",
        0.4,
        0,
        Fixed(0.0),
    )
    assert (repeat.share, repeat.delay, repeat.same_agent) == (0.6, Exponential(3600.0), 600)


def test_unresolved_where_all_is_resolved_is_a_warning():
    unresolved = {f"{GOLD}__unresolved": {"repeat": {"share": 0.6, "delay": HOUR}}}
    place = "agent_groups.desk.skills.gold.unresolved"
    words = f"{place}: does nothing with resolves: 1; write resolves: 0.8, or whatever share is settled"
    assert sound(**unresolved).warnings == (words,)
    assert sound(**unresolved, agent_groups__desk__learning={"resolves": [0.9, 1]}).warnings == ()


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"contact_types__vip__follow_up": {"share": 1.1, "contact_type": "back", "delay": HOUR}}, "contact_types.vip.follow_up.share", "1.1 is not a share"),
        ({"contact_types__vip__follow_up": {"share": 1, "contact_type": "bakc", "delay": HOUR}}, "contact_types.vip.follow_up.contact_type", "Did you mean back?"),
        ({"contact_types__vip__follow_up": {"share": 1, "contact_type": "back"}}, "contact_types.vip.follow_up.delay", "is missing: From the end of talk"),
        ({"contact_types__vip__complaint": {"contact_type": "back", "after_waiting": 0.1, "delay": HOUR}}, "contact_types.vip.complaint",
         "after_waiting needs longer_than, the wait that is too long; write longer_than: 5 min"),
        ({"contact_types__vip__complaint": {"contact_type": "back", "longer_than": "5 min", "delay": HOUR}}, "contact_types.vip.complaint.longer_than",
         "longer_than goes with after_waiting"),
        ({"contact_types__vip__complaint": {"contact_type": "back", "unresolved": -0.1, "delay": HOUR}}, "contact_types.vip.complaint.unresolved", "not a share"),
        ({"queues__gold__callback": {"offer_above": 180, "accept": 1}}, "queues.gold.callback.offer_above", "180 has no unit; write 180 s or 180 min"),
        ({"queues__gold__callback": {"offer_above": "3 min", "accept": 1, "reached": 85}}, "queues.gold.callback.reached", "write 0.85 for 85 %"),
        ({f"{GOLD}__resolves": 1.2}, "agent_groups.desk.skills.gold.resolves", "1.2 is not a share"),
        ({f"{GOLD}__unresolved": {"escalate": {"to": "golf", "share": 1}}}, "agent_groups.desk.skills.gold.unresolved.escalate.to", "Did you mean gold?"),
        ({f"{GOLD}__unresolved": {"escalate": {"to": "silver", "share": 0.7}, "repeat": {"share": 0.4, "delay": HOUR}}},
         "agent_groups.desk.skills.gold.unresolved", "the shares of escalate and repeat sum to 1.1, more than 1"),
        ({f"{GOLD}__unresolved": {"repeat": {"share": 0.4, "delay": {"fixed": "0 s"}}}}, "agent_groups.desk.skills.gold.unresolved.repeat.delay",
         "takes no time at all, so that it would happen again at once and for ever; write a time above 0 s"),
        ({f"{GOLD}__unresolved": {"repeat": {"share": 0.4, "delay": "never"}}}, "agent_groups.desk.skills.gold.unresolved.repeat.delay", "never has no end"),
        ({f"{GOLD}__unresolved": {"repeat": {"share": 0.4, "delay": HOUR, "same_agent": "0 s"}}},
         "agent_groups.desk.skills.gold.unresolved.repeat.same_agent", "0 s is too little; it must be above 0 s"),
    ],
)  # fmt: skip
def test_faults(changes, key, message):
    found = told(small(**with_office(**changes)))
    assert [at for at, _ in found] == [key]
    assert message in found[0][1]
