"""Rows that are edited on the page say what the same workbook says."""

import pytest

from callfloor.workbooks import rows
from callfloor.workbooks.changed import changes
from callfloor.workbooks.check import check, check_rows
from callfloor.workbooks.plan_read import read
from scenarios.faults import InputError


def test_rows_that_nobody_touched_are_the_plan(made):
    shown = rows.rows_of(made.scenario, made.document)
    given = rows.read_rows(made.scenario, rows.slim(made.document), shown)
    assert given.untouched
    assert given.standing == made.standing
    assert changes(made.scenario, given) == ()


def test_the_same_edit_in_excel_and_in_rows_costs_the_same_and_is_tested_alike(made, tmp_path):
    path = made.edited(tmp_path / "edited.xlsx", lambda book: book["Shifts"].__setitem__("H2", 5))
    shown = rows.rows_of(made.scenario, made.document)
    shown[0]["agents"] = "5"
    given = rows.read_rows(made.scenario, rows.slim(made.document), shown)
    in_excel, in_rows = check(made.scenario, path, replications=3), check_rows(made.scenario, given, replications=3)
    assert in_rows.changes == in_excel.changes
    assert (in_rows.plan.cost, in_rows.plan.paid_hours) == (in_excel.plan.cost, in_excel.plan.paid_hours)
    assert in_rows.plan.verdicts == in_excel.plan.verdicts
    assert in_rows.plan.results.seed == in_excel.plan.results.seed


def test_a_workbook_that_was_given_back_is_shown_as_rows(made, tmp_path):
    path = made.edited(tmp_path / "edited.xlsx", lambda book: book["Shifts"].__setitem__("H3", 4))
    given = read(path, made.scenario)
    shown = rows.rows_of_workbook(made.scenario, made.document, given)
    assert rows.read_rows(made.scenario, made.document, shown).standing == given.standing
    assert [row["no"] for row in shown] == list(range(1, len(made.document["shifts"]) + 1))


def test_every_fault_stands_beside_its_cell(made):
    shown = rows.rows_of(made.scenario, made.document)
    shown[0]["agents"], shown[1]["group"], shown[2]["start"] = "many", "teem", "25:00"
    with pytest.raises(InputError) as wrong:
        rows.read_rows(made.scenario, made.document, shown)
    cells, rest = rows.beside(wrong.value.faults, shown)
    assert set(cells) == {(0, "agents"), (1, "group"), (2, "start")}
    assert "many" in cells[0, "agents"]
    assert rest == []
