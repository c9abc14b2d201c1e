"""The command `web`: what may be typed. The work is in `callfloor/web/serving.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from callfloor.options import Cluster, cores

Finish = Callable[[Callable[[], int]], None]


def register(app: typer.Typer, finish: Finish) -> None:
    """Add the command; ``finish`` does the work and leaves with its exit code."""

    @app.command()
    def web(  # noqa: PLR0913, PLR0917 - one for each option
        address: Annotated[
            str, typer.Option(help="Where to listen; any but this machine's own needs --users.")
        ] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes one that is free.")] = 8050,
        store: Annotated[
            str,
            typer.Option(
                metavar="ADDRESS", help="A database, such as postgresql+psycopg://host/name; a SQLite file if left out."
            ),
        ] = "",
        files: Annotated[
            Path | None,
            typer.Option(metavar="FOLDER", help="Where scenarios and runs are kept; a folder of your own if left out."),
        ] = None,
        users: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Who may log in, with hashed passwords.")
        ] = None,
        add_user: Annotated[
            str | None, typer.Option(metavar="NAME", help="Ask for a password, write NAME to --users, and stop there.")
        ] = None,
        workers: Annotated[
            int | None, typer.Option(min=1, help="Runs at the same time; one for two cores if left out.")
        ] = None,
        cluster: Cluster = None,
        name: Annotated[
            list[str] | None,
            typer.Option(metavar="HOST", help="Another name by which browsers reach us. Any number of times."),
        ] = None,
        https: Annotated[
            bool, typer.Option("--https", help="A proxy before us speaks HTTPS: cookies travel only there.")
        ] = False,
    ) -> None:
        """Serve the planner's page to browsers on this machine, until Ctrl-C."""

        def work() -> int:
            from callfloor.web import serving
            from callfloor.web.settings import Settings, default_files

            if add_user is not None:
                return serving.add_user(users, add_user)
            found = Settings(
                address=address.strip("[]"),
                port=port,
                store=store,
                files=(files or default_files()).absolute(),
                users=users,
                workers=workers or max(1, cores() // 2),
                cluster=cluster,
                names=tuple(name or ()),
                https=https,
            )
            return serving.serve(serving.checked(found))

        finish(work)
