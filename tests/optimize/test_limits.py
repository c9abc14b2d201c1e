"""Rules on people where they are moved about: what is allowed move by move is what the programs allow, no more and no less."""

import numpy as np
import pytest

from optimize.beliefs import Beliefs
from optimize.model import Model
from optimize.on_call import on_shifts
from optimize.outcome import Met
from optimize.plan import plan
from optimize.program import NoSolution, Roster, ShiftProgram, Solved
from optimize.roster import Bundle
from optimize.search.annealing import Cooling, anneal, price_moves
from optimize.search.ground import Moves, movable
from optimize.search.limits import owed
from optimize.visits import visits
from tests.optimize.centres import two_groups
from tests.optimize.weeks import week

SHORT, LONG, NIGHT = (
    {"start": "10:00", "length": "4 h"},
    {"start": "08:00", "length": "8 h"},
    {"start": "20:00", "length": "10 h"},
)
MEAL = {"start": "09:00", "length": "8 h", "breaks": [{"length": "30 min", "between": ["2 h", "6 h"], "paid": False}]}
LABOUR = {"days_per_week": 5, "most_in_a_row": 6, "rest": "11 h", "weekly_hours": {"max": "40 h"}}
LEAST = {**LABOUR, "weekly_hours": {"min": "30 h", "max": "40 h"}}
ONE = {"skills": {"calls": {"handle_time": {"fixed": "60 s"}}}, "cost": "1 per h"}
TWO = {"agent_groups": {"team": ONE, "other": ONE}}
BRIEF = [{"groups": ["team"], "below": "6 h", "most": 0.3}]
CALLED = [
    {"at": "09:00", "lasts": "2 h", "reinforce": {"team": {"up_to": 3}}},
    {"at": "09:00", "lasts": "2 h", "reinforce": {"team": {"up_to": 1}}},
    {"at": "11:20", "lasts": "1 h", "reinforce": {"team": {"up_to": 2}}},
]
CYCLIC = {"calendar": {"cyclic": True}}
TARGET = [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "day"}]
RULES = {
    "headcount of a day": week(SHORT, LONG, days=1, headcount={"team": 5}),
    "headcount at any time": week(days=1, headcount={"team": 3}, open={"calls": "08:00-12:00"}),
    "staff minimum": week(SHORT, LONG, MEAL, days=1, staff_minimum={"team": 2}),
    "people on call": week(SHORT, LONG, days=1, headcount={"team": 4}, staff_minimum={"team": 1}, events=CALLED),
    "part-time": week(SHORT, LONG, MEAL, days=2, part_time=BRIEF, events=CALLED),
    "headcount of two days": week(LONG, NIGHT, days=2, headcount={"team": 4}),
    "labour": week(LONG, NIGHT, SHORT, headcount={"team": 4}, labour=LABOUR, events=CALLED),
    "labour, cyclic": week(LONG, NIGHT, headcount={"team": 3}, labour=LABOUR, **CYCLIC),
    "labour without a headcount": week(LONG, SHORT, labour=LABOUR),
    "least hours": week(LONG, SHORT, MEAL, labour=LEAST, part_time=BRIEF),
    "least hours and a headcount": week(LONG, NIGHT, headcount={"team": 4}, labour=LEAST, **CYCLIC),
    "a fortnight": week(LONG, SHORT, days=14, headcount={"team": 3}, labour=LEAST),
    "two groups": week(
        LONG, {**NIGHT, "groups": ["other"]}, {**SHORT, "groups": ["other", "team"]}, headcount={"team": 3, "other": 2},
        labour=LEAST, part_time=[{"groups": ["other"], "below": "6 h", "most": 0.4}], **TWO),
}  # fmt: skip


OWED = {"least hours", "least hours and a headcount", "a fortnight", "two groups"}  # may be missing on the way


def laid_out(scenario, shifts, roster=None):
    scenario = scenario.model_copy(update={"targets": week(LONG, targets=TARGET).targets})
    roster = roster or Roster.of(scenario)
    model = Model.of(scenario, roster, visits(scenario))
    slopes = {(0, "calls", group): 1.0 for group in roster.planned}
    return Moves(model, Beliefs(slopes=slopes), shifts)


def some(roster, chance):
    """The cheapest shifts that keep every rule with so many people at some times, or fewer if there are none."""
    slots = chance.choice(roster.presence.shape[1], 3)
    for people in range(int(chance.integers(7)), -1, -1):
        program = ShiftProgram(roster)
        for number, slot in enumerate(slots):
            if program.scheduled("team", slot):
                program.demand(f"asked_{number}", program.scheduled("team", slot), people)
        solved = program.solve()
        if isinstance(solved, Solved):
            return solved.shifts
    raise AssertionError("no shifts keep the rules")


def kept(roster, shifts):
    """Whether shifts keep every rule of a roster, looked at without rows."""
    apart = on_shifts(shifts)
    for group, least in roster.staff_minimum.items():
        ever = roster.reach[roster.on_shifts(group)].any(axis=0)
        if (roster.scheduled(group, apart)[ever] < least).any():
            return False
    for bundle in roster.bundles:
        worked = sum(shifts.get(roster.kinds[place], 0) for place in bundle.kinds)
        if worked > bundle.people or (worked < bundle.people and not bundle.optional):
            return False
    return roster.allows(shifts) is None


def possible(roster, shifts):
    """Whether the program has a solution with just these people; where breaks lie is left to it."""
    program, worked = ShiftProgram(roster), dict.fromkeys(roster.kinds, 0)
    for kind, people in shifts.items():
        alike = [
            k
            for k in roster.kinds
            if (k.group, k.start, k.length, k.on_call) == (kind.group, kind.start, kind.length, kind.on_call)
        ]
        worked[alike[0]] += people
    for place, kind in enumerate(roster.kinds):
        program.demand(f"at_least_{place}", program.people[place] + 0, worked[kind])
        program.demand(f"at_most_{place}", -program.people[place], -worked[kind])
    return not isinstance(program.solve(), NoSolution)


def stirred(moves, tries, seed):
    """People after many moves at any price, and what the limits are thought to add up to."""
    state = moves._state(moves.people)
    anneal(moves.ground, state, moves._paper(state, seed), Cooling(tries, 1e9, 1e9, 99))
    assert state.sums == pytest.approx(moves._state(state.people).sums, abs=1e-9)
    assert (state.scheduled == moves._state(state.people).scheduled).all()
    shifts, limits = moves._shifts(state.people), moves.ground.limits
    if kept(moves.roster, moves._shifts(moves.people)):
        due = sum(owed(limits, state.sums, group) for group in range(len(moves.roster.planned)))
        assert kept(moves.roster, shifts) == (due == 0)
    return shifts


@pytest.mark.parametrize("rule", RULES)
def test_a_move_is_allowed_just_if_what_comes_of_it_keeps_the_rules(rule):
    chance, scenario = np.random.default_rng(1), RULES[rule]
    roster, seen = Roster.of(scenario), set()
    for _ in range(6):
        shifts = some(roster, chance)
        assert kept(roster, shifts)
        other = stirred(laid_out(scenario, shifts), 300, int(chance.integers(99)))
        moves = laid_out(scenario, other if kept(roster, other) else shifts)
        state, offs = moves._state(moves.people), np.flatnonzero(moves.people)
        dearer = np.empty((len(offs) + 1, len(moves.kinds) + 1))
        price_moves(moves.ground, state, moves._paper(state, 0), offs, dearer)
        assert state.sums == pytest.approx(moves._state(moves.people).sums, abs=1e-9)
        pairs = [(off, on) for off in range(dearer.shape[0]) for on in range(dearer.shape[1])]
        for off, on in [pairs[at] for at in chance.permutation(len(pairs))[:150]]:
            people = moves.people.copy()
            people[offs[off - 1 : off]] -= 1
            people[on - 1 : on] += 1
            if (people != moves.people).any():
                allowed = bool(np.isfinite(dearer[off, on]))
                assert allowed == kept(roster, moves._shifts(people))
                seen.add(allowed)
    assert seen == ({True} if rule == "labour without a headcount" else {True, False})


@pytest.mark.parametrize("rule", RULES)
def test_whoever_is_moved_about_for_long_still_keeps_the_rules_of_the_program(rule):
    roster, chance = Roster.of(RULES[rule]), np.random.default_rng(2)
    moves = laid_out(RULES[rule], some(roster, chance))
    for seed in range(1, 6):
        shifts = stirred(moves, 5000, seed)
        assert kept(roster, shifts) or rule in OWED
        if seed < 3:
            assert possible(roster, shifts) == kept(roster, shifts)
    assert kept(roster, moves.better(Cooling(20_000, 5.0, 0.1, 50), 1))


@pytest.mark.parametrize("rule", RULES)
def test_only_least_hours_are_left_to_the_master(rule):
    roster = Roster.of(RULES[rule])
    assert movable(laid_out(RULES[rule], dict.fromkeys(roster.kinds, 1)).model) == (rule not in OWED)


@pytest.mark.parametrize("optional", [False, True])
def test_so_many_as_a_bundle_says_work_one_of_its_shifts(optional):
    scenario = week(LONG, SHORT, NIGHT, days=1)
    roster = Roster.of_kinds(scenario, Roster.of(scenario).kinds, [Bundle((0, 1), 4, optional=optional)])
    one, other, night = roster.kinds
    moves = laid_out(scenario, {one: 2, other: 2, night: 1}, roster)
    ever = {shifts.get(one, 0) + shifts.get(other, 0) for shifts in (stirred(moves, 500, seed) for seed in range(30))}
    assert max(ever) == 4
    assert (min(ever) < 4) == optional


def test_a_limit_that_is_exceeded_where_people_are_moved_from_is_exceeded_no_further():
    scenario = week(LONG, SHORT, days=1, headcount={"team": 5})
    long, _ = Roster.of(scenario).kinds
    counted = [sum(stirred(laid_out(scenario, {long: 9}), 500, seed).values()) for seed in range(20)]
    assert max(counted) == 9
    assert min(counted) < 9


LOOSE = {
    "part-time": {"part_time": [{"groups": ["team"], "below": "6 h", "most": 1.0}]},
    "headcount": {"headcount": {"team": 999}},
    "labour": {"headcount": {"team": 999}, "labour": {"rest": "8 h", "days_per_week": 6}},
    "staff minimum": {"staff_minimum": {"team": 0}},
}


@pytest.mark.parametrize("rule", LOOSE)
def test_what_binds_nothing_changes_nothing(rule):
    bare, loose = week(LONG, SHORT, NIGHT), week(LONG, SHORT, NIGHT, **LOOSE[rule])
    shifts = dict.fromkeys(Roster.of(bare).kinds, 2)
    cooling = Cooling(20_000, 2.0, 0.02, 40)
    found = laid_out(loose, shifts).better(cooling, 1)
    assert found == laid_out(bare, shifts).better(cooling, 1)
    assert found != shifts


@pytest.mark.slow
def test_a_plan_is_no_dearer_for_what_binds_nothing_and_cheaper_for_people_on_call():
    bare = plan(two_groups(), replications=200)
    loose = plan(two_groups(part_time=[{"groups": ["desk", "floor"], "below": "3 h", "most": 1.0}]), replications=200)
    event = {"at": "09:00", "lasts": "1 h", "reinforce": {"floor": {"up_to": 3}}}
    on_call = plan(two_groups(events=[event]), replications=200)
    assert isinstance(bare, Met)
    assert isinstance(loose, Met)
    assert isinstance(on_call, Met)
    assert loose.plan.shifts == bare.plan.shifts
    assert on_call.plan.cost <= bare.plan.cost
    assert all(row.people <= row.up_to == 3 for row in on_call.plan.called_in)
