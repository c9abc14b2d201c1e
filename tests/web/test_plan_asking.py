"""The plan's form: what nobody touched stays as it is, what was changed goes to the run as overrides, what is wrong stands at its field."""

import pytest

from callfloor.web.work import asking
from optimize.refusals import roster_of
from scenarios.loading import load


def values_of(form):
    return {key: one.value for key, one in form.fields.items()}


def test_an_untouched_form_changes_nothing():
    for name in ("telecom_hotline", "single_queue", "multiskill_bell", "complaint_desk", "bot_and_chat"):
        assert asking.changed(name, values_of(asking.form(name))).overrides == ()


def test_a_changed_field_is_an_override_that_touches_nothing_else():
    values = values_of(asking.form("telecom_hotline"))
    found = asking.changed("telecom_hotline", values | {"targets.0.answer_rate": 92, "headcount.vip_desk": 70})
    assert found.faults == ()
    before, after = load("telecom_hotline"), load("telecom_hotline", found.overrides)
    assert [one.asked for one in after.targets] == [0.92, 0.8, 0.7]
    assert after.headcount == {**before.headcount, "vip_desk": 70}
    assert after.shifts == before.shifts
    assert ("targets.0.answer_rate", "90.0", "92") in found.told


def test_all_that_is_wrong_stands_at_its_field():
    values = values_of(asking.form("single_queue"))
    wrong = {"targets.0.within": "20", "shifts.0.length": "8 h, 9 x", "shifts.0.breaks.0.between": "4 h to 3 h"}
    found = asking.changed("single_queue", values | wrong)
    keys = {one.key for one in found.faults}
    assert {"targets.0.within", "shifts.0.length.1", "shifts.0.breaks.0.between"} <= keys
    for people in ("many", -1):
        assert {one.key for one in asking.changed("single_queue", values | {"headcount.team": people}).faults} == {
            "headcount.team"
        }


def test_no_number_is_changed_in_silence_where_the_form_asks_for_one():
    from callfloor.web.pages.plan import field

    fields = [one for one in asking.form("single_queue").fields.values() if one.kind in ("number", "percent")]
    assert fields
    assert {field(one).clampBehavior for one in fields} == {"none"}


@pytest.mark.parametrize("typed", ["3 h", "3", "2 h to 3 h to 4 h"])
def test_a_window_that_is_none_is_told_as_its_field_is_written(typed):
    values = values_of(asking.form("single_queue")) | {"shifts.0.breaks.0.between": typed}
    (fault,) = asking.changed("single_queue", values).faults
    assert (fault.key, fault.message) == (
        "shifts.0.breaks.0.between",
        f"{typed} is not a span; write it like 3 h to 5 h",
    )


def test_a_scenario_without_targets_and_shifts_is_given_both_and_can_be_planned():
    form = asking.form("bank_1999")
    assert form.targets == ()
    (about, *_), values = [value for value, _ in form.about], values_of(form)
    form = asking.edited("bank_1999", values, (), "targets", about)
    form = asking.edited("bank_1999", values_of(form), form.so_far, "shifts")
    values = values_of(form) | {"targets.0.answer_rate": 75}
    values |= {key: "20 per h" for key in values if key.endswith(".cost")}
    found = asking.changed("bank_1999", values, form.so_far, plannable=False)
    assert found.faults == ()
    scenario = load("bank_1999", found.overrides)
    assert [one.asked for one in scenario.targets] == [0.75]
    assert len(scenario.shifts) == 1


def test_a_target_that_was_removed_is_gone_and_what_was_typed_before_stays():
    form = asking.form("telecom_hotline")
    form = asking.edited("telecom_hotline", values_of(form) | {"targets.2.answer_rate": 66}, (), "targets.1")
    found = asking.changed("telecom_hotline", values_of(form), form.so_far)
    scenario = load("telecom_hotline", found.overrides)
    assert [one.asked for one in scenario.targets] == [0.9, 0.66]
    roster_of(scenario)


def test_a_limit_that_is_cleared_is_gone_and_the_others_stay():
    values = {key: field.value for key, field in asking.form("telecom_hotline").fields.items()}
    limits = load("telecom_hotline").headcount
    found = asking.changed("telecom_hotline", values | {"headcount.vip_desk": None})
    assert load("telecom_hotline", found.overrides).headcount == {"generalists": limits["generalists"]}
    none = asking.changed("telecom_hotline", values | {f"headcount.{name}": None for name in limits})
    assert load("telecom_hotline", none.overrides).headcount == {}


def test_labour_rules_part_time_and_premium_hours_are_set_changed_and_cleared():
    form = asking.edited("single_queue", values_of(asking.form("single_queue")), (), "part_time")
    values = values_of(form) | {
        "labour.rest": "11 h", "labour.weekly_hours.max": "40 h", "labour.days_per_week": 5, "part_time.0.most": 25,
        "premium_hours": "22:00-06:00 × 1.35, sun * 1.5",
    }  # fmt: skip
    found = asking.changed("single_queue", values, form.so_far, plannable=False)
    assert found.faults == ()
    scenario = load("single_queue", found.overrides)
    assert scenario.labour is not None
    assert (scenario.labour.rest, scenario.labour.days_per_week) == (11 * 3600, 5)
    assert scenario.labour.weekly_hours is not None
    assert scenario.labour.weekly_hours.max == 40 * 3600
    assert [(one.groups, one.below, one.most) for one in scenario.part_time] == [(("team",), 6 * 3600, 0.25)]
    assert [one.factor for one in scenario.premium_hours.rules] == [1.35, 1.5]
    again = asking.form("single_queue", found.overrides)
    less = values_of(again) | {"labour.rest": "", "labour.weekly_hours.max": "", "premium_hours": "sun × 1.6"}
    cleared = asking.changed("single_queue", less, again.so_far, plannable=False)
    after = load("single_queue", cleared.overrides)
    assert after.labour is not None
    assert (after.labour.rest, after.labour.days_per_week) == (None, 5)
    assert [one.factor for one in after.premium_hours.rules] == [1.6]
    wrong = asking.changed("single_queue", less | {"premium_hours": "sun 1.5"}, again.so_far, plannable=False)
    assert [(one.key, "sun × 1.5" in one.message) for one in wrong.faults] == [("premium_hours", True)]
