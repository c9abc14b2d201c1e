"""The floor exists twice, and the two are the same: row for row, on any day of any scenario.

What fails is shrunk to a short scenario file, which the message shows and which stays in the folder of the test. A long hunt, on
other days each time::

    CALLFLOOR_TWIN_DAYS=20000 pytest tests/sim/test_twin.py
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.schema import Scenario
from sim import floor, kernel
from sim.log import Log
from sim.service.duty import reinforced
from sim.staffing import Staffing
from sim.traffic import Traffic
from tests.sim.any_scenario_day import Day, days, difference
from tests.sim.any_scenario_reduced import reduced
from tests.sim.any_scenario_seen import HAPPENED, WORDS, happened, words
from tests.sim.random_days import a_day

HUNT = int(os.environ.get("CALLFLOOR_TWIN_DAYS", "0"))  # 0: the days that a plain run of the tests has time for
ENGINES = ("simpy", "compiled")
RARE = (430, 503, 760, 812, 924, 977, 1023)  # crowded half hours in which something rare happens: test_floor_oracle.py
health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
hunted = settings(
    max_examples=HUNT or 900, derandomize=not HUNT, database=None, deadline=None, suppress_health_check=health
)


class DifferError(AssertionError):
    """The engines differ."""


def both(scenario: Scenario, traffic: Traffic, staffing: Staffing) -> tuple[Log, str | None]:
    """The log of a day, and what the compiled engine has otherwise."""
    people = reinforced(scenario, staffing)
    log = floor.run(scenario, traffic, people)
    try:
        compiled = kernel.CompiledFloor(scenario, people)
        compiled.run(traffic)
        # What the first day left on its paper must not matter to the second, nor whether its calendar has room enough.
        compiled._paper.entries = compiled._paper.entries[:1]
        again = compiled.run(traffic)
    except Exception as error:
        return log, f"the compiled engine fails: {error!r}"
    return log, difference(log, again, ENGINES)


def test_the_two_engines_write_the_same_log_on_any_day(tmp_path: Path) -> None:
    """And all that can happen did, on some of the days: else they would agree on nothing."""
    seen: Counter[str] = Counter()
    differs: list[Day] = []

    @hunted
    @given(st.one_of(days(), days(["chats"])))
    def they_agree(day: Day) -> None:
        scenario, traffic, staffing = day.parts()
        log, found = both(scenario, traffic, staffing)
        if found is not None:
            differs.append(day)
            raise DifferError(found)
        seen.update({*happened(day, scenario, log), *words(day.document)})

    try:
        they_agree()
    except DifferError:
        pytest.fail(told(differs[-1], tmp_path / "differs.yaml"), pytrace=False)
    assert {word: seen[word] for word in HAPPENED | WORDS if seen[word] < 2} == {}


def told(day: Day, path: Path) -> str:
    """Write what is needed of the day down as a scenario file, and say so."""
    day = reduced(day, lambda one: both(*one.parts())[1] is not None)
    text = day.text("The two engines write different logs of this day.", str(both(*day.parts())[1]))
    path.write_text(text, encoding="utf-8")
    return f"{path}:\n{text}"


@pytest.mark.parametrize("seed", [*range(HUNT or 120), *RARE])
def test_the_two_engines_write_the_same_log_of_a_crowded_half_hour(seed: int) -> None:
    """With any luck, whatever a scenario would draw, and staff that changes every few minutes: all of it on whole seconds."""
    assert both(*a_day(seed))[1] is None


def test_queues_that_close_together_close_at_once() -> None:
    """Nobody is served out of the one because the other has just let an agent go: what hangs on him waits till both are closed."""
    calls = {**TEN_MINUTES, "resolves": 0, "unresolved": {"escalate": {"to": "vip", "share": 1, "warm": 1}}}
    document = {
        "calendar": {"start": "2026-03-02"},
        "contact_types": {"to_calls": {"arrivals": {"rate": "1 per h"}, "enters": "calls"}},
        "queues": {"vip": {}, "calls": {}},
        "agent_groups": {
            "desk": {"staffing": 1, "skills": {"calls": calls}},
            "back": {"staffing": 0, "skills": {"vip": TEN_MINUTES}},
        },
        "closing": "clear",
    }
    assert both(*Day(document).parts())[1] is None


def test_a_day_that_differs_is_told_as_a_short_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a reserve not kept by one of them, a few lines would say so, and bring the day back."""

    class Careless(kernel.CompiledFloor):
        def __init__(self, scenario: Scenario, staffing: Staffing) -> None:
            groups = {name: group.model_copy(update={"reserve": 0}) for name, group in scenario.agent_groups.items()}
            super().__init__(scenario.model_copy(update={"agent_groups": groups}), staffing)

    monkeypatch.setattr(kernel, "CompiledFloor", Careless)
    skills = {lane: {"handle_time": {"exponential": {"mean": "1 h"}}, "preference": 2} for lane in ("calls", "vip")}
    groups = {name: {"skills": skills, "staffing": 2, "reserve": 1, "shrinkage": 0.3} for name in ("desk", "back")}
    kinds = {f"to_{lane}": {"arrivals": {"rate": "2 per h"}, "enters": lane, "retry": RETRY} for lane in skills}
    document = {"calendar": {"start": "2026-03-02"}, "contact_types": kinds, "queues": {"calls": {}, "vip": {}}}
    text = told(Day({**document, "agent_groups": groups}, seed=7, grain="1 min"), tmp_path / "differs.yaml")
    assert "reserve: 1" in text
    assert not any(word in text for word in ("retry", "calls", "desk", "shrinkage"))
    assert both(*Day.read(tmp_path / "differs.yaml").parts())[1] is not None


TEN_MINUTES = {"handle_time": {"fixed": "10 min"}}
RETRY = {"after_abandoning": 0.5, "delay": {"fixed": "10 min"}, "attempts": 2}
