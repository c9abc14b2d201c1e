"""Room: memory that one day gives back is wanted again by the next.

The GNU C library hands freed memory back to the system as soon as it can, and the system clears every page anew before it gives it
out again. With days of some megabytes, drawn by the thousand, that is a quarter of the time of drawing one (measured).
"""

from __future__ import annotations

import ctypes
import os
import platform
from functools import cache

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # names of mallopt(3)
MANY = 1 << 18  # rows of a day that is large: what was kept for drawing it is given back before it is played
KEPT = 128 << 20  # bytes of free memory at most that are kept
LARGE = 8 << 20  # what is larger than this goes back at once, so that a large day leaves no gaps


@cache
def keep() -> bool:
    """Ask the C library to keep free memory, if it is the GNU one and nobody has told it otherwise; say whether it will."""
    if platform.libc_ver()[0] != "glibc" or any(name.startswith("MALLOC_") for name in os.environ):
        return False
    library = ctypes.CDLL(None)
    return all(library.mallopt(name, size) == 1 for name, size in ((TRIM_THRESHOLD, KEPT), (MMAP_THRESHOLD, LARGE)))


def give_back(rows: int) -> None:
    """Hand back to the system what drawing a large day has left free: the day itself will need other room."""
    if rows > MANY and keep():
        ctypes.CDLL(None).malloc_trim(0)
