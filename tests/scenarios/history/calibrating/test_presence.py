"""Who was there, on days that can be followed with a pencil."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.history import staffing
from scenarios.history.bank_log_calls import as_calls
from scenarios.history.calibrating.presence import presence
from scenarios.history.calibrating.sample import sample
from scenarios.history.calibrating.stretches import seconds
from tests.scenarios.history.logs import hung_up, log, served

NINE = 9 * 3600
HALF = 1800.0


def there(tmp_path, *rows):
    return presence(sample(as_calls(log(tmp_path, *rows), "log.csv")), HALF)


def gaps(found):
    return {name.removeprefix("gaps between contacts taken as "): count for name, count in found.notes.items() if count}


def test_idle_while_nobody_waits_is_presence(tmp_path):
    found = there(tmp_path, served(NINE, 100), served(NINE + 1000, 50))
    assert gaps(found) == {"presence": 1}
    assert found.pauses.tolist() == [[0, 900]]  # free at once, or only just in time: nobody was there to tell


def test_idle_for_longer_than_the_longest_idle_is_absence(tmp_path):
    found = there(tmp_path, served(NINE, 100), served(NINE + 101 + int(staffing.LONGEST_IDLE), 50))
    assert gaps(found) == {"absence: too long to be idle": 1}
    assert sum(found.stretches.seconds(np.array([NINE + 1300, NINE + 2400]))) == 0


def test_the_pause_is_known_when_the_next_caller_had_waited(tmp_path):
    found = there(tmp_path, served(NINE, 100), served(NINE + 50, 60, waited=80))
    assert found.pauses.tolist() == [[30, 30]]


def test_a_caller_who_waited_in_vain_bears_witness_to_absence(tmp_path):
    found = there(tmp_path, served(NINE, 100), hung_up(NINE + 150, 200), served(NINE + 600, 60))
    assert found.pauses.tolist() == [[250, 500]]  # not back while the caller waited, until 350; back by 600
    assert gaps(found) == {"absence: callers waited in it": 1}
    # The caller waited from 150 on, so the first stretch ends before; the second cannot begin before he had gone.
    assert sum(found.stretches.seconds(NINE + np.array([150, 350]))) == 0


def test_who_comes_on_the_first_day_came_after_the_callers_who_waited_in_vain(tmp_path):
    rows = [served(NINE + 600 * number, 100) for number in range(12)]
    found = there(tmp_path, hung_up(NINE - 300, 200), *rows)
    assert sum(found.stretches.seconds(np.array([0.0, NINE - 100]))) == 0
    alone = there(tmp_path, *rows)
    assert sum(alone.stretches.seconds(np.array([0.0, NINE - 100]))) > 0


def test_a_caller_whom_the_person_does_not_serve_bears_no_witness(tmp_path):
    mine = [served(NINE + 2000 * i, 100) for i in range(10)]
    others = [served(NINE + 2000 * i, 100, "BEN", type="IN") for i in range(10)]
    found = there(tmp_path, *mine, *others, hung_up(NINE + 500, 900, type="IN"))
    assert [gap for gap in found.pauses.tolist() if gap[0] > 0] == [[1300, 1900]]  # BEN's; ANN serves no internet
    assert {frozenset(group.skills) for group in found.groups} == {frozenset({0}), frozenset({1})}


def test_calls_of_nobody_and_overlaps_are_presence_without_a_name(tmp_path):
    found = there(tmp_path, served(NINE, 100), served(NINE + 70, 100), served(NINE + 500, 40, "NO_SERVER"))
    assert found.notes["contacts that overlap the same person's last: the overlap is presence without a name"] == 1
    nameless = found.stretches.of < 0
    assert (found.stretches.begins[nameless] - NINE).tolist() == [70, 500]
    assert (found.stretches.ends[nameless] - NINE).tolist() == [100, 540]


def test_a_person_has_the_skills_that_his_calls_show(tmp_path):
    rows = [served(NINE + i * 200, 100, "ANN", type="NE") for i in range(5)]
    rows += [served(NINE + i * 200, 100, "BEN") for i in range(50)] + [served(NINE + 20_000, 100, "BEN", type="NE")]
    found = there(tmp_path, *rows)
    # NE is 6 of 56 calls; one in 51 is under a fifth of that, and counts as a slip.
    assert sorted((group.name, len(group.skills)) for group in found.groups) == [("regular", 1), ("stock", 1)]


def test_a_log_that_names_nobody_counts_those_busy_while_somebody_waits(tmp_path):
    rows = [served(NINE + 10 * i, 900 - 10 * i, "NO_SERVER") for i in range(3)]
    rows += [served(NINE + 100, 60, "NO_SERVER", waited=800)]
    one = sample(as_calls(log(tmp_path, *rows), "log.csv"))
    found = presence(one, HALF)
    assert not found.named
    from scenarios.history.calibrating.presence import by_interval

    assert by_interval(one, found, np.array([0]), HALF)[0, 18] == pytest.approx(3)


def test_seconds_are_cut_at_the_edges():
    assert seconds(np.array([10.0, 50]), np.array([70.0, 130]), np.array([0.0, 60, 120, 180])).tolist() == [60, 70, 10]
