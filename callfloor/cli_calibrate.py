"""`callfloor calibrate` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from callfloor.options import Language


def register(app: typer.Typer, finish: Callable[[Callable[[], int]], None]) -> None:
    """Add the command; ``finish`` does the work and leaves with its exit code."""

    @app.command()
    def calibrate(  # noqa: PLR0913, PLR0917 - one for each option
        log: Annotated[
            Path,
            typer.Argument(metavar="LOG", help="A call-by-call log, or the folder that simulate --logs has written."),
        ],
        out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the scenario is written; it must not exist.")],
        mapping: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Which column of the log is which; guessed if left out.")
        ] = None,
        start: Annotated[
            str | None, typer.Option(metavar="DATE", help="The scenario's day, one of the log's, such as 1999-02-15.")
        ] = None,
        interval: Annotated[str, typer.Option(metavar="TIME", help="Grid of volumes and staffing.")] = "30 min",
        week: Annotated[bool, typer.Option("--week", help="A scenario of seven days instead of one.")] = False,
        first_day: Annotated[
            str | None,
            typer.Option(metavar="DATE", help="Date of a callfloor log's first day, which it does not name."),
        ] = None,
        replications: Annotated[
            int, typer.Option(min=2, help="Days simulated to be set beside the recorded ones.")
        ] = 100,
        language: Language = "en",
    ) -> None:
        """Make a scenario from a call log, with standard errors, and say how well its simulation agrees with the log."""

        def work() -> int:
            from callfloor.calibrating import Wanted, run
            from callfloor.formulas import as_input
            from scenarios import units

            days = {
                name: None if text is None else as_input(name, text, units.day)
                for name, text in (("--start", start), ("--first-day", first_day))
            }
            length = as_input("--interval", interval, units.duration)
            return run(Wanted(log, out, days["--start"], mapping, days["--first-day"], length, week, replications))

        finish(work)
