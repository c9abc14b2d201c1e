"""Amount: how many days a run had, whether they were all, and how near its limits came, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from callfloor import words
from callfloor.language import later, plural, say

if TYPE_CHECKING:
    from sim.days.precision import Reached
    from sim.experiment import Results

Document = dict[str, Any]
CONTROL = later("Figures are corrected for how many calls were drawn, more or fewer than expected.")

STRATIFIED = later("Busy and quiet days are just as frequent as they should be (stratified).")
ONES = {
    "replication": ("{n} replication", later("{n} replications")),
    "simulated day": ("{n} simulated day", later("{n} simulated days")),
    "calendar": ("{n} calendar", later("{n} calendars")),
}


def days(results: Results, one: str = "replication") -> str:
    """How many days (or calendars) were simulated; if the run was interrupted, of how many."""
    done = plural(*ONES[one], results.replications)
    return done if results.complete else say("{done} of {all}", done=done, all=results.asked)


def precision(results: Results) -> tuple[str, ...]:
    """How near the limits of each measure came for which that was asked, and what made them nearer, a sentence each."""
    found = [_precision(reached, results) for reached in results.precision]
    found += [say(CONTROL)] if corrected(results) else []
    found += [say(STRATIFIED)] if stratified(results) else []
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
    if not depends:
        return say("Limits are from batches of each run, at most {batches}.", batches=batches)
    return say(
        "Limits are from batches of each run, at most {batches}; for {depends} of {all} figures neighbours are alike, so theirs are wider: "
        "a longer calendar is better.",
        batches=batches, depends=depends, all=len(results.batch_rows),
    )  # fmt: skip


def _precision(reached: Reached, results: Results) -> str:
    key, after = reached.key, plural("after {n} replication", "after {n} replications", results.replications)
    if reached.undefined:
        return say("{key} is undefined {after}: nothing that it is about happened.", key=key, after=after)
    if math.isnan(reached.found):
        why = say("one has no spread") if results.replications == 1 else say("it is undefined on most of them")
        return say("{key} has no limits {after}: {why}.", key=key, after=after, why=why)
    found, asked = f"± {100 * reached.found:.3g}", f"± {100 * reached.asked:g}"
    found = say("{limits} points", limits=found)
    if not reached.share:
        found, asked = f"± {reached.found:.3g}", f"± {reached.asked:g}"
    if reached.near_enough:
        return say(
            "{key} is known to {found} {after}; {asked} was asked for.", key=key, found=found, after=after, asked=asked
        )
    return say(
        "{key} is only known to {found} {after}, not to the {asked} that was asked for; ask for more with --replications."
        if results.complete
        else "{key} is only known to {found} {after}, not to the {asked} that was asked for.",
        key=key, found=found, after=after, asked=asked,
    )  # fmt: skip


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
