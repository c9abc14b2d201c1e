"""Today: the rest of a day, seen from a moment of it.

What came until then is certain, and what it says of the rest is learned as re-planning learns it (``optimize/replanning/morning.py``). The day
is simulated from its start with these contacts and the people who are there: those of a plan, or of the scenario's staffing. Beside
it the same days are simulated as they were forecast, so that a risk that the plan always had is told from one that this morning brought.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.replanning.at_work import at_work
from optimize.replanning.morning import Learned, Morning, as_it_looks, learned, seen_from
from optimize.today.expected import SPREAD, Ahead, ahead, assumed, recorded, settings
from optimize.today.mends import Mended, mended
from optimize.today.risks import Risk, risks
from scenarios.families import Gamma
from scenarios.faults import Fault, InputError
from scenarios.units import DAY
from sim.experiment import prepare, run
from sim.staffing import Staffing

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimize.replanning.standing import Standing
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario
    from sim.experiment import Results

CONTACTS, FEWEST, MOST = 2_000_000, 100, 1000  # contacts that are simulated, and days
TINY = 1e-12


@dataclass(frozen=True)
class Today:
    """The rest of a day: what is expected, where targets are at risk, what would mend it.

    ``scenario``: as it was given; ``until``: the moment (s). ``assumed``: factors that were given to types without busyness, of the spread
    ``spread``. ``results``: the day as it looks now; ``usual``: as it was forecast.
    """

    scenario: Scenario
    until: float
    morning: Morning
    learned: tuple[Learned, ...]
    assumed: Mapping[str, str]
    spread: float
    ahead: Ahead
    results: Results
    usual: Results
    risks: tuple[Risk, ...]
    mended: Mended

    @property
    def at_risk(self) -> tuple[Risk, ...]:
        """The periods that would be missed."""
        return tuple(risk for risk in self.risks if risk.at_risk)

    @property
    def now(self) -> int:
        """The first interval that is ahead."""
        return round(self.until / self.scenario.calendar.interval)

    @property
    def settings(self) -> tuple[str, ...]:
        """What is assumed, as ``--set`` says it."""
        return settings(self.assumed, self.spread)

    @property
    def staffing(self) -> Staffing:
        """Who is there."""
        return self.results.staffing


def look(  # noqa: PLR0913 - one for each option
    scenario: Scenario,
    morning: Morning,
    standing: Standing | None = None,
    *,
    spread: float = SPREAD,
    mend: bool = True,
    seed: int | None = None,
    replications: int | None = None,
    workers: int | Executor = 1,
    engine: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Today:
    """Look at the rest of a day.

    ``spread``: assumed of the days of types without busyness, 0 for none. ``mend``: also find how many people would mend what is at risk.

    Raises:
        InputError: a group has neither shifts nor staffing; counts of a type of which the scenario itself says who comes.

    """
    say = progress or (lambda _: None)
    _refuse(scenario, morning)
    supposed, given = assumed(scenario, morning, spread)
    plain, staffing = (supposed, Staffing.of(scenario)) if standing is None else at_work(supposed, standing)
    seed = scenario.experiment.seed if seed is None else seed
    days = replications or _days(scenario)
    known = learned(plain, morning)

    def simulated(day: Scenario, own: Staffing, factors: tuple[Learned, ...]) -> Results:
        return _simulated(day, own, factors, morning.until, (days, seed, workers, engine))

    say(f"{days} days with this morning")
    day = as_it_looks(plain, morning)
    results = simulated(day, staffing, known)
    say(f"{days} days as they were forecast")
    usual = simulated(seen_from(plain, morning.until), staffing, ())
    coming = ahead(plain, morning, seed)
    last = coming.first + scenario.calendar.per_day - 1
    found = risks(results, usual, morning.until, last)
    missed = tuple(risk for risk in found if risk.at_risk) if mend else ()
    if missed:
        say("what would mend it")
    now = round(morning.until / scenario.calendar.interval)
    mends = mended(missed, results, (now, last), lambda more: simulated(day, more, known))
    return Today(scenario, morning.until, morning, known, given, spread, coming, results, usual, found, mends)


def _refuse(scenario: Scenario, morning: Morning) -> None:
    faults = [
        Fault("--so-far", None, name, "has a recorded day or appointments in the scenario: leave its counts out")
        for name in morning.came
        if recorded(scenario, name)
    ]
    if faults:
        raise InputError(faults)


def _days(scenario: Scenario) -> int:
    """As many days as their contacts allow: limits as near as a duty manager will wait for."""
    coming = sum(sum(kind.arrivals.volumes) for kind in scenario.contact_types.values())
    return int(min(max(CONTACTS / max(coming, 1.0), FEWEST), MOST))


def _simulated(
    scenario: Scenario,
    staffing: Staffing,
    factors: tuple[Learned, ...],
    until: float,
    effort: tuple[int, int, int | Executor, str | None],
) -> Results:
    days, seed, workers, engine = effort
    job = prepare(scenario, staffing, replications=days, seed=seed, stratify=True, engine=engine)
    if factors and scenario.calendar.days > 1:
        offset = int((until - 1) // DAY)
        luck = {one.name: _of_this_day(scenario, one, job.work.busyness[one.name], offset) for one in factors}
        job.work = replace(job.work, busyness={**job.work.busyness, **luck})
    ((_, results),) = run([job], workers=workers)
    return results


def _of_this_day(scenario: Scenario, one: Learned, luck: FloatArray, offset: int) -> FloatArray:
    """The luck of a calendar of several days, of which one is known better than the others.

    Its factor is drawn from what the morning says, and the uniform is given that makes the scenario's own distribution come to it: the
    forecast of the day is scaled already, so what is drawn is the factor against its new mean.
    """
    own = scenario.busyness[one.name]
    drawn = one.usual * Gamma(1.0, one.factor.cv).quantile(luck[:, offset])
    found = luck.copy()
    found[:, offset] = np.clip(own.cdf(drawn), TINY, 1 - TINY)
    return found
