"""The commands `new` and `schema`: what may be typed. The work is in `callfloor/authoring/`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

Finish = Callable[[Callable[[], int]], None]


def register(app: typer.Typer, finish: Finish) -> None:
    """Add the commands; ``finish`` does the work and leaves with its exit code."""

    @app.command()
    def new(  # noqa: PLR0917 - one for each question
        name: Annotated[
            str, typer.Argument(metavar="[NAME]", help="What the centre is called; the file is NAME.yaml.")
        ] = "my_centre",
        contacts: Annotated[str | None, typer.Option(help="Contacts of a usual day, such as 3500.")] = None,
        hours: Annotated[str | None, typer.Option(help='When it is open, such as "08:00-20:00".')] = None,
        handle_time: Annotated[str | None, typer.Option(help='What one takes, wrap-up included: "4 min".')] = None,
        patience: Annotated[str | None, typer.Option(help='Mean patience, such as "5 min", or never.')] = None,
        promise: Annotated[str | None, typer.Option(help='What is promised, such as "80 % within 20 s".')] = None,
        pay: Annotated[str | None, typer.Option(help='What an hour of work costs, such as "32 CNY".')] = None,
        yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; take what is suggested.")] = False,
    ) -> None:
        """Write a first scenario, with a comment at each value, by asking six questions."""
        given = {
            "contacts": contacts,
            "hours": hours,
            "handle_time": handle_time,
            "patience": patience,
            "promise": promise,
            "pay": pay,
        }

        def work() -> int:
            from callfloor.authoring.command import new

            return new(name, given, None if yes else _ask)

        finish(work)

    @app.command()
    def schema(
        file: Annotated[
            Path | None, typer.Argument(metavar="[FILE]", help="Where it goes; standard output if left out.")
        ] = None,
    ) -> None:
        """Write the JSON Schema of scenario files, with which an editor completes and checks them."""

        def work() -> int:
            from callfloor.authoring.command import schema

            return schema(file)

        finish(work)


def _ask(question: str, suggested: str, wrong: str) -> str:
    """Ask on the terminal; the questions go to standard error, so that they are seen wherever the output goes."""
    from scenarios.faults import Fault, InputError

    if wrong:
        typer.echo(f"  {wrong}.", err=True)
    typer.echo(f"{question} [{suggested}] ", err=True, nl=False)
    answer = sys.stdin.readline()
    if not answer:
        raise InputError([Fault("callfloor new", None, "", "the answers ended early; give them as options, or --yes")])
    return answer
