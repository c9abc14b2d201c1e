"""Archive: the logs of many days on disk, a file a day, for whoever wants to ask what no measure tells.

``FOLDER/log-00042.parquet`` is the log of replication 42: the columns of ``Log.frame``, behind a first column ``day`` that says 42 in
every row. All days are one table to pandas (``read_parquet(FOLDER)``), DuckDB (``FROM 'FOLDER/*.parquet'``) and Spark, and a single
day is one file. The replication is the day, whatever the number of days in its calendar.

A file appears under its name when it is complete, so a run that is killed leaves whole days and nothing else that those
readers would take for one. Rows are written in pieces: beside the log itself a day takes little memory.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scenarios.faults import Fault, InputError
from sim.log import COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

    from scenarios.schema import Scenario
    from sim.log import Log

ROWS = 1 << 17  # of a piece: enough to pack well, little beside a log of a million
NAME = re.compile(r"log-(\d+)\.parquet")
RUN = b"callfloor run"  # where a file keeps which run it is of


def begin(folder: Path, run: str = "") -> None:
    """Make a folder ready for the logs of a run: it is made, and holds no day of another run.

    Raises:
        FileExistsError: if it does; two runs in one folder would be read as one.
        InputError: if there can be no such folder.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = days(folder)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as reason:
        why = "there is a file of that name" if folder.is_file() else (reason.strerror or str(reason)).lower()
        message = f"cannot be the folder of logs: {why}; name another one"
        raise InputError([Fault("--logs", None, str(folder), message)]) from None
    for number in found:
        if run_of(folder, number) != run:
            message = (
                f"{folder} holds logs of another run ({path(folder, number).name}); name another folder, or empty it"
            )
            raise FileExistsError(message)


def write_day(folder: Path, scenario: Scenario, number: int, log: Log, run: str = "") -> Path:
    """Write the log of one replication; a file of the same name is replaced at once or not at all."""
    import pyarrow.parquet as pq

    whole = path(folder, number)
    # Readers of a folder pass over names that begin with a dot, and a day may be written twice at a time.
    part = folder / f".{whole.name}.{os.getpid()}"
    pieces = _pieces(scenario, number, log)
    first = next(pieces)
    schema = first.schema.with_metadata({**first.schema.metadata, RUN: run.encode()})
    try:
        with pq.ParquetWriter(part, schema, compression="zstd") as writer:
            writer.write_table(first.cast(schema))
            for piece in pieces:
                writer.write_table(piece.cast(schema))
        part.replace(whole)
    finally:
        part.unlink(missing_ok=True)
    return whole


def _pieces(scenario: Scenario, number: int, log: Log) -> Iterator[pa.Table]:
    """Give the rows of a log in pieces, one (without rows) if there are none."""
    import pyarrow as pa

    for first in range(0, max(len(log), 1), ROWS):
        rows = replace(log, **{name: getattr(log, name)[first : first + ROWS] for name in COLUMNS})
        frame = rows.frame(scenario)
        frame.insert(0, "day", np.full(len(rows), number, np.int32))
        yield pa.Table.from_pandas(frame, preserve_index=False)


def path(folder: Path, number: int) -> Path:
    """Where the log of a replication lies, or would."""
    return folder / f"log-{number:05d}.parquet"


def days(folder: Path) -> list[int]:
    """Replications whose logs lie in a folder, ascending."""
    found = (NAME.fullmatch(file.name) for file in folder.iterdir())
    return sorted(int(name[1]) for name in found if name)


def run_of(folder: Path, number: int) -> str:
    """Which run the log of a replication is of; a file that is no log is of none that there is."""
    import pyarrow.parquet as pq

    try:
        kept: dict[bytes, bytes] = pq.read_metadata(path(folder, number)).metadata or {}
    except ValueError:
        return "no log"
    return kept.get(RUN, b"").decode()
