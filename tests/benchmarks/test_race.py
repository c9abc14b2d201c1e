"""The programs of the race still run, record every call, and come to what Erlang A says of a small centre."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context

import numpy as np
import pytest

from benchmarks.one_queue import Calls, OneQueue, checks, exact
from benchmarks.race import RIVALS, agreement
from benchmarks.rivals import with_callfloor
from sim.erlang import Demand, erlang_a

SMALL = OneQueue(rate=2 / 60, agents=9)  # eight hours, 960 calls, a wait for every other
DAYS = 30


def days_of(program: str, queue: OneQueue = SMALL, days: int = DAYS) -> list[Calls]:
    if program in RIVALS:
        if find_spec(program.lower()) is None:
            pytest.skip("simulators to race with come with `make bench`")
        # Cimba's additions to Numba only work where they came first, and other tests may have run the compiled engine.
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            return process.submit(rival, program, queue, days).result()
    return {"simpy": with_callfloor.on_simpy, "compiled": with_callfloor.on_compiled}[program](queue, 1, days)


def rival(program: str, queue: OneQueue, days: int) -> list[Calls]:
    return import_module(f"benchmarks.rivals.{RIVALS[program]}").days(queue, 1, days)


@pytest.fixture(scope="module")
def typical() -> list[Calls]:
    """Enough days to know how days scatter."""
    return with_callfloor.on_compiled(SMALL, 1000, 300)


@pytest.mark.parametrize("program", [*RIVALS, "simpy", "compiled"])
def test_a_program_agrees_with_the_exact_day(program: str, typical: list[Calls]):
    days = days_of(program)
    assert [one for one in checks(SMALL, days, typical) if not one.agrees] == []
    calls = np.array([len(day.waits) for day in days])
    assert abs(calls.mean() - SMALL.calls) <= 5 * np.sqrt(SMALL.calls / DAYS)


@pytest.mark.parametrize("program", [*RIVALS, "simpy", "compiled"])
def test_a_program_that_serves_with_one_agent_fewer_is_found_out(program: str, typical: list[Calls]):
    fewer = days_of(program, replace(SMALL, agents=8))
    assert not all(one.agrees for one in checks(SMALL, fewer, typical))
    assert "DISAGREES" in agreement(SMALL, {program: fewer}, typical)[0]


def test_the_exact_day_is_erlang_a_but_for_its_empty_start():
    steady = erlang_a(Demand(SMALL.rate, SMALL.handling, SMALL.patience, within=20.0), SMALL.agents)
    assert exact(SMALL) == pytest.approx((steady.answer_rate, steady.abandonment, steady.mean_wait), rel=0.03)


def test_both_engines_of_callfloor_record_the_same_calls():
    for slow, fast in zip(days_of("simpy", days=2), days_of("compiled", days=2), strict=True):
        assert (slow.answered == fast.answered).all()
        assert (slow.waits == fast.waits).all()
