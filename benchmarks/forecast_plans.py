"""Plans on forecasts: how often the promise was kept on the days that then came.

Run with ``python -m benchmarks.forecast_plans`` (a quarter of an hour). The volumes are a bank's (``benchmarks/forecasts.py``); people, patience and handle
times are made up, for the file has none: lognormal handle times of 4 min (cv 1.2), patience of 4 min. From every second origin of the forecasts
the next four days are forecast by what was known, and agents by half-hour are planned for "80 % within 20 s in each half-hour on 80 % of days": with the
forecast's busyness, and once as if the expected volumes were certain. Then the days that came are replayed with these agents, the calls
spread at random over their five minutes, 40 times with other handle times and patience. Counted are half-hours in which the promise was kept.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import callfloor
from benchmarks.forecasts import EVERY, FILE, FIRST
from optimize.outcome import Met
from scenarios.loading import load
from sim.experiment import simulate
from sim.staffing import Staffing

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

APART = 2 * EVERY  # days of the file between two plans
AHEAD, REPLAYS = 4, 40  # days planned, and times that each is replayed
ASKED, WITHIN, DAYS_KEPT = 0.8, 20, 0.8
HALF_HOURS, OPEN = 48, slice(14, 42)  # of a day; those of 07:00 to 21:00
BUSYNESS = ", busyness: forecast_calls"
CENTRE = f"""\
callfloor: 1
title: A bank
calendar: {{start: 2003-03-03, days: 1, interval: 30 min}}
contact_types:
  calls: {{arrivals: {{rate: 1 per h}}, enters: calls, patience: {{exponential: {{mean: 4 min}}}}}}
open: {{calls: "07:00-21:00"}}
queues: {{calls: {{}}}}
agent_groups:
  team: {{skills: {{calls: {{handle_time: {{lognormal: {{mean: 4 min, cv: 1.2}}}}}}}}, cost: 20 per h}}
targets:
  - {{queue: calls, answer_rate: {ASKED}, within: {WITHIN} s, per: interval, confidence: {DAYS_KEPT}}}
experiment: {{replications: {REPLAYS}, seed: 1}}
"""


def forecast(calls: pd.DataFrame, ahead: list[date], folder: Path) -> Path:
    """A scenario of the days ahead, by what came before; its file."""
    calls[calls.datetime.dt.date < ahead[0]].to_csv(folder / "past.csv", index=False)
    (folder / "centre.yaml").write_text(CENTRE, encoding="utf-8")
    asked = ["--days", str(AHEAD), "--holidays", "US", "--extends", str(folder / "centre.yaml")]
    period = ["--for", f"{ahead[0]}..{ahead[-1]}", "--out", str(folder)]
    command = [sys.executable, "-m", "callfloor", "forecast", str(folder / "past.csv"), *asked, *period]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "forecast.yaml"


def as_if_certain(file: Path) -> Path:
    """The same scenario, whose volumes do not differ from what is expected, and whose promise is about the mean of days."""
    plain = file.with_name("certain.yaml")
    plain.write_text(file.read_text(encoding="utf-8").replace(BUSYNESS, ""), encoding="utf-8")
    centre = file.with_name("centre.yaml")
    centre.write_text(CENTRE.replace(f", confidence: {DAYS_KEPT}", ""), encoding="utf-8")
    return plain


def agents(file: Path) -> NDArray[np.float64]:
    """The least agents by half-hour that keep the promise."""
    outcome = callfloor.plan(load(str(file)), workers=2)
    assert isinstance(outcome, Met)
    return outcome.plan.staffing.mean_scheduled("team")


def kept(calls: pd.DataFrame, day: date, people: NDArray[np.float64], folder: Path) -> float:
    """Share of a day's half-hours that keep the promise with these agents, over all replays."""
    rows = calls[calls.datetime.dt.date == day]
    begins = (rows.datetime - pd.Timestamp(day)).dt.total_seconds().to_numpy()
    luck = np.random.default_rng(day.toordinal())
    moments = np.sort(np.repeat(begins, rows.calls) + luck.uniform(0, 300, int(rows.calls.sum())))
    pd.DataFrame({"arrived_at": moments[moments < 21 * 3600].round(3)}).to_csv(folder / "day.csv", index=False)
    day_there = CENTRE.replace("start: 2003-03-03", f"start: {day}").replace("rate: 1 per h", "replay: {log: day.csv}")
    (folder / "day.yaml").write_text(day_there, encoding="utf-8")
    scenario = load(str(folder / "day.yaml"))
    results = simulate(scenario, Staffing.by_interval(scenario, {"team": people}))
    rates = results.days("answer_rate", "queue", "calls", WITHIN)[:, 1:][:, OPEN]
    return float((rates >= ASKED).mean())


def main() -> None:
    """Print a line for each origin, and the means."""
    calls = pd.read_csv(FILE, parse_dates=["datetime"])
    days = sorted(calls.datetime.dt.date.unique())
    found = []
    for origin in range(FIRST, len(days), APART):
        ahead = days[origin : origin + AHEAD]
        with TemporaryDirectory() as place:
            folder = Path(place)
            file = forecast(calls, ahead, folder)
            planned = {"with busyness": agents(file), "as if certain": agents(as_if_certain(file))}
            for name, people in planned.items():
                by_day = people.reshape(-1, HALF_HOURS)
                share = [kept(calls, day, by_day[(day - ahead[0]).days], folder) for day in ahead]
                found.append({"origin": origin, "plan": name, "kept": np.mean(share), "hours": people.sum() / 2})
        sys.stdout.write(f"{pd.DataFrame(found[-2:]).to_string(index=False, header=False)}\n")
    sys.stdout.write(f"{pd.DataFrame(found).groupby('plan')[['kept', 'hours']].mean()}\n")


if __name__ == "__main__":
    main()
