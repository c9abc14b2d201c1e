"""Files that cannot be read are refused with their place, and nothing is written."""

# ruff: noqa: DTZ001 - moments on a wall clock

import gzip
import zipfile
from datetime import datetime

import openpyxl
import pytest

from callfloor.importing import run
from scenarios.faults import InputError
from scenarios.history import imports

GOOD = "Start Time,Queue,Wait Time,Result\n2026-03-02 08:00:00,sales,5,answered\n"


def refused(path, mapping=None):
    out = path.parent / "out"
    with pytest.raises(InputError) as caught:
        run(path, mapping, out, None)
    assert not out.exists()
    return caught.value.faults


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def mapping_of(folder, text):
    return written(folder, "mapping.yaml", text)


PACKED = gzip.compress(GOOD.encode(), mtime=0)  # the same bytes in every process that collects the tests


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"Start Time,Queue\n", "has a header and no rows"),
        (b"\x00\x01\x02\x03" * 2000, "is no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1" + b"x" * 100, "old Excel workbook"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PAR1" + b"x" * 100, "no whole Parquet"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
        (PACKED[:-12], "damaged or cut off"),
        (gzip.compress(b"", mtime=0), "holds an empty file"),
        (gzip.compress(PACKED, mtime=0), "archive inside an archive"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, told):
    (fault,) = refused(written(tmp_path, "calls.csv", content))
    assert told in fault.message
    assert fault.file.endswith("calls.csv")


def test_a_folder_and_a_file_that_is_not_there(tmp_path):
    written(tmp_path, "a.csv", GOOD)
    assert "is a folder, not a file; it holds a.csv" in refused(tmp_path)[0].message
    assert "no such file" in refused(tmp_path / "none.csv")[0].message


def test_a_gzip_bomb_is_not_unpacked(tmp_path):
    (fault,) = refused(written(tmp_path, "calls.csv.gz", gzip.compress(b"0" * 60_000_000)))
    assert "over 200 times its size" in fault.message


def test_a_zip_bomb_is_told_by_what_it_says(tmp_path):
    path = tmp_path / "calls.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calls.csv", b"0" * 60_000_000)
    assert "over 200 times its size" in refused(path)[0].message


def test_a_zip_that_says_less_than_it_holds(tmp_path):
    path = tmp_path / "calls.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calls.csv", GOOD * 500)
    packed = bytearray(path.read_bytes())
    size = (len(GOOD) * 500).to_bytes(4, "little")
    path.write_bytes(bytes(packed).replace(size, (100).to_bytes(4, "little")))
    assert "another size than it says" in refused(path)[0].message


@pytest.mark.parametrize("name", ["../calls.csv", "/etc/calls.csv", "a/../../calls.csv", "C:\\calls.csv"])
def test_a_zip_that_leaves_its_folder(tmp_path, name):
    path = tmp_path / "calls.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), GOOD)
    assert "outside its folder" in refused(path)[0].message


def test_a_zip_of_several_files(tmp_path):
    path = tmp_path / "calls.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", GOOD)
        archive.writestr("b.csv", GOOD)
    assert "holds 2 files: a.csv, b.csv" in refused(path)[0].message


def test_a_column_that_is_missing_comes_with_the_mapping_to_write(tmp_path, capsys):
    path = written(tmp_path, "calls.csv", "Begin moment zz,Agent\nx1,anna\nx2,ben\n")
    (fault,) = refused(path)
    assert fault.key == "arrived"
    assert "at least 60%" in fault.message
    text = capsys.readouterr().err
    assert 'arrived: "..."' in text
    assert 'agent: "Agent"' in text


def test_dates_in_two_formats_are_told_by_row_and_column(tmp_path):
    rows = "Start Time,Result\n" + "2026-03-02 08:00:00,answered\n" * 3 + "03/02/2026 08:00,answered\n"
    (fault,) = refused(written(tmp_path, "calls.csv", rows))
    assert (fault.line, fault.key) == (5, "Start Time")
    assert '"03/02/2026 08:00": dates in two formats' in fault.message


def test_day_first_and_month_first_in_one_column(tmp_path):
    rows = "Start Time,Result\n13/03/2026 08:00,answered\n03/14/2026 08:00,answered\n"
    assert "dates in two formats" in refused(written(tmp_path, "calls.csv", rows))[0].message


def test_dates_that_may_be_either_are_refused_until_the_mapping_says(tmp_path):
    path = written(tmp_path, "calls.csv", "Start Time,Result\n03/04/2026 08:00,answered\n05/04/2026 08:00,abandoned\n")
    assert "may be day/month or month/day" in refused(path)[0].message
    day = imports.read_calls(path, mapping_of(tmp_path, "dates: day first\n"))
    assert [str(one) for one in day.days] == ["2026-04-03", "2026-04-05"]


def test_day_and_month_may_be_told_apart_far_down_the_file(tmp_path):
    rows = "Start Time,Result\n" + "03/04/2026 08:00,answered\n" * 4000 + "13/04/2026 08:00,answered\n"
    calls = imports.read_calls(written(tmp_path, "calls.csv", rows))
    assert [str(one) for one in calls.days] == ["2026-04-03", "2026-04-13"]


def test_words_of_the_outcome_that_nobody_knows(tmp_path):
    path = written(tmp_path, "calls.csv", "Start Time,Result\n2026-03-02 08:00,answered\n2026-03-02 08:01,ZAPPED\n")
    (fault,) = refused(path)
    assert 'nobody knows what "ZAPPED" means' in fault.message
    calls = imports.read_calls(path, mapping_of(tmp_path, "outcomes: {ZAPPED: leave out}\n"))
    assert len(calls) == 1
    assert calls.origin.counts == {
        "rows whose outcome the mapping leaves out": 1,
        **{k: v for k, v in calls.origin.counts.items() if "mapping" not in k},
    }


def test_a_number_that_may_be_thousands_or_decimals(tmp_path):
    path = written(tmp_path, "calls.csv", 'Start Time,Wait Time,Result\n2026-03-02 08:00,"1,234",answered\n')
    (fault,) = refused(path)
    assert (fault.line, fault.key) == (2, "Wait Time")
    assert imports.read_calls(path, mapping_of(tmp_path, "decimal: comma\n")).waited.tolist() == [1.234]
    assert imports.read_calls(path, mapping_of(tmp_path, "decimal: point\n")).waited.tolist() == [1234]


def test_a_wrong_encoding_in_the_mapping(tmp_path):
    path = written(tmp_path, "calls.csv", GOOD.replace("sales", "贵宾").encode("gb18030"))
    assert "is not text in utf-8" in refused(path, mapping_of(tmp_path, "encoding: utf-8\n"))[0].message
    assert 'no encoding is called "klingon"' in refused(path, mapping_of(tmp_path, "encoding: klingon\n"))[0].message


def workbook(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book, path


ROWS = [["Start Time", "Queue", "Wait Time", "Result"], [datetime(2026, 3, 2, 8), "sales", 5, "answered"]]


def test_merged_cells_are_told_by_sheet_and_range(tmp_path):
    book, path = workbook(tmp_path / "calls.xlsx", ("March", [*ROWS, *ROWS[1:]]))
    book["March"].merge_cells("B2:B3")
    book.save(path)
    (fault,) = refused(path)
    assert (fault.line, fault.key) == (2, "March!B2:B3")
    assert "merged cells" in fault.message


def test_several_sheets_are_told_and_one_is_named(tmp_path):
    book, path = workbook(tmp_path / "calls.xlsx", ("March", ROWS), ("April", ROWS), ("Empty", []))
    book.save(path)
    assert "has 2 sheets with cells: March, April" in refused(path)[0].message
    assert len(imports.read_calls(path, mapping_of(tmp_path, "sheet: April\n"))) == 1
    assert "Did you mean April?" in refused(path, mapping_of(tmp_path, "sheet: Aprill\n"))[0].message


def test_an_error_in_a_cell_is_told_by_its_address(tmp_path):
    book, path = workbook(
        tmp_path / "calls.xlsx", ("March", [*ROWS, [datetime(2026, 3, 2, 9), "sales", "#REF!", "answered"]])
    )
    book.save(path)
    (fault,) = refused(path)
    assert (fault.line, fault.key) == (3, "March!C3")


def test_all_faults_of_a_mapping_at_once(tmp_path):
    path = written(tmp_path, "calls.csv", GOOD)
    text = "tabel: calls\ntable: cals\ntime_zone: Europe/Berln\ndates: day\ncolumns:\n  arived: Start Time\n  waited: {column: Wait Time, unit: minuets}\noutcomes: {X: anwsered}\ninterval: 30\n"
    faults = refused(path, mapping_of(tmp_path, text))
    assert [(fault.line, fault.key) for fault in faults] == [
        (1, "tabel"), (2, "table"), (3, "time_zone"), (4, "dates"), (6, "columns.arived"), (7, "columns.waited.unit"), (8, "outcomes.X"), (9, "interval"),
    ]  # fmt: skip
    assert "Did you mean table?" in faults[0].message
    assert "Did you mean Europe/Berlin?" in faults[2].message
    assert "Did you mean arrived?" in faults[4].message
    assert "Did you mean answered?" in faults[6].message


def test_a_mapping_that_names_no_column_of_the_file(tmp_path):
    path = written(tmp_path, "calls.csv", GOOD)
    (fault,) = refused(path, mapping_of(tmp_path, "columns:\n  arrived: Start Tme\n"))
    assert (fault.line, fault.key) == (2, "columns.arrived")
    assert "Did you mean Start Time?" in fault.message


def test_a_merged_title_above_the_header_is_passed_over(tmp_path):
    book, path = workbook(tmp_path / "calls.xlsx", ("March", [["Report of March"], [], *ROWS]))
    book["March"].merge_cells("A1:D1")
    book.save(path)
    assert imports.read_calls(path).waited.tolist() == [5]
    book["March"].merge_cells("A4:B4")
    book.save(path)
    assert [fault.key for fault in refused(path)] == ["March!A4:B4"]


def test_damaged_chinese_text_is_told_by_its_place(tmp_path):
    text = "来电时间,技能组\n2026-03-02 08:00:00,贵宾\n2026-03-02 08:00:00,普通".encode("gb18030")
    (fault,) = refused(written(tmp_path, "calls.csv", text[:-1] + b"\x20\xff\xff\n"))
    assert fault.line == 3
    assert "looks like Chinese text in GBK that is damaged at byte" in fault.message


def test_a_table_with_a_column_for_each_type_is_told_to_be_volumes(tmp_path):
    path = written(tmp_path, "volumes.csv", "time,sales,service\n2026-03-02T08:00,4,5\n2026-03-02T08:30,4,5\n")
    assert "callfloor forecast, and volumes of a scenario, read such a table as it is" in refused(path)[1].message
