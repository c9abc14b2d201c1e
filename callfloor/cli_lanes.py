"""The command `lanes`: what may be typed after it. The work is in `callfloor/lanes_command.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from callfloor.options import Cluster, Effort, Engine, Json, Language, Out, Seed, Set, Source, Workers

Finish = Callable[[Callable[[], int]], None]

Vip = Annotated[str, typer.Option(metavar="TYPES", help="The preferred class: a contact type, or several with commas.")]
Others = Annotated[str, typer.Option(metavar="TYPES", help="The other class, likewise; several are tiers.")]
Tiers = Annotated[
    list[str] | None,
    typer.Option(
        metavar='"TYPE=TIER:SHARE,..."',
        help='Divide a contact type into tiers, such as "standard=silver:0.3,standard:0.7". Any number of times.',
    ),
]
Shares = Annotated[
    str | None,
    typer.Option(metavar='"TYPE=SHARE,..."', help='Move customers between types, such as "vip=0.2,standard=0.8".'),
]
Bot = Annotated[
    str | None,
    typer.Option(
        metavar='"TYPE=SHARE,..."',
        help="One more design: these types meet a bot first, which settles this share (without one: as the scenario's bot).",
    ),
]
Only = Annotated[
    str | None,
    typer.Option(
        metavar="DESIGNS",
        help="Only these designs, with commas: today, one_queue, priority, head_start, reserved, callback, dedicated, overflow, pool_helps, "
        "lane_helps, tiers.",
    ),
]
Parts = Annotated[
    str,
    typer.Option(
        metavar="PARTS",
        help="What is done once the designs are sized, with commas: frontier, shocks, map, again (the best are sized once more, "
        "to know how sure costs are); or none.",
    ),
]
TimeLimit = Annotated[
    str | None,
    typer.Option(
        metavar="DURATION",
        help='Begin nothing new after "5 min" (or a number of seconds); what was done by then is kept.',
    ),
]
Regions = Annotated[
    str | None,
    typer.Option(
        metavar="TYPES",
        help="Another question: a lane in each of these regions, or one that all share; contact types with commas, or all. "
        "Without the options about classes.",
    ),
]


def register(app: typer.Typer, finish: Finish) -> None:
    """Add the command; ``finish`` does the work and leaves with its exit code."""

    @app.command()
    def lanes(  # noqa: PLR0913, PLR0917 - one for each option
        source: Source,
        vip: Vip = "",
        others: Others = "",
        tiers: Tiers = None,
        shares: Shares = None,
        bot: Bot = None,
        only: Only = None,
        parts: Parts = "frontier,shocks,map,again",
        regions: Regions = None,
        share: Annotated[
            float | None, typer.Option(help="With --regions: the VIPs among each region's contacts; all if left out.")
        ] = None,
        seed: Seed = None,
        replications: Annotated[int | None, typer.Option(min=2, help="Days on which each design is measured.")] = None,
        engine: Engine = None,
        workers: Workers = None,
        cluster: Cluster = None,
        out: Out = None,
        language: Language = "en",
        json: Json = None,
        overrides: Set = None,
        time_limit: TimeLimit = None,
    ) -> None:
        """Compare ways to serve the best customers, each staffed at least cost for the same targets: is a lane worth it, how big, who loses?"""

        def work() -> int:
            from callfloor import lanes_command
            from callfloor.run import Run

            run = Run(
                source, tuple(overrides or ()), Effort(seed, replications, workers, engine, cluster=cluster), out, json
            )
            if regions is not None or share is not None:
                given = {
                    "--vip": vip, "--others": others, "--tiers": tiers, "--shares": shares, "--bot": bot, "--only": only,
                    "--replications": replications, "--time-limit": time_limit,
                }  # fmt: skip
                return lanes_command.regions(run, regions or "all", share, [name for name, one in given.items() if one])
            asked = lanes_command.asked(vip, others, tuple(tiers or ()), shares, bot, only, parts)
            return lanes_command.study(run, asked, time_limit)

        finish(work)
