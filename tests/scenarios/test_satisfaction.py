"""How customers score their service: what is read, and what is wrong."""

import pytest

from scenarios.satisfaction import Weights

from .small import small, sound, told


def test_no_scores_unless_asked_for():
    assert sound().satisfaction is None


def test_what_is_left_out():
    found = sound(satisfaction={}).satisfaction
    assert (found.wait_per_min, found.unresolved, found.transfer, found.repeat) == (0, 0, 0, 0)
    assert (found.good, found.pass_) == (85, 70)
    assert found.weights == Weights()
    assert (found.dimensions.reliability, found.weights.tangibles) == (100, 0.2)


def test_all_its_keys():
    weights = {"reliability": 0.4, "responsiveness": 0.3, "assurance": 0.1, "empathy": 0.1, "tangibles": 0.1}
    found = sound(
        satisfaction={
            "dimensions": {"empathy": 90},
            "weights": weights,
            "wait_per_min": 4,
            "unresolved": 30,
            "transfer": 10,
            "repeat": 15,
            "bands": {"good": 80, "pass": 60},
        }
    ).satisfaction
    assert (found.dimensions.empathy, found.dimensions.assurance, found.weights.reliability) == (90, 100, 0.4)
    assert (found.wait_per_min, found.unresolved, found.transfer, found.repeat) == (4, 30, 10, 15)
    assert (found.good, found.pass_) == (80, 60)


@pytest.mark.parametrize(
    ("satisfaction", "key", "message"),
    [
        ({"dimensions": {"empathy": 120}}, ".dimensions.empathy", "120 is too much; 100 is the most"),
        ({"dimensions": {"emphaty": 90}}, ".dimensions.emphaty", "Did you mean empathy?"),
        ({"weights": {"empathy": 0.5}}, ".weights", "the weights sum to 1.3, not 1; each left out weighs 0.2, so write all five"),
        ({"repeat": -1}, ".repeat", "-1 is negative; 0 is the least"),
        ({"bands": {"good": 60}}, ".bands.pass", "a pass (70) asks more than good (60); lower it or raise good"),
        ({"wait_per_minute": 1}, ".wait_per_minute", "Did you mean wait_per_min?"),
    ],
)  # fmt: skip
def test_faults(satisfaction, key, message):
    found = told(small(satisfaction=satisfaction))
    assert [at for at, _ in found] == [f"satisfaction{key}"]
    assert message in found[0][1]
