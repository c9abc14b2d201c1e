"""The square-root rule: how many agents a lane needs, on a page.

A lane with a load of R erlangs needs R agents to keep up and some more to answer soon: beta x the square root of R. What beta has to be
follows from the promise. With patience (Garnett, Mandelbaum and Reiman 2002) the chance to wait at all is
1 / (1 + sqrt(theta / mu) h(beta sqrt(mu / theta)) / h(-beta)), h being the hazard of the normal law, mu and theta the rates at
which contacts are handled and patience ends; and of those who wait, the share that waits longer than T follows from a normal law
that is cut off. Without patience it is Halfin and Whitt's (1981). Times are taken as exponential, the promise as one in
the long run; the simulated number knows better, and stands beside it.
"""

from __future__ import annotations

from math import ceil, exp, inf, sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import log_ndtr, ndtr
from scipy.stats import norm

from optimize.handling import handling
from optimize.lanes.measuring import is_about
from optimize.lanes.result import LaneSize, SquareRoot
from optimize.lanes.rule import loads
from optimize.visits import visits

if TYPE_CHECKING:
    from optimize.lanes.classes import Classes
    from optimize.lanes.designs import Design
    from sim.staffing import Staffing

USUAL = (0.9, 20.0)  # answered within so many seconds, where nothing is asked of the VIPs' answers
SLACK = 1e-9
INSTANT = 1e-3  # s
TOP = 8.0


def beta_for(asked: float, within: float, load: float, handle: float, patience: float) -> float:
    """The least beta with which so large a share does not wait longer than ``within``; all in seconds, patience may be endless."""
    low, high = -sqrt(load) + 1e-6, TOP
    if later(high, within, load, handle, patience) > 1 - asked:
        return high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if later(middle, within, load, handle, patience) <= 1 - asked else (middle, high)
    return high


def later(beta: float, within: float, load: float, handle: float, patience: float) -> float:
    """Chance to find a wait longer than ``within`` with load + beta x square root of the load agents."""
    agents, mu = load + beta * sqrt(load), 1 / handle
    if patience == inf:
        if beta <= 0:
            return 1.0
        waits = 1 / (1 + beta * float(ndtr(beta)) / float(norm.pdf(beta)))
        return waits * exp(-beta * sqrt(agents) * mu * within)
    theta = 1 / patience
    bent = beta * sqrt(mu / theta)
    waits = 1 / (1 + sqrt(theta / mu) * _hazard(bent) / _hazard(-beta))
    return waits * float(np.exp(log_ndtr(-(bent + within * sqrt(agents * mu * theta))) - log_ndtr(-bent)))


def _hazard(at: float) -> float:
    return float(np.exp(norm.logpdf(at) - log_ndtr(-at)))


def _mean_times(design: Design, classes: Classes) -> tuple[float, float]:
    """Mean handling of the lane's contacts, and their patience, all types by how many of them come.

    How soon people begin to give up is what counts where few wait long, so it is the rates of giving up that are averaged.
    """
    scenario = design.scenario
    able = scenario.agent_groups[design.lane[0]].skills
    flows = {
        key: float(flow.sum())
        for key, flow in visits(scenario).items()
        if key[0] in classes.vip.contact_types and key[1] in able
    }
    whole = sum(flows.values())
    busy = sum(flow * handling(scenario, design.lane[0], queue) for (_, queue), flow in flows.items())
    leaving = sum(
        flow / max(scenario.contact_types[kind].patience.mean(), INSTANT) for (kind, _), flow in flows.items()
    )
    return busy / whole, whole / leaving if leaving else inf


def square_root(design: Design, staffing: Staffing | None, classes: Classes) -> SquareRoot:
    """The lane's size by the rule, interval by interval, beside that of the dedicated lane as it was sized."""
    scenario = design.scenario
    load = sum(
        (own for name, own in loads(scenario, design).items() if name in design.lane),
        np.zeros(scenario.calendar.intervals),
    )
    asked = [
        (target.asked, target.within)
        for target in scenario.targets
        if target.measure == "answer_rate"
        and target.within is not None
        and is_about(target.scope, target.of_what, classes.vip)
    ]
    handle, patience = _mean_times(design, classes)
    most = max(float(load.max()), 1e-6)
    beta, (share, within) = max(
        (beta_for(*one, most, handle, patience), one) for one in asked or [USUAL]
    )  # the strictest promise decides
    floor = (
        np.full(len(load), np.nan)
        if staffing is None
        else np.sum([staffing.mean_on_floor(name) for name in design.lane], axis=0)
    )
    sizes = tuple(
        LaneSize(start, float(one), ceil(max(one + beta * sqrt(one), 0.0) - SLACK), float(there))
        for start, one, there in zip(scenario.calendar.starts, load, floor, strict=True)
    )
    told = SquareRoot(beta, "", sizes)
    busiest = told.busiest
    said = (
        f"At its busiest the lane has a load of {busiest.load:.1f} erlangs. {share:.0%} within {within:g} s takes a beta of {beta:.2f}: "
        f"{busiest.square_root} agents by the rule, {busiest.simulated:.0f} on the floor as sized."
    )
    return SquareRoot(beta, said, sizes)
