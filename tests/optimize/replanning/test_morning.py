"""The morning's counts: read, believed to the last contact, and what they make of the rest of the day."""

import numpy as np
import pytest

from optimize.replanning.morning import Morning, as_it_looks, expected, learned, moment, read
from scenarios.faults import InputError
from sim.traffic import Drawing
from tests.optimize.replanning.days import team_day

NINE = 9 * 3600.0
ELEVEN = 11 * 3600.0


def offered(scenario, days):
    """Contacts by day and hour of arrival."""
    draw = Drawing(scenario).draw
    return np.array(
        [np.bincount((draw(3, day, {}).arrives_at // 3600).astype(int), minlength=24) for day in range(days)]
    )


@pytest.mark.parametrize(
    "table",
    [
        "interval,contact_type,count\n" + "".join(f"{hour:02d}:00,call,{hour}\n" for hour in range(11)),
        "start,call\n" + "".join(f"2026-03-02T{hour:02d}:00,{hour}\n" for hour in range(24)),
    ],
)
def test_a_long_and_a_wide_table_are_read_up_to_the_moment(tmp_path, table):
    (tmp_path / "so_far.csv").write_text(table)
    assert read(tmp_path / "so_far.csv", team_day(), ELEVEN).came == {"call": tuple(range(11))}


def test_all_faults_of_a_table_are_told_at_once(tmp_path):
    path = tmp_path / "so_far.csv"
    path.write_text("interval,contact_type,count\n08:00,call,x\n08:15,call,3\n09:00,cal,4\n08:00,call,5\n")
    with pytest.raises(InputError) as caught:
        read(path, team_day(), ELEVEN)
    said = str(caught.value)
    assert f"{path}:2" in said
    assert '"x" is no count; write a whole number' in said
    assert "no interval begins at 08:15" in said
    assert 'no contact type is called "cal"; there are call. Did you mean call?' in said
    assert "call at 08:00 stands there twice" in said
    assert "call has no count for 09:00, 10:00; write 0 if nobody came" in said


@pytest.mark.parametrize("table", ["08:00,40\n09:00,60\n10:00,0\n", "07:00,\n08:00,40\n09:00,60\n10:00,0\n11:00,\n"])
def test_rows_of_hours_in_which_nobody_is_forecast_may_be_missing(tmp_path, table):
    path = tmp_path / "so_far.csv"
    path.write_text("interval,call\n" + table)
    assert read(path, team_day(), ELEVEN).came == {"call": (0,) * 8 + (40, 60, 0)}


def test_rows_of_closed_hours_may_be_missing(tmp_path):
    path = tmp_path / "so_far.csv"
    path.write_text("interval,call\n09:00,60\n10:00,60\n")
    assert read(path, team_day(open={"calls": "09:00-18:00"}), ELEVEN).came == {"call": (0,) * 9 + (60, 60)}
    with pytest.raises(InputError, match="call has no count for 08:00; write 0 if nobody came"):
        read(path, team_day(), ELEVEN)


def test_once_a_fault_makes_customers_call_their_counts_are_asked_for(tmp_path):
    path = tmp_path / "so_far.csv"
    path.write_text("interval,call\n08:00,40\n09:00,60\n10:00,60\n")
    fault = {"at": "06:00", "lasts": "1 h", "call_in": {"call": {"contacts": 30}}}
    with pytest.raises(InputError, match="call has no count for 06:00, 07:00;"):
        read(path, team_day(events=[fault]), ELEVEN)


@pytest.mark.parametrize(
    ("text", "why"),
    [("11:20", "no interval begins then; write 11:00 or 12:00"), ("00:00", "nothing of the calendar is over then"),
     ("noon", "is not a time of day"), ("2026-03-03 11:00", "is not in the calendar")],
)  # fmt: skip
def test_a_moment_at_which_no_interval_begins_is_refused(text, why):
    with pytest.raises(InputError, match=why):
        moment(team_day(), text)


def test_what_came_is_certain_and_the_rest_follows_the_factor():
    scenario = team_day()
    came = (0,) * 8 + (52, 71, 66)
    morning = Morning(ELEVEN, {"call": came})
    (known,) = learned(scenario, morning)
    assert (known.came, known.expected) == (189, 160.0)
    today = as_it_looks(scenario, morning)
    seen = offered(today, 60)
    assert (seen[:, :11] == came).all()
    rest = seen[:, 11:].sum(axis=1)
    mean = known.factor.mean * float(expected(scenario, "call")[11:].sum())
    spread = np.sqrt(mean + (mean * known.factor.cv) ** 2)
    assert abs(rest.mean() - mean) < 5 * spread / np.sqrt(60)
    assert today.experiment.over == ELEVEN


def test_nobodys_luck_moves_after_the_moment():
    """With the counts that were forecast to the last contact, and no busyness, the afternoon is that of the plain forecast."""
    scenario = team_day(busyness={"town": {"fixed": 1}})
    before = offered(scenario, 5)
    today = as_it_looks(scenario, Morning(NINE, {"call": (0,) * 8 + (40,)}))
    after = offered(today, 5)
    # Who called at 08:00 and tried again does not exist here: later intervals are first attempts.
    assert (before[:, 9:] == after[:, 9:]).all()


def test_without_busyness_the_rest_stays_as_forecast():
    scenario = team_day(busyness={"town": {"fixed": 1}})
    morning = Morning(NINE, {"call": (0,) * 8 + (80,)})
    assert learned(scenario, morning) == ()
    volumes = as_it_looks(scenario, morning).contact_types["call"].arrivals.volumes
    assert volumes == (*(0.0,) * 8, 80.0, *scenario.contact_types["call"].arrivals.volumes[9:])


def test_those_who_called_about_a_fault_have_been_counted():
    fault = {
        "at": "09:00",
        "lasts": "2 h",
        "call_in": {"call": {"contacts": 300, "delay": {"uniform": {"low": "0 s", "high": "4 h"}}}},
    }
    scenario = team_day(events=[fault], busyness={"town": {"fixed": 1}})
    today = as_it_looks(scenario, Morning(ELEVEN, {"call": (0,) * 8 + (40, 130, 130)}))
    seen = offered(today, 20)
    assert (seen[:, 8:11] == (40, 130, 130)).all()
    late = 300 / 2 + 60 * 2  # from 11 to 13 h: half of the fault's callers, and two usual hours
    assert abs(seen[:, 11:13].sum(axis=1).mean() - late) < 5 * np.sqrt(late / 20)


def test_a_surge_that_has_been_counted_is_not_counted_again():
    surge = {"at": "08:00", "lasts": "4 h", "surge": {"call": 2.0}}
    scenario = team_day(events=[surge])
    assert expected(scenario, "call")[8] == 80.0
    today = as_it_looks(scenario, Morning(ELEVEN, {"call": (0,) * 8 + (80, 120, 120)}))
    (spell,) = today.spells("surge")
    assert (spell.begins, spell.ends) == (ELEVEN, 12 * 3600.0)
    seen = offered(today, 20)
    assert (seen[:, 8:11] == (80, 120, 120)).all()
    assert abs(seen[:, 11].mean() - 120) < 5 * np.sqrt(120 / 20 + (120 * 0.1) ** 2 / 20)


def test_a_surge_of_every_day_goes_on_today_from_now_and_is_whole_on_the_days_after():
    surge = {"at": "10:00", "lasts": "4 h", "surge": {"call": 2.0}}
    scenario = team_day(calendar={"start": "2026-03-02", "days": 3, "interval": "1 h"}, shifts=[], events=[surge])
    counts = {"call": tuple(int(volume) for volume in expected(scenario, "call")[:35])}
    today = as_it_looks(scenario, Morning(24 * 3600 + ELEVEN, counts))
    spells = [(spell.begins / 3600, spell.ends / 3600) for spell in today.spells("surge")]
    assert spells == [(24 + 11.0, 24 + 14.0), (48 + 10.0, 48 + 14.0)]
    later = as_it_looks(scenario, Morning(15 * 3600.0, {"call": counts["call"][:15]}))
    assert [spell.begins / 3600 for spell in later.spells("surge")] == [34.0, 58.0]
    assert expected(later, "call")[24:].tolist() == pytest.approx(expected(scenario, "call")[24:].tolist())


def test_who_was_not_counted_keeps_the_surge_of_the_morning():
    surge = {"at": "10:00", "lasts": "4 h", "surge": {"call": 2.0, "gold": 3.0}}
    one = {"arrivals": {"rate": "10 per h"}, "enters": "calls", "patience": {"exponential": {"mean": "3 min"}}}
    scenario = team_day(contact_types={"call": one, "gold": one}, busyness={}, events=[surge])
    today = as_it_looks(scenario, Morning(ELEVEN, {"call": (10,) * 11}))
    assert {(spell.of, spell.begins / 3600) for spell in today.spells("surge")} == {("call", 11.0), ("gold", 10.0)}
