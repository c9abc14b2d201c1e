"""A plan of several days is drawn day by day: who begins which shift on which day."""

from dataclasses import replace

import numpy as np
import pytest

from callfloor import documents_planned, figures, planning
from callfloor.ended import Ended
from callfloor.figures import weeks
from optimize.outcome import Met, Plan, choices, staffing_of
from optimize.program import Roster
from sim.experiment import simulate
from tests.optimize.weeks import week

DAY, HOUR = 86400.0, 3600.0
MEAL = {"length": "1 h", "between": ["3 h", "4 h"], "every": "1 h", "paid": False}
WORKED = {0: 2, 1: 3, 2: 3, 3: 3, 4: 3, 5: 1}  # people by day, from 08:00; nobody on Sunday


def planned(days=7, **more):
    scenario = week(
        {"start": "08:00", "length": "8 h", "breaks": [MEAL]}, {"start": "22:00", "length": "8 h"}, days=days, rate="20 per h",
        targets=[{"queue": "calls", "answer_rate": 0.1, "within": "20 s"}], calendar={"cyclic": True}, **more,
    )  # fmt: skip
    roster = Roster.of(scenario)
    shifts = {}
    for kind in roster.kinds:
        day, early = int(kind.start // DAY) % 7, kind.start % DAY == 8 * HOUR
        first = early and kind.breaks[0][0] % DAY == 11 * HOUR
        people = WORKED.get(day, 0) if first else 1 if early and day == 0 else 0 if early else 1
        if people:
            shifts[kind] = people
    chosen, staffing = choices(roster, shifts), staffing_of(scenario, roster, shifts)
    return Plan(
        scenario, chosen, staffing, sum(choice.cost for choice in chosen), 0.0, 1.0, simulate(scenario, staffing, replications=2),
        {"team": staffing.mean_on_floor("team")}, "By hand.",
    )  # fmt: skip


@pytest.fixture(scope="module")
def plan():
    return planned()


def test_people_stand_by_shift_and_day(plan):
    table = weeks.by_day(plan)
    assert table.columns == ("group", "shift", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "together")
    assert table.rows == (
        ("team", "08:00–16:00", "3", "3", "3", "3", "3", "1", "", "16"),
        ("team", "22:00–06:00", "1", "1", "1", "1", "1", "1", "1", "7"),
        ("team", "all shifts", "4", "4", "4", "4", "4", "2", "1", "23"),
    )


def test_a_fortnight_has_a_row_for_each_week():
    table = weeks.by_day(planned(days=14))
    assert table.columns[:3] == ("group", "shift", "week from")
    assert [row[1:3] for row in table.rows[:2]] == [("08:00–16:00", "Mon 2 Mar"), ("08:00–16:00", "Mon 9 Mar")]
    assert table.rows[0][3:] == table.rows[1][3:]


def test_the_picture_has_a_number_in_every_cell(plan):
    picture = figures.shifts(plan)
    cells = next(trace for trace in picture.figure.data if trace.type == "scatter" and trace.mode == "text")
    numbers = [int(text) for text in cells.text if "<b>" not in text]
    assert sum(numbers) == 23
    assert sum(int(text[3:-4]) for text in cells.text if "<b>" in text) == 23
    at = {(moment.weekday(), row): text for moment, row, text in zip(cells.x, cells.y, cells.text, strict=True)}
    assert at[1, 0] == "3"
    assert (6, 0) not in at  # nobody begins at eight on Sunday
    assert "23 shifts are worked on 7 days" in picture.caption
    assert "most on Mon 2 Mar (4), fewest on Sun 8 Mar (1)" in picture.caption
    assert picture.figure.layout.meta["least_width"] <= 358  # a week fits a phone


def test_the_table_behind_it_has_breaks_and_days(plan):
    rows = weeks.detailed(plan).rows
    assert rows[0][1:5] == ("08:00–16:00", "11:00–12:00 unpaid", "Mon 2 Mar", "2")
    assert ("08:00–16:00", "11:00–12:00 unpaid", "Tue 3 Mar to Fri 6 Mar", "3") in [row[1:5] for row in rows]
    assert ("22:00–06:00", "", "every day", "1") in [row[1:5] for row in rows]


def test_more_days_than_fit_a_phone_are_moved_sideways(plan):
    assert all((one.figure.layout.meta or {}).get("least_width", 0) <= 358 for one in of_plan(plan) if one.figure)
    wide = {
        one.name
        for one in of_plan(planned(days=14))
        if one.figure and (one.figure.layout.meta or {}).get("least_width", 0) > 400
    }
    assert {"shifts", "staffing", "targets"} <= wide


def test_hours_of_every_night_in_which_nothing_is_asked_are_not_listed(plan):
    asked = plan.required["team"].copy()
    asked[[hour for hour in range(168) if hour % 24 < 8]] = np.nan
    caption = next(one for one in of_plan(replace(plan, required={"team": asked})) if one.name == "staffing").caption
    assert "Where none are drawn as required, no target asks for people." in caption
    assert "Tue" not in caption


def of_plan(plan):
    return figures.of_plan(plan, figures.Reading(plan.results))


def test_few_rows_are_drawn_of_many_shifts(plan):
    rows = weeks.rows_of(plan.scenario, plan.shifts, most=1)
    assert [(row.label, sum(row.people)) for row in rows] == [("all others", 23)]


def test_the_staff_that_a_week_needs_is_written_and_said(plan, capsys):
    """16 early and 7 late shifts a week at five each take five people; four are held at once."""
    from callfloor.terminal import Terminal

    ruled = planned(labour={"days_per_week": 5})
    ended = Ended.of(ruled.scenario, Met(ruled), 1.0)
    assert documents_planned.plan(ended)["staff"] == [
        {"group": "team", "people": 5, "because": "days a week", "headcount": None}
    ]
    planning.tell(Terminal(), ended)
    assert "It takes at least 5 people of team (limit: days a week)." in capsys.readouterr().out.replace("\n", " ")
    limited = replace(plan, scenario=plan.scenario.model_copy(update={"headcount": {"team": 9}}))
    (row,) = documents_planned.staff(limited, limited.scenario)
    assert row["headcount"] == 9
    assert row["people"] >= 4


def test_one_day_stays_a_chart_of_bars(plan):
    single = planned(days=1)
    assert any(trace.type == "bar" and trace.orientation == "h" for trace in figures.shifts(single).figure.data)
    assert "gaps are breaks" in figures.shifts(single).caption
