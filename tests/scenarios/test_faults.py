"""What is wrong with a file, and what is said of it."""

import pytest

from scenarios.faults import Fault, InputError
from scenarios.loading import parse

from .small import faults, small, told

SHIFT = {"groups": ["desk"], "start": "08:00", "length": "8 h"}


def test_faults_are_told_as_a_table():
    error = InputError(
        [
            Fault("hotline.yaml", 41, "agent_groups.vip_desk.skills.vipp", "no queue is called vipp"),
            Fault("hotline.yaml", 58, "contact_types.vip.patience", "120 has no unit; write 120 s or 120 min"),
        ]
    )
    assert str(error).splitlines() == [
        "hotline.yaml:41  agent_groups.vip_desk.skills.vipp   no queue is called vipp",
        "hotline.yaml:58  contact_types.vip.patience          120 has no unit; write 120 s or 120 min",
        "2 faults; nothing was run.",
    ]
    assert str(InputError([Fault("a.yaml", None, "lines", "0 is too little")])).endswith("1 fault; nothing was run.")


def test_all_faults_of_a_file_are_told_at_once_in_its_order():
    text = """
calendar: {start: 2026-03-02, interval: 6 h}
contact_types:
  vip: {arrivals: {rate: 5}, enters: gold, patience: 120}
queues:
  gold: {tries: [clerks]}
  gold: {}
agent_groups:
  desk:
    skills:
      goldd: {handle_time: {exponential: {mean: 4 min}}, resolvs: 1}
targetts: []
"""
    assert [(fault.line, fault.key) for fault in faults(text)] == [
        (4, "contact_types.vip.arrivals.rate"),
        (4, "contact_types.vip.patience"),
        (6, "queues.gold.tries.0"),
        (6, "queues.gold"),
        (7, "queues.gold"),
        (11, "agent_groups.desk.skills.goldd"),
        (11, "agent_groups.desk.skills.goldd.resolvs"),
        (12, "targetts"),
    ]


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"titel": "x"}, "titel", 'no key is called "titel"; keys here are callfloor, title'),
        ({"titel": "x"}, "titel", "Did you mean title?"),
        ({"calendar": None}, "calendar", "is missing: The time that is simulated."),
        ({"queues": {}}, "queues", "nothing is defined here; define one at least"),
        ({"queues__gold": None}, "contact_types.vip.enters", 'no IVR node or queue is called "gold"; there are menu, silver'),
        ({"queues__gold__priority": 1.5}, "queues.gold.priority", "1.5 is not a whole number"),
        ({"queues__gold__capacity": -1}, "queues.gold.capacity", "-1 is too little; 0 is the least"),
        ({"queues__gold__tries": ["desk", "desc"]}, "queues.gold.tries.1",
         'no agent group is called "desc"; agent groups are desk. Did you mean desk?'),
        ({"queues__menu": {}}, "ivr.menu", "menu is both an IVR node and a queue; give one of them another name"),
        ({"queues__hang_up": {}}, "queues.hang_up", "hang_up is a reserved word"),
        ({"queues__a.b": {}}, "queues.a.b", '"a.b" cannot be a name'),
        ({"queues__lonely": {}}, "queues.lonely", "no group serves lonely; give a group skills: {lonely: ...}, or take the queue out"),
        ({"lines": 0}, "lines", "0 is too little; 1 is the least"),
        ({"lines": True}, "lines", "true is not a whole number"),
        ({"calendar__interval": "7 h"}, "calendar.interval", "7 h does not divide 24 h; write 5 min"),
        ({"calendar__interval": 30}, "calendar.interval", "30 has no unit; write 30 s or 30 min"),
        ({"calendar__start": "2.3.2026"}, "calendar.start", '"2.3.2026" is not a date; write it like 2026-03-02'),
        ({"calendar__days": 0}, "calendar.days", "0 is too little; 1 is the least"),
        ({"contact_types__vip__arrivals": {}}, "contact_types.vip.arrivals", "how many contacts come is missing"),
        ({"contact_types__vip__arrivals__rate": "5 per h"}, "contact_types.vip.arrivals", "volumes and rate are both given"),
        ({"contact_types__vip__arrivals__busyness": "flu"}, "contact_types.vip.arrivals.busyness",
         'no busyness is called "flu"; the file defines none; see busyness'),
        ({"contact_types__vip__arrivals__volumes": [1, -2, 3, 4]}, "contact_types.vip.arrivals.volumes.1", "-2 is negative; 0 is the least"),
        ({"contact_types__vip__arrivals__volumes": [1, "x", 3, 4]}, "contact_types.vip.arrivals.volumes.1", '"x" is not a number'),
        ({"contact_types__vip__arrivals__volumes": [1, 2, 3]}, "contact_types.vip.arrivals.volumes",
         "the list has 3 entries; write 4, one for each interval of a day"),
        ({"contact_types__vip__arrivals__volumes": [1, 2, 3], "calendar__days": 7}, "contact_types.vip.arrivals.volumes",
         "write 28, one for each interval of the calendar, or 4, one for each interval of a day (repeated)"),
        ({"contact_types__vip__arrivals__volumes": "many"}, "contact_types.vip.arrivals.volumes", '"many" is neither a list of numbers'),
        ({"contact_types__vip__arrivals__volumes": {"file": "v.csv"}}, "contact_types.vip.arrivals.volumes", "column is missing"),
        ({"contact_types__vip__arrivals__volumes": {"file": "v.csv", "column": "a"}}, "contact_types.vip.arrivals.volumes.file",
         "this scenario has no folder"),
        ({"contact_types__vip__patience": 120}, "contact_types.vip.patience", "120 has no unit; write 120 s or 120 min"),
        ({"contact_types__vip__retry": {"after_abandoning": 50, "delay": {"fixed": "1 min"}, "attempts": 2}},
         "contact_types.vip.retry.after_abandoning", "50 is not a share; shares run from 0 to 1 (write 0.5 for 50 %)"),
        ({"contact_types__vip__retry": {"delay": "never", "attempts": 2}}, "contact_types.vip.retry.delay", "only patience may be without end"),
        ({"ivr__menu__then": {"silver": 0.9, "hang_up": 0.2}}, "ivr.menu.then", "the shares sum to 1.1, not 1; change them so that they add up to 1"),
        ({"ivr__menu__then": {"silver": 1, "hangup": 0}}, "ivr.menu.then.hangup", "Did you mean hang_up?"),
        ({"ivr__menu__then": {"vip": {"silver": 0.5}, "plane": {"silver": 1}}}, "ivr.menu.then.vip", "the shares sum to 0.5, not 1"),
        ({"ivr__menu__then": {"vip": {"silver": 0.5}, "plane": {"silver": 1}}}, "ivr.menu.then.plane", "Did you mean plain?"),
        ({"ivr__menu__then": {"vip": {"silver": 1}}}, "ivr.menu.then", "plain contacts come here and no split is given for them"),
        ({"ivr__menu__then": {"menu": 0.5, "silver": 0.5}}, "ivr.menu.then", "contacts can go round in the IVR: menu -> menu"),
        ({"ivr__back": {"takes": {"fixed": "1 s"}, "then": {"menu": 1}}, "ivr__menu__then": {"vip": {"silver": 1}, "plain": {"back": 1}}},
         "ivr.menu.then", "contacts can go round in the IVR: menu -> back -> menu"),
        ({"agent_groups__desk__skills": {}}, "agent_groups.desk.skills", "define one at least"),
        ({"agent_groups__desk__shrinkage": "25 %"}, "agent_groups.desk.shrinkage", '"25 %" is not a share; write 0.25, without the % sign'),
        ({"agent_groups__desk__shrinkage": "12.5%"}, "agent_groups.desk.shrinkage", "write 0.125"),
        ({"agent_groups__desk__shrinkage": "120 %"}, "agent_groups.desk.shrinkage", '"120 %" is not a share; shares run from 0 to 1'),
        ({"targets": [{"queue": "gold", "answer_rate": "80 %", "within": "20 s"}]}, "targets.0.answer_rate", "write 0.8, without the % sign"),
        ({"ivr__menu__then": {"silver": "90 %", "hang_up": "10 %"}}, "ivr.menu.then.silver", "write 0.9, without the % sign"),
        ({"contact_types__vip__arrivals": {"rate": "-5 per h"}}, "contact_types.vip.arrivals.rate", '"-5 per h" is negative; 0 is the least'),
        ({"contact_types__vip__arrivals": {"rate": -5}}, "contact_types.vip.arrivals.rate", "-5 is negative and has no unit; write it like 50 per min"),
        ({"contact_types__vip__patience": -120}, "contact_types.vip.patience", "-120 is negative and has no unit; write it like 20 s or 4 min"),
        ({"agent_groups__desk__cost": "-45 per h"}, "agent_groups.desk.cost", '"-45 per h" is negative'),
        ({"contact_types__vip__patience": {"mixture": [{"weight": 0.5, "of": {"fixed": "1 s"}}]}}, "contact_types.vip.patience.mixture",
         "the weights sum to 0.5, not 1; change them so that they add up to 1"),
        ({"agent_groups__desk__shrinkage": 30}, "agent_groups.desk.shrinkage", "write 0.3 for 30 %"),
        ({"agent_groups__desk__staffing": -4}, "agent_groups.desk.staffing", "-4 is negative"),
        ({"agent_groups__desk__staffing": [1, 2]}, "agent_groups.desk.staffing", "the list has 2 entries; write 4"),
        ({"agent_groups__desk__cost": 45}, "agent_groups.desk.cost", "45 has no unit; write 45 per h"),
        ({"agent_groups__desk__skills__gold__after": 45}, "agent_groups.desk.skills.gold.after", "45 has no unit; write 45 s or 45 min"),
        ({"agent_groups__desk__skills__gold__preference": 0}, "agent_groups.desk.skills.gold.preference", "0 is too little; 1 is the least"),
        ({"agent_groups__clerks": {"skills": {"silver": {"handle_time": {"fixed": "1 s"}}}}, "queues__gold__tries": ["clerks"]},
         "queues.gold.tries.0", "clerks has no skill for gold; those who do are desk"),
        ({"routing": {"head_start": {"gold": "90 s"}}}, "routing.head_start",
         "head_start does nothing with freed_agent: priority; write freed_agent: longest_wait or take it out"),
        ({"routing": {"freed_agent": "longest_wait", "wait_weights": {"gold": 0}}}, "routing.wait_weights.gold", "a weight is above 0"),
        ({"routing": {"freed_agent": "longest"}}, "routing.freed_agent", "Did you mean longest_wait?"),
        ({"closing": "clean"}, "closing", '"clean" is not known here; write one of serve_out, clear'),
        ({"overtime": 1}, "overtime", "1 is neither true nor false"),
        ({"targets": [{"queue": "gold", "answer_rate": 0.9}]}, "targets.0", "answer_rate needs within; write within: 20 s"),
        ({"targets": [{"queue": "gold"}]}, "targets.0", "the target asks nothing; write one of answer_rate, abandonment, mean_wait, occupancy or on_time"),
        ({"targets": [{"queue": "gold", "abandonment": 0.1, "mean_wait": "1 s"}]}, "targets.0", "asks abandonment and mean_wait"),
        ({"targets": [{"queue": "gold", "contact_type": "vip", "abandonment": 0.1}]}, "targets.0", "not queue and contact_type"),
        ({"targets": [{"queue": "gold", "abandonment": 0.1, "within": "1 s"}]}, "targets.0.within", "goes with answer_rate only"),
        ({"targets": [{"queue": "gold", "occupancy": 0.9}]}, "targets.0.occupancy", "occupancy is not a measure of a queue"),
        ({"targets": [{"agent_group": "desk", "mean_wait": "1 s"}]}, "targets.0.mean_wait", "not a measure of an agent group"),
        ({"targets": [{"queue": "golf", "mean_wait": "1 s"}]}, "targets.0.queue", "Did you mean gold?"),
        ({"targets": [{"queue": "gold", "mean_wait": 20}]}, "targets.0.mean_wait", "20 has no unit; write 20 s or 20 min"),
        ({"targets": [{"queue": "gold", "abandonment": 0.1, "per": "hour"}]}, "targets.0.per", "an hour is not a number of intervals of 6 h"),
        ({"shifts": [SHIFT | {"groups": ["desc"]}]}, "shifts.0.groups.0", "Did you mean desk?"),
        ({"shifts": [SHIFT | {"groups": []}]}, "shifts.0.groups", "the rule names no group"),
        ({"shifts": [SHIFT | {"start": 8}]}, "shifts.0.start", '8 is not a time of day; write it like "08:30"'),
        ({"shifts": [SHIFT | {"start": "24:00"}]}, "shifts.0", "a shift cannot start at 24:00, the end of the day; write 00:00"),
        ({"shifts": [SHIFT | {"starts": ["09:00"]}]}, "shifts.0", "write either start"),
        ({"shifts": [{"groups": ["desk"], "starts": {"from": "09:00", "too": "10:00", "every": "1 h"}, "length": "8 h"}]},
         "shifts.0.starts.too", "keys here are from, to, every. Did you mean to?"),
        ({"shifts": [{"groups": ["desk"], "starts": {"from": "09:00", "to": "08:00", "every": "1 h"}, "length": "8 h"}]},
         "shifts.0.starts", "to 08:00 is before from 09:00; write two rules to cross midnight"),
        ({"shifts": [{"groups": ["desk"], "starts": {"from": "08:00", "to": "09:00", "every": "1 s"}, "length": "8 h"}]},
         "shifts.0.starts.every", "1 s is too little; 1 min is the least"),
        ({"shifts": [SHIFT | {"length": ["8 h", 6]}]}, "shifts.0.length.1", "6 has no unit; write 6 s or 6 min"),
        ({"shifts": [SHIFT | {"length": "25 h"}]}, "shifts.0.length", "no longer than 24 h"),
        ({"shifts": [SHIFT | {"breaks": [{"length": "9 h", "between": ["1 h", "2 h"]}]}]}, "shifts.0.breaks.0",
         "a break of 9 h is as long as the shift of 8 h"),
        ({"shifts": [SHIFT | {"breaks": [{"length": "1 h", "between": ["7 h 30 min", "8 h"]}]}]}, "shifts.0.breaks.0",
         "a break of 1 h that begins after 7 h 30 min ends past the shift of 8 h"),
        ({"shifts": [SHIFT | {"breaks": [{"length": "1 h", "between": ["3 h", "8 h"]}]}]}, "shifts.0.breaks.0", "ends past the shift of 8 h"),
        ({"shifts": [SHIFT | {"breaks": [{"length": "1 h", "between": ["5 h", "3 h"]}]}]}, "shifts.0.breaks.0.between", "write [3 h, 5 h]"),
        ({"shifts": [SHIFT], "agent_groups__desk__cost": None}, "agent_groups.desk", "desk works shifts but has no cost; write cost: 30 per h"),
        ({"headcount": {"desc": 4}}, "headcount.desc", "Did you mean desk?"),
        ({"headcount": {"desk": -4}}, "headcount.desk", "-4 is too little; 0 is the least"),
        ({"staff_minimum": {"desk": "two"}}, "staff_minimum.desk", '"two" is not a whole number'),
        ({"experiment": {"replications": 0}}, "experiment.replications", "0 is too little; 1 is the least"),
        ({"experiment": {"warm_up": "1 d"}}, "experiment.warm_up", "the warm-up lasts as long as the calendar"),
        ({"callfloor": 2}, "callfloor", "2 is not a version of the language that is known here; write 1"),
        ({"routing": {}, "experiment": [None]}, "experiment", "a list stands where keys belong"),
        ({"events": [None]}, "events.0", "nothing is written here; it needs at and lasts"),
        ({"queues": []}, "queues", "a list stands where names and what belongs to each should stand"),
        ({"routing": []}, "routing", "a list stands where keys belong: freed_agent"),
        ({"shifts": SHIFT}, "shifts", "a mapping stands where a list belongs"),
    ],
)  # fmt: skip
def test_a_fault_names_its_key_the_value_and_the_mend(changes, key, message):
    found = told(small(**changes))
    assert any(at == key and message in words for at, words in found), found


def test_resolves_of_one_is_fine():
    assert parse(small(agent_groups__desk__skills__gold__resolves=1)).agent_groups["desk"].skills["gold"].resolves == 1


def test_a_channel_that_nobody_knows_is_a_plain_fault():
    (fault,) = faults(small(contact_types__vip__channel="voise"))
    assert fault.message.endswith("Did you mean voice?")


def test_a_negative_number_of_people_is_one_fault_however_many_intervals():
    assert told(small(agent_groups__desk__staffing=-4)) == [
        ("agent_groups.desk.staffing", "-4 is negative; 0 is the least")
    ]


def test_shares_may_miss_one_by_what_arithmetic_loses():
    third = 1 / 3
    parse(small(ivr__menu__then={"silver": third, "gold": third, "hang_up": third}))
    assert told(small(ivr__menu__then={"silver": 0.5, "gold": 0.5 + 1e-8})) == [
        ("ivr.menu.then", "the shares sum to 1.00000001, not 1; change them so that they add up to 1")
    ]


def test_faults_across_parts_stand_beside_those_of_the_parts():
    unresolved = {"escalate": {"to": "silver", "share": 0.7, "warm": 2}, "repeat": {"share": 0.6, "delay": HOUR_LATER}}
    found = told(
        small(
            experiment__warm_up="30 h",
            contact_types__plain__patience="120",
            agent_groups__desk__skills__gold__resolves=0.5,
            agent_groups__desk__skills__gold__unresolved=unresolved,
            targets=[{"queue": "gold", "abandonment": 0.1, "per": "hour"}],
        )
    )
    assert {key for key, _ in found} >= {
        "experiment.warm_up",
        "contact_types.plain.patience",
        "agent_groups.desk.skills.gold.unresolved",
        "agent_groups.desk.skills.gold.unresolved.escalate.warm",
        "targets.0.per",
    }


HOUR_LATER = {"fixed": "1 h"}


def test_both_faults_of_a_calendar_are_told():
    found = told(small(calendar={"start": "soon", "interval": "25 h", "days": 4000}))
    assert [key for key, _ in found] == ["calendar.start", "calendar.days", "calendar.interval"]


def test_more_than_a_computer_can_hold_is_a_slip_of_the_pen():
    assert told(small(agent_groups__desk__staffing=1e12)) == [
        ("agent_groups.desk.staffing", "1e+12 are more than 1,000,000 in one interval; is it a slip of the pen?")
    ]
    assert told(small(contact_types__plain__arrivals={"rate": "1e12 per h"}))[0][0] == "contact_types.plain.arrivals"


def test_a_centre_without_calls_has_no_answer_rate_to_ask_for():
    work = {
        "calendar": {"start": "2026-03-02"},
        "contact_types": {"mail": {"channel": "email", "arrivals": {"rate": "2 per h"}, "enters": "mail"}},
        "queues": {"mail": {}},
        "agent_groups": {"desk": {"skills": {"mail": {"handle_time": {"fixed": "4 min"}}}}},
    }
    rate = {"answer_rate": 0.8, "within": "4 h"}
    assert told(work | {"targets": [rate]}) == [
        (
            "targets.0",
            "the centre's answer rate is over calls, chats and visitors, and there are none; name a queue or a contact type",
        )
    ]
    parse(work | {"targets": [rate | {"queue": "mail"}]})
