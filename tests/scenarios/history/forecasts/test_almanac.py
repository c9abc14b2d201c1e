"""What is known of a day beforehand."""

from datetime import date, datetime, timedelta

import pytest

from scenarios.faults import InputError
from scenarios.history.forecasts.almanac import FAR, Almanac, Special, traits
from scenarios.history.forecasts.known_days import country, decisions, specials
from scenarios.history.forecasts.reading import of_table

MONDAY = date(2026, 5, 4)


def weekdays(days=60, closed=()):
    """A centre that works from Monday to Friday."""
    dates = [date(2026, 4, 6) + timedelta(days=number) for number in range(days)]
    at = [datetime.fromisoformat(f"{day} 09:00") for day in dates if day.weekday() < 5 and day not in closed]
    return of_table("memory", at, {"calls": [10.0] * len(at)})


def test_open_weekdays_and_closed_holidays_are_read_off_the_history():
    free = {date(2026, 5, 1): "Labour Day", date(2026, 6, 19): "A holiday ahead"}
    history = weekdays(closed=[date(2026, 5, 1), date(2026, 5, 13)])
    almanac = Almanac.of(history, free, {})
    assert almanac.open_weekdays == frozenset(range(5))
    assert not almanac.works_on_holidays
    assert date(2026, 6, 19) not in almanac.ahead(date(2026, 6, 17), 3)
    told = {one.what: (one.count, one.done[:14]) for one in decisions(history, almanac)}
    assert told["holidays without contacts"] == (1, "taken as close")
    assert told["days without contacts that no weekday, holiday or special day explains"] == (1, "left out, as m")


def test_places_in_the_month_and_days_after_a_closure():
    almanac = Almanac.of(weekdays(closed=[date(2026, 5, 1)]), {date(2026, 5, 1): "Labour Day"}, {})
    days = tuple(date(2026, 4, 29) + timedelta(days=n) for n in (0, 1, 5, 6, 7, 8, 9, 12))
    found = traits(almanac, days[0], days)
    assert found.phase.tolist() == [-2, -1, 0, 1, 2, 3, 4, 5]
    assert found.since.tolist() == [FAR, FAR, 1, 2, 3, 4, FAR, FAR]
    assert found.group.tolist() == [2, 3, 0, 1, 2, 3, 4, 0]


def test_a_week_whose_monday_is_closed_begins_on_tuesday():
    free = {date(2026, 5, 25): "Memorial Day"}
    almanac = Almanac.of(weekdays(closed=[*free]), free, {})
    found = traits(almanac, date(2026, 5, 26), (date(2026, 5, 26), date(2026, 5, 27)))
    assert found.group.tolist() == [0, 2]


def test_special_days_have_a_multiplier_or_a_name_to_learn_by():
    named = {MONDAY: Special(MONDAY, "billing"), date(2026, 5, 5): Special(date(2026, 5, 5), "campaign", 1.4)}
    almanac = Almanac.of(weekdays(), {}, named)
    found = traits(almanac, MONDAY, (MONDAY, date(2026, 5, 5), date(2026, 5, 6)))
    assert (found.special.tolist(), found.factor.tolist()) == ([0, -1, -1], [1.0, 1.4, 1.0])


def test_the_file_of_special_days_tells_all_its_faults(tmp_path):
    path = tmp_path / "special.csv"
    path.write_text(
        "date,name,multiplier\n2026-05-04,billing,\n5.5.2026,campaign,1.2\n2026-05-06,,2\n2026-05-04,again,lots\n"
    )
    with pytest.raises(InputError) as error:
        specials(path)
    assert [(fault.line, fault.key) for fault in error.value.faults] == [
        (3, "date"),
        (4, "name"),
        (5, "multiplier"),
        (5, "date"),
    ]
    path.write_text("date,name,multiplier\n2026-05-04,billing,\n2026-05-05,closed,0\n")
    assert specials(path) == {
        MONDAY: Special(MONDAY, "billing"),
        date(2026, 5, 5): Special(date(2026, 5, 5), "closed", 0.0),
    }


@pytest.mark.parametrize(("code", "words"), [("ZZ", "no country"), ("DE-XX", "no region of DE")])
def test_an_unknown_country_is_refused(code, words):
    with pytest.raises(InputError, match=words):
        country(code, MONDAY, MONDAY)


def test_holidays_of_a_region():
    assert date(2026, 1, 6) in country("DE-BY", date(2026, 1, 1), date(2026, 12, 31))
    assert date(2026, 1, 6) not in country("DE-BE", date(2026, 1, 1), date(2026, 12, 31))
