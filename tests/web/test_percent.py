"""A planner types percentages with their sign or without; what is refused is said in percent too, beside the name of its field."""

import pytest

from callfloor.web.forms import answers, draft, values
from callfloor.web.forms.draft import Origin
from callfloor.web.work import asking
from scenarios.loading import load

HOTLINE = Origin("telecom_hotline")


def typed(key, value, panel):
    return answers.filled(HOTLINE, draft.begun(HOTLINE), panel, {key: value})


def read(found):
    return draft.opened(HOTLINE, found.text).scenario


@pytest.mark.parametrize("value", [3, "3", "3 %", "3%", " 3 ％"])
def test_three_percent_in_any_writing_is_a_share_of_three_hundredths(value):
    found = typed("agent_groups.vip_desk.shrinkage", value, "agent_groups.vip_desk")
    assert found.faults == ()
    assert read(found).agent_groups["vip_desk"].shrinkage == 0.03
    plan = asking.changed("telecom_hotline", {"targets.0.answer_rate": value})
    assert load("telecom_hotline", plan.overrides).targets[0].asked == 0.03


def test_percentages_inside_what_is_written_by_hand_are_shares():
    mixture = "[{weight: 25 %, of: {fixed: 1 min}}, {weight: 75%, of: {fixed: 2 min}}]"
    assert values.typed("written", mixture) == [
        {"weight": 0.25, "of": {"fixed": "1 min"}}, {"weight": 0.75, "of": {"fixed": "2 min"}}
    ]  # fmt: skip
    assert values.typed("written", "{desk: 30 %}") == {"desk": 0.3}
    assert values.typed("written", "{desk: 130 %}") == {"desk": "130 %"}  # no share: it is refused as it was typed


def test_what_is_no_share_is_refused_in_percent_in_the_form_and_as_a_number_in_the_text():
    key = "agent_groups.vip_desk.shrinkage"
    found = typed(key, 300, "agent_groups.vip_desk")
    assert [(one.key, one.message) for one in found.faults] == [
        (key, "300 % is no share: write a percentage from 0 to 100 %")
    ]
    field = {one.key: one for one in answers.fields(answers.panel(HOTLINE, found.text, "agent_groups.vip_desk"))}[key]
    assert field.value == 300
    text = "extends: telecom_hotline\nagent_groups: {vip_desk: {shrinkage: 3}}\n"
    (said,) = answers.answer(HOTLINE, text, as_text=True).faults
    assert "write 0.03 for 3 %" in said.message


def test_a_plan_names_the_field_at_fault_by_its_label():
    wrong = {"targets.0.answer_rate": 300, "targets.1.within": "", "shifts.0.length": "8"}
    found = asking.changed("telecom_hotline", wrong)
    assert {one.key for one in found.faults} >= {"targets.1.within"}
    assert all(one.file == "" for one in found.faults)
    assert found.places["targets.1.within"] == "general › within"
    found = asking.changed("telecom_hotline", {"targets.0.answer_rate": 300, "shifts.0.length": "8"})
    assert [found.places[one.key] for one in found.faults] == [
        "vip › answered in time, % at least",
        "Shift rule 1 › length",
    ]
    assert found.faults[0].message == "300 % is no share: write a percentage from 0 to 100 %"
