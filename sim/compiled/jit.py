"""Just in time: functions compiled by Numba once on a machine, and kept for the next start.

Numba keeps what it compiled beside the source and trusts it as long as that one file is unchanged, though a compiled function holds
copies of others that it calls. A stale copy would be a wrong number. So the compiled code is kept in a folder of the user's whose name
is a digest of everything it was made of: all sources of the room (the package folder), the versions of Python and Numba. The folder
where callfloor is installed may be read-only.
"""

from __future__ import annotations

import inspect
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from sim.compiled.code import PartCompiler

Function = TypeVar("Function", bound=Callable[..., Any])


def njit(function: Function, **options: object) -> Function:
    """Compile a function when it is first called, unless this machine has it already.

    Indices are not checked and division by zero gives infinity, as in NumPy; products and sums are rounded one by one, exactly as
    Python rounds them (no ``fastmath``), for the two engines must agree to the last digit.
    """
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = str(folder(Path(inspect.getfile(function)).parent))  # type: ignore[attr-defined]
    compiler: Any = numba.njit
    try:
        compiled = compiler(**{"cache": True, "error_model": "numpy", "no_cfunc_wrapper": True} | options)(function)
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]
    return cast("Function", compiled)


def part(function: Function, **options: object) -> Function:
    """Compile a function that only other compiled functions call: each of them holds a copy of it, and none is kept beside theirs.

    Called from Python it would end the process, for there is no machine code to call.
    """
    return njit(function, cache=False, no_cpython_wrapper=True, pipeline_class=PartCompiler, **options)


@cache
def folder(room: Path) -> Path:
    """Where the compiled code of a room (a package folder) is kept on this machine; made if need be."""
    digest = blake2b(f"{sys.version} {numba.__version__} {os.uname().machine if hasattr(os, 'uname') else ''}".encode())
    sim = Path(__file__).parents[1]
    told = (
        sim / "log.py",
        sim / "service" / "moments.py",
        sim / "chance" / "contacts.py",
    )  # numbers from there are compiled in
    for source in (*sorted(room.glob("*.py")), Path(__file__), Path(__file__).with_name("code.py"), *told):
        digest.update(source.name.encode() + source.read_bytes())
    place = f"{room.name}-{digest.hexdigest()[:16]}"
    for home in _homes():
        try:
            (home / place).mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=home / place):
                return home / place
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="callfloor-"))


def _homes() -> list[Path]:
    """Folders to try, first to last."""
    stated = os.environ.get("CALLFLOOR_CACHE")
    user = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    own = Path(user) / "callfloor" if user else Path("~/.cache/callfloor").expanduser()
    return [Path(stated), own] if stated else [own]


def is_kept(room: Path, name: str) -> bool:
    """Whether this machine has compiled a function of a room already; ``name``: its module's and its own."""
    return any(folder(room).rglob(f"{name}-*.nbc"))
