"""What `plan --from` does: read the plan and the morning, plan the rest of the day, say what changes."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from callfloor import documents_planned, planning, replanning
from callfloor.ended import Ended
from callfloor.run import loaded, write, write_json
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from callfloor.run import Run


@dataclass(frozen=True)
class Asked:
    """What the options of a re-planning say, as they were typed."""

    plan: Path
    after: str
    so_far: Path | None = None
    change_cost: float | None = None
    reach: str = "2 h"
    notice: str = "1 h"


def asked(
    plan: Path | None, after: str | None, so_far: Path | None, change_cost: float | None, reach: str, notice: str
) -> Asked:
    """The options together.

    Raises:
        InputError: one is missing.

    """
    missing = [
        Fault(key, None, "", text)
        for key, given, text in (
            ("--from", plan, "is missing: name the plan.json (or plan.xlsx) that is at work"),
            ("--after", after, 'is missing: say from when on the day is to be planned, such as --after "11:00"'),
        )
        if given is None
    ]
    if plan is None or after is None:
        raise InputError(missing)
    return Asked(plan, after, so_far, change_cost, reach, notice)


def plan(
    run: Run, asked: Asked, *, method: str = "simulation", time_limit: str | None = None, solver: str = "highs"
) -> int:
    """`callfloor plan --from`."""
    from callfloor import exports, report
    from callfloor.formulas import as_input
    from callfloor.workbooks.plans import standing
    from optimize.replanning import morning
    from optimize.replanning.replan import replan
    from scenarios import units

    scenario, terminal = loaded(run), run.terminal
    limit = planning.limit_of(time_limit)
    reach, notice = (
        as_input(key, text, units.duration) for key, text in (("--reach", asked.reach), ("--notice", asked.notice))
    )
    if method != "simulation":
        fault = f"is {method}; the rest of a day is re-planned by simulation only: leave it out"
        raise InputError([Fault("--method", None, "", fault)])
    if asked.change_cost is not None and asked.change_cost < 0:
        raise InputError([Fault("--change-cost", None, "", f"{asked.change_cost:g} is below 0; write 0 or more")])
    now = morning.moment(scenario, asked.after)
    stands = standing(asked.plan, scenario)
    seen = morning.Morning(now, {}) if asked.so_far is None else morning.read(asked.so_far, scenario, now)
    begun = time.monotonic()
    with (
        run.effort.crew(terminal.note) as workers,
        terminal.telling(f"Planning the rest of the day of {scenario.name}") as progress,
    ):
        found = replan(
            scenario, stands, seen, change_cost=asked.change_cost, reach=reach, notice=notice, seed=run.effort.seed,
            replications=run.effort.replications, time_limit=planning.for_search(run, limit), workers=workers, engine=run.effort.engine, solver=solver,
            progress=progress,
        )  # fmt: skip
    ended = replace(Ended.of(scenario, found.outcome, time.monotonic() - begun), replanned=found, bound=None)
    folder = run.folder(scenario)
    if folder is not None:
        files = {
            "report.html": report.planning(ended),
            **exports.planning(ended),
            replanning.FILE: exports.csv(replanning.frame(scenario, found)),
        }
        write(terminal, folder, files, stale=(*exports.PLAN_TABLES, replanning.FILE))
    write_json(run, documents_planned.plan(ended))
    planning.tell(terminal, ended)
    return ended.exit_code
