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

from sim.compiled.jit import njit
from sim.log import Cause, Sequel
from sim.sums.names import names_of
from sim.sums.rows import Floats, Rows

if TYPE_CHECKING:
    from scenarios.satisfaction import Satisfaction
    from scenarios.schema import Scenario
    from sim.sums.tally import Tally

# Numbers in place of names: constants, for the compiler.
SETTLED = (int(Sequel.NOTHING), int(Sequel.FOLLOW_UP), int(Sequel.DISPLEASED))
HANDED_ON, AGAIN = int(Cause.ESCALATION), (int(Cause.RETRY), int(Cause.REPEAT))
RELIABILITY, RESPONSIVENESS, ASSURANCE, EMPATHY, TANGIBLES = range(5)
DIMENSIONS = ("reliability", "responsiveness", "assurance", "empathy", "tangibles")


def scores(model: Satisfaction, rows: Rows, wait: Floats) -> Floats:
    """Score of each row, 0 to 100, were it answered after its ``wait`` (s)."""
    given = np.empty(len(rows.number))
    best, weights = (
        np.array([getattr(part, name) for name in DIMENSIONS]) for part in (model.dimensions, model.weights)
    )
    points = (model.unresolved, model.wait_per_min, model.transfer, model.repeat)
    _score(rows, wait, best, weights, points, given)
    return given


@njit
def _score(
    rows: Rows, wait: Floats, best: Floats, weights: Floats, points: tuple[float, float, float, float], given: Floats
) -> None:
    """Score all rows. ``points`` come off if the matter is not settled, for a minute's wait, a transfer, another try."""
    number, cause, sequel = rows.number, rows.cause, rows.sequel
    unresolved, a_minute, transfer, again = points
    transfers, tries = 0, 0  # of the contact, up to and including the row
    for row in range(len(given)):
        if row == 0 or number[row] != number[row - 1]:
            transfers, tries = 0, 0
        transfers += cause[row] == HANDED_ON
        tries += cause[row] in AGAIN
        unsettled = 0.0 if sequel[row] in SETTLED else unresolved
        waiting = a_minute * wait[row] / 60 if wait[row] > 0 else 0.0
        given[row] = (
            weights[RELIABILITY] * max(best[RELIABILITY] - unsettled, 0.0)
            + weights[RESPONSIVENESS] * max(best[RESPONSIVENESS] - waiting, 0.0)
            + weights[ASSURANCE] * max(best[ASSURANCE] - transfer * transfers, 0.0)
            + weights[EMPATHY] * max(best[EMPATHY] - again * tries, 0.0)
            + weights[TANGIBLES] * best[TANGIBLES]
        )


@dataclass(frozen=True)
class Bands:
    """Shares of the rated contacts: good, pass (not good, but good enough) and poor; None where nobody rated."""

    good: float | None
    passed: float | None
    poor: float | None


def bands(scenario: Scenario, tallies: Sequence[Tally], scope: str, name: str) -> Bands:
    """Shares of a name's rated contacts in each band: sum over all days / sum over all days."""
    row = names_of(scenario)[scope].index(name)
    rated, good, passed = (
        sum(float(one.sums[scope][key][row].sum()) for one in tallies)
        for key in ("rated contacts", "rated good", "rated pass")
    )
    if not rated:
        return Bands(None, None, None)
    return Bands(good / rated, passed / rated, (rated - good - passed) / rated)
