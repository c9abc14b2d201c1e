"""Calibrate: a scenario folder out of a call log, written whole or not at all."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from scenarios.history import bank_log
from scenarios.history.estimate import Calibration, estimate
from scenarios.history.folder import free, write

__all__ = ["Calibration", "calibrate"]


def calibrate(log: Path, out: Path, start: date | None = None, interval: float = 1800.0) -> Calibration:
    """Read ``log``, estimate, and write the scenario's folder ``out``, which must not exist yet.

    ``start`` is the scenario's day, one of the log's span: its weekday chooses among the typical days (the log's first
    day if left out).
    ``interval`` is the grid of volumes and staffing in seconds; it divides an hour.
    """
    free(out)
    made = estimate(bank_log.read(log), log.name, start, interval)
    write(made, out)
    return replace(made, folder=out)
