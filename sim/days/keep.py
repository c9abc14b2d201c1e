"""Keep: the days of a run that are done, on disk, so that a run that was killed can go on.

A folder may keep the days of many experiments. Each has a folder of its own in it, named by a digest of everything that its days
depend on (``identity.py``), so days of another scenario, staffing, seed or version can never be taken for its own. Days are
written as they are done, at most once a second, each file whole or not at all: first beside its place, then put there by
one rename. Whatever is lost with a killed run is run again, and comes out the same. A run that comes to its end has no need of
its last days here, and leaves it to its caller to remove the others.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import shutil
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from sim.days.identity import digest_of, parts

if TYPE_CHECKING:
    from sim.days.work import Work
    from sim.sums.tally import Tally

PAUSE = 1.0  # seconds between two files: a run of short days would else do nothing but write
ABOUT = "experiment.json"
ENDING = ".days"
# What a tally is made of. Nothing else is ever unpacked: a file of days must not be able to run anything.
ARRAYS = {
    (f"{home}.{module}", name)
    for home in ("numpy.core", "numpy._core")
    for module, name in (("multiarray", "_reconstruct"), ("multiarray", "scalar"), ("numeric", "_frombuffer"))
} | {("numpy", "ndarray"), ("numpy", "dtype")}
OURS = "sim.sums."


class Keeper:
    """Keeps the days of one experiment in a folder, beside those of others."""

    def __init__(self, folder: Path, work: Work, *, resume: bool) -> None:
        """``resume``: days that lie there already are used; else they are removed."""
        self.resume = resume
        self.among = folder
        self.about = parts(work)
        self.folder = folder / digest_of(self.about)
        self._waiting: dict[int, Tally] = {}
        self._written = time.monotonic()

    def open(self, logged: Collection[int] | None = None) -> tuple[dict[int, Tally], tuple[str, ...]]:
        """Give the days that are there, and what is to be said about them; if logs are wanted, only those ``logged``."""
        if not self.resume:
            self.forget()
            return {}, ()
        found: dict[int, Tally] = {}
        for path in sorted(self.folder.glob(f"*{ENDING}")):
            found.update(_unpacked(path.read_bytes()))
        if logged is not None:  # an earlier run may not have been asked for them
            found = {number: one for number, one in found.items() if number in logged}
        return found, (self._told(len(found)),)

    def put(self, days: Mapping[int, Tally]) -> None:
        """Keep some more days; they are on disk within a second or so."""
        self._waiting.update(days)
        if time.monotonic() - self._written >= PAUSE:
            self.flush()

    def flush(self) -> None:
        """Write the days that are not on disk yet."""
        if self._waiting:
            if not self.folder.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                _write(self.folder / ABOUT, json.dumps(self.about, indent=1).encode())
            name = f"{min(self._waiting):06d}-{len(self._waiting):d}{ENDING}"
            _write(self.folder / name, pickle.dumps(self._waiting, protocol=pickle.HIGHEST_PROTOCOL))
            self._waiting = {}
        self._written = time.monotonic()

    def forget(self) -> None:
        """Remove the days: they are not needed any more."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.among.is_dir() and not any(self.among.iterdir()):
            self.among.rmdir()

    def _told(self, count: int) -> str:
        if count:
            days, were = ("day", "was") if count == 1 else ("days", "were")
            return f"{count} {days} of this very run lay in {self.among} and {were} not run again."
        others = [_differences(self.about, path) for path in self.among.glob(f"*/{ABOUT}")]
        if not others:
            return f"No days lie in {self.among}: nothing to go on with, the run began anew."
        nearest = min(others, key=len)
        differ = "differs" if len(nearest) == 1 else "differ"
        return (
            f"The days in {self.among} are of another run ({' and '.join(nearest)} {differ}); none of them was used, the run began "
            "anew."
        )


def _differences(about: Mapping[str, str], path: Path) -> list[str]:
    """Which parts of another experiment are not ours."""
    try:
        other: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError):
        other = {}
    return [name for name, part in about.items() if other.get(name) != part] or ["nothing that it tells"]


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place whole, down to the disk."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class _Unpickler(pickle.Unpickler):
    @override
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in ARRAYS or (module.startswith(OURS) and name[:1].isupper() and "." not in name):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a tally")


def _unpacked(content: bytes) -> dict[int, Tally]:
    """Read a file of days; what is none (a disk that lost its end, another program's file) has no days."""
    try:
        found: dict[int, Tally] = _Unpickler(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, ImportError, IndexError):
        return {}
    return found
