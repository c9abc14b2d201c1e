"""Memory: measures need no log. Simulates so many contacts, measures them, and says the most memory that the process ever had.

python -m benchmarks.memory                                50 million contacts of the library's telecom hotline
python -m benchmarks.memory multiskill_bell 5000000        so many contacts of another scenario
python -m benchmarks.memory national 50000000              of the national day, a million a day

One process, one core; a day's traffic and its log are gone before the next day begins. What stays of a day is its tally.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from typing import Any

from benchmarks.processes import memory
from scenarios.loading import load
from sim.experiment import simulate

CONTACTS = 50_000_000


def measured(name: str, contacts: int, engine: str = "compiled") -> dict[str, Any]:
    """Simulate days of a scenario until there are about so many contacts; read every measure and every verdict."""
    if name == "national":
        from benchmarks.national import national_day

        scenario = national_day(1_000_000)
    else:
        scenario = load(name)
    first = simulate(scenario, replications=3, engine=engine)
    a_day = sum(len(first.log(number)) for number in range(3)) / 3
    days, at_the_start = max(2, round(contacts / a_day)), memory()
    del first
    began = time.perf_counter()
    results = simulate(scenario, replications=days, engine=engine)
    simulated, after_the_days = time.perf_counter() - began, memory()
    rows, verdicts = results.rows, results.verdicts
    read = time.perf_counter() - began - simulated
    return {
        "scenario": name,
        "days": days,
        "attempts": round(days * a_day),
        "seconds": round(simulated, 1),
        "seconds for all measures": round(read, 1),
        "rows": len(rows),
        "targets judged": len(verdicts),
        "kilobytes that a day leaves": round(len(pickle.dumps(results.tallies[0])) / 1000, 1),
        "megabytes after three days": round(at_the_start),
        "megabytes after all days": round(after_the_days),
        "megabytes at the most": round(memory()),
    }


if __name__ == "__main__":
    chosen = sys.argv[1:]
    found = measured(chosen[0] if chosen else "telecom_hotline", int(chosen[1]) if len(chosen) > 1 else CONTACTS)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
