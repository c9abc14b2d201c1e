"""What is wrong with a plan, a staff list or rules: all at once, with row, column, value, what is allowed."""

import openpyxl
import pytest

import callfloor
from callfloor.rostering import rules, wanted
from scenarios.faults import InputError
from tests.callfloor.rostering.conftest import DAYS, SHIFTS, STAFF, shift


def faults(folder, staff=None, **more):
    if staff is not None:
        folder.write("staff.csv", staff)
    with pytest.raises(InputError) as caught:
        callfloor.roster(more.pop("plan", folder.plan), folder.staff, **more)
    return [(fault.line, fault.key, fault.message) for fault in caught.value.faults]


def test_every_bad_cell_of_a_staff_list_is_told_at_once(folder):
    found = faults(
        folder,
        """\
name,groups,hours,days_off,requests,seniority,days_in_a_row,last_end
Ann,generl,40-30,2026-03-20,maybe Sat,three,1.5,yesterday
Ann,general,,Caturday,off Sat 08:00 2 3,-1,,
,,,,,,,
x,,many,2026-03-08..2026-03-02,off 2026-03-02 25:00,,,
""",
    )
    assert sorted((line, column) for line, column, _ in found) == sorted([
        (2, "days_off"), (2, "groups"), (2, "hours"), (2, "requests"), (2, "seniority"), (2, "days_in_a_row"), (2, "last_end"),
        (3, "days_off"), (3, "requests"), (3, "seniority"), (3, "name"), (5, "groups"), (5, "hours"), (5, "days_off"), (5, "requests"),
    ])  # fmt: skip
    assert [line for line, *_ in found] == sorted(line for line, *_ in found)
    told = {(line, column): text for line, column, text in found}
    assert "Did you mean general?" in told[2, "groups"]
    assert "2026-03-20 is outside the plan, which runs from 2026-03-02 to 2026-03-08" in told[2, "days_off"]
    assert '"Ann" stands in row 2 too' in told[3, "name"]
    assert "exchange them" in told[2, "hours"]


def test_unknown_missing_and_double_columns_are_named(folder):
    assert [text for *_, text in faults(folder, "name,grops\nAnn,general\n")] == [
        "no column is called that; columns are name, groups, hours, hours_min, hours_max, days_off, leave, requests, seniority, "
        "days_in_a_row, last_end, nights_before, weekends_before, days_per_week, most_in_a_row, most_nights, most_weekends. "
        "Did you mean groups?",
        "the column is missing; add it",
    ]
    assert "the same column" in faults(folder, "name,groups,skills\nAnn,general,vip\n")[0][2]
    assert "stands twice" in faults(folder, "name,groups,groups\nAnn,general,vip\n")[0][2]
    assert "has 3 cells" in faults(folder, "name,groups\nAnn,general,vip\n")[0][2]


def test_hours_that_cannot_be_met_are_named_with_what_can(folder):
    found = faults(folder, STAFF.replace("Ann,general,24-40", "Ann,general,41-60"))
    assert [(line, column) for line, column, _ in found] == [(2, "hours")]
    assert "41 h a week at least cannot be reached" in found[0][2]
    assert "40 h at most" in found[0][2]


def test_days_off_that_leave_no_week_are_named(folder):
    found = faults(
        folder, "name,groups,days_off,days_in_a_row\nAnn,general,Tue,1\nBob,vip,,\n", overrides=["fewest_in_a_row=3"]
    )
    assert [(line, column) for line, column, _ in found] == [(2, "days_off")]


def test_a_group_of_the_plan_without_anybody_is_a_fault(folder):
    ((_, key, text),) = faults(folder, "name,groups\nAnn,general\n")
    assert key == "groups: vip"
    assert "nobody on the list is in it" in text


def test_a_request_for_a_shift_that_nobody_works_is_a_fault(folder):
    ((line, column, text),) = faults(folder, STAFF.replace("on 2026-03-04 08:00 2", "on 2026-03-04 09:00 2"))
    assert (line, column) == (2, "requests")
    assert "shifts begin at 08:00, 14:00" in text


def test_rules_that_contradict_each_other_are_refused(folder):
    found = faults(folder, overrides=["most_in_a_row=2", "fewest_in_a_row=3", "rest=30 h"])
    assert [key for _, key, _ in found] == ["fewest_in_a_row", "rest"]


@pytest.mark.parametrize(
    ("setting", "key", "says"),
    [
        ("rests=12 h", "rests", "Did you mean rest?"),
        ("rest=12", "rest", "12 has no unit"),
        ("prices.unmett=3", "prices.unmett", "Did you mean unmet?"),
        ("prices.unmet=-3", "prices.unmet", "negative"),
        ("days_per_week=8", "days_per_week", "7 is the most"),
        ("weekly_hours={min: 40 h, max: 30 h}", "weekly_hours", "exchange them"),
        ("night=late", "night", "keys belong: from, to, at_least"),
    ],
)
def test_a_bad_rule_names_its_key_and_what_is_allowed(setting, key, says):
    with pytest.raises(InputError) as caught:
        rules.load(None, {}, [setting])
    (fault,) = caught.value.faults
    assert (fault.file, fault.key) == ("--set", key)
    assert says in fault.message


def test_rules_come_from_a_file_a_scenario_and_the_command_line_the_later_over_the_earlier(tmp_path):
    (tmp_path / "rules.yaml").write_text("rest: 12 h\nprices: {unmet: 20, surplus: 0}\nnight: {from: '22:00'}\n")
    found = rules.load(tmp_path / "rules.yaml", {"rest": "9 h", "most_in_a_row": 4}, ["prices.unmet=30"])
    assert (found.rest, found.most_in_a_row, found.prices.unmet, found.prices.surplus) == (12 * 3600, 4, 30, 0)
    assert found.night.start == 22 * 3600


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        ({"start": "8"}, "shifts[0].start", "not a time of day"),
        ({"days": ["soon"]}, "shifts[0].days", "not a date"),
        ({"days": []}, "shifts[0].days", "names no day"),
        ({"agents": 1.5}, "shifts[0].agents", "whole number of people"),
        ({"group": 3}, "shifts[0].group", "not the name of a group"),
    ],
)
def test_a_bad_plan_is_told_by_shift_and_key(folder, change, key, says):
    ((_, found, text),) = faults(folder, plan=folder.write_plan([{**SHIFTS[0], **change}, *SHIFTS[1:]]))
    assert found == key
    assert says in text


def test_what_is_no_plan_is_refused(folder):
    assert "callfloor/plan/1" in faults(folder, plan=folder.write("p.json", '{"format": "callfloor/measures/1"}'))[0][2]
    assert "is not JSON" in faults(folder, plan=folder.write("p.json", "{"))[0][2]
    assert "no shifts" in faults(folder, plan=folder.write_plan([]))[0][2]
    assert "cannot be read" in faults(folder, plan=folder.path / "none.json")[0][2]
    assert "no Excel workbook" in faults(folder, plan=folder.write("p.xlsx", "no workbook"))[0][2]


def test_a_plan_of_one_day_is_repeated_and_that_is_said(folder):
    plan = folder.write_plan([shift("general", "08:00", "16:00", 2, DAYS[:1])], "one_day.json")
    found = wanted.read(plan)
    assert (found.days, len(found.shifts)) == (7, 7)
    assert "repeated for 7 days" in found.notes[0]
    assert wanted.read(plan, 3).days == 3
    alone = wanted.read(plan, 1)
    assert (alone.days, alone.notes) == (1, ())
    assert faults(folder, days=9)[0][1] == "9"  # the plan of a week is not repeated


def test_a_plan_of_many_weeks_is_refused_with_a_way_to_go_on(folder):
    plan = folder.write_plan([shift("general", "08:00", "16:00", 2, ["2026-03-02", "2026-03-16"])], "long.json")
    ((_, key, text),) = faults(folder, plan=plan)
    assert key == "days"
    assert "the plan has 15 days; a roster has 14 at most" in text


def test_shifts_of_one_time_are_one_duty_and_a_table_is_a_plan_too(folder):
    two = [{**SHIFTS[0], "breaks": [["11:00", "11:15"]], "agents": 2}, SHIFTS[0]]
    monday = wanted.read(folder.write_plan(two)).shifts[0]
    assert (monday.people, monday.breaks) == (3, (((("11:00", "11:15"),), 2), ((("10:00", "10:15"),), 1)))
    text = "group,start,end,days,breaks,agents,paid_hours,cost\ngeneral,22:00,06:00,2026-03-02; 2026-03-03,01:00-01:30,4,60,900\n"
    night = wanted.read(folder.write("shifts.csv", text), 2).shifts[1]
    assert (night.start, night.end, night.paid, night.people) == (22 * 3600, 30 * 3600, 7.5 * 3600, 4)


def test_a_table_without_its_columns_is_refused(folder):
    found = faults(folder, plan=folder.write("shifts.csv", "group,start,agents\ngeneral,08:00,2\n"))
    assert [key for _, key, _ in found] == ["end", "days"]


def test_a_workbook_is_read_like_a_table_in_its_own_words(folder):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "技能", "周工时", "休息日"])
    book.active.append(["安", "general", 40, "周六"])
    book.active.append(["波", "vip; general", "24-40", None])
    book.save(folder.path / "staff.xlsx")
    made = callfloor.roster(folder.plan, folder.path / "staff.xlsx")
    assert [person.name for person in made.problem.people] == ["安", "波"]
    assert made.problem.people[0].off == {5}


def test_a_staff_list_in_gbk_is_the_same_as_in_utf_8(folder):
    text = "姓名;技能组;周工时;请求\n安娜;general;40;想休 周六 3\n波;vip;40;\n"
    lists = [folder.write(f"{code}.csv", text, code) for code in ("utf-8-sig", "gb18030")]
    first, second = (callfloor.roster(folder.plan, path).problem.people for path in lists)
    assert first == second
    assert first[0].requests[0].weight == 3
