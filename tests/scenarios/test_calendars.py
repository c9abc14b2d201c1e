"""Days: which are holidays, and which date each has."""

from datetime import date

import pytest

from .small import sound, told


def test_no_holidays_unless_said():
    assert sound().calendar.holidays == frozenset()


def test_holidays_of_a_country_around_the_calendar():
    calendar = sound(calendar={"start": "2026-04-30", "days": 3, "interval": "6 h", "holidays": "CN"}).calendar
    assert {date(2026, 5, 1), date(2026, 5, 2)} <= calendar.holidays  # Labour Day of China
    assert min(calendar.holidays) == date(2026, 5, 1)
    assert max(calendar.holidays) < date(2026, 6, 4)


def test_holidays_of_a_region():
    of_bavaria = sound(calendar={"start": "2026-01-05", "days": 2, "interval": "6 h", "holidays": "DE-BY"}).calendar
    of_berlin = sound(calendar={"start": "2026-01-05", "days": 2, "interval": "6 h", "holidays": "DE-BE"}).calendar
    assert of_bavaria.holidays == {date(2026, 1, 6)}  # Epiphany
    assert of_berlin.holidays == set()


def test_holidays_are_known_over_new_year():
    calendar = sound(calendar={"start": "2026-12-31", "interval": "6 h", "holidays": "DE"}).calendar
    assert date(2027, 1, 1) in calendar.holidays


def test_a_list_of_holidays_from_the_night_before_to_a_month_past_the_end():
    days = ["2026-02-28", "2026-03-01", "2026-03-02", "2026-04-03", "2026-05-01"]
    calendar = sound(calendar__holidays=days).calendar
    assert sorted(map(str, calendar.holidays)) == days[1:4]


def test_dates():
    calendar = sound(calendar__days=7).calendar
    assert [str(calendar.date_of(day)) for day in (0, 6, 30)] == ["2026-03-02", "2026-03-08", "2026-04-01"]
    assert [calendar.grid.weekday(day) for day in (-1, 0, 6, 7)] == [6, 0, 6, 0]


@pytest.mark.parametrize(
    ("holidays", "key", "message"),
    [
        ("XX", "calendar.holidays", 'no country has the code "XX"; write a code such as CN or DE, or a list of dates'),
        (
            "DE-XX",
            "calendar.holidays",
            'no region of DE with holidays of its own is called "XX"; its regions are BB, BE',
        ),
        ("CN-GD", "calendar.holidays", 'no region of CN with holidays of its own is called "GD"; write CN'),
        (7, "calendar.holidays", "7 is neither a country such as CN nor a list of dates"),
        (["2026-13-01"], "calendar.holidays.0", '"2026-13-01" is not a date'),
    ],
)
def test_what_are_no_holidays(holidays, key, message):
    ((at, words),) = told(dict(sound_with(holidays)))
    assert at == key
    assert words.startswith(message)


def sound_with(holidays):
    from .small import small

    return small(calendar__holidays=holidays)
