"""Where a fault is explained: the page and section of the documentation that says what may stand at its place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from callfloor.authoring.parts import entries, inner
from callfloor.authoring.reference import anchor, title
from scenarios.distributions import EXAMPLES
from scenarios.faults import Fault
from scenarios.fields import Part
from scenarios.schema import Scenario

TABLES = {".csv", ".gz", ".xlsx", ".xlsm", ".parquet", ".zip", ".txt", ".tsv"}
LANGUAGE = "docs/language.md"
DISTRIBUTION = f"{LANGUAGE}#distribution"
OPTIONS = {  # faults of what was typed, by the option
    "--set": f"{LANGUAGE}#values",
    "--precision": "docs/how-many-days.md",
    "--stratify": "docs/how-many-days.md",
    "--control": "docs/how-many-days.md",
    "--batches": "docs/how-many-days.md",
    "--resume": "docs/how-many-days.md",
    "--cluster": "docs/at-scale.md",
    "--logs": "docs/logs.md",
    "--mapping": "docs/imports.md",
    "--so-far": "docs/re-planning.md",
    "--after": "docs/re-planning.md",
    "--staff": "docs/rosters.md",
    "--check": "docs/rosters.md",
    "--vip": "docs/lanes.md",
    "--others": "docs/lanes.md",
    "--regions": "docs/lanes.md",
}


def pages(faults: Iterable[Fault]) -> tuple[str, ...]:
    """Pages that explain the faults, each once, in their order."""
    found = (page_of(fault) for fault in faults)
    return tuple(dict.fromkeys(page for page in found if page is not None))


def page_of(fault: Fault) -> str | None:
    """The section that says what may stand where the fault is; none where no page does, or where that is not sure.

    Records and lists of staff have faults too, whose keys are columns; a word of the language there would be chance.
    """
    if not fault.key:
        return OPTIONS.get(fault.file)
    steps = fault.key.split(".")
    if steps[0] not in {
        entry.key for entry in entries(Scenario)
    }:  # a slip at the top of a scenario: its message lists what is known
        return f"{LANGUAGE}#{anchor(title(Scenario))}" if "agent_groups" in fault.message else None
    of_a_table = Path(fault.file).suffix in TABLES and len(steps) == 1
    return None if of_a_table else section(steps)


def section(path: Iterable[str | int]) -> str | None:
    """The section of the part that a key belongs to: of the innermost that the language knows on the way to it."""
    steps = [str(step) for step in path]
    if any(step in EXAMPLES for step in steps[1:]):
        return DISTRIBUTION
    part: type[Part] = Scenario
    known = False
    while steps:
        step, *steps = steps
        nearer = _nearer(part, step, steps)
        if nearer is None:
            known = known or step in {entry.key for entry in entries(part)}
            break
        part, steps, known = *nearer, True
    return f"{LANGUAGE}#{anchor(title(part))}" if known or part is not Scenario or not steps else None


def _nearer(part: type[Part], step: str, rest: list[str]) -> tuple[type[Part], list[str]] | None:
    """The part that a key leads to, and what remains of the path; lists and names of one's own take a step more."""
    entry = next((entry for entry in entries(part) if entry.key == step), None)
    if entry is None:
        return None
    for found, suffix in inner(entry):
        needs_more = bool(suffix) or found is entry.extra.get("part")  # a table may stand there, and need not
        if rest or not needs_more:
            return found, rest[1:] if suffix else rest
    return None
