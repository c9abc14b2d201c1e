"""What is known of a simulation before it is run: how big it is, and all that is wrong with what is asked for.

Called in one of the page's warm processes, for a scenario may come from anywhere and be of any size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callfloor.web.safety import limits
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from callfloor.web.settings import Limits


@dataclass(frozen=True)
class Outline:
    """A scenario as it is chosen: what one calendar of it brings, what is asked, and what the file itself says about how much."""

    title: str
    story: str
    calendar: int  # days
    contacts: float  # of one calendar, as expected
    targets: int
    replications: int
    seed: int
    warnings: tuple[str, ...] = ()


def outline(source: str, overrides: tuple[str, ...] = ()) -> Outline:
    """A scenario in a few figures.

    Raises:
        InputError: what is wrong with it.

    """
    from callfloor.language.library import library, titled
    from scenarios.loading import load

    scenario = load(source, overrides)
    story = next((one.story for one in library() if one.name == source), "")
    return Outline(
        titled(scenario.title) or scenario.name,
        " ".join(story.partition("\n\n")[0].split()),
        scenario.calendar.days,
        limits.contacts_of(scenario),
        len(scenario.targets),
        scenario.experiment.replications,
        scenario.experiment.seed,
        tuple(map(str, scenario.warnings)),
    )


def faults(
    source: str, overrides: tuple[str, ...], replications: int | None, precision: tuple[str, ...], allowed: Limits
) -> list[Fault]:
    """All that keeps a simulation from being run: the scenario, its staffing, its size, the precision that is asked for."""
    from scenarios.loading import load
    from sim.days.precision import read, rule
    from sim.staffing import Staffing

    try:
        scenario = load(source, overrides)
    except InputError as wrong:
        return list(wrong.faults)
    found: list[Fault] = []
    wanted = (
        lambda: Staffing.of(scenario),
        lambda: limits.check(scenario, allowed, replications),
        lambda: rule(scenario, read(precision), replications) if precision else None,
    )
    for check in wanted:
        try:
            check()
        except InputError as wrong:
            found += wrong.faults
    return found
