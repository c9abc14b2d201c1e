"""Measurements that need a process of their own: its memory, its one core, or its first start.

python -m benchmarks.processes national 1000000          the national day: contacts
python -m benchmarks.processes calls 205 1000000 1200    one queue: agents, calls, length of an interval in seconds

Each prints JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.timing import on_one_core

ROOT = Path(__file__).parent.parent
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def apart(*arguments: str) -> dict[str, Any]:
    """Run one of these measurements in a process of its own, on one core."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.processes", *arguments],
        cwd=ROOT,
        env=os.environ | ONE_THREAD,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def memory() -> float:
    """Most memory that this process has had so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # what `resource` says includes the process that started this one
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def national(contacts: int, lines: int = 0, days: int = 3) -> dict[str, Any]:
    """The national day: the first in this process, then the median of some more, and the memory."""
    began = time.perf_counter()
    from benchmarks.engines import Centre, steps
    from benchmarks.national import national_day

    centre = Centre.of(national_day(contacts, lines=lines == 1))
    drawn = centre.draw(0)
    log = centre.compiled(drawn)
    first = time.perf_counter() - began
    found = {"contacts": drawn.contacts, "rows": len(drawn.number), "attempts": len(log)}
    found |= {"first day, from the start of Python": first, "memory without tally": memory()}
    del drawn, log
    return found | steps(centre, days) | {"memory": memory()}


def calls(agents: int, number: int, interval: int) -> dict[str, Any]:
    """One queue of so many agents at the load of the race, in one calendar of about so many calls."""
    from benchmarks.engines import Centre, steps
    from benchmarks.one_queue import OneQueue
    from benchmarks.rivals.with_callfloor import scenario

    usual = OneQueue()
    rate = usual.rate * agents / usual.agents
    intervals = max(1, round(number / rate / interval))
    queue = OneQueue(rate, agents=agents, closes=intervals * interval, interval=interval)
    centre = Centre.of(scenario(queue))
    contacts = centre.draw(0).contacts
    repeats = max(3, min(200, 300_000 // number))
    return {"agents": agents, "contacts": contacts, **steps(centre, repeats), "memory": memory()}


if __name__ == "__main__":
    on_one_core()
    measurement = {"national": national, "calls": calls}[sys.argv[1]]
    measured = measurement(*map(int, sys.argv[2:]))
    sys.stdout.write(json.dumps(measured))
