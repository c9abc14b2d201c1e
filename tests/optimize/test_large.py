"""Large programs: what is done to have them solved soon changes no answer; margins and tests grow with what has to hold at once."""

import pytest

from optimize import program as programs
from optimize.effort import Effort
from optimize.program import Expression, Roster, ShiftProgram, Solved
from optimize.search.aims import FAILING, PATIENT, Aims
from optimize.search.region import stay_near
from optimize.search.standing import FAR, Standing, for_all
from optimize.solver import solve
from optimize.solvers import highs
from scenarios.loading import parse
from tests.optimize.centres import two_groups


def asking(people):
    """A program of two groups that asks for so many people of the group first named in every slot."""
    roster = Roster.of(two_groups())
    program = ShiftProgram(roster)
    group = roster.planned[0]
    for slot in range(roster.presence.shape[1]):
        scheduled = program.scheduled(group, slot)
        if scheduled:
            program.demand(f"asked_{slot}", scheduled, people)
    return program, group


def changes(one, other):
    return sum(abs(one.get(kind, 0) - other.get(kind, 0)) for kind in {*one, *other})


def test_near_a_plan_means_that_no_more_people_move():
    program, _ = asking(2.0)
    base = program.solve()
    assert isinstance(base, Solved)
    for moved in (1, 2, 4):
        program, group = asking(2.0)
        stay_near(program, base.shifts, moved)
        dear = [
            person for person, kind in zip(program.people, program.roster.kinds, strict=True) if kind.group == group
        ]
        program.problem.setObjective(Expression((person, -1.0) for person in dear))  # as many as it may
        found = program.solve()
        assert isinstance(found, Solved)
        assert changes(found.shifts, base.shifts) == 2 * moved


def test_near_a_plan_that_is_too_small_there_is_none():
    program, _ = asking(9.0)
    stay_near(program, {}, 1)
    assert not isinstance(program.solve(), Solved)


def test_interior_points_find_the_same_optimum(monkeypatch):
    program, _ = asking(3.0)
    simplex = solve(program.problem, relaxed=True)
    monkeypatch.setattr(highs, "LARGE", 0)
    inner = solve(program.problem, relaxed=True)
    assert inner.cost == pytest.approx(simplex.cost, rel=1e-9)


def test_a_bound_without_whole_numbers_is_no_higher(monkeypatch):
    program, _ = asking(3.0)
    best = program.solve()
    monkeypatch.setattr(programs, "LARGE_BOUND", 0)
    bound = program.root_bound(gap=0.0, seconds=60.0)
    assert 0 < bound <= best.cost + 1e-6


def test_the_more_periods_are_near_their_targets_the_surer_each_has_to_be():
    def periods(near, far):
        found = {(0, at): Standing(0.0, 0.01, 1.0) for at in range(near)}
        return found | {(1, at): Standing(2 * FAR * 0.01, 0.01, 1.0) for at in range(far)}

    def sure(found):
        return for_all(found, dict.fromkeys(found, 0.0), 1.0, FAILING)

    assert sure(periods(10, 500)) == pytest.approx(sure(periods(10, 0)))  # those that pass anyway do not count
    assert sure(periods(217, 0)) > sure(periods(48, 0)) > sure(periods(10, 0))
    assert sure(periods(100, 0)) == pytest.approx(2.457, abs=0.001)  # the quantile of 1 - 0.7 / 100
    assert FAILING < 1


def test_periods_are_aimed_surer_at_their_targets_once_several_plans_have_failed_their_test():
    aims = Aims(Effort(learning_days=40, check_days=40, workers=1, seed=1, engine=None, full_days=40))
    found = {(0, at): Standing(0.0, 0.01, 1.0) for at in range(100)}
    needs = []
    for _ in range(PATIENT + 3):
        needs.append(aims.needs(found)[0, 0])
        aims.failed(1)
    assert needs[0] == pytest.approx(0.01 * (1 + 2.457), abs=1e-5)  # a standard error, and that of all at once
    assert needs[: PATIENT + 1] == [needs[0]] * (PATIENT + 1)
    assert needs[PATIENT + 1] == pytest.approx(0.01 * (1 + 2.920), abs=1e-5)  # the quantile of 1 - 0.175 / 100
    assert needs[PATIENT + 2] > needs[PATIENT + 1]


@pytest.mark.parametrize(("experiment", "days"), [({}, None), ({"replications": 300}, 300)])
def test_days_of_a_test_are_those_that_somebody_asked_for(experiment, days):
    scenario = parse(
        {
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
            "contact_types": {"calls": {"arrivals": {"volumes": [60_000] * 24}, "enters": "calls"}},
            "queues": {"calls": {}},
            "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "3 min"}}}}, "staffing": 9}},
            **({"experiment": experiment} if experiment else {}),
        }
    )  # fmt: skip
    effort = Effort.of(scenario, None, 1, None)
    assert effort.check_days == (days or 40)


def test_more_days_are_simulated_where_a_share_of_them_is_promised():
    def effort(**more):
        return Effort.of(
            parse(
                {
                    "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
                    "contact_types": {"calls": {"arrivals": {"volumes": [1000] * 24}, "enters": "calls"}},
                    "queues": {"calls": {}},
                    "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "3 min"}}}}, "staffing": 9}},
                    "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", **more}],
                }
            ), None, 1, None,
        )  # fmt: skip

    usual, promised = effort(), effort(confidence=0.8)
    assert (usual.learning_days, usual.check_days) == (50, 625)
    assert (promised.learning_days, promised.check_days) == (100, 1875)
