"""The command `plan`: what may be typed after it. The work is in `callfloor/planning.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from callfloor.options import Cluster, Effort, Engine, Json, Language, Out, Seed, Set, Source, Workers

Finish = Callable[[Callable[[], int]], None]
METHODS = ("simulation", "erlang", "both")
SOLVERS = ("highs", "cbc")


def _method(value: str) -> str:
    if value not in METHODS:
        raise typer.BadParameter(
            f'there is no method "{value}"; write --method simulation (search and simulate), --method erlang (formulas, '
            "seconds) or --method both (side by side)."
        )
    return value


TimeLimit = Annotated[
    str | None,
    typer.Option(metavar="DURATION", help='Stop after "5 min" (or a number of seconds) with the best plan.'),
]
Method = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        callback=_method,
        help="simulation: search and simulate; erlang: requirements by formula, a first look in seconds; both: side by side, "
        "with the reason they differ.",
    ),
]
Explain = Annotated[
    bool,
    typer.Option(
        "--explain/--no-explain",
        help="Also say what each target costs, which limits bind and what a further skill would save: some seconds more, after the "
        "plan stands.",
    ),
]
From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="PLAN",
        help="Re-plan: the plan.json or plan.xlsx that is at work; with --after, and better with --so-far.",
    ),
]
After = Annotated[
    str | None, typer.Option(metavar="TIME", help='Re-plan from here on: "11:00". What has begun by then is kept.')
]
SoFar = Annotated[
    Path | None,
    typer.Option(metavar="CSV", help="Contacts that really came until then: columns interval, contact_type, count."),
]
ChangeCost = Annotated[
    float | None,
    typer.Option(metavar="MONEY", help="What changing one person's day weighs (not paid); two hours' pay if left out."),
]
Reach = Annotated[str, typer.Option(metavar="DURATION", help="By how much a shift may end earlier or later.")]
Notice = Annotated[str, typer.Option(metavar="DURATION", help="How soon somebody who is called in can begin.")]
Solver = Annotated[str, typer.Option(metavar="NAME", help="highs or cbc.")]


def register(app: typer.Typer, finish: Finish) -> None:
    """Add the command; ``finish`` does the work and leaves with its exit code."""

    @app.command()
    def plan(  # noqa: PLR0913, PLR0917 - one for each option
        source: Source,
        method: Method = "simulation",
        seed: Seed = None,
        replications: Annotated[
            int | None, typer.Option(min=1, help="Fresh days on which the plan is verified.")
        ] = None,
        engine: Engine = None,
        solver: Solver = "highs",
        workers: Workers = None,
        cluster: Cluster = None,
        out: Out = None,
        language: Language = "en",
        json: Json = None,
        overrides: Set = None,
        time_limit: TimeLimit = None,
        explain: Explain = True,
        standing: From = None,
        after: After = None,
        so_far: SoFar = None,
        change_cost: ChangeCost = None,
        reach: Reach = "2 h",
        notice: Notice = "1 h",
    ) -> None:
        """Find the least-cost shifts that meet the targets (or, without shifts, the agents of each interval), tested on fresh days."""
        begun = monotonic()  # getting ready takes time, too

        def work() -> int:
            from callfloor import planning
            from callfloor.run import Run

            effort = Effort(seed, replications, workers, engine, cluster=cluster)
            run = Run(source, tuple(overrides or ()), effort, out, json, begun)
            if standing is not None or after is not None or so_far is not None:
                from callfloor import replanning_command

                asked = replanning_command.asked(standing, after, so_far, change_cost, reach, notice)
                return replanning_command.plan(run, asked, method=method, time_limit=time_limit, solver=solver)
            if method == "both":
                from callfloor import methods_command

                return methods_command.plan(run, time_limit=time_limit, solver=solver)
            return planning.plan(run, method=method, time_limit=time_limit, solver=solver, explain=explain)

        finish(work)
