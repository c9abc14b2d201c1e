"""Sliders: another value of a lost customer prices the study anew, exactly; another share or target moves people, and days are simulated."""

from dataclasses import replace

import pytest

from optimize.lanes import study
from optimize.lanes.centre import centre
from optimize.lanes.moved import Where, at_home, movable, moved, share_of, worth_of
from optimize.lanes.setting import source_of
from optimize.lanes.steps import key_of
from tests.optimize.lanes.centres import two_classes

SHORT = {"calendar": {"start": "2026-03-02", "days": 1, "interval": "2 h"}, "experiment": {"warm_up": "0 h"}}
ASKED = {"vip": "vip", "others": "std", "only": ["one_queue", "dedicated"], "replications": 10}


def data(value=40.0):
    found = two_classes(**SHORT)
    found["contact_types"]["vip"]["cost_of_loss"] = value
    return found


@pytest.fixture(scope="module")
def made():
    return study(data(), parts=("frontier",), **ASKED)


@pytest.fixture(scope="module")
def own():
    return centre(source_of(data(), (), None, None), ("vip",), ("std",))


@pytest.fixture(scope="module")
def home(made):
    return at_home(made)


def test_where_nothing_is_moved_the_study_is_given_itself(made, own, home):
    assert moved(made, own, Where(), home) is made
    assert moved(made, own, Where(value=worth_of(made)), home) is made


def test_another_value_says_what_a_study_with_that_value_says(made, own, home):
    """No design here has a number that was chosen by the value, so the people are the same, and so must be all that is told of money."""
    found, told = moved(made, own, Where(value=90.0), home), study(data(90.0), parts=(), **ASKED)
    for one in told.designs:
        mine = found.found(one.key)
        assert mine.cost == one.cost
        for name in ("cost_of_loss", "total"):
            for part in ("mean", "low", "high"):
                assert getattr(getattr(mine, name), part) == pytest.approx(getattr(getattr(one, name), part), rel=1e-9)
        assert mine.classes["others"] == one.classes["others"]
        assert mine.classes["vip"].answer_rate == one.classes["vip"].answer_rate
        assert mine.against["vip"]["cost_of_loss"].mean == pytest.approx(
            one.against["vip"]["cost_of_loss"].mean, rel=1e-9
        )
    assert found.recommendation.key == told.recommendation.key


def test_moved_to_where_it_is_the_people_are_those_of_the_study(made, own, home):
    found = moved(made, own, Where(share=share_of(made)), home)
    for one in made.designs:
        mine = found.found(one.key)
        assert mine.cost == pytest.approx(one.cost, rel=0.002)
        assert mine.paid_hours == pytest.approx(one.paid_hours, rel=0.002)
        for key in ("vip", "others"):
            limits, rate = mine.classes[key].answer_rate, one.classes[key].answer_rate.mean
            assert limits.low - 0.03 <= rate <= limits.high + 0.03


def test_more_that_is_asked_of_the_lane_costs_more_and_brings_more(made, own, home):
    (target,) = [one for one in movable(made) if one.of_what == "vip"]
    less, more = (
        moved(made, own, Where(asked={key_of(target): asked}), home).found("dedicated") for asked in (0.5, 0.97)
    )
    assert less.cost < made.found("dedicated").cost < more.cost
    assert less.classes["vip"].answer_rate.mean < more.classes["vip"].answer_rate.mean
    asked = [verdict.target.asked for verdict in more.verdicts if verdict.target.of_what == "vip"]
    assert asked == [0.97]


def test_more_vips_make_a_larger_lane_and_a_smaller_pool(made, own, home):
    before, after = made.found("dedicated"), moved(made, own, Where(share=2 * share_of(made)), home).found("dedicated")
    hours = [{crew.lane: crew.paid_hours for crew in one.crews} for one in (before, after)]
    assert hours[1][True] > hours[0][True]
    assert hours[1][False] < hours[0][False]


def test_people_are_no_more_than_there_are(made, own, home):
    lane = next(crew.group for crew in made.found("dedicated").crews if crew.lane)
    one = made.found("dedicated")
    most = int(one.staffing.mean_scheduled(lane).max())
    source = one.design.source.changed({**one.design.source.copied(), "headcount": {lane: most}})
    few = replace(
        made,
        designs=tuple(
            replace(d, design=replace(d.design, source=source)) if d.key == "dedicated" else d for d in made.designs
        ),
    )
    found = moved(few, own, Where(share=2 * share_of(made)), home).found("dedicated")
    assert found.staffing.mean_scheduled(lane).max() <= most + 0.5
