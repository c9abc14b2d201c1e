"""Moved: a study as it would be with another value of a lost customer, another share of VIPs, or other targets; in a second or two.

*Value*: nothing is simulated. What customers are lost is known of every design; they are priced anew and the designs ranked anew. Numbers of
designs (a delay, a head start) stay those that were chosen at the scenario's value.

*Share and targets*: an estimate. The people of each design are moved interval by interval by the square-root rule, load + beta x square root of the
load, each interval keeping the beta that the study found for it; for another target beta moves by what more and fewer people brought in
the study (its frontier). These people then meet simulated days of the moved centre, so that what each class gets is simulated, with limits, and a
target that is missed is seen. What they cost is the estimate: no search for shifts was made. ``off_of`` says how far such costs may be off, by
what they were off where a whole study was made as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import log
from typing import TYPE_CHECKING

import numpy as np

from optimize.lanes import looks
from optimize.lanes import map as mapped
from optimize.lanes.advice import advice
from optimize.lanes.finding import worked
from optimize.lanes.looks import missed_of
from optimize.lanes.measuring import Measured, differences, is_about, thresholds_of
from optimize.lanes.people import moved_people, paid
from optimize.lanes.reasons import why
from optimize.lanes.result import Estimate, Found
from optimize.lanes.shares import with_shares
from optimize.lanes.source import awaited
from optimize.lanes.steps import LEAST, Key, Rates, asked_more, key_of, set_right
from optimize.lanes.work import LOOKED_APART
from sim.experiment import simulate

if TYPE_CHECKING:
    from optimize.lanes.centre import Centre
    from optimize.lanes.result import Study
    from optimize.lanes.source import Source
    from scenarios.schema import Scenario, Target
    from sim.staffing import Staffing

OFF, LEAST_OFF = (
    0.06,
    0.01,
)  # of a cost: where a share, or what is missing to a target, is doubled or halved; and by chance, however little is moved
FEWEST, MOST = 2, 40  # days
QUICKLY, FINELY = (
    (30_000, 50_000),
    (90_000, 150_000),
)  # contacts of each design: to set a first guess right, and to be shown


@dataclass(frozen=True)
class Home:
    """What each class gets of each design where the study is, on the ``first`` days; so many days are ``shown`` of a design that is moved."""

    first: int
    shown: int
    rates: Mapping[str, Rates]


@dataclass(frozen=True)
class Where:
    """Where the sliders stand; what is left out is as in the study.

    ``value``: of a lost VIP, on average over those who are lost. ``share``: of VIPs among both classes. ``asked``: by target (``key_of``).
    """

    value: float | None = None
    share: float | None = None
    asked: Mapping[Key, float] = field(default_factory=dict)

    @property
    def simulated(self) -> bool:
        """Whether that asks for a simulation."""
        return self.share is not None or bool(self.asked)


def movable(study: Study) -> tuple[Target, ...]:
    """The targets that may be moved: shares of a class answered in time."""
    tiers = study.classes.both.values()
    return tuple(
        one
        for one in study.scenario.targets
        if one.measure == "answer_rate" and any(is_about(one.scope, one.of_what, tier) for tier in tiers)
    )


def share_of(study: Study) -> float:
    """The share of VIPs in the study."""
    return mapped.share_of(study.scenario, study.classes)


def worth_of(study: Study, key: str = "vip") -> float:
    """What a lost customer of a class costs in the study, on average over the lost; 0 where nothing is said of it."""
    known = [one.classes[key] for one in study.designs if key in one.classes]
    lost, cost = (sum(getattr(one, name).mean or 0.0 for one in known) for name in ("lost", "cost_of_loss"))
    types = [study.scenario.contact_types[name].cost_of_loss for name in study.classes.both[key].contact_types]
    if len(set(types)) == 1:
        return float(types[0])
    return cost / lost if lost else 0.0


def moved(
    study: Study,
    centre: Centre,
    where: Where,
    home: Home,
    *,
    engine: str | None = None,
) -> Study:
    """The study with its sliders elsewhere; the study itself where nothing was moved.

    ``centre``: what it was made of. ``home``: what its designs bring at home (``at_home``), worked out once; how much is simulated is its.
    """
    made, off = study, 0.0
    if where.simulated:
        made, off = _simulated(study, centre, where, home, engine), off_of(study, where)
    if where.value is not None and where.value != worth_of(study):
        made = _revalued(made, worth_of(study), where.value)
    return study if made is study else _advised(made, centre, off)


def off_of(study: Study, where: Where) -> float:
    """How far costs may be off there, as a share: the farther the sliders were moved, the more."""
    if not where.simulated:
        return 0.0
    asked = {key_of(target): target.asked for target in movable(study)}
    times = [
        (1 - where.asked[key]) / (1 - before) for key, before in asked.items() if key in where.asked and before < 1
    ]
    times += [] if where.share is None else [where.share / share_of(study)]
    return max([LEAST_OFF, *(OFF * abs(log(max(one, LEAST))) / log(2) for one in times)])


def at_home(study: Study, contacts: tuple[int, int] = QUICKLY, engine: str | None = None) -> Home:
    """What each class gets of every design as sized, on the few days on which first guesses are tried.

    ``contacts``: simulated of each design, to set a first guess right, and to be shown.
    """
    first, shown = (_days(study, some) for some in contacts)
    rates = {
        one.key: _rates(_seen(study, one.design.scenario, one.staffing, first, engine))
        for one in study.designs
        if one.staffing is not None
    }
    return Home(first, shown, rates)


# Value


def _revalued(study: Study, before: float, value: float) -> Study:
    """Lost VIPs at another price. All that is known of their cost is a multiple of it, limits and all."""
    if before <= 0:
        return study
    times = value / before
    designs = tuple(_priced(one, times) for one in study.designs)
    found = study.map
    if found is not None:
        lane, pool = (study.found(key).design for key in (found.lane, found.pool))
        found = mapped.drawn(found.cells, lane, pool, (found.worth[0] * times, found.worth[1]), study.classes)
    return replace(study, designs=designs, map=found)


def _priced(one: Found, times: float) -> Found:
    if one.losses is None:
        return one
    vip, change = one.classes["vip"], one.against.get("vip")
    classes = {**one.classes, "vip": replace(vip, cost_of_loss=_times(vip.cost_of_loss, times))}
    against = dict(one.against)
    if change is not None:
        against["vip"] = {**change, "cost_of_loss": _times(change["cost_of_loss"], times)}
    losses = one.losses.at({"vip": times})
    loss = losses.estimate
    return replace(
        one, losses=losses, classes=classes, against=against, cost_of_loss=loss, total=_whole(one.cost, loss)
    )


def _times(one: Estimate, times: float) -> Estimate:
    return Estimate(*(None if part is None else part * times for part in (one.mean, one.low, one.high)))


def _whole(cost: float, loss: Estimate) -> Estimate:
    return Estimate(*(None if part is None else part + cost for part in (loss.mean, loss.low, loss.high)))


# Share and targets


def _simulated(study: Study, centre: Centre, where: Where, home: Home, engine: str | None) -> Study:
    """Every design with its people moved, on a few days of the moved centre."""
    found, seen = list[Found](), dict[str, Measured]()
    for one in study.designs:
        if one.staffing is None:
            continue
        source = _elsewhere(one.design.source, study, where)
        steps = asked_more(study, one, where.asked)
        people, _ = moved_people(study, one, source.scenario, steps)
        here = _rates(_seen(study, source.scenario, people, home.first, engine))
        people, cost = moved_people(
            study, one, source.scenario, set_right(study, one, where.asked, steps, here, home.rates[one.key])
        )
        own = seen[one.key] = _seen(study, source.scenario, people, home.shown, engine)
        found.append(_measured(replace(one, design=replace(one.design, source=source, make=None)), own, people, cost))
    reference = seen.get(study.reference)
    if reference is not None:
        keys = tuple(study.classes.both)
        found = [replace(one, against=differences(reference, seen[one.key], keys)) for one in found]
    points = looks.frontier(found, {(key, "as sized"): own for key, own in seen.items()}, study.reference)
    by_key = {one.key: one for one in (*(one for one in study.designs if one.staffing is None), *found)}
    return replace(
        study, scenario=_elsewhere(centre.source, study, where).scenario, designs=tuple(by_key[one.key] for one in study.designs),
        frontier=points, days=home.shown, map=None, shocks=(), searches=(), square_root=None,
    )  # fmt: skip


def _days(study: Study, contacts: int) -> int:
    """Days with so many contacts of both classes."""
    coming = sum(tier.offered.mean or 0.0 for one in study.designs[:1] for tier in one.classes.values())
    return int(np.clip(round(contacts / max(coming, 1.0)), FEWEST, MOST))


def _rates(seen: Measured) -> dict[str, float]:
    return {key: seen.estimate(key, "answer_rate").mean or 0.0 for key in seen.classes.both}


def _seen(study: Study, scenario: Scenario, people: Staffing, days: int, engine: str | None) -> Measured:
    """Some days of a moved design."""
    results = simulate(
        scenario, people, replications=days, seed=study.seed + LOOKED_APART, workers=1, engine=engine, stratify=True
    )
    return Measured(results, study.classes, thresholds_of(scenario, study.classes))


def _elsewhere(source: Source, study: Study, where: Where) -> Source:
    """A scenario of the study with its sliders elsewhere."""
    if where.share is not None:
        source = with_shares(source, shares_of(study, where.share))
    if where.asked:
        data = source.copied()
        for written, target in zip(data.get("targets", ()), source.scenario.targets, strict=True):
            if key_of(target) in where.asked:
                written[target.measure] = where.asked[key_of(target)]
        source = source.changed(data)
    return source


def shares_of(study: Study, vip: float) -> dict[str, float]:
    """The share of every contact type of both classes when VIPs have this one; types of a class keep theirs of it."""
    found: dict[str, float] = {}
    for tier, share in zip(study.classes.both.values(), (vip, 1 - vip), strict=True):
        coming = {name: awaited(study.scenario, name) for name in tier.contact_types}
        found |= {name: share * count / sum(coming.values()) for name, count in coming.items()}
    return found


def _measured(one: Found, seen: Measured, people: Staffing, cost: float) -> Found:
    loss, short = seen.cost_of_loss(), missed_of(seen.results)
    return replace(
        one, status="missed" if short else "met", cost=cost, staffing=people, shifts=(), why="", short=short,
        crews=worked(paid(one, people), seen.results), classes={key: seen.figures(key) for key in seen.classes.both},
        cost_of_loss=loss, losses=seen.losses(), total=_whole(cost, loss), verdicts=seen.results.verdicts, by_rule=None,
    )  # fmt: skip


# What is said of it


def _advised(study: Study, centre: Centre, off: float) -> Study:
    """Rank the designs anew, and say why each costs what it does."""
    currency = study.scenario.currency
    advised = advice(study.designs, centre, study.twice, currency, off)
    best = next((one for one in study.designs if one.key == advised.key), None)
    told = tuple(
        replace(
            one,
            why="" if best is None or one is best or one.staffing is None else why(one, best, study.classes, currency),
        )
        for one in study.designs
    )
    return replace(study, designs=told, recommendation=advised)
