"""Faults: what is wrong with a file, said so that a planner can mend it.

A fault names the place (file, line, key), the value found, what is allowed there and what to write instead. All faults of
an input are reported at once, as one ``InputError``. Inside the package a check that does not know its place in the file
raises ``RefusedError`` with one ``Problem`` for each thing it found; whoever knows the place turns problems into faults.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Key: TypeAlias = str | int
Path: TypeAlias = tuple[Key, ...]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where.

    ``file``: as it was named; ``line``: the first is 1, None where it is not known; ``key``: its path, ``targets.0.within``; ``message``: the
    value found, what is allowed, and what to write instead.
    """

    file: str
    line: int | None
    key: str
    message: str

    @property
    def place(self) -> str:
        """The file and line, as editors and terminals link them."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


class InputError(Exception):
    """The input is at fault. Its text lists every fault, one a line, and says that nothing was run."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults; at least one is expected."""
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Lay the faults out in columns: place, key, message."""
        place_width = max((len(fault.place) for fault in self.faults), default=0)
        key_width = max((len(fault.key) for fault in self.faults), default=0)
        gap = "   " if key_width else ""
        lines = [f"{f.place:<{place_width}}  {f.key:<{key_width}}{gap}{f.message}" for f in self.faults]
        count = len(self.faults)
        return "\n".join([*lines, f"{count} {'fault' if count == 1 else 'faults'}; nothing was run."])


@dataclass(frozen=True)
class Problem:
    """A fault whose place is known only from where the check began: ``path`` leads on from there.

    ``file`` and ``line`` are set where the fault lies in another file, such as a table of volumes.
    """

    message: str
    path: Path = ()
    file: str | None = None
    line: int | None = None


class RefusedError(ValueError):
    """Raised by a check that found one or more problems in a value."""

    def __init__(self, *problems: Problem | str) -> None:
        """Accept plain messages for problems of the value itself."""
        self.problems = tuple(Problem(p) if isinstance(p, str) else p for p in problems)
        super().__init__("; ".join(problem.message for problem in self.problems))

    def under(self, *path: Key) -> tuple[Problem, ...]:
        """Give the same problems as seen from further out."""
        return tuple(Problem(p.message, path + p.path, p.file, p.line) for p in self.problems)


def choices(word: object, known: Iterable[str]) -> str:
    """List the known words and suggest the one that looks most like this: ``vip, chat. Did you mean vip?``."""
    words = list(dict.fromkeys(known))
    close = difflib.get_close_matches(str(word), words, n=1, cutoff=0.6)
    return listed(words) + (f". Did you mean {close[0]}?" if close else "")


def listed(words: Iterable[str], last: str = "") -> str:
    """Write words in a row, the last one joined by a word of its own: ``a, b or c``."""
    items = list(dict.fromkeys(words))
    if not last or len(items) < 2:
        return ", ".join(items) or "none"
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def shown(value: object) -> str:
    """Write the value found as the file has it, short enough for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}..."'
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, Sequence):
        return "a list"
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
