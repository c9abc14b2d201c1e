"""How time and memory grow: with the number of contacts, with the number of agents, and up to a national day."""

from __future__ import annotations

from typing import Any

from benchmarks.national import CONTACTS
from benchmarks.processes import apart
from benchmarks.timing import Section

THOUSANDS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
AGENTS = (10, 100, 1_000, 10_000)
ASKED_FACTOR = 2.0
NATIONAL_SECONDS, NATIONAL_MEGABYTES = 2.0, 500.0


def by_contacts(most: int = THOUSANDS[-1]) -> Section:
    """205 agents at the same load, a thousand to ten million calls in one calendar."""
    runs = [apart("calls", "205", str(number), "1200") for number in THOUSANDS if number <= most]
    return _grown("Time per contact, by contacts (205 agents, one calendar)", runs)


def by_agents() -> Section:
    """300,000 calls at the same load, 10 to 10,000 agents."""
    runs = [apart("calls", str(agents), "300000", "3600") for agents in AGENTS]
    return _grown("Time per contact, by agents (300,000 contacts, the same load)", runs)


def _grown(title: str, runs: list[dict[str, Any]]) -> Section:
    names = ("traffic", "floor and log", "tally")
    each = [[1e6 * run[name] / run["contacts"] for name in names] for run in runs]
    factors = []
    for kind, values in (
        ("floor and log", [times[1] for times in each]),
        ("traffic, floor and log", [times[0] + times[1] for times in each]),
    ):
        factor = max(values) / min(values)
        reached = "yes" if factor <= ASKED_FACTOR else "no"
        factors.append(
            f"- {kind}: the dearest contact costs {factor:.1f} times the cheapest (asked: {ASKED_FACTOR:g}): {reached}."
        )
    rows = [
        [f"{run['agents']:,}", f"{run['contacts']:,}", *(f"{value:.2f}" for value in times), f"{run['memory']:.0f}"]
        for run, times in zip(runs, each, strict=True)
    ]
    head = ["agents", "contacts", "traffic, µs", "floor and log, µs", "tally, µs", "peak memory, MB"]
    return Section(title, head, rows, factors)


def national(contacts: int = CONTACTS) -> Section:
    """One million contacts, 31 provinces, 6,000 people; the same with a limit on lines beside it."""
    runs = [apart("national", str(contacts), lines) for lines in ("0", "1")]
    rows = [[name, *(f"{run[name]:.2f}" for run in runs), ""] for name in ("traffic", "floor and log", "tally")]
    whole = [run["traffic"] + run["floor and log"] for run in runs]
    rows.append(_held("traffic, floor and log", whole, NATIONAL_SECONDS, ".2f"))
    first = "first day, from the start of Python"
    rows.append([first, *(f"{run[first]:.2f}" for run in runs), ""])
    peaks = {f"peak {name}, MB": [run[name] for run in runs] for name in ("memory without tally", "memory")}
    rows += [_held(name, values, NATIONAL_MEGABYTES, ".0f") for name, values in peaks.items()]
    rows.append(["rows of the traffic, contacts and their further tries", *(f"{run['rows']:,}" for run in runs), ""])
    title = f"A national day: {runs[0]['contacts']:,} contacts, 31 provinces, 6,000 people"
    return Section(
        title,
        ["processor seconds, one core", "the day", "with a limit on lines", "the day reaches what was asked"],
        rows,
        ["The memory is that of the whole process, Python and the compiled engine included. `benchmarks/national.py`."],
    )


def _held(name: str, values: list[float], most: float, form: str) -> list[str]:
    return [name, *(format(value, form) for value in values), f"{_within(values[0], most)} (asked: {most:g})"]


def _within(value: float, most: float) -> str:
    return "yes" if value <= most else "no"
