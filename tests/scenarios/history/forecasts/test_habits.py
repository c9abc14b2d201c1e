"""Types that are closed on a weekday of their centre, rare types, and the busyness of an interval beside its day's."""

from datetime import date, timedelta

import numpy as np
import pytest

from scenarios.history.forecasts.almanac import Almanac, Special
from scenarios.history.forecasts.forecast import _forecast, forecast
from scenarios.history.forecasts.history import History

FIRST = date(2026, 1, 5)  # a Monday
HOURS = tuple(hour * 3600 for hour in range(9, 17))


def made(*means, weeks=12, busyness=0.05, seed=3):
    """Mondays to Saturdays; ``means``: (contacts an hour, on Saturdays) of each type; all types share a day's busyness."""
    random = np.random.default_rng(seed)
    counts = np.zeros((len(means), 7 * weeks, len(HOURS)))
    for place in range(7 * weeks):
        weekday, factor = (FIRST + timedelta(days=place)).weekday(), random.gamma(1 / busyness**2) * busyness**2
        for number, (usual, saturday) in enumerate(means):
            mean = (usual, saturday)[weekday == 5] if weekday < 6 else 0.0
            counts[number, place] = random.poisson(mean * factor, len(HOURS))
    return History("made", FIRST, 3600, HOURS, tuple(f"type_{n}" for n in range(len(means))), counts)


def test_a_type_that_never_works_on_saturdays_is_forecast_as_closed_then():
    found = forecast(made((40, 0), (30, 30)), days=6, models=["regression"])
    desk, every_day = found.of("type_0"), found.of("type_1")
    saturday = [day.weekday() for day in found.days].index(5)
    assert desk.guess.totals[saturday] == 0
    assert desk.band.day_high[1, saturday] == 0
    assert desk.interval_cv >= desk.cv  # a closed day makes the others no surer
    assert np.delete(desk.guess.totals, saturday) == pytest.approx(320, rel=0.1)
    assert every_day.guess.totals == pytest.approx(240, rel=0.1)
    assert any("type_0 never had contacts" in str(one) for one in found.findings)


def test_days_without_any_teach_how_rare_a_type_is():
    history = made((40, 40), (0.1, 0.1))
    found = forecast(history, days=6)
    rare, seen = found.of("type_1"), history.of("type_1").sum() / (6 * 12)
    assert rare.model == "mean_day"
    assert rare.guess.totals == pytest.approx(np.full(6, seen), rel=0.35)  # of the latest 60 days of 72
    assert (
        abs(rare.judged.score("mean_day").bias) < 1.0
    )  # of days that had none, too: it was 1.2 where they were left out


def test_a_type_closed_on_holidays_of_an_open_centre_is_forecast_as_closed_on_those_to_come():
    history = made((40, 40), (30, 30))
    free = {FIRST + timedelta(days=n): "a holiday" for n in (16, 44, 87)}  # the last is the fourth day ahead
    history.counts[0, [16, 44]] = 0.0
    found = _forecast(history, Almanac.of(history, free, {}), 6, ("regression",), lambda _: None)
    desk, every_day = found.of("type_0"), found.of("type_1")
    ahead = found.days.index(FIRST + timedelta(days=87))
    assert desk.guess.totals[ahead] == 0
    assert np.delete(desk.guess.totals, ahead) == pytest.approx(320, rel=0.1)
    assert every_day.guess.totals == pytest.approx(240, rel=0.1)
    assert any(
        "holidays on which the centre worked and type_0 had no contacts: 2" in str(one) for one in found.findings
    )


def test_a_type_that_has_ended_is_forecast_as_none_and_said_so():
    history = made((40, 40), (30, 30), (0.3, 0.3))
    history.counts[0, 70:] = 0.0  # its last two weeks
    history.counts[2, 82:] = 0.0  # a rare one: a day or two without any are nothing
    found = forecast(history, days=6)
    assert found.of("type_0").guess.totals == pytest.approx(np.zeros(6))
    assert found.of("type_1").guess.totals == pytest.approx(240, rel=0.1)
    assert (found.of("type_2").guess.totals > 0).all()
    assert any("record's end on which type_0 had no contacts: 12" in str(one) for one in found.findings)


def test_a_type_that_pauses_for_a_week_goes_on():
    history = made((40, 40), (30, 30))
    history.counts[0, 77:] = 0.0
    found = forecast(history, days=6, models=["regression"])
    assert found.of("type_0").guess.totals == pytest.approx(320, rel=0.1)


def test_one_day_without_contacts_of_a_busy_type_is_told_and_does_not_teach():
    history = made((40, 40), (30, 30))
    history.counts[0, 30] = 0.0  # a Wednesday
    found = forecast(history, days=6, models=["regression"])
    assert found.of("type_0").guess.totals == pytest.approx(320, rel=0.1)
    assert any("the centre worked and type_0 had no contacts: 1" in str(one) for one in found.findings)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_an_interval_is_no_surer_than_its_day(seed):
    one = forecast(made((30, 30), seed=seed), days=6, models=["regression"]).of("type_0")
    assert (one.band.interval_cv >= one.band.day_cv - 1e-12).all()


def test_a_multiplier_opens_a_holiday_on_which_the_centre_is_closed():
    history = made((40, 40))
    free = {FIRST + timedelta(days=n): "a holiday" for n in (16, 44, 87, 88)}  # the last two lie ahead
    history.counts[:, [16, 44]] = 0.0
    for multiplier, share in ((1.0, 1.0), (0.5, 0.5)):
        named = {FIRST + timedelta(days=87): Special(FIRST + timedelta(days=87), "open all the same", multiplier)}
        found = _forecast(history, Almanac.of(history, free, named), 6, ("regression",), lambda _: None)
        assert FIRST + timedelta(days=88) not in found.days
        opened = found.days.index(FIRST + timedelta(days=87))
        assert found.of("type_0").guess.totals[opened] == pytest.approx(320 * share, rel=0.1)


def test_no_judged_day_tells_an_earlier_origin_whether_a_type_is_rare():
    """The last third turns a type rare: forecasts made before it are the same, whatever came after."""
    busy = made((40, 40), (1, 1), weeks=9)
    faded = History("made", FIRST, 3600, HOURS, busy.types, busy.counts.copy())
    faded.counts[1, 42:] = 0.0
    faded.counts[1, 42:63:7] = 1.0  # a day a week: over all days rare, in the first two thirds it was not
    one, other = (forecast(history, days=6, models=["regression"]).of("type_1") for history in (busy, faded))
    assert (one.model, other.model) == ("regression", "mean_day")
    before = {
        trial.origin: trial for trial in one.judged.trials if FIRST + timedelta(days=42) >= one.judged.trial_days[0][0]
    }
    shared = [trial for trial in other.judged.trials if trial.origin in before and trial.origin <= 36]
    assert shared
    for trial in shared:
        assert (trial.guess.counts == before[trial.origin].guess.counts).all()
