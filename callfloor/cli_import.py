"""The command `import`: what may be typed after it. The work is in `callfloor/importing.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from callfloor.options import Json

Finish = Callable[[Callable[[], int]], None]


def register(app: typer.Typer, finish: Finish) -> None:
    """Add the command; ``finish`` does the work and leaves with its exit code."""

    @app.command("import")
    def import_(
        file: Annotated[
            Path,
            typer.Argument(metavar="FILE", help="Call log or interval export: CSV, Excel or Parquet, also zipped."),
        ],
        mapping: Annotated[
            Path | None,
            typer.Option(metavar="FILE", help="Which column is which; guessed, and written to be edited, if left out."),
        ] = None,
        out: Annotated[
            Path | None, typer.Option(metavar="FOLDER", help="Where files go; callfloor-out/import-<file> if left out.")
        ] = None,
        json: Json = None,
    ) -> None:
        """Read records of any maker: columns guessed or mapped, every oddity counted, volumes by interval and type."""

        def work() -> int:
            from callfloor.importing import run

            return run(file, mapping, out, json)

        finish(work)
