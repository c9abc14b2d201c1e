"""One scenario with nearly every key of the language: it loads, and each key has become what it says."""

from pathlib import Path

import pytest

from scenarios.faults import InputError
from scenarios.loading import load, merged, parse

WHOLE = Path(__file__).parent / "whole.yaml"
HEADS_START = "routing.freed_agent=longest_wait"  # the one rule that the file's head_start goes with


@pytest.fixture
def whole(tmp_path):
    (tmp_path / "scenario.yaml").write_text(WHOLE.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "volumes.csv").write_text("vip,standard\n" + "3,40\n" * 48)
    (tmp_path / "staffing.csv").write_text("vip_desk\n" + "5\n" * 48)
    return tmp_path


def test_the_whole_language_loads(whole):
    scenario = load(whole, [HEADS_START])
    assert scenario.warnings == ()
    assert scenario.channel_of == {"vip": "voice", "general": "voice", "chat": "chat", "complaints": "work_order"}
    assert [scenario.deferred(queue) for queue in scenario.queues] == [False, False, False, True]
    assert scenario.queues["complaints"].deadline.seconds == 48 * 3600
    callback = scenario.queues["general"].callback
    assert (callback.offer_above, callback.accept, callback.dial.mean(), callback.reached) == (180, 0.4, 12.5, 0.85)
    unresolved = scenario.agent_groups["generalists"].skills["general"].unresolved
    assert (unresolved.escalate.to, unresolved.escalate.share, unresolved.escalate.warm) == ("vip", 0.2, 0.6)
    assert (unresolved.repeat.share, unresolved.repeat.delay.mean(), unresolved.repeat.same_agent) == (0.5, 21600, None)
    chats = scenario.agent_groups["chat_desk"]
    assert (chats.concurrency, chats.slowdown) == (3, (1, 1.25, 1.5))
    assert scenario.open_spans("general") == ((6 * 3600, 86400),)
    assert scenario.open_spans("vip") == scenario.open_spans("complaints") == ((0, 86400),)
    assert scenario.labour.rest == 11 * 3600
    assert scenario.targets[3].measure == "on_time"


def test_head_start_with_another_rule_is_its_one_fault(whole):
    with pytest.raises(InputError) as caught:
        load(whole)
    assert [fault.key for fault in caught.value.faults] == ["routing.head_start"]


def test_what_is_printed_reads_back(whole):
    data = merged(whole, [HEADS_START]).data
    assert parse(data, whole, f"{whole.name}.yaml") == load(whole, [HEADS_START])


@pytest.mark.parametrize(
    ("override", "look", "value"),
    [
        ("events.0.surge.standard=2", lambda s: s.spells("surge")[0].amount, 2),
        ("events.1.after=30 min", lambda s: s.spells("reinforce")[0].begins, 12 * 3600),
        ("events=[]", lambda s: s.events, ()),
        ("open.chat=closed", lambda s: s.open_spans("general"), ((21600, 86400),)),
        ("open.general=22:00-06:00", lambda s: s.open_spans("general"), ((0, 21600), (79200, 86400))),
        ("queues.complaints.deadline=3 working days", lambda s: s.queues["complaints"].deadline.working_days, 3),
        ("queues.complaints.deadline_from=first_arrival", lambda s: s.queues["complaints"].deadline_from, "first_arrival"),
        ("queues.general.callback.accept=0.5", lambda s: s.queues["general"].callback.accept, 0.5),
        ("agent_groups.generalists.skills.general.unresolved.escalate.share=0.3",
         lambda s: s.agent_groups["generalists"].skills["general"].unresolved.escalate.share, 0.3),
        ("agent_groups.chat_desk.slowdown=[1, 1, 1]", lambda s: s.agent_groups["chat_desk"].slowdown, (1, 1, 1)),
        ("agent_groups.chat_desk.absence=0.05", lambda s: s.agent_groups["chat_desk"].absence, 0.05),
        ("agent_groups.chat_desk.learning={handle_time: [1.3, 1.1, 1]}",
         lambda s: s.agent_groups["chat_desk"].learning.factors(1), (1.1, 1)),
        ("labour.rest=12 h", lambda s: s.labour.rest, 43200),
        ("labour.weekly_hours.max=48 h", lambda s: s.labour.weekly_hours.max, 172800),
        ("satisfaction={wait_per_min: 4}", lambda s: s.satisfaction.wait_per_min, 4),
        ("calendar.holidays=[2026-03-02]", lambda s: [str(day) for day in s.calendar.holidays], ["2026-03-02"]),
        ("contact_types.app_chat.arrivals.bookings={slots: 2}",
         lambda s: s.contact_types["app_chat"].arrivals.bookings.slots[47], 2),
        ("contact_types.vip.arrivals.weekdays={mon: 2}", lambda s: s.contact_types["vip"].arrivals.volumes[0], 6),
        ("ivr.bot.ports=5", lambda s: (s.ivr["bot"].ports, s.ivr["bot"].when_full), (5, None)),
        ("ivr.bot={ports: 5, when_full: general}", lambda s: s.ivr["bot"].when_full, "general"),
    ],
)  # fmt: skip
def test_set(whole, override, look, value):
    shifts = ["shifts=[]"] if override.startswith("open") else []
    assert look(load(whole, [HEADS_START, *shifts, override])) == value


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("events.0.surg.standard=2", "events.0 has no surg; it has at, lasts, after, surge, reinforce, outage, absence, call_in. Did you mean surge?"),
        ("labour.rst=12 h", "labour has no rst; it has days_per_week, most_in_a_row, rest, weekly_hours. Did you mean rest?"),
        ("queues.general.callback.accpt=1", "Did you mean accept?"),
        ("agent_groups.chat_desk.learning.hours=1", "agent_groups.chat_desk.learning has no hours; it has handle_time, resolves, since"),
        ("satisfaction.bands.god=1", "satisfaction.bands has no god; it has good, pass. Did you mean good?"),
    ],
)  # fmt: skip
def test_a_key_that_is_not_there_cannot_be_set(whole, override, message):
    with pytest.raises(InputError) as caught:
        load(whole, [HEADS_START, override])
    (fault,) = caught.value.faults
    assert message in fault.message


BAD = """
extends: scenario.yaml
routing: {freed_agent: longest_wait}
contact_types:
  vip: {complaint: {contact_type: complain, unresolved: 0.2, delay: {fixed: 1 h}}}
  app_chat: {arrivals: {rate: null, replay: {log: calls.csv}}}
ivr: {by_type: {then: {vip: {vip: 1}, standard: {hotline: 1}}}}
queues: {complaints: {deadline: 2 days}}
agent_groups:
  vip_desk: {skills: {vip: {unresolved: {escalate: {to: general, share: 0.5}}}}}
  generalists: {skills: {general: {unresolved: {repeat: {share: 0.9}}}}}
  chat_desk: {slowdown: [1, 1.25]}
events: [{at: "10:30", lasts: 2 h, surge: {standrad: 3.0}}]
shifts: [{groups: [chat_desk], start: "23:00", length: 6 h, cost: 9}]
labour: {days_per_week: 8}
open: {chat: "07:00-22:00", vip: closd}
"""


def test_all_faults_are_told_at_once(whole):
    (whole / "bad.yaml").write_text(BAD)
    (whole / "calls.csv").write_text("arrived_at,talk\n08:00:00,60\n07:59:00,60\n")
    with pytest.raises(InputError) as caught:
        load(whole / "bad.yaml")
    assert {fault.key: fault.message.partition(";")[0] for fault in caught.value.faults} == {
        "contact_types.vip.complaint.contact_type":
            'no contact type is called "complain"',
        "contact_types.app_chat.arrivals.replay.log":
            "row 3: the call came before that of row 2",
        "ivr.hotline.then": "contacts can go round in the IVR: hotline -> by_type -> hotline",
        "queues.complaints.deadline": '"2 days" is not a duration',
        "agent_groups.vip_desk.skills.vip.unresolved.escalate.to":
            "contacts can be handed on in a circle: vip -> general -> vip",
        "agent_groups.generalists.skills.general.unresolved":
            "the shares of escalate and repeat sum to 1.1, more than 1",
        "agent_groups.chat_desk.slowdown": "slowdown has 2 factors",
        "events.0.surge.standrad": 'no contact type is called "standrad"',
        "shifts.0.start": "nothing that chat_desk serves (chat) is open from 23:00 to 05:00",
        "labour.days_per_week": "8 is too much",
        "open.vip": '"closd" does not say when it is open',
    }  # fmt: skip
