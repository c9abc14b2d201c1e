"""The compiled engine's first use on a machine: how long it takes, what it says meanwhile, and the starts that follow.

A machine that never compiled anything is played by an empty home folder; an install folder that cannot be written by a copy
of the sources in which Python and Numba find no place for what they would keep beside them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.processes import ROOT
from benchmarks.timing import Section

ROOMS = ("scenarios", "sim", "optimize", "callfloor")
ENGINE = """
from scenarios.loading import load
from sim import traffic
from sim.kernel import CompiledFloor
from sim.staffing import Staffing

scenario = load("telecom_hotline")
CompiledFloor(scenario, Staffing.of(scenario)).run(traffic.draw(scenario, 1, 0))
"""
COMMANDS = {
    "one day of telecom_hotline on the engine": ("-c", ENGINE),
    "`callfloor simulate telecom_hotline --replications 1 --json -`": (
        *("-m", "callfloor", "simulate", "telecom_hotline", "--replications", "1", "--json", "-"),
    ),
}
ASKED = {"first": 20.0, "second": 2.0}  # seconds


def first_use() -> Section:
    """Start twice on a fresh machine, by the engine alone and by the command, in a copy that may be written and in one not."""
    rows, notes = [], []
    for what, command in COMMANDS.items():
        for kind in ("writable", "read-only"):
            with tempfile.TemporaryDirectory() as scratch:
                install = Path(scratch) / "install"
                copied(install, writable=kind == "writable")
                for start, asked in ASKED.items():
                    passed, worked, said = started(install, Path(scratch) / "home", command)
                    reached = "yes" if worked < asked else "no"
                    rows.append([what, kind, start, f"{passed:.1f}", f"{worked:.1f}", f"{reached} (asked: {asked:g})"])
                    if said:
                        notes.append(f"- {what}, {kind}, {start} start, said meanwhile: {said}")
                for folder in install.rglob("*"):
                    folder.chmod(0o755)
    title = "First use of the compiled engine, from the start of Python to its end"
    head = ["run", "install folder", "start", "seconds that passed", "processor seconds", "reached on an idle machine"]
    return Section(title, head, rows, notes)


def copied(install: Path, *, writable: bool) -> None:
    """Copy the sources; where nothing may be written, a plain file lies where Python would make a folder."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, install / room, ignore=shutil.ignore_patterns("__pycache__"))
    if not writable:
        for folder in [install, *(path for path in install.rglob("*") if path.is_dir())]:
            (folder / "__pycache__").write_text("")  # root may write where the mode forbids it, but not inside a file
            folder.chmod(0o555)


def started(install: Path, home: Path, command: Sequence[str]) -> tuple[float, float, str]:
    """Run a command of Python's as a user whose home is given: seconds passed and worked, and what was said meanwhile."""
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name not in {"CALLFLOOR_CACHE", "NUMBA_CACHE_DIR"}}
    began, before = time.perf_counter(), _worked()
    done = subprocess.run(
        [sys.executable, *command],
        cwd=install,
        env=kept | {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PYTHONPATH": str(install)},
        capture_output=True,
        text=True,
        check=False,
    )
    passed, worked = time.perf_counter() - began, _worked() - before
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return passed, worked, " ".join(done.stderr.split())


def _worked() -> float:
    """Processor seconds of all processes that this one started and that have ended."""
    times = os.times()
    return times.children_user + times.children_system
