"""The real log, where it is at hand: figures that others have published or that were counted another way."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from scenarios.history import bank_log
from scenarios.history.bank_log import CallLog
from scenarios.history.bank_log_calls import as_calls, with_rules
from scenarios.history.calibrating.files import write
from scenarios.history.calibrating.study import study
from scenarios.history.patience import kaplan_meier
from scenarios.loading import load
from sim.against_actual import compare_with_actual, read_actual
from sim.experiment import simulate

DATA = Path(os.environ.get("CALLFLOOR_DATA", Path(__file__).parents[4] / "shared" / "data"))
LOG = DATA / "anonymous_bank_feb1999.csv.gz"
needs_log = pytest.mark.skipif(not LOG.exists(), reason="the bank's call log is not at hand; set CALLFLOOR_DATA")
LIBRARY = Path(__file__).parents[3] / "scenarios" / "library" / "bank_1999"


@pytest.fixture(scope="module")
def log() -> CallLog:
    return bank_log.read(LOG)


@needs_log
def test_rows_are_all_accounted_for(log):
    assert (log.rows, log.bad, log.counts["PHANTOM rows dropped"], len(log)) == (33_344, (), 278, 33_066)
    assert (
        int(log.answered.sum()),
        log.counts["answered with NO_SERVER: kept; the talk is presence without a name"],
    ) == (27_162, 491)
    assert int(log.offered.sum()) + log.counts["HANG rows that never queued: hung up in the IVR"] == len(log)


@needs_log
def test_patience_is_what_is_known_of_it(log):
    curve = kaplan_meier(log.waited[log.queued], ~log.answered[log.queued])
    assert curve.at(60.0) == pytest.approx(0.821, abs=5e-4)
    assert curve.quantile(0.5) == pytest.approx(280, abs=5)


@needs_log
def test_the_library_holds_what_the_log_says(log, tmp_path):
    made = with_rules(study(as_calls(log, LOG.name), date(1999, 2, 2)))
    assert {group.name for group in made.presence.groups} == {
        *("general", "general_stock", "general_internet", "general_stock_internet"),
    }
    write(made, tmp_path / "bank")
    names = {path.name for path in (tmp_path / "bank").iterdir()}
    assert names == {path.name for path in LIBRARY.iterdir()} - {"agreement.csv", "story.zh.md"}
    for name in names - {"scenario.yaml", "fits.csv", "patience.csv"}:  # those hold the last digits of searches
        assert (tmp_path / "bank" / name).read_text() == (LIBRARY / name).read_text(), name


@needs_log
def test_the_busyness_of_services_is_each_its_own(log):
    """Regular and stock calls of the same day go no more together than chance, so one draw for all is not what the log says."""
    found = study(as_calls(log, LOG.name), date(1999, 2, 2)).busyness
    by_name = {spread.names[0]: spread for spread in found.types}
    assert by_name["regular"].there
    (pair,) = (one for one in found.pairs if {one.one, one.other} == {"regular", "stock"})
    assert abs(pair.correlation) < 2 * pair.error
    assert found.of("regular") != found.of("stock")


def test_fits_in_the_library_follow_their_data():
    """The chosen distributions stay near the curves they were fitted to: at most 4 points where a queue has many callers."""
    rows = np.genfromtxt(LIBRARY / "patience.csv", delimiter=",", names=True, dtype=None, encoding="utf-8")
    firm = rows["at_risk"] >= 200
    assert np.abs(rows["fitted"] - rows["kaplan_meier"])[firm].max() < 0.04
    fits = list(csv.DictReader((LIBRARY / "fits.csv").open()))
    memoryless = [
        one for one in fits if (one["what"], one["of"], one["family"]) == ("patience", "regular", "exponential")
    ]
    assert [float(one["ks_distance"]) > 0.05 for one in memoryless] == [True]  # what a memoryless caller would miss


def test_the_simulated_tuesday_waits_and_loses_callers_as_the_bank_did():
    results = simulate(load("bank_1999"), replications=40)
    found = compare_with_actual(read_actual(LIBRARY / "actual.csv"), results)
    found = [one for one in found if one.scope == "centre"]
    day = {one.measure: one for one in found if one.period == "day"}
    assert set(day) == {"offered", "answer_rate", "answered_within_20_s", "abandonment", "mean_wait", "occupancy"}
    assert {name: one.agrees for name, one in day.items()} == dict.fromkeys(day, True)
    hours = [one for one in found if one.period != "day"]
    assert {one.period for one in hours} == {f"{hour:02d}:00" for hour in range(7, 24)}
    assert sum(bool(one.agrees) for one in hours) >= 0.85 * len(hours)
