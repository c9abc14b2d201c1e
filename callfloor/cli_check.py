"""The command `check`: what may be typed. The work is in `callfloor/workbooks/check.py`.

It is called as `roster --check` is: both take back what a planner has edited, say what is wrong with it, and price it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from callfloor.options import Cluster, Effort, Engine, Json, Seed, Set, Source, Workers

Finish = Callable[[Callable[[], int]], None]


def register(app: typer.Typer, finish: Finish) -> None:
    """Add the command; ``finish`` does the work and leaves with its exit code."""

    @app.command()
    def check(  # noqa: PLR0913, PLR0917 - one for each option
        source: Source,
        plan: Annotated[
            Path, typer.Argument(metavar="PLAN", help="The plan.xlsx of a plan as you have edited it (or a plan.json).")
        ],
        seed: Seed = None,
        replications: Annotated[int | None, typer.Option(min=1, help="Fresh days on which the plan is tested.")] = None,
        engine: Engine = None,
        workers: Workers = None,
        cluster: Cluster = None,
        out: Annotated[
            Path | None,
            typer.Option(
                metavar="FOLDER", help="Write the plan as it is now there, and a report; nothing if left out."
            ),
        ] = None,
        json: Json = None,
        overrides: Set = None,
    ) -> None:
        """Read an edited plan again: what is wrong with it, what was changed, what it costs, whether its targets are met."""

        def work() -> int:
            from callfloor.run import Run
            from callfloor.workbooks.check import run

            effort = Effort(seed, replications, workers, engine, cluster=cluster)
            return run(Run(source, tuple(overrides or ()), effort, out, json), plan)

        finish(work)
