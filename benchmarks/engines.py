"""Both engines of callfloor on the same contacts of two library scenarios, all their features on."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.timing import Program, Section, Spread, in_turns, ratio, verdict
from scenarios.loading import load
from sim import floor, traffic
from sim.measures import tally
from sim.staffing import Staffing

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenarios.schema import Scenario
    from sim.log import Log
    from sim.traffic import Traffic

SCENARIOS = ("telecom_hotline", "multiskill_bell")
ASKED_RATIO = 100.0
ASKED_CONTACTS = 1e6  # a second


@dataclass(frozen=True)
class Centre:
    """A scenario with its staffing and the two engines made ready."""

    scenario: Scenario
    staffing: Staffing
    compiled: Callable[[Traffic], Log]

    @classmethod
    def of(cls, scenario: Scenario) -> Centre:
        """Make the compiled engine ready, which takes longer than a day on it."""
        from sim.kernel import CompiledFloor

        staffing = Staffing.of(scenario)
        return cls(scenario, staffing, CompiledFloor(scenario, staffing).run)

    def simpy(self, contacts: Traffic) -> Log:
        """Run the SimPy engine."""
        return floor.run(self.scenario, contacts, self.staffing)

    def draw(self, day: int) -> Traffic:
        """Draw a day's contacts."""
        return traffic.draw(self.scenario, 1, day)


def engines(turns: int = 5) -> Section:
    """Time floors alone and whole days."""
    rows = []
    for name in SCENARIOS:
        centre = Centre.of(load(name))
        contacts = centre.draw(0)
        attempts = len(centre.compiled(contacts))
        floors = in_turns(
            {
                "simpy": Program(lambda *_, c=centre, t=contacts: c.simpy(t)),
                "compiled": Program(lambda _, times, c=centre, t=contacts: [c.compiled(t) for _ in range(times)], 20),
            },
            turns,
        )
        days = in_turns(
            {
                "simpy": Program(lambda turn, _, c=centre: whole_day(c, c.simpy, turn)),
                "compiled": Program(lambda turn, times, c=centre: _days(c, turn, times), 10),
            },
            turns,
        )
        for what, seconds in (("floor and log", floors), ("traffic, floor, log and tally", days)):
            rows.append([name, f"{contacts.contacts:,}", what, *_told(seconds, attempts, what == "floor and log")])
    head = [
        "scenario",
        "contacts",
        "timed",
        "SimPy engine, ms",
        "compiled, ms",
        "compiled is faster by",
        "attempts a second",
    ]
    return Section(
        "Both engines on the same contacts",
        [*head, "reached"],
        rows,
        [
            "The whole day of both engines draws and adds up with the same code, which is not the engine's own. One core."
        ],
    )


def whole_day(centre: Centre, engine: Callable[[Traffic], Log], day: int) -> None:
    """Draw, run and add up one day."""
    tally(centre.scenario, engine(centre.draw(day)), centre.staffing).check()


def _days(centre: Centre, turn: int, times: int) -> None:
    for place in range(times):
        whole_day(centre, centre.compiled, turn * times + place)


def _told(seconds: dict[str, Spread], attempts: int, asked: bool) -> list[str]:
    faster = ratio(seconds["simpy"], seconds["compiled"]).middle
    pace = attempts / seconds["compiled"].middle
    return [
        f"{seconds['simpy'].middle * 1e3:.0f}",
        f"{seconds['compiled'].middle * 1e3:.2f}",
        ratio(seconds["simpy"], seconds["compiled"]).told("{:.0f}"),
        f"{pace / 1e6:.2f} million",
        f"{verdict(faster, ASKED_RATIO)}; {verdict(pace / 1e6, ASKED_CONTACTS / 1e6)}" if asked else "",
    ]


def steps(centre: Centre, days: int = 5) -> dict[str, float]:
    """Seconds of each step of a day on the compiled engine: medians of several days, after one that is not counted."""
    spent: dict[str, list[float]] = {"traffic": [], "floor and log": [], "tally": []}
    for day in range(days + 1):
        moments = [time.perf_counter()]
        contacts = centre.draw(day)
        moments.append(time.perf_counter())
        log = centre.compiled(contacts)
        moments.append(time.perf_counter())
        tally(centre.scenario, log, centre.staffing).check()
        moments.append(time.perf_counter())
        for place, name in enumerate(spent):
            spent[name] += [moments[place + 1] - moments[place]] * (day > 0)
    return {name: median(values) for name, values in spent.items()}
