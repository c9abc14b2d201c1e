"""The command line: what may be typed, and what each ending means.

Commands here only read their options; the work is in `callfloor/commands.py`, which is imported when a command runs, so
that `callfloor --help` comes at once. Exit codes: 0 done; 2 the input is at fault; 3 no plan can meet the targets; 4 stopped
at a time limit, or a plan by formula missed targets when it was tested; 5 interrupted, with the figures of the days that were done; 130 interrupted before there were any; 1 a fault of
callfloor itself, whose details are put in a file and never on the screen.
"""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from callfloor import (
    cli_authoring,
    cli_calibrate,
    cli_check,
    cli_forecast,
    cli_import,
    cli_lanes,
    cli_many,
    cli_plan,
    cli_roster,
    cli_today,
    cli_web,
)
from callfloor.options import (
    Batches,
    Cluster,
    Control,
    Effort,
    Engine,
    Json,
    Language,
    Out,
    Precision,
    Replications,
    Resume,
    Seed,
    Set,
    Source,
    Stratify,
    Workers,
)

if TYPE_CHECKING:
    from callfloor.run import Run

INTERRUPTED = 130
YOUNG = 100_000  # new objects before Python looks for rubbish: all that is imported stays, and looking took a sixth of a start

app = typer.Typer(
    name="callfloor",
    help="Simulate a contact centre from its scenario, and plan its shifts at least cost.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from callfloor import __version__

        typer.echo(f"callfloor {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Simulate a contact centre from its scenario, and plan its shifts at least cost."""


@app.command()
def simulate(  # noqa: PLR0913, PLR0917 - one for each option
    source: Source,
    seed: Seed = None,
    replications: Replications = None,
    precision: Precision = None,
    control: Control = False,
    stratify: Stratify = False,
    batches: Batches = None,
    engine: Engine = None,
    workers: Workers = None,
    cluster: Cluster = None,
    resume: Resume = False,
    out: Out = None,
    language: Language = "en",
    json: Json = None,
    overrides: Set = None,
    log: Annotated[bool, typer.Option("--log", help="Also write every contact of the first day: log.parquet.")] = False,
    logs: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write every contact of every day there, a Parquet file a day."),
    ] = None,
) -> None:
    """Simulate many days and say how they went: targets, waits, occupancy, cost."""
    wanted = tuple(precision or ())
    effort = Effort(seed, replications, workers, engine, wanted, cluster, resume, control, stratify, batches)
    _finish(lambda: _commands().simulate(_run(source, effort, out, json, overrides), log=log, logs=logs))


@app.command()
def erlang(  # noqa: PLR0913, PLR0917 - one for each option
    model: Annotated[str, typer.Option(help="c (all wait), a (some give up) or b (nobody waits).")],
    rate: Annotated[str, typer.Option(help='Contacts, such as "50 per min".')],
    handle_time: Annotated[str, typer.Option(help='Mean handle time and wrap-up, such as "4 min".')],
    patience: Annotated[str | None, typer.Option(help="Mean patience; model a.")] = None,
    agents: Annotated[int | None, typer.Option(help="Agents; or give --answer-rate.")] = None,
    answer_rate: Annotated[
        float | None, typer.Option(help="Find the fewest agents for this share, such as 0.8.")
    ] = None,
    within: Annotated[str, typer.Option(help="Answered within this wait.")] = "20 s",
    capacity: Annotated[int | None, typer.Option(help="Contacts that may wait; no limit if left out.")] = None,
    json: Json = None,
) -> None:
    """Ask the Erlang formulas: what a steady queue would do, or how many agents it needs."""
    _finish(
        lambda: _commands().erlang(
            json,
            model=model,
            rate=rate,
            handle_time=handle_time,
            patience=patience,
            agents=agents,
            answer_rate=answer_rate,
            within=within,
            capacity=capacity,
        )
    )


@app.command()
def show(source: Source, overrides: Set = None) -> None:
    """Print the scenario as it is after `extends` and --set, and what each override changed."""
    _finish(lambda: _commands().show(source, tuple(overrides or ())))


@app.command()
def scenarios() -> None:
    """List the library's scenarios."""
    _finish(lambda: _commands().scenarios())


def _commands() -> ModuleType:
    """The work behind the commands, imported when it is wanted."""
    from callfloor import commands

    return commands


def _run(source: str, effort: Effort, out: Path | None, json: Path | None, overrides: list[str] | None) -> Run:
    from callfloor.run import Run

    return Run(source, tuple(overrides or ()), effort, out, json)


def _finish(work: Callable[[], int]) -> None:
    """Do the work and leave with its exit code; whatever goes wrong is told in words."""
    from callfloor.guard import guarded

    raise typer.Exit(guarded(work))


cli_plan.register(app, _finish)
cli_many.register(app, _finish)
cli_roster.register(app, _finish)
cli_check.register(app, _finish)
cli_today.register(app, _finish)
cli_lanes.register(app, _finish)
cli_forecast.register(app, _finish)
cli_import.register(app, _finish)
cli_calibrate.register(app, _finish)
cli_web.register(app, _finish)
cli_authoring.register(app, _finish)


def main() -> None:
    """Run the command line."""
    gc.set_threshold(YOUNG)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a thin space is no reason to fail on an old terminal
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; nothing was written.\n")
        sys.exit(INTERRUPTED)
