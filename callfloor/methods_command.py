"""What `plan --method both` does: plan by both methods, say the difference, write the files.

The plan that is searched for and simulated stands in the files as ever; beside it, under names that begin with `erlang_`, the plan by formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import documents, headlines, methods
from callfloor.planning import for_search, limit_of
from callfloor.run import Run, loaded, write, write_json

if TYPE_CHECKING:
    from callfloor.terminal import Terminal
    from optimize.formula.methods import Methods

OTHER = "erlang_"  # before the names of the files of the plan by formula
PLAN_FILES = ("plan.json", "shifts.csv", "staffing.csv", "targets.csv")


def plan(run: Run, *, time_limit: str | None = None, solver: str = "highs") -> int:
    """`callfloor plan --method both`; the exit code is that of the plan that is searched for."""
    from callfloor import exports, report
    from optimize.formula.methods import both

    limit = limit_of(time_limit)
    scenario, terminal = loaded(run), run.terminal
    with (
        run.effort.crew(terminal.note) as workers,
        terminal.telling(f"Planning {scenario.name} by two methods") as progress,
    ):
        found = both(
            scenario,
            seed=run.effort.seed,
            replications=run.effort.replications,
            time_limit=for_search(run, limit),
            workers=workers,
            engine=run.effort.engine,
            solver=solver,
            progress=progress,
        )
    first, second = methods.ends(found)
    folder = run.folder(scenario)
    if folder is not None:
        others = exports.planning(second)
        files = {
            "report.html": report.methods(found, first, second),
            "methods.json": documents.text(methods.document(found)).encode(),
            **exports.planning(first),
            **{OTHER + name: others[name] for name in PLAN_FILES if name in others},
        }
        write(terminal, folder, files, stale=(*exports.PLAN_TABLES, *(OTHER + name for name in PLAN_FILES)))
    write_json(run, methods.document(found))
    _tell(terminal, found)
    return first.exit_code


def _tell(terminal: Terminal, found: Methods) -> None:
    if terminal.quiet:
        return
    first, second = methods.ends(found)
    terminal.headline(methods.sentence(found))
    terminal.table("The two plans, on the same fresh days", methods.side_by_side(found))
    if found.causes:
        terminal.table(
            "The plan by formula at each target's worst period, without what the formula leaves out", methods.why(found)
        )
    for line in methods.reasons(found):
        terminal.say(line)
    for ended in (first, second):
        if ended.conflict or ended.plan is None:
            terminal.say(headlines.planned(ended))
    plan_by_formula = second.plan
    if plan_by_formula is not None and plan_by_formula.by_formula is not None:
        for line in plan_by_formula.by_formula.assumes:
            terminal.say(line)
        terminal.say(headlines.verified(plan_by_formula))
