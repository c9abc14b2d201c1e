"""Both engines of callfloor on the same contacts of two library scenarios, all their features on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.timing import Program, Section, Spread, in_turns, ratio, verdict
from scenarios.loading import load
from sim import floor
from sim.measures import tally
from sim.service.duty import reinforced
from sim.staffing import Staffing
from sim.traffic import Drawing

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.log import Log
    from sim.traffic import Traffic

Engine = Callable[["Traffic"], "Log"]

SCENARIOS = ("telecom_hotline", "multiskill_bell")
ASKED_RATIO = 100.0
ASKED_CONTACTS = 1e6  # a second


@dataclass(frozen=True)
class Centre:
    """A scenario with its staffing and the two engines made ready."""

    scenario: Scenario
    staffing: Staffing
    drawing: Drawing
    compiled: Engine

    @classmethod
    def of(cls, scenario: Scenario) -> Centre:
        """Make the compiled engine ready, which takes longer than a day on it."""
        from sim.kernel import CompiledFloor

        staffing = reinforced(scenario, Staffing.of(scenario))
        return cls(scenario, staffing, Drawing(scenario), CompiledFloor(scenario, staffing).run)

    def simpy(self, contacts: Traffic) -> Log:
        """Run the SimPy engine."""
        return floor.run(self.scenario, contacts, self.staffing)

    def draw(self, day: int) -> Traffic:
        """Draw a day's contacts."""
        return self.drawing.draw(1, day)


def engines(turns: int = 5) -> Section:
    """Time floors alone and whole days."""
    rows = []
    for name in SCENARIOS:
        centre = Centre.of(load(name))
        contacts = centre.draw(0)
        floors = in_turns(
            {
                "simpy": Program(partial(_floors, centre.simpy, contacts)),
                "compiled": Program(partial(_floors, centre.compiled, contacts), 20),
            },
            turns,
        )
        days = in_turns(
            {
                "simpy": Program(partial(_days, centre, centre.simpy)),
                "compiled": Program(partial(_days, centre, centre.compiled), 10),
            },
            turns,
        )
        for what, seconds in (("floor and log", floors), ("traffic, floor, log and tally", days)):
            rows.append(
                [name, f"{contacts.contacts:,}", what, *_told(seconds, contacts.contacts, what == "floor and log")]
            )
    head = [
        "scenario",
        "contacts",
        "timed",
        "SimPy engine, ms",
        "compiled, ms",
        "compiled is faster by",
        "contacts a second",
    ]
    return Section(
        "Both engines on the same contacts",
        [*head, "reached"],
        rows,
        [
            "The whole day of both engines draws and adds up with the same code, which is not the engine's own. One core."
        ],
    )


def _floors(engine: Engine, contacts: Traffic, _turn: int, times: int) -> None:
    for _ in range(times):
        engine(contacts)


def _days(centre: Centre, engine: Engine, turn: int, times: int) -> None:
    """Draw, run and add up some days."""
    for place in range(times):
        log = engine(centre.draw(turn * times + place))
        tally(centre.scenario, log, centre.staffing).check()


def _told(seconds: dict[str, Spread], contacts: int, asked: bool) -> list[str]:
    faster = ratio(seconds["simpy"], seconds["compiled"]).middle
    pace = contacts / seconds["compiled"].middle
    return [
        f"{seconds['simpy'].middle * 1e3:.0f}",
        f"{seconds['compiled'].middle * 1e3:.2f}",
        ratio(seconds["simpy"], seconds["compiled"]).told("{:.0f}"),
        f"{pace / 1e6:.2f} million",
        f"{verdict(faster, ASKED_RATIO)}; {verdict(pace / 1e6, ASKED_CONTACTS / 1e6)}" if asked else "",
    ]


def steps(centre: Centre, days: int = 5) -> dict[str, float]:
    """Processor seconds of each step of a day on the compiled engine: medians of several days after one not counted."""
    spent: dict[str, list[float]] = {"traffic": [], "floor and log": [], "tally": []}
    for day in range(days + 1):
        moments = [time.process_time()]
        contacts = centre.draw(day)
        moments.append(time.process_time())
        log = centre.compiled(contacts)
        moments.append(time.process_time())
        tally(centre.scenario, log, centre.staffing).check()
        moments.append(time.process_time())
        for place, name in enumerate(spent):
            spent[name] += [moments[place + 1] - moments[place]] * (day > 0)
        del contacts, log  # or a day would be in memory while the next is drawn
    return {name: median(values) for name, values in spent.items()}
