"""What can be simulated but not planned, and what contradicts itself: refused by name, all at once, before anything is solved."""

import pytest

from optimize.plan import plan
from optimize.refusals import roster_of
from scenarios.faults import InputError
from scenarios.loading import load
from tests.optimize.centres import two_groups
from tests.optimize.whole_floor import HANDLE, TARGET, hourly, morning, orders


def refused(scenario):
    with pytest.raises(InputError) as raised:
        plan(scenario)
    return raised.value.faults


def told(scenario):
    return [(fault.key, fault.message) for fault in refused(scenario)]


def test_a_recorded_day_has_no_fresh_days():
    scenario = orders()
    day = {"log": "calls.csv", "day": "2026-03-02"}
    call = scenario.contact_types["call"]
    recorded = call.arrivals.model_copy(update={"replay": day})
    kinds = {**scenario.contact_types, "call": call.model_copy(update={"arrivals": recorded})}
    faults = refused(scenario.model_copy(update={"contact_types": kinds}))
    assert [fault.key for fault in faults] == ["contact_types.call.arrivals.replay"]
    assert "volumes" in faults[0].message


@pytest.mark.parametrize("about", [{"queue": "orders"}, {"contact_type": "order"}])
def test_waits_of_deferred_work_are_not_planned_but_deadlines_are(about):
    targets = [{**about, "answer_rate": 0.8, "within": "1 h"}, {**about, "mean_wait": "2 h"}, {**about, "on_time": 0.9}]
    faults = refused(orders(targets=targets))
    assert [fault.key for fault in faults] == ["targets[0].answer_rate", "targets[1].mean_wait"]
    assert all("on_time" in fault.message and "simulate" in fault.message for fault in faults)


def test_a_centre_of_deferred_work_alone_has_no_answer_rate_to_plan():
    with pytest.raises(InputError, match="the centre's answer rate"):
        orders(calls=False, targets=[{"answer_rate": 0.8, "within": "1 h"}])


def test_where_nothing_is_asked_nobody_is_needed():
    assert told(morning(targets=[])) == [
        ("targets",
         "are missing, so that nobody is needed; write [{queue: calls, answer_rate: 0.8, within: 20 s, per: hour}]"),
    ]  # fmt: skip
    assert roster_of(morning(targets=[], staff_minimum={"team": 1})).planned == ("team",)


def test_an_answer_is_asked_for_before_anybody_may_give_it():
    late = {"calls": {**HANDLE, "after": "45 s"}}
    targets = [TARGET, {"queue": "calls", "mean_wait": "40 s"}, {**TARGET, "contact_type": "call", "within": "44.9 s"}]
    del targets[2]["queue"]
    mend = "is asked, and nobody takes a contact of calls before it has waited 45 s (after); shorten after, or ask for 45 s or more"
    assert told(morning(team={"skills": late}, targets=targets)) == [
        ("targets[0].within", f"30 s {mend}"),
        ("targets[1].mean_wait", f"40 s {mend}"),
        ("targets[2].within", f"44.9 s {mend}"),
    ]


def test_an_answer_on_the_second_or_by_another_group_is_no_contradiction():
    late = {"calls": {**HANDLE, "after": "30 s"}}
    assert roster_of(morning(team={"skills": late})).planned == ("team",)  # 30 s is within 30 s
    assert roster_of(two_groups()).planned == ("desk", "floor")  # the floor helps the desk after 5 s, the desk at once


def test_a_target_is_about_queues_that_are_closed_when_it_is_judged():
    shut = {"open": {"calls": "08:00-09:00"}, "shifts": hourly(8, 8)}
    targets = [TARGET, {"contact_type": "call", "abandonment": 0.1}]
    mend = "is about calls, closed whenever it is judged; open longer, or take the target out"
    found = told(morning(**shut, targets=targets, experiment={"warm_up": "9 h"}))
    assert found == [("targets[0]", mend), ("targets[1]", mend)]
    assert roster_of(morning(**shut, targets=targets, experiment={"warm_up": "8 h 59 min"})).planned == ("team",)


def test_nobody_may_be_busy():
    assert told(morning(targets=[TARGET, {"agent_group": "team", "occupancy": 0}])) == [
        ("targets[1].occupancy",
         "at most 0 is asked, so that nobody may take a contact; write 0.85, or take the target out"),
    ]  # fmt: skip


def test_nobody_may_wait():
    """No number of people keeps that; and how far it is missed cannot be said in parts of nothing."""
    assert told(morning(targets=[{"queue": "calls", "mean_wait": "0 s"}])) == [
        ("targets[0].mean_wait", "at most 0 s is asked, so that nobody may wait at all; write 20 s, or take the target out"),
    ]  # fmt: skip


def test_a_headcount_too_small_for_the_minimum():
    assert told(morning(headcount={"team": 1}, staff_minimum={"team": 2}, shifts=hourly(8, 8))) == [
        ("headcount.team",
         "1 person is too few for 2 at any time (the staff minimum), which takes 2 with these shifts; raise it, lower "
         "the staff minimum of team, or allow longer shifts"),
    ]  # fmt: skip


def test_a_headcount_that_is_enough_at_any_time_but_not_for_all_of_the_day():
    """Two at a time over four hours of one-hour shifts is eight people; seven are one too few."""
    assert told(morning(headcount={"team": 7}, staff_minimum={"team": 2})) == [
        ("headcount.team",
         "7 people are too few for 2 at any time (the staff minimum), which takes 8 with these shifts; raise it, lower "
         "the staff minimum of team, or allow longer shifts"),
    ]  # fmt: skip
    assert roster_of(morning(headcount={"team": 8}, staff_minimum={"team": 2})).planned == ("team",)


@pytest.mark.parametrize(("most", "longer", "faults"), [(0.6, False, 1), (1.0, False, 0), (0.6, True, 0)])
def test_a_share_of_part_time_without_other_shifts_lets_nobody_work(most, longer, faults):
    shifts = [*hourly(8, 11), *([{"groups": ["team"], "start": "08:00", "length": "4 h"}] if longer else [])]
    scenario = morning(part_time=[{"groups": ["team"], "below": "3 h", "most": most}], shifts=shifts)
    found = [] if faults == 0 and roster_of(scenario) else told(scenario)
    assert [key for key, _ in found] == ["part_time[0].most"] * faults
    assert all("every shift of team is shorter than 3 h" in text and "write most: 1" in text for _, text in found)


def test_breaks_are_gaps_that_somebody_else_must_fill():
    """One shift of four hours covers all but its break of one hour, which begins at 09:00 or 10:00: two people are needed."""
    rest = [{"length": "1 h", "between": ["1 h", "2 h"]}]
    shifts = [{"groups": ["team"], "start": "08:00", "length": "4 h", "breaks": rest}]
    ((key, message),) = told(morning(headcount={"team": 1}, staff_minimum={"team": 1}, shifts=shifts))
    assert key == "headcount.team"
    assert "which takes 2 with these shifts" in message
    assert roster_of(morning(headcount={"team": 2}, staff_minimum={"team": 1}, shifts=shifts)).planned == ("team",)


def test_all_is_told_at_once_with_its_line(tmp_path):
    path = tmp_path / "centre.yaml"
    path.write_text(
        """
callfloor: 1
calendar: {start: 2026-03-02, interval: 1 h}
contact_types: {call: {channel: voice, arrivals: {rate: 10 per h}, enters: calls, patience: {exponential: {mean: 3 min}}}}
queues: {calls: {}}
agent_groups:
  team: {skills: {calls: {handle_time: {exponential: {mean: 4 min}}, after: 1 min}}, cost: 10 per h}
  extra: {skills: {calls: {handle_time: {exponential: {mean: 4 min}}, after: 1 min}}}
targets:
  - {queue: calls, answer_rate: 0.8, within: 20 s}
  - {agent_group: team, occupancy: 0}
shifts: [{groups: [team], start: "08:00", length: 2 h}]
""",
        encoding="utf-8",
    )
    found = [(fault.line, fault.key) for fault in refused(load(str(path)))]
    assert (10, "targets[0].within") in found
    assert (11, "targets[1].occupancy") in found
    assert "agent_groups.extra.staffing" in [key for _, key in found]


def test_what_cannot_be_planned_is_told_beside_what_is_wrong_in_the_file(tmp_path):
    """A shift when all is closed, a break as long as its shift, and fewer people than the minimum: at once, each with its line."""
    path = tmp_path / "centre.yaml"
    path.write_text(
        "callfloor: 1\n"
        "calendar: {start: 2026-03-02, days: 1, interval: 1 h}\n"
        "contact_types: {calls: {arrivals: {rate: 20 per h}, enters: calls, patience: {exponential: {mean: 2 min}}}}\n"
        "queues: {calls: {}}\n"
        'open: {calls: "08:00-20:00"}\n'
        "agent_groups: {team: {skills: {calls: {handle_time: {exponential: {mean: 5 min}}}}, cost: 25 per h}}\n"
        "targets: [{queue: calls, answer_rate: 0.8, within: 20 s}]\n"
        "shifts:\n"
        '  - {groups: [team], start: "08:00", length: 12 h}\n'
        '  - {groups: [team], start: "21:00", length: 3 h}\n'
        '  - {groups: [team], start: "09:00", length: 2 h, breaks: [{length: 2 h, between: [0 h, 1 h]}]}\n'
        "headcount: {team: 3}\n"
        "staff_minimum: {team: 5}\n"
    )
    with pytest.raises(InputError) as refused:
        load(path, then=roster_of)
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [
        (10, "shifts.1.start"),
        (11, "shifts.2.breaks.0"),
        (12, "headcount.team"),
    ]
    with pytest.raises(InputError) as plain:
        load(path)
    assert len(plain.value.faults) == 2
