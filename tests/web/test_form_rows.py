"""Opening hours by day, splits of the IVR, values by time and mixtures as rows of the form."""

import pytest

from callfloor.web.forms import answers, draft, rows
from callfloor.web.forms.answers import Asked
from callfloor.web.forms.draft import Origin
from callfloor.web.forms.nodes import Group

HOTLINE, WEEK = Origin("telecom_hotline"), Origin("night_and_weekend")
HANDLE = "agent_groups.vip_desk.skills.vip.handle_time"
DAY = 86_400


def read(origin, text):
    return draft.opened(origin, text).scenario


def values_at(origin, text, panel):
    return {one.key: one.value for one in answers.fields(answers.panel(origin, text, panel))}


def done(origin, text, panel, *acts):
    for act in acts:
        found = answers.acted(origin, text, panel, act)
        assert found is not None
        assert found.faults == (), act
        text = found.text
    return text


def test_opening_hours_are_rows_by_day_and_another_day_begins_with_what_held_for_it():
    begun = draft.begun(WEEK)
    assert values_at(WEEK, begun, "open") == {
        "open.sales.weekdays": "08:00-20:00", "open.sales.weekend": "09:00-18:00", "open.sales.holidays": "09:00-18:00"
    }  # fmt: skip
    text = done(WEEK, begun, "open", Asked("add", "open.sales.sat"))
    assert read(WEEK, text).open["sales"] == read(WEEK, begun).open["sales"]
    found = answers.filled(WEEK, text, "open", {"open.sales.sat": "09:00-12:00, 13:00-16:00"})
    assert found.faults == ()
    hours = read(WEEK, found.text).open["sales"].weekdays
    assert hours[5] == ((9 * 3600, 12 * 3600), (13 * 3600, 16 * 3600))
    assert hours[6] == ((9 * 3600, 18 * 3600),)
    wrong = answers.filled(WEEK, text, "open", {"open.sales.sat": "nine to five"})
    assert [one.key for one in wrong.faults] == ["open.sales.sat"]


def test_a_queue_that_is_always_open_stays_so_until_its_hours_are_changed():
    text = done(HOTLINE, draft.begun(HOTLINE), "open", Asked("add", "open.vip"), Asked("family", "open.vip", "by_day"))
    assert read(HOTLINE, text).open["vip"].weekdays == (((0, DAY),),) * 7
    found = answers.filled(HOTLINE, text, "open", {"open.vip.mon": "closed"})
    assert read(HOTLINE, found.text).open["vip"].weekdays[:2] == ((), ((0, DAY),))
    assert found.changes[0][1:3] == ("Open › vip", "always open")
    back = done(HOTLINE, found.text, "open", Asked("family", "open.vip", "alike"))
    assert read(HOTLINE, back).open["vip"].weekdays == (((0, DAY),),) * 7  # what six of seven days have


def test_a_split_is_rows_in_percent_that_add_up():
    begun = draft.begun(Origin("bank_1999"))
    bank, key = Origin("bank_1999"), "ivr.ivr regular.then"
    assert values_at(bank, begun, "ivr.ivr regular")[f"{key}.hang_up"] == 5.34
    half = answers.filled(bank, begun, "ivr.ivr regular", {f"{key}.hang_up": "7 %"})
    (fault,) = [one for one in half.faults if one.key == key]
    assert fault.message == "they add up to 101.66 %; change them until it is 100 %"
    text = done(bank, begun, "ivr.ivr regular", Asked("add", f"{key}.contained"))
    whole = {f"{key}.hang_up": 7, f"{key}.contained": "3%", f"{key}.regular": 90}
    found = answers.filled(bank, text, "ivr.ivr regular", whole)
    assert found.faults == ()
    assert dict(read(bank, found.text).ivr["ivr regular"].then.everyone) == {
        "hang_up": 0.07, "regular": 0.9, "contained": 0.03
    }  # fmt: skip


def test_a_split_by_contact_type_says_the_same_until_it_is_changed():
    node = next(name for name, one in read(HOTLINE, draft.begun(HOTLINE)).ivr.items() if one.then.everyone)
    key = f"ivr.{node}.then"
    before = dict(read(HOTLINE, draft.begun(HOTLINE)).ivr[node].then.everyone)
    text = done(HOTLINE, draft.begun(HOTLINE), f"ivr.{node}", Asked("family", key, "by_type"))
    after = read(HOTLINE, text).ivr[node].then
    assert {name: dict(pairs) for name, pairs in after.by_type.items()} == dict.fromkeys(("vip", "standard"), before)
    again = done(HOTLINE, text, f"ivr.{node}", Asked("family", key, "alike"))
    assert dict(read(HOTLINE, again).ivr[node].then.everyone) == before


def test_values_by_time_begin_with_what_held_and_are_changed_row_by_row():
    panel = "agent_groups.vip_desk"
    before = read(HOTLINE, draft.begun(HOTLINE)).agent_groups["vip_desk"].skills["vip"].handle_time
    asked = Asked("family", HANDLE, "by_time"), Asked("add", f"{HANDLE}.by_time", "13:00")
    text = done(HOTLINE, draft.begun(HOTLINE), panel, *asked)
    made = read(HOTLINE, text).agent_groups["vip_desk"].skills["vip"].handle_time
    assert made.times == (0, 13 * 3600)
    assert [one.mean() for one in made.parts] == [before.mean()] * 2
    key = next(key for key in values_at(HOTLINE, text, panel) if "13:00" in key and key.endswith("mean"))
    found = answers.filled(HOTLINE, text, panel, {key: "7 min"})
    assert found.faults == ()
    parts = read(HOTLINE, found.text).agent_groups["vip_desk"].skills["vip"].handle_time.parts
    assert [one.mean() for one in parts] == [before.mean(), 420]
    wrong = answers.filled(HOTLINE, text, panel, {key: "7"})
    assert [one.key for one in wrong.faults] == [key]
    less = done(HOTLINE, found.text, panel, Asked("remove", f"{HANDLE}.by_time.00:00"))
    only = read(HOTLINE, less).agent_groups["vip_desk"].skills["vip"].handle_time
    assert only.mean() == 420


def test_a_mixture_has_a_row_for_each_part():
    panel = "agent_groups.vip_desk"
    mixed = Asked("family", HANDLE, "mixture"), Asked("add", f"{HANDLE}.mixture.1")
    text = done(HOTLINE, draft.begun(HOTLINE), panel, *mixed, Asked("family", f"{HANDLE}.mixture.1.of", "fixed"))
    weights = {f"{HANDLE}.mixture.0.weight": 75, f"{HANDLE}.mixture.1.weight": "25 %"}
    found = answers.filled(HOTLINE, text, panel, {**weights, f"{HANDLE}.mixture.1.of.fixed": "10 s"})
    assert found.faults == ()
    before = read(HOTLINE, draft.begun(HOTLINE)).agent_groups["vip_desk"].skills["vip"].handle_time
    made = read(HOTLINE, found.text).agent_groups["vip_desk"].skills["vip"].handle_time
    assert made.mean() == pytest.approx(0.75 * before.mean() + 0.25 * 10)


def test_a_mixture_offers_no_mixture_inside_and_what_is_drawn_once_a_day_no_times():
    def families(group, key):
        found = [one for one in groups(group) if one.key == key]
        return found[0].families

    def groups(group):
        inner = [one for one in (*group.main, *group.more) if isinstance(one, Group)]
        return [group, *(one for child in inner for one in groups(child))]

    text = done(HOTLINE, draft.begun(HOTLINE), "", Asked("family", HANDLE, "mixture"))
    panel = answers.panel(HOTLINE, text, "agent_groups.vip_desk")
    assert {"mixture", "by_time"} <= set(families(panel, HANDLE))
    assert not {"mixture", "by_time"} & set(families(panel, f"{HANDLE}.mixture.0.of"))
    busyness = answers.panel(HOTLINE, text, "busyness")
    assert all("by_time" not in one.families for one in groups(busyness))


def test_times_are_taken_as_they_are_written():
    given = {"00:00": "night", "9:00": "morning", "13:00": "noon"}
    for time, held in (("10:00", "morning"), ("08:00", "night"), ("23:00", "noon"), ("noon", "night")):
        assert rows.started({"x": {"by_time": given}}, ("x", "by_time", time)) == held
    late = {"08:00": "day", "20:00": "night"}  # before the first time of the day holds the last
    assert rows.started({"x": {"by_time": late}}, ("x", "by_time", "06:00")) == "night"


def test_what_is_out_in_an_event_is_rows_and_an_event_that_names_nobody_more_does_so_no_more():
    outage = Origin("outage_surge")
    begun = draft.begun(outage)
    assert values_at(outage, begun, "events")["events.1.outage.ivr"] == ""
    typed = {"events.1.surge.customer": "", "events.1.outage.ivr": "yes", "events.1.outage.technical": "40 %"}
    found = answers.filled(outage, begun, "events", typed)
    assert found.faults == ()
    assert read(outage, found.text).events[1].outage == {"ivr": 1.0, "technical": 0.4}
    assert read(outage, found.text).events[1].surge is None
    assert [line[1:] for line in found.changes] == [
        ("Events › 2 › surge › customer", "1.3", "–"),
        ("Events › 2 › outage › IVR", "–", "yes"),
        ("Events › 2 › outage › technical", "–", "40 %"),
    ]
    empty = {"events.1.surge.customer": "1.3", "events.1.outage.ivr": None, "events.1.outage.technical": ""}
    back = answers.filled(outage, found.text, "events", empty)
    assert (back.faults, back.changes) == ((), ())
    wrong = answers.filled(outage, begun, "events", {"events.2.absence.technical": 140})
    assert "write a percentage from 0 to 100 %" in " ".join(one.message for one in wrong.faults)
