"""Finding: what became of a design, once it is sized and measured, and what all designs have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from optimize.lanes.looks import missed_of
from optimize.lanes.result import Crew, Estimate, Found, Status
from optimize.outcome import choices
from scenarios.faults import listed
from sim.definitions import Sample
from sim.sums.tally import names_of

if TYPE_CHECKING:
    from optimize.lanes.centre import Centre
    from optimize.lanes.measuring import Measured
    from optimize.lanes.work import Done
    from sim.experiment import Results


def common_notes(made: Centre) -> tuple[str, ...]:
    """What all designs have in common."""
    classes = made.classes
    return (
        f"Compared are ways to serve {classes.vip.name} (the VIPs) and {classes.others.name}; all other contacts, queues and people are the same in all.",
        f"In a lane are {listed(made.lane, 'and')}, in the pool {listed(made.pool, 'and')}: each with the handling times and the wage that the scenario gives them.",
        "Every target is asked of every design, of the same queue or contact type; targets about people who are not hired in a design are left out there.",
        "A design counts as meeting its targets where no period misses one by more than its 95 % limits: all are sized to the brink.",
        *made.notes,
    )


def found_of(done: Done, seen: Measured | None) -> Found:
    """What became of a design."""
    design, tried = done.design, done.tried
    nothing = Estimate(None)
    if tried is None or seen is None or done.roster is None:
        return Found(
            design,
            "infeasible",
            float("nan"),
            (),
            None,
            (),
            {},
            nothing,
            nothing,
            (),
            notes=design.notes,
            by_rule=done.by_rule,
        )
    short = missed_of(seen.results)
    status: Status = "missed" if short else "met"
    cost, loss = tried.cost, seen.cost_of_loss()
    whole = Estimate(*(None if part is None else part + cost for part in (loss.mean, loss.low, loss.high)))
    return Found(
        design=design,
        status=status,
        cost=cost,
        crews=worked(_crews(done), seen.results),
        staffing=tried.staffing,
        shifts=choices(done.roster, tried.shifts),
        classes={key: seen.figures(key) for key in seen.classes.both},
        cost_of_loss=loss,
        losses=seen.losses(),
        total=whole,
        verdicts=seen.results.verdicts,
        short=short,
        notes=design.notes,
        by_rule=done.by_rule,
    )


def _crews(done: Done) -> tuple[Crew, ...]:
    """The people of each planned group of the classes."""
    assert done.tried is not None
    assert done.roster is not None
    found = []
    for name in done.roster.planned:
        own = {kind: count for kind, count in done.tried.shifts.items() if kind.group == name}
        hours = sum(kind.paid_hours * count for kind, count in own.items())
        most = float(done.tried.staffing.mean_scheduled(name).max())
        shifts = sum(own.values()) if done.design.scenario.shifts else None
        found.append(
            Crew(
                name,
                name in done.design.lane,
                hours,
                sum(kind.cost * count for kind, count in own.items()),
                most,
                shifts,
            )
        )
    return tuple(found)


def worked(crews: Sequence[Crew], results: Results) -> tuple[Crew, ...]:
    """Crews with the hours in which they were on the floor, and busy, on an average day (calendar)."""
    sample, names = Sample(results.scenario, results.tallies, results.known), names_of(results.scenario)["agent_group"]
    staffed, busy = (
        sample.sums("agent_group", name).sum(axis=2).mean(axis=0) / 3600 for name in ("seconds staffed", "seconds busy")
    )
    places = [names.index(crew.group) for crew in crews]
    return tuple(
        replace(crew, floor_hours=float(staffed[at]), busy_hours=float(busy[at]))
        for crew, at in zip(crews, places, strict=True)
    )
