"""People moved about by prediction: what is reckoned move by move is what the whole comes to, and the limits hold."""

from dataclasses import replace

import numpy as np
import pytest

from optimize.beliefs import Beliefs
from optimize.deferred import Dated
from optimize.model import Model
from optimize.outcome import staffing_of
from optimize.refusals import roster_of
from optimize.roster import Roster
from optimize.search.annealing import Cooling, Paper, anneal
from optimize.search.ground import Moves, movable
from optimize.visits import visits
from scenarios.loading import parse
from tests.optimize.centres import two_groups

SLOPES = {"desk": {"vip": 1.0, "general": 0.0}, "floor": {"vip": 0.4, "general": 0.9}}


def laid_out(people, offset=0.0, **more):
    scenario = two_groups(**more)
    roster = Roster.of(scenario)
    model = Model.of(scenario, roster, visits(scenario))
    slopes = {
        (place, queue, group): worth
        for place in range(len(scenario.targets))
        for group, worths in SLOPES.items()
        for queue, worth in worths.items()
    }
    shifts = dict.fromkeys(roster.kinds, people)
    return Moves(model, Beliefs(offsets=dict.fromkeys(model.curves, offset), slopes=slopes), shifts)


def priced(moves, people):
    return float(people @ moves.ground.cost + moves.ground.price @ moves.missing(people))


@pytest.mark.parametrize("shrinkage", [0.0, 0.3])
def test_what_is_reckoned_move_by_move_is_what_the_whole_comes_to(shrinkage):
    moves = laid_out(2)
    moves = replaced(moves, keep=np.full(2, 1 - shrinkage))
    state = moves._state(moves.people)
    paper = paper_for(moves, state)
    gained = anneal(moves.ground, state, paper, Cooling(20_000, 30.0, 1.0, 99))
    assert gained < 0
    assert priced(moves, paper.best) - priced(moves, moves.people) == pytest.approx(gained, abs=1e-6)
    assert state.scores == pytest.approx(moves._state(state.people).scores)
    assert (state.scheduled == moves._state(state.people).scheduled).all()


def replaced(moves, **changes):
    moves.ground = moves.ground._replace(**changes)
    return moves


def paper_for(moves, state):
    periods, shifts = len(moves.ground.need), len(moves.kinds)
    return Paper(
        agents=state.agents.copy(), change=np.zeros(periods), changed=np.zeros(periods, np.int64),
        is_changed=np.zeros(periods, np.int64),
        touched=np.zeros(2 * len(moves.ground.cell), np.int64), worked=np.zeros(shifts, np.int64), where=np.zeros(shifts, np.int64),
        counts=np.zeros(4, np.int64), best=state.people.copy(), pending=np.zeros(shifts, np.int64),
        chance=np.array([12345], np.uint64),
    )  # fmt: skip


def test_a_period_of_many_calls_that_was_left_empty_is_filled_again():
    """90 people are needed. In the foot of the S, ten or fifty bring nothing: who counted one by one would put nobody there."""
    scenario = parse(
        {
            "callfloor": 1, "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min"}, "open": {"calls": "08:00-10:00"},
            "contact_types": {"calls": {"arrivals": {"rate": "1200 per h", "busyness": "day"}, "enters": "calls"}},
            "busyness": {"day": {"gamma": {"mean": 1, "cv": 0.04}}}, "queues": {"calls": {}},
            "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}}}, "cost": "20 per h"}},
            "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval", "confidence": 0.8}],
        }
    )  # fmt: skip
    roster = roster_of(scenario)
    model = Model.of(scenario, roster, visits(scenario))
    empty, *others = (kind for kind in roster.kinds if kind.start in (8 * 3600, 8.5 * 3600, 9 * 3600, 9.5 * 3600))
    beliefs = Beliefs(slopes={(0, "calls", "team"): 1.0})
    moves = Moves(model, beliefs, dict.fromkeys(others, 90))
    for found in (moves.mended(), moves.better(Cooling(50_000, 3.0, 0.03, 200), 1)):
        assert 80 < found[empty] < 100


def test_agents_on_the_floor_are_those_of_the_staffing():
    moves = laid_out(3)
    shifts = dict.fromkeys(moves.roster.kinds, 3)
    staffing = staffing_of(moves.model.scenario, moves.roster, shifts)
    on_floor = [staffing.mean_on_floor(group) for group in moves.roster.planned]
    agents = moves._state(moves.people).agents
    expected = [
        sum(slope * float(on_floor[group][cell.interval]) for group, slope in enumerate(cell.slopes))
        for cell in moves._cell
    ]
    assert agents == pytest.approx(expected)


@pytest.mark.parametrize("offset", [-9.0, 0.0, 3.0])
def test_with_next_to_nobody_a_day_scores_as_the_master_sees_it(offset):
    """A queue may be worse off than its formula says, far below where its curve was drawn; there the concave curve goes on falling."""
    moves = laid_out(0, offset)
    agents = moves._state(moves.people).agents
    for number, (demand, score) in enumerate(zip(moves.model.demands, moves._state(moves.people).scores, strict=True)):
        if not demand.single:
            cells = [(at, cell) for at, cell in enumerate(moves._cell) if cell.period == number]
            weight = {cell.interval: cell.weight for cell in demand.cells}
            queue = demand.cells[0].queue
            curves = {at: moves.model.curves[demand.place, queue, cell.interval].concave for at, cell in cells}
            seen = sum(weight[cell.interval] * curves[at].at(agents[at] + offset) for at, cell in cells)
            assert score == pytest.approx(seen, abs=0.01 * demand.weight)
            assert score < 0


def test_who_is_added_where_something_is_missing_pays_and_nobody_goes():
    moves = laid_out(1)
    assert moves.missing(moves.people).sum() > 0
    found = moves.mended()
    people = np.array([found.get(kind, 0) for kind in moves.kinds])
    assert (people >= moves.people).all()
    assert moves.missing(people).sum() == 0
    assert priced(moves, people) < priced(moves, moves.people)
    again = Moves(moves.model, moves.beliefs, found)
    assert again.mended() == found


def test_nobody_is_added_beyond_the_headcount():
    moves = laid_out(1, headcount={"floor": 5, "desk": 30})
    found = moves.mended()
    assert sum(people for kind, people in found.items() if kind.group == "floor") == 5


def test_from_too_many_and_from_nobody_it_comes_to_the_same_cost():
    cheapest = []
    for people in (0, 6):
        moves = laid_out(people)
        found = moves.better(Cooling(200_000, 60.0, 1.0, 99), seed=1)
        after = np.array([found.get(kind, 0) for kind in moves.kinds])
        assert moves.missing(after).sum() == 0
        cheapest.append(moves.roster.cost(found))
    assert cheapest[0] == pytest.approx(cheapest[1], rel=0.05)


def test_headcount_and_staff_minimum_are_kept_and_the_seed_decides():
    moves = laid_out(1, headcount={"floor": 9, "desk": 30}, staff_minimum={"desk": 1})
    found = moves.better(Cooling(100_000, 60.0, 1.0, 99), seed=1)
    assert sum(people for kind, people in found.items() if kind.group == "floor") <= 9
    staffed = moves.roster.scheduled("desk", found)
    assert staffed[8:12].min() >= 1
    assert found == moves.better(Cooling(100_000, 60.0, 1.0, 99), seed=1)


def test_deadlines_and_prices_that_are_no_costs_are_left_to_the_master():
    moves = laid_out(1)
    assert movable(moves.model)
    priced = replace(moves.roster, penalty={0: 1.0})
    assert not movable(replace(moves.model, roster=priced))
    late = Dated(0, moves.model.scenario.targets[0], 0, 23, ())
    assert not movable(replace(moves.model, dated=(late,)))


@pytest.mark.parametrize("reach", [0, 1, 3])
def test_nobody_is_moved_farther_than_allowed(reach):
    moves = laid_out(2)
    found = moves.better(Cooling(20_000, 30.0, 1.0, reach), seed=1)
    moved = sum(abs(found.get(kind, 0) - 2) for kind in moves.kinds)
    assert moved <= 2 * reach
    assert (moved > 0) == (reach > 0)
