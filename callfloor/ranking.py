"""Ranking: many scenarios, and which of them may still be the best.

Candidates are scenarios, the points of a grid, or both: every scenario at every point. All see the same contacts. In rounds
the clearly worse and those that surely miss a target are dropped, and further days are spent on the others alone; what is kept
has the best among it with the stated chance (`sim/screening.py`).

What a planner means by the best is, unless said otherwise, the least cost of those that keep their targets; where no target is
set, the least cost a contact; where no wage is stated, the most answered in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callfloor import gauges, words
from callfloor.comparing import Contender, strangers, warnings
from callfloor.gauges import MORE
from callfloor.grid import Grid
from callfloor.language import say
from callfloor.sweeping import BATCH, Settings, checked, settings_of
from scenarios import units
from scenarios.faults import Fault, InputError, choices
from scenarios.loading import load
from sim.candidates import Candidate
from sim.definitions import Percentile, measures
from sim.experiment import prepare, run
from sim.screening import Screening, in_rounds
from sim.sums.tally import CENTRE, SCOPES, STANDARD_WITHIN, names_of

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from scenarios.schema import Scenario
    from sim.experiment import Progress

FIRST, MOST = 20, 640  # days of the first round, and in all; the number doubles from round to round
MONEY = ("cost", "cost_per_contact")  # in these nobody wants to win by missing the targets
OPTION = "--by"


@dataclass(frozen=True)
class By:
    """The measure that ranks; ``largest``: the more the better."""

    measure: str
    scope: str = CENTRE
    name: str = CENTRE
    within: float | None = None

    @property
    def largest(self) -> bool:
        """Whether more of it is better."""
        return gauges.gauge(self.measure).better == MORE

    @property
    def said(self) -> str:
        """What it is called: `cost of staff`, `vip answered within 15 s`."""
        what = gauges.called(self.measure, self.within)
        return (
            what
            if self.scope == CENTRE
            else say("{name} {measure}", name=gauges.place(self.scope, self.name), measure=what)
        )

    @classmethod
    def usual(cls, scenario: Scenario) -> By:
        """What a planner means by the best of such scenarios."""
        if all(group.cost is None for group in scenario.agent_groups.values()):
            return cls("answer_rate", within=STANDARD_WITHIN)
        return cls("cost" if scenario.targets else "cost_per_contact")

    @classmethod
    def read(cls, text: str, scenario: Scenario) -> By:
        """Read `cost`, `answer_rate` or, of something with a name, `queue.vip.answer_rate@15 s`.

        Raises:
            InputError: if there is no such measure or name.

        """
        path, at, threshold = text.partition("@")
        *about, measure = path.strip().split(".")
        scope, name = (about[0], ".".join(about[1:]) or CENTRE) if about else (CENTRE, CENTRE)
        names = names_of(scenario)
        if scope not in SCOPES:
            raise _fault(f"nothing is called {scope}; write {OPTION} cost, or {choices(scope, SCOPES)} with a name")
        if name not in names[scope]:
            raise _fault(f"no {scope.replace('_', ' ')} is called {name}; there are {choices(name, names[scope])}")
        known = [
            one
            for one in measures(scenario)
            if scope in one.scopes and one.of is None and not isinstance(one, Percentile)
        ]
        if measure not in {one.name for one in known}:
            raise _fault(
                f"no measure that can rank is called {measure}; there are {choices(measure, [one.name for one in known])}"
            )
        try:
            within = units.duration(threshold.strip()) if at else STANDARD_WITHIN if measure == "answer_rate" else None
        except ValueError as reason:
            raise _fault(str(reason)) from None
        if within not in {one.within for one in known if one.name == measure}:
            there = ", ".join(
                f"{measure}@{one.within:g} s" for one in known if one.name == measure and one.within is not None
            )
            raise _fault(f"{text} is not measured; there is {there or measure}")
        return cls(measure, scope, name, within)


def _fault(message: str) -> InputError:
    return InputError([Fault(OPTION, None, "", message)])


@dataclass(frozen=True)
class Entry:
    """One candidate: a scenario and the overrides that make it."""

    name: str
    source: str | Path
    overrides: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """Which candidates may be the best; ``targets``: whether the best has to keep its targets."""

    entries: tuple[Entry, ...]
    scenario: Scenario
    by: By
    targets: bool
    screening: Screening
    seed: int
    engine: str
    complete: bool
    warnings: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What the candidates are called."""
        return tuple(one.name for one in self.entries)


class Stopped(KeyboardInterrupt):
    """Ctrl-C; ``ranking`` is that of the rounds that were done, None if there is none."""

    def __init__(self, ranking: Ranking | None) -> None:
        """Keep what there is."""
        super().__init__()
        self.ranking = ranking


def screen(
    *sources: str | Path,
    settings: Settings = (),
    by: str | None = None,
    targets: bool | None = None,
    chance: float = 0.95,
    workers: int | Executor = 1,
    progress: Progress | None = None,
    **asked: Any,  # noqa: ANN401 - as sim.experiment.prepare takes them: replications, seed, engine, keep, resume
) -> Ranking:
    """Screen scenarios, at every point of a grid if there are ``settings`` with several values.

    ``by``: the measure that ranks. ``targets``: whether the best has to keep its targets; where money ranks it does unless said
    otherwise. ``replications``: the most days spent on a candidate.

    Raises:
        InputError: if a candidate is at fault or there is nothing to choose from.
        Stopped: after Ctrl-C, with the rounds that were done.

    """
    if not 0 < chance < 1:
        raise InputError(
            [Fault("--chance", None, "", f"{chance:g} is no chance; write one between 0 and 1, such as 0.95")]
        )
    grid = settings_of(settings)
    found = entries(sources, grid)
    contenders = _contenders(sources, grid)
    first = contenders[0].scenario
    measure = By.usual(first) if by is None else By.read(by, first)
    for other in contenders[1:]:
        if by is not None:
            By.read(by, other.scenario)
    money = {one.scenario.currency for one in contenders}
    if gauges.gauge(measure.measure).show == "money" and len(money) > 1:
        told = words.listed([f"{one.name} counts in {one.scenario.currency}" for one in contenders])
        raise _fault(f"{told}: money cannot rank them; write {OPTION} answer_rate, or give them one currency")
    matter = (measure.measure in MONEY) if targets is None else targets
    rounds = _Rounds(found, measure, matter, asked, workers, progress)
    seed = first.experiment.seed if asked.get("seed") is None else asked["seed"]
    rounds.asked["seed"] = seed
    said = warnings(contenders)

    def ranking(screening: Screening, complete: bool) -> Ranking:
        return Ranking(found, first, measure, matter, screening, seed, rounds.engine, complete, said)

    most = asked.pop("replications", None) or MOST
    last: list[Screening] = []
    try:
        screening = in_rounds(
            rounds.run,
            len(found),
            first=min(FIRST, most),
            most=most,
            chance=chance,
            largest=measure.largest,
            told=last.append,
        )
    except KeyboardInterrupt:
        raise Stopped(ranking(last[-1], complete=False) if last else None) from None
    return ranking(screening, complete=True)


def entries(sources: Sequence[str | Path], grid: Grid) -> tuple[Entry, ...]:
    """Every scenario at every point of the grid.

    Raises:
        InputError: if there are fewer than two.

    """
    found = []
    for source in sources:
        for point in grid.points:
            label = ", ".join(part for part in (_short(source) if len(sources) > 1 else "", point.label) if part)
            found.append(Entry(label or _short(source), source, (*grid.fixed, *point.overrides)))
    if len(found) < 2:
        message = "one scenario is the best of one; name another, or values to choose from: --set KEY=8..16"
        raise InputError([Fault("screen", None, "", message)])
    names = [one.name for one in found]
    return tuple(
        Entry(f"{one.name} ({names[: place + 1].count(one.name)})", one.source, one.overrides)
        if names.count(one.name) > 1
        else one
        for place, one in enumerate(found)
    )


def _short(source: str | Path) -> str:
    path = Path(source)
    return path.parent.resolve().name if path.name == "scenario.yaml" else path.stem


def _contenders(sources: Sequence[str | Path], grid: Grid) -> tuple[Contender, ...]:
    """One of each scenario, checked at every point; every fault of all of them is told at once."""
    found: list[Contender] = []
    faults: list[Fault] = []
    for source in sources:
        try:
            found.append(Contender(_short(source), checked(source, grid)))
        except InputError as error:
            faults += [fault for fault in error.faults if fault not in faults]
    faults += [] if faults else strangers(found)
    if faults:
        raise InputError(faults)
    return tuple(found)


@dataclass
class _Rounds:
    """Simulates candidates for a round."""

    entries: tuple[Entry, ...]
    by: By
    targets: bool
    asked: dict[str, Any]
    workers: int | Executor
    progress: Progress | None
    engine: str = ""
    cleared: int = 0

    def run(self, places: Sequence[int], days: range) -> list[Candidate]:
        """Give the candidates at these places on these days, in order."""
        found: dict[int, Candidate] = {}
        for first in range(0, len(places), BATCH):
            batch = places[first : first + BATCH]
            found |= self._batch(batch, days, (len(places) - first - len(batch)) * len(days))
        return [found[place] for place in places]

    def _batch(self, places: Sequence[int], days: range, later: int) -> dict[int, Candidate]:
        jobs, found = [], {}
        for place in places:
            entry = self.entries[place]
            scenario = load(entry.source, entry.overrides)
            first_day = days.start * scenario.calendar.days
            jobs.append(prepare(scenario, **{**self.asked, "replications": len(days), "first_day": first_day}))
        goal = self.cleared + len(places) * len(days) + later
        cleared = self.cleared

        def tell(done: int, _: int) -> None:
            if self.progress is not None:
                self.progress(cleared + done + gone, goal)

        gone = 0
        try:
            for at, results in run(jobs, workers=self.workers, progress=tell):
                by = self.by
                found[places[at]] = Candidate.of(
                    results, by.measure, by.scope, by.name, within=by.within, targets=self.targets
                )
                self.engine = results.engine
                gone += len(jobs[at].done)
                jobs[at].done = {}  # candidates are light, days are not
        except KeyboardInterrupt:
            for job in jobs:
                if job.keeper is not None:
                    job.keeper.flush()
            raise
        self.cleared += gone
        return found


def misses(ranking: Ranking, text: str) -> str:
    """What is surely missed, in words: `vip answered within 15 s 90 % at 10:30`."""
    what, _, when = text.partition(" from ")
    for target in ranking.scenario.targets:
        name = target.of_what or CENTRE
        if what == f"{target.scope} {name}: {target.measure} {target.asked:g}":
            asked = words.styled(target.asked, gauges.gauge(target.measure).show)
            said = say(
                "{name}, asked {asked}",
                name=say(
                    "{name} {measure}",
                    name=target.of_what or say("centre"),
                    measure=gauges.called(target.measure, target.within, target.of),
                ),
                asked=asked,
            )
            break
    else:
        said = what
    if not when:
        return said
    return say("{what}, at {time}", what=said, time=words.clock(when, dated=ranking.scenario.calendar.days > 1))
