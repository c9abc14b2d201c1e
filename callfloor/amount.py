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

STRATIFIED = "Busy and quiet days are just as frequent as they should be (stratified)."


def days(results: Results, one: str = "replication") -> str:
    """How many days (or calendars) were simulated; if the run was interrupted, of how many."""
    done = words.plural(results.replications, one)
    return done if results.complete else f"{done} of {results.asked}"


def precision(results: Results) -> tuple[str, ...]:
    """How near the limits of each measure came for which that was asked, and what made them nearer, a sentence each."""
    found = [_precision(reached, results) for reached in results.precision]
    found += [CONTROL] if corrected(results) else []
    found += [STRATIFIED] if stratified(results) else []
    return (*found, *([] if results.batches is None else [_batches(results, results.batches)]))


def in_vain(results: Results, *, stratify: bool = False) -> tuple[str, ...]:
    """What was asked for to make limits nearer and changed nothing, a sentence each."""
    from sim.variance import DAYS_EACH

    done, found = words.plural(results.replications, "replication"), []
    if results.control and not corrected(results):
        few = results.replications < 2 * DAYS_EACH
        why = f"it takes {2 * DAYS_EACH} replications at least, not {done}" if few else "chance draws no volumes"
        found.append(f"--control changed no figures: {why}.")
    if stratify and not results.work.busyness:
        found.append("--stratify changed nothing: the scenario has no busyness.")
    elif stratify and not stratified(results):
        found.append(f"--stratify is of no use: {done} cannot be spread.")
    return tuple(found)


def corrected(results: Results) -> bool:
    """Whether figures are corrected for how many calls were drawn: asked for, and possible."""
    return results.control and results.known is not None and results.known.control.shape[1] > 0


def stratified(results: Results) -> bool:
    """Whether busy and quiet days are spread: asked for, and there are several days of some busyness."""
    return bool(results.work.busyness) and results.asked > 1


def _batches(results: Results, batches: int) -> str:
    """Where the limits come from, and whether the run is long enough for them."""
    depends = sum(one.dependent for one in results.batch_rows)
    told = f"Limits are from batches of each run, at most {batches}"
    if not depends:
        return f"{told}."
    return f"{told}; for {depends} of {len(results.batch_rows)} figures neighbours are alike, so theirs are wider: a longer calendar is better."


def _precision(reached: Reached, results: Results) -> str:
    after = f"after {words.plural(results.replications, 'replication')}"
    if reached.undefined:
        return f"{reached.key} is undefined {after}: nothing that it is about happened."
    if math.isnan(reached.found):
        why = "one has no spread" if results.replications == 1 else "it is undefined on most of them"
        return f"{reached.key} has no limits {after}: {why}."
    scale, unit = (100, " points") if reached.share else (1, "")
    found, asked = f"± {scale * reached.found:.3g}{unit}", f"± {scale * reached.asked:g}"
    if reached.near_enough:
        return f"{reached.key} is known to {found} {after}; {asked} was asked for."
    more = "" if not results.complete else "; ask for more with --replications"
    return f"{reached.key} is only known to {found} {after}, not to the {asked} that was asked for{more}."


def document(results: Results) -> Document:
    """What other programs want to know of it; nothing for a plain run that came to its end."""
    found: Document = {}
    if not results.complete:
        found["interrupted"] = {"asked": results.asked}
    if corrected(results):
        found["control"] = True
    if stratified(results):
        found["stratified"] = True
    if results.batches is not None:
        found["batches"] = results.batches
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
