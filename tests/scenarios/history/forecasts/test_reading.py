"""Reading volumes: what is there is there, what is missing is told, what cannot be meant is refused with its line."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from scenarios.faults import InputError
from scenarios.history.forecasts.moments import Cell, moments
from scenarios.history.forecasts.reading import of_table, read
from tests.scenarios.history.forecasts.made import START, rows, text


@pytest.fixture
def write(tmp_path):
    def written(content, name="volumes.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def faults(path, **options):
    with pytest.raises(InputError) as error:
        read(path, **options)
    return [(fault.line, fault.key, fault.message) for fault in error.value.faults]


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y/%m/%d %H:%M",
        "%d.%m.%Y %H:%M",
        "%d/%m/%Y %H:%M",
        "%m/%d/%Y %I:%M %p",
        "%Y年%m月%d日 %H:%M",
    ],
)
def test_every_way_of_writing_a_moment_gives_the_same_history(write, form):
    at, counts = rows(60)
    history = read(write(text(at, counts, form)))
    assert history.first == START
    assert history.starts == tuple(range(8 * 3600, 16 * 3600, 3600))
    assert np.array_equal(history.of("calls")[history.worked].ravel(), np.array(counts))


def test_gbk_semicolons_and_rows_in_any_order_are_read(write):
    at, counts = rows(60)
    lines = text(at, counts, header="时间,来电").replace(",", ";").splitlines()
    shuffled = "\n".join([lines[0], *reversed(lines[1:])])
    assert read(write(shuffled.encode("gb18030"))).of("来电").sum() == sum(counts)


def test_five_minutes_add_up_and_a_gap_is_unknown_not_nought():
    at = [
        datetime.fromisoformat("2026-01-05 00:00") + timedelta(days=day, minutes=5 * step)
        for day in range(30)
        for step in range(288)
    ]
    kept = [
        moment for moment in at if not (moment.date() == date(2026, 1, 9) and moment.hour == 10 and moment.minute == 20)
    ]
    history = of_table("memory", kept, {"calls": [1.0] * len(kept)}, 1800)
    day = history.of("calls")[4]
    assert np.isnan(day[20])
    assert np.nansum(day) == 47 * 6
    (finding,) = history.findings
    assert (finding.count, finding.where) == (1, "2026-01-09 10:20")


def test_rows_that_stand_twice_are_told_and_contradictions_are_faults(write):
    at, counts = rows(60)
    same = read(write(text([*at, at[3]], [*counts, counts[3]])))
    assert next((one.what, one.count) for one in same.findings) == ("rows that stand twice with the same counts", 1)
    line = len(at) + 2
    ((found, _, message),) = faults(write(text([*at, at[3]], [*counts, counts[3] + 1])))
    assert found == line
    assert "stands on line 5 too" in message


def test_an_hour_that_the_clocks_made_twice_is_unknown_on_that_day():
    at = [
        datetime.fromisoformat("2026-03-01 00:00") + timedelta(days=day, minutes=30 * step)
        for day in range(30)
        for step in range(48)
    ]
    twice = [datetime.fromisoformat("2026-03-15 02:00"), datetime.fromisoformat("2026-03-15 02:30")]
    history = of_table("memory", [*at, *twice], {"calls": [3.0] * (len(at) + 2)})
    assert np.isnan(history.of("calls")[14, 4:6]).all()
    assert any("clocks made twice" in one.what and one.count == 2 for one in history.findings)


def test_an_hour_that_the_clocks_took_is_told():
    at = [
        datetime.fromisoformat("2026-03-01 00:00") + timedelta(days=day, minutes=30 * step)
        for day in range(30)
        for step in range(48)
    ]
    kept = [moment for moment in at if not (moment.day == 29 and moment.hour == 2)]
    history = of_table("memory", kept, {"calls": [3.0] * len(kept)})
    assert "1 nights look as if the clocks had been put forward" in str(history.findings[0])


def test_all_faults_of_the_cells_are_told_at_once(write):
    at, counts = rows(60)
    lines = text(at, counts).splitlines()
    lines[4] = lines[4].rsplit(",", 1)[0] + ",-3"
    lines[9] = lines[9].rsplit(",", 1)[0] + ",many"
    lines[12] = "05.01.2026 09:00,4"
    lines[14] = "soon,4"
    found = faults(write("\n".join(lines)))
    assert [(line, key) for line, key, _ in found] == [(5, "calls"), (10, "calls"), (13, "datetime"), (15, "datetime")]
    assert "is written as 31.03.2003 is" in found[2][2]


def test_day_and_month_that_nothing_tells_apart_are_refused():
    _, found = moments([Cell(2, "4/3/2026 08:00"), Cell(3, "5/3/2026 08:00")], "f", "c")
    assert "may be day/month or month/day" in found[0].message
    _, found = moments([Cell(2, "14/3/2026 08:00"), Cell(3, "15/3/2026 08:00"), Cell(4, "3/16/2026 08:00")], "f", "c")
    assert [fault.line for fault in found] == [4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "nothing in it"),
        ("datetime,calls\n", "no rows"),
        ("when,calls\nnever,3\n", "no column says when"),
        ("datetime,calls\n2026-01-05,3\n", "no time of day"),
        ("datetime,calls\n2026-01-05T08:00+01:00,3\n", "another clock"),
        ("datetime\n2026-01-05 08:00\n", "no column of counts"),
        ("datetime,calls\n2026-01-05 08:00,3,4\n", "3 cells, the header 2"),
        ("datetime,calls,calls\n2026-01-05 08:00,3,4\n", "stands twice"),
        (b"PK\x03\x04 and so on", "workbook"),
        (b"\xff\xfe\x00\x01\x02", "neither UTF-8 nor GBK"),
        ("datetime,calls\n2026-01-05 08:00,3\n2026-01-05 08:30,3\n", "too few"),
        ("datetime,calls\n2026-02-30 08:00,3\n", "no moment of any calendar"),
    ],
)
def test_a_file_that_is_no_table_of_volumes_says_what_is_wrong(write, content, words):
    assert any(words in message for _, _, message in faults(write(content)))


def test_nothing_counted_and_an_interval_that_does_not_fit_are_refused(write):
    at, counts = rows(60)
    assert "nothing was counted" in faults(write(text(at, [0.0] * len(at))))[0][2]
    assert "cannot be made of" in faults(write(text(at, counts)), interval=1800)[0][2]
    assert "has no column" in faults(write(text(at, counts)), columns=["call"])[0][2]
