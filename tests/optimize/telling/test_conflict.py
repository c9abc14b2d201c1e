"""Conflicts: as few parts as there can be, hours before targets, and remedies that were tried before they are said."""

import pytest

from optimize.beliefs import Beliefs
from optimize.conflict import amount, explain, smallest
from optimize.model import Model
from optimize.roster import Roster
from optimize.telling.hours import gaps
from optimize.telling.parts import Limit, every_part, feasible
from optimize.telling.remedies import Again, _tested
from optimize.telling.remedies import remedies as remedies_for
from optimize.visits import visits
from scenarios.labour import PartTime
from tests.optimize.centres import one_queue, two_groups

TARGET = {"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "hour", "at_least": 5}
SHIFTS = [{"groups": ["team"], "starts": {"from": "08:00", "to": "10:00", "every": "1 h"}, "length": "4 h"}]


def model_of(scenario):
    return Model.of(scenario, Roster.of(scenario), visits(scenario))


def centre(volumes, headcount=None, least=None, shifts=SHIFTS):
    scenario = one_queue([0] * 8 + volumes, shifts, [TARGET])
    update = {"headcount": {"team": headcount} if headcount else {}, "staff_minimum": {"team": least} if least else {}}
    return model_of(scenario.model_copy(update=update))


def test_halving_finds_a_set_of_which_no_part_can_be_left_out():
    bad = [{2, 5}, {1, 7, 8}]
    found = smallest(list(range(10)), lambda some: not any(one <= set(some) for one in bad))
    assert set(found) in bad


def test_hours_without_shifts_are_told_and_not_the_targets():
    conflict, remedies = explain(centre([40, 40, 40, 40, 40, 40, 40, 40]), Beliefs())
    assert conflict == ("no shift covers 14:00 to 16:00 for queue calls (groups with the skill: team)",)
    assert remedies == ("allow shifts that cover these hours, team: 14:00 to 16:00",)


def test_hours_that_would_not_be_enough_are_said_to_be_so():
    _, remedies = explain(centre([40, 40, 40, 40, 40, 40, 40, 40], headcount=4), Beliefs())
    assert remedies == ("allow shifts that cover these hours, team: 14:00 to 16:00 (that alone is not enough)",)


def test_a_period_that_can_do_without_an_hour_has_no_gap():
    scenario = one_queue([0] * 8 + [40] * 8, SHIFTS, [{**TARGET, "per": "horizon"}])
    assert gaps(model_of(scenario), lambda demand: True) == ()


def test_a_pair_is_found_where_there_is_one():
    model = centre([40, 60, 40], headcount=3)
    conflict, _ = explain(model, Beliefs())
    assert len(conflict) == 2
    assert "in the hour from 2026-03-02T09:00" in conflict[0]
    assert conflict[1] == "the headcount of team (3)"


def test_a_headcount_far_too_small_is_named_though_what_was_learned_says_that_nobody_could_do_it():
    """A floor that drowned: more people made no difference there, and contacts came again and again."""
    scenario = one_queue([0] * 8 + [40, 60, 40], SHIFTS, [{**TARGET, "per": "horizon"}])
    model = model_of(scenario.model_copy(update={"headcount": {"team": 2}}))
    drowned = Beliefs(extras={(0, 0): -1000.0})
    everybody = [part for part in every_part(model) if not isinstance(part, Limit)]
    assert not feasible(model, drowned, everybody)
    conflict, remedies = explain(model, drowned)
    assert conflict[1:] == ("the headcount of team (2)",)
    assert remedies[0].startswith("raise the headcount of team from 2 to ")


def test_a_target_that_is_out_of_reach_with_any_people_is_named_alone():
    scenario = one_queue([0] * 8 + [40, 60, 40], SHIFTS, [{**TARGET, "per": "horizon"}])
    conflict, _ = explain(model_of(scenario), Beliefs(extras={(0, 0): -1000.0}))
    assert len(conflict) == 1
    assert conflict[0].startswith("the target of queue calls")


def test_no_target_is_to_be_lowered_to_more_than_is_asked(monkeypatch):
    for value, said in ((0.75, 1), (0.85, 0)):
        monkeypatch.setattr("optimize.telling.remedies._reached", lambda *_, value=value: value)
        _, remedies = explain(centre([40, 60, 40], headcount=3), Beliefs())
        assert sum(remedy.startswith("lower") for remedy in remedies) == said


def test_a_staff_minimum_and_a_headcount_are_in_conflict_without_any_target():
    model = centre([2, 2, 2], headcount=3, least=9)
    conflict, remedies = explain(model, Beliefs())
    assert set(conflict) == {"the headcount of team (3)", "the staff minimum of team (9)"}
    assert any(remedy.startswith("raise the headcount of team from 3 to ") for remedy in remedies)


def test_leaving_out_any_part_of_a_conflict_frees_it():
    model = model_of(two_groups(headcount={"floor": 3, "desk": 20}, staff_minimum={"desk": 2}))
    found = smallest(every_part(model), lambda some: feasible(model, Beliefs(), some))
    assert not feasible(model, Beliefs(), found)
    for part in found:
        assert feasible(model, Beliefs(), [other for other in found if other is not part])
    assert Limit("headcount", "floor") in found


@pytest.mark.parametrize(
    ("enough", "used", "said"),
    [
        (7, 7, "raise the headcount of team from 3 to 7: tested, a plan for 70 then meets every target; with 6 of team none was found"),
        (5, 5, "raise the headcount of team from 3 to 5: tested, a plan for 50 then meets every target; with 4 of team none was found"),
        (9, 9, "raise the headcount of team from 3 to 9: tested, a plan for 90 then meets every target; with 8 of team none was found"),
        (99, 0, "raise the headcount of team from 3 to 8 at least, by estimate: no plan was found with 10 of team either"),
    ],
)  # fmt: skip
def test_a_headcount_is_tried_before_it_is_said(enough, used, said):
    """The master guesses 8; a stand-in for the search needs ``enough``."""
    tried = []

    def plan(headcounts):
        tried.append(headcounts["team"])
        return (10.0 * used, {"team": used}) if headcounts["team"] >= enough else None

    found = _tested({"team": 3}, {"team": 8}, Again(plan, lambda: False))
    assert found == said
    assert tried[0] == 8
    assert len(tried) <= 4


def test_targets_and_money_are_written_as_the_trade_writes_them():
    conflict, remedies = explain(
        centre([40, 60, 40], headcount=3), Beliefs(), Again(lambda most: (1800.0, most), lambda: False)
    )
    assert conflict[0].startswith("the target of queue calls (80 % answered within 20 s) in the hour from ")
    assert "a plan for 1,800 EUR then meets every target" in remedies[0]
    assert " % answered within 20 s can be reached" in remedies[1]
    asked = one_queue([40], SHIFTS, [{"queue": "calls", "abandonment": 0.05, "per": "horizon"},
                                     {"queue": "calls", "mean_wait": "40 s", "per": "horizon"}]).targets  # fmt: skip
    assert [amount(target, target.asked) for target in asked] == ["at most 5 % abandon", "a mean wait of at most 40 s"]


def test_a_plan_that_counts_hours_is_not_said_to_cost_money():
    """By interval, and nobody has a wage: the scenario's currency is none of it."""
    scenario = one_queue([0] * 8 + [40, 60, 40], [], [TARGET], cost=None).model_copy(update={"headcount": {"team": 3}})
    _, remedies = explain(model_of(scenario), Beliefs(), Again(lambda most: (29.0, most), lambda: False))
    assert "a plan for 29 agent-hours then meets every target" in remedies[0]


def test_a_remedy_for_one_of_several_conflicts_is_said_not_to_be_enough():
    """With three people every hour is missed, so less asked of one of them frees nothing; with the middle hour alone at fault it does."""
    _, remedies = explain(centre([40, 60, 40], headcount=3), Beliefs())
    assert remedies[-1].endswith("can be reached (that alone is not enough)")
    _, remedies = explain(centre([5, 60, 5], headcount=3), Beliefs())
    assert remedies[-1].endswith("% answered within 20 s can be reached")


def test_what_there_is_no_time_to_test_is_an_estimate():
    assert (
        _tested({"team": 3}, {"team": 8}, None)
        == "raise the headcount of team from 3 to 8, by estimate; it was not tested"
    )
    late = Again(lambda headcounts: None, lambda: True)
    assert _tested({"team": 3}, {"team": 8}, late).endswith("by estimate; it was not tested")


def test_shares_of_part_time_are_called_by_their_name_and_bind_only_with_the_hours_that_there_are():
    """Whoever comes at eight works four hours; each of them needs somebody with a long shift beside, whom the headcount does not allow."""
    shifts = [
        {"groups": ["team"], "start": "08:00", "length": "4 h"},
        {"groups": ["team"], "start": "12:00", "length": "8 h"},
    ]
    scenario = one_queue([0] * 8 + [40, 40, 40, 40] + [0] * 12, shifts, [TARGET])
    share = PartTime(groups=("team",), below="6 h", most=0.5)
    model = model_of(scenario.model_copy(update={"part_time": (share,), "headcount": {"team": 8}}))
    conflict, remedies = explain(model, Beliefs())
    assert conflict[1:] == ("the headcount of team (8)", "the shares of part-time", "the hours of the shifts of team")
    assert "allow more people in short shifts (part_time), or offer longer ones" in remedies
    assert not any("labour" in text for text in (*conflict, *remedies))


def test_nobody_is_told_to_raise_a_headcount_that_there_is_not():
    model = centre([40, 60, 40], least=2)
    said = remedies_for(model, Beliefs(), [Limit("staff minimum", "team"), Limit("labour")], None)
    assert said == ("lower the staff minimum of team", "loosen the labour rules")
