"""CSV files: where they may lie, what may be wrong with them, and on which row."""

import pytest

from scenarios.distributions import Empirical
from scenarios.loading import parse

from .small import faults, small

VOLUMES = "contact_types.vip.arrivals.volumes"


def of_vip(file="v.csv", column="vip", **changes):
    return small(contact_types__vip__arrivals={"volumes": {"file": file, "column": column}}, **changes)


def written(folder, text, file="v.csv"):
    (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def volumes(folder, text, **changes):
    return parse(of_vip(**changes), written(folder, text)).contact_types["vip"].arrivals.volumes


def said(folder, text, **changes):
    """Give line, key and message of every fault; lines only where they are of the table."""
    found = faults(of_vip(**changes), written(folder, text))
    return [(fault.line, fault.key.removeprefix(VOLUMES), fault.message) for fault in found]


@pytest.mark.parametrize(
    "text",
    [
        "vip\n1\n2\n3\n4\n",
        "interval,vip\n00:00,1\n06:00,2\n12:00,3\n18:00,4\n",
        "start,vip\n2026-03-02T00:00,1\n2026-03-02T06:00,2\n2026-03-02T12:00:00,3\n2026-03-02 18:00,4\n",
        "time, vip ,other\r\n0:00, 1,x\r\n6:00,2.0,x\r\n12:00,3,x\r\n18:00,4e0,x\r\n",
        "\ufeffvip,plain\n1,\n2,\n\n3,\n4,\n,\n",
    ],
)
def test_a_day_of_volumes(tmp_path, text):
    assert volumes(tmp_path, text) == (1, 2, 3, 4)
    assert volumes(tmp_path, text.replace("2026", "2026")) == (1, 2, 3, 4)


def test_several_days(tmp_path):
    times = ["00:00", "06:00", "12:00", "18:00"]
    by_clock = "interval,vip\n" + "".join(f"{time},{n}\n" for n, time in enumerate(times * 2))
    assert volumes(tmp_path, by_clock, calendar__days=2) == tuple(range(8))
    dated = [f"2026-03-0{day}T{time}" for day in (2, 3) for time in times]
    by_date = "interval,vip\n" + "".join(f"{time},{n}\n" for n, time in enumerate(dated))
    assert volumes(tmp_path, by_date, calendar__days=2) == tuple(range(8))
    assert volumes(tmp_path, "vip\n1\n2\n3\n4\n", calendar__days=2) == (1, 2, 3, 4) * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vip\n1\nx\n-3\n\n4\n", [(3, "", 'row 3, column vip: "x" is not a number'), (4, "", "row 4, column vip: -3 is negative; 0 is the least")]),
        ("vip,b\n1,1\n,1\n3,1\nnan,1\n",
         [(3, "", "row 3, column vip: the cell is empty; write a number, 0 if there is none"), (5, "", "row 5, column vip: nan is not a number")]),
        ("vip,b\n1,1\n2\n3,1\n1,000,4\n", [(5, "", "row 5, column vip: the row has 3 cells, the header 2; is a comma part of a number?")]),
        ("interval,vip\n00:00,1\n12:00,3\n18:00,4\n", [(3, "", "row 3: 06:00 is missing before 12:00")]),
        ("interval,vip\n06:00,1\n12:00,3\n", [(2, "", "row 2: 00:00 is missing before 06:00"), (3, "", "18:00 is missing after row 3")]),
        ("interval,vip\n00:00,1\n06:00,2\n06:00,2\n12:00,3\n18:00,4\n", [(4, "", "row 4: 06:00 is given twice or out of order")]),
        ("interval,vip\n00:00,1\n06:00,2\n07:00,2\n12:00,3\n18:00,4\n",
         [(4, "", 'row 4: "07:00" is not the start of an interval of the calendar, such as 00:00')]),
        ("start,vip\n2026-03-02T00:00,1\n2026-03-02T06:00,2\n2026-03-02T12:00Z,3\n2026-03-02T12:00,3\n2026-03-02T18:00:30,4\n",
         [(4, "", 'row 4: "2026-03-02T12:00Z" is not the start of an interval of the calendar, such as 2026-03-02T00:00'),
          (6, "", 'row 6: "2026-03-02T18:00:30" is not the start of an interval of the calendar, such as 2026-03-02T00:00'),
          (6, "", "2026-03-02T18:00 is missing after row 6")]),
        ("interval,vip\n00:00,1\n", [(2, "", "06:00, 12:00 and 18:00 are missing after row 2")]),
        ("vip;b\n1;2\n", [(None, ".file", "v.csv separates its columns with semicolons; separate the columns with commas, and write decimals with a point")]),
        ("vip\n1\n2\n3\n", [(4, "", "the table has 3 entries; write 4, one for each interval of a day")]),
        ("vip\n", [(1, "", "the table has a header and no rows")]),
        ("", [(None, ".file", "v.csv is empty; its first row names the columns")]),
        ("a,b\n1,2\n", [(None, ".column", 'v.csv has no column "vip"; it has a, b')]),
        ("vips,b\n1,2\n", [(None, ".column", 'v.csv has no column "vip"; it has vips, b. Did you mean vips?')]),
        ("vip,vip\n1,2\n", [(None, ".file", 'v.csv has the column "vip" twice; keep one')]),
        (b"vip\n1\n\xff\n", [(None, ".file", "v.csv is not UTF-8 text; save it as CSV UTF-8")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table(tmp_path, text, expected):
    assert said(tmp_path, text) == expected


def test_a_fault_of_a_table_is_told_with_the_tables_own_name(tmp_path):
    (fault,) = faults(of_vip(), written(tmp_path, "vip\n1\nx\n3\n4\n"))
    assert (fault.place, fault.key) == (f"{tmp_path / 'v.csv'}:3", VOLUMES)


def half_hours(*lost):
    times = [f"{index // 2:02d}:{index % 2 * 30:02d}" for index in range(48)]
    return "interval,vip,plain\n" + "".join(f"{time},1,2\n" for time in times if time not in lost)


@pytest.mark.parametrize(
    ("interval", "lost", "message"),
    [
        ("15 min", (), "give rows every 15 min or write calendar: {interval: 30 min}"),
        ("1 h", (), "give rows every 1 h or write calendar: {interval: 30 min}"),
        ("15 min", ("09:00", "17:30"), "give rows every 15 min or write calendar: {interval: 30 min}"),
    ],
)
def test_rows_in_other_steps_than_the_calendars_are_one_fault(tmp_path, interval, lost, message):
    found = said(tmp_path, half_hours(*lost), calendar__interval=interval)
    assert found == [(2, "", f"v.csv has a row every 30 min, the calendar an interval of {interval}; {message}")]


def test_rows_in_steps_that_no_calendar_has_are_to_be_given_anew(tmp_path):
    text = "interval,vip\n" + "".join(f"{n * 7:02d}:00,1\n" for n in range(4))
    assert said(tmp_path, text) == [
        (2, "", "v.csv has a row every 7 h, the calendar an interval of 6 h; give rows every 6 h")
    ]


def test_a_fault_of_the_table_itself_is_told_once_however_many_columns_are_read(tmp_path):
    lost = ("03:00", "03:30", "04:00", "04:30", "23:30")
    data = of_vip(
        calendar__interval="30 min", contact_types__plain__arrivals={"volumes": {"file": "v.csv", "column": "plain"}}
    )
    found = faults(data, written(tmp_path, half_hours(*lost)))
    assert [(fault.line, fault.key, fault.message) for fault in found] == [
        (8, VOLUMES, "row 8: 03:00 to 04:30 are missing, 4 rows, before 05:00"),
        (44, VOLUMES, "23:30 is missing after row 44"),
    ]


def test_a_table_full_of_faults_is_told_in_part(tmp_path):
    found = said(tmp_path, "vip\n" + "x\n" * 40)
    assert [line for line, _, _ in found[:10]] == list(range(2, 12))
    assert found[10][2] == "30 more faults like these follow in this table"


@pytest.mark.parametrize("file", ["../v.csv", "sub/../../v.csv", "/etc/hostname"])
def test_a_file_may_not_leave_the_folder(tmp_path, file):
    inner = tmp_path / "inner"
    inner.mkdir()
    written(tmp_path, "vip\n1\n2\n3\n4\n")
    (fault,) = faults(of_vip(file=file), inner)
    assert (fault.key, fault.message) == (
        f"{VOLUMES}.file",
        f'"{file}" leaves the scenario\'s folder; put the file beside the scenario',
    )


def test_a_link_may_not_lead_out_of_the_folder(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    written(tmp_path, "vip\n1\n2\n3\n4\n")
    (inner / "v.csv").symlink_to(tmp_path / "v.csv")
    (fault,) = faults(of_vip(), inner)
    assert "leaves the scenario's folder" in fault.message


def test_a_file_that_is_not_there(tmp_path):
    written(tmp_path, "vip\n1\n", "volumes.csv")
    (fault,) = faults(of_vip(file="volume.csv"), tmp_path)
    assert fault.message == 'there is no file "volume.csv"; the folder has volumes.csv. Did you mean volumes.csv?'


def test_a_file_in_a_folder_below(tmp_path):
    (tmp_path / "data").mkdir()
    written(tmp_path / "data", "vip\n1\n2\n3\n4\n")
    assert parse(of_vip(file="data/v.csv"), tmp_path).contact_types["vip"].arrivals.volumes == (1, 2, 3, 4)


def test_an_unknown_key_beside_file_and_column(tmp_path):
    data = small(contact_types__vip__arrivals={"volumes": {"file": "v.csv", "colum": "vip"}})
    found = [(fault.key, fault.message) for fault in faults(data, tmp_path)]
    assert found == [
        (f"{VOLUMES}.colum", 'a table has no key "colum"; it has file, column. Did you mean column?'),
        (VOLUMES, "column is missing; write {file: ..., column: ...}"),
    ]


def test_staffing_from_a_table(tmp_path):
    data = small(agent_groups__desk__staffing={"file": "s.csv", "column": "desk"})
    scenario = parse(data, written(tmp_path, "interval,desk\n00:00,1\n06:00,5\n12:00,5\n18:00,2\n", "s.csv"))
    assert scenario.agent_groups["desk"].staffing == (1, 5, 5, 2)


def test_an_empirical_distribution_from_a_table(tmp_path):
    patience = {"empirical": {"file": "p.csv", "column": "wait", "unit": "min"}}
    scenario = parse(small(contact_types__vip__patience=patience), written(tmp_path, "wait\n2\n1\n0.5\n", "p.csv"))
    found = scenario.contact_types["vip"].patience
    assert found == Empirical((120.0, 60.0, 30.0), "p.csv", "wait", "min")
    patience["empirical"]["unit"] = "minutes"
    (fault,) = faults(small(contact_types__vip__patience=patience), tmp_path)
    assert (fault.key, fault.message) == (
        "contact_types.vip.patience.empirical.unit",
        '"minutes" is not a unit; write s, min, h or d',
    )
