"""How a command ends: every ending is an exit code and words, never a traceback on the screen."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from callfloor.output import OutputError

if TYPE_CHECKING:
    from scenarios.faults import InputError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # nothing of ours: the disk, or what standard output leads to
MOST_PAGES = 3  # of the documentation, beside faults; more would hide them
DONE, OUR_FAULT, INPUT_AT_FAULT, INTERRUPTED = 0, 1, 2, 130


def guarded(work: Callable[[], int]) -> int:
    """Run the work; turn what it raises into a message on standard error and an exit code."""
    from scenarios.faults import InputError

    try:
        code = work()
        sys.stdout.flush()  # what cannot be written is to be said here, not at the interpreter's end
        return code
    except KeyboardInterrupt:
        message, code = "Interrupted; no file was left half written.", INTERRUPTED
    except BrokenPipeError:
        _lead_nowhere()  # whoever read our output has read enough
        return DONE
    except InputError as fault:
        message, code = f"{fault}{_see(fault)}", INPUT_AT_FAULT
    except OutputError as fault:
        message, code = str(fault), INPUT_AT_FAULT
    except MemoryError:
        message, code = (
            "There is not enough memory for this run; ask for fewer replications or workers.",
            INPUT_AT_FAULT,
        )
    except OSError as fault:
        full = fault.errno in FULL
        _lead_nowhere()
        message = f"A result could not be written: {fault.strerror}." if full else _confession(fault)
        code = INPUT_AT_FAULT if full else OUR_FAULT
    except Exception as fault:
        message, code = _confession(fault), OUR_FAULT
    _tell(message)
    return code


def _lead_nowhere() -> None:
    """Lead standard output nowhere, so that the interpreter does not complain at its end about what it could not write."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(text: str) -> None:
    with contextlib.suppress(OSError):  # nobody may be listening
        sys.stderr.write(f"{text}\n")


def _see(fault: InputError) -> str:
    """The pages of the documentation that say what may stand there; nothing where none does."""
    from callfloor.authoring.pages import pages

    found = pages(fault.faults)
    more = ", …" if len(found) > MOST_PAGES else ""
    return f"\nWhat may stand there: {', '.join(found[:MOST_PAGES])}{more}" if found else ""


def _confession(fault: Exception) -> str:
    """Own up to an unexpected fault, and say where its details are."""
    what = f"{type(fault).__name__}: {fault}".splitlines()[0]
    text = f"callfloor stopped: {what}; this is a fault of callfloor, please report."
    try:
        handle, name = tempfile.mkstemp(prefix="callfloor-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(fault)))
    except OSError:
        return text
    return f"{text} The details are in {Path(name)}."
