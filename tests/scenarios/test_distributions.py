import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.distributions import (
    ByTime,
    Empirical,
    Exponential,
    Fixed,
    Mixture,
    Never,
    distribution,
)
from scenarios.faults import RefusedError

WITH_MEAN_AND_CV = [
    ({"fixed": "30 s"}, 30, 0),
    ({"exponential": {"mean": "4 min"}}, 240, 1),
    ({"exponential": {"rate": "15 per h"}}, 240, 1),
    ({"lognormal": {"mean": "4 min", "cv": 0.5}}, 240, 0.5),
    ({"lognormal": {"rate": "15 per h", "cv": 0.5}}, 240, 0.5),
    ({"gamma": {"mean": "4 min", "cv": 0.7}}, 240, 0.7),
    ({"gamma": {"mean": "4 min", "cv": 1.6}}, 240, 1.6),
    ({"weibull": {"mean": "3 min", "cv": 0.8}}, 180, 0.8),
    ({"weibull": {"mean": "3 min", "cv": 1.4}}, 180, 1.4),
    ({"hyperexponential": {"mean": "3 min", "cv": 2}}, 180, 2),
    ({"uniform": {"low": "5 s", "high": "20 s"}}, 12.5, 15 / math.sqrt(12) / 12.5),
    ({"triangular": {"low": "1 min", "mode": "2 min", "high": "5 min"}}, 160, math.sqrt(2600) / 160),
    ({"triangular": {"low": "1 min", "mode": "1 min", "high": "4 min"}}, 120, math.sqrt(1800) / 120),
    # weights 0.1 and 0.9: mean 108, second moment 0.9 * 2 * 120**2
    ({"mixture": [{"weight": 0.1, "of": {"fixed": "0 s"}}, {"weight": 0.9, "of": {"exponential": {"mean": "2 min"}}}]},
     108, math.sqrt(25920 - 108**2) / 108),
    ({"mixture": [{"weight": 0.5, "of": {"uniform": {"low": "1 s", "high": "2 s"}}}, {"weight": 0.5, "of": {"fixed": "9 s"}}]},
     5.25, math.sqrt(1 / 24 + 3.75**2) / 5.25),
]  # fmt: skip


@pytest.mark.parametrize(("data", "mean", "cv"), WITH_MEAN_AND_CV)
def test_mean_and_cv_are_exact_and_those_of_the_quantiles(data, mean, cv):
    found = distribution(data)
    assert found.mean() == pytest.approx(mean, rel=1e-12)
    assert found.cv() == pytest.approx(cv, rel=1e-12, abs=1e-12)
    values = found.quantile((np.arange(400_000) + 0.5) / 400_000)
    assert values.mean() == pytest.approx(mean, rel=1e-4)
    assert values.std() / values.mean() == pytest.approx(cv, rel=2e-3, abs=1e-9)


@pytest.mark.parametrize(("data", "mean", "cv"), WITH_MEAN_AND_CV)
def test_a_written_distribution_reads_back_as_itself(data, mean, cv):
    found = distribution(data)
    assert distribution(found.to_data()) == found


families = st.sampled_from(["exponential", "lognormal", "gamma", "weibull", "hyperexponential"])
shares = st.lists(st.floats(min_value=1e-9, max_value=1 - 1e-9), min_size=2, max_size=20)


def of_family(family: str, mean: float, cv: float) -> object:
    if family == "exponential":
        return {family: {"mean": f"{mean} s"}}
    return {family: {"mean": f"{mean} s", "cv": max(cv, 1.0) if family == "hyperexponential" else cv}}


@settings(deadline=None, derandomize=True)
@given(families, st.floats(min_value=0.01, max_value=1e6), st.floats(min_value=0.05, max_value=8), shares)
def test_quantiles_rise_and_the_cdf_leads_back(family, mean, cv, shares):
    found = distribution(of_family(family, mean, cv))
    u = np.sort(np.array(shares))
    values = found.quantile(u)
    assert np.all(np.diff(values) >= -1e-12 * values[1:])
    assert np.all(values >= 0)
    large = values > 1e-290  # a gamma of great cv has quantiles below what a float can hold
    assert found.cdf(values)[large] == pytest.approx(u[large], abs=1e-9)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(families, families, st.floats(min_value=0.05, max_value=0.95), st.floats(min_value=0.2, max_value=3), shares)
def test_quantiles_of_mixtures_with_an_atom(one, two, weight, cv, shares):
    parts = [
        {"weight": weight / 2, "of": of_family(one, 100, cv)},
        {"weight": weight / 2, "of": {"fixed": "60 s"}},
        {"weight": 1 - weight, "of": of_family(two, 30, cv)},
    ]
    found = distribution({"mixture": parts})
    u = np.sort(np.array(shares))
    values = found.quantile(u)
    assert np.all(np.diff(values) >= -1e-12 * values[1:])
    smooth = values != 60.0
    assert found.cdf(values)[smooth] == pytest.approx(u[smooth], abs=1e-12)
    reaches = found.cdf(np.full(u.shape, 60.0))
    assert np.all(reaches[~smooth] >= u[~smooth])
    assert np.all((reaches - weight / 2)[~smooth] <= u[~smooth])


def test_hyperexponential_quantiles_keep_their_digits_at_both_ends():
    found = distribution({"hyperexponential": {"mean": "100 s", "cv": 3}})
    u = np.array([1e-12, 1e-6, 0.5, 0.999999])
    assert found.cdf(found.quantile(u)) == pytest.approx(u, rel=1e-12)


def test_a_hyperexponential_has_balanced_means():
    found = distribution({"hyperexponential": {"mean": "100 s", "cv": 2}})
    share = (1 + math.sqrt(3 / 5)) / 2
    x = np.array([10.0, 100.0, 1000.0])
    longer = share * np.exp(-2 * share * x / 100) + (1 - share) * np.exp(-2 * (1 - share) * x / 100)
    assert found.cdf(x) == pytest.approx(1 - longer, rel=1e-12)


def test_an_atom_is_met_exactly_and_zero_is_zero():
    found = distribution(WITH_MEAN_AND_CV[-2][0])
    assert list(found.quantile(np.array([0.0, 0.05, 0.0999]))) == [0.0, 0.0, 0.0]
    assert found.quantile(np.array([0.55]))[0] == pytest.approx(-120 * math.log(0.5), rel=1e-12)


def test_a_gap_between_the_parts_is_jumped():
    parts = [{"weight": 0.5, "of": {"uniform": {"low": f"{low} s", "high": f"{low + 1} s"}}} for low in (1, 100)]
    found = distribution({"mixture": parts})
    assert found.quantile(np.array([0.0, 0.25, 0.49, 0.51, 0.75])) == pytest.approx(
        [1, 1.5, 1.98, 100.02, 100.5], rel=1e-12
    )


def test_patience_without_end_for_some():
    inner = [{"weight": 0.5, "of": "never"}, {"weight": 0.5, "of": {"fixed": "5 s"}}]
    found = distribution(
        {"mixture": [{"weight": 0.6, "of": {"mixture": inner}}, {"weight": 0.4, "of": {"fixed": "9 s"}}]}
    )
    assert list(found.quantile(np.array([0.29, 0.31, 0.69, 0.71]))) == [5, 9, 9, math.inf]
    assert found.mean() == math.inf


def test_never():
    assert distribution("never") == Never()
    assert list(Never().quantile(np.array([0.0, 0.9]))) == [math.inf, math.inf]
    assert Never().mean() == math.inf
    assert distribution({"mixture": [{"weight": 1, "of": "never"}, {"weight": 0, "of": {"fixed": "1 s"}}]}) == Never()


def test_empirical_resamples_its_values():
    found = Empirical((3.0, 1.0, 2.0, 2.0))
    assert list(found.quantile(np.array([0.0, 0.24, 0.25, 0.74, 0.75, 0.999]))) == [1, 1, 2, 2, 3, 3]
    assert (found.mean(), found.cv()) == (2.0, pytest.approx(math.sqrt(0.5) / 2))


def test_by_time_goes_by_the_moment_of_arrival():
    found = distribution({"by_time": {"13:00": {"fixed": "40 s"}, "06:00": {"fixed": "30 s"}}})
    hours = np.array([5, 6, 12.99, 13, 23, 24 + 7, 48 + 2]) * 3600.0
    assert list(found.quantile(np.full(7, 0.5), at=hours)) == [40, 30, 30, 40, 40, 30, 40]
    assert found.mean() == pytest.approx((7 * 30 + 17 * 40) / 24)
    assert isinstance(found, ByTime)
    assert found.at(7 * 3600) == Fixed(30.0)
    with pytest.raises(ValueError, match="needs the moments of arrival"):
        found.quantile(np.array([0.5]))


def test_a_number_without_a_unit_for_busyness():
    found = distribution({"gamma": {"mean": 1, "cv": 0.12}}, unit="number")
    assert (found.mean(), found.cv()) == (1.0, 0.12)
    assert found.to_data() == {"gamma": {"mean": 1.0, "cv": 0.12}}


def test_a_hyperexponential_of_cv_one_is_exponential():
    assert distribution({"hyperexponential": {"mean": "4 min", "cv": 1}}) == Exponential(240.0)


def test_a_mixture_is_quick():
    parts = [{"weight": 0.5, "of": {"gamma": {"mean": "2 min", "cv": 0.7}}},
             {"weight": 0.3, "of": {"lognormal": {"mean": "9 min", "cv": 2}}}, {"weight": 0.2, "of": {"fixed": "0 s"}}]  # fmt: skip
    found = distribution({"mixture": parts})
    assert isinstance(found, Mixture)
    u = np.random.default_rng(1).random(20_000)
    found.quantile(u[:10])
    spent = []
    for _ in range(5):
        begin = time.perf_counter()
        found.quantile(u)
        spent.append(time.perf_counter() - begin)
    assert min(spent) < 0.2  # about 0.02 on an idle machine


@pytest.mark.parametrize(
    ("data", "unit", "problems"),
    [
        (120, "time", [((), "120 has no unit; write 120 s or 120 min, with its family: {fixed: ...} or {exponential: {mean: ...}}")]),
        ("2 min", "time", [((), '"2 min" has no family; write {fixed: 2 min} or {exponential: {mean: 2 min}}')]),
        ({"exponental": {"mean": "2 min"}}, "time", [(("exponental",), "Did you mean exponential?")]),
        ({"exponential": {"mean": 2}}, "time", [(("exponential", "mean"), "2 has no unit; write 2 s or 2 min")]),
        ({"exponential": {"mean": "2 min", "rate": "3 per h"}}, "time", [(("exponential", "rate"), "mean and rate say the same")]),
        ({"exponential": "2 min"}, "time", [(("exponential",), "write exponential: {mean: 4 min}")]),
        ({"exponential": {"mean": "2 min", "cv": 2}}, "time", [(("exponential", "cv"), "the cv of an exponential is 1")]),
        ({"exponential": {"mean": "0 s"}}, "time", [(("exponential", "mean"), "the mean is 0; write {fixed: 0 s}")]),
        ({"lognormal": {"mean": "2 min"}}, "time", [(("lognormal",), "cv is missing")]),
        ({"lognormal": {"men": 2, "cv": -1}}, "time",
         [(("lognormal", "men"), "Did you mean mean?"), (("lognormal",), "mean is missing"), (("lognormal", "cv"), "-1 is negative")]),
        ({"lognormal": {"mean": "2 min", "cv": 0}}, "time", [(("lognormal", "cv"), "write fixed")]),
        ({"hyperexponential": {"mean": "2 min", "cv": 0.9}}, "time", [(("hyperexponential", "cv"), "0.9 is below 1")]),
        ({"uniform": {"low": "9 s", "high": "2 s"}}, "time", [(("uniform", "high"), "low is not below high")]),
        ({"triangular": {"low": "1 s", "mode": "9 s", "high": "2 s"}}, "time", [(("triangular", "mode"), "between low and high")]),
        ({"fixed": "1 s", "never": 1}, "time", [((), "has 2 keys; a distribution has one key")]),
        ([], "time", [((), "is a list; a distribution has one key")]),
        ({"mixture": [{"weight": 0.5, "of": "never"}, {"weight": 0.4, "of": {"fixed": "1 s"}}]}, "time",
         [(("mixture",), "the weights sum to 0.9, not 1")]),
        ({"mixture": [{"weight": 0.5, "of": {"fixed": 1}}, {"weigth": 0.5}]}, "time",
         [(("mixture", 0, "of", "fixed"), "1 has no unit"), (("mixture", 1, "weigth"), "Did you mean weight?"),
          (("mixture", 1), "weight is missing")]),
        ({"by_time": {"8": {"fixed": "1 s"}, "09:00": {"fixed": 2}}}, "time",
         [(("by_time", "8"), "is not a time of day"), (("by_time", "09:00", "fixed"), "2 has no unit")]),
        ({"gamma": {"mean": "1 min", "cv": 0.1}}, "number", [(("gamma", "mean"), "is not a number")]),
        ({"by_time": {"00:00": {"fixed": 1}}}, "number", [(("by_time",), "drawn once a day")]),
    ],
)  # fmt: skip
def test_what_is_not_a_distribution(data, unit, problems):
    with pytest.raises(RefusedError) as caught:
        distribution(data, unit)
    assert [problem.path for problem in caught.value.problems] == [path for path, _ in problems]
    for problem, (_, words) in zip(caught.value.problems, problems, strict=True):
        assert words in problem.message
