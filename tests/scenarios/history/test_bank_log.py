"""Reading the call log: what is kept, what is mended, what is refused, and that all of it is counted."""

from __future__ import annotations

import gzip
from datetime import date

import numpy as np
import pytest

from scenarios.faults import InputError
from scenarios.history import bank_log
from tests.scenarios.history.logs import COLUMNS, ROW, hung_up, log, served, written


def test_a_call_that_waited(tmp_path):
    one = log(tmp_path, served(9 * 3600, 180, waited=30, priority=2))
    assert (one.asked[0], one.waited[0], one.started[0], one.talk[0], one.ended[0]) == (32400, 30, 32430, 180, 32610)
    assert (one.days, one.priority[0], one.server) == ((date(1999, 2, 1),), 2, ("ANN",))
    assert one.queued[0]
    assert one.offered[0]


def test_a_call_answered_at_once_asks_for_a_person_as_it_leaves_the_ivr(tmp_path):
    one = log(tmp_path, ROW)
    assert (one.asked[0], one.waited[0], bool(one.queued[0])) == (9 * 3600 + 10, 0, False)


def test_a_caller_who_hangs_up_before_the_queue_asked_for_nobody(tmp_path):
    quit_in_ivr = ROW | {
        "outcome": "HANG",
        "server": "NO_SERVER",
        "ser_time": "0",
        "ser_start": "0:00:00",
        "ser_exit": "0:00:00",
    }
    one = log(tmp_path, quit_in_ivr, hung_up(9 * 3600, 40))
    assert one.offered.tolist() == [False, True]
    assert np.isnan(one.asked[0])
    assert one.counts == {"HANG rows that never queued: hung up in the IVR": 1}


def test_phantoms_are_dropped_and_counted(tmp_path):
    one = log(tmp_path, ROW, ROW | {"outcome": "PHANTOM", "ser_time": "x"})
    assert (len(one), one.rows, one.counts["PHANTOM rows dropped"], one.bad) == (1, 2, 1, ())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"q_time": "12a"}, "row 3: q_time is '12a', not a whole number"),
        ({"vru_exit": "25:00:00"}, "row 3: vru_exit is '25:00:00', not a time of day h:mm:ss"),
        ({"ser_exit": "9:61:00"}, "row 3: ser_exit is '9:61:00', not a time of day h:mm:ss"),
        ({"date": "990231"}, "row 3: date is '990231', no day of the calendar"),
        ({"outcome": "LOST"}, "row 3: outcome is 'LOST'; known are AGENT, HANG, PHANTOM"),
        ({"type": "XX"}, "row 3: type is 'XX'; known are PS, PE, IN, NE, NW, TT"),
        ({"server": ""}, "row 3: server is empty"),
        ({"ser_time": "-5"}, "row 3: ser_time is -5; a service time is not negative"),
        ({"q_time": "-5"}, "row 3: q_time is -5; a wait is not negative"),
    ],
)
def test_a_broken_row_is_left_out_and_told_with_its_number(tmp_path, change, told):
    one = log(tmp_path, ROW, ROW | change, ROW)
    assert [str(bad) for bad in one.bad] == [told]
    assert (len(one), one.rows) == (2, 3)


def test_a_row_with_a_missing_field_is_left_out_and_told(tmp_path):
    path = written(tmp_path / "log.csv", [ROW])
    path.write_text(path.read_text() + "AA0101,2,0\n")
    assert [str(bad) for bad in bank_log.read(path).bad] == ["row 3: 3 fields where 17 belong"]


def test_a_broken_row_adds_to_no_count(tmp_path):
    one = log(tmp_path, ROW, ROW | {"vru_entry": "9:30:00", "ser_time": "x"})
    assert (len(one.bad), one.counts) == (1, {})


def test_times_out_of_order_are_mended_and_counted(tmp_path):
    one = log(tmp_path, ROW | {"vru_entry": "9:00:20"}, served(9 * 3600, 60, waited=30) | {"ser_start": "0:00:05"})
    assert one.entry[0] == 9 * 3600 + 10
    assert one.started[1] == 9 * 3600 + 30
    assert one.counts["IVR times out of order: the call is taken to enter when it left the IVR"] == 1
    assert one.counts["service start over a minute from the end of the wait: moved to the end of the wait"] == 1


def test_a_call_that_talks_past_midnight_ends_after_it(tmp_path):
    one = log(tmp_path, served(86_390, 60))
    assert one.ended[0] == 86_450
    assert one.bad == ()


@pytest.mark.parametrize("packed", [False, True])
def test_gzip_or_not_is_told_by_the_content(tmp_path, packed):
    path = written(tmp_path / "log.csv", [ROW])
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    assert len(bank_log.read(path)) == 1


def test_a_wrong_header_names_the_missing_columns(tmp_path):
    path = written(tmp_path / "log.csv", [ROW], tuple(name for name in COLUMNS if name not in {"priority", "q_time"}))
    with pytest.raises(InputError, match="the header lacks priority, q_time; a bank call log has the columns"):
        bank_log.read(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (",".join(COLUMNS).encode(), "it holds no calls"),
        ((",".join(COLUMNS) + "\n1,2").encode(), "no call could be read; the first of 1 broken rows: row 2"),
        (b"\x1f\x8bxx", "cannot be read|whole gzip"),
        (b"\xff\xfe\x00", "neither CSV text nor"),
    ],
)
def test_a_file_that_is_no_log_is_refused(tmp_path, content, told):
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        bank_log.read(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        bank_log.read(tmp_path / "nothing.csv")
