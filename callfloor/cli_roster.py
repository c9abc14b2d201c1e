"""The command `roster`: what may be typed. The work is in `callfloor/rostering/command.py`."""

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
    def roster(  # noqa: PLR0913, PLR0917 - one for each option
        plan: Annotated[
            Path,
            typer.Argument(metavar="PLAN", help="plan.json of a plan, or a table of shifts such as its shifts.csv."),
        ],
        staff: Annotated[
            Path, typer.Option(metavar="FILE", help="The staff list: CSV or Excel; docs/rosters.md has its columns.")
        ],
        rules: Annotated[Path | None, typer.Option(metavar="FILE", help="Labour rules and prices, in YAML.")] = None,
        scenario: Annotated[
            str | None, typer.Option(metavar="SCENARIO", help="Take the labour rules from this scenario.")
        ] = None,
        days: Annotated[
            int | None, typer.Option(min=1, max=14, help="Repeat a plan of one day so often; 7 if left out.")
        ] = None,
        check: Annotated[
            Path | None,
            typer.Option(
                metavar="ROSTER", help="Check this roster.csv or roster.xlsx, as it was changed by hand, and price it."
            ),
        ] = None,
        time_zone: Annotated[
            str | None,
            typer.Option(metavar="ZONE", help="Of the calendars, such as Asia/Shanghai; floating if left out."),
        ] = None,
        seed: Annotated[int, typer.Option(min=0, help="Seed of the search; the same gives the same roster.")] = 1,
        gap: Annotated[
            float, typer.Option(min=0.0, max=1.0, help="Near enough to the least price, as a share.")
        ] = 0.01,
        time_limit: Annotated[
            str | None,
            typer.Option(metavar="DURATION", help='Stop after "5 min" (or a number of seconds) with the best roster.'),
        ] = None,
        out: Out = None,
        language: Language = "en",
        json: Json = None,
        overrides: Annotated[
            list[str] | None,
            typer.Option(
                "--set", metavar="KEY=VALUE", help='Set a rule or a price, such as rest="12 h". Any number of times.'
            ),
        ] = None,
    ) -> None:
        """Give a plan's shifts to named people: rest, hours, days in a row, fairness, requests; what is unmet is priced."""

        def work() -> int:
            from callfloor.planning import limit_of
            from callfloor.rostering.command import Asked, run

            asked = Asked(
                plan, staff, rules, scenario, tuple(overrides or ()), days, seed, gap, limit_of(time_limit), time_zone,
                check, out, json,
            )  # fmt: skip
            return run(asked)

        finish(work)
