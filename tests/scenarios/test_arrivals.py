"""How many contacts come: factors of weekdays and holidays, appointments."""

import pytest

from scenarios.distributions import Fixed, Uniform

from .small import small, sound, told

WEEK = {
    "start": "2026-04-27",
    "days": 7,
    "interval": "12 h",
    "holidays": ["2026-05-01"],
}  # Monday; Friday is Labour Day


def of_vip(**arrivals):
    changes = {"contact_types__vip__arrivals": arrivals, "calendar": WEEK}
    return sound(**changes).contact_types["vip"].arrivals


def test_weekdays_scale_volumes():
    volumes = of_vip(volumes=[10, 20], weekdays={"sat": 0.6, "sun": 0.4}).volumes
    assert volumes == pytest.approx((10, 20) * 5 + (6, 12) + (4, 8))


def test_holidays_take_the_place_of_the_weekday():
    volumes = of_vip(volumes=[10, 20], weekdays={"fri": 3, "sun": 0}, holidays=0.5).volumes
    assert volumes == pytest.approx((10, 20) * 4 + (5, 10) + (10, 20) + (0, 0))


def test_a_rate_is_scaled_too():
    assert of_vip(rate="1 per h", holidays=0).volumes == pytest.approx((12, 12) * 4 + (0, 0) + (12, 12) * 2)


def test_holidays_without_any_are_a_warning():
    scenario = sound(contact_types__vip__arrivals={"rate": "1 per h", "holidays": 0.5})
    assert scenario.warnings == ("contact_types.vip.arrivals.holidays: does nothing; the calendar names no holidays",)


def test_bookings():
    arrivals = (
        sound(
            contact_types__vip__arrivals={
                "bookings": {
                    "slots": [0, 2, 3, 0],
                    "no_show": 0.1,
                    "early": {"uniform": {"low": "0 s", "high": "10 min"}},
                    "late": {"fixed": "1 min"},
                }
            }
        )
        .contact_types["vip"]
        .arrivals
    )
    bookings = arrivals.bookings
    assert bookings.slots == (0, 2, 3, 0)
    assert all(type(number) is int for number in bookings.slots)
    assert (bookings.no_show, bookings.early, bookings.late) == (0.1, Uniform(0.0, 600.0), Fixed(60.0))
    assert arrivals.volumes == (0, 0, 0, 0)


def test_bookings_left_out_and_the_same_every_interval():
    bookings = sound(contact_types__vip__arrivals={"bookings": {"slots": 4}}).contact_types["vip"].arrivals.bookings
    assert bookings.slots == (4, 4, 4, 4)
    assert (bookings.no_show, bookings.early, bookings.late) == (0, Fixed(0.0), Fixed(0.0))


def test_slots_of_a_table(tmp_path):
    (tmp_path / "slots.csv").write_text("desk\n1\n2\n3\n4\n")
    from scenarios.loading import parse

    data = small(contact_types__vip__arrivals={"bookings": {"slots": {"file": "slots.csv", "column": "desk"}}})
    assert parse(data, tmp_path).contact_types["vip"].arrivals.bookings.slots == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("arrivals", "key", "message"),
    [
        ({"rate": "1 per h", "bookings": {"slots": 1}}, "", "rate and bookings are both given; write volumes"),
        ({"rate": "1 per h", "volumes": 3, "bookings": {"slots": 1}}, ".volumes", "3 is neither a list of numbers"),
        ({"rate": "1 per h", "volumes": [1, 2, 3, 4], "bookings": {"slots": 1}}, "", "volumes, rate and bookings are all given"),
        ({"rate": "1 per h", "weekdays": {"sut": 1}}, ".weekdays.sut", "Did you mean sun?"),
        ({"rate": "1 per h", "weekdays": {"sun": -1}}, ".weekdays.sun", "-1 is negative; 0 is the least"),
        ({"rate": "1 per h", "holidays": "half"}, ".holidays", '"half" is not a number'),
        ({"bookings": {}}, ".bookings.slots", "is missing: Appointments of each interval"),
        ({"bookings": {"slots": [1, 1.5, 2, 3]}}, ".bookings.slots.1", "1.5 is not a whole number of appointments"),
        ({"bookings": {"slots": 1.5}}, ".bookings.slots", "1.5 is not a whole number of appointments"),
        ({"bookings": {"slots": [1, 2]}}, ".bookings.slots", "the list has 2 entries; write 4"),
        ({"bookings": {"slots": 1, "no_show": 1.5}}, ".bookings.no_show", "1.5 is not a share"),
        ({"bookings": {"slots": 1, "late": 60}}, ".bookings.late", "60 has no unit"),
        ({"bookings": {"slots": 1}, "weekdays": {"sat": 0}}, ".weekdays",
         "weekdays multiplies volumes or a rate and does nothing with bookings; take it out"),
    ],
)  # fmt: skip
def test_faults(arrivals, key, message):
    found = told(small(contact_types__vip__arrivals=arrivals))
    assert [at for at, _ in found] == [f"contact_types.vip.arrivals{key}"]
    assert message in found[0][1]
