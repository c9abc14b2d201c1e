"""Breaks placed by the program: as cheap as with a column for every placement, and handed to people so that every rule is kept."""

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from optimize import program as program_module
from optimize import shifts as unfolding
from optimize.breaks import placements, ways
from optimize.program import Expression, Roster, ShiftProgram, Solved
from optimize.shifts import ShiftKind
from tests.optimize.centres import one_queue

TARGET = [{"queue": "calls", "abandonment": 0.1, "per": "horizon"}]
MINUTE, HOUR = 60.0, 3600.0
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def implicit(monkeypatch):
    """Every shift whose breaks may lie in two ways or more has them placed by the program."""
    monkeypatch.setattr(unfolding, "FEW", 1)


def centre(shifts, interval="30 min", **more):
    volumes = [60] * 24 if interval == "1 h" else [10] * 48
    rules = [{"groups": ["team"], **shift} for shift in shifts]
    return one_queue(volumes, rules, TARGET, interval=interval, **more)


def every_placement(rule, start, length, grid):
    """All ways to place a rule's breaks, by trying every moment for each: the definition."""
    moments = []
    for rest in rule.breaks:
        own = np.arange(0, start + length + 1, rest.every or grid)
        latest = min(rest.latest, length - rest.length)
        moments.append([float(at) for at in own if start + rest.earliest <= at <= start + latest])
    for starts in product(*moments):
        each = sorted((at, at + rest.length, rest.paid) for at, rest in zip(starts, rule.breaks, strict=True))
        if all(a[1] <= b[0] for a, b in pairwise(each)):
            yield tuple(each)


def enumerated(scenario):
    """The roster with a kind for every placement."""
    wage = scenario.agent_groups["team"].cost
    found = {}
    for rule in scenario.shifts:
        for start, length in product(rule.starts, rule.lengths):
            for breaks in every_placement(rule, start, length, scenario.calendar.interval):
                unpaid = sum(end - begin for begin, end, paid in breaks if not paid)
                found[start, length, breaks] = ShiftKind("team", start, length, breaks, wage * (length - unpaid) / HOUR)
    return Roster.of_kinds(scenario, tuple(found.values()))


def cheapest(roster, asked, slot):
    """Solve for so many people in each slot (of the finest grid)."""
    program = ShiftProgram(roster)
    each = round(roster.slot / slot)
    for at, people in enumerate(asked):
        program.demand(f"asked_{at}", program.scheduled("team", at // each), people)
    return program.solve()


def legal(scenario, kind):
    """Whether some rule allows the shift with these breaks."""
    return any(
        kind.start in rule.starts
        and kind.length in rule.lengths
        and kind.breaks in set(every_placement(rule, kind.start, kind.length, scenario.calendar.interval))
        for rule in scenario.shifts
    )


def random_shifts(chance):
    """Shifts of four to six hours that start in the morning, with one to three breaks whose windows may overlap."""
    breaks = []
    for _ in range(int(chance.integers(1, 4))):
        first = int(chance.integers(1, 5)) * 30
        breaks.append(
            {"length": f"{int(chance.integers(1, 3)) * 30} min", "paid": bool(chance.integers(2)),
             "between": [f"{first} min", f"{first + int(chance.integers(1, 4)) * 30} min"]}
        )  # fmt: skip
    starts = {"from": "06:00", "to": f"0{int(chance.integers(7, 10))}:00", "every": "30 min"}
    return {"starts": starts, "length": ["6 h", "5 h"] if chance.integers(2) else "6 h", "breaks": breaks}


def placeable(chance):
    """One or two such rules whose breaks can all be placed in every shift."""
    while True:
        scenario = centre([random_shifts(chance) for _ in range(int(chance.integers(1, 3)))])
        shifts = [(rule, start, length) for rule in scenario.shifts for start in rule.starts for length in rule.lengths]
        if all(next(every_placement(*shift, 1800.0), None) for shift in shifts):
            return scenario


@pytest.mark.parametrize("seed", range(12))
def test_no_column_for_every_placement_is_cheaper(seed, implicit):
    chance = np.random.default_rng(seed)
    scenario = placeable(chance)
    asked = np.zeros(48)
    asked[12:30] = chance.integers(0, 6, 18)
    asked[30:] = 0
    own, every = Roster.of(scenario), enumerated(scenario)
    assert own.pools
    assert len(own.kinds) < len(every.kinds)
    asked = np.where(every.covered("team") > 0, asked, 0)
    found, best = cheapest(own, asked, 1800.0), cheapest(every, asked, 1800.0)
    assert isinstance(found, Solved)
    assert isinstance(best, Solved)
    assert found.cost == pytest.approx(best.cost)
    assert own.cost(found.shifts) == pytest.approx(found.cost)
    assert all(legal(scenario, kind) for kind in found.shifts)
    assert (own.scheduled("team", found.shifts) >= asked - 1e-9).all()


def test_breaks_of_a_night_shift_wrap_with_it(implicit):
    rest = {"length": "30 min", "between": ["1 h", "6 h"]}
    scenario = centre([{"start": "21:00", "length": "8 h", "breaks": [rest]}], cyclic=True)
    roster = Roster.of(scenario)
    asked = np.zeros(48)
    asked[42:], asked[:10] = 9, 9  # of ten people one is on a break at any moment from 22:00 to 03:30
    solved = cheapest(roster, asked, 1800.0)
    assert sum(solved.shifts.values()) == 10
    assert len({kind.breaks for kind in solved.shifts}) == 10
    assert (roster.scheduled("team", solved.shifts) >= asked).all()


def test_people_who_leave_for_a_break_or_for_good(implicit):
    rest = {"length": "30 min", "between": ["1 h", "2 h"]}
    roster = Roster.of(centre([{"start": "08:00", "length": "4 h", "breaks": [rest]}]))
    program = ShiftProgram(roster)
    leave = {at: {v.name: a for v, a in program.leaving("team", at).items()} for at in range(48)}
    assert {at: names for at, names in leave.items() if names} == {
        17: {"rest_0_1_0900": 1.0}, 18: {"rest_0_1_0930": 1.0}, 19: {"rest_0_1_1000": 1.0}, 23: {"team_0800_1200_0": 1.0},
    }  # fmt: skip


def test_a_finer_grid_is_kept_where_it_is_asked_for(implicit):
    rest = {"length": "15 min", "between": ["1 h", "2 h"], "every": "15 min"}
    roster = Roster.of(centre([{"start": "08:00", "length": "4 h", "breaks": [rest]}], interval="1 h"))
    assert (roster.slot, roster.slots) == (900.0, 4)
    assert [at / MINUTE for at in roster.pools[0].starts[0]] == [540, 555, 570, 585, 600]
    asked = np.zeros(96)
    asked[36:41] = 4
    solved = cheapest(roster, asked, 900.0)
    assert sum(solved.shifts.values()) == 5


def test_breaks_that_save_more_at_night_are_paid_as_they_lie(implicit):
    rest = {"length": "30 min", "between": ["1 h", "6 h"], "paid": False}
    scenario = centre([{"start": "18:00", "length": "8 h", "breaks": [rest]}], cyclic=True)
    from scenarios.premiums import Premium, Premiums

    night = Premiums((Premium(frozenset(range(7)), holidays=False, spans=((22 * HOUR, 30 * HOUR),), factor=2.0),))
    scenario = scenario.model_copy(update={"premium_hours": night})
    roster = Roster.of(scenario)
    program = ShiftProgram(roster)
    program.demand("two", Expression([(program.people[0], 1)]), 2)
    solved = program.solve()
    assert isinstance(solved, Solved)
    assert solved.cost == pytest.approx(2 * (4 + 4 * 2 - 0.5 * 2))  # the break after 22:00, where it saves most
    assert all(kind.breaks[0][0] >= 22 * HOUR for kind in solved.shifts)
    assert roster.cost(solved.shifts) == pytest.approx(solved.cost)
    assert {round(kind.cost, 6) for kind in roster.places(0)} == {11.0, 11.5}


def test_the_program_reads_as_it_should(implicit, tmp_path):
    breaks = [{"length": "1 h", "between": ["1 h", "3 h"], "paid": False}, {"length": "1 h", "between": ["2 h", "4 h"]}]
    scenario = centre([{"starts": ["08:00", "09:00"], "length": "5 h", "breaks": breaks}], interval="1 h")
    ShiftProgram(Roster.of(scenario)).problem.writeLP(str(tmp_path / "plan.lp"))
    assert sorted((tmp_path / "plan.lp").read_text().split()) == sorted((GOLDEN / "breaks.lp").read_text().split())


def test_ways_are_the_orders_that_the_windows_allow():
    scenario = centre(
        [{"start": "08:00", "length": "8 h",
          "breaks": [{"length": "30 min", "between": ["3 h", "4 h"]}, {"length": "15 min", "between": ["1 h", "7 h"]}]},
         {"start": "08:00", "length": "8 h",
          "breaks": [{"length": "30 min", "between": ["3 h", "4 h"]}, {"length": "15 min", "between": ["1 h", "2 h"]}]}]
    )  # fmt: skip
    either, one = (ways(rule.breaks, 8 * HOUR, 8 * HOUR, 1800.0) for rule in scenario.shifts)
    assert [[pause.length / MINUTE for pause in way] for way in either] == [[30, 15], [15, 30]]
    assert [[pause.length / MINUTE for pause in way] for way in one] == [[15, 30]]
    for rule, options in zip(scenario.shifts, (either, one), strict=True):
        every = set(every_placement(rule, 8 * HOUR, 8 * HOUR, 1800.0))
        assert set(placements(options)) == every
    assert len(placements(either, 5)) == 5


@pytest.mark.parametrize("seed", range(6))
def test_breaks_in_parts_of_people_are_rounded_to_legal_ones(seed, implicit, monkeypatch):
    """As in large programs: nobody's breaks break a rule, and nowhere are more missing than one for every pool."""
    chance = np.random.default_rng(seed)
    scenario = placeable(chance)
    roster = Roster.of(scenario)
    asked = np.where(roster.covered("team") > 0, np.r_[np.zeros(12), chance.integers(5, 25, 18), np.zeros(18)], 0)
    program = ShiftProgram(roster)
    for at, people in enumerate(asked):
        program.demand(f"asked_{at}", program.scheduled("team", at), people)
    monkeypatch.setattr(program_module, "LARGE", 0)
    found = program.solve_near(gap=0.0, seconds=20.0)
    assert isinstance(found, Solved)
    assert any(one.cat == "Continuous" for one in program.problem.variables() if one.name.startswith("rest_"))
    assert all(legal(scenario, kind) for kind in found.shifts)
    assert sum(found.shifts.values()) == round(sum(found.values[person.name] for person in program.people))
    missing = asked - roster.scheduled("team", found.shifts)
    assert missing.max() <= len(roster.pools) * max(len(pool.starts) for pool in roster.pools)


def test_another_solver_places_breaks_at_the_same_cost(implicit):
    chance = np.random.default_rng(3)
    scenario = placeable(chance)
    asked = np.where(
        Roster.of(scenario).covered("team") > 0, np.r_[np.zeros(12), chance.integers(0, 6, 18), np.zeros(18)], 0
    )
    costs = [cheapest(Roster.of(scenario, solver), asked, 1800.0).cost for solver in ("highs", "cbc")]
    assert costs[0] == pytest.approx(costs[1])
