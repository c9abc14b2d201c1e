"""Work that does not fit the queue it comes to."""

import pytest

from .small import small, sound, told

FIX = {"fixed": "1 min"}
HOUR = {"fixed": "1 h"}
MAIL = {"channel": "email", "arrivals": {"rate": "1 per h"}, "enters": "back"}
CHAT = {"channel": "chat", "arrivals": {"rate": "1 per h"}, "enters": "chats"}
ROOMS = {
    "queues__back": {"deadline": "3 working days"},
    "queues__chats": {},
    "agent_groups__desk__skills__back": {"handle_time": FIX},
    "agent_groups__desk__skills__chats": {"handle_time": FIX},
    "contact_types__mail": MAIL,
    "contact_types__chat": CHAT,
}
TALKS = {"resolves": 0.5, "handle_time": FIX}


def to(queue, share=0.5):
    return TALKS | {"unresolved": {"escalate": {"to": queue, "share": share}}}


def test_deferred_work_is_patient():
    scenario = sound(**ROOMS)
    mail, chat = scenario.contact_types["mail"], scenario.contact_types["chat"]
    assert (mail.immediate, chat.immediate, mail.patience.mean()) == (False, True, float("inf"))
    assert scenario.queues["back"].deadline.working_days == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"contact_types__chat__channel": "counter", "contact_types__chat__enters": "gold"},
        {"contact_types__more": MAIL | {"channel": "outbound"}},
        {"agent_groups__desk__skills__gold": to("back")},
        {"agent_groups__desk__skills__gold": to("silver")},
        {"agent_groups__desk__skills__chats": to("back")},
        {"agent_groups__desk__skills__back": to("spare"), "queues__spare": {}, "agent_groups__desk__skills__spare": TALKS},
        {"agent_groups__desk__concurrency": 3},
        {"queues__gold__callback": {"offer_above": "1 min", "accept": 1}},
        {"contact_types__vip__complaint": {"contact_type": "mail", "unresolved": 0.5, "delay": HOUR}, "agent_groups__desk__skills__gold": to("back")},
        {"targets": [{"queue": "back", "on_time": 0.9}, {"contact_type": "mail", "on_time": 0.9}, {"on_time": 0.9, "per": "day"}]},
        {"targets": [{"contact_type": "vip", "on_time": 0.9}], "agent_groups__desk__skills__gold": to("back")},
    ],
)  # fmt: skip
def test_what_fits(changes):
    sound(**(ROOMS | changes))


def test_a_target_of_work_done_by_its_deadline():
    targets = [
        {"queue": "back", "on_time": 0.9, "per": "day"},
        {"contact_type": "mail", "on_time": 0.8},
        {"on_time": 0.7},
    ]
    found = sound(**ROOMS, targets=targets).targets
    assert [(target.scope, target.of_what, target.measure, target.asked, target.per) for target in found] == [
        ("queue", "back", "on_time", 0.9, "day"),
        ("contact_type", "mail", "on_time", 0.8, "horizon"),
        ("centre", "", "on_time", 0.7, "horizon"),
    ]


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"contact_types__mail__patience": FIX}, "contact_types.mail.patience", "email is deferred work and waits without patience; take it out"),
        ({"contact_types__chat__enters": "gold"}, "queues.gold", "calls (vip) and chats (chat) come to one queue, and are not served alike; give each a queue of its own"),
        ({"contact_types__mail__enters": "gold"}, "queues.gold", "calls (vip) and deferred work (mail) come to one queue"),
        ({"contact_types__mail__enters": "chats"}, "queues.chats", "deferred work (mail) and chats (chat) come to one queue"),
        ({"queues__silver__deadline": "1 h"}, "queues.silver.deadline", "plain waits here in person; a deadline is for deferred work"),
        ({"queues__back__callback": {"offer_above": "1 min", "accept": 1}}, "queues.back.callback",
         "only who waits on the line can be called back, and back has deferred work; take it out"),
        ({"queues__chats__callback": {"offer_above": "1 min", "accept": 1}}, "queues.chats.callback", "and chats has chats"),
        ({"agent_groups__desk__skills__back": to("gold")}, "agent_groups.desk.skills.back.unresolved.escalate.to",
         "back has deferred work and gold has calls; hand on to a queue of the same kind, or to one with a deadline"),
        ({"agent_groups__desk__skills__gold": to("chats")}, "agent_groups.desk.skills.gold.unresolved.escalate.to", "gold has calls and chats has chats"),
        ({"agent_groups__two": {"skills": {"gold": {"handle_time": FIX}}, "concurrency": 3}}, "agent_groups.two.concurrency",
         "two serves no chats, and only chats are served 3 at once; queues with chats are chats"),
        ({"contact_types__vip__follow_up": {"contact_type": "chat", "share": 1, "delay": HOUR}}, "contact_types.vip.follow_up.contact_type",
         "chat is of the channel chat, but this is deferred work; write contact_types: {chat: {channel: outbound}}"),
        ({"contact_types__mail__enters": "door", "ivr__door": {"takes": FIX, "then": {"back": 1}},
          "contact_types__vip__complaint": {"contact_type": "mail", "after_abandoning": 1, "delay": HOUR}}, "contact_types.vip.complaint.contact_type",
         "mail enters the IVR (door), but this comes to a queue directly; let it enter one"),
        ({"contact_types__vip__complaint": {"contact_type": "mail", "unresolved": 0.6, "delay": HOUR}, "agent_groups__desk__skills__gold": to("silver")},
         "contact_types.vip.complaint.unresolved", "0.6 and what desk escalates or sees again of gold (0.5) sum to 1.1, more than 1; 0.5 is the most"),
        ({"targets": [{"queue": "gold", "on_time": 0.9}]}, "targets.0.on_time", "gold has no deadline to be met; only deferred work has one; take it out"),
        ({"targets": [{"contact_type": "vip", "on_time": 0.9}]}, "targets.0.on_time", "no queue that vip comes to has a deadline to be met"),
        ({"targets": [{"on_time": 0.9}], "queues__back": {}}, "targets.0.on_time", "no queue has a deadline to be met; write queues: {back: {deadline: 48 h}}"),
        ({"targets": [{"agent_group": "desk", "on_time": 0.9}]}, "targets.0.on_time", "on_time is not a measure of an agent group"),
        ({"targets": [{"queue": "back", "on_time": 95}]}, "targets.0.on_time", "write 0.95 for 95 %"),
        ({"targets": [{"queue": "back", "on_time": 0.9, "within": "1 h"}]}, "targets.0.within", "within goes with answer_rate only"),
    ],
)  # fmt: skip
def test_what_does_not(changes, key, message):
    found = told(small(**(ROOMS | changes)))
    assert [at for at, _ in found] == [key]
    assert message in found[0][1]


@pytest.mark.parametrize(
    "changes",
    [
        {"contact_types__chat__channel": "chatt", "agent_groups__desk__concurrency": 3},
        {"contact_types__chat__channel": ["chat"], "agent_groups__desk__concurrency": 3},
        {"contact_types__chat__enters": "chatz", "agent_groups__desk__concurrency": 3},
        {"contact_types__mail__channel": "mail", "queues__back__callback": {"offer_above": "1 min", "accept": 1}},
        {"queues__back__deadline": "3", "targets": [{"on_time": 0.9}]},
        {"targets": [{"queue": "bakc", "on_time": 0.9}]},
    ],
)
def test_one_slip_is_one_fault(changes):
    assert len(told(small(**(ROOMS | changes)))) == 1
