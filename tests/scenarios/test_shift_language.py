"""Days of shifts, break grids, overtime, part-time shares and premium hours: what is read, and what is wrong."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scenarios.loading import parse

from .small import small, sound, told

WEEK = {"calendar__days": 7}
HOUR = 3600.0


def shift(**changes):
    return {"groups": ["desk"], "start": "08:00", "length": "8 h"} | changes


def days_of(named, **more):
    scenario = sound(shifts=[shift(days=named)], **WEEK, **more)
    return [day for day in range(7) if scenario.shifts[0].days.hold(day, scenario.calendar.grid)]


@pytest.mark.parametrize(
    ("named", "days"),
    [("weekdays", [0, 1, 2, 3, 4]), (["sat", "mon"], [0, 5]), (["weekend", "fri"], [4, 5, 6]), ("sun", [6])],
)
def test_days_on_which_shifts_begin(named, days):
    assert days_of(named) == days  # the calendar begins on a Monday


def test_holidays_are_named_besides_the_days_of_the_week():
    on = {"calendar__holidays": ["2026-03-04", "2026-03-08"]}
    assert days_of("holidays", **on) == [2, 6]
    assert days_of(["mon", "holidays"], **on) == [0, 2, 6]
    assert days_of("weekdays", **on) == [0, 1, 2, 3, 4]


def test_shifts_begin_every_day_unless_days_are_named():
    scenario = sound(shifts=[shift()], **WEEK)
    assert all(scenario.shifts[0].days.hold(day, scenario.calendar.grid) for day in range(7))


def test_break_grids_and_overtime():
    rest = {"length": "15 min", "between": ["2 h", "3 h"], "every": "15 min"}
    scenario = sound(shifts=[shift(breaks=[rest], overtime={"most": "2 h", "every": "30 min", "premium": 1.4})])
    rule = scenario.shifts[0]
    assert rule.breaks[0].every == 900
    assert rule.overtime.lengths() == (1800, 3600, 5400, 7200)
    assert rule.overtime.premium == 1.4
    assert sound(shifts=[shift(overtime={"most": "1 h"})]).shifts[0].overtime.lengths() == (3600,)


def test_part_time():
    (found,) = sound(part_time=[{"groups": ["desk"], "below": "6 h", "most": 0.3}]).part_time
    assert (found.groups, found.below, found.most) == (("desk",), 21600, 0.3)


def worth(begin, end, premiums, *, days=7, cyclic=False, **more):
    scenario = sound(premium_hours=premiums, calendar__days=days, **more)
    paid = scenario.premium_hours.worth(scenario.calendar.grid, cyclic=cyclic)
    return paid.between(begin * HOUR, end * HOUR) / HOUR


def test_hours_at_night_count_for_more():
    night = {"22:00-06:00": 1.5}
    assert worth(8, 16, night) == 8
    assert worth(20, 24, night) == 2 + 2 * 1.5
    assert worth(22, 30, night) == 8 * 1.5
    assert worth(0, 8, night) == 6 * 1.5 + 2  # the night before the calendar reaches into it


def test_the_highest_premium_counts_and_not_the_product():
    both = {"22:00-06:00": 1.25, "sun": 1.5}
    assert worth(6 * 24 + 20, 6 * 24 + 28, both) == 4 * 1.5 + 4 * 1.25  # Sunday until midnight, then a plain night
    assert worth(6, 10, {"06:00-10:00": 0.9, "weekdays 08:00-10:00": 0.8}) == pytest.approx(4 * 0.9)


def test_premiums_of_named_days_and_holidays():
    assert worth(5 * 24 + 10, 5 * 24 + 18, {"sat 14:00-24:00": 1.25}) == 4 + 4 * 1.25
    assert worth(10, 18, {"holidays": 2}, calendar__holidays=["2026-03-02"]) == 16
    assert worth(34, 42, {"holidays": 2}, calendar__holidays=["2026-03-02"]) == 8


def test_past_the_end_of_a_cyclic_week_is_its_monday_again():
    assert worth(7 * 24, 7 * 24 + 6, {"mon": 2}, cyclic=True) == 12
    assert worth(24, 30, {"mon": 2}, days=1, cyclic=True) == 12
    assert worth(24, 30, {"mon": 2}, days=1) == 6  # the Tuesday after


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"shifts": [shift(days="monday")]}, "shifts.0.days", 'no day is called "monday"; days are mon'),
        ({"shifts": [shift(days=["mon", "tu"])]}, "shifts.0.days.1", 'no day is called "tu"'),
        ({"shifts": [shift(days=[])]}, "shifts.0.days", "no day is named; write weekdays, or [mon, tue, sat]"),
        ({"shifts": [shift(days="sun")]}, "shifts.0.days", "no day of the calendar is among them"),
        ({"shifts": [shift(breaks=[{"length": "15 min", "between": ["1 h", "2 h"], "every": "0 s"}])]},
         "shifts.0.breaks.0.every", "it must be above 0 s"),
        ({"shifts": [shift(overtime={"most": "1 h", "every": "2 h"})]}, "shifts.0.overtime",
         "steps of 2 h are longer than the most, 1 h; write every: 1 h or less"),
        ({"shifts": [shift(length="23 h", overtime={"most": "2 h"})]}, "shifts.0.overtime.most",
         "with overtime a shift is as long as 1 d 1 h; 24 h is the most"),
        ({"part_time": [{"groups": ["desks"], "below": "6 h", "most": 0.3}]}, "part_time.0.groups.0", "Did you mean desk?"),
        ({"part_time": [{"groups": [], "below": "6 h", "most": 0.3}]}, "part_time.0.groups", "the rule names no group"),
        ({"part_time": [{"groups": ["desk"], "below": "6 h", "most": 30}]}, "part_time.0.most", "shares run from 0 to 1"),
        ({"premium_hours": {"22-06": 1.35}}, "premium_hours.22-06", "is not a time of day"),
        ({"premium_hours": {"monday": 1.35}}, "premium_hours.monday", 'no day is called "monday"'),
        ({"premium_hours": {"sun": -1}}, "premium_hours.sun", "-1 is negative; 0 is the least"),
        ({"premium_hours": 1.35}, "premium_hours", "1.35 are not premium hours"),
    ],
)  # fmt: skip
def test_faults(changes, key, message):
    found = told(small(**changes))
    assert [at for at, _ in found] == [key]
    assert message in found[0][1]


def test_a_shift_is_closed_only_if_it_is_on_its_own_days():
    hours = {"gold": {"weekdays": "08:00-20:00"}, "silver": {"weekdays": "08:00-20:00"}}
    ((key, message),) = told(small(shifts=[shift(days="weekend")], open=hours, **WEEK))
    assert key == "shifts.0.start"
    assert "nothing that desk serves (gold and silver) is open from 08:00 to 16:00" in message
    parse(small(shifts=[shift(days=["fri", "sat"])], open=hours, **WEEK))


def test_the_shifts_of_the_page_are_read():
    text = (Path(__file__).parents[2] / "docs" / "shifts.md").read_text(encoding="utf-8")
    desk = small()["agent_groups"]["desk"]
    data = {}
    for page in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        data |= YAML(typ="safe", pure=True).load(page)
    groups = {"vip_desk": desk, "generalists": desk}
    scenario = parse(
        {
            **small(agent_groups=groups, calendar__interval="30 min", contact_types__vip__arrivals={"rate": "2 per h"}),
            **data,
        }
    )
    first, second = scenario.shifts
    assert len(first.starts) == 21
    assert not first.days.hold(5, sound(**WEEK).calendar.grid)
    assert [rest.every for rest in first.breaks] == [None, 900]
    assert first.overtime.lengths() == (1800, 3600, 5400, 7200)
    assert second.premium == 1.35
    assert scenario.part_time[0].most == 0.3
    assert len(scenario.premium_hours.rules) == 3
    assert len(scenario.events) == 3
