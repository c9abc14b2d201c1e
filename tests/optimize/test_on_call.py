"""People on call: how many are called in is the plan's choice; against every plan there is, on a day of four hours."""

import pytest

from optimize.outcome import Met, notes, staffing_of
from optimize.plan import plan
from optimize.program import Roster, ShiftProgram, Solved
from optimize.remarks import remarks
from optimize.shifts import kinds
from scenarios.faults import InputError
from sim.experiment import simulate
from sim.service.duty import reinforced
from tests.optimize import enumerated
from tests.optimize.whole_floor import morning

HOUR = 3600.0
PEAK = [0] * 8 + [24, 90, 90, 24] + [0] * 12
HALVES = [{"groups": ["team"], "start": start, "length": "2 h", "cost": 20} for start in ("08:00", "10:00")]
EXPONENTIAL = {"skills": {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}}}}
EACH_HOUR = [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "hour"}]


def called(up_to=6, at="09:00", lasts="2 h", **more):
    return {"at": at, "lasts": lasts, "reinforce": {"team": {"up_to": up_to, **more}}}


def peak(*events, **more):
    call = {"arrivals": {"volumes": PEAK}, "patience": {"exponential": {"mean": "3 min"}}}
    return morning(team=EXPONENTIAL, call=call, targets=EACH_HOUR, events=list(events), **{"shifts": HALVES, **more})


def solved(scenario, least, at=10):
    """The cheapest shifts with so many people there in an hour."""
    program = ShiftProgram(Roster.of(scenario))
    program.demand("there", program.scheduled("team", at), least)
    found = program.solve()
    return {(kind.start / HOUR, kind.on_call): people for kind, people in found.shifts.items()} if isinstance(
        found, Solved
    ) else None  # fmt: skip


def test_they_are_a_kind_of_shift_of_the_events_hours_at_the_groups_wage():
    *_, last = kinds(peak(called(at="09:10", lasts="1 h 30 min")))
    assert (last.start, last.end, last.cost, last.on_call) == (9 * HOUR + 600, 10 * HOUR + 2400, 15.0, True)
    assert not any(kind.on_call for kind in kinds(peak({"at": "09:00", "lasts": "2 h", "reinforce": {"team": 6}})))


def test_no_more_are_called_in_than_are_on_call():
    dear = [{**rule, "cost": 100} for rule in HALVES]
    assert solved(peak(called(3), shifts=dear), 5) == {(9.0, True): 3, (10.0, False): 2}
    twice = peak(called(3), called(1), shifts=dear)  # the same hours: people of two events
    assert solved(twice, 5) == {(9.0, True): 4, (10.0, False): 1}


def test_they_are_not_counted_in_headcount_part_time_or_a_minimum_of_staff():
    dear = [{**rule, "cost": 100} for rule in HALVES]
    assert solved(peak(called(9), shifts=dear, headcount={"team": 1}), 9) == {(9.0, True): 9}
    assert solved(peak(called(9), shifts=dear, staff_minimum={"team": 1}), 1) == {(8.0, False): 1, (10.0, False): 1}
    short = [{"groups": ["team"], "below": "6 h", "most": 0.0}]
    assert solved(peak(called(9), shifts=dear, part_time=short), 9) == {(9.0, True): 9}
    assert solved(peak(called(9), shifts=dear, headcount={"team": 0}, part_time=short), 10) is None


def test_in_weeks_they_need_no_staff():
    week = {"calendar": {"start": "2026-03-02", "days": 7, "interval": "1 h"}, "labour": {"days_per_week": 1}}
    call = {"arrivals": {"volumes": PEAK}}
    scenario = morning(call=call, shifts=HALVES, events=[called(5)], headcount={"team": 0}, **week)
    assert solved(scenario, 5) == {(9.0, True): 5}
    roster = Roster.of(scenario)
    assert roster.allows({kind: 5 for kind in roster.kinds if kind.on_call}) is None
    assert roster.allows({kind: 1 for kind in roster.kinds if not kind.on_call}) is not None


def test_without_shifts_a_headcount_leaves_them_out():
    scenario = peak(called(9), shifts=[], headcount={"team": 2})
    assert solved(scenario, 9) == {(10.0, False): 2, (9.0, True): 7}


def test_a_minimum_where_no_shift_can_be_is_said_though_people_are_on_call():
    scenario = peak(called(at="12:00", lasts="1 h"), staff_minimum={"team": 1}, open={"calls": "08:00-13:00"})
    assert any("12:00 to 13:00" in said for said in remarks(scenario, Roster.of(scenario)))


def test_who_is_called_in_is_on_the_floor_and_paid_once():
    scenario = peak(called(6, staffing=4))
    roster = Roster.of(scenario)
    one, two, call = roster.kinds
    staffing = staffing_of(scenario, roster, {one: 3, two: 3, call: 2})
    assert staffing.mean_scheduled("team")[8:12].tolist() == [3, 5, 5, 3]
    assert reinforced(scenario, staffing).mean_scheduled("team")[8:12].tolist() == [3, 5, 5, 3]
    assert reinforced(scenario, staffing).cost["team"].sum() == 3 * 20 + 3 * 20 + 2 * 20
    assert [(row.begins, row.up_to, row.people, row.cost) for row in staffing.called] == [(9 * HOUR, 6, 2, 40.0)]
    nobody = staffing_of(scenario, roster, {one: 3, two: 3})
    assert reinforced(scenario, nobody).mean_scheduled("team")[9] == 3
    assert notes(scenario, roster) == ()  # nobody comes whatever the plan


def test_simulated_without_a_plan_as_many_come_as_staffing_says_and_that_is_told():
    results = simulate(peak(called(6, staffing=4), shifts=[], **_staffed()), replications=2)
    assert results.staffing.mean_scheduled("team")[8:12].tolist() == [3, 7, 7, 3]
    assert results.notes == ("events.0.reinforce.team: 4 of up to 6 come (staffing); a plan chooses how many",)
    assert simulate(peak(called(6), **_staffed()), replications=2).staffing.mean_scheduled("team")[9] == 3


def _staffed():
    return {"agent_groups": {"team": {**EXPONENTIAL, "staffing": 3, "cost": "10 per h"}}}


def test_a_group_that_keeps_its_staffing_keeps_those_called_in_too():
    skills = {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}}}
    groups = {
        "team": {"skills": skills, "cost": "10 per h"},
        "other": {"skills": skills, "cost": "10 per h", "staffing": 2},
    }
    event = {"at": "09:00", "lasts": "1 h", "reinforce": {"other": {"up_to": 5, "staffing": 1}}}
    scenario = peak(event, agent_groups=groups)
    roster = Roster.of(scenario)
    assert not any(kind.on_call for kind in roster.kinds)
    assert reinforced(scenario, staffing_of(scenario, roster, {})).mean_scheduled("other")[9] == 3


def test_nobody_is_called_in_without_a_wage():
    with pytest.raises(InputError, match=r"agent_groups.team.cost.*people of the group, who are paid by the hour"):
        kinds(peak(called(), agent_groups={"team": EXPONENTIAL}))


def test_against_every_plan():
    """The people on call as a shift of its own, of which no more than six may work: each plan is computed exactly."""
    scenario = peak(called(6))
    outcome = plan(scenario, replications=400)
    assert isinstance(outcome, Met)
    found = outcome.plan
    on_call = {"groups": ["team"], "start": "09:00", "length": "2 h", "cost": 20}
    every = enumerated.Every(peak(shifts=[*HALVES, on_call]))
    at = {choice.kind.start / HOUR: choice.agents for choice in found.shifts}
    (row,) = found.called_in
    people = (at.get(8.0, 0), at.get(10.0, 0), row.people)
    assert found.cost == every.cost(people)
    assert found.results.value("cost").mean == pytest.approx(found.cost)
    assert every.meets(people)
    cheaper = [every.cost(one) for one in every.cheaper(found.cost) if one[2] <= 6 and every.meets(one)]
    assert cheaper == []
    assert found.bound <= found.cost
    without = [one for one in every.cheaper(found.cost + 1) if one[2] == 0 and every.meets(one)]
    assert without == []  # nobody could do it for as little by shifts alone


def test_who_is_called_in_is_there_when_it_is_told_what_targets_cost(monkeypatch):
    from optimize.telling import telling

    seen = []

    def at(scenario, roster, shifts, **_):
        seen.append(shifts)
        raise RuntimeError

    monkeypatch.setattr(telling.Lens, "at", at)
    outcome = plan(peak(called(6)), replications=200)
    with pytest.raises(RuntimeError):
        telling.tell(outcome.plan)
    (shifts,) = seen
    (row,) = outcome.plan.called_in
    assert sum(people for kind, people in shifts.items() if kind.on_call) == row.people > 0
    assert sum(kind.cost * people for kind, people in shifts.items()) == pytest.approx(outcome.plan.cost)
