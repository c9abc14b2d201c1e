"""The command `forecast`: what may be typed. The work is in `callfloor/forecasting/command.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from callfloor.options import Json, Language, Out

Finish = Callable[[Callable[[], int]], None]


def register(app: typer.Typer, finish: Finish) -> None:
    """Add the command; ``finish`` does the work and leaves with its exit code."""

    @app.command()
    def forecast(  # noqa: PLR0913, PLR0917 - one for each option
        volumes: Annotated[
            Path,
            typer.Argument(
                metavar="VOLUMES", help="A CSV: when each interval starts, and a column of counts a contact type."
            ),
        ],
        days: Annotated[int, typer.Option(help="Open days to forecast.")] = 20,
        interval: Annotated[
            str | None,
            typer.Option(metavar="DURATION", help="Length of an interval; 30 min (or the file's own, if longer)."),
        ] = None,
        columns: Annotated[
            str | None,
            typer.Option(
                metavar="NAMES",
                help='Only these columns, with commas; "calls=standard" gives one the name of a contact type.',
            ),
        ] = None,
        holidays: Annotated[
            str | None, typer.Option(metavar="COUNTRY", help="Holidays of a country or region: CN, US, DE-BY.")
        ] = None,
        special: Annotated[
            Path | None,
            typer.Option(metavar="FILE", help="Special days: a CSV of date, name and, where it is known, multiplier."),
        ] = None,
        models: Annotated[
            str | None, typer.Option(metavar="NAMES", help="Choose among these models alone, with commas.")
        ] = None,
        period: Annotated[
            str | None,
            typer.Option(
                "--for",
                metavar="DATES",
                help="Which days the scenario's files are for: 2026-03-02, or 2026-03-02..2026-03-08; all if left out.",
            ),
        ] = None,
        extends: Annotated[
            str | None,
            typer.Option(
                metavar="SCENARIO",
                help="The scenario that the forecast is for: a library name, or a file in the folder of --out.",
            ),
        ] = None,
        out: Out = None,
        language: Language = "en",
        json: Json = None,
    ) -> None:
        """Forecast volumes from past ones: models tried on the past, intervals that hold what they say, and files that a plan can use."""

        def work() -> int:
            from callfloor.forecasting.command import Asked, run

            return run(Asked(volumes, days, interval, columns, holidays, special, models, period, extends, out, json))

        finish(work)
