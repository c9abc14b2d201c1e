"""Amount: how many days a run had, whether they were all, and how near its limits came, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from callfloor import words

if TYPE_CHECKING:
    from callfloor.documents import Document
    from sim.days.precision import Reached
    from sim.experiment import Results


CONTROL = "Figures are corrected for how many calls were drawn, more or fewer than expected."


def days(results: Results, one: str = "replication") -> str:
    """How many days (or calendars) were simulated; if the run was interrupted, of how many."""
    done = words.plural(results.replications, one)
    return done if results.complete else f"{done} of {results.asked}"


def precision(results: Results) -> tuple[str, ...]:
    """How near the limits of each measure came for which that was asked, and what made them nearer, a sentence each."""
    return (*(_precision(reached, results) for reached in results.precision), *((CONTROL,) if results.control else ()))


def _precision(reached: Reached, results: Results) -> str:
    after = f"after {words.plural(results.replications, 'replication')}"
    if math.isnan(reached.found):
        return f"{reached.key} has no limits {after}: it is undefined on most of them."
    if reached.near_enough:
        return f"{reached.key} is known to ± {reached.found:.3g} {after}; ± {reached.asked:g} was asked for."
    more = "" if not results.complete else "; ask for more with --replications"
    return f"{reached.key} is only known to ± {reached.found:.3g} {after}, not to the ± {reached.asked:g} that was asked for{more}."


def document(results: Results) -> Document:
    """What other programs want to know of it; nothing for a plain run that came to its end."""
    found: Document = {}
    if not results.complete:
        found["interrupted"] = {"asked": results.asked}
    if results.control:
        found["control"] = True
    if results.precision:
        found["precision"] = [
            {
                "measure": reached.key,
                "asked": reached.asked,
                "half_width": None if math.isnan(reached.found) else reached.found,
                "reached": reached.near_enough,
            }
            for reached in results.precision
        ]
    return found
