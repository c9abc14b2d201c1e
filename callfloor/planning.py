"""What `plan` does: load, plan, say the answer, write the files; gives the exit code."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callfloor import beside, documents_planned, headlines, nearest, replanning, telling, words
from callfloor.ended import Ended
from callfloor.run import Run, loaded, write, write_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from callfloor.figures.picture import Table
    from callfloor.terminal import Terminal
    from optimize.outcome import Plan
    from scenarios.schema import Scenario

KEPT, MOST_KEPT = 0.2, 2.0  # of a limit on time, and seconds at most, for telling and writing what was found


def plan(
    run: Run, *, method: str = "simulation", time_limit: str | None = None, solver: str = "highs", explain: bool = True
) -> int:
    """`callfloor plan`, by one method."""
    from callfloor import exports, report
    from optimize.refusals import roster_of

    limit = limit_of(time_limit)
    scenario, terminal = loaded(run, then=roster_of), run.terminal
    with (
        run.effort.crew(terminal.note) as workers,
        terminal.telling(f"Planning the {'shifts' if scenario.shifts else 'agents'} of {scenario.name}") as progress,
    ):
        asked = Asked(
            method, run.effort.seed, run.effort.replications, limit, solver, run.effort.engine, explain=explain
        )
        ended = found(scenario, asked, workers, progress, begun=run.begun)
    folder = run.folder(scenario)
    if folder is not None:
        files = {"report.html": report.planning(ended), **exports.planning(ended)}
        write(terminal, folder, files, stale=exports.PLAN_TABLES)
    write_json(run, documents_planned.plan(ended))
    tell(terminal, ended)
    return ended.exit_code


@dataclass(frozen=True)
class Asked:
    """How a plan is looked for; ``limit``: seconds for all of it."""

    method: str = "simulation"
    seed: int | None = None
    replications: int | None = None
    limit: float | None = None
    solver: str = "highs"
    engine: str | None = None
    explain: bool = True


def found(
    scenario: Scenario,
    asked: Asked,
    workers: int | Executor = 1,
    progress: Callable[[str], None] | None = None,
    *,
    begun: float | None = None,
) -> Ended:
    """Plan, and say what the targets cost: the whole of `callfloor plan` but what it shows and writes. ``begun``: when its time began."""
    from optimize import plan as planner

    since = time.monotonic() if begun is None else begun
    started, say = time.monotonic(), progress or (lambda _: None)
    outcome = planner.plan(
        scenario,
        method=asked.method,
        seed=asked.seed,
        replications=asked.replications,
        time_limit=_left(asked.limit, since),
        workers=workers,
        engine=asked.engine,
        solver=asked.solver,
        progress=say,
    )
    ended = Ended.of(scenario, outcome, time.monotonic() - started, limited=asked.limit is not None)
    if asked.explain and ended.status == "met" and asked.method == "simulation":
        ended = telling.told(ended, workers, asked.engine, _left(asked.limit, since), say)
    return ended


def for_search(run: Run, limit: float | None) -> float | None:
    """Seconds that are left of a limit for the search: what it took to get ready is gone, and the report wants some."""
    return _left(limit, run.begun)


def _left(limit: float | None, begun: float) -> float | None:
    return None if limit is None else max(limit - min(KEPT * limit, MOST_KEPT) - (time.monotonic() - begun), 0.0)


def limit_of(text: str | None) -> float | None:
    """Seconds; a bare number is taken as seconds."""
    if text is None:
        return None
    from callfloor.formulas import as_input
    from scenarios import units

    try:
        limit = float(text)
    except ValueError:
        limit = as_input("--time-limit", text, units.duration)
    return as_input("--time-limit", limit, _positive)


def _positive(value: float) -> float:
    if not 0 < value < float("inf"):
        raise ValueError(f"{value:g} is no time limit; give a positive one, such as 5 min")
    return value


def tell(terminal: Terminal, ended: Ended) -> None:
    """Say how it ended: the answer, what stands in the way, shifts or agents, targets, and how it is known."""
    from callfloor.figures.shifts import shift_table
    from callfloor.figures.weeks import by_day, staff_in_words
    from callfloor.tables_planned import agents_table

    terminal.headline(headlines.planned(ended))
    stands = "These cannot all hold:" if len(ended.conflict) > 1 else "What stands in the way:"
    for title, lines in ((stands, ended.stands), ("What would free it:", ended.frees)):
        if lines and ended.replanned is None:
            terminal.say("\n".join((title, *(f"  - {line}" for line in lines))))
    found = ended.plan
    short = nearest.lines(ended) if ended.no_solution else []
    if short:
        terminal.say("\n".join(("The nearest plan:", *(f"  - {line}" for line in short))))
    replanning.tell(terminal, ended)
    if found is not None:
        if ended.by_interval:
            terminal.table("Agents by interval: scheduled (on the floor)", agents_table(found))
        else:
            shifts = by_day(found) if ended.scenario.calendar.days > 1 else shift_table(found, ended.scenario)
            terminal.table("Shifts", shifts)
            if ended.scenario.calendar.days > 1:
                terminal.say(f"{staff_in_words(found)} Breaks are in shifts.csv.")
        terminal.table(
            "Targets, each at its worst period",
            targets_table(ended, found),
        )
        terminal.say(
            f"{'the nearest plan would ' if ended.no_solution else ''}cost {ended.priced(found.cost)}{_distance(ended)}; {words.number(found.paid_hours)} paid "
            f"hours, {words.number(found.fte)} full-time equivalents of {words.number(found.full_time)} paid hours"
        )
        for note in (
            *beside.sentences(found),
            *(() if found.by_formula is None else found.by_formula.assumes),
        ):
            terminal.say(note)
        terminal.say(headlines.verified(found))
        telling.tell(terminal, ended)
    if ended.proof:
        terminal.say(ended.proof)


def targets_table(ended: Ended, found: Plan) -> Table:
    """The targets of a plan, each at its worst period."""
    from callfloor import tables
    from callfloor.figures import judged

    days = judged.days_of(found.results)
    return tables.targets(ended.scenario, found.verdicts, exact=found.exact, promised=promises(ended), days=days)


def promises(ended: Ended) -> tuple[float | None, ...] | None:
    """What the formula promises of each target, where a formula made the plan."""
    found = ended.plan
    return None if found is None or found.by_formula is None else found.by_formula.promised


def _distance(ended: Ended) -> str:
    """How far the cost is from least: nothing where no plan meets the targets, and so none has a least cost."""
    if ended.plan is None or ended.known_bound is None:
        return ""
    gap = (
        f", gap {words.share(ended.plan.gap)}" if ended.plan.met else ""
    )  # a plan that misses is not far from least, but short of it
    return f", bound {ended.priced(ended.known_bound)}{gap}"
