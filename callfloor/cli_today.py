"""The command `today`: what may be typed. The work is in `callfloor/intraday/command.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from callfloor.options import Cluster, Effort, Engine, Json, Language, Out, Seed, Set, Source, Workers

Finish = Callable[[Callable[[], int]], None]


def register(app: typer.Typer, finish: Finish) -> None:
    """Add the command; ``finish`` does the work and leaves with its exit code."""

    @app.command()
    def today(  # noqa: PLR0913, PLR0917 - one for each option
        source: Source,
        so_far: Annotated[
            Path | None,
            typer.Option(
                metavar="FILE",
                help="Contacts that came (CSV or Excel): columns interval, contact_type, count, or one a type.",
            ),
        ] = None,
        plan: Annotated[
            Path | None,
            typer.Option(
                metavar="PLAN", help="The plan.json or plan.xlsx that is worked; the scenario's staffing if left out."
            ),
        ] = None,
        at: Annotated[
            str | None,
            typer.Option(metavar="TIME", help='What time it is: "11:00"; the end of the counts if left out.'),
        ] = None,
        spread: Annotated[
            float,
            typer.Option(
                help="Assumed of types without busyness: how far days stray from their forecast; 0 for not at all."
            ),
        ] = 0.1,
        mend: Annotated[
            bool, typer.Option("--mend/--no-mend", help="Also find how many people would keep what is at risk.")
        ] = True,
        replan: Annotated[
            bool, typer.Option("--replan", help="Then plan the rest of the day anew (with --plan and --so-far).")
        ] = False,
        seed: Seed = None,
        replications: Annotated[
            int | None,
            typer.Option(min=2, help="Days to simulate; as many as their contacts allow (100 to 1000) if left out."),
        ] = None,
        engine: Engine = None,
        workers: Workers = None,
        cluster: Cluster = None,
        out: Out = None,
        language: Language = "en",
        json: Json = None,
        overrides: Set = None,
    ) -> None:
        """Look at the rest of a day from what came so far: what is expected, which targets are at risk, who is short."""

        def work() -> int:
            from callfloor.intraday.command import Asked, run
            from callfloor.run import Run

            effort = Effort(seed, replications, workers, engine, cluster=cluster)
            given = Run(source, tuple(overrides or ()), effort, out, json)
            return run(given, Asked(so_far, plan, at, spread, mend, replan))

        finish(work)
