"""The race: one queue in five programs, the same day in turns, each checked against the exact answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module, metadata

from benchmarks.one_queue import ERRORS, Calls, OneQueue, checks
from benchmarks.rivals import with_callfloor
from benchmarks.timing import Program, Section, in_turns, ratio, verdict

Days = Callable[[OneQueue, int, int], list[Calls]]

OURS = "callfloor, compiled"
ASKED = {"SimPy": 100.0, "Cimba": 10.0, "Ciw": 200.0}  # how many times callfloor is to be as fast
TIMES = {"SimPy": 1, "Cimba": 10, "Ciw": 1, "callfloor on SimPy": 1, OURS: 40}  # days a turn
RIVALS = {"SimPy": "with_simpy", "Cimba": "with_cimba", "Ciw": "with_ciw"}


def programs() -> dict[str, Days]:
    """Give every program whose simulator is installed.

    Cimba's additions to Numba only work where they come before others', so rivals are imported before the compiled engine.
    """
    found: dict[str, Days] = {}
    for name, module in RIVALS.items():
        try:
            found[name] = import_module(f"benchmarks.rivals.{module}").days
        except ImportError:
            continue
    return found | {"callfloor on SimPy": with_callfloor.on_simpy, OURS: with_callfloor.on_compiled}


def race(turns: int = 7, queue: OneQueue | None = None) -> Section:
    """Run it and give the table."""
    queue = queue or OneQueue()
    found = programs()
    days: dict[str, list[Calls]] = {name: [] for name in found}

    def timed(name: str) -> Program:
        def run(turn: int, times: int) -> None:
            days[name] += found[name](queue, 1 + turn * times, times)

        return Program(run, TIMES[name])

    seconds = in_turns({name: timed(name) for name in found}, turns)
    rows = []
    for name, spread in seconds.items():
        faster = ratio(spread, seconds[OURS])
        asked = verdict(faster.middle, ASKED[name]) if name in ASKED else ""
        rows.append([f"{name} {version(name)}".strip(), f"{spread.middle * 1e3:.1f}", faster.told("{:.0f}"), asked])
    return Section(
        f"One queue: {queue.rate * 60:.0f} calls/min, {queue.agents} agents, {queue.calls:,.0f} calls a day",
        ["program", "ms a day", f"{OURS} is faster by", "reached"],
        rows,
        [
            "Drawing the calls and recording each call's wait and outcome included; reading the scenario and compiling "
            "(callfloor, Cimba) done once before. One core.",
            *agreement(queue, days, days[OURS]),
        ],
    )


def agreement(queue: OneQueue, days: Mapping[str, Sequence[Calls]], typical: Sequence[Calls]) -> list[str]:
    """Say for each program what it came to, beside Erlang A on a day that starts empty (the exact time-varying chain)."""
    said = []
    for name, own in days.items():
        parts = [
            f"{one.figure} {one.found:.4g} (exact {one.exact:.4g}, limit ±{ERRORS * one.error:.2g})"
            for one in checks(queue, own, typical)
        ]
        agrees = all(one.agrees for one in checks(queue, own, typical))
        said.append(f"- {name}, {len(own)} days: {'agrees' if agrees else 'DISAGREES'}: {'; '.join(parts)}.")
    return said


def version(name: str) -> str:
    """Give the version of a simulator."""
    return metadata.version(name.lower()) if name.lower() in {"simpy", "cimba", "ciw"} else ""
