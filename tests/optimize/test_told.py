"""What a search says while it runs has the figures behind it, for whoever draws them."""

import pytest

import callfloor
from optimize.outcome import Met
from optimize.plan import plan
from optimize.told import Stand, Told, stand_of


def test_a_sentence_with_figures_is_still_a_sentence() -> None:
    said = Told("round 1", Stand(10.0, met=True, bound=9.0))
    assert said == "round 1"
    assert stand_of(said) == Stand(10.0, met=True, bound=9.0)
    assert stand_of("plain words") == Stand()


@pytest.mark.parametrize("method", ["simulation", "erlang"])
def test_best_plan_and_bound_close_on_each_other(method: str) -> None:
    said: list[str] = []
    outcome = plan(callfloor.load("single_queue"), method=method, replications=20, progress=said.append)
    assert isinstance(outcome, Met) or method == "erlang"
    stands = [stand_of(text) for text in said]
    bounds = [one.bound for one in stands if one.bound is not None]
    costs = [one.cost for one in stands if one.cost is not None]
    assert bounds == sorted(bounds)
    assert costs[-1] == pytest.approx(outcome.plan.cost)  # type: ignore[union-attr]
    assert bounds[-1] <= costs[-1] + 1e-6
