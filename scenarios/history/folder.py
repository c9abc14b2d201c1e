"""Where a folder may be written: nothing is ever overwritten."""

from pathlib import Path

from scenarios.faults import Fault, InputError


def free(out: Path) -> None:
    """InputError when ``out`` is taken, or has no folder to stand in."""
    if out.exists() or out.is_symlink():
        message = "is already there and is not overwritten; name another folder with --out, or remove this one first"
    elif not out.absolute().parent.is_dir():
        message = f"cannot be made: there is no folder {out.parent}; make it first"
    else:
        return
    raise InputError((Fault(str(out), None, "", message),))
