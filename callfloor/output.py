"""Files, whole or not at all.

A planner may open a report while the next run writes it, a disk may fill up, a run may be interrupted. So every file is
first written beside its place under a temporary name, flushed to the disk, and only then put in its place by one rename.
Files of one run are staged together: if one cannot be written, none is put in place. Whatever goes wrong is one
`OutputError` whose text says which file and why.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path


class OutputError(Exception):
    """A result could not be written; the text is the whole message for the user."""


def _reason(fault: OSError) -> str:
    return (fault.strerror or str(fault)).lower()


def _special(path: Path) -> bool:
    """Whether the path is a device or a pipe, such as /dev/stdout: nothing to rename over."""
    try:
        return not (stat.S_ISREG(path.stat().st_mode) or path.is_dir())
    except OSError:
        return False


def _stage(path: Path, content: bytes) -> Path:
    """Write the content to a temporary file in the same folder, down to the disk."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
    except BaseException:
        _remove(Path(name))
        raise
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):  # the first fault is the one to tell; a leftover .part file harms nobody
        path.unlink(missing_ok=True)


def write_files(folder: Path, contents: Mapping[str, bytes], stale: Collection[str] = ()) -> tuple[Path, ...]:
    """Put all the named files into the folder, or none of them; give their paths.

    ``stale``: files that an earlier run may have left there and that would contradict the new ones; they are removed once
    these are in place.
    """
    staged: list[tuple[Path, Path]] = []
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            path = folder / name
            staged.append((_stage(path, content), path))
        for part, path in staged:
            part.replace(path)
        for name in sorted(set(stale) - set(contents)):
            path = folder / name
            path.unlink(missing_ok=True)
    except OSError as fault:
        raise OutputError(
            f"{path}: could not be written: {_reason(fault)}. Free some space or choose another folder with --out."
        ) from fault
    finally:
        for part, _ in staged:
            _remove(part)
    return tuple(path for _, path in staged)


def write_file(path: Path, content: bytes) -> None:
    """Put one file in its place whole; a device or a pipe is written to as it is."""
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file.")
    if not _special(path):
        write_files(path.parent, {path.name: content})
        return
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise OutputError(f"{path}: could not be written: {_reason(fault)}.") from fault


def write_stdout(content: str) -> None:
    """Print to standard output and see that it arrived."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # documents are UTF-8 whatever the terminal speaks
    try:
        sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # the reader has read enough
    except OSError as fault:
        raise OutputError(f"standard output: could not be written: {_reason(fault)}.") from fault
