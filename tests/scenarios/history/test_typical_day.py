"""A typical day: VIP shares, volumes, and figures with their standard errors, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.history import typical_day
from scenarios.history.staffing import Stretch
from tests.scenarios.history.logs import hung_up, log, served

NINE = 9 * 3600
OPEN = np.ones(48, dtype=np.bool_)


def test_the_vip_share_comes_from_the_queued_alone(tmp_path):
    queued = [served(NINE + i, 10, waited=5, priority=2 if i < 30 else 1) for i in range(40)]
    at_once = [served(NINE + 100 + i, 10) for i in range(60)]  # priority 0, whoever they were
    one = log(tmp_path, *queued, *at_once)
    share = typical_day.vip_share(one, 0)
    assert share == pytest.approx(np.full(24, 0.75))
    ordinary, vip = typical_day.contact_types(one)
    assert (ordinary.name, ordinary.queue, vip.name, vip.queue) == ("regular", "regular", "regular_vip", "regular_vip")
    made = typical_day.volumes(one, (ordinary, vip), np.unique(one.day), OPEN)
    assert made[:, 18] == pytest.approx([25, 75])
    assert made.sum() == pytest.approx(100)


def test_an_hours_vip_share_is_steadied_by_the_days(tmp_path):
    nine = [served(NINE + i, 10, waited=5, priority=1) for i in range(20)]
    ten = [served(NINE + 3600 + i, 10, waited=5, priority=2) for i in range(20)]
    share = typical_day.vip_share(log(tmp_path, *nine, *ten), 0)
    assert share is not None
    assert share[[8, 9, 10]] == pytest.approx([0.5, 10 / 40, 30 / 40])


def test_a_type_with_hardly_a_vip_has_no_class(tmp_path):
    rows = [served(NINE + i, 10, waited=5, type="NW", priority=2 if i == 0 else 0) for i in range(40)]
    assert [one.name for one in typical_day.contact_types(log(tmp_path, *rows))] == ["new_customer"]


def test_volumes_are_raised_by_hang_ups_in_the_ivr_and_shut_out_of_closed_hours(tmp_path):
    quits = served(NINE, 0) | {"outcome": "HANG", "server": "NO_SERVER"}
    one = log(tmp_path, served(NINE, 10), served(NINE, 10), served(NINE, 10), quits, served(20 * 3600, 10))
    types, days = typical_day.contact_types(one), np.unique(one.day)
    opened = OPEN.copy()
    opened[40] = False
    assert typical_day.hang_up_share(one, 0, days, opened) == 0.25
    made = typical_day.volumes(one, types, days, opened)
    assert made[0, 18] == pytest.approx(4)
    assert made.sum() == pytest.approx(4)


def test_figures_of_two_mondays_by_hand(tmp_path):
    first = [served(NINE, 100), hung_up(NINE + 10, 30)]
    second = [served(NINE, 100, date="990208"), served(NINE + 5, 50, waited=40, date="990208")]
    one = log(tmp_path, *first, *second)
    days = typical_day.like_days(one, 0)
    there = tuple(Stretch(int(day), "ANN", NINE, NINE + 200) for day in days)
    found = {(f.measure, f.period): f for f in typical_day.figures(typical_day.sums(one, days, there, 10.0, OPEN))}
    assert {period for _, period in found} == {"day", "09:00"}
    rate = found["answer_rate", "day"]
    # 1 of 2 and 2 of 2: 3/4; residuals -1/2 and 1/2, so the error is sqrt(1/2 x 2) / 4
    assert (rate.mean, rate.error, rate.days) == (0.75, pytest.approx(0.25), 2)
    assert found["abandonment", "day"].mean == 0.25
    assert found["answered_within_20_s", "day"].mean == 0.5
    assert found["mean_wait", "09:00"].mean == pytest.approx(40 / 3)
    # talk of 100, and of 150 with one pause of 10 that falls inside the stretch, over twice 200
    assert found["occupancy", "day"].mean == pytest.approx((100 + 150 + 10) / 400)


def test_one_day_has_no_standard_error(tmp_path):
    one = log(tmp_path, served(NINE, 100))
    found = list(typical_day.figures(typical_day.sums(one, np.unique(one.day), (), 0.0, OPEN)))
    assert all(figure.error is None for figure in found)
    assert next(figure for figure in found if figure.measure == "occupancy").mean is None


def test_busyness_is_what_chance_does_not_explain(tmp_path):
    luck = np.random.default_rng(5)
    counts = {day: int(n) for day, n in zip(range(1, 22), luck.poisson(100 * luck.gamma(25, 1 / 25, 21)), strict=True)}
    rows = [served(NINE + i, 1, date=f"9902{day:02d}") for day, n in counts.items() for i in range(n)]
    assert 0.08 < typical_day.busyness(log(tmp_path, *rows)) < 0.35  # 0.2 was put in; 14 degrees of freedom
    alike = [served(NINE + i, 1, date=f"9902{day:02d}") for day in range(1, 15) for i in range(100)]
    assert typical_day.busyness(log(tmp_path, *alike)) == 0


def test_poisson_calls_have_a_dispersion_of_one_and_bursts_more(tmp_path):
    luck = np.random.default_rng(9)

    def rows(counts: np.ndarray) -> list[dict[str, str]]:
        return [
            served(hour * 3600, 1, date=f"9902{day:02d}")
            for day, hours in zip((1, 8, 15, 22), counts, strict=True)
            for hour, count in enumerate(hours, start=8)
            for _ in range(count)
        ]

    even = log(tmp_path, *rows(luck.poisson(30, (4, 15))))
    # 42 degrees of freedom: 5 standard errors of 0.22 either way
    assert abs(typical_day.dispersion(even, np.unique(even.day), OPEN) - 1) < 1.1
    bursts = log(tmp_path, *rows(luck.poisson(30 * luck.gamma(2, 0.5, (4, 15)))))
    assert typical_day.dispersion(bursts, np.unique(bursts.day), OPEN) > 3
    assert typical_day.dispersion(even, np.unique(even.day)[:1], OPEN) is None
