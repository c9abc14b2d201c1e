"""Small centres with exponential times, and how far a simulation of one is from its exact solution."""

from __future__ import annotations

from typing import Any

import pytest
from scipy.stats import t

from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.exact.floor import Figures
from sim.experiment import Results

STANDARD_ERRORS = 5
WARM_UP = 3  # hours
MEASURED = (24 - WARM_UP) * 3600  # seconds
Exact = dict[tuple[str, str, str, str | None], float]  # measure, scope, name and interval


def times(mean: str) -> dict[str, Any]:
    return {"exponential": {"mean": mean}}


def kind(rate: str, enters: str, patience: Any = "2 min", **more: Any) -> dict[str, Any]:
    waits = {} if patience is None else {"patience": times(patience) if isinstance(patience, str) else patience}
    return {"arrivals": {"rate": rate}, "enters": enters, **waits, **more}


def skill(mean: str, preference: int = 1, **more: Any) -> dict[str, Any]:
    return {"handle_time": times(mean), "preference": preference, **more}


def centre(
    types: dict[str, Any], queues: dict[str, Any], groups: dict[str, Any], staffing: dict[str, Any], **more: Any
) -> Scenario:
    return parse(
        {
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
            "contact_types": types,
            "queues": queues,
            "agent_groups": {name: {**group, "staffing": staffing[name]} for name, group in groups.items()},
            "experiment": {"warm_up": f"{WARM_UP} h"},
            **more,
        }
    )


def of_queues(figures: Figures, offered_too: bool = True) -> Exact:
    """What every queue and every group comes to in the long run."""
    exact: Exact = {}
    for name in figures.centre.queues:
        if offered_too:
            exact["offered", "queue", name, None] = figures.rate("offered", name) * MEASURED
        exact["abandonment", "queue", name, None] = figures.share("abandoned", name)
        exact["probability_of_wait", "queue", name, None] = figures.probability_of_wait(name)
        exact["mean_queue_length", "queue", name, None] = figures.mean_queue(name) + figures.mean_dialled(name)
        exact["mean_wait_all", "queue", name, None] = figures.mean_wait_all(name)
    for name in figures.centre.groups:
        exact["occupancy", "agent_group", name, None] = figures.occupancy(name)
        if len(figures.centre.groups[name].slowdown) > 1:
            exact["slot_use", "agent_group", name, None] = figures.slot_use(name)
    return exact


def of_waits(figures: Figures, queue: str) -> Exact:
    """Answered within 20 s, and the wait of the answered: what takes a marked contact to find."""
    waits = figures.waits(queue)
    return {
        ("answer_rate", "queue", queue, None): waits.answer_rate(20.0),
        ("mean_wait", "queue", queue, None): waits.mean_wait(),
    }


def deviations(results: Results, exact: Exact) -> dict[str, float]:
    """How far each simulated figure is from the exact one, in standard errors."""
    limit = float(t.ppf(0.975, results.replications - 1))
    found = {}
    for (measure, scope, name, interval), value in exact.items():
        row = results.value(measure, scope, name, interval=interval)
        assert row.mean is not None
        assert row.low is not None
        assert row.high is not None
        error = max(row.high - row.mean, row.mean - row.low) / limit
        place = f"{measure} of {name}" + (f" from {interval}" if interval else "")
        found[place] = (
            (row.mean - value) / error if error else 0.0 if row.mean == pytest.approx(value, abs=1e-9) else 99.0
        )
    return found


def assert_agrees(results: Results, exact: Exact) -> None:
    far = {place: away for place, away in deviations(results, exact).items() if abs(away) > STANDARD_ERRORS}
    assert not far, f"standard errors away: {far}"
