"""How much a run may ask for: everything that is too much, said at once."""

import pytest

from callfloor.web.safety import limits
from callfloor.web.settings import Limits
from scenarios.catalogue import library
from scenarios.faults import InputError
from scenarios.loading import load, parse

CENTRE = """
callfloor: 1
calendar: {start: 2026-03-02, days: 2, interval: 1 h}
busyness: {day: {gamma: {mean: 2, cv: 0.1}}}
contact_types:
  call: {arrivals: {rate: 100 per h, busyness: day}, enters: line, patience: {exponential: {mean: 1 min}}}
  visit: {arrivals: {bookings: {slots: 10}}, enters: line, patience: {exponential: {mean: 1 min}}}
queues: {line: {}}
agent_groups: {team: {skills: {line: {handle_time: {exponential: {mean: 3 min}}}}, staffing: 5}}
events:
  - {at: "2026-03-02 00:00", lasts: 12 h, surge: {call: 3}}
experiment: {replications: 10}
"""


def test_contacts_count_surges_busy_days_and_bookings():
    # 48 h of 200, of which 12 are tripled; 48 h of 10 bookings
    assert limits.contacts_of(parse(CENTRE)) == pytest.approx(200 * (36 + 12 * 3) + 480)


def test_people_are_the_most_at_once():
    assert limits.people_of(parse(CENTRE)) == 5


def test_everything_too_much_is_said_at_once():
    tight = Limits(days=19, calendar=10_000, people=4)
    with pytest.raises(InputError) as fault:
        limits.check(parse(CENTRE), tight)
    assert [one.key for one in fault.value.faults] == ["experiment.replications", "contact_types", "agent_groups"]
    assert "20 days in all" in fault.value.faults[0].message


def test_contacts_of_all_days_are_counted_together():
    limits.check(parse(CENTRE), Limits(contacts=150_000))
    with pytest.raises(InputError, match="ask for fewer days"):
        limits.check(parse(CENTRE), Limits(contacts=150_000), replications=11)


@pytest.mark.parametrize("name", [entry.name for entry in library()])
def test_the_library_may_be_run(name: str):
    limits.check(load(name), Limits())
