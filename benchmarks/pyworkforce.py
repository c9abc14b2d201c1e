"""The formula method beside pyworkforce: the same day, positions by Erlang C, the same shifts, least cost.

pyworkforce (PyPI, MIT) needs Python 3.12 and brings its own solver (OR-Tools), so it runs in an interpreter of its own: this one
if it is there, or the one that PYWORKFORCE_PYTHON names:

    python3.12 -m venv /tmp/pyworkforce && /tmp/pyworkforce/bin/pip install pyworkforce
    PYWORKFORCE_PYTHON=/tmp/pyworkforce/bin/python python -m benchmarks pyworkforce

Three things are compared: the positions of every half-hour; the cost of the shifts that cover the same positions; and the
processor's seconds of each, imports left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.processes import ROOT
from benchmarks.timing import Section

if TYPE_CHECKING:
    from scenarios.schema import Scenario

INTERVAL = 30  # minutes
HANDLING, WITHIN, ASKED = 4.0, 20 / 60, 0.8  # minutes, minutes, a share
VOLUMES = (
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 20, 35, 60, 95, 130, 160, 175, 180, 172, 160, 145,
    130, 125, 135, 150, 165, 170, 160, 148, 130, 110, 92, 78, 66, 55, 46, 38, 30, 24, 18, 14, 0, 0, 0, 0,
)  # fmt: skip
WAGE = 30.0
PREMIUM = {4: 1.15, 6: 1.05, 8: 1.0}  # by hours of a shift: short ones cost more an hour
SECONDS = 60.0


@dataclass(frozen=True)
class Shift:
    """A shift: first interval, hours, cost of one person."""

    first: int
    hours: int

    @property
    def name(self) -> str:
        """`0630_8h`."""
        return f"{self.first // 2:02d}{self.first % 2 * 30:02d}_{self.hours}h"

    @property
    def cost(self) -> float:
        """Pay of one person."""
        return round(self.hours * WAGE * PREMIUM[self.hours], 2)

    @property
    def covers(self) -> list[int]:
        """1 for each interval in which somebody is there."""
        return [int(self.first <= at < self.first + 2 * self.hours) for at in range(len(VOLUMES))]


SHIFTS = tuple(Shift(first, hours) for hours in PREMIUM for first in range(12, 45 - 2 * hours))

RIVAL = """
import json, sys, time
from pyworkforce.queuing import ErlangC
from pyworkforce.scheduling import MinRequiredResources
given = json.load(sys.stdin)
began = time.process_time()
positions = [
    0 if not calls else ErlangC(transactions=calls, aht=given["handling"], asa=given["within"], interval=given["interval"])
    .required_positions(service_level=given["asked"])["raw_positions"]
    for calls in given["volumes"]
]
erlang = time.process_time() - began
found = {"positions": positions, "erlang": erlang}
for name, needed in (("own", positions), ("same", given.get("positions") or positions)):
    began = time.process_time()
    solved = MinRequiredResources(
        num_days=1, periods=len(needed), shifts_coverage=given["shifts"], required_resources=[needed],
        max_period_concurrency=sum(needed), max_shift_concurrency=max(needed), cost_dict=given["costs"],
        max_search_time=given["seconds"], num_search_workers=1,
    ).solve()
    people = {one["shift"]: one["resources"] for one in solved["resources_shifts"] if one["resources"] > 0}
    found[name] = {"status": solved["status"], "people": people, "seconds": time.process_time() - began}
json.dump(found, sys.stdout)
"""


def interpreter() -> str | None:
    """A Python that has pyworkforce, or none."""
    for python in (os.environ.get("PYWORKFORCE_PYTHON"), sys.executable):
        if python:
            found = subprocess.run([python, "-c", "import pyworkforce"], capture_output=True, check=False)
            if found.returncode == 0:
                return python
    return None


def scenario() -> Scenario:
    """The same day in our language: nobody gives up, so that the formula is Erlang C."""
    from scenarios.loading import parse

    rules = [
        {
            "groups": ["team"], "length": f"{hours} h", "premium": PREMIUM[hours],
            "starts": [f"{s.first // 2:02d}:{s.first % 2 * 30:02d}" for s in SHIFTS if s.hours == hours],
        }
        for hours in PREMIUM
    ]  # fmt: skip
    skill = {"handle_time": {"exponential": {"mean": f"{HANDLING:g} min"}}}
    data: dict[str, Any] = {
        "callfloor": 1,
        "calendar": {"start": "2026-03-02", "days": 1, "interval": f"{INTERVAL} min"},
        "contact_types": {"call": {"arrivals": {"volumes": list(VOLUMES)}, "enters": "calls"}},
        "queues": {"calls": {}},
        "agent_groups": {"team": {"skills": {"calls": skill}, "cost": f"{WAGE:g} per h"}},
        "targets": [{"queue": "calls", "answer_rate": ASKED, "within": f"{WITHIN * 60:g} s", "per": "interval"}],
        "shifts": rules,
    }
    return parse(data)


@dataclass(frozen=True)
class Ours:
    """Positions, cost and bound by the formula method, and the processor's seconds for the two steps."""

    positions: list[int]
    cost: float
    bound: float
    people: dict[str, int]
    erlang: float
    shifts: float


def ours() -> Ours:
    """Our requirements and shifts for the day."""
    from optimize.beliefs import Beliefs
    from optimize.formula.plan import model_by_formula
    from optimize.master import Master
    from optimize.program import Roster, Solved

    day = scenario()
    roster = Roster.of(day)
    began = time.process_time()
    model = model_by_formula(day, roster)
    needed = {
        demand.first: round(model.curves[demand.place, "calls", demand.first].needs(0.0)) for demand in model.demands
    }
    erlang = time.process_time() - began
    began = time.process_time()
    solved = Master(model, Beliefs(), coarse=frozenset()).program.solve(gap=0.0, seconds=SECONDS)
    if not isinstance(solved, Solved):
        raise TypeError(f"the day has no plan: {solved}")
    spent = time.process_time() - began
    people = {Shift(round(kind.start / 1800), round(kind.length / 3600)).name: n for kind, n in solved.shifts.items()}
    positions = [needed.get(at, 0) for at in range(len(VOLUMES))]
    return Ours(positions, roster.cost(solved.shifts), solved.bound, people, erlang, spent)


def theirs(python: str, positions: list[int]) -> dict[str, Any]:
    """Let pyworkforce do the same: positions of its own, shifts for them, and shifts for ours."""
    given = {
        "volumes": VOLUMES, "handling": HANDLING, "within": WITHIN, "interval": INTERVAL, "asked": ASKED,
        "positions": positions, "seconds": SECONDS,
        "shifts": {shift.name: shift.covers for shift in SHIFTS}, "costs": {shift.name: shift.cost for shift in SHIFTS},
    }  # fmt: skip
    done = subprocess.run(
        [python, "-c", RIVAL], input=json.dumps(given), capture_output=True, text=True, check=True, cwd=ROOT
    )
    return dict(json.loads(done.stdout))


def cost_of(people: dict[str, int]) -> float:
    """Cost of people by shift, reckoned here for both."""
    return sum(people.get(shift.name, 0) * shift.cost for shift in SHIFTS)


def covered(people: dict[str, int], positions: list[int]) -> bool:
    """Whether so many people cover the positions, reckoned here for both."""
    there = [sum(people.get(s.name, 0) * s.covers[at] for s in SHIFTS) for at in range(len(VOLUMES))]
    return all(have >= need for have, need in zip(there, positions, strict=True))


def pyworkforce() -> Section:
    """The table, or why there is none."""
    title = f"The formula method beside pyworkforce: one day, {len(SHIFTS)} shifts"
    head = ("program", "positions, all half-hours", "cost", "covers", "proved", "CPU s, positions", "CPU s, shifts")
    python, own = interpreter(), ours()
    rows = [
        _row("callfloor --method erlang", own.positions, own.people, proved=own.cost - own.bound < 0.01,
             seconds=(own.erlang, own.shifts)),
    ]  # fmt: skip
    if python is None:
        note = "pyworkforce is not here (it needs Python 3.12): set PYWORKFORCE_PYTHON to an interpreter that has it."
        return Section(title, head, rows, (note,))
    rival = theirs(python, own.positions)
    for name, positions in (("own", rival["positions"]), ("same", own.positions)):
        label = "pyworkforce" if name == "own" else "pyworkforce, our positions"
        solved = rival[name]
        seconds = (rival["erlang"] if name == "own" else None, solved["seconds"])
        rows.append(_row(label, positions, solved["people"], proved=solved["status"] == "OPTIMAL", seconds=seconds))
    more = [at for at, (a, b) in enumerate(zip(rival["positions"], own.positions, strict=True)) if a != b]
    agree = "The positions agree in every half-hour." if not more else _apart(more, rival["positions"], own.positions)
    return Section(title, head, rows, (agree, "Costs and coverage are reckoned here, for both alike."))


def _row(
    name: str, positions: list[int], people: dict[str, int], *, proved: bool, seconds: tuple[float | None, float]
) -> tuple[str, ...]:
    erlang, shifts = ("" if one is None else f"{one:.3f}" for one in seconds)
    covers = "yes" if covered(people, positions) else "NO"
    return (name, str(sum(positions)), f"{cost_of(people):,.2f}", covers, "yes" if proved else "no", erlang, shifts)


def _apart(places: list[int], theirs: list[int], ours: list[int]) -> str:
    """Where positions differ, and who is right: the fewest that reach the target, asked of the formula one by one."""
    from sim.erlang import Demand, erlang_c

    told = []
    for at in places:
        demand = Demand(VOLUMES[at] / (INTERVAL * 60), HANDLING * 60, within=WITHIN * 60)
        rate = erlang_c(demand, ours[at]).answer_rate
        told.append(f"{at // 2:02d}:{at % 2 * 30:02d} {theirs[at]} against {ours[at]}, which answer {rate:.1%}")
    return f"Positions differ in {len(places)} half-hours: {'; '.join(told)} in time (asked: {ASKED:.0%})."
