import pytest

import callfloor


def test_the_public_names_work_together(tiny_file):
    results = callfloor.simulate(callfloor.load(tiny_file), replications=2)
    assert results.value("offered", "queue", "gold").mean > 0
    assert {entry.name for entry in callfloor.scenarios()} >= {"single_queue", "telecom_hotline"}
    assert callfloor.erlang(model="c", rate="40 per h", handle_time="3 min", agents=3)["agents"] == 3
    assert callable(callfloor.plan)


def test_what_is_not_offered_is_refused_by_name():
    with pytest.raises(AttributeError, match="callfloor has no 'simulator'"):
        callfloor.simulator  # noqa: B018


def test_the_names_are_listed():
    assert set(dir(callfloor)) == {
        "__version__", "check", "compare", "erlang", "forecast", "lanes", "load", "plan", "roster", "scenarios", "screen", "simulate", "sweep", "today",
    }  # fmt: skip
