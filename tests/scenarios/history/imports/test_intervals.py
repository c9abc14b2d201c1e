"""Interval exports by hand: Genesys Cloud, Calabrio, the generic form."""

from datetime import date

import numpy as np
import pytest

from scenarios.faults import InputError
from scenarios.history import imports
from scenarios.history.imports.keeping import parquet
from scenarios.history.imports.summary import by_type, volumes
from scenarios.loading import parse

GENESYS = """Interval Start UTC Date,Queue,Media Type,Skill Set,Language,Offered,Interactions Handled,Total Handle Time (Seconds)
2026-03-02T07:00:00Z,Sales,Voice,billing|||vip,Spanish,16,12,1200
2026-03-02T07:15:00Z,Sales,Voice,billing|||vip,Spanish,14,14,1600
2026-03-02T07:00:00Z,Help,Chat,,,5,5,900
"""
CALABRIO = """15;20260302;08:00;1;Sales;5;1;1;0;5;50;20;600;100;30;20;2;4;70;0;0
15;20260302;08:15;1;Sales;3;0;0;0;3;10;0;300;60;10;0;2;3;10;0;0
"""


def export(folder, text, name="export.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def findings(table):
    return {one.name: (one.rows, one.treatment) for one in table.origin.findings}


def test_genesys_cloud_on_the_centres_clock(tmp_path):
    mapping = export(tmp_path, "time_zone: Asia/Shanghai\n", "mapping.yaml")
    table = imports.read(export(tmp_path, GENESYS), mapping)
    assert (table.first_day, table.length) == (date(2026, 3, 2), 900)
    assert table.starts.tolist() == [54_000, 54_000, 54_900]
    assert table.queue.words() == ["Sales", "Help", "Sales"]
    assert table.channel.words() == ["Voice", "Chat", "Voice"]
    assert table.skill.words() == ["billing|||vip", None, "billing|||vip"]
    assert table.offered.tolist() == [16, 5, 14]
    assert table.answered.tolist() == [12, 5, 14]
    assert table.handle_seconds.tolist() == [1200, 900, 1600]
    assert table.origin.time_zone == "Asia/Shanghai"
    assert table.origin.details["format"] == "Genesys Cloud queue data"
    whole, *_ = by_type(table)
    assert whole.mean_handle == pytest.approx(3700 / 31)


def test_calabrio_has_no_header(tmp_path):
    table = imports.read(export(tmp_path, CALABRIO))
    assert table.length == 900
    assert table.starts.tolist() == [28_800, 29_700]
    assert table.queue.words() == ["Sales", "Sales"]
    assert table.offered.tolist() == [6, 3]
    assert table.answered.tolist() == [5, 3]
    assert table.abandoned.tolist() == [1, 0]
    assert table.answered_within.tolist() == [4, 3]
    assert table.handle_seconds.tolist() == [700, 360]
    assert table.wait_seconds.tolist() == [50, 10]


def test_means_become_sums_and_nobody_answered_takes_no_time(tmp_path):
    text = "Interval,Offered,Answered,Average Handle Time,Average Speed of Answer\n2026-03-02 08:00,4,2,150,10\n2026-03-02 08:30,1,0,0,\n"
    table = imports.read(export(tmp_path, text))
    assert table.handle_seconds.tolist() == [300, 0]
    assert table.wait_seconds.tolist() == [20, 0]


def test_gaps_repeats_overlaps_and_odd_starts_are_counted(tmp_path):
    rows = ["Interval,Queue,Offered,Answered", "2026-03-02 08:00,a,4,4", "2026-03-02 08:30,a,4,5", "2026-03-02 08:30,a,4,5", "2026-03-02 09:00,a,4,4",
            "2026-03-02 09:00,a,3,3", "2026-03-02 09:45,a,1,1", "2026-03-02 11:00,a,-2,0", "2026-03-04 08:00,a,2,x"]  # fmt: skip
    mapping = export(tmp_path, "interval: 30 min\n", "mapping.yaml")
    table = imports.read(export(tmp_path, "\n".join(rows)), mapping)
    assert findings(table) == {
        "rows that repeat another in every column that is read": (1, "left out"),
        "Offered: negative numbers: taken as unknown": (1, "mended"),
        "Answered: cells that are no number: taken as unknown": (1, "mended"),
        "rows with more answered than offered (answers of contacts of an earlier interval)": (2, "kept"),
        "rows of an interval and key that another row has, with other numbers: both kept, sums count both": (1, "kept"),
        "intervals that do not start on the grid of 30 min": (1, "kept"),
        "intervals missing between others of the same day and key: no row is no count, not nought": (2, "noted"),
        "days without a row between the first and the last": (1, "noted"),
    }
    assert len(table) == 7
    made = volumes(table)
    assert (made.missing, made.unknown) == (1, 1)


def test_overlapping_intervals_are_counted(tmp_path):
    mapping = export(tmp_path, "interval: 30 min\n", "mapping.yaml")
    table = imports.read(
        export(tmp_path, "Interval,Offered\n2026-03-02 08:00,1\n2026-03-02 08:15,1\n2026-03-02 09:00,1\n"), mapping
    )
    assert findings(table)["intervals that overlap the one before of the same key"] == (1, "kept")


def test_the_hour_that_comes_twice_keeps_both_its_rows(tmp_path):
    text = (
        "Interval,Offered\n"
        + "".join(f"2026-10-24T{hour}:00:00Z,{hour}\n" for hour in (22, 23))
        + "2026-10-25T00:00:00Z,100\n2026-10-25T01:00:00Z,200\n2026-10-25T02:00:00Z,1\n"
    )
    mapping = export(tmp_path, "time_zone: Europe/Berlin\n", "mapping.yaml")
    table = imports.read(export(tmp_path, text), mapping)
    assert table.starts.tolist() == [0, 3600, 7200, 7200, 10_800]
    assert table.offered.tolist() == [22, 23, 100, 200, 1]
    assert findings(table) == {}


def test_one_interval_has_no_length_until_the_mapping_says(tmp_path):
    with pytest.raises(InputError, match="interval: 30 min"):
        imports.read(export(tmp_path, "Interval,Offered\n2026-03-02 08:00,1\n"))


def test_intervals_are_kept_exactly(tmp_path):
    table = imports.read(export(tmp_path, CALABRIO), export(tmp_path, "answered_within: 20 s\n", "mapping.yaml"))
    (tmp_path / "kept.parquet").write_bytes(parquet(table))
    again = imports.read(tmp_path / "kept.parquet")
    assert (again.first_day, again.length, again.threshold, again.origin) == (table.first_day, 900, 20, table.origin)
    assert np.array_equal(again.offered, table.offered)
    assert again.queue.words() == table.queue.words()


def test_a_scenario_reads_the_volumes(tmp_path):
    from callfloor.importing import run

    run(export(tmp_path, GENESYS), None, tmp_path / "out", None)
    text = """
calendar: {start: 2026-03-02, days: 1, interval: 15 min}
contact_types: {sales: {channel: voice, arrivals: {volumes: {file: volumes.csv, column: Sales}}, enters: calls}}
queues: {calls: {}}
agent_groups: {team: {skills: {calls: {handle_time: {exponential: {mean: 4 min}}}}, staffing: 3}}
"""
    scenario = parse(text, tmp_path / "out")
    assert sum(scenario.contact_types["sales"].arrivals.volumes) == 30


def test_the_mapping_that_is_written_reads_the_same_again(tmp_path):
    path = export(tmp_path, GENESYS)
    first = imports.imported(path)
    again = imports.imported(path, export(tmp_path, first.mapping, "mapping.yaml"))
    assert again.table.offered.tolist() == first.table.offered.tolist()
    assert again.columns == first.columns


@pytest.mark.parametrize(
    "name", ["Answered %", "Abandonment rate", "Forecast calls", "Max wait", "接通率", "Calls target"]
)
def test_a_share_or_a_forecast_is_not_taken_for_a_count(tmp_path, name):
    found = imports.imported(export(tmp_path, f"Interval,Offered,{name}\n2026-03-02 08:00,4,3\n2026-03-02 08:30,5,4\n"))
    assert found.columns == {"start": "Interval", "offered": "Offered"}
    assert found.unused == (name,)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Interval", ["02.03.2026 08:00 - 08:30", "13.03.2026 08:30 - 09:00"]),
        ("Interval", ["2026-03-02 08:00~08:30", "2026-03-13 08:30~09:00"]),
        ("Interval", ["2026-03-02 08:00 - 2026-03-02 08:30", "2026-03-13 08:30 - 2026-03-13 09:00"]),
        ("Date;Interval", ["2026-03-02;08:00-08:30", "2026-03-13;08:30-09:00"]),
        ("日期;时段", ["2026-03-02;08:00-08:30", "2026-03-13;08:30-09:00"]),
        ("Date;Interval", ["2026-03-02;08:00", "2026-03-13;08:30"]),
    ],
)
def test_an_interval_may_be_written_with_its_end(tmp_path, header, cells):
    text = f"{header};Offered\n" + "".join(f"{cell};{number}\n" for number, cell in enumerate(cells))
    mapping = export(tmp_path, "interval: 30 min\n", "mapping.yaml")
    table = imports.read(export(tmp_path, text), mapping)
    assert table.starts.tolist() == [28_800, 11 * 86_400 + 30_600]


def test_an_end_after_a_dash_is_not_taken_for_an_offset(tmp_path):
    text = "Interval;Offered\n" + "".join(f"2026-03-02 {hour:02d}:00-{hour + 1:02d}:00;4\n" for hour in range(6, 12))
    with pytest.raises(InputError, match="no offset from UTC"):
        imports.read(export(tmp_path, text))


def test_times_of_day_need_a_day(tmp_path):
    mapping = export(tmp_path, "columns: {start: Interval}\n", "mapping.yaml")
    with pytest.raises(InputError, match="times of day without a day"):
        imports.read(export(tmp_path, "Interval,Offered\n08:00,1\n08:30,2\n"), mapping)


def test_rows_alike_of_an_hour_that_comes_twice_are_two(tmp_path):
    text = "Interval,Offered\n" + "".join(f"2026-10-25 0{hour}:00,7\n" for hour in (1, 2, 2, 3))
    mapping = export(tmp_path, "time_zone: Europe/Berlin\n", "mapping.yaml")
    table = imports.read(export(tmp_path, text), mapping)
    assert len(table) == 4
    made = volumes(table)
    assert made.counts[made.times.index("2026-10-25T02:00"), 0] == 7
    assert [one.treatment for one in table.origin.findings] == ["kept"]


def test_talk_alone_is_told_not_to_be_all_of_the_work(tmp_path):
    table = imports.read(
        export(
            tmp_path,
            "日期,时段,呼入量,接通量,平均通话时长\n2026-03-02,08:00-08:30,4,3,100\n2026-03-02,08:30-09:00,4,2,100\n",
        )
    )
    assert table.handle_seconds.tolist() == [300, 200]
    assert [(one.rows, one.treatment) for one in table.origin.findings] == [(2, "noted")]
    assert "without wrap-up" in table.origin.findings[0].name
