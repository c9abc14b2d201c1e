"""Again: one design of a study, as sized, with other customers; quick enough to follow a slider.

Nothing is sized anew: the people stay, the contacts change. What was promised may then be missed, and how far is what the slider shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from optimize.lanes.finding import worked
from optimize.lanes.looks import missed_of
from optimize.lanes.measuring import Measured, thresholds_of
from optimize.lanes.result import Estimate, Found, Study
from optimize.lanes.shares import with_shares
from optimize.lanes.source import scaled
from optimize.lanes.work import LOOKED_APART
from scenarios.faults import Fault, InputError, choices, listed
from sim.experiment import simulate

if TYPE_CHECKING:
    from sim.staffing import Staffing

DAYS = 20


def resimulate(
    made: Study,
    key: str,
    *,
    shares: Mapping[str, float] | None = None,
    volumes: Mapping[str, float] | None = None,
    staffing: Staffing | None = None,
    days: int = DAYS,
    engine: str | None = None,
) -> Found:
    """Simulate one design of a study with its people, or with others.

    ``shares``: of the contacts of some types, which are moved between them (they add up to 1); ``volumes``: what the volumes of some types are
    multiplied by. The design keeps its cost unless other ``staffing`` is given, which counts by its pay.

    Raises:
        InputError: there is no such design, or no plan of it; shares do not add up; a type is not there.

    """
    known = {one.key: one for one in made.designs}
    if key not in known or known[key].staffing is None:
        sized = [one.key for one in made.designs if one.staffing is not None]
        text = f"no design of this study that has people is called {key}; there are {choices(key, sized)}"
        raise InputError([Fault("design", None, "", text)])
    found = known[key]
    source = with_shares(found.design.source, shares) if shares else found.design.source
    wrong = [name for name in volumes or () if name not in source.scenario.contact_types]
    if wrong:
        text = f"no contact type is called {listed(wrong, 'or')}; there are {listed(source.scenario.contact_types)}"
        raise InputError([Fault("volumes", None, "", text)])
    scenario = (scaled(source, volumes) if volumes else source).scenario
    people = staffing or found.staffing
    results = simulate(
        scenario, people, replications=days, seed=made.seed + LOOKED_APART, workers=1, engine=engine, stratify=True
    )
    seen = Measured(results, made.classes, thresholds_of(scenario, made.classes))
    cost = found.cost if staffing is None else sum(float(staffing.cost[crew.group].sum()) for crew in found.crews)
    loss, short = seen.cost_of_loss(), missed_of(results)
    return replace(
        found,
        status="missed" if short else "met",
        cost=cost,
        staffing=people,
        crews=worked(found.crews, results),
        why="",
        classes={name: seen.figures(name) for name in made.classes.both},
        cost_of_loss=loss,
        total=Estimate(*(None if part is None else part + cost for part in (loss.mean, loss.low, loss.high))),
        verdicts=results.verdicts,
        against={},
        short=short,
    )
