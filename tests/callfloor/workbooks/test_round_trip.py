"""A workbook that nobody edited gives back exactly the plan; one that was edited, exactly the edit."""

import io
from datetime import date, time

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callfloor.workbooks import changed, check, plan_book
from callfloor.workbooks.plan_read import read
from callfloor.workbooks.plans import standing
from optimize.replanning.at_work import people_of
from tests.callfloor.workbooks.conftest import planned

SHEETS = ["Shifts", "Staffing", "Targets", "Cost", "How to edit", "_plan"]
COLUMNS = [
    "no",
    "group",
    "days",
    "start",
    "end",
    "break 1",
    "break 2",
    "agents",
    "paid hours each",
    "cost each",
    "cost of all",
]


def row_of(page, number):
    return next(line for line in range(2, page.max_row + 1) if page.cell(line, 1).value == number)


def put(page, number, **cells):
    for name, value in cells.items():
        page.cell(row_of(page, number), COLUMNS.index(name.replace("_", " ")) + 1).value = value


def edited(made, path, change):
    return read(made.edited(path / "plan.xlsx", lambda book: change(book["Shifts"])), made.scenario)


def test_the_sheets_and_columns_are_those_of_the_page(made):
    book = openpyxl.load_workbook(io.BytesIO(made.book))
    assert book.sheetnames == SHEETS
    page = book["Shifts"]
    assert [cell.value for cell in page[1]] == COLUMNS
    assert page.freeze_panes == "D2"
    assert page["D2"].number_format == "hh:mm"
    assert page["B1"].comment.text.endswith("May be edited.")
    assert "not read" in page["I1"].comment.text
    assert book["_plan"].sheet_state == "veryHidden"


def test_equal_plans_give_equal_bytes(made):
    assert plan_book.workbook(made.ended) == made.book


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), size=st.integers(1, 25))
def test_an_unedited_sheet_gives_back_exactly_the_plan(centre, every_shift, tmp_path, seed, size):
    rng = np.random.default_rng(seed)
    places = sorted(rng.choice(len(every_shift), size, replace=False))
    plan = planned(centre, {every_shift[place]: int(rng.integers(1, 3)) for place in places})
    path = plan.edited(tmp_path / "plan.xlsx", lambda _: None)
    found = read(path, centre)
    assert found.untouched
    assert found.standing == plan.standing
    assert found.standing.cost == pytest.approx(plan.document["cost"])
    assert changed.changes(centre, found) == ()
    assert standing(path, centre) == plan.standing


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_rows_written_anew_by_hand_are_the_same_shifts_at_the_same_price(made, tmp_path, seed):
    """Without their numbers, in any order, as words instead of times and dates."""
    rng = np.random.default_rng(seed)

    def change(page):
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        rng.shuffle(rows)
        for line, row in enumerate(rows, 2):
            days = row[2] if isinstance(row[2], str) else f"{row[2]:%Y-%m-%d}"
            for column, value in enumerate(
                [None, row[1], days, f"{row[3]:%H:%M}", f"{row[4]:%H:%M}", row[6], row[5], row[7]], 1
            ):
                page.cell(line, column).value = value

    found = edited(made, tmp_path, change)
    assert people_of(found.standing.posts) == people_of(made.standing.posts)


def test_each_kind_of_edit_is_told_old_and_new_with_its_cost(made, tmp_path):
    def change(page):
        put(page, 1, agents=9)
        put(page, 2, agents=0)
        page.delete_rows(row_of(page, 3))
        page.append([None, "team", date(2026, 3, 4), time(16, 0), time(20, 0), None, None, 2])

    found = edited(made, tmp_path, change)
    rows = made.document["shifts"]
    told = {(one.number, one.what): one for one in changed.changes(made.scenario, found)}
    before = rows[0]["agents"]
    each = rows[0]["cost"] / before / len(rows[0]["days"])
    more = told[1, f"people {before} → 9"]
    assert (more.people, more.cost) == (
        (9 - before) * len(rows[0]["days"]), pytest.approx((9 - before) * each * len(rows[0]["days"]))
    )  # fmt: skip
    assert told[2, "dropped"].cost == pytest.approx(-rows[1]["cost"])
    assert told[3, "dropped"].cost == pytest.approx(-rows[2]["cost"])
    assert (told[None, "new"].people, told[None, "new"].cost) == (2, 260.0)
    assert told[None, "new"].after == "2 x team 16:00-20:00 on 2026-03-04"
    assert len(told) == 4
    total = made.document["cost"] + sum(one.cost for one in told.values())
    assert found.standing.cost == pytest.approx(total)


def moved(made):
    """A row of one day with two breaks and a whole half hour to spare, that begins at 12:00 or sooner."""
    rows = enumerate(made.document["shifts"], 1)
    return next((number, row) for number, row in rows if len(row["breaks"]) == 2 and "08:30" <= row["start"] <= "11:30")


def by(clock, minutes):
    at = int(clock[:2]) * 60 + int(clock[3:]) + minutes
    return f"{at // 60:02d}:{at % 60:02d}"


def test_a_shift_that_is_moved_costs_by_its_rule(made, tmp_path):
    number, row = moved(made)
    breaks = ["-".join(by(clock, 30) for clock in one) for one in row["breaks"]]
    later = {"start": by(row["start"], 30), "end": by(row["end"], 30), "break_1": breaks[0], "break_2": breaks[1]}
    found = edited(made, tmp_path, lambda page: put(page, number, **later))
    (one,) = changed.changes(made.scenario, found)
    assert (one.number, one.what, one.people) == (number, "times", 0)
    assert one.cost == pytest.approx(0.0)
    assert f"{later['start']}-{later['end']}" in one.after
    shorter = by(row["end"], -120) if by(row["start"], 480) == row["end"] else None
    if shorter and row["breaks"][-1][1] <= shorter:
        found = edited(made, tmp_path, lambda page: put(page, number, end=shorter))
        (one,) = changed.changes(made.scenario, found)
        wage = {"team": 30.0, "desk": 40.0}[row["group"]]
        assert one.cost == pytest.approx(-2 * wage * 1.1 * row["agents"] * len(row["days"]))


def test_a_plan_is_checked_on_fresh_days_beside_the_one_it_came_from(made, tmp_path):
    path = made.edited(tmp_path / "plan.xlsx", lambda book: put(book["Shifts"], 1, agents=8))
    found = check.check(made.scenario, path, replications=20)
    assert found.before is not None
    assert found.first.cost == pytest.approx(made.document["cost"])
    assert found.plan.cost == pytest.approx(made.document["cost"] + sum(one.cost for one in found.changes))
    assert found.plan.paid_hours > found.first.paid_hours
    assert found.plan.results.seed == found.first.results.seed != made.ended.plan.results.seed
    unedited = made.edited(tmp_path / "same.xlsx", lambda _: None)
    same = check.check(made.scenario, unedited, replications=20)
    assert same.before is None
    assert same.changes == ()
    assert same.plan.cost == pytest.approx(made.document["cost"])


def test_what_was_checked_can_be_given_back_again(made, tmp_path):
    path = made.edited(tmp_path / "plan.xlsx", lambda book: put(book["Shifts"], 1, agents=8))
    found = check.check(made.scenario, path, replications=5)
    ended = check.Ended(made.scenario, "met", found.plan, None, 0.0, found.plan.proof)
    (tmp_path / "next.xlsx").write_bytes(plan_book.workbook(ended, check.as_document(found, ended)))
    again = read(tmp_path / "next.xlsx", made.scenario)
    assert again.untouched
    assert people_of(again.standing.posts) == people_of(found.standing.posts)


def asking_more(scenario):
    return scenario.model_copy(
        update={"targets": [one.model_copy(update={"answer_rate": 0.999}) for one in scenario.targets]}
    )


def test_what_the_plan_lacked_when_it_was_made_is_by_chance_and_what_an_edit_takes_away_is_not(made, tmp_path):
    """The plan says that it kept its targets; what falls short on new days is as it was. Take people away, and it is missed."""
    strict = asking_more(made.scenario)
    made = planned(strict, people_of(made.standing.posts))
    same = check.check(strict, made.edited(tmp_path / "same.xlsx", lambda _: None), replications=40)
    assert not all(verdict.met for verdict in same.plan.results.verdicts)
    assert same.met
    assert any("fell short by no more than the plan as it was made" in note for note in same.plan.notes)
    rows = made.document["shifts"]
    team = [number for number, row in enumerate(rows, 1) if row["group"] == "team"]

    def fewer(book):
        for number in team[1:]:
            put(book["Shifts"], number, agents=0)

    worse = check.check(strict, made.edited(tmp_path / "fewer.xlsx", fewer), replications=40)
    assert not worse.met
    assert worse.first.met


@pytest.mark.parametrize("edit", [lambda _: None, lambda book: put(book["Shifts"], 1, agents=8)])
def test_a_plan_of_a_scenario_that_asks_for_more_by_now_is_judged_by_itself(made, tmp_path, edit):
    """That it kept what was asked when it was made says nothing about what is asked now."""
    found = check.check(asking_more(made.scenario), made.edited(tmp_path / "plan.xlsx", edit), replications=40)
    assert not found.met
    assert not found.first.met
    assert any("not known to be made for the scenario as it is now" in note for note in found.plan.notes)
    assert not any("fell short by no more" in note for note in found.plan.notes)
