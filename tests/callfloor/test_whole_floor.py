"""A centre with all that a plain voice centre has not: what its report tells, and that it tells it of nobody else."""

import io
import re

import numpy as np
import pandas as pd
import pytest

from callfloor import exports, extras, figures, report, tables, words
from callfloor.figures import events
from callfloor.figures.deadlines import deadlines
from callfloor.figures.occupancy import occupancy
from callfloor.figures.panels import PHONE, wrapped
from callfloor.figures.reading import Reading
from callfloor.figures.staffing import people_on_floor
from callfloor.figures.waits import survival
from callfloor.figures.workload import workload
from callfloor.glossary import glossary
from scenarios.loading import parse
from sim.experiment import simulate
from sim.sums.tally import tally

WHOLE = """
currency: EUR
calendar: {start: 2026-03-02, days: 2, interval: 1 h}
contact_types:
  call:
    arrivals: {rate: 60 per h}
    enters: menu
    patience: {exponential: {mean: 2 min}}
    complaint: {contact_type: complaint, unresolved: 0.3, delay: {exponential: {mean: 1 h}}}
  app: {channel: chat, arrivals: {rate: 20 per h}, enters: chat, patience: {exponential: {mean: 3 min}}}
  complaint: {channel: work_order, arrivals: {rate: 2 per h}, enters: complaints}
ivr:
  menu: {takes: {fixed: 10 s}, then: {calls: 0.8, contained: 0.2}}
lines: 12
queues:
  calls: {}
  chat: {}
  complaints: {priority: 2, deadline: 4 h}
open: {calls: "08:00-20:00", chat: "08:00-18:00"}
agent_groups:
  desk:
    skills:
      calls: {handle_time: {exponential: {mean: 4 min}}, resolves: 0.6, unresolved: {repeat: {share: 0.5, delay: {exponential: {mean: 1 h}}}}}
      complaints: {handle_time: {exponential: {mean: 10 min}}, preference: 2}
    staffing: [0,0,0,0,0,0,0,0,5,5,5,5,5,5,5,5,5,5,5,5,0,0,0,0]
    cost: 30 per h
  chatters:
    skills: {chat: {handle_time: {exponential: {mean: 8 min}}}}
    staffing: [0,0,0,0,0,0,0,0,2,2,2,2,2,2,2,2,2,2,0,0,0,0,0,0]
    concurrency: 2
    cost: 30 per h
events:
  - {at: "10:00", lasts: 2 h, surge: {call: 3.0}}
  - {at: "2026-03-03 11:00", lasts: 3 h, reinforce: {desk: 8}}
  - {at: "15:00", lasts: 1 h, outage: {ivr: true}}
satisfaction: {wait_per_min: 10, unresolved: 40}
targets:
  - {queue: calls, answer_rate: 0.8, within: 20 s, per: hour, at_least: 1}
  - {queue: complaints, on_time: 0.9, per: day}
experiment: {replications: 3, seed: 5}
"""


@pytest.fixture(scope="module")
def whole():
    return Reading(simulate(parse(WHOLE)))


def column(table, name):
    return [row[table.columns.index(name)] for row in table.rows]


def test_a_plain_voice_centre_sees_none_of_it(reading):
    assert tables.more(reading) == []
    assert "chat slots in use" not in tables.groups(reading).columns
    said = {word for word, _ in glossary(reading)}
    assert not said & {"closed", "contained", "on time", "satisfaction", "chat slots in use", "cost of a channel"}
    names = [picture.name for picture in figures.of_simulation(reading)]
    assert "deadlines" not in names


def test_each_table_is_there_where_the_scenario_has_it(whole):
    headings = [heading for heading, _ in tables.more(whole)]
    assert headings == ["What else became of contacts", "Deferred work", "Satisfaction", "Channels"]
    fates = extras.fates(whole)
    for word in ("contained", "contained share", "closed", "no line free", "repeats", "resolved at once"):
        assert word in fates.columns
    assert "queue full" not in fates.columns
    assert "chat slots in use" in tables.groups(whole).columns
    explained = {word for word, _ in glossary(whole)}
    assert set(fates.columns[2:]) - {"contained share"} <= explained


def test_the_report_names_every_word_and_band(whole):
    text = report.simulation(whole).decode()
    for word in ("work on time", "resolved at once", "satisfaction", "Targets at risk", "Grey: closed.", "◐ pass"):
        assert word in text


def test_work_on_time_says_of_how_much(whole):
    work = extras.work(whole)
    assert column(work, "deadline") == ["4\u202fh"]
    due = extras.due_in_calendar(whole, "complaints")
    late = whole.value("on_time", "queue", "complaints")
    assert column(work, "due") == [words.count(due)]
    picture = deadlines(whole)
    on_time, too_late = (
        sum(next(trace for trace in picture.figure.data if trace.name == f"complaints {what}").y)
        for what in ("on time", "late")
    )
    assert on_time + too_late == pytest.approx(due)
    assert on_time / due == pytest.approx(late)


def test_counts_of_parts_add_up_to_their_total(whole):
    offered = [float(text.replace(words.THIN, "")) for text in column(tables.contacts(whole), "offered")]
    kinds = column(tables.contacts(whole), "name")
    assert words.count(12345.4) == f"12{words.THIN}345"
    came = float(column(extras.work(whole), "came")[0])
    parts = offered[kinds.index("call")] + offered[kinds.index("app")] + came
    assert abs(parts - offered[kinds.index(whole.scenario.name)]) <= 1.5  # each is rounded once


def test_the_day_from_inside_is_the_very_day_that_was_measured(whole):
    """With the people that events call in, or the log would be another day's."""
    again = tally(whole.scenario, whole.log, whole.results.staffing)
    first = whole.results.tallies[0]
    for scope, sums in first.sums.items():
        for key, values in sums.items():
            assert np.array_equal(values, again.sums[scope][key]), (scope, key)
    agents = pd.read_csv(io.BytesIO(exports.simulation(whole)["agents.csv"]))
    assert agents["contacts"].sum() == first.sums["centre"]["answered"].sum()
    assert agents["seconds_busy"].sum() == pytest.approx(first.sums["centre"]["seconds busy"].sum())


def test_a_group_of_chats_is_drawn_by_its_slots(whole):
    picture = figures.day(whole.scenario, whole.log)
    lines = {trace.name: np.array(trace.y) for trace in picture.figure.data if trace.name}
    assert set(lines["chatters slots"]) <= {0, 2, 4}  # two people with two chats each
    assert (lines["chatters slots taken"] <= np.maximum(lines["chatters slots"], 4)).all()
    assert lines["chatters slots taken"].max() > 2
    assert lines["desk on the floor"].max() in (5, 13)


def test_events_are_named_with_their_hours(whole):
    texts = [lane.text for lane in events.lanes(whole.scenario)]
    assert texts == [
        "▲ surge call ×3, daily 10:00–12:00",
        "+ called in desk 8, Tue 11:00–14:00",
        "✕ out of order: IVR, daily 15:00–16:00",
    ]
    assert [len(lane.spans) for lane in events.lanes(whole.scenario)] == [2, 1, 2]
    figure = figures.waiting(whole).figure
    notes = [note.text for note in figure.layout.annotations]
    assert set(texts) <= set(notes)
    strip = [shape for shape in figure.layout.shapes if shape.yref == "paper"]
    assert len(strip) == 5


def test_closed_is_when_all_that_a_panel_shows_is_closed(whole):
    hours = [(begins / 3600, ends / 3600) for begins, ends in events.closed(whole.scenario, ["calls", "chat"])]
    assert hours == [(0, 8), (20, 32), (44, 48)]
    assert events.closed(whole.scenario, ["calls", "complaints"]) == []


def test_what_is_sure_to_be_missed_is_warned_of_with_its_cause(whole):
    outlook = pd.read_csv(io.BytesIO(exports.simulation(whole)["outlook.csv"]))
    surge = outlook[(outlook["measure"] == "answer_rate") & (outlook["start"] == "2026-03-02 10:00")].iloc[0]
    assert (surge["chance"], surge["why"], surge["days"]) == (1.0, "staffing", 3)
    picture = figures.ahead(whole)
    assert "calls: 80\u202f% answered within 20\u202fs is missed on 100\u202f% of calendars" in picture.caption
    assert "too few are scheduled" in picture.caption
    bars = picture.figure.data[0]
    place = next(at for at, text in enumerate(bars.hovertext) if text.startswith("Mon 2 Mar 10:00–11:00"))
    assert bars.y[place] == 100
    assert bars.marker.pattern.shape[place] == ""


def test_a_cause_is_told_by_its_pattern(whole):
    from callfloor.figures.outlook import CAUSES

    patterns = [cause.pattern for cause in CAUSES.values()]
    assert len(set(patterns)) == len(patterns)
    assert len({cause.glyph for cause in CAUSES.values()}) == len(patterns)


def test_people_and_work_are_drawn_on_axes_of_their_own(whole):
    figure = survival(whole).figure
    assert figure.layout.xaxis.ticksuffix.strip() in ("s", "min")
    work = next(trace for trace in figure.data if trace.name == "complaints")
    people = next(trace for trace in figure.data if trace.name == "calls")
    assert work.xaxis != people.xaxis
    assert max(people.x) * {"s": 1, "min": 60}[figure.layout.xaxis.ticksuffix.strip()] < 3600


def test_intervals_have_columns_for_what_there_is(whole, reading):
    table = exports.intervals(whole)
    for name in (
        "calls closed",
        "complaints on_time",
        "calls satisfaction",
        "chatters slot_use",
        "call contained (contact type)",
    ):
        assert name in table.columns
    assert "chat on_time" not in table.columns
    assert [name for name in exports.intervals(reading).columns if "on_time" in name or "slot_use" in name] == []
    assert table["calls closed"].sum() == pytest.approx(whole.value("closed", "queue", "calls"))


def test_groups_that_prefer_a_queue_equally_share_its_work_evenly():
    """One of two has work of his own: the pool takes more of the other's, until both are as busy."""
    handle = {"handle_time": {"fixed": "6 min"}}
    kinds = {
        name: {"arrivals": {"rate": f"{rate} per h"}, "enters": name} for name, rate in (("own", 10), ("both", 30))
    }
    groups = {
        "local": {"skills": {"own": handle, "both": handle}, "staffing": 4},
        "pool": {"skills": {"both": handle}, "staffing": 4},
    }
    calendar = {"start": "2026-03-02", "interval": "1 h"}
    scenario = parse(
        {"calendar": calendar, "contact_types": kinds, "queues": {"own": {}, "both": {}}, "agent_groups": groups}
    )
    reading = Reading(simulate(scenario, replications=1))
    load = workload(reading, people_on_floor(reading))
    offered = np.array(reading.line("offered", "centre").mean, float)
    assert np.allclose(np.array(load["local"]) + load["pool"], offered * 0.1)
    assert np.allclose(load["local"], load["pool"], rtol=0.02)


def test_what_is_exactly_nothing_is_told():
    """Nobody's matter is settled at once, no work is on time, and an answer within 0 s is asked."""
    text = WHOLE.replace("resolves: 0.6", "resolves: 0").replace("deadline: 4 h", "deadline: 1 s")
    text = (
        text.replace("repeat: {share: 0.5,", "repeat: {share: 1,")
        .replace("unresolved: 0.3,", "unresolved: 0,")
        .replace("within: 20 s", "within: 0 s")
    )
    reading = Reading(simulate(parse(text), replications=1))
    assert reading.value("first_contact_resolution", "contact_type", "call") == 0.0
    assert "resolved at once" in extras.fates(reading).columns
    assert "complaints on_time" in exports.intervals(reading).columns
    assert "answered within 0\u202fs" in tables.contacts(reading).columns
    assert "answered within 0\u202fs" in figures.ahead(reading).caption


def test_a_bot_that_settles_all_contains_all():
    text = WHOLE.replace("{calls: 0.8, contained: 0.2}", "{contained: 1}").replace(
        "  - {queue: calls", "  - {queue: chat"
    )
    reading = Reading(simulate(parse(text), replications=1))
    assert extras.contained_share(reading, "contact_type", "call") == 1.0


def test_the_map_shows_the_occupancy_that_is_measured(whole):
    """Work after a shift counts, and people who stay away do not."""
    cells = {(row[0], row[1], row[2]): row[3] for row in occupancy(whole).table.rows}
    line = whole.line("occupancy", "agent_group", "desk").mean
    measured = {
        ("desk", f"{day} Mar", f"{hour:02}:00"): words.share(line[24 * place + hour])
        for place, day in enumerate(("Mon 2", "Tue 3"))
        for hour in range(24)
        if line[24 * place + hour] is not None
    }
    assert {key: value for key, value in cells.items() if key[0] == "desk"} == measured
    assert ("desk", "Mon 2 Mar", "20:00") in measured  # the last calls of the shift that ends then


@pytest.mark.parametrize(("days", "maps", "columns"), [(2, 2, 2), (10, 4, 7), (21, 2, 7)])
def test_no_map_has_more_columns_than_a_phone_shows(days, maps, columns):
    text = WHOLE.replace("days: 2", f"days: {days}").replace("rate: 60 per h", "rate: 6 per h")
    picture = occupancy(Reading(simulate(parse(text), replications=1)))
    assert len(picture.figure.data) == maps
    assert max(len(one.x) for one in picture.figure.data) == columns


def test_no_line_of_a_heading_is_wider_than_a_phone():
    heading = '<span style="color:#0072B2">■</span> <b>a_queue</b> missed: within 15 s, each interval, on 90 % of days'
    lines = wrapped(heading).split("<br>")
    assert len(lines) == 2
    assert all(len(re.sub("<[^>]*>", "", line)) <= PHONE for line in lines)
    assert wrapped(heading).replace("<br>", " ") == heading
