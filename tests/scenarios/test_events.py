"""Events, and when they are at work."""

import pytest

from scenarios.distributions import Exponential, Fixed
from scenarios.events import OnCall, Spell, on_call

from .small import small, sound, told

H = 3600.0


def spells(kind, *events, days=1):
    return sound(events=list(events), calendar__days=days).spells(kind)


def test_no_events():
    assert sound().events == ()
    assert sound().spells("surge") == ()


def test_an_event_of_every_day():
    surge = {"at": "10:30", "lasts": "2 h", "surge": {"vip": 3, "plain": 0.5}}
    assert spells("surge", surge, days=2) == (
        Spell(10.5 * H, 12.5 * H, "vip", 3, 0),
        Spell(10.5 * H, 12.5 * H, "plain", 0.5, 0),
        Spell(34.5 * H, 36.5 * H, "vip", 3, 0),
        Spell(34.5 * H, 36.5 * H, "plain", 0.5, 0),
    )


@pytest.mark.parametrize("written", ["2026-03-03 14:00", "2026-03-03T14:00"])
def test_an_event_of_one_date(written):
    event = {"at": written, "lasts": "20 min", "outage": {"ivr": True, "desk": 0.5}}
    assert spells("outage", event, days=2) == (
        Spell(38 * H, 38 * H + 1200, "ivr", 1, 0),
        Spell(38 * H, 38 * H + 1200, "desk", 0.5, 0),
    )


def test_an_event_takes_hold_later_and_lasts_from_then():
    event = {"at": "11:00", "after": "30 min", "lasts": "4 h", "reinforce": {"desk": 20}}
    assert spells("reinforce", event) == (Spell(11.5 * H, 15.5 * H, "desk", 20, 0),)


def test_of_people_on_call_as_many_come_as_staffing_says_until_a_plan_chooses():
    event = {"at": "11:00", "lasts": "4 h", "reinforce": {"desk": {"up_to": 20, "staffing": 5}}}
    fixed = {"at": "11:00", "lasts": "4 h", "reinforce": {"desk": 3}}
    scenario = sound(events=[fixed, event])
    assert [(spell.amount, spell.event) for spell in scenario.spells("reinforce")] == [(3, 0), (5, 1)]
    assert on_call(scenario.events, scenario.calendar.grid) == (
        Spell(11 * H, 15 * H, "desk", OnCall(up_to=20, staffing=5), 1),
    )
    assert OnCall(up_to=20).staffing == 0


def test_events_are_cut_at_the_end_and_those_past_it_never_come():
    late = {"at": "23:00", "lasts": "2 h", "absence": {"desk": 0.15}}
    too_late = late | {"after": "1 h"}
    assert spells("absence", late, too_late) == (Spell(23 * H, 24 * H, "desk", 0.15, 0),)
    assert [spell.ends for spell in spells("absence", late, days=2)] == [25 * H, 48 * H]


def test_customers_who_call_about_a_fault():
    event = {"at": "09:00", "lasts": "3 h", "call_in": {"vip": {"contacts": 500, "delay": {"exponential": {"mean": "20 min"}},
                                                                "repeat": {"share": 0.3, "delay": {"fixed": "1 h"}}},
                                                        "plain": {"contacts": 5}}}  # fmt: skip
    first, second = spells("call_in", {"at": "08:00", "lasts": "1 h", "surge": {"vip": 1}}, event)
    assert (first.begins, first.ends, first.of, first.event) == (9 * H, 12 * H, "vip", 1)
    assert (first.amount.contacts, first.amount.delay) == (500, Exponential(1200.0))
    assert (first.amount.repeat.share, first.amount.repeat.delay) == (0.3, Fixed(3600.0))
    assert (second.amount.delay, second.amount.repeat) == (Fixed(0.0), None)


def test_a_surge_of_what_is_booked_is_a_warning():
    scenario = sound(
        contact_types__vip__arrivals={"bookings": {"slots": 1}},
        events=[{"at": "10:00", "lasts": "1 h", "surge": {"vip": 2, "plain": 2}}],
    )
    assert scenario.warnings == ("events.0.surge.vip: does nothing; these contacts are recorded or booked",)


def event(**changes):
    return {"at": "10:00", "lasts": "1 h", "surge": {"vip": 2}} | changes


@pytest.mark.parametrize(
    ("event", "key", "message"),
    [
        (event(at="25:00"), ".at", '"25:00" is not a time of day; they run from 00:00 to 24:00; an event is at "10:30" (every day) or "2026-03-02 10:30"'),
        (event(at="24:00"), ".at", "an event cannot be at 24:00, the end of the day; write 00:00"),
        (event(at=10), ".at", "10 is not a time of day"),
        (event(at="2026-03-04 10:00"), ".at", "2026-03-04 is not in the calendar, which is 2026-03-02 to 2026-03-03; leave the date out for every day"),
        (event(at="2026-02-30 10:00"), ".at", '"2026-02-30" is not a date'),
        (event(lasts=1), ".lasts", "1 has no unit"),
        (event(lasts="0 s"), ".lasts", "0 s is too little; it must be above 0 s"),
        (event(lasts="25 h"), ".lasts", "an event of every day cannot last 1 d 1 h; give it a date, or let it last 24 h at most"),
        (event(after="soon"), ".after", '"soon" is not a duration'),
        (event(surge={"vipp": 2}), ".surge.vipp", "Did you mean vip?"),
        (event(surge={"vip": -2}), ".surge.vip", "-2 is negative; 0 is the least"),
        (event(surge={}), ".surge", "surge names nothing"),
        (event(surge=None), "", "the event does nothing; an event is one of surge, reinforce, outage, absence or call_in"),
        (event(absence={"desk": 0.1}), "", "the event does surge and absence; write one event for each"),
        (event(surge=None, reinforce={"desk": 1.5}), ".reinforce.desk", "1.5 is not a whole number"),
        (event(surge=None, reinforce={"desks": 1}), ".reinforce.desks", "Did you mean desk?"),
        (event(surge=None, reinforce={"desk": -1}), ".reinforce.desk", "-1 is too little; 0 is the least"),
        (event(surge=None, reinforce={"desk": {}}), ".reinforce.desk.up_to", "is missing: At most so many can be called in; a plan chooses how many."),
        (event(surge=None, reinforce={"desk": {"up_to": 2, "upto": 2}}), ".reinforce.desk.upto", "Did you mean up_to?"),
        (event(surge=None, reinforce={"desk": {"up_to": 2, "staffing": 3}}), ".reinforce.desk.staffing", "3 are more than can be called in (up_to: 2)"),
        (event(surge=None, absence={"desk": 15}), ".absence.desk", "write 0.15 for 15 %"),
        (event(surge=None, outage={"desk": 2}), ".outage.desk", "2 is not a share"),
        (event(surge=None, outage={"desc": 1}), ".outage.desc",
         "an outage is of the IVR (ivr: true) or of a group's tools; there are ivr, desk. Did you mean desk?"),
        (event(surge=None, outage={"ivr": 0.5}), ".outage.ivr", "write ivr: true"),
        (event(surge=None, outage=True), ".outage", "true does not say what is out; write {ivr: true} or {vip_desk: 0.5}"),
        (event(surge=None, call_in={"vip": {"contacts": -1}}), ".call_in.vip.contacts", "-1 is negative"),
        (event(surge=None, call_in={"vip": {"contacts": 1, "repeat": {"share": 1, "delay": {"fixed": "0 s"}}}}), ".call_in.vip.repeat.delay", "takes no time at all"),
        (event(surge=None, call_in={"vip": {}}), ".call_in.vip.contacts", "is missing: How many call, on average."),
    ],
)  # fmt: skip
def test_faults(event, key, message):
    found = told(small(events=[event], calendar__days=2))
    assert [at for at, _ in found] == [f"events.0{key}"]
    assert message in found[0][1]


def test_an_ivr_that_is_not_there_cannot_be_out():
    data = small(ivr=None, contact_types__plain__enters="silver", events=[event(surge=None, outage={"ivr": True})])
    assert told(data) == [("events.0.outage.ivr", "the file defines no ivr that could be out")]
