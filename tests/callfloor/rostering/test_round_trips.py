"""A roster out and in again: CSV, Excel, calendars, JSON; what was changed by hand is checked."""

import csv
import io
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import icalendar
import openpyxl
import pytest
from typer.testing import CliRunner

import callfloor
from callfloor.cli import app
from callfloor.rostering import calendars, documents, edited, pages, workbook
from callfloor.rostering.made import Made
from scenarios.faults import InputError


@pytest.fixture
def made(folder):
    return callfloor.roster(folder.plan, folder.staff, gap=0.0)


def run(*words):
    return CliRunner().invoke(app, ["roster", *map(str, words)])


def again(made, path):
    return edited.read(path, made.problem).rows


def test_the_week_is_rostered_as_well_as_can_be(made):
    assert made.status == "optimal"
    assert made.broken == ()
    assert made.price == pytest.approx(made.solved.price)
    wanted = sum(need.people for need in made.problem.needs)
    assert made.counted("unmet") - made.counted("surplus") == wanted - len(made.stints)


def test_the_table_reads_back_as_the_same_roster(made, folder):
    assert again(made, folder.write("roster.csv", documents.table(made).decode())) == made.roster.rows


def test_the_workbook_reads_back_as_the_same_roster(made, folder):
    (folder.path / "roster.xlsx").write_bytes(workbook.workbook(made))
    assert again(made, folder.path / "roster.xlsx") == made.roster.rows


@pytest.mark.parametrize("days", [1, 2, 3])
def test_the_workbook_of_a_few_days_reads_back_too(folder, days):
    short = callfloor.roster(folder.plan, folder.staff, days=days)
    (folder.path / "roster.xlsx").write_bytes(workbook.workbook(short))
    assert again(short, folder.path / "roster.xlsx") == short.roster.rows


def test_the_workbook_has_people_by_days_the_unmet_and_what_each_got(made):
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook(made)))
    assert tuple(book.sheetnames) == workbook.SHEETS
    page = book["Roster"]
    assert [page.cell(row, 1).value for row in range(2, 6)] == ["Ann", "Bob", "Cai", "Dee"]
    assert page["I3"].value == "off"  # Bob on Friday
    assert page["E4"].value == page["F4"].value == "leave"  # Cai
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"
    unmet = [row for row in book["Unmet"].iter_rows(min_row=2, values_only=True) if row[1]]
    assert sum(row[7] for row in unmet if row[6] == "missing") == made.counted("unmet") > 0
    hours = {row[0]: row[3] for row in book["People"].iter_rows(min_row=2, values_only=True)}
    assert hours == {one.person.name: one.hours for one in made.got}
    points = [row[2] for row in book["Prices"].iter_rows(min_row=2, values_only=True) if row[0] not in ("all", "bound")]
    assert sum(points) == pytest.approx(made.price)


def test_calendars_float_or_are_of_a_zone(made):
    each = calendars.files(made, None)
    assert sorted(each) == [*(f"calendars/{name}.ics" for name in ("Ann", "Bob", "Cai", "Dee")), "roster.ics"]
    events = icalendar.Calendar.from_ical(each["roster.ics"]).walk("VEVENT")
    assert [(event.decoded("dtstart"), event.decoded("dtend")) for event in events] == [
        (stint.start, stint.end) for stint in made.stints
    ]
    nights = [stint for stint in made.stints if stint.duty.night]
    assert nights
    assert all((stint.end - stint.start).total_seconds() == 8 * 3600 for stint in nights)
    paris = calendars.files(made, calendars.zone("Europe/Paris"))["roster.ics"]
    first = icalendar.Calendar.from_ical(paris).walk("VEVENT")[0].decoded("dtstart")
    assert first == made.stints[0].start.replace(tzinfo=ZoneInfo("Europe/Paris"))
    assert b"BEGIN:VTIMEZONE" in paris
    assert len({event["uid"] for event in events}) == len(events)


def test_an_unknown_time_zone_is_refused():
    with pytest.raises(InputError, match="Did you mean Asia/Shanghai"):
        calendars.zone("Asia/Shangai")


def test_people_whose_names_make_one_file_name_get_two_files(folder):
    folder.write("staff.csv", "name,groups\nA/b,general\nA:b,general; vip\na_B,vip\n")
    made = callfloor.roster(folder.plan, folder.staff)
    names = [name for name in calendars.files(made, None) if name != "roster.ics"]
    assert names == ["calendars/A_b.ics", "calendars/A_b 2.ics", "calendars/a_B 3.ics"]


def test_the_document_says_all_and_says_it_again_the_same(made, folder):
    document = documents.document(made)
    assert document["format"] == "callfloor/roster/1"
    assert document["price"] == pytest.approx(sum(charge["price"] for charge in document["charges"]))
    assert document["gap"] == pytest.approx((document["price"] - document["bound"]) / document["price"], abs=1e-9)
    assert len(document["assignments"]) == len(made.stints)
    assert document["broken"] == []
    json.dumps(document, allow_nan=False)
    once_more = documents.document(callfloor.roster(folder.plan, folder.staff, gap=0.0))
    assert {**once_more, "seconds": 0} == {**document, "seconds": 0}


def test_breaks_are_dealt_out_among_those_who_work_the_same(folder):
    from tests.callfloor.rostering.conftest import DAYS, shift

    two = [shift("general", "08:00", "16:00", 1, DAYS[:1], breaks=[[at, "12:00"]]) for at in ("10:00", "11:00")]
    folder.write("staff.csv", "name,groups\nAnn,general\nBob,general\n")
    made = callfloor.roster(folder.write_plan(two), folder.staff, days=1)
    assert sorted(stint.breaks for stint in made.stints) == [(("10:00", "12:00"),), (("11:00", "12:00"),)]


def test_an_edited_roster_names_what_it_breaks_and_costs(made, folder):
    rows = list(csv.DictReader(io.StringIO(documents.table(made).decode("utf-8-sig"))))
    kept = [row for row in rows if row["name"] != "Ann"]
    ann = [("2026-03-02", "14:00", "22:00"), ("2026-03-03", "08:00", "16:00"), ("2026-03-04", "08:00", "16:00")]
    text = "name,date,group,start,end\n" + "".join(
        f"{row['name']},{row['date']},{row['group']},{row['start']},{row['end']}\n" for row in kept
    )
    text += "".join(f"Ann,{day},general,{start},{end}\n" for day, start, end in ann)
    folder.write("roster.csv", text)
    result = run(folder.plan, "--staff", folder.staff, "--check", folder.path / "roster.csv", "--json", "-")
    document = json.loads(result.stdout)
    assert result.exit_code == 2
    assert [(one["name"], one["date"], one["rule"]) for one in document["broken"]] == [("Ann", "2026-03-03", "rest")]
    assert document["status"] == "broken"
    assert document["price"] != made.price
    assert document["price"] == pytest.approx(sum(one["price"] for one in document["charges"]))


def test_an_unchanged_roster_is_kept_at_the_same_price(made, folder):
    folder.write("roster.csv", documents.table(made).decode())
    result = run(folder.plan, "--staff", folder.staff, "--check", folder.path / "roster.csv")
    assert result.exit_code == 0
    assert "No rule is broken" in result.stdout
    assert f"costs {made.price:g} points" in result.stdout


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        ("Zoe,2026-03-02,general,08:00,16:00", "name", "nobody on the staff list"),
        ("Ann,2026-03-12,general,08:00,16:00", "start", "outside the plan"),
        ("Ann,2026-03-02,general,08:00,17:00", "start", "Did you mean general 08:00-16:00?"),
        ("Ann,2026-03-02,general,14:00,22:00\nAnn,2026-03-02,general,08:00,16:00", "start", "two shifts"),
    ],
)
def test_what_cannot_be_read_of_an_edited_roster_is_told_by_row(made, folder, line, column, says):
    path = folder.write("roster.csv", f"name,date,group,start,end\n{line}\n")
    with pytest.raises(InputError) as caught:
        again(made, path)
    (fault,) = caught.value.faults
    assert (fault.line, fault.key) == (1 + len(line.split("\n")), column)
    assert says in fault.message


def test_a_scribble_in_the_workbook_is_told_by_its_cell(made, folder):
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook(made)))
    book["Roster"]["E2"] = "morning"
    book.save(folder.path / "roster.xlsx")
    with pytest.raises(InputError, match=r'roster.xlsx:2  2026-03-02   "morning" is no shift'):
        again(made, folder.path / "roster.xlsx")


def test_the_command_writes_all_files_or_says_why_not(folder):
    out = folder.path / "out"
    result = run(folder.plan, "--staff", folder.staff, "--out", out, "--time-zone", "Asia/Shanghai")
    assert result.exit_code == 0, result.output
    assert {path.name for path in out.iterdir()} == {
        "roster.xlsx", "roster.csv", "roster.json", "roster.ics", "report.html", "calendars"
    }  # fmt: skip
    assert {path.name for path in (out / "calendars").iterdir()} == {"Ann.ics", "Bob.ics", "Cai.ics", "Dee.ics"}
    folder.write("staff.csv", "name,groups\nEva,general; vip\n")
    assert run(folder.plan, "--staff", folder.staff, "--out", out).exit_code == 0
    assert {path.name for path in (out / "calendars").iterdir()} == {"Eva.ics"}  # nobody keeps an old calendar


def test_faults_and_the_clock_have_their_exit_codes(folder):
    assert run(folder.plan, "--staff", folder.path / "none.csv").exit_code == 2
    result = run(folder.plan, "--staff", folder.staff, "--time-limit", "0.0001", "--json", "-", "--gap", "0")
    assert result.exit_code == 4
    document = json.loads(result.stdout)
    assert document["status"] == "time_limit"
    assert document["price"] > document["bound"]
    told = run(
        folder.plan, "--staff", folder.staff, "--time-limit", "0.0001", "--gap", "0", "--out", folder.path / "out"
    )
    assert "of which another could save" in told.stdout
    assert "(stopped at the time limit)" in told.stdout


def test_the_report_answers_first_and_shows_everybody(made):
    text = pages.report(made).decode()
    assert pages.headline(made).split(";")[0] in text
    assert all(person.name in text for person in made.problem.people)
    assert "Unmet and surplus" in text


def test_a_headline_says_what_a_check_found(made):
    checked = Made(made.demand, made.rules, made.roster, None)
    assert pages.headline(checked).startswith("No rule is broken; ")
    assert checked.status == "kept"


def test_a_stint_across_midnight_ends_on_the_next_day(made):
    night = next(stint for stint in made.stints if stint.duty.night)
    assert (night.start.date(), night.start.hour) == (night.date, 22)
    assert (night.end.date() - night.date, night.end.hour) == (timedelta(days=1), 6)


def test_shifts_without_a_name_in_the_workbook_are_told(made, folder):
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook(made)))
    book["Roster"]["F9"] = "08:00-16:00"
    book.save(folder.path / "roster.xlsx")
    with pytest.raises(InputError, match="write who works these shifts"):
        again(made, folder.path / "roster.xlsx")
