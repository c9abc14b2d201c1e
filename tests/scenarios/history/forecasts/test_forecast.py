"""Forecasts of histories whose law is known, and of the bank's file where it is there."""

from datetime import date, timedelta

import numpy as np
import pytest

from benchmarks.forecasts import FILE, measured
from scenarios.faults import InputError
from scenarios.history.forecasts import statistical
from scenarios.history.forecasts.forecast import CHOSEN, forecast
from scenarios.history.forecasts.history import Learned
from scenarios.history.forecasts.models import OWN
from scenarios.history.forecasts.reading import of_table
from tests.scenarios.history.forecasts.made import SHAPE, START, expected, rows

FAST = ("regression", "median_of_four")


def history(**law):
    at, counts = rows(**law)
    return of_table("made", at, {"calls": counts})


@pytest.fixture(scope="module")
def busy():
    """Days with a busyness cv of 8 %, intervals with one of 6 % beside it, 200 days."""
    return forecast(history(days=200, cv=0.08, share_cv=0.06, level=4000), days=12, models=FAST)


@pytest.mark.parametrize("model", [*OWN, *(statistical.METHODS if statistical.installed() else ())])
def test_every_model_finds_a_law_without_chance(model):
    found = forecast(history(days=120, chance=False), days=12, models=[model])
    wanted = np.array([expected(day) for day in found.days])
    assert found.of("calls").guess.counts == pytest.approx(wanted, rel=0.02)


def test_statsforecast_is_tried_where_it_is_installed():
    if not statistical.installed():
        pytest.skip("statsforecast is not installed (extra forecast)")
    assert set(statistical.METHODS) == set(statistical.models(frozenset(range(5)), 0))


def test_closed_days_are_not_forecast(busy):
    assert len(busy.days) == 12
    assert all(day.weekday() != 6 for day in busy.days)
    assert busy.days[0] == START + timedelta(days=200)


def test_the_chosen_is_chosen_by_past_errors_and_limits_hold_what_they_say(busy):
    one = busy.of("calls")
    assert set(one.judged.taken) <= set(FAST)
    told = one.judged.score(CHOSEN)
    days = one.judged.days
    # Days are alike within an origin: coverage of intervals is judged as if each day were one draw of a share of 80 %.
    assert told.coverage[0] == pytest.approx(0.8, abs=5 * (0.8 * 0.2 / days) ** 0.5 / 2)
    assert told.coverage[1] > 0.88
    assert (one.band.low[0] <= one.guess.counts).all()
    assert (one.band.low[1] <= one.band.low[0]).all()


def test_the_busyness_is_that_of_the_law(busy):
    one = busy.of("calls")
    # A gamma of cv 0.08 known only through 170 days and a forecast's own error of level: within a quarter.
    assert one.cv == pytest.approx(0.08, rel=0.25)
    assert one.interval_cv == pytest.approx((0.08**2 + 0.06**2) ** 0.5, rel=0.25)


def test_what_comes_later_changes_nothing_of_what_was_forecast_before():
    at, counts = rows(days=130, cv=0.05)
    changed = [
        3 * count if moment.date() >= date(2026, 5, 4) else count for moment, count in zip(at, counts, strict=True)
    ]
    pair = [
        forecast(of_table("made", at, {"calls": own}), days=6, models=FAST).of("calls").judged
        for own in (counts, changed)
    ]
    first, second = (
        [trial.guess.counts for trial, day in zip(one.trials, one.origins, strict=True) if day <= date(2026, 5, 4)]
        for one in pair
    )
    assert len(first) == len(second) > 0
    for before, after in zip(first, second, strict=True):
        assert np.array_equal(before, after)
    bands = [
        [band.low for band, day in zip(one.bands, one.origins, strict=True) if day <= date(2026, 5, 4)] for one in pair
    ]
    assert all(np.array_equal(a, b) for a, b in zip(*bands, strict=True))


def test_special_days_are_learnt_by_name_or_taken_as_stated(tmp_path):
    billing = [START + timedelta(days=number) for number in (15, 44, 72, 100)]
    at, counts = rows(days=120, factors=dict.fromkeys(billing, 1.6))
    ahead, campaign = START + timedelta(days=121), START + timedelta(days=122)
    table = "".join(f"{day},billing,\n" for day in [*billing, ahead])
    (tmp_path / "special.csv").write_text(f"date,name,multiplier\n{table}{campaign},campaign,2\n")
    found = forecast(
        of_table("made", at, {"calls": counts}), days=6, special=tmp_path / "special.csv", models=["regression"]
    )
    totals = dict(zip(found.days, found.of("calls").guess.totals, strict=True))
    assert totals[ahead] / expected(ahead).sum() == pytest.approx(1.6, rel=0.1)
    assert totals[campaign] / expected(campaign).sum() == pytest.approx(2.0, rel=0.1)


def test_types_whose_errors_go_together_are_told():
    luck = np.random.default_rng(4)
    at, counts = rows(days=160, chance=False, level=3000)
    busy = {day: luck.gamma(100, 0.01) for day in {moment.date() for moment in at}}
    first, second = (
        [float(luck.poisson(count * busy[moment.date()])) for moment, count in zip(at, counts, strict=True)]
        for _ in range(2)
    )
    found = forecast(of_table("made", at, {"one": first, "two": second}), days=6, models=["median_of_four"])
    assert found.correlation[0, 1] > 0.7


def test_gaps_leave_the_level_as_it_is():
    at, counts = rows(days=120, chance=False)
    kept = [
        (moment, count)
        for moment, count in zip(at, counts, strict=True)
        if not (moment.day % 5 == 0 and moment.hour < 10)
    ]
    whole = Learned.of(of_table("made", [a for a, _ in kept], {"calls": [c for _, c in kept]}).of("calls"))
    assert whole.known.min() == pytest.approx(1 - SHAPE[:2].sum() / SHAPE.sum(), abs=0.01)
    assert whole.totals.max() == pytest.approx(480, rel=0.01)


def test_all_that_is_wrong_with_options_is_said_at_once(tmp_path):
    with pytest.raises(InputError) as error:
        forecast(tmp_path / "none.csv", days=0, holidays="ZZ", special=tmp_path / "no.csv", models=["regresion"])
    assert [fault.key or fault.file.rsplit("/", 1)[-1] for fault in error.value.faults] == [
        "--days",
        "none.csv",
        "no.csv",
        "--holidays",
        "--models",
    ]
    assert "Did you mean regression" in str(error.value)


def test_the_banks_half_hours_are_forecast_better_than_asked():
    if not FILE.exists():
        pytest.skip(f"{FILE.name} is not in {FILE.parent.name} beside the project")
    for judged in measured(extra=False):
        taken, median = judged.score(CHOSEN), judged.score("median_of_four")
        assert taken.wape <= 0.0585
        assert taken.wape <= 0.9 * median.wape
        assert 0.75 <= taken.coverage[0] <= 0.85
    assert (len(measured(extra=False)[0].origins), len(judged.origins)) == (7, 11)
    assert 100 * judged.score("last_week").wape_by_origin == pytest.approx(8.6, abs=0.1)
    assert 100 * median.wape_by_origin == pytest.approx(6.6, abs=0.1)
