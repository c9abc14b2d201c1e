"""People on call, and shifts that an earlier re-planning changed: they are in the workbook, and come back."""

import io
from pathlib import Path

import openpyxl
import pytest

from callfloor.ended import Ended
from callfloor.web.work import editing
from callfloor.workbooks import changed, plan_book, rows
from callfloor.workbooks.check import as_document, check
from callfloor.workbooks.plan_read import read
from optimize.on_call import on_call_kinds
from optimize.replanning.standing import ON_CALL, parse
from optimize.shifts import kinds
from scenarios.faults import InputError
from tests.callfloor.workbooks.conftest import planned
from tests.optimize.replanning.days import SHIFTS, document, team_day

EVENT = {"at": "11:00", "lasts": "3 h", "reinforce": {"team": {"up_to": 6}}}


@pytest.fixture(scope="module", params=[0, 2])
def made(request):
    scenario = team_day(events=[EVENT])
    (on_call,) = on_call_kinds(scenario)
    shifts = [kind for kind in kinds(scenario) if not kind.on_call]
    return planned(scenario, {**dict.fromkeys(shifts[:3], 2), on_call: request.param})


def test_an_unedited_sheet_gives_them_back(made, tmp_path):
    found = read(made.edited(tmp_path / "plan.xlsx", lambda _: None), made.scenario)
    assert found.untouched
    assert found.standing == made.standing
    assert found.standing.cost == pytest.approx(made.document["cost"])


def test_more_or_fewer_may_be_called_in_up_to_the_limit(made, tmp_path):
    before = made.document["called_in"][0]["agents"]

    def called(number):
        def change(book):
            book["Called in"]["E2"] = number

        return made.edited(tmp_path / "plan.xlsx", change)

    found = read(called(5), made.scenario)
    assert sum(post.people for post in found.standing.posts if post.rule == ON_CALL) == 5
    (one,) = changed.changes(made.scenario, found)
    assert (one.what, one.people, one.cost) == (
        f"called in {before} → 5",
        5 - before,
        pytest.approx(90.0 * (5 - before)),
    )
    checked = check(made.scenario, called(5), replications=2)
    assert checked.plan.cost == pytest.approx(made.document["cost"] + one.cost)
    assert checked.plan.called_in[0].people == 5
    with pytest.raises(InputError, match=r"Called in!E2 agents +7 is more than are on call then; write 6 or fewer"):
        read(called(7), made.scenario)
    with pytest.raises(InputError, match=r'Called in!E2 agents +"all" is no number of people'):
        read(called("all"), made.scenario)


EVENING = {"at": "15:00", "lasts": "2 h", "reinforce": {"team": {"up_to": 6}}}


@pytest.fixture(scope="module")
def twice():
    """A plan that calls three people in from 11:00 and one from 15:00."""
    scenario = team_day(events=[EVENT, EVENING])
    noon, evening = on_call_kinds(scenario)
    shifts = [kind for kind in kinds(scenario) if not kind.on_call]
    return planned(scenario, {**dict.fromkeys(shifts[:3], 2), noon: 3, evening: 1})


def sorted_the_other_way(book):
    page = book["Called in"]
    first, second = ([cell.value for cell in page[line]] for line in (2, 3))
    for column, values in enumerate(zip(second, first, strict=True), 1):
        for line, value in enumerate(values, 2):
            page.cell(line, column).value = value


def test_rows_of_people_on_call_may_be_sorted(twice, tmp_path):
    assert read(twice.edited(tmp_path / "plan.xlsx", sorted_the_other_way), twice.scenario).untouched

    def fewer(book):
        sorted_the_other_way(book)
        book["Called in"]["E3"] = 2  # from 11:00

    found = read(twice.edited(tmp_path / "plan.xlsx", fewer), twice.scenario)
    (one,) = changed.changes(twice.scenario, found)
    assert (one.what, one.people, one.cost) == ("called in 3 → 2", -1, pytest.approx(-90.0))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda page: page.delete_rows(2), r"the row of team on call from 2026-03-02 11:00 to 2026-03-02 14:00 is missing"),
        (lambda page: page.append([cell.value for cell in page[2]]), r"Called in!A4 group +these people on call stand there twice"),
        (lambda page: page.__setitem__("B2", "noon"), r"Called in!A2 group +nobody is on call as "),
    ],
)  # fmt: skip
def test_a_row_of_people_on_call_that_is_lost_doubled_or_moved_is_refused(twice, tmp_path, change, said):
    path = twice.edited(tmp_path / "plan.xlsx", lambda book: change(book["Called in"]))
    with pytest.raises(InputError, match=said):
        read(path, twice.scenario)


def test_on_the_page_people_on_call_are_rows_after_the_shifts(twice, tmp_path, monkeypatch):
    monkeypatch.setattr(editing, "load", lambda *_: twice.scenario)
    edit = editing.Edit("team", (), twice.document, [])
    more = twice.edited(tmp_path / "plan.xlsx", lambda book: book["Called in"].__setitem__("E2", 5))
    shown, told = editing.given_back(edit, more.read_bytes())
    assert told.sound
    assert [(row["days"], row["start"], row["end"], row["agents"]) for row in shown if rows.CALL in row] == [
        ("2026-03-02", "11:00", "14:00", 5),
        ("2026-03-02", "15:00", "17:00", 1),
    ]
    assert rows.CALL not in shown[len(twice.document["shifts"]) - 1]
    given = rows.read_rows(twice.scenario, twice.document, shown)
    assert changed.changes(twice.scenario, given) == changed.changes(twice.scenario, read(more, twice.scenario))
    (one,) = changed.changes(twice.scenario, given)
    assert (one.what, one.cost) == ("called in 3 → 5", pytest.approx(180.0))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("agents", "7", "7 is more than are on call then; write 6 or fewer"), ("start", "11:30", "nobody is on call as"), ("days", "2026-03-03", "nobody is on call as")],
)  # fmt: skip
def test_what_is_wrong_with_people_on_call_stands_in_their_row(twice, column, value, said):
    shown = rows.rows_of(twice.scenario, twice.document)
    first = len(twice.document["shifts"])
    shown = [shown[first], *shown[:first], *shown[first + 1 :]]  # wherever the row stands
    shown[0][column], shown[1]["agents"] = value, "many"
    with pytest.raises(InputError) as wrong:
        rows.read_rows(twice.scenario, twice.document, shown)
    cells, _ = rows.beside(wrong.value.faults, shown)
    assert said in cells[0, "agents" if column == "agents" else "group"]
    assert "many" in cells[1, "agents"]
    assert set(cells) == {(0, "agents" if column == "agents" else "group"), (1, "agents")}


def test_shifts_that_were_re_planned_keep_how_they_were_planned(tmp_path):
    scenario = team_day()
    longer = {
        "start": "08:00", "end": "15:00", "breaks": [["10:00", "11:00"]], "agents": 2, "cost": 360.0,
        "planned": {"start": "08:00", "end": "14:00", "breaks": [["10:00", "11:00"]]},
    }  # fmt: skip
    before = document(
        [*SHIFTS, longer],
        replanned={"as_made": False},
        called_in=[],
        staffing=[],
        targets=[],
        currency="EUR",
        status="met",
    )
    before |= {"proof": "", "cost": 2250.0, "paid_hours": 75.0}
    for row in before["shifts"]:
        row["paid_hours"] = 5.0 * row["agents"]
    standing = parse(before, scenario, Path("plan.json"))
    ended = Ended(scenario, "met", None, None, 0.0, "")
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_book.workbook(ended, before))
    found = read(path, scenario)
    assert found.untouched
    assert found.standing == standing
    assert any(post.kind != post.planned for post in found.standing.posts)
    # More people on it: the same shift, changed as it was.
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    book["Shifts"]["G6"] = 3
    book.save(path)
    (one,) = changed.changes(scenario, read(path, scenario))
    assert (one.what, one.cost) == ("people 2 → 3", pytest.approx(180.0))
    checked = check(scenario, path, replications=2)
    again = as_document(checked, Ended(scenario, "met", checked.plan, None, 0.0, ""))
    assert [row["planned"]["end"] for row in again["shifts"] if "planned" in row] == ["14:00"]
    assert parse(again, scenario, Path("plan.json")).cost == pytest.approx(checked.plan.cost)
