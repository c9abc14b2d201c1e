"""The form of a scenario as pure functions: schema -> fields -> edits -> overrides -> scenario."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callfloor.authoring.parts import entries, parts
from callfloor.language import using
from callfloor.web.forms import answers, draft, intervals, speech, told, tree, values
from callfloor.web.forms.answers import Asked
from callfloor.web.forms.draft import Draft, Origin
from scenarios.catalogue import folders
from scenarios.document import Document, Place, plain
from scenarios.document import Origin as Sources
from scenarios.faults import InputError
from scenarios.loading import load
from scenarios.merging import merge
from scenarios.schema import Scenario

HOTLINE = Origin("telecom_hotline")


def opened(origin: Origin = HOTLINE) -> Draft:
    return draft.opened(origin, draft.begun(origin))


def panels(data: dict[str, Any]) -> list[str]:
    return ["", *(f"{key}.{name}" if name else key for key, names in tree.panels(data) for name in ("", *names))]


def typed(text: str, key: str, value: Any) -> answers.Answer:
    """What a planner types into one field."""
    top = key.partition(".")[0] if key.startswith("targets") else ".".join(key.split(".")[:2])
    return answers.filled(HOTLINE, text, top, {key: value})


def same(one: Scenario | None) -> Scenario:
    """A scenario without where it came from."""
    assert one is not None
    return one.known_as("", None, (), Sources())


@pytest.mark.parametrize("name", folders())
def test_a_form_that_nobody_touched_changes_nothing(name: str):
    """Nor does one whose every value is written back as it stands in its input."""
    origin = Origin(name)
    begun = opened(origin)
    assert same(begun.scenario) == same(load(name))
    groups = [tree.form(begun.data, begun.base, key) for key in panels(begun.data)]
    fields = [one for group in groups for one in answers.fields(group)]
    at = panels(begun.data)[-1]
    shown = {one.key: one.value for one in answers.fields(groups[-1])}
    assert answers.filled(origin, begun.text, at, shown).text == begun.text
    edits = {
        one.key: values.typed(one.widget, one.value, one.key)
        for one in fields
        if one.value not in ("", None, []) and "file" not in str(one.value)
    }
    found = draft.opened(origin, draft.edited(begun, edits))
    assert found.faults == ()
    assert found.scenario == begun.scenario


def test_what_a_planner_changes_arrives_in_the_scenario():
    text = draft.begun(HOTLINE)
    for key, value in (
        ("agent_groups.generalists.skills.general.handle_time.lognormal.mean", "5 min 30 s"),
        ("contact_types.vip.patience.exponential.mean", "7 min"),
        ("agent_groups.generalists.shrinkage", 25),
        ("agent_groups.generalists.cost", 40),
        ("targets.0.answer_rate", 85),
        ("targets.0.within", "20 s"),
    ):
        found = typed(text, key, value)
        assert found.faults == ()
        text = found.text
    scenario = draft.opened(HOTLINE, text).scenario
    assert scenario is not None
    group = scenario.agent_groups["generalists"]
    assert group.skills["general"].handle_time.mean() == 330
    assert scenario.contact_types["vip"].patience.mean() == 420
    assert (group.shrinkage, group.cost) == (0.25, 40)
    assert (scenario.targets[0].answer_rate, scenario.targets[0].within) == (0.85, 20)
    said = {key: (old, new) for key, _, old, new in answers.answer(HOTLINE, text).changes}
    assert said["targets.0.answer_rate"] == ("90 %", "85 %")
    assert said["contact_types.vip.patience.exponential.mean"] == ("6 min", "7 min")
    assert len(said) == 6


def test_a_change_that_is_taken_back_leaves_nothing():
    key = "contact_types.vip.patience.exponential.mean"
    changed = typed(draft.begun(HOTLINE), key, "7 min")
    assert typed(changed.text, key, "6 min").changes == ()


def test_ten_percent_more_volume_is_ten_percent_more_in_every_interval():
    begun = opened()
    found = answers.acted(HOTLINE, begun.text, "volumes", Asked("scale", "", number=10))
    assert found is not None
    after = draft.opened(HOTLINE, found.text).scenario
    assert after is not None
    assert begun.scenario is not None
    for name, kind in begun.scenario.contact_types.items():
        assert after.contact_types[name].arrivals.volumes == pytest.approx([1.1 * one for one in kind.arrivals.volumes])


def test_rates_grow_too_and_people_stay_whole():
    chat = Origin("bot_and_chat")
    begun = opened(chat)
    more = draft.opened(chat, draft.edited(begun, intervals.changed_by(begun, "volumes", 50)))
    assert begun.scenario is not None
    assert more.scenario is not None
    for name, kind in begun.scenario.contact_types.items():
        assert sum(more.scenario.contact_types[name].arrivals.volumes) == pytest.approx(
            1.5 * sum(kind.arrivals.volumes)
        )
    staffed = draft.opened(
        HOTLINE, draft.edited(opened(), intervals.changed_by(opened(), "staffing", 10, ["generalists"]))
    ).scenario
    assert staffed is not None
    before = load("telecom_hotline").agent_groups
    assert staffed.agent_groups["vip_desk"].staffing == before["vip_desk"].staffing
    expected = [int(1.1 * people + 0.5) for people in before["generalists"].staffing or ()]
    assert list(staffed.agent_groups["generalists"].staffing or ()) == expected


def test_a_skill_and_a_target_are_added_and_removed():
    text = draft.begun(HOTLINE)
    for asked in (
        Asked("remove", "agent_groups.generalists.skills.vip"),
        Asked("add", "agent_groups.generalists.skills.vip"),
        Asked("add", "targets.3"),
        Asked("remove", "targets.1"),
    ):
        found = answers.acted(HOTLINE, text, "targets", asked)
        assert found is not None
        text = found.text
    scenario = draft.opened(HOTLINE, text).scenario
    assert scenario is not None
    assert [one.asked for one in scenario.targets] == [0.9, 0.7, 0.8]
    desk = load("telecom_hotline").agent_groups["vip_desk"].skills["vip"]
    assert scenario.agent_groups["generalists"].skills["vip"].handle_time == desk.handle_time


def test_a_distribution_of_another_family_keeps_its_mean():
    found = answers.acted(HOTLINE, draft.begun(HOTLINE), "", Asked("family", "contact_types.vip.patience", "lognormal"))
    assert found is not None
    scenario = draft.opened(HOTLINE, found.text).scenario
    assert scenario is not None
    assert scenario.contact_types["vip"].patience.mean() == pytest.approx(360)
    assert answers.acted(HOTLINE, found.text, "", Asked("family", "contact_types.vip.patience", "lognormal")) is None


def test_faults_stand_at_the_field_that_was_typed():
    key = "agent_groups.generalists.skills.general.handle_time.lognormal.mean"
    (fault,) = typed(draft.begun(HOTLINE), key, "330").faults
    assert fault.key == key
    assert "has no unit" in fault.message
    assert answers.answer(HOTLINE, "a: [").broken


@pytest.mark.parametrize("name", folders())
def test_tables_show_the_volumes_and_staffing_of_the_scenario(name: str):
    begun = opened(Origin(name))
    assert begun.scenario is not None
    for kind, part in (("volumes", begun.scenario.contact_types), ("staffing", begun.scenario.agent_groups)):
        table = intervals.table(begun, kind)
        assert intervals.edits(begun, kind, table.rows) == {}
        assert {name for _, name in table.columns} | set(table.left_out) == set(part)
    for key, group in intervals.table(begun, "staffing").columns:
        shown = [row[key] for row in intervals.table(begun, "staffing").rows]
        staffing = begun.scenario.agent_groups[group].staffing or ()
        assert shown == list(staffing[: len(shown)])


def test_a_block_from_a_spreadsheet_is_laid_in_where_it_was_pasted():
    rows = [{"place": at, "time": "", "a": 1, "b": 2} for at in range(3)]
    made = intervals.pasted(rows, ["a", "b"], 1, "a", "10\t1,234\r\n5.5\t0\r\n")
    assert [(row["a"], row["b"]) for row in made] == [(1, 2), (10, 1234), (5.5, 0)]
    for row, column, text in ((2, "a", "1\n2"), (0, "b", "1\t2"), (0, "a", "many"), (0, "a", "-1"), (0, "c", "1")):
        with pytest.raises(InputError):
            intervals.pasted(rows, ["a", "b"], row, column, text)


@pytest.mark.parametrize("name", ["telecom_hotline", "night_and_weekend"])
def test_what_is_kept_and_downloaded_loads_again_as_the_same_scenario(name: str, tmp_path: Path):
    origin = Origin(name)
    begun = opened(origin)
    text = draft.edited(begun, intervals.changed_by(begun, "volumes", 10))
    kept = draft.kept(origin, text)
    (tmp_path / "scenario.yaml").write_text(kept.text, encoding="utf-8")
    assert kept.base == name
    assert same(load(tmp_path)) == same(draft.opened(origin, text).scenario)


def test_a_whole_file_with_its_data_becomes_the_base_of_what_is_changed_in_it(tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    for one in folders()["single_queue"].iterdir():
        (first / one.name).write_bytes(one.read_bytes())
    origin = Origin("mine", str(first))
    begun = draft.opened(origin, draft.begun(origin))
    assert begun.changes == ()
    text = draft.edited(begun, {"title": "Mine"})
    kept = draft.kept(origin, text)
    for name, content in {**kept.files, "scenario.yaml": kept.text.encode()}.items():
        (second / name).write_bytes(content)
    assert same(load(second)) == same(draft.opened(origin, text).scenario)
    assert draft.opened(Origin("mine", str(second)), draft.begun(Origin("mine", str(second)))).text == kept.text


def test_comments_in_the_text_stay():
    text = "extends: telecom_hotline  # as it is today\nlines: 300  # from next month\n"
    found = typed(text, "targets.0.answer_rate", 80)
    assert "# as it is today" in found.text
    assert "lines: 300  # from next month" in found.text


def test_places_are_said_in_words():
    assert told.place(("agent_groups", "vip_desk", "skills", "vip", "handle_time")) == "Handle time of vip at vip_desk"
    assert told.place(("targets", "0", "answer_rate")) == "Target 1 › answer rate"
    with using("zh"):
        assert told.place(("contact_types", "vip", "patience", "exponential", "mean")) == "vip 的耐心 › 均值"


def test_values_are_said_without_braces():
    for value, said in (
        ({"exponential": {"mean": "4 min"}}, "exponential, mean 4 min"),
        ({"fixed": "30 s"}, "always 30 s"),
        ({"empirical": {"file": "talks.csv", "column": "seconds"}}, "as recorded: column seconds of file talks.csv"),
        (
            {"mixture": [{"weight": 0.1, "of": {"fixed": "0 s"}}, {"weight": 0.9, "of": {"gamma": {"mean": "2 min"}}}]},
            "a mixture: 10 % always 0 s; 90 % gamma, mean 2 min",
        ),
        ({"file": "x.csv", "column": "calls"}, "column calls of file x.csv"),
        ([{"weekdays": "08:00-20:00", "sat": "closed"}], "weekdays: 08:00-20:00; sat: closed"),
    ):
        assert values.brief(value) == said
    assert values.brief([1, 2, 3, 4, 5, 6, 7]) == "7 values: 28 in all, 7 at most"
    assert values.brief([2, 2, 4, 4, 3, 3, 2], values.PEOPLE) == "7 values: 2 to 4 people"


@pytest.mark.parametrize(
    ("cell", "said"), [("abc", "abc is no number"), (-5, "-5 is less than nothing"), ("", "the cell is empty")]
)
def test_a_cell_that_is_no_number_stays_and_its_fault_has_the_hour(cell: Any, said: str):
    for kind, what in (("staffing", "agents"), ("volumes", "contacts")):
        table = intervals.table(opened(), kind)
        (key, name), rows = table.columns[0], [dict(row) for row in table.rows]
        old, rows[18][key] = rows[18][key], cell
        found = answers.tabled(HOTLINE, draft.begun(HOTLINE), kind, rows)
        assert [one.message for one in found.faults] == [f"09:00 {name}: {said}; write how many {what}, 0 or more"]
        ((_, where, before, now),) = found.changes
        assert (where.endswith("› 09:00"), before, now) == (True, str(old), str(cell) or "–")
        after = draft.opened(HOTLINE, found.text)
        assert intervals.table(after, kind).rows[18][key] == (cell or None)
        with pytest.raises(InputError, match="marked"):
            intervals.changed_by(after, kind, 10)
        rows[18][key] = str(old)
        assert answers.tabled(HOTLINE, found.text, kind, rows).changes == ()


# What differs, laid over the base, is the new data, whatever was edited.

PATHS = (
    "contact_types.vip.arrivals.rate", "contact_types.standard.retry", "queues.general", "ivr.menu.then", "ivr.welcome.then", "lines",
    "agent_groups.vip_desk.skills.vip.handle_time", "targets", "busyness.regional", "contact_types.vip.arrivals.volumes", "headcount.vip_desk",
)  # fmt: skip
VALUES = st.sampled_from(
    [None, 5, "40 per h", {"exponential": {"mean": "5 min"}}, {"priority": 3}, {"bot": 0.5, "general": 0.5}, [1, 2], [], {"hang_up": 1.0},
     {"vip": {"vip": 1.0}, "standard": {"menu": 0.9, "hang_up": 0.1}}]
)  # fmt: skip
BEGUN = opened()


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(PATHS), VALUES, max_size=5))
def test_laying_the_difference_over_the_base_gives_what_was_edited(edits: dict[str, Any]):
    new = deepcopy(BEGUN.data)
    for key, value in edits.items():
        draft.put(new, tuple(key.split(".")), deepcopy(value))
    over = draft.difference(BEGUN.base, new)
    at = {(): Place("", None)}
    both, _ = merge(Document(BEGUN.base, at), Document(over, at))
    arrivals = new["contact_types"]["vip"]["arrivals"]
    if (
        arrivals.get("rate") is not None
        and arrivals.get("volumes") is not None
        and "contact_types.vip.arrivals.rate" in edits
    ):
        return  # two ways of saying how many come: the newer takes the place of the other
    assert plain(both.data) == plain(new)
    text = draft.edited(BEGUN, edits)
    assert plain(draft.opened(HOTLINE, text).data) == plain(new)


def test_the_whole_field_table_has_its_chinese_and_nothing_else_is_translated():
    every = [entry for part in parts() for entry in entries(part)]
    labels = {entry.key.replace("_", " ") for entry in every} | {"low", "mode", "high", "mean", "cv", "fixed"}
    assert set(speech.words(speech.LABEL)) == labels
    assert set(speech.words(speech.MEANING)) == {entry.info.description for entry in every if entry.info.description}
    chosen = {str(word) for entry in every if get_origin(entry.hint) is Literal for word in get_args(entry.hint)}
    assert set(speech.words(speech.CHOICE)) == chosen | {values.YES, values.NO, "hang_up"}
    with using("zh"):
        group = tree.form(BEGUN.data, BEGUN.base, "agent_groups.vip_desk")
        assert [one.label for one in group.main if one.key.endswith("shrinkage")] == ["损耗率"]


def test_a_kept_text_that_is_no_yaml_is_shown_as_it_is(tmp_path: Path):
    (tmp_path / "scenario.yaml").write_text("title: [\n", encoding="utf-8")
    found = answers.begun(Origin("mine", str(tmp_path)))
    assert found.broken
    assert found.text == "title: [\n"
    assert found.faults


def test_a_new_contact_type_group_and_queue_begin_sound():
    text = draft.begun(HOTLINE)
    for part, name in (("contact_types", "fibre"), ("agent_groups", "night_desk"), ("busyness", "local")):
        found = answers.acted(HOTLINE, text, part, Asked("add", part, text=name))
        assert found is not None
        assert found.faults == ()
        text = found.text
    with pytest.raises(InputError):
        answers.acted(HOTLINE, text, "queues", Asked("add", "queues", text="vip"))
