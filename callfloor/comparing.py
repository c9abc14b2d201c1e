"""Comparing: several scenarios on the same contacts, and which of their differences are real.

The first scenario is what the others are held against: today's centre, say, and what might be done about it. A variation
needs no file of its own: `--with "longer desk: agent_groups.vip_desk.staffing=12; lines=300"` is the first scenario with these
overrides, under the name before the colon. The same seed gives all of them the same contacts, so a day that is hard is hard for all, and
what is left between them is what was changed (`sim/pairs.py`).

Scenarios of different calendars have no day in common and are refused. Where contacts are drawn differently, a difference
holds that too, and a warning says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from callfloor import words
from callfloor.gauges import HEADLINE
from callfloor.grid import ROOMS, parted
from scenarios.faults import Fault, InputError, shown
from scenarios.loading import load, merged
from scenarios.merging import Change
from sim.experiment import prepare, run
from sim.pairs import Difference, differences, holm
from sim.staffing import Staffing

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from scenarios.schema import Scenario
    from sim.experiment import Job, Progress, Results

LONGEST = 48  # characters of a name made of overrides


@dataclass(frozen=True)
class Contender:
    """One scenario of several, under the name that tells it from the others; `data` as its file has it, if it has one.

    `staffing`: the people of a plan, with their breaks and what their shifts cost; the scenario's own if left out.
    """

    name: str
    scenario: Scenario
    data: Mapping[str, Any] | None = None
    staffing: Staffing | None = None


@dataclass(frozen=True)
class Comparison:
    """What several scenarios gave on the same days; every difference is against the first."""

    contenders: tuple[Contender, ...]
    results: tuple[Results, ...]
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What the scenarios are called."""
        return tuple(one.name for one in self.contenders)

    def of(self, other: int) -> tuple[Difference, ...]:
        """The differences of one scenario (from 1) against the first."""
        return tuple(one for one in self.differences if one.other == other)

    def changes(self, other: int) -> tuple[Change, ...]:
        """What was changed from the first scenario to another, old -> new; nothing where they did not come from files."""
        first, second = self.contenders[0].data, self.contenders[other].data
        return () if first is None or second is None else tuple(_changes(first, second, ""))


def compare(
    *scenarios: Scenario | str | Path | Contender,
    variations: Sequence[str] = (),
    overrides: Sequence[str] = (),
    workers: int | Executor = 1,
    progress: Progress | None = None,
    **asked: Any,  # noqa: ANN401 - as sim.experiment.simulate takes them: replications, seed, engine, precision, ...
) -> Comparison:
    """Simulate scenarios on the same contacts and compare each with the first.

    ``scenarios``: ready ones, paths or library names. ``variations``: the first scenario with overrides, such as
    ``"longer desk: agent_groups.vip_desk.staffing=12"``. ``overrides`` hold for all. Seed and number of days are the first
    scenario's unless given.

    Raises:
        InputError: if a scenario is at fault, or they have no day in common.

    """
    found = contenders(scenarios, variations, overrides)
    first = found[0].scenario.experiment
    asked["seed"] = first.seed if asked.get("seed") is None else asked["seed"]
    asked["replications"] = first.replications if asked.get("replications") is None else asked["replications"]
    results = _results(found, asked, workers, progress)
    return Comparison(found, results, _judged(differences(results)), warnings(found))


class Stopped(KeyboardInterrupt):
    """Ctrl-C; ``comparison`` is that of the days that all scenarios have, None if there are fewer than two."""

    def __init__(self, comparison: Comparison | None) -> None:
        """Keep what there is."""
        super().__init__()
        self.comparison = comparison


def _results(
    found: Sequence[Contender], asked: dict[str, Any], workers: int | Executor, progress: Progress | None
) -> tuple[Results, ...]:
    jobs = [prepare(one.scenario, one.staffing, **asked) for one in found]
    try:
        done = dict(run(jobs, workers=workers, progress=progress))
        # Asked for a precision, one may need more days than another; differences need the same days of all.
        most = max(results.replications for results in done.values())
        short = [place for place, results in done.items() if results.replications < most]
        # Where days are kept, the first ones of the others are there already.
        asked = {**asked, "precision": None, "replications": most, "resume": asked.get("keep") is not None}
        for place in short:
            jobs[place] = prepare(found[place].scenario, found[place].staffing, **asked)
        for at, results in run([jobs[place] for place in short], workers=workers, progress=progress):
            done[short[at]] = results
    except KeyboardInterrupt:
        raise Stopped(_so_far(found, jobs)) from None
    return tuple(done[place] for place in range(len(found)))


def _so_far(found: Sequence[Contender], jobs: Sequence[Job]) -> Comparison | None:
    """What the days that all have say."""
    parts = [results for job in jobs if (results := job.results()) is not None]
    days = min(results.replications for results in parts) if len(parts) == len(jobs) else 0
    if days < 2:
        return None
    goal = max(job.goal for job in jobs)
    same = tuple(replace(results, tallies=results.tallies[:days], asked=goal) for results in parts)
    return Comparison(tuple(found), same, _judged(differences(same)), warnings(found))


def _judged(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """Judge the headline measures among themselves: who reads thirty figures need not pay for a hundred that nobody reads.

    The others stay judged among all of them, as `sim/pairs.py` does.
    """
    places = [place for place, one in enumerate(found) if one.measure in HEADLINE]
    p = np.array([np.nan if found[place].p is None else found[place].p for place in places], float)
    verdicts = dict(zip(places, holm(p), strict=True))
    return tuple(replace(one, real=bool(verdicts.get(place, one.real))) for place, one in enumerate(found))


def contenders(
    scenarios: Sequence[Scenario | str | Path | Contender],
    variations: Sequence[str] = (),
    overrides: Sequence[str] = (),
) -> tuple[Contender, ...]:
    """Load all scenarios, name them and see that they have days in common; every fault of all of them is told at once."""
    found: list[Contender] = []
    faults: list[Fault] = []

    def take(source: Scenario | str | Path | Contender, more: Sequence[str] = (), name: str = "") -> None:
        try:
            found.append(_contender(source, [*overrides, *more], name))
        except InputError as error:
            new = [fault for fault in error.faults if fault not in faults]
            where = f"--with {name}" if more else "--set"
            faults.extend(replace(fault, file=where) if fault.file == "--set" else fault for fault in new)

    for source in scenarios:
        take(source)
    for text in variations:
        name, more = variation(text)
        if not more:
            faults.append(
                Fault("--with", None, "", f"{shown(text)} varies nothing; write KEY=VALUE, such as lines=300")
            )
        elif scenarios:
            take(scenarios[0], more, name)
    if not faults and len(found) < 2:
        message = 'one scenario has nothing to be compared with; name another, or a variation of it: --with "lines=300"'
        faults.append(Fault("compare", None, "", message))
    faults += [] if faults else strangers(found)
    if faults:
        raise InputError(faults)
    return _named(found)


def _contender(source: Scenario | str | Path | Contender, overrides: Sequence[str], name: str) -> Contender:
    if isinstance(source, Contender):
        return source
    if not isinstance(source, str | Path):
        Staffing.of(source)
        return Contender(name or source.name, source)
    scenario = load(source, overrides)
    Staffing.of(scenario)  # whoever has no staffing is to be told before anything is run
    return Contender(name or scenario.name, scenario, merged(source, overrides).data)


def variation(text: str) -> tuple[str, list[str]]:
    """Read `NAME: KEY=VALUE; KEY=VALUE`; without a name it is called by what it changes."""
    before, equals, after = text.partition("=")
    name, colon, key = before.rpartition(":")
    pieces = [piece for piece in parted(f"{key}{equals}{after}", ";") if piece]
    if colon and name.strip():
        return name.strip(), pieces
    short = ", ".join(next((one.removeprefix(room) for room in ROOMS if one.startswith(room)), one) for one in pieces)
    return short if len(short) <= LONGEST else f"{short[: LONGEST - 1]}…", pieces


def _named(found: Sequence[Contender]) -> tuple[Contender, ...]:
    """Number those that would go by the same name."""
    names = [one.name for one in found]
    return tuple(
        replace(one, name=f"{one.name} ({names[: place + 1].count(one.name)})") if names.count(one.name) > 1 else one
        for place, one in enumerate(found)
    )


def strangers(found: Sequence[Contender]) -> list[Fault]:
    """Scenarios without a day in common with the first."""
    first, faults = found[0], []
    for other in found[1:]:
        mine, yours = first.scenario.calendar, other.scenario.calendar
        told = [
            f"{what} {getattr(yours, what)} where {first.name} has {getattr(mine, what)}"
            for what in ("start", "days")
            if getattr(mine, what) != getattr(yours, what)
        ]
        if mine.interval != yours.interval:
            told.append(f"interval {yours.interval / 60:g} min where {first.name} has {mine.interval / 60:g} min")
        if told:
            message = f"{'; '.join(told)}: the two have no day in common; give them one calendar, by --set calendar.…"
            faults.append(Fault(other.name, None, "calendar", message))
    return faults


def warnings(found: Sequence[Contender]) -> tuple[str, ...]:
    """What a reader of the differences has to know: contacts that are not the same, money that is not."""
    said: list[str] = []
    for other in found[1:]:
        said += _warnings(found[0], other)
    return tuple(dict.fromkeys(said))


def _warnings(first: Contender, other: Contender) -> list[str]:
    one, another = first.scenario, other.scenario
    both = [name for name in one.contact_types if name in another.contact_types]
    drawn = [name for name in both if one.contact_types[name].arrivals != another.contact_types[name].arrivals]
    said = []
    if drawn:
        said.append(
            f"{words.listed(drawn)}: arrivals differ in {other.name}; its differences are also those of the volumes."
        )
    for mine, yours in ((first, other), (other, first)):
        alone = [name for name in mine.scenario.contact_types if name not in yours.scenario.contact_types]
        if alone:
            said.append(
                f"Only {mine.name} has {words.listed(alone)}; figures of the centre are not of the same contacts."
            )
    if one.busyness != another.busyness:
        said.append(f"Busyness differs in {other.name}: the same day is not equally busy in both.")
    if one.currency != another.currency:
        said.append(
            f"{first.name} counts in {one.currency}, {other.name} in {another.currency}: costs are not compared."
        )
    if one.experiment.warm_up != another.experiment.warm_up:
        said.append(f"The warm-up of {other.name} is another: figures are not of the same hours.")
    return said


def _changes(old: Any, new: Any, key: str) -> list[Change]:  # noqa: ANN401 - any piece of a YAML file
    """Where two files differ, key by key; in a list of parts (targets, shifts, events) part by part, as ``--set`` names them."""
    if _has_parts(old) and _has_parts(new):
        old, new = dict(enumerate(old)), dict(enumerate(new))
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return [] if old == new else [Change(key, old, new)]
    return [
        change
        for name in dict.fromkeys([*old, *new])
        for change in _changes(old.get(name), new.get(name), f"{key}.{name}" if key else str(name))
    ]


def _has_parts(value: Any) -> bool:  # noqa: ANN401 - any piece of a YAML file
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)
