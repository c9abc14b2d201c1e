"""Run the benchmarks: print the tables, and write them to ``benchmarks/results/`` under the machine's name.

python -m benchmarks                     everything, some minutes
python -m benchmarks race national       some of: race, engines, national, contacts, agents, first, shift_design, rostering,
                                         pyworkforce, forecasts

Results are committed for the machine that the README quotes; a run of part of them is only printed.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from datetime import date
from importlib import metadata
from pathlib import Path

from benchmarks.engines import engines
from benchmarks.first_use import first_use
from benchmarks.forecasts import forecasts
from benchmarks.processes import ONE_THREAD, ROOT
from benchmarks.pyworkforce import pyworkforce
from benchmarks.race import race
from benchmarks.rostering import rostering
from benchmarks.scaling import by_agents, by_contacts, national
from benchmarks.shift_design import shift_design

PARTS = {
    "race": race,
    "engines": engines,
    "national": national,
    "contacts": by_contacts,
    "agents": by_agents,
    "first": first_use,
    "shift_design": shift_design,
    "rostering": rostering,
    "pyworkforce": pyworkforce,
    "forecasts": forecasts,
}
PACKAGES = ("numba", "numpy", "scipy", "simpy", "cimba", "ciw")


def machine() -> str:
    """Name the machine by what makes it fast or slow: its processor and how many cores there are."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8"))
        name = found[1].strip() if found else name
    return f"{name}, {os.cpu_count()} cores"


def versions() -> str:
    """Say what was raced: versions, and the commit."""
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            found.append(f"{package} not installed")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return ", ".join(found) + (f"; callfloor at {commit.stdout.strip()}" if commit.returncode == 0 else "")


def main(chosen: list[str]) -> None:
    """Run the parts that were chosen, or all, and write their tables down as they come."""
    unknown = set(chosen) - set(PARTS)
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; choose among {', '.join(PARTS)}.")
    os.environ.update(ONE_THREAD)
    told = [f"# {machine()}", f"{date.today():%Y-%m-%d}. {versions()}."]  # noqa: DTZ011 - the day where this machine stands
    told.append(
        "Processor time: medians of several turns, the smallest and the largest in brackets; ratios are taken turn by turn."
    )
    place = ROOT / "benchmarks" / "results" / (re.sub(r"[^a-z0-9]+", "-", machine().lower()).strip("-") + ".md")
    place.parent.mkdir(exist_ok=True)
    for name in chosen or PARTS:
        told.append(PARTS[name]().markdown().rstrip())
        sys.stdout.write(told[-1] + "\n\n")
        sys.stdout.flush()
        if not chosen:
            place.write_text("\n\n".join(told) + "\n", encoding="utf-8")
    if not chosen:
        sys.stdout.write(f"Written to {place.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
