"""How long a call log of ten million rows takes to import, and how much memory: python -m benchmarks.imports [ROWS].

A log is generated in a temporary folder (forty-odd bytes of moments and words a row, a call id, a caller, some rows that need
treatment), and imported in a process of its own. The import reads every cell, checks it, finds repeated rows and call ids, puts the
calls in order and keeps them as columns.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from benchmarks.processes import ROOT

ROWS = 10_000_000
PIECE = 500_000
START = np.datetime64("2025-01-01T00:00:00", "s")


def log(path: Path, rows: int) -> None:
    """A year of calls: arrivals by second, a wait, talk, wrap-up, one in twelve abandoned; one row in a thousand is wrong."""
    chance = np.random.default_rng(1)
    writer = None
    with path.open("wb") as stream:
        for first in range(0, rows, PIECE):
            count = min(PIECE, rows - first)
            table = _piece(chance, first, count, rows)
            writer = writer or pa.csv.CSVWriter(stream, table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()


def _piece(chance: np.random.Generator, first: int, count: int, rows: int) -> pa.Table:
    number = np.arange(first, first + count)
    arrived = START + (number * (365 * 86_400 / rows)).astype(np.int64).astype("m8[s]")
    gave_up = chance.random(count) < 1 / 12
    waited = chance.exponential(30, count).round().astype(np.int64)
    waited[chance.random(count) < 0.001] *= -1
    talk = pa.array(chance.lognormal(5, 0.8, count).round().astype(np.int64), mask=gave_up)
    wrap_up = pa.array(chance.exponential(25, count).round().astype(np.int64), mask=gave_up)
    queues, agents = (
        np.array(["sales", "service", "claims", "billing", "贵宾"]),
        np.array([f"A{one:04d}" for one in range(800)]),
    )
    return pa.table({
        "Call ID": pa.array(number).cast(pa.string()),
        "Start Time": pa.array(arrived).cast(pa.string()),
        "Caller": pa.array(13_000_000_000 + chance.integers(0, 4_000_000, count)).cast(pa.string()),
        "Queue": pa.array(queues[chance.integers(0, len(queues), count)]),
        "Agent": pa.array(agents[chance.integers(0, len(agents), count)], mask=gave_up),
        "Wait Time": pa.array(waited),
        "Talk Time": talk,
        "Wrap Up Time": wrap_up,
        "Result": pa.array(np.where(gave_up, "abandoned", "answered")),
    })  # fmt: skip


CHILD = """
import resource, sys, time
from scenarios.history import imports
begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
calls = imports.read_calls(sys.argv[1])
spent = resource.getrusage(resource.RUSAGE_SELF)
cpu = spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime
found = "; ".join(f"{one.rows:,} {one.name} ({one.treatment})" for one in calls.origin.findings)
print(f"{len(calls):,} calls | {time.monotonic() - begun:.1f} | {cpu:.1f} | {spent.ru_maxrss / 1024:,.0f}")  # noqa: T201 - its figures
print(found)  # noqa: T201 - its figures
"""


def main(rows: int) -> None:
    """Generate, import, say."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.csv"
        begun = time.monotonic()
        log(path, rows)
        print(f"log of {rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB, written in {time.monotonic() - begun:.0f} s")  # noqa: T201 - its figures
        made = subprocess.run(
            [sys.executable, "-c", CHILD, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
        )
    if made.returncode:
        sys.exit(made.stderr)
    print("| imported | seconds | of processor | MB at most |\n|---|---|---|---|")  # noqa: T201 - its figures
    figures, found = made.stdout.splitlines()
    print(f"| {figures} |\nFound: {found}")  # noqa: T201 - its figures
    print(  # noqa: T201 - its figures
        f"{os.cpu_count()} cores; the process that generated the log took {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    )


if __name__ == "__main__":
    main(int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else ROWS)
