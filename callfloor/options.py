"""Options that commands share: how much is simulated, with what, and where.

Each option is written down here once; a command's signature names those that it has. ``Effort`` is what the options about
simulating say together, as keywords of ``sim.experiment.simulate`` and as the workers to give it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callfloor import words

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from scenarios.schema import Scenario

ENGINES = ("compiled", "simpy")
DAYS = "days"
COMPILING = "Compiling the fast engine for this machine: some twenty seconds, this once …"


def _engine(value: str | None) -> str | None:
    if value is not None and value not in ENGINES:
        raise typer.BadParameter(f'there is no engine "{value}"; write --engine {" or --engine ".join(ENGINES)}.')
    return value


def _language(context: typer.Context, value: str) -> str:
    from callfloor.language import LANGUAGES, reports_in

    if value not in LANGUAGES:
        raise typer.BadParameter(
            f'there is no language "{value}"; write --language {" or --language ".join(LANGUAGES)}.'
        )
    context.with_resource(reports_in(value))  # until the command has ended
    return value


def _library(begun: str) -> list[str]:
    """Library scenarios that a shell may complete to."""
    from scenarios.catalogue import folders

    return [name for name in folders() if name.startswith(begun)]


Source = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A scenario file, its folder, or a library name.", autocompletion=_library),
]
Seed = Annotated[int | None, typer.Option(min=0, help="Seed of all chance; the scenario's own if left out.")]
Replications = Annotated[
    int | None, typer.Option(min=1, help="Days (or calendars) to simulate; with --precision the most of them.")
]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes; as many as there are cores if left out.")]
Out = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where files go; callfloor-out/<name> if left out.")]
Language = Annotated[
    str,
    typer.Option(
        metavar="en|zh", callback=_language, help="Language of the report: en or zh (Chinese); messages stay English."
    ),
]
Json = Annotated[
    Path | None,
    typer.Option("--json", metavar="FILE", help="Write JSON too. With - it goes to standard output, alone."),
]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a key; any number of times.")
]
Engine = Annotated[
    str | None,
    typer.Option(metavar="NAME", callback=_engine, help="compiled or simpy: the same figures, sooner or later."),
]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MEASURE=HALF",
        help="Add days until the 95 % limits are that near: answer_rate=0.005, queue.vip.mean_wait=1. Any number of times.",
    ),
]
Control = Annotated[
    bool,
    typer.Option(
        "--control", help="Correct the figures for how many calls were drawn: nearer limits from as many days."
    ),
]
Stratify = Annotated[
    bool,
    typer.Option(
        "--stratify", help="Have busy and quiet days just as often as they should be: nearer limits from as many days."
    ),
]
Batches = Annotated[
    int | None,
    typer.Option(
        min=2,
        metavar="N",
        help="For a centre that never closes, simulated as one run of many days: limits from so many batches of it.",
    ),
]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Run the days on a Dask cluster, such as tcp://host:8786.")
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with a run that was interrupted or killed; its days are not run again.")
]


@dataclass(frozen=True)
class Effort:
    """What the options about simulating say. ``precision``: as it was typed, MEASURE=HALF."""

    seed: int | None = None
    replications: int | None = None
    workers: int | None = None
    engine: str | None = None
    precision: tuple[str, ...] = ()
    cluster: str | None = None
    resume: bool = False
    control: bool = False
    stratify: bool = False
    batches: int | None = None

    def days(self, folder: Path | None) -> Path | None:
        """Where the days done are kept while a run is under way: beside its files. Nowhere if it has none."""
        if folder is not None:
            return folder / DAYS
        if self.resume:
            from scenarios.faults import Fault, InputError

            fault = "needs the folder of the run that is to go on; name it with --out"
            raise InputError([Fault("--resume", None, "", fault)])
        return None

    def amount(self, scenario: Scenario) -> str:
        """How much is simulated, in words."""
        if self.precision:
            return f"{scenario.name} until {' and '.join(word.replace('=', ' ± ') for word in self.precision)}"
        count = scenario.experiment.replications if self.replications is None else self.replications
        return f"{words.plural(count, 'replication')} of {scenario.name}"

    def asked(self, keep: Path | None) -> dict[str, Any]:
        """Keywords for ``sim.experiment.simulate`` and ``prepare``; ``keep``: where days done are kept meanwhile."""
        from sim.days.precision import read

        self._check()
        return {
            "seed": self.seed,
            "replications": self.replications,
            "engine": self.engine,
            "precision": read(self.precision) if self.precision else None,
            "control": self.control,
            "keep": keep,
            "resume": self.resume,
            **({"stratify": True} if self.stratify else {}),
            **({} if self.batches is None else {"batches": self.batches}),
        }

    def _check(self) -> None:
        """Refuse what does not go together."""
        from scenarios.faults import Fault, InputError

        others = [name for name, given in (("--control", self.control), ("--stratify", self.stratify)) if given]
        others += ["--precision"] if self.precision else []
        if self.batches is not None and others:
            fault = f"are of one long run, {' and '.join(others)} of days that are independent of each other"
            raise InputError([Fault("--batches", None, "", fault)])
        if self.stratify and self.precision:
            fault = "spreads a known number of days; with --precision their number is not known"
            raise InputError([Fault("--stratify", None, "", fault)])

    @contextmanager
    def crew(self, say: Callable[[str], None] | None = None) -> Iterator[int | Executor]:
        """Who runs the days: so many processes, or a cluster. ``say`` is told what the user has to wait for."""
        from sim.days.engines import to_be_compiled

        if say is not None and self.cluster is None and to_be_compiled(self.engine):
            say(COMPILING)
        if self.cluster is None:
            yield self.workers or cores()
            return
        from sim.days.cluster import cluster

        with cluster(self.cluster) as executor:
            yield executor


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
