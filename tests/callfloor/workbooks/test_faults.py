"""What may be wrong with a workbook is told at once: sheet, cell, column, what stands there, what is allowed, how to mend it."""

import io
import zipfile
from datetime import time

import openpyxl
import pytest

from callfloor.workbooks.plan_read import read
from optimize.breaks import placements
from optimize.shifts import shells
from scenarios.faults import InputError
from scenarios.loading import parse as scenario_of
from tests.callfloor.workbooks.conftest import CENTRE, planned
from tests.callfloor.workbooks.test_round_trip import COLUMNS, moved, put, row_of


def refused(made, path, change):
    with pytest.raises(InputError) as caught:
        read(made.edited(path / "plan.xlsx", change), made.scenario)
    return str(caught.value)


def cell(number, name):
    return f"{'ABCDEFGHIJK'[COLUMNS.index(name)]}{number + 1}"


def general(page, number, name, value):
    one = page.cell(row_of(page, number), COLUMNS.index(name) + 1)
    one.number_format, one.value = "General", value


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("group", "teem", '"teem"; groups are desk, team. Did you mean team?'),
        ("group", None, "is empty; write the group"),
        ("days", "2026-03-05", "2026-03-05 is outside the calendar; its days are 2026-03-02 to 2026-03-04"),
        ("days", "tomorrow", '"tomorrow"'),
        ("days", "2026-03-02; 2026-03-02", "2026-03-02 stands there twice"),
        ("days", None, "is empty; write a day such as 2026-03-02"),
        ("start", "noon", "is not a time of day"),
        ("start", None, "nothing is no time of day; write one such as 08:30"),
        ("start", time(8, 10), "08:10 is no start of a shift of"),
        ("agents", "many", '"many" is no number of people; write a whole number, 0 for nobody'),
        ("agents", -1, "-1 is no number of people"),
        ("agents", 2.5, "2.5 is no number of people"),
        ("agents", None, "nothing is no number of people"),
        ("break 1", "lunch", '"lunch" is no break; write it as 10:00-10:15, or leave it empty'),
        ("break 1", None, "the shift has 1 break; it needs a break of 30 min that begins from"),
        ("end", time(3, 0), "from"),
    ],
)  # fmt: skip
def test_each_fault_names_its_cell(made, tmp_path, name, value, said):
    number, _ = moved(made)
    text = refused(made, tmp_path, lambda book: put(book["Shifts"], number, **{name.replace(" ", "_"): value}))
    assert said in text
    assert f"Shifts!{cell(number, name)} {name}" in text
    assert "1 fault; nothing was run." in text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("days", 46083, "46083 is Excel's number for 2026-03-02; format the cell as a date, or write 2026-03-02"),
        ("start", 0.375, "0.375 is Excel's number for 09:00; format the cell as a time, or write 09:00"),
        ("days", 7, "7 is no day; write one such as 2026-03-02"),
        ("start", 9, "9 is no time of day; write one such as 08:30"),
    ],
)
def test_excels_numbers_for_days_and_times_are_told_as_such(made, tmp_path, name, value, said):
    number, _ = moved(made)
    text = refused(made, tmp_path, lambda book: general(book["Shifts"], number, name, value))
    assert said in text
    assert f"Shifts!{cell(number, name)} {name}" in text


def test_a_shift_outside_opening_hours_and_a_break_outside_its_window(made, tmp_path):
    number, row = moved(made)
    outside = {"start": "01:00", "end": "07:00", "break_1": "03:00-03:30", "break_2": "05:00-05:15"}
    text = refused(made, tmp_path, lambda book: put(book["Shifts"], number, **outside))
    assert f"Shifts!{cell(number, 'start')} start" in text
    assert "the shift lies outside the opening hours of its queues (08:00-20:00); move it into them" in text
    long = next(place for place, one in enumerate(row["breaks"], 1) if int(one[1][-2:]) - int(one[0][-2:]) in {30, -30})
    begins = row["start"]
    hour = int(begins[:2])
    early = f"{hour:02d}:{begins[3:]}-{hour + (begins[3:] == '30'):02d}:{'00' if begins[3:] == '30' else '30'}"
    text = refused(made, tmp_path, lambda book: put(book["Shifts"], number, **{f"break_{long}": early}))
    assert (
        f"begins at {begins}; this shift needs a break of 30 min that begins from {hour + 2:02d}:{begins[3:]} to {hour + 4:02d}:{begins[3:]}"
        in text
    )


def test_more_people_than_there_are(made, tmp_path):
    number = next(place for place, row in enumerate(made.document["shifts"], 1) if row["group"] == "desk")
    text = refused(made, tmp_path, lambda book: put(book["Shifts"], number, agents=30))
    assert "Shifts, agents" in text
    assert "there are 25; plan fewer of these shifts, or change headcount, labour or part_time in the scenario" in text


def test_merged_cells_formulas_and_columns_are_told_with_everything_else(made, tmp_path):
    number, _ = moved(made)

    def change(book):
        page = book["Shifts"]
        line = row_of(page, number)
        page.merge_cells(start_row=line, end_row=line, start_column=6, end_column=7)
        other = 1 if number != 1 else 2
        put(page, other, agents="=1+1", group="teem")

    text = refused(made, tmp_path, change)
    assert "is merged cells; unmerge them and fill each" in text
    assert "has a formula without its value; open it in the spreadsheet and save it" in text
    assert '"teem"' in text

    def renamed(book):
        book["Shifts"]["H1"] = "people"
        del book["Staffing"]

    text = refused(made, tmp_path, renamed)
    assert "Shifts, agents" in text
    assert "the column is missing; keep the header as it was" in text
    assert "no column is called that" in text


def test_all_faults_of_a_sheet_are_told_at_once(made, tmp_path):
    def change(book):
        page = book["Shifts"]
        put(page, 1, group="teem", agents="x")
        put(page, 2, start="noon", days="never")
        put(page, 3, agents=-4)
        page.cell(row_of(page, 4), 1).value = 99

    text = refused(made, tmp_path, change)
    assert "6 faults; nothing was run." in text
    assert "99 is the number of no shift of the plan (1 to" in text


def test_nobody_at_all_is_no_plan(made, tmp_path):
    text = refused(made, tmp_path, lambda book: book["Shifts"].delete_rows(2, 99))
    assert "nobody works any shift; a plan has at least one" in text


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is no Excel workbook"), (b"name,day\n", "is no Excel workbook"), (None, "the file cannot be read")],
)
def test_what_is_no_workbook(made, tmp_path, content, said):
    path = tmp_path / "plan.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read(path, made.scenario)


def test_another_workbook_and_one_that_unpacks_to_far_more(made, tmp_path):
    book = openpyxl.Workbook()
    book.save(tmp_path / "plan.xlsx")
    with pytest.raises(InputError, match="is no plan of callfloor, or its hidden sheet is lost"):
        read(tmp_path / "plan.xlsx", made.scenario)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b" " * 60_000_000)
    (tmp_path / "bomb.xlsx").write_bytes(packed.getvalue())
    with pytest.raises(InputError, match="unpacks to 60 MB from"):
        read(tmp_path / "bomb.xlsx", made.scenario)


def test_too_much_part_time_is_told_with_its_own_rule_and_how_to_mend_it(tmp_path):
    scenario = scenario_of({**CENTRE, "part_time": [{"groups": ["team"], "below": "5 h", "most": 0.125}]})
    team = [shell.placed(placements(shell.ways)[0]) if shell.ways else shell.kind for shell in shells(scenario)]
    brief = next(kind for kind in team if kind.group == "team" and kind.length == 4 * 3600)
    full = next(
        kind
        for kind in team
        if kind.group == "team" and kind.length == 8 * 3600 and kind.start == brief.start - 8 * 3600
    )
    made = planned(scenario, {full: 14, brief: 2})
    number = next(place for place, row in enumerate(made.document["shifts"], 1) if row["start"] == "16:00")
    text = refused(made, tmp_path, lambda book: put(book["Shifts"], number, agents=3))
    assert (
        "team: 3 of the 17 people of a day work shifts below 5 h; at most 12.5 % may; plan fewer of these shifts"
        in text
    )
    assert "or change headcount, labour or part_time in the scenario" in text
    said = [row[1].value for row in openpyxl.load_workbook(io.BytesIO(made.book))["How to edit"].iter_rows()]
    assert "team: at most 12.5 % of the people of a day in shifts below 5 h." in said
    assert any(
        "30 min beginning 2 h to 4 h after the start, unpaid" in one and one.endswith("paid 1.1 times.") for one in said
    )
    assert any(one.startswith("callfloor check SCENARIO plan.xlsx reads it again") for one in said)
