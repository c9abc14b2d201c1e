"""The commands about several scenarios: what may be typed after `compare`, `sweep` and `screen`. The work is in `callfloor/many.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callfloor.options import (
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
    Workers,
)

if TYPE_CHECKING:
    from callfloor.many import Many

Finish = Callable[[Callable[[], int]], None]
Sources = Annotated[
    list[str], typer.Argument(metavar="SCENARIO...", help="Scenario files, their folders, or library names.")
]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar='"NAME: KEY=VALUE; ..."',
        help="A variation to compare: the first scenario with these overrides. The name may be left out. Any number of times.",
    ),
]
Grid = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUES",
        help="Values of a key: a list 8,12,16 or a range 8..16 or 8..16..2; one value holds everywhere. Any number of times.",
    ),
]


def register(app: typer.Typer, finish: Finish) -> None:
    """Add the commands; ``finish`` does the work and leaves with its exit code."""
    _compare(app, finish)
    _sweep(app, finish)
    _screen(app, finish)


def _compare(app: typer.Typer, finish: Finish) -> None:
    @app.command()
    def compare(  # noqa: PLR0913, PLR0917 - one for each option
        sources: Sources,
        variations: With = None,
        seed: Seed = None,
        replications: Replications = None,
        precision: Precision = None,
        engine: Engine = None,
        workers: Workers = None,
        cluster: Cluster = None,
        resume: Resume = False,
        out: Out = None,
        language: Language = "en",
        json: Json = None,
        overrides: Set = None,
    ) -> None:
        """Compare scenarios with the first on the same contacts, and say which differences are real."""

        def work() -> int:
            from callfloor import many

            effort = Effort(seed, replications, workers, engine, tuple(precision or ()), cluster, resume)
            return many.compare(_many("compare", sources, overrides, effort, out, json), tuple(variations or ()))

        finish(work)


def _sweep(app: typer.Typer, finish: Finish) -> None:
    @app.command()
    def sweep(  # noqa: PLR0913, PLR0917 - one for each option
        source: Source,
        settings: Grid = None,
        seed: Seed = None,
        replications: Replications = None,
        precision: Precision = None,
        control: Control = False,
        engine: Engine = None,
        workers: Workers = None,
        cluster: Cluster = None,
        resume: Resume = False,
        out: Out = None,
        language: Language = "en",
        json: Json = None,
    ) -> None:
        """Run a scenario at every point of a grid, on the same contacts, and draw what changes."""

        def work() -> int:
            from callfloor import many

            effort = Effort(seed, replications, workers, engine, tuple(precision or ()), cluster, resume, control)
            return many.sweep(_many("sweep", [source], settings, effort, out, json))

        finish(work)


def _screen(app: typer.Typer, finish: Finish) -> None:
    @app.command()
    def screen(  # noqa: PLR0913, PLR0917 - one for each option
        sources: Sources,
        settings: Grid = None,
        by: Annotated[
            str | None,
            typer.Option(
                metavar="MEASURE",
                help="What ranks: cost (of those that keep their targets), cost_per_contact, answer_rate, queue.vip.mean_wait, ...",
            ),
        ] = None,
        targets: Annotated[
            bool | None,
            typer.Option(
                "--targets/--no-targets", help="Whether the best has to keep its targets; it does where money ranks."
            ),
        ] = None,
        chance: Annotated[float, typer.Option(help="How sure it is that the best is among those kept.")] = 0.95,
        seed: Seed = None,
        replications: Annotated[
            int | None, typer.Option(min=2, help="The most days spent on a candidate; 640 if left out.")
        ] = None,
        engine: Engine = None,
        workers: Workers = None,
        cluster: Cluster = None,
        resume: Resume = False,
        out: Out = None,
        language: Language = "en",
        json: Json = None,
    ) -> None:
        """Rank many scenarios, or the points of a grid, and say which may be the best and how sure that is."""

        def work() -> int:
            from callfloor import many

            effort = Effort(seed, replications, workers, engine, (), cluster, resume)
            return many.screen(
                _many("screen", sources, settings, effort, out, json), by=by, targets=targets, chance=chance
            )

        finish(work)


def _many(
    command: str, sources: list[str], overrides: list[str] | None, effort: Effort, out: Path | None, json: Path | None
) -> Many:
    from callfloor.many import Many

    return Many(command, tuple(sources), tuple(overrides or ()), effort, out, json)
