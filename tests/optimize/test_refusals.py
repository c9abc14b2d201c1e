"""What can be simulated but not planned is refused by name, before anything is solved."""

import pytest

from optimize.plan import plan
from scenarios.faults import InputError
from scenarios.loading import load
from tests.optimize.whole_floor import orders


def refused(scenario):
    with pytest.raises(InputError) as raised:
        plan(scenario)
    return raised.value.faults


def test_a_recorded_day_has_no_fresh_days():
    scenario = orders()
    day = {"log": "calls.csv", "day": "2026-03-02"}
    call = scenario.contact_types["call"]
    recorded = call.arrivals.model_copy(update={"replay": day})
    kinds = {**scenario.contact_types, "call": call.model_copy(update={"arrivals": recorded})}
    faults = refused(scenario.model_copy(update={"contact_types": kinds}))
    assert [fault.key for fault in faults] == ["contact_types.call.arrivals.replay"]
    assert "volumes" in faults[0].message


@pytest.mark.parametrize("about", [{"queue": "orders"}, {"contact_type": "order"}])
def test_waits_of_deferred_work_are_not_planned_but_deadlines_are(about):
    targets = [{**about, "answer_rate": 0.8, "within": "1 h"}, {**about, "mean_wait": "2 h"}, {**about, "on_time": 0.9}]
    faults = refused(orders(targets=targets))
    assert [fault.key for fault in faults] == ["targets[0].answer_rate", "targets[1].mean_wait"]
    assert all("on_time" in fault.message and "simulate" in fault.message for fault in faults)


def test_a_centre_of_deferred_work_alone_has_no_answer_rate_to_plan():
    with pytest.raises(InputError, match="the centre's answer rate"):
        orders(calls=False, targets=[{"answer_rate": 0.8, "within": "1 h"}])


def test_several_days_are_refused_as_before():
    faults = refused(load("complaint_desk"))
    assert any("shifts" in fault.key or "calendar.days" in fault.key for fault in faults)
