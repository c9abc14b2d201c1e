"""Satisfaction: what the contacts would say of their service, as far as the log can tell.

The model is SERVPERF (Cronin and Taylor 1992): five dimensions of service, each scored from 0 to 100, weighted and added. The
scenario says what each scores when all goes well; what a contact lives through takes points off:

- responsiveness: so many for each minute of its wait;
- reliability: if it is not settled (it has to come again, is handed on, complains, or nothing follows);
- assurance: for each time that the contact was handed on before;
- empathy: for each attempt so far that had to be made again (a repeat, or a retry after giving up or being turned away).

No dimension falls below 0. Every answered attempt in an immediate queue (voice, chat, counter) is rated; who was not answered rates
nothing. The coefficients are a planner's assumption, not measured; so are the bands good, pass and poor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.log import Cause, Log, Sequel
from sim.sums.grid import FloatArray

if TYPE_CHECKING:
    from scenarios.satisfaction import Satisfaction
    from scenarios.schema import Scenario
    from sim.sums.tally import Tally

SETTLED = (Sequel.NOTHING, Sequel.FOLLOW_UP, Sequel.DISPLEASED)
AGAIN = (Cause.RETRY, Cause.REPEAT)


def scores(model: Satisfaction, log: Log, wait: FloatArray) -> FloatArray:
    """Score of each row, 0 to 100, were it answered after this ``wait`` (s)."""
    lost = {
        "reliability": model.unresolved * ~np.isin(log.sequel, SETTLED),
        "responsiveness": model.wait_per_min * np.nan_to_num(wait) / 60,
        "assurance": model.transfer * so_far(log, log.cause == Cause.ESCALATION),
        "empathy": model.repeat * so_far(log, np.isin(log.cause, AGAIN)),
        "tangibles": np.zeros(len(log)),
    }
    parts = [
        getattr(model.weights, name) * np.maximum(getattr(model.dimensions, name) - points, 0.0)
        for name, points in lost.items()
    ]
    return np.asarray(np.sum(parts, axis=0), float)


def so_far(log: Log, which: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many of ``which`` rows each contact has had, up to and including each row."""
    rows = np.arange(len(log))
    first = np.maximum.accumulate(np.where(np.r_[True, log.number[1:] != log.number[:-1]][: len(log)], rows, 0))
    seen = np.cumsum(which)
    return np.asarray(seen - seen[first] + which[first], np.int64)


@dataclass(frozen=True)
class Bands:
    """Shares of the rated contacts: good, pass (not good, but good enough) and poor; None where nobody rated."""

    good: float | None
    passed: float | None
    poor: float | None


def bands(scenario: Scenario, tallies: Sequence[Tally], scope: str, name: str) -> Bands:
    """Shares of a name's rated contacts in each band: sum over all days / sum over all days."""
    from sim.sums.tally import names_of

    row = names_of(scenario)[scope].index(name)
    rated, good, passed = (
        sum(float(one.sums[scope][key][row].sum()) for one in tallies)
        for key in ("rated contacts", "rated good", "rated pass")
    )
    if not rated:
        return Bands(None, None, None)
    return Bands(good / rated, passed / rated, (rated - good - passed) / rated)
