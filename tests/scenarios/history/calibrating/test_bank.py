"""The bank's log as calls, and small logs of its form calibrated."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from scenarios.faults import InputError
from scenarios.history.__main__ import main
from scenarios.history.bank_log_calls import as_calls, with_rules
from scenarios.history.calibrating import files
from scenarios.history.calibrating.actual import actual
from scenarios.history.calibrating.files import write
from scenarios.history.calibrating.presence import presence
from scenarios.history.calibrating.sample import sample
from scenarios.history.calibrating.study import study
from scenarios.history.calibrating.volumes import spread_of_days, volumes
from scenarios.history.calls import Outcome
from scenarios.loading import load
from tests.scenarios.history.logs import ROW, hung_up, log, served, simulated, written

NINE = 9 * 3600
OPEN = np.ones(48, dtype=np.bool_)


def calls(tmp_path, *rows):
    return as_calls(log(tmp_path, *rows), "log.csv")


@pytest.fixture(scope="module")
def mondays(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mondays")
    made = with_rules(
        study(calls(folder, *simulated(), ROW | {"q_time": "x"}, ROW | {"outcome": "PHANTOM"}), date(1999, 2, 8))
    )
    write(made, folder / "bank")
    return made, folder / "bank"


def test_the_class_of_who_did_not_wait_is_unknown(tmp_path):
    rows = served(NINE, 10, waited=5, priority=2), served(NINE + 60, 10, waited=5, priority=1), served(NINE + 120, 10)
    found = calls(tmp_path, *rows, hung_up(NINE + 180, 20, type="NW"))
    assert found.queue.words() == ["regular_vip", "regular", None, "new_customer"]
    assert found.contact_type.words() == ["regular", "regular", "regular", "new_customer"]
    assert found.outcome.tolist() == [Outcome.ANSWERED] * 3 + [Outcome.ABANDONED]
    assert found.ivr.tolist() == [10] * 4


def test_the_vip_share_comes_from_the_queued_alone(tmp_path):
    queued = [served(NINE + i, 10, waited=5, priority=2 if i < 30 else 1) for i in range(40)]
    at_once = [served(NINE + 100 + i, 10) for i in range(60)]  # priority 0, whoever they were
    one = sample(calls(tmp_path, *queued, *at_once))
    by_name = {kind.name: kind for kind in one.kinds}
    assert by_name["regular_vip"].share == pytest.approx(np.full(24, 0.75))
    made = volumes(one, np.array([0]), 1800.0, spread_of_days(one))
    assert sorted(made.mean.sum(axis=1)) == pytest.approx([25, 75])
    assert made.mean.sum() == pytest.approx(100)


def test_an_hours_vip_share_is_steadied_by_the_days(tmp_path):
    nine = [served(NINE + i, 10, waited=5, priority=1) for i in range(20)]
    ten = [served(NINE + 3600 + i, 10, waited=5, priority=2) for i in range(20)]
    last = [served(NINE + 3700, 10)]
    (vip,) = (kind for kind in sample(calls(tmp_path, *nine, *ten, *last)).kinds if kind.name == "regular_vip")
    assert vip.share[[8, 9, 10]] == pytest.approx([0.5, 10 / 40, 30 / 40])


def test_volumes_are_raised_by_hang_ups_in_the_ivr(tmp_path):
    quits = served(NINE + 60, 0) | {"outcome": "HANG", "server": "NO_SERVER"}
    one = sample(calls(tmp_path, *(served(NINE + 60, 10) for _ in range(3)), quits))
    made = volumes(one, np.array([0]), 1800.0, spread_of_days(one))
    assert made.mean[0, 18] == pytest.approx(4)
    # Three counted, each for 4/3: the variance of one day is 3 x 16/9.
    assert made.error[0, 18] == pytest.approx((3 * 16 / 9) ** 0.5)


def test_figures_of_two_mondays_by_hand(tmp_path):
    first = [served(NINE, 100), hung_up(NINE + 10, 30)]
    second = [served(NINE, 100, date="990208"), served(NINE + 5, 50, waited=40, date="990208")]
    one = sample(calls(tmp_path, *first, *second))
    (centre,) = actual(one, presence(one, 1800.0), np.array([0, 1]), OPEN, 0.0)
    found = {(figure.measure, figure.period): figure for figure in centre.figures}
    assert {period for _, period in found} == {"day", "09:00"}
    rate = found["answer_rate", "day"]
    # 1 of 2 and 2 of 2: 3/4; residuals -1/2 and 1/2, so the error is sqrt(1/2 x 2) / 4
    assert (rate.mean, rate.error, rate.days) == (0.75, pytest.approx(0.25), 2)
    assert found["abandonment", "day"].mean == 0.25
    assert found["answered_within_20_s", "day"].mean == 0.5
    assert found["mean_wait", "09:00"].mean == pytest.approx(40 / 3)


def test_the_folder_loads_and_says_the_same_as_the_log(mondays):
    scenario = load(mondays[1])
    assert str(scenario.calendar.start) == "1999-02-08"
    assert set(scenario.contact_types) == {"regular", "regular_vip"}
    counted = sum(sum(one.arrivals.volumes) for one in scenario.contact_types.values())
    assert counted == pytest.approx(len(simulated()) / 4, rel=0.01)
    (group,) = scenario.agent_groups.values()
    assert group.staffing[18:24] == (3, 3, 3, 3, 3, 3)
    assert abs(group.skills["regular_vip"].handle_time.mean() - 150) < 5 * 150 / 600**0.5
    assert scenario.routing.head_start == {"regular_vip": 90.0}
    assert mondays[0].calls.origin.left_out == 2


def test_patience_that_was_put_in_comes_out(mondays):
    scenario = load(mondays[1])
    losses = sum(int(one.ended.sum()) for one in mondays[0].patience if one)
    mean = scenario.contact_types["regular"].patience.quantile([0.5])[0] / 0.6931
    assert losses > 50
    assert abs(mean - 120) < 5 * 120 / (losses / 2) ** 0.5


def test_a_folder_that_cannot_be_finished_is_not_begun(tmp_path, monkeypatch):
    made = study(calls(tmp_path, *simulated(("990201",))))
    monkeypatch.setattr(files, "record", lambda made: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(made, tmp_path / "bank")
    assert [one.name for one in tmp_path.iterdir()] == ["log.csv"]


@pytest.mark.parametrize(
    ("rows", "start", "interval", "told"),
    [
        ([ROW, ROW | {"date": "990208"}], date(1999, 2, 2), 1800.0, "1999-02-02 is a tuesday; the log has only monday"),
        ([ROW], date(2005, 2, 7), 2700.0, "(?s)2005-02-07 is not in the log.*does not divide an hour"),
        ([ROW | {"outcome": "HANG"}], None, 1800.0, "no contact with a handle time was answered"),
        ([ROW], None, 1800.0, "on mondays hardly anybody is at work in this log"),
    ],
)
def test_what_cannot_be_had_is_refused(tmp_path, rows, start, interval, told):
    with pytest.raises(InputError) as error:
        study(calls(tmp_path, *rows), start, interval)
    assert re.search(told, str(error.value))


def test_the_module_runs_from_the_command_line(tmp_path, capsys):
    path = written(tmp_path / "log.csv", simulated(("990201",)))
    assert main([str(path), str(tmp_path / "bank")]) == 0
    assert "Written to" in capsys.readouterr().out
    assert main([str(path), str(tmp_path / "bank")]) == 2
    assert "1 fault; nothing was run." in capsys.readouterr().err
    assert main([str(path)]) == 2
