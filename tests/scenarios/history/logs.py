"""Small call logs, written row by row or simulated, in the bank's format."""

from __future__ import annotations

import csv
import heapq
from pathlib import Path

import numpy as np

from scenarios.history import bank_log
from scenarios.history.bank_log import COLUMNS, CallLog

ROW = {
    "vru+line": "AA0101", "call_id": "1", "customer_id": "0", "priority": "0", "type": "PS", "date": "990201",
    "vru_entry": "9:00:00", "vru_exit": "9:00:10", "vru_time": "10", "q_start": "0:00:00", "q_exit": "0:00:00", "q_time": "0",
    "outcome": "AGENT", "ser_start": "9:00:10", "ser_exit": "9:03:10", "ser_time": "180", "server": "ANN",
}  # fmt: skip


def clock(seconds: float) -> str:
    hours, rest = divmod(int(seconds) % 86_400, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"


def served(at: int, talk: int, server: str = "ANN", waited: int = 0, **more: object) -> dict[str, str]:
    """A call that asks for a person ``at`` this second of the day."""
    start = at + waited
    queue = {"q_start": clock(at), "q_exit": clock(start)} if waited else {}
    times = {
        "vru_entry": clock(at - 10),
        "vru_exit": clock(at),
        "ser_start": clock(start),
        "ser_exit": clock(start + talk),
    }
    numbers = {"q_time": str(waited), "ser_time": str(talk), "server": server}
    return ROW | times | queue | numbers | {key: str(value) for key, value in more.items()}


def hung_up(at: int, waited: int, **more: object) -> dict[str, str]:
    """A call that gives up after waiting."""
    gone = {"ser_start": "0:00:00", "ser_exit": "0:00:00", "ser_time": "0", "server": "NO_SERVER", "outcome": "HANG"}
    queue = {"q_start": clock(at), "q_exit": clock(at + waited), "q_time": str(waited)}
    more_text = {key: str(value) for key, value in more.items()}
    return ROW | gone | queue | {"vru_entry": clock(at - 10), "vru_exit": clock(at)} | more_text


def written(path: Path, rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def log(tmp_path: Path, *rows: dict[str, str]) -> CallLog:
    return bank_log.read(written(tmp_path / "log.csv", list(rows)))


def simulated(days: tuple[str, ...] = ("990201", "990208", "990215", "990222"), seed: int = 1) -> list[dict[str, str]]:
    """Mondays, 09:00 to 12:00: three people, a call a minute, talk of mean 150 s, patience of mean 120 s, no pauses."""
    luck = np.random.default_rng(seed)
    rows = []
    for day in days:
        free = [(9 * 3600.0, name) for name in ("ANN", "BEN", "CLEO")]
        arrivals = np.sort(9 * 3600 + luck.integers(0, 3 * 3600, luck.poisson(180)))
        for at, talk, patience in zip(arrivals, luck.exponential(150, 200), luck.exponential(120, 200), strict=False):
            ready, name = free[0]
            waited = int(max(ready - at, 0))
            vip = {"priority": 2 if luck.random() < 0.5 else 1, "customer_id": "C1"} if waited else {}
            if waited > patience:
                rows.append(hung_up(int(at), max(int(patience), 1), date=day, **vip))
                continue
            heapq.heapreplace(free, (at + waited + int(talk), name))
            rows.append(served(int(at), int(talk), name, waited, date=day, **vip))
    return rows
